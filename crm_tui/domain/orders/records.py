"""What is kept of an order, of its lines, and of the goods that went out and came back."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from crm_tui.domain.approvals.records import Approval, Asked
from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    DealId,
    OrderId,
    OrderLineId,
    QuoteId,
    UserId,
)
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount, PricedLine, PricedQuote
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.values import dataclass


class OrderStatus(Enum):
    """Where an order stands; how much of it was delivered follows from its lines."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    VOID = "void"


COUNTED = (OrderStatus.CONFIRMED, OrderStatus.CLOSED)
"""The orders that count in totals."""


class DeliveryState(Enum):
    """How much of an order was delivered; what came back later had been delivered."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class OrderLineFields:
    """One line as a person enters it; without a day of its own it is due when the order is."""

    sale: QuoteLineFields
    due_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line as stored: what it comes to, what of it was delivered, and what came back."""

    id: OrderLineId
    fields: OrderLineFields
    price: PricedLine
    delivered_milli: int = 0
    returned_milli: int = 0
    returned_minor: int = 0

    @property
    def left_milli(self) -> int:
        """Return how much is still to be delivered."""
        return self.fields.sale.quantity_milli - self.delivered_milli

    @property
    def returnable_milli(self) -> int:
        """Return how much is with the customer and may come back."""
        return self.delivered_milli - self.returned_milli


def delivery_state(lines: Iterable[OrderLine]) -> DeliveryState:
    """Return how much of all lines was delivered."""
    found = list(lines)
    if not any(each.delivered_milli for each in found):
        return DeliveryState.NONE
    return DeliveryState.PART if any(each.left_milli for each in found) else DeliveryState.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFields:
    """What a person enters of an order besides its lines."""

    order_day: int
    currency: str
    due_day: int | None = None
    title: str = ""
    contact_id: ContactId | None = None
    owner_id: UserId | None = None
    includes_tax: bool = True
    discount: Discount = NO_DISCOUNT
    terms: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order as listed."""

    id: OrderId
    number: str
    customer_id: CustomerId
    customer: str
    contact: str
    owner_id: UserId
    owner: str
    title: str
    status: OrderStatus
    delivery: DeliveryState
    order_day: int
    due_day: int | None
    next_due_day: int | None
    """The first day on which goods of it that were not delivered are due, once confirmed."""
    currency: str
    total_minor: int
    returned_minor: int
    version: int
    is_deleted: bool = False
    asked: Asked | None = None
    """What somebody wants to be granted of it, or wanted last."""

    @property
    def counted_minor(self) -> int:
        """Return what it counts in totals: what stands of it, net of returns."""
        return self.total_minor - self.returned_minor if self.status in COUNTED else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsMove:
    """Goods of one line that went out or, with an amount and a reason, came back."""

    line: int
    """The place of its line in the order, from one on."""
    quantity_milli: int
    day: int
    note: str
    amount_minor: int | None = None
    """What a return is worth; None for a delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order whole; `quote` is the full number of the quote it was made from.

    `opportunity` is what that quote belongs to, `contract` the number of the one made from it.
    """

    row: OrderRow
    fields: OrderFields
    lines: tuple[OrderLine, ...]
    price: PricedQuote
    quote_id: QuoteId | None
    quote: str
    deal_id: DealId | None
    confirmed_day: int | None
    decided_day: int | None
    reason: str
    opportunity: str = ""
    contract: str = ""
    approval: Approval | None = None
    """What was asked of it last, whole; of one that is read by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """Goods of a confirmed order that are still to be delivered."""

    order_id: OrderId
    number: str
    line: int
    customer_id: CustomerId
    customer: str
    owner_id: UserId
    owner: str
    name: str
    unit: str
    quantity_milli: int
    left_milli: int
    due_day: int | None
