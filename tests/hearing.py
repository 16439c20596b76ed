"""The statements that a database is asked while something is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from crm_tui.bootstrap import Crm


@contextmanager
def heard(crm: Crm) -> Iterator[list[str]]:
    """Give the statements that are asked inside, in their order."""
    statements: list[str] = []

    def hear(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(crm.database.engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(crm.database.engine, "before_cursor_execute", hear)
