"""The manager's view: each question one statement over what an index finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    func,
    literal_column,
    select,
    true,
    type_coerce,
    union_all,
)

from crm_tui.db.queries.pools.limits import general_limits
from crm_tui.db.queries.users import user_ids_in_scope
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import CLAIM_LEDGER, OWNERSHIP_PERIOD, POOL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import UNINDEXED_OWNER, unscoped
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.overviews import (
    AGE_BUCKETS,
    LEAVING_DAYS,
    HeldSpan,
    Leaving,
    Load,
    PoolAge,
    Turnover,
)
from crm_tui.domain.pools import PeriodEnd
from crm_tui.domain.users import Scope, UserStatus

PEOPLE = 1000
PERIODS = 5000
_HELD_AGAIN = 2


def staff(view: View) -> Select[tuple[int]]:
    """Select everybody whose customers the person's scope opens, themselves among them."""
    everybody = select(USER.c.id)
    if view.person.scope is Scope.ALL:
        return everybody
    others = user_ids_in_scope(view.person)
    mine = USER.c.id == view.person.user_id
    return everybody.where(mine if others is None else mine | USER.c.id.in_(others))


def loads(view: View, limit: int) -> list[Load]:
    """Return who of the staff is at, over or near their limit over all pools, the fullest first."""
    limits = general_limits(view)
    rows = view.connection.execute(
        select(USER.c.id, USER.c.name, USER.c.held)
        .where(USER.c.id.in_(staff(view)), USER.c.status == UserStatus.ACTIVE)
        .order_by(USER.c.held.desc(), USER.c.id)
        .limit(PEOPLE)
    )
    found = [Load(UserId(row.id), row.name, row.held, limits.get(UserId(row.id))) for row in rows]
    return sorted((load for load in found if load.is_near), key=lambda load: load.room)[:limit]


def leaving(view: View, limit: int) -> list[Leaving]:
    """Return the customers of the staff that the rules take back within a week, soonest first."""
    customer = CUSTOMER.c
    rows = view.connection.execute(
        select(
            customer.id,
            customer.name,
            customer.owner_id,
            USER.c.name.label("owner"),
            POOL.c.name.label("pool"),
            customer.last_day,
            customer.deciding,
        )
        .join(USER, USER.c.id == customer.owner_id)
        .join(POOL, POOL.c.id == customer.pool_id)
        .where(_leaves(view), unscoped("the staff's customers are those the scope opens"))
        .order_by(customer.last_day, customer.id)
        .limit(limit)
    )
    return [
        Leaving(
            CustomerId(r.id), r.name, UserId(r.owner_id), r.owner, r.pool, r.last_day, r.deciding
        )
        for r in rows
    ]


def leaving_by_owner(view: View) -> list[tuple[UserId, str, int]]:
    """Return how many customers of each of the staff leave within a week, the most first."""
    number = func.count().label("number")
    rows = view.connection.execute(
        select(CUSTOMER.c.owner_id, number)
        .where(_leaves(view), unscoped("the staff's customers are those the scope opens"))
        .group_by(CUSTOMER.c.owner_id)
        .order_by(number.desc(), CUSTOMER.c.owner_id)
        .limit(PEOPLE)
    ).all()
    names = names_of(view)
    return [(UserId(row.owner_id), names[UserId(row.owner_id)], row.number) for row in rows]


def _leaves(view: View) -> ColumnElement[bool]:
    # What the index on the last day holds and nothing else: an owned customer is never deleted.
    week = and_(
        CUSTOMER.c.owner_id.is_not(None),
        CUSTOMER.c.last_day.between(view.today, view.today + LEAVING_DAYS),
        # As a literal, so that SQLite can prove the partial index usable.
        CUSTOMER.c.last_day < literal_column(str(NEVER)),
    )
    if view.person.scope is Scope.ALL:
        return week
    # Walking the days and leaving the others out beats finding all that the staff hold.
    return and_(week, UNINDEXED_OWNER.in_(staff(view)))


def names_of(view: View) -> dict[UserId, str]:
    """Return the name of everybody, who left included."""
    rows = view.connection.execute(select(USER.c.id, USER.c.name).limit(PEOPLE * 10))
    return {UserId(row.id): row.name for row in rows}


def turnover(view: View, since_day: int) -> list[Turnover]:
    """Return what each of the staff claimed, gave back and lost since a day, the busiest first."""
    claimed, ended = _claims(view, since_day), _ends(view, since_day)
    rows = [
        Turnover(
            user_id,
            name,
            claimed.get(user_id, 0),
            *ended.get(user_id, (0, 0)),
        )
        for user_id, name in names_of(view).items()
    ]
    busy = [row for row in rows if row.claimed or row.returned or row.reclaimed]
    return sorted(busy, key=lambda row: (-row.claimed, -row.returned, row.user_id))


def _claims(view: View, since_day: int) -> dict[UserId, int]:
    ledger = CLAIM_LEDGER.c
    rows = view.connection.execute(
        select(ledger.user_id, func.sum(ledger.claims).label("number"))
        .where(ledger.user_id.in_(staff(view)), ledger.day >= since_day)
        .group_by(ledger.user_id)
        .order_by(ledger.user_id)
        .limit(PEOPLE)
    )
    return {UserId(row.user_id): int(row.number) for row in rows}


def _ends(view: View, since_day: int) -> dict[UserId, tuple[int, int]]:
    period = OWNERSHIP_PERIOD.c
    returned, reclaimed = (
        func.count(case((period.how_ended == how, 1)))
        for how in (PeriodEnd.RETURNED, PeriodEnd.RECLAIMED)
    )
    rows = view.connection.execute(
        select(period.owner_id, returned.label("returned"), reclaimed.label("reclaimed"))
        .where(
            period.owner_id.in_(staff(view)),
            period.noticed_at >= start_of_day(since_day, view.zone),
        )
        .group_by(period.owner_id)
        .order_by(period.owner_id)
        .limit(PEOPLE)
    )
    return {UserId(row.owner_id): (row.returned, row.reclaimed) for row in rows}


def spans_held_again(view: View, since: datetime) -> list[HeldSpan]:
    """Return the times somebody held the customers that changed hands twice or more since then."""
    period = OWNERSHIP_PERIOD.c
    held_since = (period.noticed_at >= since, period.noticed_at.is_(None))
    # Who has it again is at least the second holder after the first: few periods are.
    again = union_all(
        *(
            select(period.customer_id, period.id).where(
                period.owner_id.in_(staff(view)), is_so, period.holder_number >= _HELD_AGAIN
            )
            for is_so in held_since
        )
    ).subquery("again")
    often = (
        select(again.c.customer_id)
        .group_by(again.c.customer_id)
        .order_by(func.max(again.c.id).desc())
        .limit(PEOPLE)
    )
    rows = view.connection.execute(
        select(
            period.customer_id,
            CUSTOMER.c.name,
            period.owner_id,
            USER.c.name.label("owner"),
            period.started_at,
            period.ended_at,
        )
        .join(CUSTOMER, CUSTOMER.c.id == period.customer_id)
        .join(USER, USER.c.id == period.owner_id)
        .where(
            period.customer_id.in_(often),
            period.owner_id.in_(staff(view)),
            CUSTOMER.c.deleted_at.is_(None),
            # What was passed on by mistake and taken back is no circle.
            func.coalesce(type_coerce(period.how_ended, String), "") != PeriodEnd.UNDONE.value,
            unscoped("a manager sees what their staff pass to and fro"),
        )
        .order_by(period.customer_id, period.id)
        .limit(PERIODS)
    )
    return [
        HeldSpan(
            CustomerId(row.customer_id),
            row.name,
            UserId(row.owner_id),
            row.owner,
            row.started_at,
            row.ended_at,
        )
        for row in rows
    ]


def pool_ages(view: View) -> list[PoolAge]:
    """Return for each pool of the person how long its customers have lain there, in buckets."""
    since = CUSTOMER.c.pool_since
    days = [start_of_day(view.today - days, view.zone) for days in AGE_BUCKETS]
    # What lies there since that day or later: the buckets are the differences.
    later = [func.count(case((since >= day, 1))).label(f"bucket_{n}") for n, day in enumerate(days)]
    lying = (
        select(CUSTOMER.c.pool_id, *later, func.count().label("number"))
        .where(
            CUSTOMER.c.owner_id.is_(None),
            since.is_not(None),
            _is_mine(view),
            unscoped("members see how full a pool is"),
        )
        .group_by(CUSTOMER.c.pool_id)
        .subquery("lying")
    )
    rows = view.connection.execute(
        select(POOL.c.name, lying)
        .join(lying, lying.c.pool_id == POOL.c.id)
        .where(POOL.c.deleted_at.is_(None))
        .order_by(POOL.c.id)
        .limit(500)
    )
    return [PoolAge(PoolId(row.pool_id), row.name, _differences(row[2:])) for row in rows]


def _is_mine(view: View) -> ColumnElement[bool]:
    if view.person.scope is Scope.ALL:
        return true()
    return CUSTOMER.c.pool_id.in_(sorted(view.person.pool_ids))


def _differences(sums: Sequence[int]) -> tuple[int, ...]:
    return tuple(more - less for less, more in zip((0, *sums), sums, strict=False))
