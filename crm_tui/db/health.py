"""Looks at the store itself: is it whole, does what refers exist, how large is it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from crm_tui.values import dataclass

FAULTS_TOLD = 20
_TABLES = ("customer", "contact", "follow_up", "event")
_SERVER_REFERENCES = (
    "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
    " AND connamespace = current_schema()::regnamespace ORDER BY conname"
)
_SERVER_FAILURES = (
    "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
)


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a look at a file, or at a database on a server, has told."""

    pages: int
    faults: tuple[str, ...]
    """What is wrong with the pages."""
    broken_references: tuple[str, ...]
    """Rows that refer to one there is not; on a server references that are not watched over."""
    sizes: Mapping[str, int]
    """Bytes of all and of what is free in it, and rows of the largest tables."""
    schema_version: int
    engine_version: str
    journal_mode: str
    """How what is not committed yet is kept."""


def look_at(connection: Connection, path: Path | None, *, thoroughly: bool) -> StoreFacts:
    """Look at a file, or without a path at a server; thoroughly compares every index of a file."""
    if path is None:
        return _look_at_server(connection)
    page_count, page_bytes = _pragma(connection, "page_count"), _pragma(connection, "page_size")
    return StoreFacts(
        int(page_count),
        _file_faults(connection, thoroughly=thoroughly),
        _broken_references(connection),
        {
            "file_bytes": path.stat().st_size,
            "free_bytes": int(_pragma(connection, "freelist_count")) * int(page_bytes),
            **rows_of(connection),
        },
        int(_pragma(connection, "user_version")),
        f"SQLite {_value(connection, 'SELECT sqlite_version()')}",
        str(_pragma(connection, "journal_mode")).upper(),
    )


def _look_at_server(connection: Connection) -> StoreFacts:
    bytes_used = int(_value(connection, "SELECT pg_database_size(current_database())"))
    failures = int(_value(connection, _SERVER_FAILURES))
    unwatched = connection.exec_driver_sql(_SERVER_REFERENCES).scalars().fetchmany(FAULTS_TOLD)
    return StoreFacts(
        bytes_used // int(_value(connection, "SHOW block_size")),
        (f"checksum_failures {failures}",) if failures else (),
        tuple(unwatched),
        {"file_bytes": bytes_used, "free_bytes": 0, **rows_of(connection)},
        int(_value(connection, "SELECT version_num FROM alembic_version")),
        f"PostgreSQL {_value(connection, 'SHOW server_version')}",
        "WAL",
    )


def _file_faults(connection: Connection, *, thoroughly: bool) -> tuple[str, ...]:
    pragma = "integrity_check" if thoroughly else "quick_check"
    try:
        told = connection.exec_driver_sql(f"PRAGMA {pragma}({FAULTS_TOLD})").scalars().all()
    except DatabaseError as error:
        return (str(error.orig),)
    return tuple(str(each) for each in told if each != "ok")


def _broken_references(connection: Connection) -> tuple[str, ...]:
    """Return the table, its row, and where it points."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(FAULTS_TOLD)
    return tuple(f"{table} {row_id} -> {parent}" for table, row_id, parent, _ in rows)


def rows_of(connection: Connection) -> Mapping[str, int]:
    """Return how many rows the largest tables have."""
    return {
        f"{table}_rows": int(_value(connection, f"SELECT count(*) FROM {table}"))  # noqa: S608 - one of our tables
        for table in _TABLES
    }


def _pragma(connection: Connection, name: str) -> Any:
    return _value(connection, f"PRAGMA {name}")


def _value(connection: Connection, statement: str) -> Any:
    return connection.exec_driver_sql(statement).scalar_one()
