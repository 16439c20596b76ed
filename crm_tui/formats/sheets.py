"""Read the rows of a file: .xlsx .xlsb .xls .ods, .csv .tsv .txt in any usual encoding, .json .vcf.

Parsing happens in a child process with bounded memory and time, so that no file, however made,
can take the program down. Rows arrive as a stream; the caller's memory stays small.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.errors import FileFormatError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.formats.sheet_limits import MAX_FILE_BYTES, SheetReason
from crm_tui.values import dataclass

__all__ = [
    "SUFFIXES",
    "Cell",
    "DamagedSheetError",
    "MissingSheetError",
    "OversizedSheetError",
    "Sheet",
    "SheetError",
    "SheetReason",
    "SheetRow",
    "UnsuitableSheetError",
    "read_sheet",
    "sheet_error",
]

SUFFIXES = (
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"),
    *(".json", ".jsonl", ".vcf"),
)
_WAIT_SECONDS = 150.0
_TICK_SECONDS = 1.0
_LARGE_BYTES = 10 * 1024 * 1024
"""What a smaller file holds fits into the memory that its reader has."""
# -P: a json.py in the folder the user stands in must not be imported.
_COMMAND = (sys.executable, "-P", "-m", "crm_tui.formats.sheet_reader")


class SheetError(FileFormatError):
    """A file cannot be read as a sheet; `reason` is a `SheetReason`, `facts` say where."""


class MissingSheetError(SheetError):
    """There is no such file, or it may not be read."""


class UnsuitableSheetError(SheetError):
    """The file is something else than was expected, or needs an answer first."""


class DamagedSheetError(SheetError):
    """The file is broken."""


class OversizedSheetError(SheetError):
    """The file is larger, or takes longer to read, than is safe."""


_ERRORS: dict[type[SheetError], frozenset[SheetReason]] = {
    MissingSheetError: frozenset(
        {
            SheetReason.NOT_FOUND,
            SheetReason.DIRECTORY,
            SheetReason.NO_PERMISSION,
            SheetReason.NOT_READABLE,
        }
    ),
    DamagedSheetError: frozenset(
        {
            SheetReason.DAMAGED,
            SheetReason.BROKEN_QUOTES,
            SheetReason.BROKEN_JSON,
            SheetReason.TOO_DEEP,
            SheetReason.READER_DIED,
            SheetReason.READER_FAILED,
        }
    ),
    OversizedSheetError: frozenset(
        {
            SheetReason.TOO_LARGE,
            SheetReason.TOO_MANY_ROWS,
            SheetReason.TOO_MANY_COLUMNS,
            SheetReason.SUSPICIOUS,
            SheetReason.TOO_SLOW,
        }
    ),
}


def sheet_error(path: Path, reason: SheetReason, **facts: object) -> SheetError:
    """Return the error for a reason, of the class that fits it."""
    kind = next((kind for kind, reasons in _ERRORS.items() if reason in reasons), None)
    return (kind or UnsuitableSheetError)(path, reason, **facts)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet being read: `rows` can be gone through once; close it, or use `with`."""

    path: Path
    name: str
    encoding: str | None
    rows: Iterator[SheetRow]
    """Rows that hold something, numbered as a spreadsheet program numbers them."""
    reader: SheetReader
    sheets: tuple[str, ...] = ()
    """The names of all sheets of the file that are not hidden, this one among them."""

    def close(self) -> None:
        """End the reading, also half-way."""
        self.reader.close()

    def __enter__(self) -> Sheet:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_sheet(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    wait_seconds: float = _WAIT_SECONDS,
) -> Sheet:
    """Return a sheet of the file: the named one, else the first visible one that has a header.

    Raises a `SheetError` here, or from `rows` when the trouble stands further down.
    """
    _check_file(path)
    reader = SheetReader(path, sheet or "", encoding or "", wait_seconds)
    try:
        opening = reader.opening()
    except BaseException:
        reader.close()
        raise
    return Sheet(
        path=path,
        name=opening["name"],
        encoding=opening["encoding"],
        rows=reader.rows(),
        reader=reader,
        sheets=tuple(opening["sheets"]),
    )


def _check_file(path: Path) -> None:
    refuse_elsewhere(path)
    try:
        facts = path.stat()
        if path.is_dir():
            raise sheet_error(path, SheetReason.DIRECTORY)
        if not path.is_file():
            raise sheet_error(path, SheetReason.NOT_READABLE)
        if path.suffix.lower() not in SUFFIXES:
            raise sheet_error(path, SheetReason.UNKNOWN_TYPE, suffixes=SUFFIXES)
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise sheet_error(path, _system_reason(error)) from None
    if facts.st_size == 0:
        raise sheet_error(path, SheetReason.EMPTY)
    if facts.st_size > MAX_FILE_BYTES:
        raise sheet_error(path, SheetReason.TOO_LARGE)


def _system_reason(error: Exception) -> SheetReason:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return SheetReason.NOT_FOUND
        case PermissionError():
            return SheetReason.NO_PERMISSION
        case _:
            return SheetReason.NOT_READABLE


class SheetReader:
    """The parent's side of the reading process."""

    def __init__(self, path: Path, sheet: str, encoding: str, wait_seconds: float) -> None:
        self._path = path
        self._wait_seconds = wait_seconds
        self._timed_out = False
        self._waited = 0.0
        self._is_waiting = False
        self._is_over = threading.Event()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*_COMMAND, str(path.absolute()), sheet, encoding],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        threading.Thread(target=self._watch, daemon=True).start()

    def opening(self) -> dict[str, Any]:
        """Return the sheet's name, the encoding of a text file, the names of all sheets."""
        if self._next_line() is None:
            raise sheet_error(self._path, SheetReason.READER_FAILED)
        return self._message()

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows, then end the process; a sheet without any is an error."""
        is_empty = True
        while True:
            message = self._message()
            if "end" in message:
                break
            for entry in message["rows"]:
                is_empty = False
                yield _row(entry)
        self.close()
        if is_empty:
            raise sheet_error(self._path, SheetReason.EMPTY)

    def close(self) -> None:
        """End the process, whether or not it has finished."""
        self._is_over.set()
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _message(self) -> dict[str, Any]:
        """Return the next message; a refusal, a crash or a silence is raised as its error."""
        line = self._next_line()
        if line is None:
            raise sheet_error(self._path, self._end_reason())
        try:
            message: dict[str, Any] = json.loads(line)
        except ValueError:
            raise sheet_error(self._path, SheetReason.READER_FAILED) from None
        if "refused" in message:
            raise sheet_error(self._path, SheetReason(message["refused"]), **message["facts"])
        return message

    def _next_line(self) -> bytes | None:
        """Return a whole line of the child's answer, or None when it ended or was ended."""
        stream = self._process.stdout
        if stream is None or stream.closed:
            return None
        self._waited, self._is_waiting = 0.0, True
        try:
            line = stream.readline()
        finally:
            self._is_waiting = False
        return line if line.endswith(b"\n") else None

    def _watch(self) -> None:
        """End a child that does not answer for too long.

        Time is counted in ticks, so that an hour for which both were stopped (Ctrl-Z) is one.
        """
        tick = min(_TICK_SECONDS, self._wait_seconds)
        while not self._is_over.wait(tick):
            self._waited += tick
            if self._is_waiting and self._waited >= self._wait_seconds:
                self._timed_out = True
                self._process.kill()
                return

    def _end_reason(self) -> SheetReason:
        """Return why the child ended without saying so."""
        code = self._process.wait()
        if self._timed_out or code == -getattr(signal, "SIGXCPU", 0):
            return SheetReason.TOO_SLOW
        # A Rust panic ends like any uncaught error, with 1.
        if code == 1:
            return SheetReason.DAMAGED
        # The parser asks for the memory of a whole table at once and aborts without it; the abort
        # has its own code on Windows. A few bytes can name a cell that makes a table so large.
        is_large = self._path.stat().st_size >= _LARGE_BYTES
        return SheetReason.TOO_LARGE if is_large else SheetReason.READER_DIED


def _row(entry: list[Any]) -> SheetRow:
    """Return the row of `[line, cells]` or `[line, cells, dates]`."""
    cells = entry[1]
    if len(entry) > 2:
        for index, ordinal, *second in entry[2]:
            day = date.fromordinal(ordinal)
            cells[index] = _instant(day, second[0]) if second else day
    return SheetRow(entry[0], tuple(cells))


def _instant(day: date, second: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=second)
