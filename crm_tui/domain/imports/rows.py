"""Read the rows of a sheet of customers, or of contacts: each whole, or refused with its faults."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.contacts import Phone
from crm_tui.domain.customers import CustomerKind
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.cell_parsers import parser_of
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.imports.columns import OPENING_COLUMNS, Column, HeaderColumn
from crm_tui.domain.imports.faults import BadValueError, FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.parsed import (
    NO_OPENING,
    NO_WORDS,
    DatedNote,
    ImportContext,
    OpeningDays,
    ParsedRow,
    RefusedRow,
)
from crm_tui.domain.imports.people import NAME_CHARACTERS, Contact, completed, numbers_kept
from crm_tui.domain.imports.remarks import split_notes
from crm_tui.domain.imports.values import Parser, checked_length
from crm_tui.domain.imports.words import NewWord
from crm_tui.domain.text import name_key

Plan = list[tuple[int, str, Parser[object], HeaderColumn]]

_OWN_KEYS = {
    Column.INDUSTRY: "industry_id",
    Column.SOURCE: "source_id",
    Column.STAGE: "stage_id",
    Column.BUDGET: "budget_minor",
    Column.FIRST_CONTACT_ON: "first_contact_day",
    Column.POOL: "pool_id",
    Column.METHOD: "method_id",
    Column.RESULT: "result_id",
}
_WORD_KEYS = ("industry_id", "source_id", "stage_id", "method_id", "result_id", "kind_id")
_OF_A_REGION = ("province", "city", "district")
_FILLED_UNASKED = ("name", "kind", "first_contact_day", "custom")
_FILLED_BY_OTHERS = ("name", "title", "email", "wechat", "background", "is_key", "custom")
"""Fields of contacts that are also read from cells about something else."""
_CUSTOM = "custom."
_MOST_JOINED = 50
_JOINED_CHARACTERS = 4_000


def parse_customer_row(
    line: int, cells: tuple[Cell, ...], header: HeaderMatch, context: ImportContext
) -> ParsedRow | RefusedRow:
    """Return one row read or refused; for many rows keep a `CustomerRowParser`."""
    return CustomerRowParser(header, context).parse(SheetRow(line, cells))


class CustomerRowParser:
    """Reads the rows below one header; what each column needs is prepared once."""

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._context = context
        self._today = context.today.toordinal()
        self._is_of_contacts = header.kind is ImportKind.CONTACTS
        self._width = max(column.index for column in header.columns) + 1
        self._has_words = context.adds_words
        self._own_plan, self._people_plans = _plans(header, context)
        self._has_custom = any(column.custom is not None for column in header.columns)
        self._name_above: str | None = None

    def parse(self, row: SheetRow) -> ParsedRow | RefusedRow:
        """Return the row read, or refused with its faults."""
        cells = row.cells
        if len(cells) < self._width:
            cells += (None,) * (self._width - len(cells))
        faults: list[RowFault] = []
        own = read_values(self._own_plan, cells, row.line, faults)
        contacts: list[Contact] = []
        for plan in self._people_plans:
            if contact := read_values(plan, cells, row.line, faults):
                contacts += self._people(plan, contact, row.line, faults)
        name = self._named(own, contacts)
        if name is None:
            return self._refused(row.line, faults, Column.NAME, FaultCode.MISSING_NAME)
        is_incomplete = self._complete_contacts(name, own, contacts)
        if is_incomplete and (self._context.strict_contact or self._is_of_contacts):
            column, code = Column.CONTACT_NAME, FaultCode.MISSING_CONTACT
            return self._refused(row.line, faults, column, code, name)
        if faults:
            return in_order(row.line, faults, name)
        return self._parsed(row.line, name, own, contacts, is_incomplete=is_incomplete)

    def _people(
        self, plan: Plan, contact: Contact, line: int, faults: list[RowFault]
    ) -> list[Contact]:
        """Return whom the cells about one contact name, with the numbers that the office keeps."""
        column = plan[0][-1]
        try:
            people = completed(contact)
            column = _column_of_phones(plan)
            return numbers_kept(people, self._context.phone_numbers)
        except BadValueError as bad:
            faults.append(_fault(line, column, bad))
            return []

    def _named(self, own: dict[str, object], contacts: list[Contact]) -> str | None:
        """Return the customer's name; a person without a company is a customer themselves."""
        name = own.get("name")
        if isinstance(name, str):
            self._name_above = name
            return name
        if self._context.carries_names and self._name_above is not None:
            own["name"] = self._name_above
            return self._name_above
        person = contacts[0].get("name") if contacts else None
        if self._is_of_contacts or not isinstance(person, str):
            return None
        if own.setdefault("kind", CustomerKind.INDIVIDUAL) is not CustomerKind.INDIVIDUAL:
            return None
        own["name"] = person
        return person

    def _complete_contacts(
        self, name: str, own: dict[str, object], contacts: list[Contact]
    ) -> bool:
        """Name a contact that has none after the customer; return whether one was missing."""
        if contacts and all("name" in contact for contact in contacts):
            return False
        is_own_contact = own.get("kind") is CustomerKind.INDIVIDUAL
        if is_own_contact and not contacts:
            contacts.append({})
        for contact in contacts:
            contact.setdefault("name", name[:NAME_CHARACTERS])
        return not is_own_contact

    def _parsed(
        self,
        line: int,
        name: str,
        own: dict[str, object],
        contacts: list[Contact],
        *,
        is_incomplete: bool,
    ) -> ParsedRow:
        owner, pool_id = own.pop("owner", None), own.pop("pool_id", None)
        assert owner is None or isinstance(owner, str)  # noqa: S101 - told to mypy
        assert pool_id is None or isinstance(pool_id, int)  # noqa: S101 - likewise
        region = own.pop("region", None)
        if isinstance(region, Mapping):
            own = {**region, **own}
        parent = own.pop("parent", "")
        words = new_words(own) if self._has_words else NO_WORDS
        opening = _opening_days(own) if self._context.is_opening else NO_OPENING
        notes = self._notes(own) if self._context.splits_notes else ()
        if self._has_custom:
            _gather_custom(own)
            for contact in contacts:
                _gather_custom(contact)
        given = frozenset(own).union(words) if words else frozenset(own)
        own.setdefault("first_contact_day", self._today)
        return ParsedRow(
            line,
            name,
            name_key(name),
            _phones_of(contacts),
            owner,
            is_incomplete,
            own,
            tuple(contacts),
            given,
            notes,
            opening,
            words,
            pool_id,
            str(parent),
        )

    def _notes(self, own: dict[str, object]) -> tuple[DatedNote, ...]:
        """Take the dated notes out of the remarks."""
        remarks = own.get("remarks")
        if not isinstance(remarks, str):
            return ()
        notes, rest = split_notes(remarks, self._context.today)
        if rest:
            own["remarks"] = rest
        else:
            del own["remarks"]
        return notes

    def _refused(
        self, line: int, faults: list[RowFault], column: Column, code: FaultCode, name: str = ""
    ) -> RefusedRow:
        """Return the row refused for an absent value, unless its cell is known to be wrong."""
        return in_order(line, with_absence(self._header, line, faults, column, code), name)


def with_absence(
    header: HeaderMatch, line: int, faults: list[RowFault], column: Column, code: FaultCode
) -> list[RowFault]:
    """Return the faults, and that a value is absent unless its cell is known to be wrong."""
    found = header.first(column)
    label, letter = (found.label, found.letter) if found else ("", "")
    if letter and any(fault.column_letter == letter for fault in faults):
        return faults
    return [*faults, RowFault(line, label, letter, code)]


def fields_filled(
    header: HeaderMatch, context: ImportContext
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the fields of customers and those of contacts that rows may fill, at the most."""
    own, people = _plans(header, context)
    of_customers = {key for _index, key, _parse, _column in own}
    if "region" in of_customers:
        of_customers.update(_OF_A_REGION)
    of_contacts = {key for plan in people for _index, key, _parse, _column in plan}
    return frozenset((*of_customers, *_FILLED_UNASKED)), frozenset(
        (*of_contacts, *_FILLED_BY_OTHERS)
    )


def _plans(header: HeaderMatch, context: ImportContext) -> tuple[Plan, list[Plan]]:
    """Return how the customer's columns are read, and those of each contact."""
    own: Plan = []
    people: dict[int, Plan] = {}
    for found in header.columns:
        if found.column in OPENING_COLUMNS and not context.is_opening:
            continue
        entry = (found.index, key_of(found, header.kind), parser_of(found, context), found)
        if found.is_of_contact:
            people.setdefault(found.person, []).append(entry)
        else:
            own.append(entry)
    return own, [people[number] for number in sorted(people)]


def key_of(found: HeaderColumn, kind: ImportKind) -> str:
    """Return the name of the field that a column fills."""
    if found.custom is not None:
        return f"{_CUSTOM}{found.custom.code}"
    column = found.column
    if column is None:
        return ""
    if found.is_of_contact:
        if kind is ImportKind.FOLLOW_UPS:
            return "name_of_contact"
        name = column.value.removeprefix("contact_")
        return "phones" if name == "phone" else name
    return _OWN_KEYS.get(column, column.value)


def read_values(
    plan: Plan, cells: tuple[Cell, ...], line: int, faults: list[RowFault]
) -> dict[str, object]:
    """Return the values of some columns of a row; what is wrong is added to the faults."""
    values: dict[str, object] = {}
    for index, key, parse, column in plan:
        if (cell := cells[index]) is None:
            continue
        try:
            value = parse(cell)
            if value is not None:
                values[key] = _joined(values[key], value) if key in values else value
        except BadValueError as bad:
            faults.append(_fault(line, column, bad))
    return values


def new_words(own: dict[str, object]) -> Mapping[str, str]:
    """Take out of a row's values the words that no list has yet."""
    words: dict[str, str] = {}
    for key in _WORD_KEYS:
        if isinstance(word := own.get(key), NewWord):
            words[key] = word.word
            del own[key]
    return words or NO_WORDS


def in_order(line: int, faults: list[RowFault], name: str = "") -> RefusedRow:
    """Return a row refused, its faults from left to right, with the name that it tells."""
    by_column = sorted(faults, key=lambda fault: (len(fault.column_letter), fault.column_letter))
    return RefusedRow(line, tuple(by_column), name)


def called_in(values: Mapping[str, object], *names: str) -> str:
    """Return what a row calls what it is about: the first of these values that it tells."""
    return next((str(values[name]) for name in names if values.get(name)), "")


def _phones_of(contacts: list[Contact]) -> tuple[Phone, ...]:
    """Return the phones of all contacts, each number once."""
    if len(contacts) == 1:
        phones = contacts[0].get("phones", ())
        assert isinstance(phones, tuple)  # noqa: S101 - its parser returns it, told to mypy
        return phones
    every: dict[str, Phone] = {}
    for contact in contacts:
        phones = contact.get("phones", ())
        assert isinstance(phones, tuple)  # noqa: S101 - likewise
        for phone in phones:
            every.setdefault(phone.digits or phone.number, phone)
    return tuple(every.values())


def _gather_custom(values: dict[str, object]) -> None:
    """Put the values of custom fields together under "custom"."""
    custom = {
        key.removeprefix(_CUSTOM): values.pop(key)
        for key in [key for key in values if key.startswith(_CUSTOM)]
    }
    if custom:
        values["custom"] = custom


def _opening_days(own: dict[str, object]) -> OpeningDays:
    """Take out of a customer's values what is about the time before the import."""
    days = {column.value: own.pop(column.value, None) for column in OPENING_COLUMNS}
    return OpeningDays(**days)  # type: ignore[arg-type]  # the parsers' types fit


def _column_of_phones(plan: Plan) -> HeaderColumn:
    found = (each[-1] for each in plan if each[-1].column is Column.CONTACT_PHONE)
    return next(found, plan[0][-1])


def _fault(line: int, column: HeaderColumn, bad: BadValueError) -> RowFault:
    return RowFault(
        line, column.label, column.letter, bad.code, bad.value, known=bad.known, limit=bad.limit
    )


def _joined(first: object, second: object) -> object:
    """Return two phones', addresses', tags' or remarks' values put together."""
    if isinstance(first, tuple) or isinstance(second, tuple):
        parts = first if isinstance(first, tuple) else (first,)
        more = second if isinstance(second, tuple) else (second,)
        every = tuple(dict.fromkeys((*parts, *more)))
        if len(every) > _MOST_JOINED:
            raise BadValueError(FaultCode.TEXT_TOO_LONG, str(every[-1]), limit=_MOST_JOINED)
        return every
    return checked_length(f"{first}\n{second}", _JOINED_CHARACTERS)
