"""What is kept of a contract, and what its status is on a day."""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.approvals.records import Approval, Asked
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    DealId,
    KeyDateId,
    OrderId,
    QuoteId,
    UserId,
)
from crm_tui.values import dataclass


class ContractStatus(Enum):
    """Where a contract stands; in force and ended are never stored, they follow from the day."""

    DRAFT = "draft"
    SIGNED = "signed"
    """Signed, and its first day is yet to come."""
    IN_FORCE = "in_force"
    ENDED = "ended"
    TERMINATED = "terminated"
    VOID = "void"


_OF_THE_DAY = frozenset({ContractStatus.IN_FORCE, ContractStatus.ENDED})
STORED_STATUSES = tuple(each for each in ContractStatus if each not in _OF_THE_DAY)
STANDING = frozenset({ContractStatus.SIGNED, *_OF_THE_DAY})
"""What a contract is that was signed and not taken back."""


ENDING_DAYS = 30
"""Within so many days a contract is said to end soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFields:
    """What a person enters of a contract; without an end it runs for good.

    With a quote or an order, amount and currency are exactly those of it.
    """

    title: str
    amount_minor: int
    currency: str
    quote_id: QuoteId | None = None
    order_id: OrderId | None = None
    owner_id: UserId | None = None
    start_day: int | None = None
    end_day: int | None = None
    our_party: str = ""
    our_signatory: str = ""
    their_party: str = ""
    their_signatory: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """A contract as listed; its status as of the day it is asked for."""

    id: ContractId
    number: str
    customer_id: CustomerId
    customer: str
    quote: str
    """The full number of the quote it follows, if any."""
    order: str
    """The number of the order it was made from, if any."""
    owner_id: UserId
    owner: str
    title: str
    status: ContractStatus
    sign_day: int | None
    start_day: int | None
    end_day: int | None
    currency: str
    amount_minor: int
    version: int
    is_deleted: bool = False
    asked: Asked | None = None
    """What somebody wants to be granted of it, or wanted last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A contract whole, with what signing it brought about."""

    row: ContractRow
    fields: ContractFields
    closed_day: int | None
    """When it was terminated or called void."""
    reason: str
    deal_id: DealId | None
    key_date_id: KeyDateId | None
    opportunity: str = ""
    """What the quote it follows belongs to."""
    approval: Approval | None = None
    """What was asked of it last, whole; of one that is read by itself."""


def status_on(
    stored: ContractStatus, start_day: int | None, end_day: int | None, today: int
) -> ContractStatus:
    """Return the status on a day: a signed one is in force from its first day to its last."""
    if stored is not ContractStatus.SIGNED:
        return stored
    if end_day is not None and end_day < today:
        return ContractStatus.ENDED
    is_to_come = start_day is not None and start_day > today
    return ContractStatus.SIGNED if is_to_come else ContractStatus.IN_FORCE
