"""Everything of an office as lines of JSON, table by table, and back into an empty database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from itertools import islice, zip_longest
from pkgutil import iter_modules
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Table

from crm_tui.db import schema
from crm_tui.db.moving import places
from crm_tui.db.moving.tables import ROWS_AT_ONCE, CarriedTable, Row
from crm_tui.db.schema import METADATA
from crm_tui.db.search import rebuilding
from crm_tui.db.types import Instant, JsonText, dump_json, from_ms, to_ms

_SIGNED_IN = {"access_token", "sign_in_attempt"}


def tables() -> list[Table]:
    """Return every table in which an office keeps something; the search is made anew from them.

    Without those of who is signed in where: nobody is at another database.
    """
    for module in iter_modules(schema.__path__):
        import_module(f"{schema.__name__}.{module.name}")
    return [METADATA.tables[name] for name in sorted(METADATA.tables.keys() - _SIGNED_IN)]


def kinds(table: Table) -> dict[str, str]:
    """Return what each column holds, as a reader of the lines needs to know."""
    return {column.name: _kind(column) for column in table.columns}


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """Yield the rows of a table in the order of their keys, some at a time."""
    columns = [column.name for column in table.columns]
    read = [_READING.get(_kind(column), _same) for column in table.columns]
    for chunk in CarriedTable(table).chunks(connection):
        for row in chunk:
            values = {
                name: None if value is None else take(value)
                for name, take, value in zip(columns, read, row, strict=True)
            }
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def load(connection: Connection, sources: Mapping[str, Callable[[], Iterable[str]]]) -> None:
    """Write the rows of every table; references are looked at when all are there."""
    with places.references_checked_after(connection):
        for table in tables():
            if table.name in sources:
                places.put(connection, CarriedTable(table), _chunks(table, sources[table.name]()))
    rebuilding.rebuild(connection)


def first_difference(connection: Connection, table: Table, source: Iterable[str]) -> int | None:
    """Return the first line in which a table differs from what was to be written, None for none."""
    for number, (wanted, found) in enumerate(
        zip_longest(source, lines(connection, table)), start=1
    ):
        if wanted is None or found is None or json.loads(wanted) != json.loads(found):
            return number
    return None


def last_ids(connection: Connection) -> dict[str, int]:
    """Return the last id given in each table: none of them is given again."""
    return places.numbers_given(connection, list(map(CarriedTable, tables())))


def skip_ids(connection: Connection, given: dict[str, int]) -> None:
    """Let no id be given again."""
    places.go_on_numbering(connection, list(map(CarriedTable, tables())), given)


def _chunks(table: Table, source: Iterable[str]) -> Iterator[list[Row]]:
    columns = [column.name for column in table.columns]
    write = [_WRITING.get(_kind(column), _same) for column in table.columns]
    read = iter(source)
    while chunk := list(islice(read, ROWS_AT_ONCE)):
        rows = map(json.loads, chunk)
        yield [
            tuple(
                None if values[name] is None else give(values[name])
                for name, give in zip(columns, write, strict=True)
            )
            for values in rows
        ]


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, Instant):
        return "instant"
    if isinstance(column.type, JsonText):
        return "json"
    return "boolean" if isinstance(column.type, Boolean) else "plain"


def _same(value: Any) -> Any:
    return value


def _iso(value: int) -> str:
    return from_ms(value).isoformat(timespec="milliseconds")


def _milliseconds(written: str) -> int:
    return to_ms(datetime.fromisoformat(written))


_READING: dict[str, Callable[[Any], Any]] = {"instant": _iso, "json": json.loads, "boolean": bool}
_WRITING: dict[str, Callable[[Any], Any]] = {"instant": _milliseconds, "json": dump_json}
