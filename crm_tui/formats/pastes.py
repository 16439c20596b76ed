"""Rows that were copied out of a spreadsheet program: cells with tabs between, or commas."""

from __future__ import annotations

import csv
import io

from crm_tui.domain.imports.cells import SheetRow, is_blank
from crm_tui.domain.imports.plans import PastedRows
from crm_tui.formats.formulas import original

MOST_CHARACTERS = 2_000_000
_DELIMITERS = "\t,;|"


def is_table(text: str) -> bool:
    """Return whether a text that was pasted is rows of a spreadsheet: several lines of cells."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and "\t" in lines[0]


def pasted_rows(text: str, name: str = "") -> PastedRows:
    """Return pasted text as rows; a cell in quotes may hold line breaks, as spreadsheets copy it.

    More than two million characters are cut: so many are a file.
    """
    text = text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = (
        SheetRow(line, tuple(original(cell) or None for cell in cells))
        for line, cells in enumerate(reader, start=1)
    )
    return PastedRows(tuple(row for row in rows if not is_blank(row)), name)
