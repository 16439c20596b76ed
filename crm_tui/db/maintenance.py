"""Care of the file: what the planner knows of its tables."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, QueuePool

from crm_tui.db.engine import guard

STATISTICS_ROWS = 1_000
"""Rows of an index that tell SQLite enough of it."""


def keep_statistics(engine: Engine) -> None:
    """Let SQLite look again at tables that have grown since its planner last did; at most 10 ms.

    Without it lists of a large office are read many times slower. It is left for another day when
    somebody else writes, or nothing can be written.
    """
    if not isinstance(engine.pool, QueuePool) or not engine.pool.checkedin():
        return
    with engine.connect() as connection, suppress(sqlite3.Error):
        driver: Any = connection.connection.driver_connection
        guard(connection, is_on=False)
        driver.execute("PRAGMA busy_timeout=0")
        driver.execute(f"PRAGMA analysis_limit={STATISTICS_ROWS}")
        driver.execute("PRAGMA optimize")
