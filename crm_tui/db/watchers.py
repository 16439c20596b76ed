"""Noticing that another program committed to a database file."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock

from crm_tui.db.engine import quoted, reason_of
from crm_tui.errors import DatabaseUnavailableError


class Watcher:
    """A connection of its own that only ever asks whether others have committed.

    Threads may ask at the same time, and while it is closed: one connection used by two threads,
    or closed under one, is a crash of the whole program rather than an error.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_closed = False

    def change_counter(self) -> int:
        """Return a number that differs when another connection has committed since; 0 if closed."""
        with self._lock:
            if self._is_closed:
                return 0
            try:
                if self._connection is None:
                    self._connection = sqlite3.connect(
                        f"file:{quoted(self._path)}?mode=ro", uri=True, check_same_thread=False
                    )
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error as error:
                reason = reason_of(error) or "not_openable"
                raise DatabaseUnavailableError(reason, "") from error

    def close(self) -> None:
        """Let go of the file, once nobody is asking."""
        with self._lock:
            self._is_closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None
