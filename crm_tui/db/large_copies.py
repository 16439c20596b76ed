"""Copies of large files with a rollback journal: who writes waits for the end of them only."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from crm_tui.db.engine import begin_when_free

LARGE_BYTES = 100_000_000
"""What is smaller is copied in a second, for which nobody minds to wait."""
_STRETCH = 1 << 23
"""So many bytes are read at once, and brought to the disk before more: others write to it, too."""
_PIECE = 1 << 14
"""So many bytes are compared, and copied anew when they changed."""
_MARK_BYTES = 20

_opened: dict[tuple[int, int], FileIO] = {}
"""Never closed: a process that closes a file lets go of all locks it has on it, SQLite's too."""


def is_worth_it(path: Path, reader: sqlite3.Connection) -> bool:
    """Return whether SQLite's own copy would keep others out for long, and ours need not."""
    if os.name != "posix" or path.stat().st_size < LARGE_BYTES or not os.access(path, os.W_OK):
        return False
    # Nobody who writes waits for a reader there.
    is_wal: bool = reader.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    return not is_wal


class Copy:
    """What a file holds, written into an empty one while others write to the first.

    What they changed meanwhile is read again, at last under the write lock, for which they wait as
    for any other writer; nobody who reads waits.
    """

    def __init__(self, path: Path, target: FileIO, look: Callable[[], None] | None = None) -> None:
        """Begin with all of it; `look` is called between stretches, and stops it by raising."""
        self._source = _file(path)
        self._target = target
        self._look = look
        self._marks = bytearray()
        self._fill()

    def _fill(self) -> None:
        at = 0
        while stretch := _read(self._source, at):
            _write(self._target, at, stretch)
            os.fsync(self._target.fileno())
            for piece in _pieces(stretch):
                self._marks += _mark(piece)
            at += len(stretch)
            if self._look is not None:
                self._look()

    def catch_up(self) -> int:
        """Copy the pieces again that are others by now; return how long the file is."""
        at, place = 0, 0
        while stretch := _read(self._source, at):
            for number, piece in enumerate(_pieces(stretch)):
                mark = _mark(piece)
                if self._marks[place : place + _MARK_BYTES] != mark:
                    _write(self._target, at + number * _PIECE, piece)
                    self._marks[place : place + _MARK_BYTES] = mark
                place += _MARK_BYTES
            at += len(stretch)
        return at

    def finish(self, writer: sqlite3.Connection) -> None:
        """Make it the file of one moment; raise DatabaseBusyError when others never pause."""
        begin_when_free(writer)
        try:
            self._target.truncate(self.catch_up())
        finally:
            writer.execute("ROLLBACK")


def _file(path: Path) -> FileIO:
    status = path.stat()
    key = status.st_dev, status.st_ino
    if key not in _opened:
        _opened[key] = FileIO(path)
    return _opened[key]


def _pieces(stretch: memoryview) -> list[memoryview]:
    return [stretch[at : at + _PIECE] for at in range(0, len(stretch), _PIECE)]


def _mark(piece: memoryview) -> bytes:
    return hashlib.sha1(piece, usedforsecurity=False).digest()


def _read(source: FileIO, at: int) -> memoryview:
    """Return the next stretch, which is shorter than the others only at the end of the file."""
    found = bytearray()
    source.seek(at)
    while len(found) < _STRETCH and (more := source.read(_STRETCH - len(found))):
        found += more
    return memoryview(found)


def _write(target: FileIO, at: int, what: memoryview) -> None:
    target.seek(at)
    while what:
        what = what[target.write(what) :]
