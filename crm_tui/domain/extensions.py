"""延期: asking for more days before the rules take a customer back, and granting them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, ExtensionId, PeriodId, UserId
from crm_tui.domain.locks import may_grant
from crm_tui.domain.pools import Holding, NotOwned, NotYours
from crm_tui.domain.users import Person
from crm_tui.values import dataclass


class ExtensionStatus(Enum):
    """How far a request for more days has come."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NothingToExtend:
    """No rule takes the customer back, or not before the day that was asked for."""

    customer: str
    last_day: int


@dataclass(frozen=True, slots=True)
class ExtensionTooLong:
    """The pool allows only so many days beyond the last protected day."""

    customer: str
    limit_days: int
    latest_day: int


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """A request for this customer waits for a decision already."""

    customer: str
    until_day: int


@dataclass(frozen=True, slots=True)
class ExtensionNotOpen:
    """The request was decided, or the customer has changed hands since."""

    customer: str
    status: ExtensionStatus


AskRefusal = NotYours | NothingToExtend | ExtensionTooLong | ExtensionAsked
DecideRefusal = NotOwned | NotYours | ExtensionTooLong | ExtensionNotOpen


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """A request for more days, as listed."""

    id: ExtensionId
    customer_id: CustomerId
    customer: str
    period_id: PeriodId
    last_day: int
    until_day: int
    reason: str
    status: ExtensionStatus
    asked_by_id: UserId
    asked_by: str
    asked_at: datetime
    decided_by_id: UserId | None
    decided_by: str
    decided_at: datetime | None
    decision_note: str


def why_not_ask(
    customer: Holding, until_day: int, *, by: Person, extension_days: int, open_until: int | None
) -> AskRefusal | None:
    """Return why more days cannot be asked for, or None; `open_until` is what was asked already."""
    if customer.owner_id is None:
        return NotYours(customer.name, "", is_pooled=True)
    if customer.owner_id != by.user_id:
        return NotYours(customer.name, customer.owner)
    if open_until is not None:
        return ExtensionAsked(customer.name, open_until)
    if until_day <= customer.last_day:
        return NothingToExtend(customer.name, customer.last_day)
    return _why_not_so_long(customer, until_day, extension_days)


def why_not_grant(
    customer: Holding, until_day: int, *, by: Person, manages_owner: bool, extension_days: int
) -> DecideRefusal | None:
    """Return why this person may not grant the days, or None."""
    return why_not_decide(customer, by=by, manages_owner=manages_owner) or _why_not_so_long(
        customer, until_day, extension_days
    )


def why_not_decide(
    customer: Holding, *, by: Person, manages_owner: bool
) -> NotOwned | NotYours | None:
    """Return why this person may not decide about more days for the customer, or None."""
    if customer.owner_id is None:
        return NotOwned(customer.name)
    if may_grant(customer, by=by, manages_owner=manages_owner):
        return None
    return NotYours(customer.name, customer.owner)


def _why_not_so_long(
    customer: Holding, until_day: int, extension_days: int
) -> ExtensionTooLong | None:
    latest = customer.last_day + extension_days
    if customer.last_day >= NEVER or until_day <= latest:
        return None
    return ExtensionTooLong(customer.name, extension_days, latest)
