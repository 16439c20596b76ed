"""The file that a database was opened on, which another may take the place of."""

from __future__ import annotations

import os
from pathlib import Path

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

    def _identity(self) -> tuple[int, int]:
        status = os.stat(self._path)  # noqa: PTH116 - the pair is what is compared
        return status.st_dev, status.st_ino
