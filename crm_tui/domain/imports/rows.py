"""A row of a customer sheet: read whole, or refused with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerFields, CustomerKind, CustomerType, Level
from crm_tui.domain.imports import choices, values
from crm_tui.domain.imports.amounts import amount_parser
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.imports.columns import OPENING_COLUMNS, Column, HeaderColumn
from crm_tui.domain.imports.dates import date_parser
from crm_tui.domain.imports.faults import BadValueError, FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.phones import parse_phones
from crm_tui.domain.imports.values import Parser, remembering
from crm_tui.domain.text import folded, is_filling, name_key
from crm_tui.values import dataclass

_Maker = Callable[[HeaderColumn], Parser[object]]
_Plan = list[tuple[int, str, Parser[object], HeaderColumn]]


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What the office knows: its word lists (word -> id), its people, today, how strict it is."""

    industries: Mapping[str, int]
    sources: Mapping[str, int]
    stages: Mapping[str, int]
    people: tuple[tuple[str, str], ...]
    """Login and name of everybody who may be named as an owner."""
    today: date
    strict_contact: bool = False
    is_opening: bool = False
    """Whether since when, last follow-up and next contact are read."""


@dataclass(frozen=True, slots=True)
class OpeningDays:
    """What an opening import reads of the time before: day numbers, None for what is not said."""

    claimed_since: int | None = None
    last_follow_up: int | None = None
    next_contact: int | None = None


NO_OPENING = OpeningDays()


@dataclass(frozen=True, slots=True)
class DatedNote:
    """What was noted of one day: its day number, and the text without the day."""

    day: int
    text: str


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row that can be stored; `owner` is a login, None when the sheet names nobody.

    `own_values` and each of `contacts` hold what the sheet says, under the names and in the types
    of `CustomerFields` and `ContactFields`; what is absent has their defaults. They serve bulk
    inserts, for which building those objects is a third of the work. The values of custom fields
    stand under "custom", by field code.
    """

    line: int
    name: str
    name_key: str
    phones: tuple[Phone, ...]
    owner: str | None
    is_incomplete: bool
    own_values: Mapping[str, object]
    contacts: tuple[Mapping[str, object], ...]
    given: frozenset[str] = frozenset()
    """The names of the customer's fields about which the sheet says something."""
    notes: tuple[DatedNote, ...] = ()
    """What the remarks tell of single days, oldest first; the remarks keep the rest."""
    opening: OpeningDays = NO_OPENING

    @property
    def fields(self) -> CustomerFields:
        """Return the customer's fields."""
        return CustomerFields(**self.own_values)  # type: ignore[arg-type]  # the parsers' types fit

    @property
    def people(self) -> tuple[ContactFields, ...]:
        """Return the contacts, the most important one first."""
        return tuple(ContactFields(**one) for one in self.contacts)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be stored, with all its faults from left to right."""

    line: int
    faults: tuple[RowFault, ...]


_OWN_KEYS = {
    Column.INDUSTRY: "industry_id",
    Column.SOURCE: "source_id",
    Column.STAGE: "stage_id",
    Column.BUDGET: "budget_minor",
    Column.FIRST_CONTACT_ON: "first_contact_day",
}
_CONTACT_KEYS = {
    Column.CONTACT_NAME: "name",
    Column.CONTACT_TITLE: "title",
    Column.CONTACT_DEPARTMENT: "department",
    Column.CONTACT_PHONE: "phones",
    Column.CONTACT_EMAIL: "email",
    Column.CONTACT_WECHAT: "wechat",
    Column.CONTACT_BIRTHDAY: "birthday",
}
_SHORT_TEXTS = {
    Column.SHORT_NAME: 200,
    Column.PROVINCE: 40,
    Column.CITY: 40,
    Column.DISTRICT: 40,
    Column.ADDRESS: 500,
    Column.LEGAL_REPRESENTATIVE: 100,
    Column.CONTACT_NAME: 100,
    Column.CONTACT_TITLE: 100,
    Column.CONTACT_DEPARTMENT: 100,
    Column.CONTACT_WECHAT: 100,
}
_LONG_TEXTS = {
    Column.BUSINESS_SCOPE: 2000,
    Column.NEEDS: 4000,
    Column.DECISION_CHAIN: 2000,
    Column.REMARKS: 4000,
}
_MEASURES = {Column.HEADCOUNT: 40, Column.ANNUAL_REVENUE: 80, Column.REGISTERED_CAPITAL: 80}
_OFTEN_REPEATED = {Column.PROVINCE, Column.CITY, Column.DISTRICT, Column.CONTACT_TITLE} | {
    Column.CONTACT_DEPARTMENT
}
_NAME_CHARACTERS = 500
_NOBODY = {"公海", "待分配", "未分配", "pool", "unassigned"}


def parse_customer_row(
    line: int, cells: tuple[Cell, ...], header: HeaderMatch, context: ImportContext
) -> ParsedRow | RefusedRow:
    """Return one row read or refused; for many rows keep a `CustomerRowParser`."""
    return CustomerRowParser(header, context).parse(SheetRow(line, cells))


class CustomerRowParser:
    """Reads the rows below one header; what each column needs is prepared once."""

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._today = context.today.toordinal()
        self._strict_contact = context.strict_contact
        self._is_opening = context.is_opening
        self._width = max(column.index for column in header.columns) + 1
        makers = _parsers(context)
        self._own_plan: _Plan = []
        self._contact_plan: _Plan = []
        for found in header.columns:
            if found.column is None:
                continue
            if found.column in OPENING_COLUMNS and not context.is_opening:
                continue
            parser = makers[found.column](found)
            if key := _CONTACT_KEYS.get(found.column):
                self._contact_plan.append((found.index, key, parser, found))
            else:
                key = _OWN_KEYS.get(found.column, found.column.value)
                self._own_plan.append((found.index, key, parser, found))

    def parse(self, row: SheetRow) -> ParsedRow | RefusedRow:
        """Return the row read, or refused with its faults."""
        cells = row.cells
        if len(cells) < self._width:
            cells += (None,) * (self._width - len(cells))
        faults: list[RowFault] = []
        own = _values(self._own_plan, cells, row.line, faults)
        contact = _values(self._contact_plan, cells, row.line, faults)
        name = own.get("name")
        if not isinstance(name, str):
            return self._refused(row.line, faults, Column.NAME, FaultCode.MISSING_NAME)
        is_incomplete = self._complete_contact(name, own, contact)
        if is_incomplete and self._strict_contact:
            return self._refused(row.line, faults, Column.CONTACT_NAME, FaultCode.MISSING_CONTACT)
        if faults:
            return _in_order(row.line, faults)
        return self._parsed(row.line, name, own, contact, is_incomplete=is_incomplete)

    def _parsed(
        self,
        line: int,
        name: str,
        own: dict[str, object],
        contact: dict[str, object],
        *,
        is_incomplete: bool,
    ) -> ParsedRow:
        owner, phones = own.pop("owner", None), contact.get("phones", ())
        assert isinstance(phones, tuple)  # noqa: S101 - its parser returns it, told to mypy
        assert owner is None or isinstance(owner, str)  # noqa: S101 - likewise
        opening = _opening_days(own) if self._is_opening else NO_OPENING
        given = frozenset(own)
        own.setdefault("first_contact_day", self._today)
        return ParsedRow(
            line,
            name,
            name_key(name),
            phones,
            owner,
            is_incomplete,
            own,
            (contact,) if contact else (),
            given,
            opening=opening,
        )

    @staticmethod
    def _complete_contact(name: str, own: dict[str, object], contact: dict[str, object]) -> bool:
        """Name a contact that has none after the customer; return whether one was missing."""
        if "name" in contact:
            return False
        is_own_contact = own.get("kind") is CustomerKind.INDIVIDUAL
        if contact or is_own_contact:
            contact["name"] = name[: _SHORT_TEXTS[Column.CONTACT_NAME]]
        return not is_own_contact

    def _refused(
        self, line: int, faults: list[RowFault], column: Column, code: FaultCode
    ) -> RefusedRow:
        """Return the row refused for an absent value, unless its cell is known to be wrong."""
        found = self._header.first(column)
        label, letter = (found.label, found.letter) if found else ("", "")
        if not letter or all(fault.column_letter != letter for fault in faults):
            faults.append(RowFault(line, label, letter, code))
        return _in_order(line, faults)


def _opening_days(own: dict[str, object]) -> OpeningDays:
    """Take out of a customer's values what is about the time before the import."""
    days = {column.value: own.pop(column.value, None) for column in OPENING_COLUMNS}
    return OpeningDays(**days)  # type: ignore[arg-type]  # the parsers' types fit


def _values(
    plan: _Plan, cells: tuple[Cell, ...], line: int, faults: list[RowFault]
) -> dict[str, object]:
    """Return the values of some columns of a row; what is wrong is added to the faults."""
    values: dict[str, object] = {}
    for index, key, parse, column in plan:
        if (cell := cells[index]) is None:
            continue
        try:
            value = parse(cell)
        except BadValueError as bad:
            faults.append(_fault(line, column, bad))
            continue
        if value is not None:
            values[key] = _joined(values[key], value) if key in values else value
    return values


def _in_order(line: int, faults: list[RowFault]) -> RefusedRow:
    by_column = sorted(faults, key=lambda fault: (len(fault.column_letter), fault.column_letter))
    return RefusedRow(line, tuple(by_column))


def _fault(line: int, column: HeaderColumn, bad: BadValueError) -> RowFault:
    return RowFault(
        line, column.label, column.letter, bad.code, bad.value, known=bad.known, limit=bad.limit
    )


def _joined(first: object, second: object) -> object:
    """Return two phones', tags' or remarks' values put together."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        return tuple(dict.fromkeys((*first, *second)))
    return f"{first}\n{second}"


def _parsers(context: ImportContext) -> dict[Column, _Maker]:
    """Return for each column how to make its parser."""
    return {
        **_text_parsers(),
        **_choice_parsers(context),
        Column.NAME: lambda _: _parse_name,
        Column.TAGS: lambda _: remembering(values.parse_tags),
        Column.WEBSITE: lambda _: values.parse_website,
        Column.CREDIT_CODE: lambda _: values.parse_credit_code,
        Column.BUDGET: lambda column: remembering(amount_parser(column.unit)),
        Column.FOUNDED_ON: lambda _: remembering(_day_parser(context.today)),
        Column.FIRST_CONTACT_ON: lambda _: remembering(_day_parser(context.today)),
        Column.CONTACT_PHONE: lambda _: parse_phones,
        Column.CONTACT_EMAIL: lambda _: values.parse_email,
        Column.CONTACT_BIRTHDAY: lambda _: _birthday_parser(context.today),
        Column.OWNER: lambda _: remembering(_owner_parser(context.people)),
        Column.CLAIMED_SINCE: lambda _: remembering(_day_parser(context.today)),
        Column.LAST_FOLLOW_UP: lambda _: remembering(_day_parser(context.today)),
        Column.NEXT_CONTACT: lambda _: remembering(_day_parser(None)),
    }


def _text_parsers() -> dict[Column, _Maker]:
    makers: dict[Column, _Maker] = {}
    for column, limit in _SHORT_TEXTS.items():
        parse: Parser[object] = values.text_parser(limit)
        makers[column] = _always(remembering(parse) if column in _OFTEN_REPEATED else parse)
    for column, limit in _LONG_TEXTS.items():
        makers[column] = _always(values.text_parser(limit, multiline=True))
    for column, limit in _MEASURES.items():
        makers[column] = _measure_maker(limit)
    return makers


def _always(parse: Parser[object]) -> _Maker:
    return lambda _: parse


def _measure_maker(limit: int) -> _Maker:
    return lambda column: remembering(
        values.measure_parser(limit, f"{column.unit}元" if column.unit else "")
    )


def _choice_parsers(context: ImportContext) -> dict[Column, _Maker]:
    makers: dict[Column, _Maker] = {}
    for column, words in (
        (Column.INDUSTRY, context.industries),
        (Column.SOURCE, context.sources),
        (Column.STAGE, context.stages),
    ):
        makers[column] = _always(
            remembering(values.choice_parser(words, code=FaultCode.UNKNOWN_VALUE))
        )
    for column, meanings, codes in (
        (Column.KIND, choices.KIND_WORDS, tuple(kind.value for kind in CustomerKind)),
        (Column.TYPE, choices.TYPE_WORDS, tuple(kind.value for kind in CustomerType)),
        (Column.LEVEL, choices.LEVEL_WORDS, tuple(level.value for level in Level)),
    ):
        makers[column] = _always(
            remembering(values.choice_parser(meanings, code=FaultCode.UNKNOWN_CHOICE, codes=codes))
        )
    return makers


def _parse_name(cell: Cell) -> str | None:
    name = values.text_of(cell)
    if len(name) > _NAME_CHARACTERS:
        values.checked_length(name, _NAME_CHARACTERS)
    if name and is_filling(name):
        raise BadValueError(FaultCode.NAME_WITHOUT_WORDS, name)
    return name or None


def _day_parser(today: date | None) -> Parser[int]:
    parse_day = date_parser(until=today)

    def parse(cell: Cell) -> int | None:
        day = parse_day(cell)
        return None if day is None else day.toordinal()

    return parse


def _birthday_parser(today: date) -> Parser[str]:
    parse_day = date_parser(until=today)

    def parse(cell: Cell) -> str | None:
        day = parse_day(cell)
        return None if day is None else day.isoformat()

    return parse


def _owner_parser(people: tuple[tuple[str, str], ...]) -> Parser[str]:
    """Return the parser of an owner given by login, or by a name that only one person has."""
    logins = {folded(login): login for login, _ in people}
    bearers: dict[str, list[str]] = {}
    for login, name in people:
        bearers.setdefault(folded(name), []).append(login)

    def parse(cell: Cell) -> str | None:
        text = values.entry_of(cell)
        key = folded(text)
        if not text or key in _NOBODY:
            return None
        found = [logins[key]] if key in logins else bearers.get(key, [])
        if not found:
            known = values.nearest(text, [word for person in people for word in person])
            raise BadValueError(FaultCode.UNKNOWN_OWNER, text, known=known)
        if len(found) > 1:
            raise BadValueError(FaultCode.AMBIGUOUS_OWNER, text, known=tuple(found))
        return found[0]

    return parse
