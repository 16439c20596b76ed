"""What a person did on a day, each from its own index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.day_summaries import FinishedTask, FollowedUp, Sold, Taken
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import mask_text

_METHOD = DICTIONARY_ITEM.alias("method")


def followed_up(view: View, since: datetime, until: datetime, limit: int) -> list[FollowedUp]:
    """Return the person's follow-ups that happened in a time, in order."""
    follow_up = FOLLOW_UP.c
    rows = view.connection.execute(
        select(
            follow_up.customer_id,
            CUSTOMER.c.name,
            follow_up.happened_at,
            _METHOD.c.name.label("method"),
            follow_up.mood,
            follow_up.content,
            CUSTOMER.c.next_contact_at,
        )
        .join(CUSTOMER, CUSTOMER.c.id == follow_up.customer_id)
        .outerjoin(_METHOD, _METHOD.c.id == follow_up.method_id)
        .where(
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
            follow_up.author_id == view.person.user_id,
            follow_up.happened_at >= since,
            follow_up.happened_at < until,
            follow_up.deleted_at.is_(None),
        )
        .order_by(follow_up.happened_at, follow_up.id)
        .limit(limit)
    ).all()
    hidden = hidden_ids(view, list({row.customer_id for row in rows}))
    return [
        FollowedUp(
            CustomerId(row.customer_id),
            row.name,
            row.happened_at,
            row.method or "",
            row.mood,
            mask_text(row.content) if row.customer_id in hidden else row.content,
            row.next_contact_at,
        )
        for row in rows
    ]


def finished_tasks(view: View, since: datetime, limit: int) -> list[FinishedTask]:
    """Return the person's own tasks that they finished since, in order."""
    task = TASK.c
    rows = view.connection.execute(
        select(task.title, task.done_at, task.customer_id)
        .where(
            task.assignee_id == view.person.user_id,
            task.done_by_id == view.person.user_id,
            task.done_at >= since,
            task.deleted_at.is_(None),
            task.closed_reason == "",
        )
        .order_by(task.done_at, task.id)
        .limit(limit)
    ).all()
    hidden = hidden_ids(view, [row.customer_id for row in rows if row.customer_id is not None])
    return [
        FinishedTask(mask_text(row.title) if row.customer_id in hidden else row.title, row.done_at)
        for row in rows
    ]


def sold(view: View, day: int, limit: int) -> list[Sold]:
    """Return the deals of a day that are to the person's credit."""
    deal = DEAL.c
    rows = view.connection.execute(
        select(deal.customer_id, CUSTOMER.c.name, deal.amount_minor, deal.currency)
        .join(CUSTOMER, CUSTOMER.c.id == deal.customer_id)
        .where(
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
            deal.owner_id == view.person.user_id,
            deal.deal_day == day,
            deal.voided_day.is_(None),
            deal.deleted_at.is_(None),
        )
        .order_by(deal.id)
        .limit(limit)
    )
    return [
        Sold(CustomerId(row.customer_id), row.name, row.amount_minor, row.currency) for row in rows
    ]


def taken(view: View, since: datetime, limit: int) -> list[Taken]:
    """Return the customers the person holds since an instant or later, and how they got them."""
    period = OWNERSHIP_PERIOD.c
    rows = view.connection.execute(
        select(period.customer_id, CUSTOMER.c.name, period.how_started)
        .select_from(CUSTOMER.join(OWNERSHIP_PERIOD, period.id == CUSTOMER.c.period_id))
        .where(
            CUSTOMER.c.owner_id == view.person.user_id,
            CUSTOMER.c.owned_since >= since,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped("what one holds is always seen"),
        )
        .order_by(period.id)
        .limit(limit)
    )
    return [Taken(CustomerId(row.customer_id), row.name, row.how_started) for row in rows]
