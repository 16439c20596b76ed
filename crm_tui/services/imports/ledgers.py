"""What became of the rows of one import, kept on disk and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum

from crm_tui.domain.imports.outcomes import ImportedLine, ImportLine, Outcome
from crm_tui.services.imports.spools import LinesInOrder, Spool

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
        self.incomplete = 0
        self._samples: dict[Outcome, list[ImportLine]] = {}
        self._parts: dict[Step, Spool[ImportLine]] = {step: Spool() for step in Step}

    def add(self, step: Step, line: ImportLine) -> None:
        """Take down one row; those of one step come in the order of the file."""
        self._parts[step].append(line)
        outcome = line.outcome
        self.counts[outcome] += 1
        if self.counts[outcome] <= _SAMPLES:
            self._samples.setdefault(outcome, []).append(line)
        if isinstance(line, ImportedLine):
            self.over_limit += line.is_reserved
            self.incomplete += line.is_incomplete

    def add_all(self, step: Step, lines: Iterable[ImportLine]) -> None:
        """Take down rows."""
        for line in lines:
            self.add(step, line)

    @property
    def lines(self) -> Sequence[ImportLine]:
        """Return all rows in the order of the file."""
        return LinesInOrder(*self._parts.values())

    @property
    def samples(self) -> dict[Outcome, tuple[ImportLine, ...]]:
        """Return the first rows of each outcome."""
        return {outcome: tuple(lines) for outcome, lines in self._samples.items()}
