"""What an engine is asked for while an office is put into it: rows, keys, indexes, numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection

from crm_tui.db.moving.tables import CarriedTable, Row
from crm_tui.db.raw import rows, run, run_each
from crm_tui.errors import DatabaseUnavailableError

_SERVER_REFERENCES: Final = (
    "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE contype = 'f'"
    " AND connamespace = current_schema()::regnamespace ORDER BY conname"
)
_SERVER_INDEXES: Final = (
    "SELECT quote_ident(indexname), indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND tablename = ? AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid ="
    " (quote_ident(schemaname) || '.' || quote_ident(indexname))::regclass) ORDER BY 1"
)
_FILE_INDEXES: Final = (
    "SELECT '\"' || name || '\"', sql FROM sqlite_master"
    " WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ? ORDER BY 1"
)
_FILE_NUMBERED: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
)
_FEWER_DETAILS: Final = 120


def indexes_of(connection: Connection, table: CarriedTable) -> Sequence[tuple[str, str]]:
    """Return the indexes of a table that are no part of a rule, with what makes them."""
    on_file = connection.dialect.name == "sqlite"
    found = rows(connection, _FILE_INDEXES if on_file else _SERVER_INDEXES, (table.name,))
    return [(name, definition) for name, definition in found]


@contextmanager
def references_checked_after(connection: Connection) -> Iterator[None]:
    """Let rows come in any order; at the end each of them must refer to rows that there are."""
    if connection.dialect.name == "sqlite":
        # Where references are checked at all: not while a schema is made.
        run(connection, "PRAGMA defer_foreign_keys = ON")
        yield
        _refuse_broken(connection)
        return
    references = rows(connection, _SERVER_REFERENCES)
    for table, name, _definition in references:
        run(connection, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in references:
        run(connection, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _refuse_broken(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise DatabaseUnavailableError("broken_references", "", str(len(broken)))


def put(connection: Connection, table: CarriedTable, chunks: Iterable[Sequence[Row]]) -> None:
    """Write rows into an empty table; raise for a value that this engine cannot hold."""
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(table.columns))
        insert = f'INSERT INTO "{table.name}" ({table.names}) VALUES ({marks})'  # noqa: S608 - one of our tables
        for chunk in chunks:
            run_each(connection, insert, chunk)
        return
    _put_on_server(connection, table, chunks)


def _put_on_server(
    connection: Connection, table: CarriedTable, chunks: Iterable[Sequence[Row]]
) -> None:
    from psycopg import DataError, IntegrityError  # noqa: PLC0415 - there only where it is used

    driver: Any = connection.connection.driver_connection
    row: Row = ()
    try:
        with driver.cursor().copy(f'COPY "{table.name}" ({table.names}) FROM STDIN') as copied:
            for chunk in chunks:
                for row in chunk:
                    copied.write_row(row)
    except (DataError, IntegrityError) as error:
        where = error.diag.context or f"{table.name} {row[:1]}"
        what = error.diag.message_primary or str(error)
        raise DatabaseUnavailableError(
            "not_storable", "", f"{where[:_FEWER_DETAILS]}: {what}"
        ) from error


def numbers_given(connection: Connection, tables: Iterable[CarriedTable]) -> dict[str, int]:
    """Return the last number that each table has given to a row, were it deleted since."""
    if connection.dialect.name == "sqlite":
        known = {table.name for table in tables}
        found = rows(connection, "SELECT name, seq FROM sqlite_sequence")
        return {name: int(number) for name, number in found if name in known and number}
    given = {}
    for table, sequence in _sequences(connection, tables):
        ((number, is_used),) = rows(connection, f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - of one of our tables
        if is_used:
            given[table] = int(number)
    return given


def go_on_numbering(
    connection: Connection, tables: Iterable[CarriedTable], given: dict[str, int]
) -> None:
    """Let no table give a number again that it has given before."""
    if connection.dialect.name == "sqlite":
        for (name,) in rows(connection, _FILE_NUMBERED):
            run(connection, "DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            highest = f'SELECT ?, max(?, coalesce(max(rowid), 0)) FROM "{name}"'  # noqa: S608 - one of our tables
            run(
                connection,
                f"INSERT INTO sqlite_sequence (name, seq) {highest}",
                (name, given.get(name, 0)),
            )
        return
    for table, sequence in _sequences(connection, tables):
        ((highest,),) = rows(connection, f'SELECT coalesce(max(id), 0) FROM "{table}"')  # noqa: S608 - one of our tables
        last = max(int(highest), given.get(table, 0))
        if last:
            rows(connection, "SELECT setval(CAST(? AS regclass), ?)", (sequence, last))


def _sequences(connection: Connection, tables: Iterable[CarriedTable]) -> Iterator[tuple[str, str]]:
    for table in tables:
        if table.has_numbers:
            asked = (f'"{table.name}"', "id")
            ((found,),) = rows(connection, "SELECT pg_get_serial_sequence(?, ?)", asked)
            if found is not None:
                yield table.name, found
