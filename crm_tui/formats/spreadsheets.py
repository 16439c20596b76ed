"""Rows of a spreadsheet file (.xlsx .xlsm .xlsb .xls .ods), read within bounds.

Only the limited child process imports this: a few crafted bytes can make the parser ask for
hundreds of gigabytes, which ends the process that asked.
"""

from __future__ import annotations

import mmap
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree as ET

import python_calamine

from crm_tui.formats import sheet_limits as limits
from crm_tui.formats.sheet_limits import SheetReason, SheetRefusal

RawRow = list[object]

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SCAN_BYTES = 1024 * 1024
_LONGEST_ERROR_CELL = 4096
_ERROR_TYPE = b't="e"'
_ERROR_CELL = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>.*?<v>([^<]{1,20})</v>',
    re.DOTALL,
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_zipped(path: Path, sheet: str | None) -> tuple[str, Iterator[RawRow]]:
    """Return the name and the rows of a sheet in a zipped spreadsheet file."""
    _check_parts(path)
    name, rows = _read(path, sheet)
    errors = _error_cells(path, name)
    return name, _with_errors(rows, errors) if errors else rows


def read_compound(path: Path, sheet: str | None) -> tuple[str, Iterator[RawRow]]:
    """Return the name and the rows of a sheet in a pre-2007 file."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encrypted = content.find(_ENCRYPTED) >= 0
    if encrypted:
        raise SheetRefusal(SheetReason.PASSWORD)
    try:
        return _read(path, sheet)
    except SheetRefusal as refusal:
        # Excel keeps an encrypted .xlsx in the old container; a real old file would be .xls.
        if refusal.reason is SheetReason.DAMAGED and path.suffix.lower() in {".xlsx", ".xlsm"}:
            raise SheetRefusal(SheetReason.PASSWORD) from None
        raise


def _check_parts(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise SheetRefusal(SheetReason.DAMAGED) from None
    if any(part.flag_bits & 1 for part in parts):
        raise SheetRefusal(SheetReason.PASSWORD)
    if len(parts) > limits.MAX_PARTS:
        raise SheetRefusal(SheetReason.SUSPICIOUS)
    if sum(part.file_size for part in parts) > limits.MAX_UNPACKED_BYTES:
        raise SheetRefusal(SheetReason.TOO_LARGE)
    if any(_is_bomb(part) for part in parts):
        raise SheetRefusal(SheetReason.SUSPICIOUS)


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    if part.file_size <= limits.RATIO_COUNTS_FROM_BYTES:
        return False
    return part.file_size > limits.MAX_RATIO * max(part.compress_size, 1)


def _read(path: Path, sheet: str | None) -> tuple[str, Iterator[RawRow]]:
    with path.open("rb") as file:
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
            name = _chosen(book, sheet)
            content = book.get_sheet_by_name(name)
        except python_calamine.PasswordError:
            raise SheetRefusal(SheetReason.PASSWORD) from None
        except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
            raise SheetRefusal(SheetReason.DAMAGED) from None
    return name, _placed_rows(content)


def _chosen(book: python_calamine.CalamineWorkbook, wish: str | None) -> str:
    """Return the wished sheet, else the first visible one."""
    if wish is not None:
        if wish not in book.sheet_names:
            raise SheetRefusal(SheetReason.NO_SUCH_SHEET, sheet=wish, sheets=book.sheet_names[:20])
        return wish
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not visible:
        raise SheetRefusal(SheetReason.EMPTY)
    return visible[0]


def _placed_rows(sheet: python_calamine.CalamineSheet) -> Iterator[RawRow]:
    """Return the rows from the first line on, each from column A on."""
    if sheet.start is None or sheet.end is None:
        raise SheetRefusal(SheetReason.EMPTY)
    _check_extent(*sheet.end)
    # The parser begins at the first used column, though at the first row of the sheet.
    unused: RawRow = [None] * sheet.start[1]
    return ([*unused, *row] for row in sheet.iter_rows())


def _check_extent(last_row: int, last_column: int) -> None:
    if last_row >= limits.MAX_ROWS:
        raise SheetRefusal(SheetReason.TOO_MANY_ROWS, limit=limits.MAX_ROWS)
    if last_column >= limits.MAX_COLUMNS - 1:
        raise SheetRefusal(SheetReason.TOO_MANY_COLUMNS, limit=limits.MAX_COLUMNS)
    if (last_row + 1) * (last_column + 1) > limits.MAX_CELLS:
        raise SheetRefusal(SheetReason.TOO_LARGE)


def _with_errors(rows: Iterator[RawRow], errors: dict[tuple[int, int], str]) -> Iterator[RawRow]:
    """Yield the rows with #N/A and its like put back; the parser shows them as empty."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        by_row.setdefault(row, []).append((column, text))
    for number, cells in enumerate(rows):
        for column, text in by_row.get(number, ()):
            if column < len(cells):
                cells[column] = text
        yield cells


def _error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Return (row, column) from zero -> the text of the cells that hold an Excel error."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            if part is None or part not in archive.namelist():
                return {}
            with archive.open(part) as stream:
                return _scan_errors(stream)
    except (zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, EOFError):
        raise SheetRefusal(SheetReason.DAMAGED) from None


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the part that holds a sheet of an .xlsx; None in other formats."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    relation = next(
        (
            found.get(_RELATION)
            for found in _tree(archive, "xl/workbook.xml").iter(f"{_MAIN}sheet")
            if found.get("name") == sheet
        ),
        None,
    )
    for link in _tree(archive, "xl/_rels/workbook.xml.rels"):
        if link.get("Id") == relation and (target := link.get("Target")):
            return target.lstrip("/") if target[0] == "/" else str(PurePosixPath("xl") / target)
    return None


def _tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    # Entities that multiply are bounded by the parser itself and by this process's limits.
    return ET.fromstring(archive.read(part))  # noqa: S314


def _scan_errors(stream: IO[bytes]) -> dict[tuple[int, int], str]:
    errors: dict[tuple[int, int], str] = {}
    tail = b""
    while block := stream.read(_SCAN_BYTES):
        window = tail + block
        if _ERROR_TYPE in window:
            for match in _ERROR_CELL.finditer(window):
                column, row, text = match.groups()
                place = (int(row) - 1, _column_index(column))
                errors[place] = text.decode("utf-8", errors="replace")
        tail = window[-_LONGEST_ERROR_CELL:]
    return errors


def _column_index(letters: bytes) -> int:
    index = 0
    for code in letters:
        index = index * 26 + code - 64
    return index - 1
