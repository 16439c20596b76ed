"""What a person has to do now: short lists of ids, each served by one index."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from crm_tui.db.queries.users import staff_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import CLAIM_LEDGER, OWNERSHIP_PERIOD, POOL, POOL_RULE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.days import NEVER
from crm_tui.domain.pools import DEFAULT_WARNING_LEADS, PeriodEnd
from crm_tui.domain.users import Permission
from crm_tui.values import dataclass

_FEW = 5
"""So few people's customers are gathered person by person."""


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


@dataclass(frozen=True, slots=True)
class Expiring:
    """A customer near its last day, with how many days ahead its rule warns."""

    customer_id: int
    last_day: int
    leads: tuple[int, ...]


def expiring(view: View, days: int, *, limit: int) -> list[Expiring]:
    """Return one's own customers with so many days left or fewer, the nearest first."""
    return _read_expiring(
        view, _expiring(view, CUSTOMER.c.owner_id == view.person.user_id, days), limit
    )


def expiring_of_staff(view: View, days: int, *, limit: int) -> list[Expiring]:
    """Return customers of those one stands above, with so many days left or fewer."""
    staff = staff_ids(view.connection, view.person.user_id)
    if not staff:
        return []
    statement = _expiring(view, CUSTOMER.c.owner_id.in_(sorted(staff)), days)
    if len(staff) > _FEW:
        # Day by day: gathering all that many people hold takes a quarter of a second.
        statement = statement.with_hint(CUSTOMER, "INDEXED BY ix_customer_last_day", "sqlite")
    return _read_expiring(view, statement, limit)


def _expiring(view: View, of_whom: ColumnElement[bool], days: int) -> Select[Any]:
    return (
        select(CUSTOMER.c.id, CUSTOMER.c.last_day, POOL_RULE.c.warning_leads)
        .outerjoin(POOL_RULE, POOL_RULE.c.id == CUSTOMER.c.rule_id)
        .where(
            of_whom,
            CUSTOMER.c.owner_id.is_not(None),
            CUSTOMER.c.last_day < NEVER,
            CUSTOMER.c.last_day <= view.today + days,
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(CUSTOMER.c.last_day, CUSTOMER.c.id)
    )


def _read_expiring(view: View, statement: Select[Any], limit: int) -> list[Expiring]:
    return [
        Expiring(
            row.id,
            row.last_day,
            tuple(DEFAULT_WARNING_LEADS if row.warning_leads is None else row.warning_leads),
        )
        for row in view.connection.execute(statement.limit(limit))
    ]


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


def new_in_pools(view: View, since: datetime, limit: int) -> list[int]:
    """Return what came into the person's pools since and may be claimed now, the newest first."""
    customer, period = CUSTOMER.c, OWNERSHIP_PERIOD.c
    if not view.person.may(Permission.CLAIM):
        return []
    came_back = select(period.customer_id).where(
        # By the index on owner and time: everybody but oneself.
        period.owner_id.in_(select(USER.c.id).where(USER.c.id != view.person.user_id)),
        period.noticed_at >= since,
    )
    statement = (
        select(customer.id)
        .where(
            customer.owner_id.is_(None),
            customer.deleted_at.is_(None),
            customer.pool_id.in_(sorted(view.person.pool_ids)),
            or_(customer.opens_at.is_(None), customer.opens_at <= view.now),
            customer.reserved_for_id.is_(None),
            customer.created_by_id.is_distinct_from(view.person.user_id),
            visible_to(view.person),
        )
        .order_by(customer.id.desc())
        .limit(limit)
    )
    # By when they came: going through all that lies in a pool takes as long as the pool is large.
    by_entry = statement.with_hint(CUSTOMER, "INDEXED BY ix_customer_created", "sqlite")
    entered = view.connection.execute(by_entry.where(customer.created_at >= since)).scalars()
    back = view.connection.execute(statement.where(customer.id.in_(came_back))).scalars()
    return list(dict.fromkeys([*back, *entered]))[:limit]


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


def longest_lead(view: View) -> int:
    """Return how many days ahead the earliest warning of any rule goes out."""
    rows = view.connection.execute(select(POOL_RULE.c.warning_leads).distinct().limit(1000))
    return max((max(row.warning_leads, default=0) for row in rows), default=0)
