"""Write rows as an .xlsx or .csv file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.text import printable
from crm_tui.errors import FileFormatError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.formats.formulas import harmless
from crm_tui.formats.sheet_limits import MAX_ROWS
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MAX_CELL_CHARACTERS = 32_767
_DEFAULT_WIDTH = 14
_FAULT_COLOUR = "#FFC7CE"
_PREFIX_CHARACTERS = 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class WriteReason(StrEnum):
    """Why a file could not be written."""

    EXISTS = "exists"
    DIRECTORY = "directory"
    NO_FOLDER = "no_folder"
    NO_PERMISSION = "no_permission"
    DISK_FULL = "disk_full"
    NOT_WRITABLE = "not_writable"
    TOO_MANY_ROWS = "too_many_rows"
    CELL_TOO_LONG = "cell_too_long"
    NOT_IN_ENCODING = "not_in_encoding"
    OF_DATABASE = "of_database"


class WorkbookError(FileFormatError):
    """A file could not be written; `reason` is a `WriteReason`, nothing is left behind."""


@dataclass(frozen=True, slots=True)
class CellMark:
    """A cell that is coloured as faulty."""

    value: Cell


OutputRow = Sequence[Cell | CellMark]


def write_workbook(
    path: Path,
    header: Sequence[str],
    rows: Iterable[OutputRow],
    *,
    widths: Mapping[int, float] | None = None,
    overwrite: bool = False,
) -> int:
    """Write one sheet and return how many rows it has; text stays text, never a formula.

    The header is bold, frozen and filterable. `widths` are characters by column index.
    """
    with whole_file(path, overwrite=overwrite) as file:
        return _fill_workbook(path, file, header, rows, widths or {})


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[OutputRow],
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    overwrite: bool = False,
) -> int:
    """Write a CSV file and return how many rows it has; formulas are made harmless.

    An apostrophe stands before text that a spreadsheet program would run; our own import takes
    it away again.
    """
    with whole_file(path, overwrite=overwrite) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        written = 0
        try:
            writer.writerow(harmless(printable(label)) for label in header)
            for row in rows:
                writer.writerow(_csv_row(row))
                written += 1
            text.flush()
        except UnicodeEncodeError:
            raise WorkbookError(
                path, WriteReason.NOT_IN_ENCODING, encoding=encoding, row=written + 1
            ) from None
        finally:
            text.detach()
        return written


@contextlib.contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """Give a file that takes its name only when all was written; on any error it is removed."""
    refuse_target(path, overwrite=overwrite)
    part: Path | None = None
    try:
        # mkstemp gives mode 0600, a name nobody else has, and the target's own file system.
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.stem[:_PREFIX_CHARACTERS]}-", suffix=".part"
        )
        part = Path(name)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise WorkbookError(path, _reason_of(error)) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def refuse_target(path: Path, *, overwrite: bool) -> None:
    """Raise WorkbookError where no file of this name can be written, as far as that is seen."""
    refuse_elsewhere(path)
    if path.is_dir():
        raise WorkbookError(path, WriteReason.DIRECTORY)
    if path.exists() and not overwrite:
        raise WorkbookError(path, WriteReason.EXISTS)
    if path.exists() and not path.is_file():
        raise WorkbookError(path, WriteReason.NOT_WRITABLE)
    if not path.parent.is_dir():
        raise WorkbookError(path, WriteReason.NO_FOLDER)


def _reason_of(error: OSError) -> WriteReason:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return WriteReason.NO_FOLDER
        case PermissionError():
            return WriteReason.NO_PERMISSION
        case OSError(errno=code) if code in _FULL:
            return WriteReason.DISK_FULL
        case _:
            return WriteReason.NOT_WRITABLE


def _fill_workbook(
    path: Path,
    file: BinaryIO,
    header: Sequence[str],
    rows: Iterable[OutputRow],
    widths: Mapping[int, float],
) -> int:
    import xlsxwriter  # noqa: PLC0415 - 40 ms that only an export pays
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415

    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    try:
        written = _SheetWriter(path, book, header, widths).write(rows)
        book.close()
    except XlsxWriterException as error:
        raise _disk_error(error) from error
    finally:
        _forget(book)
    return written


def _disk_error(error: Exception) -> OSError:
    """Return the system error that xlsxwriter wrapped in its own."""
    cause = error.args[0] if error.args else None
    return cause if isinstance(cause, OSError) else OSError(errno.EIO, str(error))


def _forget(book: Workbook) -> None:
    """Close the temporary files of a workbook that was not finished, which warns otherwise."""
    for sheet in book.worksheets():
        with contextlib.suppress(OSError, ValueError):
            sheet.row_data_fh.close()
        with contextlib.suppress(OSError):
            Path(sheet.row_data_filename).unlink(missing_ok=True)


class _SheetWriter:
    """Writes one sheet row by row; in this mode each row is on disk before the next."""

    def __init__(
        self, path: Path, book: Workbook, header: Sequence[str], widths: Mapping[int, float]
    ) -> None:
        self._path = path
        self._sheet: Worksheet = book.add_worksheet()
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._fault = book.add_format({"bg_color": _FAULT_COLOUR})
        self._last_column = len(header) - 1
        bold = book.add_format({"bold": True})
        for column, label in enumerate(header):
            self._sheet.set_column(column, column, widths.get(column, _DEFAULT_WIDTH))
            self._write_text(0, column, label, bold)
        self._sheet.freeze_panes(1, 0)

    def write(self, rows: Iterable[OutputRow]) -> int:
        """Write the rows below the header; return how many."""
        number = 0
        for number, row in enumerate(rows, start=1):
            if number >= MAX_ROWS:
                raise WorkbookError(self._path, WriteReason.TOO_MANY_ROWS, limit=MAX_ROWS - 1)
            for column, cell in enumerate(row):
                if isinstance(cell, CellMark):
                    self._write_cell(number, column, cell.value, self._fault)
                else:
                    self._write_cell(number, column, cell, None)
        if self._last_column >= 0:
            self._sheet.autofilter(0, 0, number, self._last_column)
        return number

    def _write_cell(self, row: int, column: int, cell: Cell, style: Format | None) -> None:
        match cell:
            case None:
                if style is not None:
                    self._sheet.write_blank(row, column, None, style)
            case str():
                self._write_text(row, column, cell, style)
            case bool():
                self._sheet.write_boolean(row, column, cell, style)
            case int() | float():
                self._sheet.write_number(row, column, cell, style)
            case datetime():
                self._sheet.write_datetime(row, column, cell, style or self._instant)
            case date():
                self._sheet.write_datetime(row, column, cell, style or self._day)

    def _write_text(self, row: int, column: int, text: str, style: Format | None) -> None:
        text = printable(text)
        if len(text) > MAX_CELL_CHARACTERS:
            raise WorkbookError(
                self._path, WriteReason.CELL_TOO_LONG, row=row + 1, limit=MAX_CELL_CHARACTERS
            )
        self._sheet.write_string(row, column, text, style)


def _plain(cell: Cell | CellMark) -> Cell:
    return cell.value if isinstance(cell, CellMark) else cell


def _csv_row(row: OutputRow) -> list[str]:
    if "".join([cell for cell in row if type(cell) is str]).isprintable():
        return [harmless(cell) if type(cell) is str else _csv_text(_plain(cell)) for cell in row]
    return [_csv_text(_plain(cell)) for cell in row]


def _csv_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return harmless(printable(cell))
        case datetime():
            return cell.isoformat(" ", "minutes")
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)
