"""Read a text from a file or from the standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from crm_tui.errors import FileFormatError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.formats.sheet_limits import SheetReason

STANDARD_INPUT = "-"
_LARGEST_FILE = 1_000_000
_WHY_NOT_READ = {
    FileNotFoundError: SheetReason.NOT_FOUND,
    IsADirectoryError: SheetReason.DIRECTORY,
    PermissionError: SheetReason.NO_PERMISSION,
}


def read_bytes(path: str) -> bytes:
    """Return what a file holds, or the standard input for `-`; raise FileFormatError otherwise."""
    try:
        if path == STANDARD_INPUT:
            data = sys.stdin.buffer.read(_LARGEST_FILE + 1)
        else:
            refuse_elsewhere(Path(path))
            with Path(path).open("rb") as file:
                data = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        kinds = (reason for kind, reason in _WHY_NOT_READ.items() if isinstance(error, kind))
        raise FileFormatError(path, next(kinds, SheetReason.NOT_READABLE)) from error
    if len(data) > _LARGEST_FILE:
        raise FileFormatError(path, SheetReason.TOO_LARGE)
    return data


def read_text(path: str) -> str:
    """Return a text as UTF-8, or as Windows in China writes it; nothing in it is refused."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
