"""Rows of a spreadsheet file (.xlsx .xlsm .xlsb .xls .ods), read within bounds.

Only the limited child process imports this: a few crafted bytes can make the parser ask for
hundreds of gigabytes, which ends the process that asked.
"""

from __future__ import annotations

import mmap
import re
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree as ET

import python_calamine

from crm_tui.domain.imports.cells import NO_RESULT, SheetRow
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
_FORMULA = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*'
    rb"<f\b[^>]{0,200}(?:/>|>[^<]{0,2000}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_HEAD_LINES = 60
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


Read = tuple[str, Iterator[RawRow], list[str]]
Errors = dict[tuple[int, int], str]


def read_zipped(path: Path, sheet: str | None) -> Read:
    """Return a sheet's name, its rows, and all sheets' names of a zipped spreadsheet file."""
    _check_parts(path)
    with ThreadPoolExecutor(max_workers=1) as beside:
        likely: dict[str, Future[Errors]] = {}

        def begin(name: str) -> None:
            likely[name] = beside.submit(_error_cells, path, name)

        name, rows, sheets = _read(path, sheet, begin)
        errors = likely[name].result() if name in likely else _error_cells(path, name)
    return name, _with_errors(rows, errors) if errors else rows, sheets


def read_compound(path: Path, sheet: str | None) -> Read:
    """Return a sheet's name, its rows, and all sheets' names of a pre-2007 file."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encrypted = content.find(_ENCRYPTED) >= 0
    if encrypted:
        raise SheetRefusal(SheetReason.PASSWORD)
    try:
        return _read(path, sheet, _nothing)
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


def _nothing(_name: str) -> None:
    """Do nothing beside the reading."""


def _read(path: Path, sheet: str | None, begin: Callable[[str], None]) -> Read:
    """Return a sheet; `begin` is called with its name before it is read, where that is certain."""
    with path.open("rb") as file:
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
            names = _offered(book, sheet)
            if len(names) == 1:
                begin(names[0])
            name, content = _chosen(book, names)
            merged = content.merged_cell_ranges or []
        except python_calamine.PasswordError:
            raise SheetRefusal(SheetReason.PASSWORD) from None
        except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
            raise SheetRefusal(SheetReason.DAMAGED) from None
        offered = _visible(book)
    return name, _with_merged(_placed_rows(content), merged), offered


def _offered(book: python_calamine.CalamineWorkbook, wish: str | None) -> list[str]:
    """Return the wished sheet, else the visible ones."""
    if wish is not None:
        if wish not in book.sheet_names:
            raise SheetRefusal(SheetReason.NO_SUCH_SHEET, sheet=wish, sheets=book.sheet_names[:20])
        return [wish]
    visible = _visible(book)
    if not visible:
        raise SheetRefusal(SheetReason.EMPTY)
    return visible


def _visible(book: python_calamine.CalamineWorkbook) -> list[str]:
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    return visible[: limits.MAX_SHEETS]


def _chosen(
    book: python_calamine.CalamineWorkbook, names: list[str]
) -> tuple[str, python_calamine.CalamineSheet]:
    """Return the first of these sheets that has a header, else the first that holds anything.

    Many files begin with a sheet that tells how to fill in the next.
    """
    first: tuple[str, python_calamine.CalamineSheet] | None = None
    for name in names:
        content = book.get_sheet_by_name(name)
        if len(names) == 1:
            return name, content
        if content.start is None:
            continue
        first = first or (name, content)
        if _has_header(content):
            return name, content
    if first is None:
        raise SheetRefusal(SheetReason.EMPTY)
    return first


def _has_header(content: python_calamine.CalamineSheet) -> bool:
    from crm_tui.domain.import_choices import ImportKind  # noqa: PLC0415 - for several sheets
    from crm_tui.domain.imports.headers import HEAD_ROWS, find_header  # noqa: PLC0415

    if content.end is None:
        return False
    _check_extent(*content.end)
    head: list[SheetRow] = []
    for line, cells in enumerate(content.iter_rows(), start=1):
        if any(cell != "" for cell in cells):
            texts = (cell if isinstance(cell, str) and cell else None for cell in cells)
            head.append(SheetRow(line, tuple(texts)))
        if len(head) == HEAD_ROWS or line > _HEAD_LINES:
            break
    matches = (find_header(head, kind) for kind in ImportKind)
    return any(match is not None and len(match.columns) > 1 for match in matches)


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


def _with_merged(
    rows: Iterator[RawRow], merged: list[tuple[tuple[int, int], tuple[int, int]]]
) -> Iterator[RawRow]:
    """Return the rows with each cell that is merged downwards filled in every row it covers."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in merged[: limits.MAX_MERGED]:
        if bottom > top:
            starts.setdefault(top, []).append((left, bottom))
    return _filled(rows, starts) if starts else rows


def _filled(rows: Iterator[RawRow], starts: dict[int, list[tuple[int, int]]]) -> Iterator[RawRow]:
    covering: dict[int, tuple[int, object]] = {}
    for number, cells in enumerate(rows):
        if covering and any(cell not in {"", None} for cell in cells):
            for column, (bottom, value) in list(covering.items()):
                if number > bottom:
                    del covering[column]
                elif column < len(cells) and cells[column] in {"", None}:
                    cells[column] = value
        for column, bottom in starts.get(number, ()):
            if column < len(cells) and cells[column] not in {"", None}:
                covering[column] = (bottom, cells[column])
        yield cells


def _with_errors(rows: Iterator[RawRow], errors: Errors) -> Iterator[RawRow]:
    """Yield the rows with #N/A and its like put back; the parser shows them as empty.

    A formula of which the file does not hold the result is put back as NO_RESULT.
    """
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        by_row.setdefault(row, []).append((column, text))
    for number, cells in enumerate(rows):
        for column, text in by_row.get(number, ()):
            if column < limits.MAX_COLUMNS:
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = text
        yield cells


def _error_cells(path: Path, sheet: str) -> Errors:
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


def _scan_errors(stream: IO[bytes]) -> Errors:
    errors: Errors = {}
    tail = b""
    while block := stream.read(_SCAN_BYTES):
        window = tail + block
        if _ERROR_TYPE in window:
            for match in _ERROR_CELL.finditer(window):
                column, row, text = match.groups()
                place = (int(row) - 1, _column_index(column))
                errors[place] = text.decode("utf-8", errors="replace")
        if b"</f>" in window or b"<f " in window:
            for match in _FORMULA.finditer(window):
                column, row = match.groups()
                errors[int(row) - 1, _column_index(column)] = NO_RESULT
        tail = window[-_LONGEST_ERROR_CELL:]
    return errors


def _column_index(letters: bytes) -> int:
    index = 0
    for code in letters:
        index = index * 26 + code - 64
    return index - 1
