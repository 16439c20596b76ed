"""Find the header row of a sheet and say what each of its columns means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from crm_tui.domain.imports.amounts import is_foreign, unit_of
from crm_tui.domain.imports.cells import Cell, SheetRow, is_blank
from crm_tui.domain.imports.choices import TYPE_WORDS
from crm_tui.domain.imports.columns import (
    JOINED,
    KIND_OR_TYPE,
    Column,
    HeaderColumn,
    column_named,
    label_key,
    note_in,
)
from crm_tui.domain.text import clean, folded
from crm_tui.values import dataclass

HEAD_ROWS = 15
"""The header stands within this many rows; titles and notes may stand above it."""

_MEASURED = frozenset({Column.BUDGET, Column.ANNUAL_REVENUE, Column.REGISTERED_CAPITAL})
_LABEL_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The header of a sheet: its line, and its columns from left to right."""

    line: int
    columns: tuple[HeaderColumn, ...]
    """Those that are read, each meaning once, but for the ones whose values are joined."""
    ignored: tuple[HeaderColumn, ...] = ()
    """Those whose label we do not know."""
    repeated: tuple[HeaderColumn, ...] = ()
    """Those that mean the same as one further left; their values are not read."""

    def first(self, column: Column) -> HeaderColumn | None:
        """Return the leftmost column with this meaning."""
        return next((found for found in self.columns if found.column is column), None)


def find_header(rows: Iterable[SheetRow]) -> HeaderMatch | None:
    """Return the header among the first rows: the one with the most columns that we know."""
    head = list(islice(rows, HEAD_ROWS))
    best: HeaderMatch | None = None
    for position, row in enumerate(head):
        match = _match(row, head[position + 1 :])
        if match and (best is None or len(match.columns) > len(best.columns)):
            best = match
    return best


def split_header(rows: Iterable[SheetRow]) -> tuple[HeaderMatch, Iterator[SheetRow]] | None:
    """Return the header and the rows below it that hold something, or None without a header."""
    stream = iter(rows)
    head = list(islice(stream, HEAD_ROWS))
    match = find_header(head)
    if match is None:
        return None
    below = (row for row in head if row.line > match.line)
    return match, (row for row in chain(below, stream) if not is_blank(row))


def _match(row: SheetRow, below: Sequence[SheetRow]) -> HeaderMatch | None:
    read: list[HeaderColumn] = []
    ignored: list[HeaderColumn] = []
    repeated: list[HeaderColumn] = []
    for index, cell in enumerate(row.cells):
        label = clean(cell) if isinstance(cell, str) else ""
        if not label or len(label) > _LABEL_CHARACTERS:
            continue
        found = _header_column(index, label, below)
        if found.column is None:
            ignored.append(found)
        elif found.column not in JOINED and any(one.column is found.column for one in read):
            repeated.append(found)
        else:
            read.append(found)
    if not _is_header(read, row):
        return None
    return HeaderMatch(row.line, tuple(read), tuple(ignored), tuple(repeated))


def _is_header(read: list[HeaderColumn], row: SheetRow) -> bool:
    """Tell a header from a title or a line of data: it names the customer, and not alone."""
    named = any(one.column is Column.NAME for one in read)
    alone = sum(cell is not None for cell in row.cells) == 1
    return named and (len(read) > 1 or alone)


def _header_column(index: int, label: str, below: Sequence[SheetRow]) -> HeaderColumn:
    column = column_named(label)
    if label_key(label) in KIND_OR_TYPE:
        column = _kind_or_type(index, below)
    note = note_in(label)
    if column in _MEASURED and is_foreign(note):
        return HeaderColumn(index, label, None)
    return HeaderColumn(index, label, column, unit_of(note) if column in _MEASURED else "")


def _kind_or_type(index: int, below: Sequence[SheetRow]) -> Column:
    """Return TYPE when a value under the label is one of 潜在, 成交 …, else KIND."""
    values = (row.cells[index] for row in below if index < len(row.cells))
    return Column.TYPE if any(_is_type(value) for value in values) else Column.KIND


def _is_type(value: Cell) -> bool:
    return isinstance(value, str) and folded(clean(value)) in TYPE_WORDS
