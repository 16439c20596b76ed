"""Who would get a customer: what they hold, claimed and had before; the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    func,
    insert,
    not_,
    select,
    update,
)

from crm_tui.db.id_lists import asked_ids, by_ids, one_of
from crm_tui.db.queries.pools.limits import allowance
from crm_tui.db.queries.users import lock_user, pools_of
from crm_tui.db.schema.pools import (
    CLAIM_LEDGER,
    OWNERSHIP_PERIOD,
    POOL,
)
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    PASSING_ENDS,
    PASSING_STARTS,
    Allowance,
    Claimant,
    LastPeriod,
    NextPeriod,
    PeriodEnd,
    end_after_passing,
)
from crm_tui.domain.users import UserStatus
from crm_tui.errors import NotFoundError

_PERIODS_READ = 1000


def _passing_undone() -> ColumnElement[bool]:
    return and_(
        OWNERSHIP_PERIOD.c.how_ended.is_not_distinct_from(PeriodEnd.UNDONE),
        one_of(OWNERSHIP_PERIOD.c.how_started, PASSING_STARTS),
    )


# Every page of a list asks these two, so what asks them is built once.
_USER_ID = bindparam("asked_user_id", type_=Integer)
_LATEST = (
    select(func.max(OWNERSHIP_PERIOD.c.id))
    .select_from(by_ids(OWNERSHIP_PERIOD, OWNERSHIP_PERIOD.c.customer_id))
    .where(
        OWNERSHIP_PERIOD.c.owner_id == _USER_ID,
        OWNERSHIP_PERIOD.c.ended_at.is_not(None),
        # Whoever was passed a customer by mistake may be passed it again at once.
        not_(_passing_undone()),
    )
    .group_by(OWNERSHIP_PERIOD.c.customer_id)
)
_LAST_ENDED = (
    select(
        OWNERSHIP_PERIOD.c.id,
        OWNERSHIP_PERIOD.c.customer_id,
        OWNERSHIP_PERIOD.c.how_ended,
        OWNERSHIP_PERIOD.c.end_day,
        OWNERSHIP_PERIOD.c.ended_by_id,
        POOL.c.cool_off_return_days,
        POOL.c.cool_off_reclaim_days,
    )
    .join(POOL, POOL.c.id == OWNERSHIP_PERIOD.c.pool_id)
    .where(OWNERSHIP_PERIOD.c.id.in_(_LATEST))
)
_ON_DAY = (
    CLAIM_LEDGER.c.user_id == _USER_ID,
    CLAIM_LEDGER.c.day == bindparam("asked_day", type_=Integer),
)
_OF_POOL = CLAIM_LEDGER.c.pool_id == bindparam("asked_pool_id", type_=Integer)
_CLAIMS = select(CLAIM_LEDGER.c.pool_id, CLAIM_LEDGER.c.claims).where(*_ON_DAY)
_CLAIMS_ON = select(CLAIM_LEDGER.c.claims).where(*_ON_DAY, _OF_POOL)
_COUNT = update(CLAIM_LEDGER).where(*_ON_DAY, _OF_POOL).values(claims=CLAIM_LEDGER.c.claims + 1)
_ACTIVE_NAME = select(USER.c.name).where(USER.c.id == _USER_ID, USER.c.status == UserStatus.ACTIVE)


def claimant(
    view: View,
    user_id: UserId,
    customer_id: CustomerId | None,
    pool_id: PoolId,
    known: Allowance | None = None,
) -> Claimant:
    """Return who would get a customer, with holdings and claims as they are in this transaction.

    `known` spares counting again what was counted under the same lock. Raises NotFoundError for
    somebody who does not work here.
    """
    is_me = user_id == view.person.user_id
    my_pools = view.person.pool_ids if is_me else pools_of(view.connection, user_id)[0]
    return Claimant(
        user_id=user_id,
        name=active_name(view, user_id),
        allowance=known or allowance(view, user_id),
        claims_today=claims_on(view, user_id, pool_id, view.today),
        # Who runs the office claims from every pool, within the limits of everybody.
        is_member=pool_id in my_pools or (is_me and view.person.is_admin),
        last_period=None if customer_id is None else last_period(view, user_id, customer_id),
    )


def active_name(view: View, user_id: UserId) -> str:
    """Return the name of somebody who works here now; raise NotFoundError for anybody else."""
    if user_id == view.person.user_id:
        return view.person.name
    asked = {"asked_user_id": user_id}
    name: str | None = view.connection.execute(_ACTIVE_NAME, asked).scalar_one_or_none()
    if name is None:
        raise NotFoundError("user", str(user_id))
    return name


def last_period(view: View, user_id: UserId, customer_id: CustomerId) -> LastPeriod | None:
    """Return how this person's last time with the customer ended, or None."""
    return last_periods(view, user_id, [customer_id]).get(customer_id)


def last_periods(
    view: View, user_id: UserId, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, LastPeriod]:
    """Return how this person's last time with each of some customers ended, if there was one.

    For who passed it on themselves it ended as it did in the hands they passed it to, so that a
    colleague who gives it back is no way round the cool-off.
    """
    ended = _last_ended(view, user_id, customer_ids)
    passed = {
        customer_id: row.id
        for customer_id, row in ended.items()
        if row.how_ended in PASSING_ENDS and row.ended_by_id == user_id
    }
    following = _periods_after(view, passed) if passed else {}
    found = {}
    for customer_id, row in ended.items():
        last = LastPeriod(
            row.how_ended, row.end_day, row.cool_off_return_days, row.cool_off_reclaim_days
        )
        is_passed = customer_id in passed
        later = following.get(customer_id, ())
        found[customer_id] = end_after_passing(last, later) if is_passed else last
    return found


def _last_ended(
    view: View, user_id: UserId, customer_ids: Sequence[CustomerId]
) -> dict[CustomerId, Any]:
    asked = {**asked_ids(customer_ids), "asked_user_id": user_id}
    rows = view.connection.execute(_LAST_ENDED, asked)
    return {CustomerId(row.customer_id): row for row in rows}


def _periods_after(
    view: View, passed: Mapping[CustomerId, int]
) -> dict[CustomerId, list[NextPeriod]]:
    """Return what followed the period of each customer, in its order."""
    period = OWNERSHIP_PERIOD.c
    rows = view.connection.execute(
        select(period.id, period.customer_id, period.how_started, period.how_ended, period.end_day)
        .where(
            period.customer_id.in_(passed),
            period.id > min(passed.values()),
            not_(_passing_undone()),
        )
        .order_by(period.id)
        .limit(_PERIODS_READ * len(passed))
    )
    found: dict[CustomerId, list[NextPeriod]] = {}
    for row in rows:
        if row.id > passed[row.customer_id]:
            later = NextPeriod(row.how_started, row.how_ended, row.end_day)
            found.setdefault(CustomerId(row.customer_id), []).append(later)
    return found


def last_owner_id(view: View, customer_id: CustomerId) -> UserId | None:
    """Return who held the customer last, or None when nobody ever did."""
    found = view.connection.execute(
        select(OWNERSHIP_PERIOD.c.owner_id)
        .where(
            OWNERSHIP_PERIOD.c.customer_id == customer_id, OWNERSHIP_PERIOD.c.ended_at.is_not(None)
        )
        .order_by(OWNERSHIP_PERIOD.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else UserId(found)


def claims_on(view: View, user_id: UserId, pool_id: PoolId, day: int) -> int:
    """Return how many claims the ledger holds for somebody, a pool and a day."""
    asked = {"asked_user_id": user_id, "asked_pool_id": pool_id, "asked_day": day}
    return view.connection.execute(_CLAIMS_ON, asked).scalar_one_or_none() or 0


def claims_by_pool(view: View, user_id: UserId, day: int) -> Mapping[int, int]:
    """Return how many claims the ledger holds for somebody on a day, pool by pool."""
    return view.once(("claims", user_id, day), lambda: _claims_by_pool(view, user_id, day))


def _claims_by_pool(view: View, user_id: UserId, day: int) -> dict[int, int]:
    rows = view.connection.execute(_CLAIMS, {"asked_user_id": user_id, "asked_day": day})
    return {row.pool_id: row.claims for row in rows}


def count_claim(unit: Unit, user_id: UserId, pool_id: PoolId) -> None:
    """Add one claim to today's ledger; the limit was checked under the user's lock."""
    asked = {"asked_user_id": user_id, "asked_pool_id": pool_id, "asked_day": unit.today}
    if unit.connection.execute(_COUNT, asked).rowcount == 0:
        first = {"user_id": user_id, "pool_id": pool_id, "day": unit.today, "claims": 1}
        unit.connection.execute(insert(CLAIM_LEDGER), first)


def lock_claimant(unit: Unit, user_id: UserId) -> None:
    """Take the user's row before reading limits: the lock order is user, then customers."""
    lock_user(unit.connection, user_id)
