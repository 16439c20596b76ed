"""The SQL of a service call again, by the bare driver: what is left over is ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from crm_tui.bootstrap import Crm


def raw_connection(file: Path) -> sqlite3.Connection:
    """Return a plain connection with the cache that the program gives its own."""
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("PRAGMA cache_size=-8000")
    return raw


def replay(crm: Crm, raw: sqlite3.Connection, act: Callable[[], Any]) -> Callable[[], None]:
    """Return what runs the reading statements of a call again, and fetches all that they find."""
    heard: list[tuple[str, Any]] = []

    def hear(*given: Any) -> None:
        _connection, _cursor, statement, parameters, _context, is_many = given
        if not is_many:
            heard.append((statement, parameters))

    event.listen(crm.database.engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(crm.database.engine, "before_cursor_execute", hear)

    def again() -> None:
        for statement, parameters in heard:
            raw.execute(statement, parameters).fetchall()

    return again
