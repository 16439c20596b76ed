"""What a sheet is made of: cells, rows, and how a column is called."""

from __future__ import annotations

from datetime import date, datetime

from crm_tui.values import dataclass

Cell = str | int | float | bool | date | datetime | None

NO_RESULT = "#FORMULA!"
"""What stands in a cell with a formula of which the file does not hold the result."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet with the number that a spreadsheet program shows beside it."""

    line: int
    cells: tuple[Cell, ...]


def column_letter(index: int) -> str:
    """Return A for column 0, AA for column 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_blank(row: SheetRow) -> bool:
    """Tell whether a row holds nothing but empty cells and spaces."""
    # A loop: of a hundred thousand rows nearly each is known by its first cell.
    for cell in row.cells:
        if cell is not None and not (isinstance(cell, str) and not cell.strip()):
            return False
    return True
