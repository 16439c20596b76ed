"""The file that a database was opened on, which another may take the place of."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection

from crm_tui.db.migrations import SCHEMA_VERSION
from crm_tui.errors import DatabaseUnavailableError


class OpenedFile:
    """A file as it was when it was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = self._identity()

    def check(self) -> None:
        """Raise DatabaseUnavailableError where it is gone, or another file has its name now."""
        try:
            same = self._identity() == self._opened
        except OSError as error:
            raise DatabaseUnavailableError("vanished", str(self._path)) from error
        if not same:
            raise DatabaseUnavailableError("replaced", str(self._path))

    def check_version(self, connection: Connection) -> None:
        """Raise DatabaseUnavailableError where a newer program has brought it up to date since."""
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if version > SCHEMA_VERSION:
            raise DatabaseUnavailableError("newer", str(self._path), str(version))

    def _identity(self) -> tuple[int, int]:
        status = os.stat(self._path)  # noqa: PTH116 - the pair is what is compared
        return status.st_dev, status.st_ino
