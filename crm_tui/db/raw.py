"""Statements of our own by the bare driver, where building and wrapping would cost more."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, String, cast, func, select

from crm_tui.db.interrupts import stop_if_cancelled

_LETTERS_AT_ONCE = 32_768
_COMMA = ","
_NARROW, _WIDE = "i", "q"


def rows(connection: Connection, statement: str, values: Sequence[object] = ()) -> Sequence[Any]:
    """Return what a statement finds, its values marked by "?" whatever the driver wants."""
    result = connection.exec_driver_sql(_worded(connection, statement), tuple(values))
    return result.cursor.fetchall() if result.cursor else ()


def run(connection: Connection, statement: str, values: Sequence[object] = ()) -> None:
    """Run a statement that finds nothing."""
    connection.exec_driver_sql(_worded(connection, statement), tuple(values))


def run_each(connection: Connection, statement: str, many: Sequence[Sequence[object]]) -> None:
    """Run a statement once for each of these rows of values."""
    if many:
        connection.exec_driver_sql(_worded(connection, statement), [tuple(row) for row in many])


def each_row(
    connection: Connection, statement: str, values: Sequence[object] = ()
) -> Iterator[Any]:
    """Yield what a statement finds one by one: all of it would be too much for the memory."""
    result = connection.exec_driver_sql(_worded(connection, statement), tuple(values))
    if result.cursor is not None:
        yield from result.cursor  # type: ignore[misc]  # every driver's is an iterator


def numbers(connection: Connection, statement: Select[Any] | CompoundSelect[Any]) -> array[int]:
    """Return the ids that a statement selects, in its order.

    As one text: a million rows would stop every other thread of the program a million times.
    Ids that fit into four bytes take no more: a program may hold several lists of a million.
    """
    found = statement.subquery()
    text = func.aggregate_strings(cast(found.c.id, String), _COMMA)
    ids = array(_NARROW)
    for some in numbers_in(connection.execute(select(text)).scalar_one() or ""):
        try:
            ids.extend(array(ids.typecode, some))
        except OverflowError:
            ids = array(_WIDE, ids)
            ids.extend(array(_WIDE, some))
    return ids


def numbers_in(joined: str) -> Iterator[list[int]]:
    """Yield the numbers of a text that commas part, some at a time."""
    at = 0
    while at < len(joined):
        stop_if_cancelled()
        end = joined.find(_COMMA, at + _LETTERS_AT_ONCE)
        end = len(joined) if end < 0 else end
        yield [*map(int, joined[at:end].split(_COMMA))]
        at = end + 1


def mark(connection: Connection) -> str:
    """Return what stands for a value in the driver's own statements."""
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


def _worded(connection: Connection, statement: str) -> str:
    return _marked(statement, mark(connection))


@lru_cache(maxsize=256)
def _marked(statement: str, sign: str) -> str:
    return statement if sign == "?" else statement.replace("%", "%%").replace("?", sign)
