"""What may be done with a contract: what was signed is not changed, only ended with a reason."""

from __future__ import annotations

from collections.abc import Collection

from crm_tui.domain.contracts.records import STANDING, ContractRow, ContractStatus
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import COUNTED, OrderRow
from crm_tui.domain.quotes.records import QuoteRow, QuoteStatus, full_number
from crm_tui.values import dataclass

FREE_FIELDS = frozenset({"note", "owner_id"})
"""What may be said of a contract whatever its status: nothing of it was signed."""


@dataclass(frozen=True, slots=True)
class ContractNotDraft:
    """What was signed is not changed: it is terminated, or taken back."""

    number: str


@dataclass(frozen=True, slots=True)
class ContractNotSigned:
    """Only what was signed is terminated or called void."""

    number: str


@dataclass(frozen=True, slots=True)
class ContractEnded:
    """Its last day is over; there is nothing left to be terminated."""

    number: str
    end_day: int


@dataclass(frozen=True, slots=True)
class ContractStands:
    """What was signed is called void before it is deleted."""

    number: str


@dataclass(frozen=True, slots=True)
class ContractOwnerNotYours:
    """A contract is one's own, the customer's owner's, or somebody's below."""

    person: str


@dataclass(frozen=True, slots=True)
class ContractQuoteNotOut:
    """A contract follows from a quote that the customer has and did not refuse."""

    number: str


@dataclass(frozen=True, slots=True)
class ContractQuoteOfOthers:
    """The quote was made for another customer."""

    number: str


@dataclass(frozen=True, slots=True)
class ContractOrderNotConfirmed:
    """A contract is made from an order that was confirmed."""

    number: str


@dataclass(frozen=True, slots=True)
class ContractOrderOfOthers:
    """The order is another customer's."""

    number: str


@dataclass(frozen=True, slots=True)
class OrderContracted:
    """A contract was made from the order already, and stands."""

    number: str
    by: str


ContractRefusal = (
    ContractNotDraft
    | ContractNotSigned
    | ContractEnded
    | ContractStands
    | ContractOwnerNotYours
    | ContractQuoteNotOut
    | ContractQuoteOfOthers
    | ContractOrderNotConfirmed
    | ContractOrderOfOthers
    | OrderContracted
)


def why_not_change(row: ContractRow, names: Collection[str]) -> ContractNotDraft | None:
    """Return why these fields of a contract stay as they are, or None."""
    if row.status is ContractStatus.DRAFT or FREE_FIELDS.issuperset(names):
        return None
    return ContractNotDraft(row.number)


def why_not_sign(row: ContractRow) -> ContractNotDraft | None:
    """Return why a contract cannot be signed, or None."""
    return None if row.status is ContractStatus.DRAFT else ContractNotDraft(row.number)


def why_not_terminate(row: ContractRow) -> ContractNotSigned | ContractEnded | None:
    """Return why a contract cannot be ended before its last day, or None."""
    if row.status is ContractStatus.ENDED and row.end_day is not None:
        return ContractEnded(row.number, row.end_day)
    return None if row.status in STANDING else ContractNotSigned(row.number)


def why_not_void(row: ContractRow) -> ContractNotSigned | None:
    """Return why a contract cannot be called void, or None; a draft is deleted instead."""
    is_out = row.status in STANDING or row.status is ContractStatus.TERMINATED
    return None if is_out else ContractNotSigned(row.number)


def why_not_delete(row: ContractRow) -> ContractStands | None:
    """Return why a contract cannot be taken out of all lists, or None."""
    is_gone = row.status in {ContractStatus.DRAFT, ContractStatus.VOID}
    return None if is_gone else ContractStands(row.number)


def why_not_follow(
    quote: QuoteRow, customer_id: CustomerId
) -> ContractQuoteNotOut | ContractQuoteOfOthers | None:
    """Return why no contract with a customer can follow from a quote, or None."""
    if quote.customer_id != customer_id:
        return ContractQuoteOfOthers(full_number(quote))
    if quote.status not in {QuoteStatus.SENT, QuoteStatus.ACCEPTED}:
        return ContractQuoteNotOut(full_number(quote))
    return None


def why_not_contract(
    order: OrderRow, customer_id: CustomerId, contracted_by: str | None
) -> ContractOrderNotConfirmed | ContractOrderOfOthers | OrderContracted | None:
    """Return why no contract with a customer can be made from an order, or None.

    `contracted_by` is the contract that was made from it and was neither ended nor taken back.
    """
    if order.customer_id != customer_id:
        return ContractOrderOfOthers(order.number)
    if order.status not in COUNTED:
        return ContractOrderNotConfirmed(order.number)
    return None if contracted_by is None else OrderContracted(order.number, contracted_by)
