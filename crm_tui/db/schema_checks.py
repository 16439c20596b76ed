"""Whether a database has the tables, columns and indexes that the program knows, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Index

from crm_tui.db.raw import rows

_COLUMNS = {
    "sqlite": "SELECT held.name, told.name FROM sqlite_master held"
    " JOIN pragma_table_info(held.name) told WHERE held.type = 'table'",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema()",
}
_INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()",
}
_STRANGE = {
    "sqlite": "SELECT type || ' ' || name FROM sqlite_master WHERE type IN ('trigger', 'view')",
    "postgresql": "SELECT 'trigger ' || trigger_name FROM information_schema.triggers"
    " WHERE trigger_schema = current_schema()"
    " UNION SELECT 'view ' || table_name FROM information_schema.views"
    " WHERE table_schema = current_schema()",
}


def schema_faults(connection: Connection) -> Iterator[str]:
    """Yield what is missing, and what nobody of ours made."""
    stored = {(row[0], row[1]) for row in rows(connection, _COLUMNS[connection.dialect.name])}
    for table in _tables():
        for column in table.columns:
            if (table.name, column.name) not in stored:
                yield f"column {table.name}.{column.name}"
    for index in missing_indexes(connection):
        yield f"index {index.name}"
    for (name,) in rows(connection, _STRANGE[connection.dialect.name]):
        yield str(name)


def missing_indexes(connection: Connection) -> list[Index]:
    """Return the indexes that there should be and are not."""
    stored = {row[0] for row in rows(connection, _INDEXES[connection.dialect.name])}
    return [
        index
        for table in _tables()
        for index in sorted(table.indexes, key=lambda each: str(each.name))
        if index.name not in stored
    ]


def _tables() -> list[Any]:
    from sqlmodel import SQLModel  # noqa: PLC0415 - its import is slow, and only who looks needs it

    import crm_tui.db.tables  # noqa: F401, PLC0415 - declares them

    return list(SQLModel.metadata.tables.values())
