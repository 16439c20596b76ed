"""What a report says besides the sums: how people were reached, and what is due next."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.credits import is_not_deleted
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.orders import ORDER_LINE, SALES_ORDER
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.days import DayRange, start_of_day
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.reports import Coming

_OWN = "what a person did and is to do is told to who sees that person's credit"
_METHODS = 50


def methods(
    view: View, days: DayRange, user_ids: Sequence[UserId]
) -> tuple[tuple[tuple[str, int], ...], int]:
    """Return follow-ups of people by how they were done, the most first, and of how many customers.

    What belongs to customers that were set aside is in neither.
    """
    begin, end = _instants(view, days)
    written = (
        select(FOLLOW_UP.c.method_id, FOLLOW_UP.c.customer_id)
        .where(
            one_of(FOLLOW_UP.c.author_id, user_ids),
            FOLLOW_UP.c.happened_at >= begin,
            FOLLOW_UP.c.happened_at < end,
            FOLLOW_UP.c.deleted_at.is_(None),
            is_not_deleted(FOLLOW_UP.c.customer_id),
        )
        # Named twice, it is read once.
        .cte("written")
    )
    number = func.count().label("number")
    customers = select(func.count(written.c.customer_id.distinct())).scalar_subquery()
    rows = view.connection.execute(
        select(DICTIONARY_ITEM.c.name, number, customers.label("customers"))
        .select_from(written)
        .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == written.c.method_id)
        .group_by(DICTIONARY_ITEM.c.id, DICTIONARY_ITEM.c.name)
        .order_by(number.desc(), DICTIONARY_ITEM.c.id)
        .limit(_METHODS)
    ).all()
    found = tuple((row.name or "", row.number) for row in rows)
    return found, rows[0].customers if rows else 0


def coming(view: View, days: DayRange, user_ids: Sequence[UserId]) -> Coming:
    """Return how much people are to do in some days to come."""
    begin, end = _instants(view, days)
    contacts = select(func.count()).where(
        one_of(CUSTOMER.c.owner_id, user_ids),
        CUSTOMER.c.next_contact_at >= begin,
        CUSTOMER.c.next_contact_at < end,
        CUSTOMER.c.deleted_at.is_(None),
        unscoped(_OWN),
    )
    tasks = select(func.count()).where(
        one_of(TASK.c.assignee_id, user_ids),
        TASK.c.due_at >= begin,
        TASK.c.due_at < end,
        TASK.c.done_at.is_(None),
        TASK.c.deleted_at.is_(None),
    )
    due = func.coalesce(ORDER_LINE.c.due_day, SALES_ORDER.c.due_day)
    orders = (
        select(func.count(SALES_ORDER.c.id.distinct()))
        .join(ORDER_LINE, ORDER_LINE.c.order_id == SALES_ORDER.c.id)
        .join(CUSTOMER, CUSTOMER.c.id == SALES_ORDER.c.customer_id)
        .where(
            one_of(SALES_ORDER.c.owner_id, user_ids),
            SALES_ORDER.c.status == OrderStatus.CONFIRMED,
            SALES_ORDER.c.deleted_at.is_(None),
            ORDER_LINE.c.delivered_milli < ORDER_LINE.c.quantity_milli,
            due.between(days.first, days.last),
            CUSTOMER.c.deleted_at.is_(None),
            unscoped(_OWN),
        )
    )
    return Coming(_count(view, contacts), _count(view, tasks), _count(view, orders))


def _instants(view: View, days: DayRange) -> tuple[object, object]:
    return start_of_day(days.first, view.zone), start_of_day(days.last + 1, view.zone)


def _count(view: View, statement: Select[int]) -> int:
    return int(view.connection.execute(statement).scalar_one())
