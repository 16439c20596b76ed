"""What stands in a database, past every layer of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crm_tui.bootstrap import Crm
from tests import servers


def dump(office: Crm | Path) -> list[str]:
    """Every row of every table of an office or a file, as text; of a file the used ids, too."""
    if isinstance(office, Crm) and office.location.path is None:
        return servers.dump(office.location.url)
    file = office.location.path if isinstance(office, Crm) else office
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        tables = connection.execute(
            # What the planner has counted is no data.
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite_stat%'"
        ).fetchall()
        return sorted(
            f"{name}: {row}"
            for (name,) in tables
            for row in connection.execute(f'SELECT * FROM "{name}"')
        )
    finally:
        connection.close()


def done(crm: Crm) -> list[str]:
    """Every row but those by which a refused attempt is on record."""
    refused = ("'Attempts.refuse'", "'attempt_refused'", "('batch', ", "('event', ")
    return [line for line in dump(crm) if not any(each in line for each in refused)]


def query(crm: Crm, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """What stands in the database, read past every layer of ours."""
    if crm.location.path is None:
        return servers.rows(crm.location.url, sql, parameters)
    connection = sqlite3.connect(f"file:{crm.location.path}?mode=ro", uri=True)
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.close()


def meddle(crm: Crm, sql: str, *rows: Sequence[object]) -> None:
    """Change what stands in the database past every layer of ours, as another program might.

    The statement runs once, or once for each of these rows of values.
    """
    if crm.location.path is None:
        servers.run(crm.location.url, sql, rows)
        return
    connection = sqlite3.connect(crm.location.path, timeout=20)
    with connection:
        connection.executemany(sql, rows) if rows else connection.execute(sql)
    connection.close()
