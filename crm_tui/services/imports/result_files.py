"""Write the file that tells what became of every row, beside what the file itself says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_tui.domain.imports import Cell, HeaderMatch, SheetRow, column_letter
from crm_tui.domain.imports.outcomes import ImportResult, RefusedLine, ResultWords
from crm_tui.domain.imports.plans import PastedRows
from crm_tui.formats.sheets import SheetReason, read_sheet, sheet_error
from crm_tui.formats.workbooks import (
    MAX_CELL_CHARACTERS,
    CellMark,
    OutputRow,
    refuse_target,
    write_csv,
    write_workbook,
)
from crm_tui.services.imports.reading import not_readable, sha256_of

_REASON_WIDTH = 60.0
_SUFFIXES = (".xlsx", ".csv")


def write_result(
    result: ImportResult, path: Path, words: ResultWords, *, overwrite: bool = False
) -> int:
    """Write the original columns with line, outcome and reason; faulty cells are marked.

    Returns the number of rows. The source is read again; raises a SheetError when it is not the
    same file any more, and a WorkbookError when the result cannot be written.
    """
    refuse_result(path, overwrite=overwrite)
    labels = _labels(result.header)
    with _source_rows(result) as below:
        rows = _rows(result, below, len(labels), words)
        head = [*labels, words.line, words.outcome, words.reason]
        if path.suffix.lower() == ".csv":
            return write_csv(path, head, rows, overwrite=overwrite)
        widths = {len(head) - 1: _REASON_WIDTH}
        return write_workbook(path, head, rows, widths=widths, overwrite=overwrite)


def refuse_result(path: Path, *, overwrite: bool = False) -> None:
    """Raise where no result can be written under a name, best asked before anything is imported."""
    if path.suffix.lower() not in _SUFFIXES:
        raise sheet_error(path, SheetReason.UNKNOWN_TYPE, suffixes=_SUFFIXES)
    refuse_target(path, overwrite=overwrite)


@contextmanager
def _source_rows(result: ImportResult) -> Iterator[Iterable[SheetRow]]:
    """Give the rows of the source once more."""
    source, plan = result.plan.source, result.plan
    if isinstance(source, PastedRows):
        yield source.rows
        return
    if sha256_of(source) != result.sha256:
        raise not_readable(source)
    with read_sheet(source, sheet=plan.sheet, encoding=plan.encoding) as sheet:
        yield sheet.rows


def _labels(header: HeaderMatch) -> list[str]:
    by_place = dict(header.labels)
    return [by_place.get(place, "") for place in range(max(by_place) + 1)]


def _rows(
    result: ImportResult, source: Iterable[SheetRow], width: int, words: ResultWords
) -> Iterator[OutputRow]:
    rows = iter(source)
    for line in result.lines:
        row = next(each for each in rows if each.line == line.line)
        cells: list[Cell | CellMark] = [_fitting(cell) for cell in row.cells[:width]]
        cells += [None] * (width - len(cells))
        outcome, reason = words.told(line)
        if isinstance(line, RefusedLine):
            cells = _marked(cells, line)
        yield [*cells, row.line, outcome, _fitting(reason) or None]


def _marked(cells: list[Cell | CellMark], refused: RefusedLine) -> list[Cell | CellMark]:
    letters = {refusal.column_letter for refusal in refused.refusals}
    return [
        CellMark(cell)
        if not isinstance(cell, CellMark) and column_letter(place) in letters
        else cell
        for place, cell in enumerate(cells)
    ]


def _fitting(cell: Cell) -> Cell:
    return cell[:MAX_CELL_CHARACTERS] if isinstance(cell, str) else cell
