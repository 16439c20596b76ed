"""成交登记: what was sold, when, and to whose credit; it says nothing about orders or contracts."""

from __future__ import annotations

from crm_tui.domain.customers import CustomerType
from crm_tui.domain.identifiers import CustomerId, DealId, UserId
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

LARGEST_AMOUNT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DealFields:
    """What a person enters of a deal, in minor units; `owner_id` is whose performance it is.

    Without a currency it is in the office's.
    """

    amount_minor: int
    day: int
    note: str = ""
    owner_id: UserId | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal as shown; `owner` keeps it for performance whoever holds the customer now."""

    id: DealId
    customer_id: CustomerId
    customer: str
    amount_minor: int
    currency: str
    day: int
    owner_id: UserId
    owner: str
    note: str
    voided_day: int | None
    voided_by: str
    void_reason: str

    @property
    def is_void(self) -> bool:
        """Return whether it was taken back and counts for nothing."""
        return self.voided_day is not None


@dataclass(frozen=True, slots=True)
class DealVoid:
    """The deal was taken back already."""

    deal_id: DealId
    day: int


@dataclass(frozen=True, slots=True)
class DealNotYours:
    """Only somebody above the deal's owner, and an admin, may void it or give it to somebody."""

    person: str


@dataclass(frozen=True, slots=True)
class MarkNotYours:
    """Only somebody above the owner, and an admin, say by hand whether a customer is won."""

    customer: str


DealRefusal = DealVoid | DealNotYours | MarkNotYours


def deal_fault(deal: DealFields, *, today: int) -> tuple[str, str] | None:
    """Return the field that cannot be stored and why, or None."""
    if not 0 <= deal.amount_minor <= LARGEST_AMOUNT:
        return "amount", "out_of_range"
    if deal.day > today:
        return "deal_day", "future_deal"
    return None if deal.day >= 1 else ("deal_day", "out_of_range")


def why_not_credit(
    person: str, *, is_own: bool, holds: bool, by: Person, stands_above: bool
) -> DealNotYours | None:
    """Return why a deal cannot be put to somebody's credit, or None.

    One's own may, and the credit of the customer's owner; anybody else's only from above.
    """
    if is_own or holds or by.is_admin or (stands_above and by.may(Permission.VOID_DEAL)):
        return None
    return DealNotYours(person)


def why_not_void(
    deal: DealRow, *, by: Person, stands_above: bool
) -> DealVoid | DealNotYours | None:
    """Return why this person may not take the deal back, or None."""
    if deal.voided_day is not None:
        return DealVoid(deal.id, deal.voided_day)
    if by.is_admin or (stands_above and by.may(Permission.VOID_DEAL)):
        return None
    return DealNotYours(deal.owner)


def why_not_mark(customer: str, *, by: Person, stands_above: bool) -> MarkNotYours | None:
    """Return why this person may not say by hand whether a customer is won, or None."""
    if by.is_admin or (stands_above and by.may(Permission.VOID_DEAL)):
        return None
    return MarkNotYours(customer)


@dataclass(frozen=True, slots=True)
class DealState:
    """Whether a customer is won, and what its type is."""

    is_deal: bool
    type: CustomerType


def with_deals(
    state: DealState,
    *,
    valid_deals: int,
    by_hand: bool | None,
    typed_from: CustomerType | None,
    is_news: bool = False,
) -> DealState:
    """Return the state that follows from the valid deals.

    What a manager said by hand stands. A potential customer becomes won with its first deal; one
    that was at risk, or lost, by a deal that `is_news`: one so late that no risk is left. When no
    deal is left, a customer that deals had made won is again what it was before them.
    """
    is_deal = valid_deals > 0 if by_hand is None else by_hand
    if is_deal and (is_news or state.type is CustomerType.POTENTIAL):
        return DealState(is_deal, CustomerType.DEAL)
    if not is_deal and typed_from is not None and state.type is CustomerType.DEAL:
        return DealState(is_deal, typed_from)
    return DealState(is_deal, state.type)
