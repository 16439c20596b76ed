"""What each column of a file is taken for, how sure that is, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.aliases import label_key
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.imports.columns import (
    JOINED,
    Column,
    HeaderColumn,
    columns_of,
)
from crm_tui.domain.imports.guesses import (
    column_of_values,
    fits,
    looks,
    share_of_companies,
    share_of_persons,
    similar,
)
from crm_tui.domain.imports.headers import HeaderMatch, cells_of, settled, with_values
from crm_tui.domain.imports.mappings import NOT_READ, Mapped, column_meant, field_meant
from crm_tui.domain.imports.parsed import ImportContext
from crm_tui.domain.imports.values import EXACT_FLOAT_LIMIT
from crm_tui.domain.text import clean
from crm_tui.values import dataclass

SAMPLES = 3
SAMPLE_ROWS = 300
"""So many rows below the header are looked at."""

_SAMPLE_CHARACTERS = 60
_MOST_GUESSED = 200
"""Of so many columns that nobody knows it is asked what they may be."""


class Sureness(StrEnum):
    """How sure it is what a column holds."""

    SAID = "said"
    SURE = "sure"
    LIKELY = "likely"
    GUESSED = "guessed"
    UNKNOWN = "unknown"


class MappingReason(StrEnum):
    """Why a column is taken for what it is; what stands first goes first."""

    GIVEN = "given"
    """Somebody said so now."""
    SAVED = "saved"
    """Somebody said so for a file with the same header before."""
    NOT_READ = "not_read"
    """Somebody said that it shall not be read."""
    OWN_FIELD = "own_field"
    LABEL = "label"
    SIMILAR_LABEL = "similar_label"
    VALUES = "values"
    REPEATED = "repeated"
    """Another column holds the same."""
    VALUES_DISAGREE = "values_disagree"
    """Its label is known, but its cells hold something else."""
    NOTHING_KNOWN = "nothing_known"


_SURENESS = {
    MappingReason.GIVEN: Sureness.SAID,
    MappingReason.SAVED: Sureness.SAID,
    MappingReason.NOT_READ: Sureness.SAID,
    MappingReason.OWN_FIELD: Sureness.SURE,
    MappingReason.LABEL: Sureness.SURE,
    MappingReason.SIMILAR_LABEL: Sureness.LIKELY,
    MappingReason.VALUES: Sureness.GUESSED,
}
_PRECEDENCE = {reason: place for place, reason in enumerate(MappingReason)}
_WIDE_LABELS = frozenset(
    {
        *("状态", "status", "类型", "type", "形式", "方式", "联系方式", "级别", "等级", "grade"),
        *("rating", "priority"),
    }
)
"""Labels that other programs use for something else, such as 状态 for 存续."""

Drafts = dict[int, tuple[MappingReason, HeaderColumn]]


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column of the file, what it is taken for, and why; some of its cells."""

    column: HeaderColumn
    reason: MappingReason
    samples: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """Return the name of what it holds, empty for one that is not read."""
        return self.column.field if self.reason in _SURENESS else ""

    @property
    def sureness(self) -> Sureness:
        """Return how sure that is."""
        return _SURENESS.get(self.reason, Sureness.UNKNOWN)


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """What a file's columns are taken for; `header` is what its rows are read by."""

    header: HeaderMatch
    columns: tuple[ProposedColumn, ...]

    @property
    def header_key(self) -> str:
        """Return what files with the same header share, under which a mapping is kept."""
        return header_key(self.header.labels)

    @property
    def mapping(self) -> dict[str, str]:
        """Return the mapping as it is kept and given again: letter of the column -> field."""
        return {each.column.letter: each.field or NOT_READ for each in self.columns}


def header_key(labels: Iterable[tuple[int, str]]) -> str:
    """Return what headers with the same labels at the same places share."""
    text = "\n".join(f"{index} {label_key(label)}" for index, label in labels)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def propose(
    match: HeaderMatch,
    rows: Sequence[SheetRow],
    context: ImportContext,
    *,
    given: Mapped | None = None,
    saved: Mapped | None = None,
) -> MappingProposal:
    """Return what the columns of a header are taken for, seeing the first rows below it.

    What is given goes before what is saved, and both before what the file itself says.
    """
    drafts = _drafts(match)
    for mapped, reason in ((saved, MappingReason.SAVED), (given, MappingReason.GIVEN)):
        _override(drafts, mapped or {}, reason, rows, context, match.kind)
    _doubt(drafts, rows, context)
    if match.kind is ImportKind.CUSTOMERS:
        _choose_name(drafts, rows)
    _guess(drafts, rows, context, match.kind)
    return _proposal(match, drafts, rows)


def _drafts(match: HeaderMatch) -> Drafts:
    drafts: Drafts = {}
    repeated = {column.index for column in match.repeated}
    for column in (*match.columns, *match.ignored, *match.repeated):
        reason = MappingReason.LABEL if column.custom is None else MappingReason.OWN_FIELD
        if not column.is_read:
            reason = MappingReason.NOTHING_KNOWN
        elif column.index in repeated:
            reason = MappingReason.REPEATED
        drafts[column.index] = reason, column
    return drafts


def _override(
    drafts: Drafts,
    mapped: Mapped,
    reason: MappingReason,
    rows: Sequence[SheetRow],
    context: ImportContext,
    kind: ImportKind,
) -> None:
    columns = [column for _, column in drafts.values()]
    for name, field in mapped.items():
        column = column_meant(columns, name)
        meant = field_meant(field, kind, context.fields)
        if column is None or meant is None:
            continue
        said = replace(meant, index=column.index, label=column.label)
        drafts[column.index] = (
            reason if meant.is_read else MappingReason.NOT_READ,
            with_values(said, rows),
        )


def _doubt(drafts: Drafts, rows: Sequence[SheetRow], context: ImportContext) -> None:
    """Take back what a label says where the cells say something else."""
    for index, (reason, column) in drafts.items():
        if reason is not MappingReason.LABEL or label_key(column.label) not in _WIDE_LABELS:
            continue
        if not fits(column, list(cells_of(rows, index)), context):
            unread = HeaderColumn(index, column.label, None)
            drafts[index] = MappingReason.VALUES_DISAGREE, unread


def _choose_name(drafts: Drafts, rows: Sequence[SheetRow]) -> None:
    """Of several columns that may be the name choose the one with companies in it.

    The other is the contact where it holds people and no column is known to be the contact.
    """
    named = [
        (reason, column)
        for reason, column in drafts.values()
        if column.column is Column.NAME and reason in {MappingReason.LABEL, MappingReason.REPEATED}
    ]
    is_said = any(
        column.column is Column.NAME and reason in {MappingReason.GIVEN, MappingReason.SAVED}
        for reason, column in drafts.values()
    )
    if len(named) < 2 or is_said:
        return
    shares = {
        column.index: share_of_companies(list(cells_of(rows, column.index))) for _, column in named
    }
    best = max(shares, key=lambda index: shares[index])
    has_contact = any(column.column is Column.CONTACT_NAME for _, column in drafts.values())
    for _, column in named:
        persons = share_of_persons(list(cells_of(rows, column.index)))
        if column.index == best:
            drafts[best] = MappingReason.LABEL, column
        elif not has_contact and persons > shares[column.index] and shares[best] > 0:
            contact = replace(column, column=Column.CONTACT_NAME)
            drafts[column.index] = MappingReason.VALUES, contact
        else:
            drafts[column.index] = MappingReason.REPEATED, column


def _guess(
    drafts: Drafts, rows: Sequence[SheetRow], context: ImportContext, kind: ImportKind
) -> None:
    """Say of the columns nobody knows what their labels resemble or their cells look like."""
    taken = {column.column for reason, column in drafts.values() if reason in _SURENESS}
    free = columns_of(kind) - (taken - JOINED)
    unknown = [
        column for reason, column in drafts.values() if reason is MappingReason.NOTHING_KNOWN
    ]
    tests = looks(context)
    for column in unknown[:_MOST_GUESSED]:
        cells = list(cells_of(rows, column.index))
        found, reason = similar(column.label, kind), MappingReason.SIMILAR_LABEL
        if found not in free or not _suits(column, found, cells, rows, context):
            # A second phone that nothing names may be a fax, or somebody else's.
            wanted = free - (taken & JOINED)
            found, reason = column_of_values(cells, tests, wanted), MappingReason.VALUES
        if found is not None:
            guessed = with_values(replace(column, column=found), rows)
            drafts[column.index] = reason, guessed
            taken.add(found)
            free -= {found} - JOINED


def _suits(
    column: HeaderColumn,
    found: Column | None,
    cells: Sequence[Cell],
    rows: Sequence[SheetRow],
    context: ImportContext,
) -> bool:
    return found is not None and fits(
        with_values(replace(column, column=found), rows), cells, context
    )


def _proposal(match: HeaderMatch, drafts: Drafts, rows: Sequence[SheetRow]) -> MappingProposal:
    """Settle who of several is read, the surer one first, and put the columns in order."""
    _order_days(drafts)
    by_sureness = sorted(drafts.values(), key=lambda draft: (_PRECEDENCE[draft[0]], draft[1].index))
    header = settled(match.line, [column for _, column in by_sureness], match.kind)
    repeated = {column.index for column in header.repeated}
    proposed = []
    for index, (reason, column) in sorted(drafts.items()):
        told = MappingReason.REPEATED if index in repeated else reason
        proposed.append(ProposedColumn(column, told, _samples(rows, index)))
    return MappingProposal(header, tuple(proposed))


def _order_days(drafts: Drafts) -> None:
    """Let the columns of days that do not tell their order have that of those that do."""
    told = {column.day_first for _, column in drafts.values()} - {None}
    if len(told) != 1:
        return
    (day_first,) = told
    for index, (reason, column) in drafts.items():
        if column.day_first is None:
            drafts[index] = reason, replace(column, day_first=day_first)


def _samples(rows: Sequence[SheetRow], index: int) -> tuple[str, ...]:
    """Return the first different cells of a column as text."""
    texts: dict[str, None] = {}
    for cell in cells_of(rows, index):
        text = clean(_shown(cell))[:_SAMPLE_CHARACTERS]
        if text:
            texts[text] = None
        if len(texts) == SAMPLES:
            break
    return tuple(texts)


def _shown(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_FLOAT_LIMIT:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
