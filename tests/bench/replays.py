"""The SQL of a service call again, by the bare driver: what is left over is ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor


def raw_connection(file: Path) -> sqlite3.Connection:
    """Return a plain connection with the cache that the program gives its own."""
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("PRAGMA cache_size=-8000")
    return raw


def through_core(crm: Crm, actor: Actor, act: Callable[[], Any]) -> Callable[[], None]:
    """Return what asks the reading statements of a call again as the program asks them.

    By SQLAlchemy, with the rows as the driver gives them: nothing is made of them.
    """
    act()  # what is kept from one call to the next is asked once
    heard: list[tuple[Any, Any]] = []

    def hear(_connection: Any, statement: Any, many: Any, parameters: Any, _options: Any) -> None:
        if not many and not isinstance(statement, str):
            heard.append((statement, parameters))

    event.listen(crm.database.engine, "before_execute", hear)
    try:
        act()
    finally:
        event.remove(crm.database.engine, "before_execute", hear)

    def again() -> None:
        with crm.database.reading(actor) as view:
            for statement, parameters in heard:
                result = view.connection.execute(statement, parameters)
                if result.cursor is not None:
                    result.cursor.fetchall()

    return again


def replay(crm: Crm, raw: sqlite3.Connection, act: Callable[[], Any]) -> Callable[[], None]:
    """Return what runs the reading statements of a call again, and fetches all that they find."""
    act()  # what is kept from one call to the next is asked once
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
