"""What stands on the days of somebody's calendar: each read by one index, from that person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, select

from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.days import day_of
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.masking import mask_text
from crm_tui.domain.schedules import ScheduleItem, ScheduleKind

MOST = 5_000


def contacts_between(
    view: View, user_id: UserId, since: datetime, until: datetime, limit: int = MOST
) -> list[ScheduleItem]:
    """Return when somebody planned to contact their customers, by time."""
    customer = CUSTOMER.c
    statement = (
        select(customer.id, customer.name, customer.next_contact_at, customer.next_contact_note)
        .where(
            customer.owner_id == user_id,
            customer.next_contact_at >= since,
            customer.next_contact_at < until,
            customer.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(customer.next_contact_at, customer.id)
        .limit(limit)
    )
    return [
        ScheduleItem(
            ScheduleKind.CONTACT,
            row.id,
            day_of(row.next_contact_at, view.zone),
            row.next_contact_at,
            row.next_contact_note,
            CustomerId(row.id),
            row.name,
        )
        for row in view.connection.execute(statement)
    ]


def tasks_between(
    view: View, user_id: UserId, since: datetime, until: datetime, limit: int = MOST
) -> list[ScheduleItem]:
    """Return the open tasks of somebody that are due between two instants, by time."""
    task = TASK.c
    # One's own task stays when its customer is out of sight, without the name.
    name = case((visible_to(view.person), CUSTOMER.c.name), else_="").label("customer")
    statement = (
        select(task.id, task.title, task.due_at, task.has_time, task.customer_id, name)
        .outerjoin(CUSTOMER, CUSTOMER.c.id == task.customer_id)
        .where(
            task.assignee_id == user_id,
            task.due_at >= since,
            task.due_at < until,
            task.done_at.is_(None),
            task.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
        )
        .order_by(task.due_at, task.id)
        .limit(limit)
    )
    rows = view.connection.execute(statement).all()
    hidden = hidden_ids(view, [row.customer_id for row in rows if row.customer_id is not None])
    return [
        ScheduleItem(
            ScheduleKind.TASK,
            row.id,
            day_of(row.due_at, view.zone),
            row.due_at if row.has_time else None,
            mask_text(row.title) if row.customer_id in hidden else row.title,
            CustomerId(row.customer_id) if row.customer_id is not None and row.customer else None,
            row.customer or "",
        )
        for row in rows
    ]
