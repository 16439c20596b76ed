"""Hidden contact details: of which customers, and who looked at them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, false, func, insert, or_, select

from crm_tui.db.id_lists import by_ids, one_of, rows_by_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import CONTACT_REVEAL, OWNERSHIP_PERIOD, POOL
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId

_MASKING = select(POOL.c.id).where(POOL.c.masks_contacts).limit(1000)


def hidden(view: View) -> ColumnElement[bool]:
    """Return which customers' contact details are hidden from this person, as a condition.

    Those without an owner in a pool that masks them, but for the pool's admins and those of the
    office, the finder one is kept for, a team member who may write, and who revealed them since
    they lie there.
    """
    pools = masking_pools(view)
    return _hidden(view.person.user_id, view.today, pools) if pools else false()


@lru_cache(maxsize=16)
def _hidden(me: UserId, today: int, pools: frozenset[PoolId]) -> ColumnElement[bool]:
    customer = CUSTOMER.c
    found_by_me = and_(customer.reserved_for_id == me, customer.reserved_until_day >= today)
    # Both may be empty, and what is empty is nobody's.
    return and_(
        customer.owner_id.is_(None),
        one_of(customer.pool_id, pools),
        ~func.coalesce(found_by_me, False),
        ~_revealed(me),
        ~_written_by(me, today),
    )


def masking_pools(view: View) -> frozenset[PoolId]:
    """Return the pools that hide contact details from this person."""
    if view.person.is_admin:
        return frozenset()
    return view.once("masking pools", lambda: _masking_pools(view))


def _masking_pools(view: View) -> frozenset[PoolId]:
    rows = view.connection.execute(_MASKING)
    return frozenset(PoolId(row.id) for row in rows) - view.person.managed_pool_ids


def _revealed(user_id: int) -> ColumnElement[bool]:
    reveal, period = CONTACT_REVEAL.c, OWNERSHIP_PERIOD.c
    held_since = (
        select(period.id)
        .where(period.customer_id == CUSTOMER.c.id, period.started_at > reveal.at)
        .correlate(CUSTOMER, CONTACT_REVEAL)
        .exists()
    )
    return (
        select(reveal.id)
        .where(
            reveal.customer_id == CUSTOMER.c.id,
            reveal.user_id == user_id,
            reveal.pool_id == CUSTOMER.c.pool_id,
            ~held_since,
        )
        .correlate(CUSTOMER)
        .exists()
    )


def _written_by(me: UserId, today: int) -> ColumnElement[bool]:
    seat = CUSTOMER_TEAM.c
    return (
        select(seat.id)
        .where(
            seat.customer_id == CUSTOMER.c.id,
            seat.user_id == me,
            seat.can_write,
            or_(seat.until_day.is_(None), seat.until_day >= today),
        )
        .correlate(CUSTOMER)
        .exists()
    )


def hidden_ids(view: View, ids: Sequence[int]) -> frozenset[int]:
    """Return those of the customers whose contact details are hidden from this person."""
    condition = hidden(view)
    if isinstance(condition, type(false())):
        return frozenset()
    rows = rows_by_ids(view.connection, _among(condition), ids)
    return frozenset(row[0] for row in rows)


@lru_cache(maxsize=16)
def _among(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return (
        select(CUSTOMER.c.id)
        .select_from(by_ids(CUSTOMER))
        .where(condition, unscoped("hides details of customers whose visibility was checked"))
    )


def is_hidden(view: View, customer_id: CustomerId) -> bool:
    """Return whether the contact details of a customer are hidden from this person."""
    return bool(hidden_ids(view, [customer_id]))


def reveals_today(view: View, pool_id: PoolId) -> int:
    """Return at how many hidden details of a pool this person has looked today."""
    reveal = CONTACT_REVEAL.c
    return view.connection.execute(
        select(func.count())
        .select_from(CONTACT_REVEAL)
        .where(
            reveal.user_id == view.person.user_id,
            reveal.pool_id == pool_id,
            reveal.day == view.today,
        )
    ).scalar_one()


def reveal_limit(view: View, pool_id: PoolId) -> int | None:
    """Return how many hidden details of a pool a person may look at in a day; None for no limit."""
    found: int | None = view.connection.execute(
        select(POOL.c.reveal_limit).where(POOL.c.id == pool_id)
    ).scalar_one()
    return found


def looks_left(view: View, pool_id: PoolId) -> int | None:
    """Return how many more hidden details of a pool this person may look at today."""
    limit = reveal_limit(view, pool_id)
    return None if limit is None else max(0, limit - reveals_today(view, pool_id))


def add_reveal(unit: Unit, customer_id: CustomerId, pool_id: PoolId) -> None:
    """Record that this person looks at the details of a customer."""
    unit.connection.execute(
        insert(CONTACT_REVEAL).values(
            user_id=unit.person.user_id,
            customer_id=customer_id,
            pool_id=pool_id,
            day=unit.today,
            at=unit.now,
        )
    )
