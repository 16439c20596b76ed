"""Goods of orders: when they are due, what went out, what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.db.queries import customers, order_goods, orders
from crm_tui.db.queries.hidden_texts import shown, shown_of
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import Changed, OrderDelivered, OrderReturned
from crm_tui.domain.identifiers import OrderId
from crm_tui.domain.orders.records import DueLine, GoodsMove, Order, OrderLine
from crm_tui.domain.orders.requests import DueRequest
from crm_tui.domain.orders.returns import return_amount
from crm_tui.domain.orders.rules import why_not_deliver, why_not_take_back
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
from crm_tui.services.orders.writing import REASON_LIMIT, refuse, required_reason, told
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class GoodsMoved:
    """What goods that came back are worth together, in the currency of the order."""

    amount_minor: int
    changed: Changed


@dataclass(frozen=True, slots=True)
class Moved:
    """How much of a line went out or came back, when, and the note or reason."""

    milli: int
    day: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class OrderGoods:
    """What of confirmed orders is to be delivered, was delivered, came back."""

    database: Database

    def due(self, actor: Actor, request: DueRequest, *, limit: int = 200) -> Sequence[DueLine]:
        """Return what is still to be delivered of visible orders, the first to be due first."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            return shown(view, order_goods.due(view, request, limit))

    def moves(self, actor: Actor, order_id: OrderId) -> Sequence[GoodsMove]:
        """Return what went out and came back of an order, in the order of the days."""
        with self.database.reading(actor) as view:
            row = orders.order(view, order_id).row
            return shown_of(view, row.customer_id, order_goods.moves(view, row.id))

    @operation(Permission.EDIT_ORDER)
    def deliver(
        self,
        actor: Actor,
        order_id: OrderId,
        quantities: Mapping[int, int] | None = None,
        *,
        day: int | None = None,
        note: str = "",
    ) -> Changed:
        """Write down quantities that went out by the place of their line, or all that is left.

        Raises RefusedError for more than was ordered, FieldError for a line that there is not.
        """
        note = checked_text("note", note, limit=REASON_LIMIT)
        with self.database.writing(actor) as unit:
            order = orders.order(unit, order_id)
            access.editable(unit, order.row.customer_id)
            on = _checked_day(order, day, unit.today)
            for at, milli in _wanted(order, quantities).items():
                deliver_line(unit, order, at, Moved(milli, on, note))
        return unit.changed

    @operation(Permission.EDIT_ORDER)
    def take_back(
        self,
        actor: Actor,
        order_id: OrderId,
        quantities: Mapping[int, int],
        reason: str,
        *,
        day: int | None = None,
    ) -> GoodsMoved:
        """Write down quantities that came back, by the place of their line, and why.

        Each is worth its exact share of the line. Raises RefusedError for more than was delivered.
        """
        reason = required_reason(reason)
        whole = 0
        with self.database.writing(actor) as unit:
            order = orders.order(unit, order_id)
            access.editable(unit, order.row.customer_id)
            on = _checked_day(order, day, unit.today)
            for at, milli in quantities.items():
                whole += take_line_back(unit, order, at, Moved(milli, on, reason))
        return GoodsMoved(whole, unit.changed)


def deliver_line(unit: Unit, order: Order, at: int, moved: Moved) -> None:
    """Write down what went out of the line at a place; raise RefusedError for too much."""
    line = _line(order, at)
    refuse(why_not_deliver(order.row, line, at, moved.milli))
    record_id = order_goods.deliver(
        unit,
        order.row.id,
        line.id,
        quantity_milli=moved.milli,
        day=moved.day,
        note=moved.words,
    )
    unit.record(
        OrderDelivered(
            customer_id=order.row.customer_id,
            record_id=order.row.id,
            before={},
            after={**_said(order, line, moved), "row": record_id, "reason": moved.words},
        )
    )


def take_line_back(unit: Unit, order: Order, at: int, moved: Moved) -> int:
    """Write down what came back of the line at a place, at its exact share; return that.

    Raises RefusedError for more than was delivered.
    """
    line = _line(order, at)
    refuse(why_not_take_back(order.row, line, at, moved.milli))
    worth = _worth(line, moved.milli)
    record_id = order_goods.take_back(
        unit,
        order.row.id,
        line.id,
        quantity_milli=_positive(moved.milli),
        amount_minor=worth,
        day=moved.day,
        reason=moved.words,
    )
    said = {**_said(order, line, moved), "total_minor": worth}
    unit.record(
        OrderReturned(
            customer_id=order.row.customer_id,
            record_id=order.row.id,
            before={},
            after={**said, "row": record_id, "reason": moved.words},
        )
    )
    return worth


def _wanted(order: Order, quantities: Mapping[int, int] | None) -> dict[int, int]:
    if quantities is not None:
        return {at: _positive(milli) for at, milli in quantities.items()}
    left = {at: each.left_milli for at, each in enumerate(order.lines, start=1) if each.left_milli}
    if not left:
        raise FieldError("lines", "nothing_left")
    return left


def _positive(milli: int) -> int:
    if milli <= 0:
        raise FieldError("quantity", "no_quantity", str(milli)[:20])
    return milli


def _line(order: Order, at: int) -> OrderLine:
    if not 1 <= at <= len(order.lines):
        raise FieldError("line", "no_order_line", str(at)[:10])
    return order.lines[at - 1]


def _checked_day(order: Order, day: int | None, today: int) -> int:
    """Return the day on which goods moved: today unless another is named, none to come."""
    on = today if day is None else day
    if on > today:
        raise FieldError("goods_day", "future_goods")
    if on < order.row.order_day:
        raise FieldError("goods_day", "before_order")
    return on


def _worth(line: OrderLine, milli: int) -> int:
    return return_amount(
        line.price.total_minor,
        line.fields.sale.quantity_milli,
        returned_milli=line.returned_milli,
        returned_minor=line.returned_minor,
        now_milli=milli,
    )


def _said(order: Order, line: OrderLine, moved: Moved) -> dict[str, object]:
    sale = line.fields.sale
    words = {"line": sale.name, "quantity_milli": moved.milli, "unit": sale.unit, "day": moved.day}
    return {**told(order), **words}
