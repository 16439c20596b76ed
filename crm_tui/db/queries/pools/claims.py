"""Who would get a customer: what they hold, claimed and had before; the ledger."""

from __future__ import annotations

from sqlalchemy import (
    insert,
    select,
    update,
)

from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.queries.users import lock_user, person, pools_of
from crm_tui.db.tables.pools import (
    CLAIM_LEDGER,
    OWNERSHIP_PERIOD,
)
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    Claimant,
    LastPeriod,
)


def claimant(
    view: View, user_id: UserId, customer_id: CustomerId | None, pool_id: PoolId
) -> Claimant:
    """Return who would get a customer, with holdings and claims as they are in this transaction."""
    who = person(view.connection, user_id, view.office)
    return Claimant(
        user_id=user_id,
        name=who.name,
        held=who.held,
        holding_limit=who.holding_limit,
        held_in_pool=customer_queries.owned_counts(view, user_id, pool_id),
        claims_today=claims_on(view, user_id, pool_id, view.today),
        is_member=pool_id in pools_of(view.connection, user_id)[0],
        last_period=None if customer_id is None else last_period(view, user_id, customer_id),
    )


def last_period(view: View, user_id: UserId, customer_id: CustomerId) -> LastPeriod | None:
    """Return how this person's last time with the customer ended, or None."""
    row = view.connection.execute(
        select(OWNERSHIP_PERIOD.c.how_ended, OWNERSHIP_PERIOD.c.end_day)
        .where(
            OWNERSHIP_PERIOD.c.customer_id == customer_id,
            OWNERSHIP_PERIOD.c.owner_id == user_id,
            OWNERSHIP_PERIOD.c.ended_at.is_not(None),
        )
        .order_by(OWNERSHIP_PERIOD.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastPeriod(row.how_ended, row.end_day)


def claims_on(view: View, user_id: UserId, pool_id: PoolId, day: int) -> int:
    """Return how many claims the ledger holds for somebody, a pool and a day."""
    found = view.connection.execute(
        select(CLAIM_LEDGER.c.claims).where(
            CLAIM_LEDGER.c.user_id == user_id,
            CLAIM_LEDGER.c.pool_id == pool_id,
            CLAIM_LEDGER.c.day == day,
        )
    ).scalar_one_or_none()
    return found or 0


def count_claim(unit: Unit, user_id: UserId, pool_id: PoolId) -> None:
    """Add one claim to today's ledger; the limit was checked under the user's lock."""
    ledger = CLAIM_LEDGER.c
    counted = unit.connection.execute(
        update(CLAIM_LEDGER)
        .where(ledger.user_id == user_id, ledger.pool_id == pool_id, ledger.day == unit.today)
        .values(claims=ledger.claims + 1)
    )
    if counted.rowcount == 0:
        unit.connection.execute(
            insert(CLAIM_LEDGER).values(user_id=user_id, pool_id=pool_id, day=unit.today, claims=1)
        )


def lock_claimant(unit: Unit, user_id: UserId) -> None:
    """Take the user's row before reading limits: the lock order is user, then customers."""
    lock_user(unit.connection, user_id)
