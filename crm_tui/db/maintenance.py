"""Care of the file: verified backups, statistics."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, QueuePool

from crm_tui.db.engine import guard, quoted, reason_of
from crm_tui.errors import DatabaseUnavailableError
from crm_tui.file_rights import office_rights

STATISTICS_ROWS = 1_000
"""Rows of an index that tell SQLite enough of it."""


def back_up(path: Path, label: str, *, now: datetime) -> Path:
    """Write a consistent, verified copy beside the database and return its path.

    The copy appears under its name only when whole; raises DatabaseUnavailableError otherwise.
    """
    folder = path.parent / "backups"
    target = folder / f"{path.stem}-{label}-{now:%Y%m%d-%H%M%S}.db"
    part = target.with_suffix(".part")
    try:
        office_rights().make_folder(folder)
        part.unlink(missing_ok=True)
        os.close(office_rights().open_file(part, os.O_EXCL | os.O_RDWR))
        _copy(path, part)
        _verify(part)
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise DatabaseUnavailableError("backup_failed", str(target), str(error)) from error
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        raise DatabaseUnavailableError(
            reason_of(error) or "backup_failed", str(target), str(error)
        ) from error
    return target


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


def _copy(path: Path, part: Path) -> None:
    source = sqlite3.connect(f"file:{quoted(path)}?mode=ro", uri=True, timeout=30)
    try:
        source.execute("VACUUM INTO ?", (str(part),))
    finally:
        source.close()


def _verify(part: Path) -> None:
    copy = sqlite3.connect(f"file:{quoted(part)}?mode=ro", uri=True)
    try:
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise DatabaseUnavailableError("backup_failed", str(part), "quick_check")
    finally:
        copy.close()
