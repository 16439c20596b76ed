"""What may be done with an order: what was confirmed is not changed, and no more goes out."""

from __future__ import annotations

from collections.abc import Collection

from crm_tui.domain.orders.records import COUNTED, Order, OrderLine, OrderRow, OrderStatus
from crm_tui.domain.quotes.records import QuoteRow, QuoteStatus, full_number
from crm_tui.values import dataclass

FREE_FIELDS = frozenset({"due_day", "note"})
"""What may be said of a confirmed order still."""


@dataclass(frozen=True, slots=True)
class OrderNotDraft:
    """What was confirmed is not changed but for its delivery days and the note."""

    number: str


@dataclass(frozen=True, slots=True)
class OrderHasNoLines:
    """There is nothing in it to be confirmed."""

    number: str


@dataclass(frozen=True, slots=True)
class OrderNotConfirmed:
    """Only what is confirmed and not closed is delivered or closed."""

    number: str


@dataclass(frozen=True, slots=True)
class OrderNotCounted:
    """Only what was confirmed comes back or is called void."""

    number: str


@dataclass(frozen=True, slots=True)
class OrderInForce:
    """What was confirmed is called void before it is deleted."""

    number: str


@dataclass(frozen=True, slots=True)
class OrderIsDelivered:
    """Goods of it are with the customer; they come back before it is called void."""

    number: str


@dataclass(frozen=True, slots=True)
class BeyondOrder:
    """More than is left of a line to be delivered."""

    number: str
    line: int
    left_milli: int


@dataclass(frozen=True, slots=True)
class BeyondDelivered:
    """More than is with the customer of a line."""

    number: str
    line: int
    left_milli: int


@dataclass(frozen=True, slots=True)
class QuoteNotOut:
    """An order is made from a quote that the customer has, is valid and was not refused."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteOrdered:
    """The quote became an order already."""

    number: str
    by: str


OrderRefusal = (
    OrderNotDraft
    | OrderHasNoLines
    | OrderNotConfirmed
    | OrderNotCounted
    | OrderInForce
    | OrderIsDelivered
    | BeyondOrder
    | BeyondDelivered
    | QuoteNotOut
    | QuoteOrdered
)


def why_not_draft(row: OrderRow) -> OrderNotDraft | None:
    """Return why an order is none that can be confirmed, or None."""
    return None if row.status is OrderStatus.DRAFT else OrderNotDraft(row.number)


def why_not_confirmed(row: OrderRow) -> OrderNotConfirmed | None:
    """Return why nothing goes out of an order, nor is it closed, or None.

    One that is part delivered may be closed.
    """
    return None if row.status is OrderStatus.CONFIRMED else OrderNotConfirmed(row.number)


def why_not_counted(row: OrderRow) -> OrderNotCounted | None:
    """Return why an order counts for nothing, or None."""
    return None if row.status in COUNTED else OrderNotCounted(row.number)


def why_not_change(
    row: OrderRow, names: Collection[str], *, with_lines: bool
) -> OrderNotDraft | None:
    """Return why these fields of an order, or its lines, stay as they are; or None."""
    is_free = row.status is OrderStatus.CONFIRMED and FREE_FIELDS.issuperset(names)
    if row.status is OrderStatus.DRAFT or (is_free and not with_lines):
        return None
    return OrderNotDraft(row.number)


def why_not_confirm(order: Order) -> OrderNotDraft | OrderHasNoLines | None:
    """Return why an order cannot be confirmed, or None."""
    refusal = why_not_draft(order.row)
    if refusal is not None or order.lines:
        return refusal
    return OrderHasNoLines(order.row.number)


def why_not_void(order: Order) -> OrderNotCounted | OrderIsDelivered | None:
    """Return why an order cannot be called void, or None; a draft is deleted instead."""
    refusal = why_not_counted(order.row)
    if refusal is not None:
        return refusal
    is_out = any(each.returnable_milli for each in order.lines)
    return OrderIsDelivered(order.row.number) if is_out else None


def why_not_delete(row: OrderRow) -> OrderInForce | None:
    """Return why an order cannot be taken out of all lists, or None."""
    is_gone = row.status in {OrderStatus.DRAFT, OrderStatus.VOID}
    return None if is_gone else OrderInForce(row.number)


def why_not_deliver(
    row: OrderRow, line: OrderLine, at: int, quantity_milli: int
) -> OrderNotConfirmed | BeyondOrder | None:
    """Return why a quantity of a line cannot go out, or None."""
    refusal = why_not_confirmed(row)
    if refusal is not None or quantity_milli <= line.left_milli:
        return refusal
    return BeyondOrder(row.number, at, line.left_milli)


def why_not_take_back(
    row: OrderRow, line: OrderLine, at: int, quantity_milli: int
) -> OrderNotCounted | BeyondDelivered | None:
    """Return why a quantity of a line cannot come back, or None."""
    refusal = why_not_counted(row)
    if refusal is not None or quantity_milli <= line.returnable_milli:
        return refusal
    return BeyondDelivered(row.number, at, line.returnable_milli)


def why_not_order(quote: QuoteRow, ordered_by: str | None) -> QuoteNotOut | QuoteOrdered | None:
    """Return why no order can be made from a quote, or None.

    `ordered_by` is the order that was made from one of its versions.
    """
    if quote.status not in {QuoteStatus.SENT, QuoteStatus.ACCEPTED}:
        return QuoteNotOut(full_number(quote))
    return None if ordered_by is None else QuoteOrdered(full_number(quote), ordered_by)
