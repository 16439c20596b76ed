"""The rows of a file, made some customers at a time: read, masked, turned into cells."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from crm_tui.db.queries import exports
from crm_tui.db.queries.exports import Stored
from crm_tui.db.queries.hidden_texts import shown
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.unit_of_work import View
from crm_tui.domain.custom_fields import CustomField, FieldHolder
from crm_tui.domain.customers import CUSTOM_PREFIX
from crm_tui.domain.exports import ExportColumn, Subject, is_of_contact
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.masking import mask_own, mask_text
from crm_tui.services.exports.cells import CellWriters, Writer, masker_of, phones_text

Row = list[Cell]
RowT = TypeVar("RowT")
_PHONES = "phones"
_CUSTOM = "custom"
_OF_CUSTOMER = ("customer", "owner_id", "id")
"""What stands before the fields of a contact."""
_COMPANIES = "other_companies"
_BETWEEN = "；"
_MOST_OWN_TASKS = 10_000
Step = tuple[int, Writer | None, Writer | None]
"""The place of a cell in a stored row, what makes the cell of it, and what masks the cell."""
_ReadRows = Callable[[View, Sequence[str], Sequence[int]], list[Stored]]


class RowMaker(ABC):
    """Makes the rows of one file; counts those whose contact details are hidden."""

    def __init__(self, columns: Sequence[ExportColumn], writers: CellWriters) -> None:
        self.columns = columns
        self.writers = writers
        self.masked = 0

    @abstractmethod
    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield the rows of some customers, in their order; what may not be seen has none."""

    def last_rows(self, _view: View) -> Iterator[Row]:
        """Yield the rows that belong to no customer."""
        return iter(())

    def shown(self, view: View, records: Sequence[RowT]) -> Sequence[RowT]:
        """Return records as this person may read them; count those that are masked."""
        found = shown(view, records)
        pairs = zip(found, records, strict=True)
        self.masked += sum(told is not stored for told, stored in pairs)
        return found

    def cells(self, plan: Plan, stored: Stored, *, is_hidden: bool) -> Row:
        """Return the cells of one row, masked where its contact details are hidden."""
        row = list(plan.taken(stored))
        for at, write in plan.writers:
            row[at] = write(row[at])
        if is_hidden:
            self.masked += 1
            for at, mask in plan.masks:
                row[at] = mask(row[at])
        return row


class Plan:
    """Where each cell stands in a stored row, and what is made of some of them."""

    def __init__(self, steps: Sequence[Step]) -> None:
        places = [place for place, _write, _mask in steps]
        # Most cells hold just what is stored: to take those out at once is a third of the time.
        self.taken: Callable[[Stored], Sequence[Any]] = (
            itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        )
        self.writers = [(at, write) for at, (_, write, _) in enumerate(steps) if write]
        self.masks = [(at, mask) for at, (_, _, mask) in enumerate(steps) if mask]


class CustomerRows(RowMaker):
    """One row for each customer, its contacts side by side."""

    def __init__(
        self, columns: Sequence[ExportColumn], writers: CellWriters, own: Sequence[CustomField]
    ) -> None:
        super().__init__(columns, writers)
        fields = {(field.holder, field.key): field for field in own}
        people = [each for each in columns if each.place or is_of_contact(each)]
        others = [each for each in columns if each not in people]
        self._custom = _of_holder(fields, FieldHolder.CUSTOMER, others)
        keys = {field.key for field in self._custom}
        plain = [each for each in others if each.field not in keys]
        self._fields = [each.field for each in plain] + ([_CUSTOM] if self._custom else [])
        asked = list(dict.fromkeys(each.field for each in people))
        self._contacts = ContactReader(asked, _of_holder(fields, FieldHolder.CONTACT, people))
        self._places = max((each.place for each in people), default=-1) + 1
        self._parents: Mapping[int, str] = {}
        self._has_parent = "parent_id" in self._fields
        self._plan = Plan([self._planned(each) for each in columns])

    def _planned(self, column: ExportColumn) -> Step:
        """Return where a column stands in a row with custom values and contacts behind it."""
        begin = 2 + len(self._fields)
        if column.place or is_of_contact(column):
            begin += len(self._custom) + column.place * len(self._contacts.fields)
            at = begin + self._contacts.fields.index(column.field)
            # What is hidden of contacts was made harmless where they were read.
            return at, self._contacts.writer(column.field, self.writers), None
        for place, field in enumerate(self._custom):
            if field.key == column.field:
                return begin + place, self.writers.custom(field), _own_mask
        at = 2 + self._fields.index(column.field)
        return at, self._writer(column), masker_of(column.field)

    def _writer(self, column: ExportColumn) -> Writer | None:
        if column.field == "next_contact_at":
            return self.writers.next_contact(is_day=True)
        if column.field == "parent_id":
            return self._parent
        return self.writers.of(column.field)

    def _parent(self, parent_id: int | None) -> Cell:
        return None if parent_id is None else self._parents.get(parent_id)

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield the rows of these customers."""
        stored = exports.customer_rows(view, self._fields, ids)
        hidden = _hidden(view, [id_ for id_, row in stored.items() if row[1] is None])
        if self._has_parent:
            at = 2 + self._fields.index("parent_id")
            wanted = {row[at] for row in stored.values() if row[at] is not None}
            self._parents = exports.customer_names(view, wanted)
        people = self._contacts.read(view, list(stored), hidden) if self._places else {}
        for each in ids:
            if each in stored:
                row = self._extended(stored[each], people.get(each, ()))
                yield self.cells(self._plan, row, is_hidden=each in hidden)

    def _extended(self, row: Stored, people: Sequence[Row]) -> Stored:
        more: list[Any] = _own_values(row[-1], self._custom) if self._custom else []
        for place in range(self._places):
            more += people[place] if place < len(people) else [None] * len(self._contacts.fields)
        return (*row, *more)


class ContactReader:
    """Reads contacts: their phones as one, their own fields one by one, what is hidden masked."""

    def __init__(self, fields: Sequence[str], own: Sequence[CustomField]) -> None:
        self.fields = list(fields)
        self._own = list(own)
        keys = {field.key for field in own}
        self._stored = [name for name in fields if name != _PHONES and name not in keys]
        self._order = [*self._stored, *(field.key for field in own), _PHONES]

    def writer(self, field: str, writers: CellWriters) -> Writer | None:
        """Return what turns a value of a field into a cell; None where it is one already."""
        own = next((each for each in self._own if each.key == field), None)
        return writers.of(field) if own is None else writers.custom(own)

    def read(
        self, view: View, customer_ids: Sequence[int], hidden: frozenset[int]
    ) -> Mapping[int, list[Row]]:
        """Return the contacts of customers, by customer, the key one first."""
        found: dict[int, list[Row]] = {}
        for customer_id, _id, row in self.stored(view, customer_ids, hidden):
            found.setdefault(customer_id, []).append(row)
        return found

    def stored(
        self, view: View, customer_ids: Sequence[int], hidden: frozenset[int]
    ) -> Iterator[tuple[int, int, Row]]:
        """Yield (customer, contact, values in the order of the fields)."""
        asked = [*self._stored, _CUSTOM] if self._own else self._stored
        rows = exports.contact_rows(view, asked, customer_ids)
        numbers = exports.phones(view, [row[1] for row in rows]) if _PHONES in self.fields else {}
        masks = [_contact_mask(name) for name in self._order]
        places = [self._order.index(name) for name in self.fields]
        for customer_id, id_, *values in rows:
            is_hidden = customer_id in hidden
            own = _own_values(values.pop(), self._own) if self._own else []
            found = [*values, *own, phones_text(numbers.get(id_, []), masked=is_hidden)]
            if is_hidden:
                pairs = zip(found, masks, strict=True)
                found = [mask(value) if mask else value for value, mask in pairs]
            yield customer_id, id_, [found[at] for at in places]


def _of_holder(
    fields: Mapping[tuple[FieldHolder, str], CustomField],
    holder: FieldHolder,
    columns: Sequence[ExportColumn],
) -> list[CustomField]:
    keys = dict.fromkeys((holder, each.field) for each in columns)
    return [fields[key] for key in keys if key in fields]


def _own_values(stored: Any, own: Sequence[CustomField]) -> list[Any]:
    values = json.loads(stored) if stored and stored != "{}" else {}
    return [values.get(field.code) for field in own]


def _contact_mask(field: str) -> Writer | None:
    if field == "name":
        return _text_mask
    if field.startswith(CUSTOM_PREFIX):
        return _own_mask
    return masker_of(field)


class ContactRows(RowMaker):
    """One row for each contact, the customer's name before it."""

    def __init__(
        self, columns: Sequence[ExportColumn], writers: CellWriters, own: Sequence[CustomField]
    ) -> None:
        super().__init__(columns, writers)
        fields = {(field.holder, field.key): field for field in own}
        asked = [each for each in columns if each.field not in {*_OF_CUSTOMER, _COMPANIES}]
        self._has_companies = any(each.field == _COMPANIES for each in columns)
        self._reader = ContactReader(
            [each.field for each in asked], _of_holder(fields, FieldHolder.CONTACT, asked)
        )
        steps: list[Step] = []
        for each in columns:
            if each.field in _OF_CUSTOMER:
                at, write = _OF_CUSTOMER.index(each.field), writers.of(each.field)
            elif each.field == _COMPANIES:
                at, write = len(_OF_CUSTOMER) + len(self._reader.fields), None
            else:
                at = len(_OF_CUSTOMER) + self._reader.fields.index(each.field)
                write = self._reader.writer(each.field, writers)
            steps.append((at, write, None))
        self._plan = Plan(steps)

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield the contacts of these customers."""
        shown = exports.customer_rows(view, ["name"], ids)
        hidden = _hidden(view, [id_ for id_, row in shown.items() if row[1] is None])
        stored = list(self._reader.stored(view, list(shown), hidden))
        companies = _companies(view, [id_ for _, id_, _ in stored]) if self._has_companies else {}
        found: dict[int, list[Stored]] = {}
        for customer_id, id_, values in stored:
            _id, owner_id, name = shown[customer_id]
            cells = (name, owner_id, id_, *values, companies.get(id_))
            found.setdefault(customer_id, []).append(cells)
        for each in ids:
            for row in found.get(each, ()):
                yield self.cells(self._plan, row, is_hidden=each in hidden)


def _companies(view: View, contact_ids: Sequence[int]) -> Mapping[int, str]:
    """Return the further customers of contacts that this person may see, as one text each."""
    further = exports.further_customers(view, contact_ids)
    names = exports.customer_names(view, {each for ids in further.values() for each in ids})
    return {
        contact_id: _BETWEEN.join(names[each] for each in ids if each in names)
        for contact_id, ids in further.items()
    }


_READERS: Mapping[Subject, _ReadRows] = {
    Subject.FOLLOW_UPS: exports.follow_up_rows,
    Subject.DEALS: exports.deal_rows,
    Subject.TASKS: exports.task_rows,
}


class WorkRows(RowMaker):
    """One row for each follow-up, deal or task of customers."""

    def __init__(
        self, subject: Subject, columns: Sequence[ExportColumn], writers: CellWriters
    ) -> None:
        super().__init__(columns, writers)
        self._subject = subject
        self._fields = [each.field for each in columns if each.field != "customer"]
        if "has_time" not in self._fields and subject is Subject.TASKS:
            self._fields.append("has_time")
        self._contacts: Mapping[int, str] = {}
        steps: list[Step] = []
        for each in columns:
            at = 0 if each.field == "customer" else 2 + self._fields.index(each.field)
            steps.append((at, self._writer(each), self._mask(each)))
        self._plan = Plan(steps)

    def _writer(self, column: ExportColumn) -> Writer | None:
        match column.field:
            case "next_contact_at":
                return self.writers.next_contact(is_day=False)
            case "contact_id":
                return self._contact
            case field:
                return self.writers.of(field, of_task=self._subject is Subject.TASKS)

    def _mask(self, column: ExportColumn) -> Writer | None:
        return _text_mask if column.field == "contact_id" else masker_of(column.field)

    def _contact(self, contact_id: int | None) -> Cell:
        return None if contact_id is None else self._contacts.get(contact_id)

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield what was done, sold or is to do with these customers."""
        shown = exports.customer_rows(view, ["name"], ids)
        hidden = _hidden(view, [id_ for id_, row in shown.items() if row[1] is None])
        stored = _READERS[self._subject](view, self._fields, list(shown))
        self._learn_contacts(view, stored)
        found: dict[int, list[Stored]] = {}
        for customer_id, *values in stored:
            found.setdefault(customer_id, []).append((shown[customer_id][2], *values))
        for each in ids:
            for row in found.get(each, ()):
                yield self.cells(self._plan, row, is_hidden=each in hidden)

    def last_rows(self, view: View) -> Iterator[Row]:
        """Yield this person's tasks that belong to no customer."""
        if self._subject is Subject.TASKS:
            for row in exports.own_task_rows(view, self._fields, _MOST_OWN_TASKS):
                yield self.cells(self._plan, row, is_hidden=False)

    def _learn_contacts(self, view: View, stored: Sequence[Stored]) -> None:
        if "contact_id" in self._fields:
            at = 2 + self._fields.index("contact_id")
            wanted = {row[at] for row in stored if row[at] is not None}
            self._contacts = exports.contact_names(view, wanted)


def _hidden(view: View, ids: Sequence[int]) -> frozenset[int]:
    return hidden_ids(view, ids) if ids else frozenset()


def _own_mask(cell: Any) -> Any:
    return mask_own(cell)


def _text_mask(cell: Cell) -> Cell:
    return mask_text(cell) if isinstance(cell, str) else cell
