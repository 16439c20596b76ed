"""Whether the indexes propose every row they should, and the stored texts are true.

Looked at are some rows here and there, each asked for by some of its tokens; or all rows with all
their tokens. For that the whole index is walked once, and what it holds of a row comes to one
number, as its tokens do: to ask for each row alone takes ten times as long.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from json import JSONDecodeError
from typing import Any, TypeVar

from sqlalchemy import Connection

from crm_tui.db.bulk import seldom_collected
from crm_tui.db.interrupts import stop_if_cancelled
from crm_tui.db.raw import rows
from crm_tui.db.scratch import scratching
from crm_tui.db.search import indexes
from crm_tui.db.search.rebuilding import (
    ROWS_AT_ONCE,
    customers_after,
    follow_ups_after,
    stored_texts,
)
from crm_tui.db.search.sums import sum_of
from crm_tui.domain.search import SearchColumns, tokens_of
from crm_tui.values import dataclass

R = TypeVar("R", bound=Sequence[Any])
Tell = Callable[[int, int], None]
"""Told how far it is: the last number looked at, and the last there is."""
_FAULTS_TOLD = 20
_SAMPLES = 20
_SAMPLE_ROWS = 100
_TOKENS_ASKED = 6
_IDS_KNOWN = 1 << 23
"""Of so many ids the sums are kept, eight bytes each; beyond them the index is walked again."""


def say_nothing(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def customer_faults(
    connection: Connection, *, thoroughly: bool, tell: Tell = say_nothing
) -> tuple[int, tuple[str, ...]]:
    """Return how many customers were looked at, and the first that would not be found rightly."""
    index, looked_at, faults = _Index(connection, indexes.CUSTOMERS), 0, list[str]()
    last = _last_id(connection, "customer")
    with scratching(connection), seldom_collected():
        for found in _readable(connection, last, faults, thoroughly=thoroughly):
            looked_at += len(found)
            for row, columns in found:
                if stored_texts(row) != columns:
                    faults.append(f"customer {row[0]}: texts")
                elif row[-1] and not index.proposes(
                    row[0], tokens_of(columns).split(), last if thoroughly else None
                ):
                    faults.append(f"customer {row[0]}: index")
            tell(found[-1][0][0], last)
            if len(faults) >= _FAULTS_TOLD:
                break
    return looked_at, tuple(faults[:_FAULTS_TOLD])


def follow_up_faults(
    connection: Connection, *, thoroughly: bool, tell: Tell = say_nothing
) -> tuple[int, tuple[str, ...]]:
    """Return how many follow-ups were looked at, and the first that would not be found."""
    index, looked_at, faults = _Index(connection, indexes.FOLLOW_UPS), 0, list[str]()
    last = _last_id(connection, "follow_up")
    with scratching(connection), seldom_collected():
        for found in _portions(connection, follow_ups_after, last, thoroughly=thoroughly):
            looked_at += len(found)
            for row_id, words in found:
                if not index.proposes(row_id, words.split(), last if thoroughly else None):
                    faults.append(f"follow_up {row_id}: index")
            tell(found[-1][0], last)
            if len(faults) >= _FAULTS_TOLD:
                break
    return looked_at, tuple(faults[:_FAULTS_TOLD])


@dataclass(slots=True)
class _Index:
    """What an index holds, asked of one row or known of a whole stretch of them."""

    connection: Connection
    name: str
    first: int = 0
    sums: array[int] = field(default_factory=lambda: array("q"))

    def proposes(self, row_id: int, tokens: Sequence[str], last: int | None) -> bool:
        """Return whether the index has a row by its tokens; by all of them with the last id."""
        if not tokens:
            return True
        if last is None:
            # Words were put in together: some of them, here and there, stand for all.
            return self._has(row_id, tokens[:: max(1, len(tokens) // _TOKENS_ASKED)])
        # It may hold more of a row than it should: that is found, and then left out.
        return self._sum(row_id, last) == sum_of(tokens) or self._has(row_id, tokens)

    def _sum(self, row_id: int, last: int) -> int:
        if row_id >= self.first + len(self.sums):
            self.first = row_id
            until = min(last, row_id + _IDS_KNOWN - 1)
            self.sums = indexes.token_sums(self.connection, self.name, row_id, until)
        return self.sums[row_id - self.first]

    def _has(self, row_id: int, tokens: Sequence[str]) -> bool:
        match = " AND ".join([f'"{token}"' for token in tokens])
        return indexes.has(self.connection, self.name, row_id, match)


def _readable(
    connection: Connection, last: int, faults: list[str], *, thoroughly: bool
) -> Iterator[list[tuple[Sequence[Any], SearchColumns]]]:
    """Yield customers some at a time, and end with a fault where own fields are no JSON."""
    reached = 0
    try:
        for found in _portions(connection, customers_after, last, thoroughly=thoroughly):
            yield found
            reached = found[-1][0][0]
    except JSONDecodeError as error:
        faults.append(f"customers after {reached}: own fields: {error}")


def _portions(
    connection: Connection,
    read: Callable[[Connection, int, int], list[R]],
    last: int,
    *,
    thoroughly: bool,
) -> Iterator[list[R]]:
    """Yield rows some at a time: all of them, or a few here and there."""
    if not thoroughly:
        for after in range(0, last, max(_SAMPLE_ROWS, last // _SAMPLES)):
            if found := read(connection, after, _SAMPLE_ROWS):
                yield found
        return
    after = 0
    while found := read(connection, after, ROWS_AT_ONCE):
        yield found
        stop_if_cancelled()
        row = found[-1][0]
        after = row if isinstance(row, int) else row[0]


def _last_id(connection: Connection, table: str) -> int:
    ((last,),) = rows(connection, f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - one of two tables
    return int(last)
