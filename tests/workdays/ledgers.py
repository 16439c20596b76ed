"""What a program was told has succeeded, written down at once, outside the database."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Told:
    """One answer to one person; the seconds are the machine's, the same for all programs."""

    kind: str
    began: float
    ended: float
    things: tuple[str, ...] = ()
    """What was done, each by a name that nothing else has; none of what was refused."""
    refusal: str = ""
    """The kind of the refusal, for what a rule or another person forbade."""
    fault: str = ""
    """What nobody should ever be told."""

    @property
    def seconds(self) -> float:
        """How long the person waited."""
        return self.ended - self.began


@dataclass(slots=True)
class Page:
    """What is done goes on the page while it is done."""

    things: list[str] = field(default_factory=list)
    refusal: str = ""


class Ledger:
    """A file that one program writes, line by line."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", encoding="utf-8")

    @contextmanager
    def telling(self, kind: str) -> Iterator[Page]:
        """Write down what came of it, and how long it took; only what is expected may be raised."""
        page, fault, began = Page(), "", time.monotonic()
        try:
            yield page
        except Exception as error:  # whoever reads it asserts that there is none
            fault = repr(error)
        told = Told(kind, began, time.monotonic(), tuple(page.things), page.refusal, fault)
        self._file.write(json.dumps(asdict(told), ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Write no more."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Books:
    """The ledgers of all programs together."""

    told: Sequence[Told]

    @classmethod
    def of(cls, files: Sequence[Path]) -> Books:
        """Return what stands in these files."""
        lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        return cls([_told(line) for line in lines])

    def of_kind(self, kind: str) -> list[Told]:
        """Return every answer of a kind."""
        return [each for each in self.told if each.kind == kind]

    def things(self, kind: str) -> Counter[str]:
        """Return what was done of a kind, as it was told."""
        return Counter(thing for each in self.of_kind(kind) for thing in each.things)

    def seconds(self, kind: str) -> list[float]:
        """Return how long each waited for what was then done."""
        return [each.seconds for each in self.of_kind(kind) if each.things]

    @property
    def faults(self) -> list[str]:
        """What nobody should have been told."""
        return [f"{each.kind}: {each.fault}" for each in self.told if each.fault]

    @property
    def outcomes(self) -> Counter[str]:
        """Return how often each kind was done, or refused and by what."""
        return Counter(
            f"{each.kind}: {each.refusal or ('done' if each.things else 'nothing')}"
            for each in self.told
        )


def _told(line: str) -> Told:
    found = json.loads(line)
    return Told(**{**found, "things": tuple(found["things"])})
