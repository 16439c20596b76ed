"""A sheet taken as a table: its header with the mapping, and the rows that are records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.cells import SheetRow, column_letter, is_blank
from crm_tui.domain.imports.columns import HeaderColumn
from crm_tui.domain.imports.headers import (
    HEAD_ROWS,
    HeaderMatch,
    find_header,
    labels_in,
    settled,
    understood,
)
from crm_tui.domain.imports.mappings import Mapped
from crm_tui.domain.imports.parsed import ImportContext
from crm_tui.domain.imports.proposals import (
    SAMPLE_ROWS,
    MappingProposal,
    header_key,
    propose,
)
from crm_tui.domain.imports.skips import RowSkipper, SkippedLine
from crm_tui.values import dataclass

_SKIPPED_KEPT = 1_000
_MARKS_OF_NOTHING = {"-", "--", "—", "——", "/", "\\", "N/A", "NULL", "null", "None"}
Saved = Callable[[str], Mapped]
"""Returns the mapping that was kept under a header's key."""
NO_HEADER = 0
"""The line of a header where a file has none; its columns are called by their letters."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header with its mapping; `rows` can be gone through once.

    `skipped` fills while they are: the header again, sums, a program's footer.
    """

    proposal: MappingProposal
    rows: Iterator[SheetRow]
    skipped: list[SkippedLine]

    @property
    def header(self) -> HeaderMatch:
        """Return the header by which the rows are read."""
        return self.proposal.header


def read_table(
    rows: Iterable[SheetRow],
    context: ImportContext,
    kind: ImportKind = ImportKind.CUSTOMERS,
    *,
    given: Mapped | None = None,
    saved: Mapped | Saved | None = None,
    header_line: int | None = None,
) -> Table | None:
    """Return the table of a sheet, None where no header is found and none is said to be.

    `header_line` says which line it is; NO_HEADER where there is none and `given` names the
    columns by their letters.
    """
    stream = iter(rows)
    head = list(islice(stream, HEAD_ROWS + SAMPLE_ROWS))
    match = _header(head, context, kind, given, header_line)
    if match is None:
        return None
    below = [row for row in head if row.line > match.line and not is_blank(row)]
    skipper = RowSkipper(match)
    sample = [row for row in below if skipper.why_skipped(row) is None]
    kept = saved(header_key(match.labels)) if callable(saved) else saved
    proposal = propose(match, sample, context, given=given, saved=kept)
    if not proposal.header.columns:
        return None
    skipped: list[SkippedLine] = []
    records = _records(chain(below, stream), proposal.header, skipped)
    return Table(proposal, _without(records, _marks_of_nothing(sample)), skipped)


def _header(
    head: list[SheetRow],
    context: ImportContext,
    kind: ImportKind,
    given: Mapped | None,
    header_line: int | None,
) -> HeaderMatch | None:
    if header_line is None:
        found = find_header(head, kind, context.fields)
        return found if found or not given else _of_letters(head, kind)
    if header_line == NO_HEADER:
        return _of_letters(head, kind)
    return _said(head, header_line, context, kind)


def _of_letters(head: list[SheetRow], kind: ImportKind) -> HeaderMatch | None:
    """Return a header without labels, of as many columns as the rows have."""
    width = max((len(row.cells) for row in head), default=0)
    columns = tuple(HeaderColumn(index, column_letter(index), None) for index in range(width))
    return HeaderMatch(NO_HEADER, (), columns, (), kind) if columns else None


def _said(
    head: list[SheetRow], line: int, context: ImportContext, kind: ImportKind
) -> HeaderMatch | None:
    """Return the header that stands on a line, whatever it looks like."""
    row = next((row for row in head if row.line == line), None)
    if row is None:
        return None
    below = [row for row in head if row.line > line]
    columns = understood(labels_in(row), below, kind, context.fields)
    return settled(line, columns, kind)


def _marks_of_nothing(rows: list[SheetRow]) -> frozenset[str]:
    """Return what this file writes into cells without a value: some programs put - everywhere.

    In a file that does so no more than once, such a text may be meant.
    """
    places: dict[str, set[int]] = {}
    for row in rows:
        for index, cell in enumerate(row.cells):
            if isinstance(cell, str) and cell.strip() in _MARKS_OF_NOTHING:
                places.setdefault(cell, set()).add(index)
    return frozenset(mark for mark, columns in places.items() if len(columns) > 1)


def _without(rows: Iterator[SheetRow], marks: frozenset[str]) -> Iterator[SheetRow]:
    """Return the rows with these texts taken for empty cells."""
    if not marks:
        return rows
    return (
        row
        if marks.isdisjoint(row.cells)
        else SheetRow(row.line, tuple(None if cell in marks else cell for cell in row.cells))
        for row in rows
    )


def _records(
    rows: Iterable[SheetRow], match: HeaderMatch, skipped: list[SkippedLine]
) -> Iterator[SheetRow]:
    skipper = RowSkipper(match)
    for row in rows:
        if is_blank(row):
            continue
        reason = skipper.why_skipped(row)
        if reason is None:
            yield row
        elif len(skipped) < _SKIPPED_KEPT:
            skipped.append(SkippedLine(row.line, reason))
