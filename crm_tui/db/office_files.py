"""Everything of an office as lines of JSON, table by table, and back into an empty database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from importlib import import_module
from itertools import zip_longest
from pkgutil import iter_modules
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Table

from crm_tui.db import schema
from crm_tui.db.raw import rows, run, run_each
from crm_tui.db.schema import METADATA
from crm_tui.db.search import rebuilding
from crm_tui.db.types import Instant, JsonText, dump_json, from_ms, to_ms

CHUNK = 2_000
_SIGNED_IN = {"access_token", "sign_in_attempt"}
_FOREIGN_KEYS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


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
    keys = [column.name for column in table.primary_key.columns] or columns
    at = [columns.index(key) for key in keys]
    selected = f"SELECT {_listed(columns)} FROM {table.name}"  # noqa: S608 - a table of ours
    order = f" ORDER BY {_listed(keys)} LIMIT {CHUNK}"
    after = f" WHERE ({_listed(keys)}) > ({', '.join('?' * len(keys))})"
    found = rows(connection, selected + order)
    while found:
        for row in found:
            values = {
                name: None if value is None else take(value)
                for name, take, value in zip(columns, read, row, strict=True)
            }
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"
        last = tuple(found[-1][place] for place in at)
        found = rows(connection, selected + after + order, last) if len(found) == CHUNK else ()


def load(connection: Connection, sources: Mapping[str, Callable[[], Iterable[str]]]) -> None:
    """Write the rows of every table; references are looked at when all are there."""
    is_file = connection.dialect.name == "sqlite"
    held = [] if is_file else rows(connection, _FOREIGN_KEYS)
    if is_file:
        run(connection, "PRAGMA defer_foreign_keys = ON")
    for name, constraint, _told in held:
        run(connection, f'ALTER TABLE {name} DROP CONSTRAINT "{constraint}"')
    for table in tables():
        if table.name in sources:
            _load_table(connection, table, sources[table.name]())
    for name, constraint, told in held:
        run(connection, f'ALTER TABLE {name} ADD CONSTRAINT "{constraint}" {told}')
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
    if connection.dialect.name == "sqlite":
        return {
            row[0]: int(row[1]) for row in rows(connection, "SELECT name, seq FROM sqlite_sequence")
        }
    numbered = [table.name for table in tables() if _is_numbered(table)]
    return {name: _last_given(connection, name) for name in numbered}


def skip_ids(connection: Connection, given: dict[str, int]) -> None:
    """Let no id be given again."""
    for table in tables():
        if not _is_numbered(table):
            continue
        last = max(given.get(table.name, 0), _highest(connection, table.name))
        if connection.dialect.name == "sqlite":
            run(connection, "DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
            if last:
                run(connection, "INSERT INTO sqlite_sequence VALUES (?, ?)", (table.name, last))
        elif last:
            run(connection, "SELECT setval(pg_get_serial_sequence(?, 'id'), ?)", (table.name, last))


def _highest(connection: Connection, name: str) -> int:
    return int(rows(connection, f"SELECT coalesce(max(id), 0) FROM {name}")[0][0])  # noqa: S608 - as above


def _last_given(connection: Connection, name: str) -> int:
    """Return the last id that a server gave, though its row may be gone."""
    ((sequence,),) = rows(connection, "SELECT pg_get_serial_sequence(?, 'id')", (name,))
    given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608 - its own
    return max(int(rows(connection, given)[0][0]), _highest(connection, name))


def _is_numbered(table: Table) -> bool:
    keys = list(table.primary_key.columns)
    return [key.name for key in keys] == ["id"] and table.name != "office"


def _load_table(connection: Connection, table: Table, source: Iterable[str]) -> None:
    columns = [column.name for column in table.columns]
    write = [_WRITING.get(_kind(column), _same) for column in table.columns]
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({_listed(columns)}) VALUES ({marks})"  # noqa: S608 - as above
    chunk: list[tuple[object, ...]] = []
    for line in source:
        values = json.loads(line)
        chunk.append(
            tuple(
                None if values[name] is None else give(values[name])
                for name, give in zip(columns, write, strict=True)
            )
        )
        if len(chunk) == CHUNK:
            run_each(connection, statement, chunk)
            chunk.clear()
    run_each(connection, statement, chunk)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


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
