"""What every change of an order has in common: its number, its status, its deal, what is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import customers, orders, papers
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import date_of
from crm_tui.domain.deals import DealFields
from crm_tui.domain.events import Changed, OrderStatusSet
from crm_tui.domain.identifiers import CustomerId, DealId, OrderId
from crm_tui.domain.orders import papers as order_papers
from crm_tui.domain.orders.records import Order, OrderStatus
from crm_tui.domain.orders.rules import OrderRefusal
from crm_tui.domain.payments.rules import CreditPassed
from crm_tui.domain.quotes.numbering import number_span, numbered
from crm_tui.domain.sale_deals import SaleRoad, SaleStep
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.services.paper_settings import stored_settings
from crm_tui.services.sale_deals import record_once, take_back
from crm_tui.values import dataclass

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class OrderWritten:
    """An order as written, and the last protected day of its customer that now holds."""

    order_id: OrderId
    changed: Changed
    last_day: int
    credit: CreditPassed | None = None
    """By what it passes what its customer may owe, where that is only warned of."""


def settings_of(view: View) -> order_papers.OrderSettings:
    """Return what the office says of its orders."""
    return stored_settings(view, order_papers.SETTINGS)


def next_number(unit: Unit, day: int) -> str:
    """Return the next number of the office for an order of a day that no order has yet."""
    span = number_span(settings_of(unit).number_pattern, date_of(day))
    while True:
        number = numbered(span, papers.next_number(unit, f"{order_papers.KIND}:{span}"))
        if papers.holder_of_number(unit, order_papers.KIND, number) is None:
            return number


def refuse(refusal: OrderRefusal | None) -> None:
    """Raise RefusedError for a reason; None is allowed."""
    if refusal is not None:
        raise RefusedError(refusal)


def set_status(unit: Unit, order: Order, status: OrderStatus, values: Mapping[str, object]) -> None:
    """Let an order stand elsewhere, with the columns that go with it, and tell of it."""
    before: dict[str, object] = {"status": order.row.status}
    before |= {name: _stored(order, name) for name in values}
    orders.update_order(unit, order.row.id, {"status": status, **values})
    unit.record(
        OrderStatusSet(
            customer_id=order.row.customer_id,
            record_id=order.row.id,
            before=before,
            after={**told(order), "status": status, "reason": values.get("reason", "")},
        )
    )


def _stored(order: Order, name: str) -> object:
    return getattr(order, name)


def confirm_order(unit: Unit, customer: Any, order: Order, day: int) -> None:
    """Let a draft be confirmed on a day, with the deal that it may be."""
    deal_id = record_its_deal(unit, customer, order, day)
    set_status(unit, order, OrderStatus.CONFIRMED, {"confirmed_day": day, "deal_id": deal_id})


def record_its_deal(unit: Unit, customer: Any, order: Order, day: int) -> DealId | None:
    """Record a deal of an order where the office counts a confirmed order as one; return its id.

    None where its opportunity, or a contract of the same quote, is the deal of this sale already.
    """
    row = order.row
    fields = DealFields(row.total_minor, day, row.number, currency=row.currency)
    step = SaleStep.CONFIRMED
    return record_once(unit, customer, step, _road(order), fields, row.owner_id)


def void_its_deal(unit: Unit, customer: Any, order: Order, reason: str) -> None:
    """Take the deal of an order back, unless somebody did before."""
    take_back(unit, customer, _road(order), order.deal_id, reason)


def _road(order: Order) -> SaleRoad:
    return SaleRoad(order.row.customer_id, quote_id=order.quote_id, order_id=order.row.id)


def told(order: Order) -> dict[str, object]:
    """Return what every event of an order says of it."""
    row = order.row
    return {
        "number": row.number,
        "title": row.title,
        "total_minor": row.total_minor,
        "currency": row.currency,
    }


def as_written(unit: Unit, customer_id: CustomerId, order_id: OrderId) -> OrderWritten:
    """Return what a change of an order came to."""
    return OrderWritten(order_id, unit.changed, customers.stored(unit, customer_id).last_day)


def required_reason(reason: str) -> str:
    """Return a reason cleaned; raise FieldError where there is none."""
    words = checked_text("reason", reason, limit=REASON_LIMIT)
    if not words:
        raise FieldError("reason", "required")
    return words
