"""Take back what was done to orders and their goods, and to what an office says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import order_goods, orders, papers, quotes
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    EventRow,
    OrderAdded,
    OrderDeleted,
    OrderDelivered,
    OrderEdited,
    OrderRestored,
    OrderReturned,
    OrderSettingsChanged,
    OrderStatusSet,
)
from crm_tui.domain.identifiers import OrderId
from crm_tui.domain.orders.papers import KIND
from crm_tui.domain.orders.records import Order, OrderStatus
from crm_tui.domain.quotes.pricing import DiscountKind
from crm_tui.services.orders.drafting import bring_back, take_out, write_lines
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unadd(unit: Unit, event: EventRow) -> bool:
    order = orders.order(unit, _id(event))
    if order.row.status is not OrderStatus.DRAFT:
        return False
    take_out(unit, order)
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = dict(event.before)
    lines = values.pop("lines", None)
    if "discount_kind" in values:
        values["discount_kind"] = DiscountKind(values["discount_kind"])
    if lines is not None:
        write_lines(unit, orders.order(unit, _id(event)), lines)
    orders.update_order(unit, _id(event), values)
    return True


def _unset_status(unit: Unit, event: EventRow) -> bool:
    order = orders.order(unit, _id(event))
    before: dict[str, Any] = {**event.before, "status": OrderStatus(event.before["status"])}
    is_out = any(each.delivered_milli for each in order.lines)
    if before["status"] is OrderStatus.DRAFT and is_out:
        return False
    if order.row.status is OrderStatus.VOID and _is_taken(unit, order):
        return False
    orders.update_order(unit, order.row.id, before)
    return True


def _undelete(unit: Unit, event: EventRow) -> bool:
    order = orders.order(unit, _id(event), deleted=True)
    if order.row.status is not OrderStatus.VOID and _is_taken(unit, order):
        return False
    bring_back(unit, order)
    return True


def _is_taken(unit: Unit, order: Order) -> bool:
    """Return whether the quote of an order became another order since."""
    if order.quote_id is None:
        return False
    first_id = quotes.quote(unit, order.quote_id).first_id
    return orders.ordered_by(unit, first_id, but=order.row.id) is not None


def _unrestore(unit: Unit, event: EventRow) -> bool:
    take_out(unit, orders.order(unit, _id(event)))
    return True


def _undeliver(unit: Unit, event: EventRow) -> bool:
    return order_goods.forget_delivery(unit, _row(event))


def _unreturn(unit: Unit, event: EventRow) -> bool:
    return order_goods.forget_return(unit, _row(event))


def _unset_settings(unit: Unit, event: EventRow) -> bool:
    stored = papers.paper(unit, KIND)
    now: Mapping[str, object] = {"settings": dict(stored.settings)}
    if now != dict(event.after):
        return False
    papers.set_paper(unit, KIND, event.before)
    return True


def _row(event: EventRow) -> int:
    found = event.after["row"]
    return found if isinstance(found, int) else 0


def _id(event: EventRow) -> OrderId:
    return OrderId(record_id_of(event))


TAKE_BACK: dict[str, TakeBack] = {
    OrderAdded.kind(): _unadd,
    OrderEdited.kind(): _unedit,
    OrderStatusSet.kind(): _unset_status,
    OrderDeleted.kind(): _undelete,
    OrderRestored.kind(): _unrestore,
    OrderDelivered.kind(): _undeliver,
    OrderReturned.kind(): _unreturn,
    OrderSettingsChanged.kind(): _unset_settings,
}
