"""Goods of orders: what is to be delivered when, what went out, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)

from crm_tui.db.id_lists import one_of
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import ORDER_DELIVERY, ORDER_LINE, ORDER_RETURN, SALES_ORDER
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, OrderId, OrderLineId, UserId
from crm_tui.domain.orders.records import DueLine, GoodsMove, OrderStatus
from crm_tui.domain.orders.requests import DueRequest, days_of

_O, _L = SALES_ORDER.c, ORDER_LINE.c
_DUE = func.coalesce(_L.due_day, _O.due_day)


def due(view: View, request: DueRequest, limit: int) -> list[DueLine]:
    """Return what is still to be delivered of visible orders, the first to be due first."""
    statement = (
        select(
            _L.order_id,
            _O.number,
            _L.position,
            _O.customer_id,
            CUSTOMER.c.name.label("customer"),
            _O.owner_id,
            USER.c.name.label("owner"),
            _L.name,
            _L.unit,
            _L.quantity_milli,
            (_L.quantity_milli - _L.delivered_milli).label("left_milli"),
            _DUE.label("due"),
        )
        .join(SALES_ORDER, _O.id == _L.order_id)
        .join(CUSTOMER, CUSTOMER.c.id == _O.customer_id)
        .join(USER, USER.c.id == _O.owner_id)
        .where(
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
            *_conditions(view, request),
        )
        .order_by(func.coalesce(_DUE, NEVER), _L.order_id, _L.position, _L.id)
        .limit(limit)
    )
    return [_due_line(row) for row in view.connection.execute(statement)]


def last_deliveries(view: View, ids: Sequence[int]) -> dict[int, int]:
    """Return the last day on which goods of each line of some orders went out."""
    row = ORDER_DELIVERY.c
    statement = select(row.line_id, func.max(row.day)).where(one_of(row.order_id, ids))
    found = view.connection.execute(statement.group_by(row.line_id))
    return {each.line_id: each[1] for each in found}


def _conditions(view: View, request: DueRequest) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        _O.status == OrderStatus.CONFIRMED,
        _O.deleted_at.is_(None),
        _L.delivered_milli < _L.quantity_milli,
    ]
    if request.customer_id is not None:
        found.append(_O.customer_id == request.customer_id)
    if request.owner_id is not None:
        found.append(_O.owner_id == request.owner_id)
    days = days_of(request.span, view.today)
    if days is not None:
        found.append(_DUE.between(*days))
    return found


def _due_line(row: Any) -> DueLine:
    return DueLine(
        order_id=OrderId(row.order_id),
        number=row.number,
        line=row.position,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        name=row.name,
        unit=row.unit,
        quantity_milli=row.quantity_milli,
        left_milli=row.left_milli,
        due_day=row.due,
    )


def moves(view: View, order_id: OrderId, limit: int = 1000) -> list[GoodsMove]:
    """Return what went out and came back of an order seen before, in the order of the days."""
    out, back = ORDER_DELIVERY.c, ORDER_RETURN.c
    rows = union_all(
        select(
            literal(0).label("side"), out.id, out.line_id, out.quantity_milli, out.day,
            out.note.label("note"), null().label("amount_minor"),
        ).where(out.order_id == order_id),
        select(
            literal(1).label("side"), back.id, back.line_id, back.quantity_milli, back.day,
            back.reason.label("note"), back.amount_minor,
        ).where(back.order_id == order_id),
    ).subquery()  # fmt: skip
    statement = (
        select(rows, _L.position)
        .join(ORDER_LINE, _L.id == rows.c.line_id)
        .order_by(rows.c.day, rows.c.side, rows.c.id)
        .limit(limit)
    )
    return [
        GoodsMove(
            line=row.position,
            quantity_milli=row.quantity_milli,
            day=row.day,
            note=row.note,
            amount_minor=row.amount_minor,
        )
        for row in view.connection.execute(statement)
    ]


def deliver(unit: Unit, order_id: OrderId, line_id: OrderLineId, **values: Any) -> int:
    """Write down goods of a line that went out; return the id."""
    return _add(unit, ORDER_DELIVERY, order_id, line_id, values)


def take_back(unit: Unit, order_id: OrderId, line_id: OrderLineId, **values: Any) -> int:
    """Write down goods of a line that came back, and what they are worth; return the id."""
    return _add(unit, ORDER_RETURN, order_id, line_id, values)


def forget_delivery(unit: Unit, delivery_id: int) -> bool:
    """Forget goods that never went out; False where less would be out than came back."""
    out = ORDER_DELIVERY.c
    found = unit.connection.execute(
        select(out.order_id, out.line_id, out.quantity_milli, _L.delivered_milli, _L.returned_milli)
        .join(ORDER_LINE, _L.id == out.line_id)
        .where(out.id == delivery_id)
    ).one_or_none()
    if found is None or found.delivered_milli - found.quantity_milli < found.returned_milli:
        return False
    unit.connection.execute(delete(ORDER_DELIVERY).where(out.id == delivery_id))
    _sum_up(unit, found.order_id, found.line_id)
    return True


def forget_return(unit: Unit, return_id: int) -> bool:
    """Forget goods that never came back; False where it is forgotten already."""
    back = ORDER_RETURN.c
    found = unit.connection.execute(
        select(back.order_id, back.line_id).where(back.id == return_id)
    ).one_or_none()
    if found is None:
        return False
    unit.connection.execute(delete(ORDER_RETURN).where(back.id == return_id))
    _sum_up(unit, found.order_id, found.line_id)
    return True


def _add(
    unit: Unit, table: Table, order_id: OrderId, line_id: OrderLineId, values: dict[str, Any]
) -> int:
    made = {"created_at": unit.now, "created_by_id": unit.person.user_id}
    result = unit.connection.execute(
        insert(table).values(order_id=order_id, line_id=line_id, **values, **made)
    )
    (key,) = result.inserted_primary_key or (0,)
    _sum_up(unit, order_id, line_id)
    return int(key)


def _sum_up(unit: Unit, order_id: OrderId, line_id: OrderLineId) -> None:
    """Let a line and its order say what their rows of goods come to."""
    out, back = ORDER_DELIVERY.c, ORDER_RETURN.c
    unit.connection.execute(
        update(ORDER_LINE)
        .where(_L.id == line_id)
        .values(
            delivered_milli=_sum(out.quantity_milli, out.line_id == line_id),
            returned_milli=_sum(back.quantity_milli, back.line_id == line_id),
            returned_minor=_sum(back.amount_minor, back.line_id == line_id),
        )
    )
    unit.connection.execute(
        update(SALES_ORDER)
        .where(_O.id == order_id)
        .values(
            returned_minor=_sum(back.amount_minor, back.order_id == order_id),
            version=_O.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def _sum(column: Any, which: ColumnElement[bool]) -> Any:
    return select(func.coalesce(func.sum(column), 0)).where(which).scalar_subquery()
