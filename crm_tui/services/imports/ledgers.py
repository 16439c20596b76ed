"""What became of the rows of one import, kept on disk and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum

from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.outcomes import ImportedLine, ImportLine, Outcome
from crm_tui.services.imports.spools import LinesInOrder, Numbered, Spool

_SAMPLES = 5


class Step(Enum):
    """At what step of an import it is known what becomes of a row; each goes by line."""

    READ = "read"
    PUT_TOGETHER = "put_together"
    DECIDED = "decided"
    CREATED = "created"
    CHANGED = "changed"


class Ledger:
    """Takes down what became of each row."""

    def __init__(self) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.over_limit = 0
        self.unowned = 0
        self.incomplete = 0
        self.first_id: int | None = None
        """The id of the first new customer; till it is known a line tells which one it will be."""
        self._samples: dict[Outcome, list[ImportLine]] = {}
        self._parts: dict[Step, Spool[ImportLine]] = {step: Spool() for step in Step}

    def add(self, step: Step, line: ImportLine) -> None:
        """Take down one row; those of one step come in the order of the file."""
        self._parts[step].append(line)
        self._count(line.outcome, [line])

    def add_all(self, step: Step, lines: Iterable[ImportLine]) -> None:
        """Take down rows."""
        for line in lines:
            self.add(step, line)

    def add_created(self, lines: Sequence[ImportedLine]) -> None:
        """Take down rows that become customers, some thousand at a time."""
        self._parts[Step.CREATED].extend(lines)
        self._count(Outcome.CREATED, lines)
        self.over_limit += sum(line.is_reserved for line in lines)
        self.unowned += sum(line.owner_id is None for line in lines)
        self.incomplete += sum(line.is_incomplete for line in lines)

    def _count(self, outcome: Outcome, lines: Sequence[ImportLine]) -> None:
        missing = max(_SAMPLES - self.counts[outcome], 0)
        self.counts[outcome] += len(lines)
        self._samples.setdefault(outcome, []).extend(lines[:missing])

    @property
    def lines(self) -> Sequence[ImportLine]:
        """Return all rows in the order of the file."""
        parts: dict[Step, Sequence[ImportLine]] = {**self._parts}
        if self.first_id is not None:
            parts[Step.CREATED] = Numbered(self._parts[Step.CREATED], self._numbered)
        return LinesInOrder(*parts.values())

    @property
    def samples(self) -> dict[Outcome, tuple[ImportLine, ...]]:
        """Return the first rows of each outcome."""
        return {
            outcome: tuple(map(self._numbered, lines)) for outcome, lines in self._samples.items()
        }

    def _numbered(self, line: ImportLine) -> ImportLine:
        """Return a line with the id that its customer got."""
        if self.first_id is None or not isinstance(line, ImportedLine) or line.customer_id is None:
            return line
        return line._replace(customer_id=CustomerId(self.first_id + line.customer_id))
