"""An office that moves to another database: what is done in turn, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from crm_tui.values import dataclass


class MoveStep(StrEnum):
    """What is done one after the other; nothing of it stays unless all of it succeeds."""

    COPY = "copy"
    INDEX = "index"
    COMPARE = "compare"
    SEARCH = "search"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class MoveProgress:
    """How far a step has come: rows or files done, of how many, in the table it is at."""

    step: MoveStep
    table: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TableContent:
    """What a table holds: its rows, and one hash of all their values in the order of the key."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MovedOffice:
    """An office that is whole in its new place."""

    location: str
    tables: tuple[TableContent, ...]
    files: int
    lost_files: int
    """Attached files whose bytes were missing or damaged before."""

    @property
    def rows(self) -> int:
        """Return how many rows all tables have."""
        return sum(table.rows for table in self.tables)


Watch = Callable[[MoveProgress], None]
