"""线索: somebody who may become a customer, from where, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerFields, CustomerKind, DuplicateMatch, FieldChange
from crm_tui.domain.duplicates.keys import Key, customer_keys, person_keys
from crm_tui.domain.duplicates.levels import MatchKind, MatchLevel
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.identifiers import CustomerId, LeadFollowUpId, LeadId, UserId
from crm_tui.domain.leads.values import OPEN_STAGES, LeadStage
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFields:
    """What a person types of a lead; texts are already clean, dictionary words are ids.

    One of `name`, who it is, and `company` is there.
    """

    name: str = ""
    company: str = ""
    title: str = ""
    phones: tuple[Phone, ...] = ()
    email: str = ""
    wechat: str = ""
    province: str = ""
    city: str = ""
    address: str = ""
    industry_id: int | None = None
    need: str = ""
    source_id: int | None = None
    campaign: str = ""
    note: str = ""

    @property
    def called(self) -> str:
        """Return what the lead is called in a list and in a sentence."""
        return self.company or self.name


EDITABLE = tuple(each.name for each in fields(LeadFields))


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead as a list shows it."""

    id: LeadId
    fields: LeadFields
    stage: LeadStage
    score: int
    source: str
    industry: str
    owner_id: UserId | None
    owner: str
    next_contact_at: datetime | None
    next_contact_note: str
    last_follow_up_at: datetime | None
    discard_reason: str
    discard_note: str
    customer_id: CustomerId | None
    customer: str
    """The customer it became, where who asks may see it."""
    created_at: datetime
    created_by: str
    version: int
    is_deleted: bool
    intake_id: str = ""
    """The id a form sent with it; the same id again is the same lead."""

    @property
    def called(self) -> str:
        """Return what the lead is called in a list and in a sentence."""
        return self.fields.called

    @property
    def is_open(self) -> bool:
        """Return whether it is still worked on."""
        return self.stage in OPEN_STAGES and not self.is_deleted


@dataclass(frozen=True, slots=True)
class LeadFollowUpDraft:
    """What was said to a lead, about to be written; instants are aware UTC."""

    content: str
    happened_at: datetime
    method_id: int | None = None
    result_id: int | None = None
    mood: Mood | None = None
    next_contact_at: datetime | None = None
    next_contact_note: str = ""


@dataclass(frozen=True, slots=True)
class LeadFollowUpRow:
    """What was said to a lead, as shown."""

    id: LeadFollowUpId
    author: str
    happened_at: datetime
    method: str
    result: str
    mood: Mood | None
    content: str
    next_contact_at: datetime | None
    next_contact_note: str


@dataclass(frozen=True, slots=True)
class LeadTwin:
    """Another lead with the same exact key; who may not see it learns neither name nor owner."""

    kind: MatchKind
    key: str
    lead_id: LeadId
    called: str
    stage: LeadStage
    owner: str
    level: MatchLevel


@dataclass(frozen=True, slots=True)
class LeadDuplicates:
    """Who is known already under a phone, an account or the name of a lead."""

    customers: tuple[DuplicateMatch, ...] = ()
    leads: tuple[LeadTwin, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.customers or self.leads)

    @property
    def asks(self) -> bool:
        """Return whether a match weighs enough to ask before a lead is entered all the same."""
        levels = [*(each.level for each in self.customers), *(each.level for each in self.leads)]
        return any(level.weight >= MatchLevel.WARN.weight for level in levels)


@dataclass(frozen=True, slots=True)
class SourceConversion:
    """What became of the leads of one source; the four parts are all of them."""

    source_id: int | None
    source: str
    leads: int
    open: int
    converted: int
    discarded: int

    @property
    def percent(self) -> int:
        """Return how many of a hundred became customers, rounded down."""
        return self.converted * 100 // self.leads if self.leads else 0


def changed_fields(old: LeadFields, new: LeadFields) -> tuple[FieldChange, ...]:
    """Return the fields whose values differ, in the order of the form."""
    return tuple(
        FieldChange(name, getattr(old, name), getattr(new, name))
        for name in EDITABLE
        if getattr(old, name) != getattr(new, name)
    )


def as_customer(lead: LeadFields, *, first_contact_day: int) -> CustomerFields:
    """Return the customer that a lead becomes: its company, or the person it is."""
    kind = CustomerKind.ENTERPRISE if lead.company else CustomerKind.INDIVIDUAL
    return CustomerFields(
        name=lead.called,
        kind=kind,
        industry_id=lead.industry_id,
        source_id=lead.source_id,
        province=lead.province,
        city=lead.city,
        address=lead.address,
        needs=lead.need,
        remarks=lead.note,
        first_contact_day=first_contact_day,
    )


def as_contact(lead: LeadFields) -> ContactFields:
    """Return the contact that a lead becomes; a company that named nobody is its own."""
    return ContactFields(
        name=(lead.name or lead.company)[:100],
        title=lead.title,
        phones=lead.phones,
        email=lead.email,
        wechat=lead.wechat,
    )


def lead_keys(lead: LeadFields) -> list[Key]:
    """Return the exact keys by which the duplicate check finds a lead: those of a customer.

    The name of a person is nobody's alone; without a company only phones and accounts count.
    """
    person = as_contact(lead)
    if not lead.company:
        return [pair for pair in dict.fromkeys(person_keys(person)) if pair[1]]
    return customer_keys(as_customer(lead, first_contact_day=1), (person,))


def plain_phones(phones: tuple[Phone, ...]) -> list[dict[str, str]]:
    """Return phones as they are stored and as an event keeps them."""
    return [
        {"number": each.number, "digits": each.digits, "extension": each.extension}
        for each in phones
    ]


def read_phones(stored: Any) -> tuple[Phone, ...]:
    """Return the phones of what `plain_phones` made."""
    found: list[Mapping[str, str]] = stored or []
    return tuple(Phone(each["number"], each["digits"], each["extension"]) for each in found)
