"""订单: orders of customers one may see, their lines, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from crm_tui.db.functions import has_inside, small_letters
from crm_tui.db.id_lists import one_of
from crm_tui.db.queries import approvals
from crm_tui.db.queries.hidden_texts import says
from crm_tui.db.queries.quotes import line_from as sale_from
from crm_tui.db.queries.quotes import line_values as sale_values
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.orders import ORDER_LINE, SALES_ORDER
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.approvals.records import ApprovalAct
from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    DealId,
    OrderId,
    OrderLineId,
    QuoteId,
    UserId,
    written_id,
)
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.records import (
    COUNTED,
    DeliveryState,
    Order,
    OrderFields,
    OrderLine,
    OrderLineFields,
    OrderRow,
    OrderStatus,
)
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.quotes.pricing import Discount, PricedQuote
from crm_tui.domain.quotes.records import QuoteLine, version_number
from crm_tui.domain.text import folded
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError

_O, _L = SALES_ORDER.c, ORDER_LINE.c
_SUMS = ("amount_minor", "reduced_minor", "net_minor", "tax_minor", "total_minor")
_GOODS = ("delivered_milli", "returned_milli", "returned_minor")


def orders(view: View, request: OrderRequest, limit: int) -> list[OrderRow]:
    """Return the orders asked for, of visible customers, the newest first."""
    gone = _O.deleted_at.is_not(None) if request.deleted else _O.deleted_at.is_(None)
    statement = _statement(view).where(gone, *_conditions(view, request))
    ordered = statement.order_by(_O.order_day.desc(), _O.id.desc()).limit(limit)
    return [row_of(row) for row in view.connection.execute(ordered)]


def _conditions(view: View, request: OrderRequest) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if request.customer_id is not None:
        found.append(_O.customer_id == request.customer_id)
    if request.owner_id is not None:
        found.append(_O.owner_id == request.owner_id)
    if request.status is not None:
        found.append(_O.status == request.status)
    if request.opportunity_id is not None:
        found.append(QUOTE.c.opportunity_id == request.opportunity_id)
    for word in folded(request.words).split():
        said = (has_inside(small_letters(each), word) for each in (_O.number, CUSTOMER.c.name))
        found.append(or_(*said, says(view, _O.title, word)))
    return found


def order(view: View, order_id: OrderId, *, deleted: bool = False) -> Order:
    """Return an order whole; raise NotFoundError when there is none this person may see."""
    gone = _O.deleted_at.is_not(None) if deleted else _O.deleted_at.is_(None)
    found = view.connection.execute(_statement(view).where(_O.id == order_id, gone)).one_or_none()
    if found is None:
        raise NotFoundError("order", str(order_id))
    return _whole(found, _lines(view, [order_id]).get(order_id, ()))


def whole_orders(view: View, ids: Sequence[int]) -> list[Order]:
    """Return orders of a scoped list whole, in its order."""
    named = selected().where(one_of(_O.id, ids), unscoped("the ids come from a scoped list"))
    found = {row.id: row for row in view.connection.execute(named)}
    lines = _lines(view, ids)
    return [_whole(found[each], lines.get(each, ())) for each in ids if each in found]


def _whole(found: Any, lines: Sequence[OrderLine]) -> Order:
    sums = (getattr(found, name) for name in _SUMS)
    return Order(
        row=row_of(found),
        fields=_fields(found),
        lines=tuple(lines),
        price=PricedQuote(tuple(each.price for each in lines), *sums),
        quote_id=None if found.quote_id is None else QuoteId(found.quote_id),
        quote=_full_number(found),
        opportunity=found.opportunity or "",
        deal_id=None if found.deal_id is None else DealId(found.deal_id),
        confirmed_day=found.confirmed_day,
        decided_day=found.decided_day,
        reason=found.reason,
    )


def orders_called(view: View, reference: str) -> list[OrderRow]:
    """Return the visible orders that a number means."""
    wanted = or_(_O.number == reference, _O.number == reference.upper())
    number = written_id(reference)
    if number is not None:
        wanted = or_(_O.id == number, wanted)
    statement = _statement(view).where(_O.deleted_at.is_(None), wanted)
    return [row_of(row) for row in view.connection.execute(statement.order_by(_O.id).limit(20))]


def ordered_by(view: View, first_id: QuoteId, *, but: OrderId | None = None) -> str | None:
    """Return the number of the order that was made from a version of a quote, whoever asks."""
    statement = (
        select(_O.number)
        .join(QUOTE, QUOTE.c.id == _O.quote_id)
        .where(
            QUOTE.c.first_id == first_id,
            _O.deleted_at.is_(None),
            _O.status != OrderStatus.VOID,
            _O.id.is_distinct_from(but),
        )
    )
    return view.connection.execute(statement.order_by(_O.id).limit(1)).scalar_one_or_none()


def totals(view: View, customer_id: CustomerId) -> list[MoneyTotal]:
    """Return what the confirmed orders of a customer come to net of returns, by currency."""
    statement = (
        select(_O.currency, func.sum(_O.total_minor - _O.returned_minor), func.count())
        .where(_O.customer_id == customer_id, _O.status.in_(COUNTED), _O.deleted_at.is_(None))
        .group_by(_O.currency)
        .order_by(_O.currency)
    )
    found = view.connection.execute(statement)
    return [MoneyTotal(currency, int(minor), count) for currency, minor, count in found]


def add_order(unit: Unit, values: Mapping[str, Any]) -> OrderId:
    """Insert an order and return its id."""
    stamps = {
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    result = unit.connection.execute(insert(SALES_ORDER).values(**values, **stamps))
    (key,) = result.inserted_primary_key or (0,)
    return OrderId(int(key))


def update_order(unit: Unit, order_id: OrderId, values: Mapping[str, Any]) -> None:
    """Change columns of an order."""
    unit.connection.execute(
        update(SALES_ORDER)
        .where(_O.id == order_id)
        .values(
            **values,
            version=_O.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def set_lines(unit: Unit, order_id: OrderId, lines: Sequence[Mapping[str, Any]]) -> None:
    """Put these lines, as columns, in the place of those that a draft has."""
    unit.connection.execute(delete(ORDER_LINE).where(_L.order_id == order_id))
    if lines:
        rows = [
            {"order_id": order_id, "position": at, **values}
            for at, values in enumerate(lines, start=1)
        ]
        unit.connection.execute(insert(ORDER_LINE), rows)


def set_line_due(unit: Unit, order_id: OrderId, position: int, due_day: int | None) -> None:
    """Say when one line is due."""
    which = and_(_L.order_id == order_id, _L.position == position)
    unit.connection.execute(update(ORDER_LINE).where(which).values(due_day=due_day))


def line_values(line: QuoteLine, due_day: int | None) -> dict[str, Any]:
    """Return the columns of a line, as events keep them as well."""
    return {**sale_values(line), "due_day": due_day}


def field_values(fields: OrderFields) -> dict[str, Any]:
    """Return the columns of what a person enters, as events keep them as well."""
    return {
        "title": fields.title,
        "contact_id": fields.contact_id,
        "owner_id": fields.owner_id,
        "order_day": fields.order_day,
        "due_day": fields.due_day,
        "currency": fields.currency,
        "includes_tax": fields.includes_tax,
        "discount_kind": fields.discount.kind,
        "discount_value": fields.discount.value,
        "terms": fields.terms,
        "note": fields.note,
    }


def stored_lines(view: View, order_id: OrderId) -> list[dict[str, Any]]:
    """Return the lines of an order as events keep them, their cost whoever asks."""
    return [line_values(sale_from(row), row["due_day"]) for row in _line_rows(view, [order_id])]


def _line_rows(view: View, ids: Sequence[int]) -> list[dict[str, Any]]:
    statement = select(ORDER_LINE).where(one_of(_L.order_id, ids)).order_by(_L.position, _L.id)
    return [dict(row) for row in view.connection.execute(statement).mappings()]


def _lines(view: View, ids: Sequence[int]) -> dict[int, list[OrderLine]]:
    """Return the lines of each order; what their goods cost only for whom that concerns."""
    hides = not view.person.may(Permission.VIEW_COST)
    found: dict[int, list[OrderLine]] = {}
    for row in _line_rows(view, ids):
        line = _line({**row, "cost_minor": None} if hides else row)
        found.setdefault(row["order_id"], []).append(line)
    return found


def _line(row: Mapping[str, Any]) -> OrderLine:
    sale = sale_from(row)
    return OrderLine(
        id=OrderLineId(row["id"]),
        fields=OrderLineFields(sale.fields, row["due_day"]),
        price=sale.price,
        **{name: row[name] for name in _GOODS},
    )


@cache
def next_due() -> ColumnElement[Any]:
    """Return the first day on which goods of a confirmed order are due; null for none."""
    first = select(func.min(func.coalesce(_L.due_day, _O.due_day))).where(
        _L.order_id == _O.id, _L.delivered_milli < _L.quantity_milli
    )
    found = first.correlate(SALES_ORDER).scalar_subquery()
    return case((_O.status == OrderStatus.CONFIRMED, found))


@cache
def delivery() -> ColumnElement[Any]:
    """Return how much of an order was delivered, as `domain.orders` says it."""
    of_order = _L.order_id == _O.id
    is_out = select(_L.id).where(of_order, _L.delivered_milli > 0).exists()
    is_left = select(_L.id).where(of_order, _L.delivered_milli < _L.quantity_milli).exists()
    return case(
        (~is_out.correlate(SALES_ORDER), DeliveryState.NONE.value),
        (is_left.correlate(SALES_ORDER), DeliveryState.PART.value),
        else_=DeliveryState.WHOLE.value,
    )


def _statement(view: View) -> Select[Any]:
    return selected().where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))


@cache
def selected() -> Select[Any]:
    """Return the statement of orders as they are shown, whoever asks."""
    return (
        select(
            SALES_ORDER,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            CONTACT.c.name.label("contact"),
            QUOTE.c.number.label("quote_number"),
            QUOTE.c.version_no.label("quote_version_no"),
            OPPORTUNITY.c.name.label("opportunity"),
            delivery().label("delivery"),
            next_due().label("next_due_day"),
            *approvals.ASKED,
        )
        .join(CUSTOMER, CUSTOMER.c.id == _O.customer_id)
        .join(USER, USER.c.id == _O.owner_id)
        .outerjoin(CONTACT, CONTACT.c.id == _O.contact_id)
        .outerjoin(QUOTE, QUOTE.c.id == _O.quote_id)
        .outerjoin(OPPORTUNITY, OPPORTUNITY.c.id == QUOTE.c.opportunity_id)
        .outerjoin(APPROVAL, approvals.is_last_of(ApprovalAct.ORDER, SALES_ORDER))
    )


def row_of(row: Any) -> OrderRow:
    """Return an order as it is listed."""
    return OrderRow(
        id=OrderId(row.id),
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        contact=row.contact or "",
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        title=row.title,
        status=row.status,
        delivery=DeliveryState(row.delivery),
        order_day=row.order_day,
        due_day=row.due_day,
        next_due_day=row.next_due_day,
        currency=row.currency,
        total_minor=row.total_minor,
        returned_minor=row.returned_minor,
        version=row.version,
        is_deleted=row.deleted_at is not None,
        asked=approvals.asked_of(row),
    )


def _fields(row: Any) -> OrderFields:
    return OrderFields(
        order_day=row.order_day,
        due_day=row.due_day,
        currency=row.currency,
        title=row.title,
        contact_id=None if row.contact_id is None else ContactId(row.contact_id),
        owner_id=UserId(row.owner_id),
        includes_tax=row.includes_tax,
        discount=Discount(row.discount_kind, row.discount_value),
        terms=row.terms,
        note=row.note,
    )


def _full_number(row: Any) -> str:
    if row.quote_number is None:
        return ""
    return version_number(row.quote_number, row.quote_version_no)
