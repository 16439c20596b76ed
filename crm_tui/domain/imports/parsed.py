"""What a row of a file says: read whole, or refused with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import NamedTuple, Protocol

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.imports.faults import RowFault
from crm_tui.domain.leads.records import LeadFields
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.opportunities import OpportunityFields, OpportunityState
from crm_tui.domain.payments.bank_receipts import BankReceiptFields
from crm_tui.domain.work_settings import PhonePolicy
from crm_tui.values import dataclass


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
    phone_numbers: PhonePolicy = PhonePolicy.KEPT
    """Which numbers the office keeps."""
    is_opening: bool = False
    """Whether since when, last follow-up and next contact are read."""
    adds_words: bool = False
    """Whether a word that no list has is kept to be added, instead of being a fault."""
    splits_notes: bool = False
    """Whether what the remarks tell of single days becomes notes."""
    carries_names: bool = False
    """Whether a row without a customer's name is about the customer of the row above."""
    pools: Mapping[str, int] = field(default_factory=dict)
    methods: Mapping[str, int] = field(default_factory=dict)
    results: Mapping[str, int] = field(default_factory=dict)
    expense_kinds: Mapping[str, int] = field(default_factory=dict)
    fields: tuple[CustomField, ...] = ()
    """The office's own fields of customers and contacts."""
    currency: str = "CNY"
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The name of a field -> what the file writes in it -> the word of ours that this means."""


@dataclass(frozen=True, slots=True)
class OpeningDays:
    """What an opening import reads of the time before: day numbers, None for what is not said."""

    claimed_since: int | None = None
    last_follow_up: int | None = None
    next_contact: int | None = None


NO_OPENING = OpeningDays()
NO_WORDS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class DatedNote:
    """What was noted of one day: its day number, and the text without the day."""

    day: int
    text: str


class ParsedRow(NamedTuple):
    """A row that can be stored; `owner` is a login, None when the sheet names nobody.

    A tuple, since each goes through a pipe and a file: that takes half of a dataclass's time.
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
    new_words: Mapping[str, str] = NO_WORDS
    """Words that no list has yet, by the field whose id they will give, such as industry_id."""
    pool_id: int | None = None
    """The pool that the sheet names."""
    parent: str = ""
    """The name of the 上级客户; it becomes a parent_id where it is stored."""

    @property
    def fields(self) -> CustomerFields:
        """Return the customer's fields."""
        return CustomerFields(**self.own_values)  # type: ignore[arg-type]  # the parsers' types fit

    @property
    def people(self) -> tuple[ContactFields, ...]:
        """Return the contacts, the most important one first."""
        return tuple(ContactFields(**one) for one in self.contacts)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFollowUp:
    """A row of a file of follow-ups; the customer and the contact are known by name."""

    line: int
    name: str
    """The customer's."""
    name_key: str
    day: int
    second: int | None
    """The second of the day, None when only the day is told."""
    content: str
    contact: str = ""
    author: str | None = None
    """A login, None when the sheet names nobody."""
    method_id: int | None = None
    result_id: int | None = None
    needs: str = ""
    problems: str = ""
    next_contact: int | None = None
    next_contact_note: str = ""
    new_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParsedLead:
    """A row of a file of leads; `owner` is a login, None when the sheet names nobody."""

    line: int
    fields: LeadFields
    owner: str | None = None
    stage: LeadStage = LeadStage.NEW
    new_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedOpportunity:
    """A row of a file of opportunities; customer, pipeline and stage are known by name."""

    line: int
    name: str
    """The customer's."""
    name_key: str
    fields: OpportunityFields
    pipeline: str = ""
    stage: str = ""
    state: OpportunityState = OpportunityState.OPEN
    new_words: Mapping[str, str] = field(default_factory=dict)


class NamingRow(Protocol):
    """A row that names the customer it is about."""

    @property
    def line(self) -> int:
        """Return its line in the file."""

    @property
    def name(self) -> str:
        """Return the customer's name."""

    @property
    def name_key(self) -> str:
        """Return what two spellings of the name share."""


@dataclass(frozen=True, slots=True)
class ParsedBankReceipt:
    """A row of a bank's list; of money that went out nothing is said but that it did."""

    line: int
    fields: BankReceiptFields | None
    new_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be stored, with all its faults from left to right."""

    line: int
    faults: tuple[RowFault, ...]
    name: str = ""
    """The customer's or the paper's, where the row tells one."""
