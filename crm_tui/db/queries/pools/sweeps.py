"""What is due, and taking it back set-based."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    and_,
    func,
    literal_column,
    or_,
    select,
    update,
)

from crm_tui.db.queries.pools.periods import IN_POOL_VALUES, lower_held
from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.tables.pools import (
    POOL,
)
from crm_tui.db.tables.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    Deciding,
    DueCustomer,
)

DUE = (
    CUSTOMER.c.owner_id.is_not(None),
    # As a literal, so that SQLite can prove the partial index usable.
    CUSTOMER.c.last_day < literal_column(str(NEVER)),
    CUSTOMER.c.deleted_at.is_(None),
)


def keep_due(unit: Unit, pool_id: PoolId, until_day: int) -> int:
    """Let the overdue customers of a pool stay until a day, with the cause; return how many."""
    kept = unit.connection.execute(
        update(CUSTOMER)
        .where(
            CUSTOMER.c.pool_id == pool_id,
            CUSTOMER.c.last_day < unit.today,
            *DUE,
            unscoped("the sweep acts for the office"),
        )
        .values(
            last_day=until_day,
            deciding=Deciding.GRACE.value,
            not_before_day=until_day,
            not_before_cause="dismissed",
        )
    )
    return kept.rowcount


def anything_due(view: View, today: int) -> bool:
    """Return whether any protection has ended; one index seek however many customers there are."""
    return (
        view.connection.execute(
            select(CUSTOMER.c.id)
            .where(CUSTOMER.c.last_day < today, *DUE, unscoped("the sweep acts for the office"))
            .limit(1)
        ).first()
        is not None
    )


def due_count(view: View, today: int) -> int:
    """Return how many customers' protection has ended."""
    return view.connection.execute(
        select(func.count())
        .select_from(CUSTOMER)
        .where(CUSTOMER.c.last_day < today, *DUE, unscoped("the sweep acts for the office"))
    ).scalar_one()


def owned_count(view: View) -> int:
    """Return how many customers anybody holds."""
    total = view.connection.execute(select(func.coalesce(func.sum(USER.c.held), 0))).scalar_one()
    return int(total)


def due(view: View, today: int, limit: int) -> list[DueCustomer]:
    """Return customers whose protection has ended, the longest ago first; only those in sight."""
    rows = view.connection.execute(
        select(
            CUSTOMER.c.id,
            CUSTOMER.c.name,
            CUSTOMER.c.owner_id,
            USER.c.name.label("owner"),
            POOL.c.name.label("pool"),
            CUSTOMER.c.last_day,
            CUSTOMER.c.deciding,
        )
        .join(USER, USER.c.id == CUSTOMER.c.owner_id)
        .join(POOL, POOL.c.id == CUSTOMER.c.pool_id)
        .where(CUSTOMER.c.last_day < today, *DUE, visible_to(view.person))
        .order_by(CUSTOMER.c.last_day, CUSTOMER.c.id)
        .limit(limit)
    )
    return [
        DueCustomer(
            CustomerId(r.id), r.name, UserId(r.owner_id), r.owner, r.pool, r.last_day, r.deciding
        )
        for r in rows
    ]


def due_rows(unit: Unit, today: int, limit: int, after: tuple[int, int]) -> list[Any]:
    """Return the stored rows that a sweep takes next, after a (last_day, id) already seen."""
    last_day, identity = after
    customer = CUSTOMER.c
    return list(
        unit.connection.execute(
            select(CUSTOMER)
            .where(
                customer.last_day < today,
                or_(
                    customer.last_day > last_day,
                    and_(customer.last_day == last_day, customer.id > identity),
                ),
                *DUE,
                unscoped("the sweep acts for the office"),
            )
            .order_by(customer.last_day, customer.id)
            .limit(limit)
        )
    )


def reclaim(unit: Unit, ids: Sequence[int], today: int) -> int:
    """Put these overdue customers back into their pools, set-based; return how many were taken."""
    still_due = and_(CUSTOMER.c.id.in_(ids), CUSTOMER.c.last_day < today, *DUE)
    lower_held(unit, still_due)
    taken = unit.connection.execute(
        update(CUSTOMER).where(still_due).values(**IN_POOL_VALUES, version=CUSTOMER.c.version + 1)
    )
    return taken.rowcount
