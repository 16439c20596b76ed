"""Find the header of a sheet, in one row or two, and say what each of its columns means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from crm_tui.domain.custom_fields import CustomField, FieldHolder, FieldType
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.aliases import (
    KIND_OR_TYPE,
    MOST_PEOPLE,
    column_named,
    grouped,
    is_vital,
    label_key,
    note_in,
    numbered,
)
from crm_tui.domain.imports.amounts import is_foreign, unit_of
from crm_tui.domain.imports.cells import Cell, SheetRow, is_blank
from crm_tui.domain.imports.choices import TYPE_WORDS
from crm_tui.domain.imports.columns import (
    CONTACT_COLUMNS,
    DAYS,
    JOINED,
    MEASURED,
    Column,
    HeaderColumn,
)
from crm_tui.domain.imports.dates import day_first_in
from crm_tui.domain.text import clean, folded
from crm_tui.values import dataclass

HEAD_ROWS = 15
"""The header stands within this many rows; titles and notes may stand above it."""

_LABEL_CHARACTERS = 60
_LONGEST_LABEL = 300
_NAMED_CONTACT = frozenset({Column.CONTACT_NAME, Column.CONTACT_LAST_NAME})
_FIRST_NEEDED = {
    ImportKind.CUSTOMERS: frozenset({Column.NAME}),
    ImportKind.CONTACTS: _NAMED_CONTACT,
    ImportKind.FOLLOW_UPS: frozenset({Column.CONTENT}),
    ImportKind.LEADS: frozenset({Column.NAME, *_NAMED_CONTACT}),
    ImportKind.OPPORTUNITIES: frozenset({Column.OPPORTUNITY}),
    ImportKind.ORDERS: frozenset({Column.ORDER_NUMBER}),
    ImportKind.CONTRACTS: frozenset({Column.CONTRACT_NUMBER}),
    ImportKind.QUOTES: frozenset({Column.QUOTE_NUMBER}),
    ImportKind.EXPENSES: frozenset({Column.AMOUNT}),
    ImportKind.USAGES: frozenset({Column.USED}),
    ImportKind.PAYMENT_PLANS: frozenset({Column.DOCUMENT}),
    ImportKind.BANK_RECEIPTS: frozenset({Column.RECEIVED}),
}
_OF_ONE_PERSON = frozenset({ImportKind.LEADS, ImportKind.ORDERS, ImportKind.QUOTES})
_WITH_OWN_FIELDS = frozenset({ImportKind.CUSTOMERS, ImportKind.CONTACTS})


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
    kind: ImportKind = ImportKind.CUSTOMERS

    def first(self, column: Column) -> HeaderColumn | None:
        """Return the leftmost column with this meaning."""
        return next((found for found in self.columns if found.column is column), None)

    @property
    def labels(self) -> tuple[tuple[int, str], ...]:
        """Return index and label of every column from left to right."""
        every = sorted(
            (*self.columns, *self.ignored, *self.repeated), key=lambda column: column.index
        )
        return tuple((column.index, column.label) for column in every)


Label = tuple[int, str, str]
"""Where a label stands, what stands over it, and what it says."""


def find_header(
    rows: Iterable[SheetRow],
    kind: ImportKind = ImportKind.CUSTOMERS,
    fields: Sequence[CustomField] = (),
) -> HeaderMatch | None:
    """Return the header among the first rows: the one with the most columns that we know."""
    head = list(islice(rows, HEAD_ROWS))
    best: HeaderMatch | None = None
    for position, row in enumerate(head):
        for match in _matches(row, head[position + 1 :], kind, fields):
            if best is None or len(match.columns) > len(best.columns):
                best = match
    return best


def split_header(
    rows: Iterable[SheetRow],
    kind: ImportKind = ImportKind.CUSTOMERS,
    fields: Sequence[CustomField] = (),
) -> tuple[HeaderMatch, Iterator[SheetRow]] | None:
    """Return the header and the rows below it that hold something, or None without a header."""
    stream = iter(rows)
    head = list(islice(stream, HEAD_ROWS))
    match = find_header(head, kind, fields)
    if match is None:
        return None
    below = (row for row in head if row.line > match.line)
    return match, (row for row in chain(below, stream) if not is_blank(row))


def labels_in(row: SheetRow, above: SheetRow | None = None) -> list[Label]:
    """Return the labels of a header of one row, or of two of which the upper one groups."""
    if above is None:
        return [(index, "", text) for index, text in enumerate(map(_label, row.cells)) if text]
    labels: list[Label] = []
    group = ""
    lower = [_label(cell) for cell in row.cells]
    upper = [_label(cell) for cell in above.cells]
    width = max(len(lower), len(upper))
    for index in range(width):
        over = upper[index] if index < len(upper) else ""
        text = lower[index] if index < len(lower) else ""
        if over:
            group = over
        if text and text != over:
            labels.append((index, group, text))
        elif over:
            labels.append((index, "", over))
            group = ""
    return labels


def _label(cell: Cell) -> str:
    text = clean(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_LABEL else ""
    return text if len(label_key(text)) <= _LABEL_CHARACTERS else ""


def _matches(
    row: SheetRow, below: Sequence[SheetRow], kind: ImportKind, fields: Sequence[CustomField]
) -> Iterator[HeaderMatch]:
    """Yield the headers that begin at a row: of this row alone, and with the one below."""
    width = sum(cell is not None for cell in row.cells)
    if match := _match(row.line, labels_in(row), below, kind, fields, is_alone=width == 1):
        yield match
    if width > 1 and below:
        labels = labels_in(below[0], row)
        if match := _match(below[0].line, labels, below[1:], kind, fields, is_alone=False):
            yield match


def _match(
    line: int,
    labels: Sequence[Label],
    below: Sequence[SheetRow],
    kind: ImportKind,
    fields: Sequence[CustomField],
    *,
    is_alone: bool,
) -> HeaderMatch | None:
    match = settled(line, understood(labels, below, kind, fields), kind)
    return match if _is_header(match, is_alone=is_alone) else None


def _is_header(match: HeaderMatch, *, is_alone: bool) -> bool:
    """Tell a header from a title or a line of data: it names what the file is about."""
    known = {column.column for column in match.columns}
    if known & _FIRST_NEEDED[match.kind]:
        return len(match.columns) + len(match.repeated) > 1 or is_alone
    # A list of people without any company is one of customers too; two words may be a title.
    return (
        match.kind is ImportKind.CUSTOMERS
        and bool(known & _NAMED_CONTACT)
        and len(match.columns) > 2
    )


def understood(
    labels: Sequence[Label],
    below: Sequence[SheetRow],
    kind: ImportKind,
    fields: Sequence[CustomField],
) -> list[HeaderColumn]:
    """Return what each label means, None for those that are not known."""
    drafts = [_draft(label, below, kind, fields) for label in labels]
    return [with_values(column, below) for column in _with_people(drafts)]


def with_values(column: HeaderColumn, below: Sequence[SheetRow]) -> HeaderColumn:
    """Return a column with what its header and its values say of how they are written."""
    note = note_in(column.label)
    is_money = column.custom is not None and column.custom.type is FieldType.MONEY
    if column.column in MEASURED or is_money:
        if is_foreign(note):
            return HeaderColumn(column.index, column.label, None)
        return replace(column, unit=unit_of(note))
    is_day = column.custom is not None and column.custom.type is FieldType.DATE
    if column.column in DAYS or is_day:
        return replace(column, day_first=day_first_in(cells_of(below, column.index)))
    return column


def cells_of(rows: Sequence[SheetRow], index: int) -> Iterator[Cell]:
    """Yield the cells of a column that hold something."""
    for row in rows:
        if index < len(row.cells) and row.cells[index] is not None:
            yield row.cells[index]


def _draft(
    label: Label, below: Sequence[SheetRow], kind: ImportKind, fields: Sequence[CustomField]
) -> HeaderColumn:
    """Return a column; its person is 0 where the label does not say."""
    index, group, text = label
    shown = f"{group} {text}" if group else text
    if custom := custom_named(text, fields, kind):
        return HeaderColumn(index, shown, None, custom=custom, person=1)
    column, person = numbered(grouped(group, text), kind) if group else (None, 0)
    if column is None:
        column, person = numbered(text, kind)
        person = person or (numbered(f"{group}联系人", kind)[1] if group else 0)
    if kind is ImportKind.CUSTOMERS and label_key(text) in KIND_OR_TYPE:
        column = _kind_or_type(index, below)
    return HeaderColumn(index, shown, column, person=person)


def custom_named(label: str, fields: Sequence[CustomField], kind: ImportKind) -> CustomField | None:
    """Return the field of the office's own that a label names, by its name or its code."""
    if not fields or kind not in _WITH_OWN_FIELDS:
        return None
    key, plain = label_key(label), folded(label).strip()
    holders = [FieldHolder.CONTACT, FieldHolder.CUSTOMER]
    if kind is ImportKind.CUSTOMERS:
        holders.reverse()
    else:
        holders.pop()
    for holder in holders:
        for field in fields:
            prefix = "contact_" if holder is FieldHolder.CONTACT else ""
            names = (f"{prefix}{field.key}", f"contact_{field.key}" if prefix else field.key)
            is_named = (label_key(field.name) == key and not is_vital(label)) or plain in names
            if field.holder is holder and is_named:
                return field
    return None


def _with_people(drafts: list[HeaderColumn]) -> list[HeaderColumn]:
    """Say of every column of a contact which one it is about.

    A number in the label says so, or that the same label stood before: 联系人 电话 联系人 电话. A
    second phone without a second name is the first one's.
    """
    times: dict[str, int] = {}
    placed: list[HeaderColumn] = []
    for draft in drafts:
        person = draft.person
        if draft.is_of_contact and draft.custom is None and not person:
            key = label_key(draft.label)
            times[key] = person = times.get(key, 0) + 1
        placed.append(replace(draft, person=person or 1))
    names = {column.person for column in placed if column.column in _NAMED_CONTACT}
    if not names:
        return [_of_first(column) for column in placed]
    order = {number: place for place, number in enumerate(sorted(names), start=1)}
    return [
        replace(column, person=order[column.person])
        if column.person in order
        else _of_first(column)
        for column in placed
    ]


def _of_first(column: HeaderColumn) -> HeaderColumn:
    """Return a column about the first contact, where one of a further contact may be."""
    if column.person == 1 or column.column not in CONTACT_COLUMNS:
        return replace(column, person=1)
    return replace(column, person=1) if column.column in JOINED else column


def settled(line: int, columns: Sequence[HeaderColumn], kind: ImportKind) -> HeaderMatch:
    """Return the header of these columns; of two that mean the same the first given is read."""
    read: list[HeaderColumn] = []
    ignored: list[HeaderColumn] = []
    repeated: list[HeaderColumn] = []
    taken: set[str] = set()
    most = 1 if kind in _OF_ONE_PERSON else MOST_PEOPLE
    for column in columns:
        if not column.is_read or column.person > most:
            ignored.append(column)
        elif column.column not in JOINED and column.field in taken:
            repeated.append(column)
        else:
            taken.add(column.field)
            read.append(column)
    if taken & {Column.PROVINCE, Column.CITY, Column.DISTRICT} >= {Column.PROVINCE, Column.CITY}:
        region = [column for column in read if column.column is Column.REGION]
        read = [column for column in read if column.column is not Column.REGION]
        repeated += region
    return HeaderMatch(line, _by_place(read), _by_place(ignored), _by_place(repeated), kind)


def _by_place(columns: list[HeaderColumn]) -> tuple[HeaderColumn, ...]:
    return tuple(sorted(columns, key=lambda column: column.index))


def _kind_or_type(index: int, below: Sequence[SheetRow]) -> Column:
    """Return TYPE when a value under the label is one of 潜在, 成交 …, else KIND."""
    return Column.TYPE if any(_is_type(value) for value in cells_of(below, index)) else Column.KIND


def _is_type(value: Cell) -> bool:
    return isinstance(value, str) and folded(clean(value)) in TYPE_WORDS


def is_header_again(row: SheetRow, match: HeaderMatch) -> bool:
    """Tell whether a row repeats the header, as printed sheets do on each page."""
    same = sum(
        index < len(row.cells)
        and _label(row.cells[index]) != ""
        and label.endswith(_label(row.cells[index]))
        for index, label in match.labels
    )
    return same > 1 and same * 2 > sum(cell is not None for cell in row.cells)


def is_second_header(row: SheetRow, match: HeaderMatch) -> bool:
    """Tell whether the row below a header names the same columns again, in other words."""
    cells = [(index, cell) for index, cell in enumerate(row.cells) if cell is not None]
    means = {column.index: column.column for column in match.columns}
    same = sum(
        means.get(index) is not None
        and isinstance(cell, str)
        and column_named(cell, match.kind) is means[index]
        for index, cell in cells
    )
    return same > 1 and same * 2 > len(cells)
