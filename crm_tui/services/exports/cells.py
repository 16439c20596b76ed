"""What stands in the cells of a file for what is stored: words, days, amounts, lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from crm_tui.db.queries import exports
from crm_tui.db.types import FAR_AWAY_MS, LONG_AGO_MS, from_ms
from crm_tui.db.unit_of_work import View
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.custom_fields import CustomField, FieldType
from crm_tui.domain.customers import CustomerKind, CustomerType, Level, Standing
from crm_tui.domain.days import NEVER
from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.exports import ExportWords
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.masking import OPEN_OF_CUSTOMERS, mask_account, mask_email, mask_text
from crm_tui.domain.money import minor_digits
from crm_tui.domain.opportunities import OpportunityKind, OpportunityState
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.tasks import TaskKind, TaskOutcome, TaskPriority
from crm_tui.domain.text import mask_phone
from crm_tui.values import dataclass

Writer = Callable[[Any], Cell]
"""Turns what is stored into what stands in the cell."""

_CHOICES: Mapping[str, type[Enum]] = {
    "type": CustomerType,
    "level": Level,
    "standing": Standing,
    "decision_role": DecisionRole,
    "attitude": Attitude,
    "mood": Mood,
    "priority": TaskPriority,
    "outcome": TaskOutcome,
    "lead_stage": LeadStage,
    "business_type": OpportunityKind,
    "opportunity_state": OpportunityState,
    "order_status": OrderStatus,
    "contract_status": ContractStatus,
    "quote_status": QuoteStatus,
}
_WORDS = frozenset({"industry_id", "source_id", "stage_id", "method_id", "result_id"})
_PEOPLE = frozenset({"owner_id", "created_by_id", "author_id", "assignee_id"})
_DAYS = frozenset(
    {"founded_on", "first_contact_day", "last_day", "locked_until_day", "deal_day", "voided_day"}
)
_INSTANT_DAYS = frozenset({"owned_since", "last_follow_up_at", "pool_since"})
_INSTANTS = frozenset({"created_at", "updated_at", "happened_at", "due_at", "done_at"})
_WHETHER = frozenset({"includes_tax"})
_LISTS = frozenset({"tags", "need_tags"})
_YES_NO = frozenset({"birthday_is_lunar", "is_key"})
_NOT_PLANNED = {None, LONG_AGO_MS, FAR_AWAY_MS}
_EXACT_MINOR = 10**15
"""From here on a number of a spreadsheet loses its last digits."""
_QUANTITY_DIGITS = 3
_SHARE_PLACES = 2
JOINER = "、"
"""Between the tags, phones and choices of one cell; the import takes them apart there."""

_OPEN = OPEN_OF_CUSTOMERS | {"parent_id", "budget_minor", "amount_minor"}
"""What needs no mask; all other texts are masked where a customer's contact details are hidden."""
_MASKED_ACCOUNTS = frozenset({"wechat", "wechat_nickname", "qq"})


@dataclass(frozen=True, slots=True)
class Names:
    """What stored numbers stand for in this office."""

    words: Mapping[int, str]
    pools: Mapping[int, str]
    people: Mapping[int, str]
    """The name of each person, or the login where others have the same name."""


def names_of(view: View) -> Names:
    """Return what an export says for words, pools and people."""
    people = exports.people(view)
    bearers: dict[str, int] = {}
    for _id, _login, name in people:
        bearers[name] = bearers.get(name, 0) + 1
    said = {id_: name if bearers[name] == 1 else login for id_, login, name in people}
    return Names(exports.words(view), exports.pool_names(view), said)


class CellWriters:
    """Gives for each field what turns its stored value into a cell."""

    INSTANT_FIELDS: ClassVar[frozenset[str]] = _INSTANTS | _INSTANT_DAYS | {"next_contact_at"}
    """The fields whose stored values are milliseconds."""

    def __init__(self, names: Names, words: ExportWords, zone: ZoneInfo, currency: str) -> None:
        self._names = names
        self._words = words
        self._zone = zone
        self._currency = currency

    def of(self, field: str, *, of_task: bool = False) -> Writer | None:
        """Return the writer of a field; None where the cell holds just what is stored."""
        if field == "kind":
            return self._choice(TaskKind if of_task else CustomerKind)
        if field in _CHOICES:
            return self._choice(_CHOICES[field])
        for fields, writer in (
            (_WORDS, self._names.words.get),
            (_PEOPLE, self._names.people.get),
            ({"pool_id"}, self._names.pools.get),
            (_DAYS, _day),
            (_INSTANT_DAYS, self._instant_day),
            (_INSTANTS, self._instant),
            ({"budget_minor", "amount_minor"}, self.amount),
            (_LISTS, _listed),
            (_YES_NO, self._yes),
            (_WHETHER, self.yes_no),
        ):
            if field in fields:
                return writer
        return None

    def custom(self, field: CustomField) -> Writer:
        """Return the writer of a value of a field of the office's own."""
        match field.type:
            case FieldType.MONEY:
                return self.amount
            case FieldType.DATE:
                return _day
            case FieldType.YES_NO:
                return lambda value: None if value is None else self.yes_no(value)
            case FieldType.CHOICE:
                return lambda value: None if value is None else _chosen(field, value)
            case FieldType.CHOICES:
                return lambda value: JOINER.join(_chosen(field, each) for each in value or ())
            case FieldType.TEXT | FieldType.LINK | FieldType.NUMBER:
                return _as_it_is

    def amount(self, minor: int | None) -> Cell:
        """Return an amount in whole units; one that no number of a sheet holds as text."""
        return amount_cell(minor, self._currency)

    def yes_no(self, value: object) -> Cell:
        """Return the word for yes or no."""
        return self._words.yes if value else self._words.no

    def _yes(self, value: object) -> Cell:
        return self._words.yes if value else None

    def _choice(self, members: type[Enum]) -> Writer:
        return {member.value: self._words.word(member) for member in members}.get

    def _instant(self, milliseconds: int | None) -> datetime | None:
        if milliseconds is None or milliseconds in _NOT_PLANNED:
            return None
        local = from_ms(milliseconds).astimezone(self._zone)
        return local.replace(tzinfo=None, second=0, microsecond=0)

    def _instant_day(self, milliseconds: int | None) -> date | None:
        found = self._instant(milliseconds)
        return None if found is None else found.date()

    def next_contact(self, *, is_day: bool) -> Writer:
        """Return the writer of when to contact a customer next: of a list of customers its day."""
        return self._instant_day if is_day else self._instant


def amount_cell(minor: int | None, currency: str) -> Cell:
    """Return an amount in whole units; one that no number of a sheet holds as text."""
    return None if minor is None else _scaled(minor, minor_digits(currency))


def quantity_cell(milli: int) -> Cell:
    """Return a quantity of thousandths in whole units."""
    return _scaled(milli, _QUANTITY_DIGITS)


def share_cell(share: int) -> str:
    """Return a share of hundredths of a percent, empty for none."""
    return f"{decimal_text(share, _SHARE_PLACES)}%" if share else ""


def _scaled(minor: int, digits: int) -> Cell:
    scale: int = 10**digits
    if abs(minor) >= _EXACT_MINOR:
        return f"{minor // scale}.{minor % scale:0{digits}}" if digits else minor
    return minor / scale if minor % scale else minor // scale


def masker_of(field: str) -> Writer | None:
    """Return what makes a hidden customer's value harmless; None where it may be read."""
    if field in _MASKED_ACCOUNTS:
        return lambda value: mask_account(value) if isinstance(value, str) else value
    if field == "email":
        return lambda value: mask_email(value) if value else value
    if field in _OPEN:
        return None
    return lambda value: mask_text(value) if isinstance(value, str) else value


def phones_text(numbers: list[tuple[str, str]], *, masked: bool) -> str:
    """Return the phones of a contact as one cell, each with its extension."""
    if masked:
        return JOINER.join(mask_phone(number) for number, _extension in numbers)
    return JOINER.join(
        # Typed by hand, a number holds its extension as it was written.
        f"{number}转{extension}" if extension and not number.endswith(extension) else number
        for number, extension in numbers
    )


def _day(number: int | None) -> date | None:
    return None if number is None or number >= NEVER else date.fromordinal(number)


def _listed(stored: str | None) -> str:
    return JOINER.join(json.loads(stored)) if stored and stored != "[]" else ""


def _chosen(field: CustomField, code: str) -> str:
    choice = field.choice(code)
    return code if choice is None else choice.name


def _as_it_is(value: Any) -> Cell:
    found: Cell = value
    return found
