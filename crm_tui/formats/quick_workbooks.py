"""Write very many plain rows as an .xlsx file: typed cells, a frozen bold header, a filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crm_tui.domain.exports import CellKind
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.text import printable
from crm_tui.formats.sheet_limits import MAX_ROWS
from crm_tui.formats.workbooks import (
    MAX_CELL_CHARACTERS,
    WorkbookError,
    WriteReason,
    whole_file,
    write_workbook,
)
from crm_tui.values import dataclass

_FORMATS = {CellKind.DAY: "yyyy-mm-dd", CellKind.INSTANT: "yyyy-mm-dd hh:mm"}
_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: its heading, what its cells hold, its width in characters."""

    label: str
    kind: CellKind = CellKind.TEXT
    width: int = 14


def write_quick_workbook(
    path: Path,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet: str = "",
    overwrite: bool = False,
) -> int:
    """Write one sheet and return how many rows it has; text stays text, never a formula or link.

    It takes a sixth of the time of `write_workbook`, which can colour single cells.
    """
    checked = _CheckedRows(path, columns, rows)
    first = next(checked, None)
    if first is None:
        labels = [column.label for column in columns]
        widths = {at: float(column.width) for at, column in enumerate(columns)}
        return write_workbook(path, labels, (), widths=widths, overwrite=overwrite)
    with whole_file(path, overwrite=overwrite) as file:
        _write(file, columns, checked.beginning_with(first), sheet)
    return checked.count


def _write(
    file: BinaryIO, columns: Sequence[SheetColumn], rows: Iterator[dict[str, Cell]], sheet: str
) -> None:
    from rustpy_xlsxwriter import Format, write_worksheet  # noqa: PLC0415 - only an export pays

    formats = []
    for column in columns:
        found = Format()
        if column.kind in _FORMATS:
            found = found.set_num_format(_FORMATS[column.kind])
        formats.append(found)
    name = printable(sheet).translate(_NOT_IN_SHEET_NAMES).strip()[:_SHEET_NAME]
    write_worksheet(
        rows,
        # The library writes the finished file at once, so that a full disk is ours to tell of.
        file,
        name or None,
        freeze_row=1,
        bold_headers=True,
        autofilter=True,
        column_widths=[float(column.width) for column in columns],
        column_formats=formats,
    )


class _CheckedRows:
    """Rows as the library takes them, after what a sheet cannot hold was refused."""

    def __init__(
        self, path: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]
    ) -> None:
        self._path = path
        self._labels = _apart([printable(column.label) for column in columns])
        self._rows = iter(rows)
        self._first: dict[str, Cell] | None = None
        self.count = 0

    def beginning_with(self, first: dict[str, Cell]) -> _CheckedRows:
        """Give a row that was taken out once more."""
        self._first = first
        return self

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return self

    def __next__(self) -> dict[str, Cell]:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        row = next(self._rows)
        self.count += 1
        if self.count >= MAX_ROWS:
            raise WorkbookError(self._path, WriteReason.TOO_MANY_ROWS, limit=MAX_ROWS - 1)
        text = "".join([cell for cell in row if type(cell) is str])
        if len(text) > MAX_CELL_CHARACTERS or not text.isprintable():
            row = [self._text(cell) if type(cell) is str else cell for cell in row]
        return dict(zip(self._labels, row, strict=True))

    def _text(self, text: str) -> str:
        if not text.isprintable():
            text = printable(text)
        if len(text) > MAX_CELL_CHARACTERS:
            raise WorkbookError(
                self._path,
                WriteReason.CELL_TOO_LONG,
                row=self.count + 1,
                limit=MAX_CELL_CHARACTERS,
            )
        return text


def _apart(labels: Sequence[str]) -> list[str]:
    """Return the headings, those that are alike told apart by a number."""
    found: list[str] = []
    for label in labels:
        place, wanted = 2, label
        while wanted in found:
            wanted, place = f"{label} ({place})", place + 1
        found.append(wanted)
    return found
