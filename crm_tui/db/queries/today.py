"""What a person has to do now: short lists of ids, each served by one index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.tables.pools import CLAIM_LEDGER, OWNERSHIP_PERIOD, POOL
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.pools import PeriodEnd


def contact_ids(
    view: View, *, limit: int, until: datetime, since: datetime | None = None
) -> list[int]:
    """Return one's own customers whose next contact is planned before `until`, from `since` on."""
    statement = (
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.owner_id == view.person.user_id,
            CUSTOMER.c.next_contact_at < until,
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(CUSTOMER.c.next_contact_at, CUSTOMER.c.id)
        .limit(limit)
    )
    if since is not None:
        statement = statement.where(CUSTOMER.c.next_contact_at >= since)
    return [row.id for row in view.connection.execute(statement)]


def expiring_ids(view: View, lead_days: int, limit: int) -> list[int]:
    """Return one's own customers whose last protected day is at most so many days away."""
    statement = (
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.owner_id == view.person.user_id,
            CUSTOMER.c.last_day <= view.today + lead_days,
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(CUSTOMER.c.last_day, CUSTOMER.c.id)
        .limit(limit)
    )
    return [row.id for row in view.connection.execute(statement)]


def taken_back_ids(view: View, since: datetime, limit: int) -> list[int]:
    """Return the customers this person was found to have lost since, that nobody holds now."""
    period = OWNERSHIP_PERIOD.c
    statement = (
        select(period.customer_id)
        .join(CUSTOMER, CUSTOMER.c.id == period.customer_id)
        .where(
            period.owner_id == view.person.user_id,
            period.how_ended == PeriodEnd.RECLAIMED,
            period.noticed_at >= since,
            CUSTOMER.c.owner_id.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(period.id.desc())
        .limit(limit)
    )
    return [row.customer_id for row in view.connection.execute(statement)]


def claims_today(view: View) -> int:
    """Return how many customers the person has claimed today over all pools."""
    claims = view.connection.execute(
        select(func.coalesce(func.sum(CLAIM_LEDGER.c.claims), 0)).where(
            CLAIM_LEDGER.c.user_id == view.person.user_id, CLAIM_LEDGER.c.day == view.today
        )
    ).scalar_one()
    return int(claims)


def daily_limits(view: View) -> list[int | None]:
    """Return the daily limits of the pools the person belongs to; None means no limit."""
    rows = view.connection.execute(
        select(POOL.c.daily_limit)
        .where(POOL.c.id.in_(sorted(view.person.pool_ids)))
        .order_by(POOL.c.id)
        .limit(500)
    )
    return [row.daily_limit for row in rows]


def warning_leads(view: View) -> list[list[int]]:
    """Return the warning days of every pool."""
    rows = view.connection.execute(select(POOL.c.warning_leads).order_by(POOL.c.id).limit(500))
    return [row.warning_leads for row in rows]
