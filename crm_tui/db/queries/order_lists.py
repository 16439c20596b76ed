"""Lists of orders, and what a list comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, func, or_, select, type_coerce

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.groupings import MoneyOf, by_choice, by_month, by_owner, by_status
from crm_tui.db.queries.orders import delivery, next_due, row_of, selected
from crm_tui.db.queries.record_lists import (
    ListedNoun,
    belonging,
    beside,
    is_called,
    is_new,
    says,
)
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import ORDER_LINE, SALES_ORDER
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.orders.records import DeliveryState, OrderRow, OrderStatus
from crm_tui.domain.orders.requests import DueSpan, days_of

Wanted = ColumnElement[bool]

_O, _L = SALES_ORDER.c, ORDER_LINE.c
_IS_WAITING = _L.delivered_milli < _L.quantity_milli
_SPANS = {
    "overdue": DueSpan.OVERDUE,
    "due_today": DueSpan.TODAY,
    "due_tomorrow": DueSpan.TOMORROW,
    "due_week": DueSpan.WEEK,
}
_WALKED = frozenset({"id", "day", "due"})
_SHOWN_DUE = case((_O.status == OrderStatus.DRAFT, _O.due_day), else_=next_due())
_MONEY = MoneyOf(
    _O.total_minor - _O.returned_minor, _O.currency, counts=_O.status != OrderStatus.VOID
)


def _has_word(view: View, word: str) -> Wanted:
    return is_called(view, word, _O.title, number=_O.number)


def _has_flag(view: View, code: str) -> Wanted:
    """Return whether goods of a confirmed order are to be delivered within a span of days."""
    span = _SPANS[code]
    days = days_of(span, view.today) or (0, 0)
    is_due = _is_late(days) if span is DueSpan.OVERDUE else _is_due(days)
    return and_(beside(_O.status) == OrderStatus.CONFIRMED.value, is_due)


def _is_due(days: tuple[int, int]) -> Wanted:
    """Return whether goods are due within a few days, on which not much of all falls."""
    own_day = select(_L.order_id).where(_IS_WAITING, _L.due_day.between(*days))
    no_day = select(_L.id).where(_IS_WAITING, _L.order_id == _O.id, _L.due_day.is_(None))
    is_usual = and_(_O.due_day.between(*days), no_day.correlate(SALES_ORDER).exists())
    return or_(_O.id.in_(own_day), is_usual)


def _is_late(days: tuple[int, int]) -> Wanted:
    """Return the same of all days that are past, by what waits still."""
    due = func.coalesce(_L.due_day, _O.due_day).between(*days)
    late = select(_L.id).where(_IS_WAITING, _L.order_id == _O.id, due)
    waiting = _O.id.in_(select(_L.order_id).where(_IS_WAITING))
    return and_(waiting, late.correlate(SALES_ORDER).exists())


def quotes_of(opportunity_id: OpportunityId) -> Select[Any]:
    """Select the quotes of an opportunity, whose papers are its own."""
    return select(QUOTE.c.id).where(QUOTE.c.opportunity_id == opportunity_id)


def _rows(view: View, ids: Sequence[int]) -> Sequence[OrderRow]:
    named = selected().where(one_of(_O.id, ids), unscoped("the ids come from a scoped list"))
    return [row_of(row) for row in view.connection.execute(named)]


LISTED: ListedNoun[OrderRow] = ListedNoun(
    id=_O.id,
    source=SALES_ORDER.outerjoin(CUSTOMER, CUSTOMER.c.id == _O.customer_id),
    fields={
        "order_number": _O.number,
        "order_title": _O.title,
        "order_status": beside(_O.status),
        "order_delivery": delivery(),
        "order_total": _O.total_minor,
        "order_day": _O.order_day,
        "order_due": next_due(),
        "of_customer": CUSTOMER.c.name_key,
        "owner": _O.owner_id,
        "department": _O.owner_id,
        "created": type_coerce(_O.created_at, BigInteger),
        "updated": type_coerce(_O.updated_at, BigInteger),
    },
    instants=frozenset({"created", "updated"}),
    orders={
        "id": _O.id,
        "number": _O.number,
        "title": _O.title,
        "customer": CUSTOMER.c.name,
        "status": _O.status,
        "total": _O.total_minor,
        "day": _O.order_day,
        "due": func.coalesce(next_due(), NEVER),
        "owner": _O.owner_id,
        "created_at": _O.created_at,
    },
    has_word=_has_word,
    has_flag=_has_flag,
    masked_orders={"title"},
    belongs=belonging(SALES_ORDER, _WALKED),
    rows=_rows,
    customer_id=_O.customer_id,
    belongs_to=lambda opportunity_id: _O.quote_id.in_(quotes_of(opportunity_id)),
    groups={
        "status": by_choice(_O.status, OrderStatus),
        "delivery": by_status(lambda _view: delivery(), DeliveryState),
        "owner": by_owner(_O.owner_id),
        "day": by_month(_O.order_day),
        "due": by_month(_SHOWN_DUE, newest_first=False),
    },
    money=_MONEY,
)


def orders_saying(view: View, words: str, limit: int) -> list[OrderRow]:
    """Return orders of visible customers in whose number or title the words stand."""
    fits = says(view, words, _O.number, _O.title, is_new(_O.id, SALES_ORDER))
    statement = selected().where(
        CUSTOMER.c.deleted_at.is_(None), visible_to(view.person), _O.deleted_at.is_(None), fits
    )
    found = view.connection.execute(statement.order_by(_O.id.desc()).limit(limit))
    return [row_of(row) for row in found]
