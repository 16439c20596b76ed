"""Customers: their kinds, what a person may type, what a list shows, how complete they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, fields, replace
from datetime import datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.list_figures import GroupValue, RowExtras
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.custom_fields import CustomField
    from crm_tui.domain.duplicates import MatchKind, MatchLevel
    from crm_tui.domain.queries.conditions import Filter
    from crm_tui.domain.queries.tree import SortKey
    from crm_tui.domain.search import FoundIn


class CustomerKind(Enum):
    """A company, or a person who is their own contact."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL = "individual"


class CustomerType(Enum):
    """Where a customer stands with us."""

    POTENTIAL = "potential"
    DEAL = "deal"
    AT_RISK = "at_risk"
    LOST = "lost"


class Level(Enum):
    """How much a customer matters."""

    A = "A"
    B = "B"
    C = "C"


class Standing(Enum):
    """Whether a customer stands among the others; every other than normal is set aside."""

    NORMAL = "normal"
    DELETED = "deleted"
    INVALID = "invalid"
    BLACKLISTED = "blacklisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFields:
    """What a person types of a customer; texts are already clean, dictionary words are ids."""

    name: str
    kind: CustomerKind = CustomerKind.ENTERPRISE
    short_name: str = ""
    former_names: str = ""
    industry_id: int | None = None
    type: CustomerType = CustomerType.POTENTIAL
    nature: str = ""
    level: Level | None = None
    source_id: int | None = None
    stage_id: int | None = None
    introduced_by: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    location: str = ""
    website: str = ""
    credit_code: str = ""
    headcount: str = ""
    annual_revenue: str = ""
    founded_on: int | None = None
    legal_representative: str = ""
    registered_capital: str = ""
    business_scope: str = ""
    parent_id: int | None = None
    needs: str = ""
    budget_minor: int | None = None
    decision_chain: str = ""
    need_tags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    past_cooperation: str = ""
    invoice_details: str = ""
    remarks: str = ""
    first_contact_day: int
    custom: Mapping[str, object] = field(default_factory=dict)


EDITABLE = tuple(f.name for f in fields(CustomerFields))
CUSTOM_PREFIX = "custom."
"""What the name of one of the office's own fields begins with, among those of the others."""
RULE_FIELDS = frozenset({"level", "type", "industry_id", "source_id", "tags", "province"})
"""Fields that a pool rule's filter may read, so an edit of them may move the last day."""

_COMPANY_ONLY = frozenset(
    {
        "short_name",
        "former_names",
        "credit_code",
        "headcount",
        "annual_revenue",
        "founded_on",
        "legal_representative",
        "registered_capital",
        "business_scope",
        "parent_id",
        "nature",
        "decision_chain",
        "invoice_details",
    }
)
_NOTHING = ("", None, ())
_DEFAULTED = frozenset({"kind", "type", "first_contact_day", "custom", "location"})


def completeness(
    customer: CustomerFields, own: Sequence[CustomField] = ()
) -> tuple[int, tuple[str, ...]]:
    """Return the share of filled fields in whole percent, and the names of the empty ones.

    资料完善度 = non-empty editable fields ÷ editable fields of that kind, the office's `own` ones
    among them; fields that carry a default are not counted.
    """
    names = counted_fields(customer.kind)
    values = _counted_values(customer.kind)(customer)
    missing = [
        name for name, value in zip(names, values, strict=True) if not value and value in _NOTHING
    ]
    asked = [each for each in own if each.is_shown_for(customer.kind)]
    missing += [each.key for each in asked if customer.custom.get(each.code) in _NOTHING]
    number = len(names) + len(asked)
    return (number - len(missing)) * 100 // number, tuple(missing)


@cache
def counted_fields(kind: CustomerKind) -> tuple[str, ...]:
    """Return the fields that count for how complete a customer of a kind is."""
    is_person = kind is CustomerKind.INDIVIDUAL
    return tuple(
        name
        for name in EDITABLE
        if name not in _DEFAULTED and not (is_person and name in _COMPANY_ONLY)
    )


@cache
def _counted_values(kind: CustomerKind) -> Callable[[CustomerFields], tuple[object, ...]]:
    return attrgetter(*counted_fields(kind))


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as a list shows it."""

    id: CustomerId
    name: str
    kind: CustomerKind
    type: CustomerType
    level: Level | None
    stage: str
    industry: str
    source: str
    province: str
    city: str
    contact_names: str
    phone: str
    owner_id: UserId | None
    owner: str
    pool_id: PoolId
    pool: str
    last_follow_up_at: datetime | None
    next_contact_at: datetime | None
    next_contact_note: str
    last_day: int
    deciding: str
    holder_count: int
    is_incomplete: bool
    completeness: int
    created_at: datetime
    version: int
    standing: Standing = Standing.NORMAL
    opens_at: datetime | None = None
    """When members may claim it, if it does not lie open yet."""
    pool_since: datetime | None = None
    """Since when it lies in its pool; None while somebody holds it."""
    locked_until_day: int | None = None
    extended_until_day: int | None = None
    grace_days: int = 7
    """How many days ahead its rule begins to warn."""
    reserved_for_id: UserId | None = None
    """Its finder, while the pool keeps it for them."""
    claimable_from_day: int | None = None
    """When who asks may claim it, if a cool-off or the day's claims close it to them today."""
    extras: RowExtras | None = None
    """What columns beyond the usual ones show, where one of them was chosen."""
    found_in: tuple[FoundIn, ...] = ()
    """Where a search found it, when its name does not say so."""


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer whole: the typed fields, the row, and what is derived."""

    row: CustomerRow
    fields: CustomerFields
    owned_since: datetime | None
    clock_day: int | None
    last_effective_day: int | None
    not_before_day: int | None
    not_before_cause: str
    reserved_for_id: UserId | None
    reserved_until_day: int | None
    missing: tuple[str, ...]
    created_by: str
    deleted_at: datetime | None
    loss_reason: str = ""
    """Why it was lost, in the office's word, while it is."""
    loss_note: str = ""


@dataclass(frozen=True, slots=True)
class DuplicateMatch:
    """A customer that has the same exact key; `owner` is empty when it lies in a pool.

    `customer` is empty too where whoever asks may not know how it is called.
    """

    kind: MatchKind
    key: str
    customer_id: CustomerId
    customer: str
    owner: str
    department: str
    pool: str
    visible: bool
    claimable: bool
    level: MatchLevel
    standing: Standing = Standing.NORMAL
    """Whether it was set aside; then it lies in no pool and can only be restored."""
    standing_reason: str = ""
    is_revealing: bool = False
    """Whether it is found by a contact detail that a pool hides from who asks."""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to be entered, with its first contact."""

    fields: CustomerFields
    contact: ContactFields | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One edited field: its value before and after."""

    name: str
    before: object
    after: object


def changed_fields(old: CustomerFields, new: CustomerFields) -> tuple[FieldChange, ...]:
    """Return the fields whose values differ, in the order of the form, own ones one by one."""
    typed = tuple(
        FieldChange(name, getattr(old, name), getattr(new, name))
        for name in EDITABLE
        if name != "custom" and getattr(old, name) != getattr(new, name)
    )
    if old.custom == new.custom:
        return typed
    codes = dict.fromkeys((*old.custom, *new.custom))
    return typed + tuple(
        FieldChange(CUSTOM_PREFIX + code, old.custom.get(code), new.custom.get(code))
        for code in codes
        if old.custom.get(code) != new.custom.get(code)
    )


def with_changes(fields: CustomerFields, changes: Mapping[str, Any]) -> CustomerFields:
    """Return fields with the values of such changes; an own field without a value is left out."""
    own = {
        name.removeprefix(CUSTOM_PREFIX): value
        for name, value in changes.items()
        if name.startswith(CUSTOM_PREFIX)
    }
    typed = {name: value for name, value in changes.items() if not name.startswith(CUSTOM_PREFIX)}
    if own:
        custom = {**typed.get("custom", fields.custom), **own}
        typed["custom"] = {code: value for code, value in custom.items() if value is not None}
    return replace(fields, **typed)


def may_retype(old: CustomerType, new: CustomerType, *, is_deal: bool) -> bool:
    """Return whether an edit may change the type so: 成交 and back follow from the deals alone."""
    if new is CustomerType.DEAL:
        return is_deal
    return not (is_deal and old is CustomerType.DEAL and new is CustomerType.POTENTIAL)


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which customers, in which order: what a list, a count and an export ask alike."""

    view: CustomerView
    pool_id: PoolId | None = None
    owner_id: UserId | None = None
    group: GroupValue | None = None
    """The one group of the list that is asked for."""
    query: str = ""
    """What was typed, in the query language: `domain.queries` reads it."""
    filter: Filter | None = None
    """What the terms of the query come to; then `query` holds no more than its words."""
    sort: str = "last_follow_up_at"
    descending: bool = False
    further_sorts: tuple[SortKey, ...] = ()
    """By what those are ordered that are alike in `sort`."""


class CustomerView(Enum):
    """The seeded views."""

    ALL = "all"
    MINE = "mine"
    PARTICIPATED = "participated"
    SUBORDINATES = "subordinates"
    POOL = "pool"
    CLAIMABLE = "claimable"
    SUITABLE = "suitable"
    OPENING = "opening"
    INCOMPLETE = "incomplete"
    SET_ASIDE = "set_aside"
