"""A row of a customer sheet: read whole, or refused with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerFields, CustomerKind, CustomerType, Level
from crm_tui.domain.imports import choices, values
from crm_tui.domain.imports.amounts import amount_parser
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.dates import date_parser
from crm_tui.domain.imports.faults import BadValueError, FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.phones import parse_phones
from crm_tui.domain.imports.values import Parser, remembering
from crm_tui.domain.text import folded, name_key


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


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row that can be stored; `owner` is a login, None when the sheet names nobody."""

    line: int
    fields: CustomerFields
    contact: ContactFields | None
    owner: str | None
    is_incomplete: bool
    name_key: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be stored, with all its faults from left to right."""

    line: int
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a column's value goes: the field's name, and whether it belongs to the contact."""

    key: str
    of_contact: bool = False


_TARGETS = {
    Column.INDUSTRY: _Target("industry_id"),
    Column.SOURCE: _Target("source_id"),
    Column.STAGE: _Target("stage_id"),
    Column.BUDGET: _Target("budget_minor"),
    Column.FIRST_CONTACT_ON: _Target("first_contact_day"),
    Column.CONTACT_NAME: _Target("name", of_contact=True),
    Column.CONTACT_TITLE: _Target("title", of_contact=True),
    Column.CONTACT_DEPARTMENT: _Target("department", of_contact=True),
    Column.CONTACT_PHONE: _Target("phones", of_contact=True),
    Column.CONTACT_EMAIL: _Target("email", of_contact=True),
    Column.CONTACT_WECHAT: _Target("wechat", of_contact=True),
    Column.CONTACT_BIRTHDAY: _Target("birthday", of_contact=True),
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
        parsers = _parsers(context)
        self._plan = [
            (column.index, target.key, target.of_contact, parsers[column.column](column), column)
            for column in sorted(header.columns, key=lambda column: column.index)
            if column.column is not None
            for target in (_TARGETS.get(column.column) or _Target(column.column.value),)
        ]

    def parse(self, row: SheetRow) -> ParsedRow | RefusedRow:
        """Return the row read, or refused with its faults."""
        own: dict[str, object] = {}
        contact: dict[str, object] = {}
        faults: list[RowFault] = []
        cells = row.cells
        count = len(cells)
        for index, key, of_contact, parse, column in self._plan:
            if index >= count or (cell := cells[index]) is None:
                continue
            try:
                value = parse(cell)
            except BadValueError as bad:
                faults.append(_fault(row.line, column, bad))
                continue
            if value is not None:
                target = contact if of_contact else own
                target[key] = _joined(target[key], value) if key in target else value
        return self._assembled(row.line, own, contact, faults)

    def _assembled(
        self,
        line: int,
        own: dict[str, object],
        contact: dict[str, object],
        faults: list[RowFault],
    ) -> ParsedRow | RefusedRow:
        name = own.get("name")
        if not isinstance(name, str):
            faults.extend(self._missing(line, Column.NAME, FaultCode.MISSING_NAME, faults))
            return RefusedRow(line, tuple(faults))
        own.setdefault("first_contact_day", self._today)
        is_incomplete = self._complete_contact(name, own, contact)
        if is_incomplete and self._strict_contact:
            faults.extend(
                self._missing(line, Column.CONTACT_NAME, FaultCode.MISSING_CONTACT, faults)
            )
        if faults:
            return RefusedRow(line, tuple(faults))
        owner = own.pop("owner", None)
        return ParsedRow(
            line,
            CustomerFields(**own),  # type: ignore[arg-type]  # each parser gives its field's type
            ContactFields(**contact) if contact else None,  # type: ignore[arg-type]  # likewise
            owner if isinstance(owner, str) else None,
            is_incomplete,
            name_key(name),
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

    def _missing(
        self, line: int, column: Column, code: FaultCode, faults: list[RowFault]
    ) -> Iterable[RowFault]:
        """Yield the fault of an absent value, unless its cell is already known to be wrong."""
        found = self._header.first(column)
        label, letter = (found.label, found.letter) if found else ("", "")
        if not any(fault.column_letter == letter for fault in faults) or not letter:
            yield RowFault(line, label, letter, code)


def _fault(line: int, column: HeaderColumn, bad: BadValueError) -> RowFault:
    return RowFault(
        line, column.label, column.letter, bad.code, bad.value, known=bad.known, limit=bad.limit
    )


def _joined(first: object, second: object) -> object:
    """Return two phones', tags' or remarks' values put together."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        return tuple(dict.fromkeys((*first, *second)))
    return f"{first}\n{second}"


_Maker = Callable[[HeaderColumn], Parser[object]]


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
    if name and not name.isalnum() and not any(sign.isalnum() for sign in name):
        raise BadValueError(FaultCode.NAME_WITHOUT_WORDS, name)
    return name or None


def _day_parser(today: date) -> Parser[int]:
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
