"""Whether the indexes propose every row they should, and the stored texts are true."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from crm_tui.db.raw import rows
from crm_tui.db.search import indexes
from crm_tui.db.search.rebuilding import (
    ROWS_AT_ONCE,
    customers_after,
    follow_ups_after,
    stored_texts,
)
from crm_tui.domain.search import tokens_of

_FAULTS_TOLD = 20
_SAMPLES = 20
_SAMPLE_ROWS = 100
_TOKENS_ASKED = 6


def customer_faults(connection: Connection, *, thoroughly: bool) -> tuple[int, tuple[str, ...]]:
    """Return how many customers were looked at, and the first that would not be found rightly."""
    looked_at, faults = 0, list[str]()
    for after, limit in _stretches(connection, "customer", thoroughly=thoroughly):
        for row, columns in customers_after(connection, after, limit):
            looked_at += 1
            if stored_texts(row) != columns:
                faults.append(f"customer {row[0]}: texts")
            elif row[-1] and not _is_proposed(
                connection, indexes.CUSTOMERS, row[0], tokens_of(columns)
            ):
                faults.append(f"customer {row[0]}: index")
        if len(faults) >= _FAULTS_TOLD:
            break
    return looked_at, tuple(faults[:_FAULTS_TOLD])


def follow_up_faults(connection: Connection, *, thoroughly: bool) -> tuple[int, tuple[str, ...]]:
    """Return how many follow-ups were looked at, and the first that would not be found."""
    looked_at, faults = 0, list[str]()
    for after, limit in _stretches(connection, "follow_up", thoroughly=thoroughly):
        for follow_up_id, words in follow_ups_after(connection, after, limit):
            looked_at += 1
            if words and not _is_proposed(connection, indexes.FOLLOW_UPS, follow_up_id, words):
                faults.append(f"follow_up {follow_up_id}: index")
        if len(faults) >= _FAULTS_TOLD:
            break
    return looked_at, tuple(faults[:_FAULTS_TOLD])


def _is_proposed(connection: Connection, name: str, row_id: int, words: str) -> bool:
    tokens = words.split()
    # Words were put in together: some of them, here and there, stand for all.
    asked = tokens[:: max(1, len(tokens) // _TOKENS_ASKED)]
    match = " AND ".join([f'"{token}"' for token in asked])
    return not asked or indexes.has(connection, name, row_id, match)


def _stretches(
    connection: Connection, table: str, *, thoroughly: bool
) -> Iterator[tuple[int, int]]:
    """Yield after which id to look at how many rows: all of them, or some here and there."""
    ((last,),) = rows(connection, f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - one of two tables
    size = ROWS_AT_ONCE if thoroughly else _SAMPLE_ROWS
    step = size if thoroughly else max(size, last // _SAMPLES)
    for start in range(0, last, step):
        yield start, size
