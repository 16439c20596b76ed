"""A sheet taken as a table: its header with the mapping, and the rows that are records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from crm_tui.domain.imports.cells import SheetRow, column_letter, is_blank
from crm_tui.domain.imports.columns import HeaderColumn, ImportKind
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
    propose,
)
from crm_tui.domain.imports.skips import RowSkipper, SkippedLine
from crm_tui.values import dataclass

_SKIPPED_KEPT = 1_000
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
    saved: Mapped | None = None,
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
    proposal = propose(match, sample, context, given=given, saved=saved)
    if not proposal.header.columns:
        return None
    skipped: list[SkippedLine] = []
    return Table(proposal, _records(chain(below, stream), proposal.header, skipped), skipped)


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
