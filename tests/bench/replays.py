"""The SQL of a service call again, by the bare driver: what is left over is ours."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor

_AS_ONE_TEXT = re.compile(
    r"(?P<with>(?:WITH .*?\)\s*)?)SELECT json_group_array\(json_array\(.*?\)\) AS \w+\s*"
    r"FROM \((?P<plain>SELECT .*)\) AS \w+",
    re.DOTALL,
)
"""How a page is handed over as one text."""


def raw_connection(file: Path) -> sqlite3.Connection:
    """Return a plain connection with the cache that the program gives its own."""
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("PRAGMA cache_size=-2000")
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
                    _rows(result.cursor.fetchall())

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
    plain = [(_by_rows(statement), parameters) for statement, parameters in heard]

    def again() -> None:
        for statement, parameters in plain:
            raw.execute(statement, parameters).fetchall()

    return again


def _by_rows(statement: str) -> str:
    """Return a statement whose answer is one text as anybody would write it, with rows for rows."""
    found = _AS_ONE_TEXT.fullmatch(statement)
    return statement if found is None else found["with"] + found["plain"]


def _rows(found: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return the rows that were found, which a file gives as one text now and then."""
    first = found[0][0] if len(found) == 1 else None
    return json.loads(first) if isinstance(first, str) and first.startswith("[[") else found
