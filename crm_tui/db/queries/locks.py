"""Locks of customers: those that hold, and how many days were locked already."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.movements import CUSTOMER_LOCK
from crm_tui.db.schema.pools import POOL
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.locks import Lock, LockQuota
from crm_tui.domain.pools import Holding

LISTED = 500


def add_lock(unit: Unit, customer: Holding, until_day: int, reason: str) -> int:
    """Lock an owned customer from today on; return the lock's id."""
    result = unit.connection.execute(
        insert(CUSTOMER_LOCK).values(
            customer_id=customer.customer_id,
            period_id=customer.period_id,
            user_id=customer.owner_id,
            first_day=unit.today,
            until_day=until_day,
            reason=reason,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return int(key)


def lift_locks(unit: Unit, customer_id: CustomerId) -> list[int]:
    """End today every lock of a customer that still holds; return their ids."""
    lock = CUSTOMER_LOCK.c
    lifted = unit.connection.execute(
        update(CUSTOMER_LOCK)
        .where(
            lock.customer_id == customer_id,
            lock.until_day >= unit.today,
            lock.lifted_day.is_(None),
        )
        .values(lifted_day=unit.today, lifted_by_id=unit.person.user_id)
        .returning(lock.id)
    )
    return [int(row.id) for row in lifted]


def set_lifted(unit: Unit, lock_ids: list[int], lifted_day: int | None) -> None:
    """Let locks hold again, or end them as of a day, when that is undone."""
    by = None if lifted_day is None else unit.person.user_id
    unit.connection.execute(
        update(CUSTOMER_LOCK)
        .where(CUSTOMER_LOCK.c.id.in_(lock_ids))
        .values(lifted_day=lifted_day, lifted_by_id=by)
    )


def locks_of(view: View, customer_id: CustomerId) -> tuple[Lock, ...]:
    """Return the locks of a customer, the newest first."""
    lock = CUSTOMER_LOCK.c
    rows = view.connection.execute(
        select(lock.first_day, lock.until_day, lock.lifted_day)
        .where(lock.customer_id == customer_id)
        .order_by(lock.id.desc())
        .limit(LISTED)
    )
    return tuple(Lock(row.first_day, row.until_day, row.lifted_day) for row in rows)


def quota(view: View, customer: Holding, clock_day: int) -> LockQuota:
    """Return what is left of locking for the owner of a customer, in the customer's pool."""
    pool = view.connection.execute(
        select(POOL.c.lock_limit, POOL.c.lock_days).where(POOL.c.id == customer.pool_id)
    ).one()
    return LockQuota(
        locked=0 if customer.owner_id is None else _locked_by(view, customer, customer.owner_id),
        lock_limit=pool.lock_limit,
        lock_days=pool.lock_days,
        locks=locks_of(view, customer.customer_id),
        clock_day=clock_day,
    )


def _locked_by(view: View, customer: Holding, owner_id: UserId) -> int:
    return view.connection.execute(
        select(func.count())
        .select_from(CUSTOMER)
        .where(
            CUSTOMER.c.owner_id == owner_id,
            CUSTOMER.c.pool_id == customer.pool_id,
            CUSTOMER.c.locked_until_day >= view.today,
            CUSTOMER.c.id != customer.customer_id,
            unscoped("a quota counts what somebody has locked, whoever asks"),
        )
    ).scalar_one()
