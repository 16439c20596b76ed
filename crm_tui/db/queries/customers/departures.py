"""What became of customers that are in a list no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from crm_tui.db.queries.customers.records import left_pools_of
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import set_aside_to, unscoped, visible_to
from crm_tui.domain.departures import Fate
from crm_tui.domain.events import (
    CustomerAssigned,
    CustomerClaimed,
    CustomerHandedOver,
    CustomerReclaimed,
    CustomerReturned,
    CustomerTransferred,
)
from crm_tui.domain.pools import PeriodStart

_MOVES = tuple(
    each.kind()
    for each in (
        CustomerAssigned,
        CustomerClaimed,
        CustomerHandedOver,
        CustomerReclaimed,
        CustomerReturned,
        CustomerTransferred,
    )
)

_IDS_AT_ONCE = 500
_STRAIGHT = (PeriodStart.TRANSFERRED, PeriodStart.HANDED_OVER, PeriodStart.DISPUTED)
"""How customers go from one owner to the next without lying in a pool."""


def fates(view: View, ids: Sequence[int]) -> Mapping[int, Fate]:
    """Return what became of customers that this person saw a moment ago.

    Whose they are now is for those to know who see them still, lost them in their pool, or held
    them until they were passed on.
    """
    customer = CUSTOMER.c
    lost = left_pools_of(view.person, view.today)
    is_told = or_(visible_to(view.person), lost, _passed_on_by_me(view))
    rows = view.connection.execute(
        select(
            customer.id,
            customer.owner_id,
            customer.pool_id,
            customer.standing,
            customer.deleted_at,
            USER.c.name.label("owner"),
            POOL.c.name.label("pool"),
            is_told.label("is_seen"),
        )
        .join(POOL, POOL.c.id == customer.pool_id)
        .outerjoin(USER, USER.c.id == customer.owner_id)
        .where(customer.id.in_(ids))
    )
    moves = _last_moves(view, ids)
    return {
        row.id: Fate(
            is_seen=row.is_seen,
            is_set_aside=row.deleted_at is not None,
            standing=row.standing,
            owner_id=row.owner_id,
            owner=row.owner or "",
            pool_id=row.pool_id,
            pool=row.pool,
            asked_by_id=view.person.user_id,
            last_move=moves.get(row.id, ""),
        )
        for row in rows
    }


def _passed_on_by_me(view: View) -> ColumnElement[bool]:
    """Return which customers came to their owner straight from this person."""
    now, before = OWNERSHIP_PERIOD.alias("present"), OWNERSHIP_PERIOD.alias("before")
    is_straight = select(now.c.id).where(
        now.c.id == CUSTOMER.c.period_id, now.c.how_started.in_(_STRAIGHT)
    )
    last_owner_id = (
        select(before.c.owner_id)
        .where(before.c.customer_id == CUSTOMER.c.id, before.c.id < CUSTOMER.c.period_id)
        .order_by(before.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(is_straight.exists(), last_owner_id == view.person.user_id)


def _last_moves(view: View, ids: Sequence[int]) -> Mapping[int, str]:
    event = EVENT.c
    last = (
        select(func.max(event.id))
        .where(event.customer_id.in_(ids), event.kind.in_(_MOVES))
        .group_by(event.customer_id)
    )
    rows = view.connection.execute(select(event.customer_id, event.kind).where(event.id.in_(last)))
    return {row.customer_id: row.kind for row in rows}


def meeting(view: View, ids: Sequence[int], condition: ColumnElement[bool]) -> frozenset[int]:
    """Return those of the customers that meet a condition."""
    system = unscoped("of customers whose visibility was checked")
    rows = view.connection.execute(
        select(CUSTOMER.c.id).where(CUSTOMER.c.id.in_(ids), condition, system)
    )
    return frozenset(row.id for row in rows)


def out_of_sight(view: View, ids: Sequence[int]) -> set[int]:
    """Return which of these customers the person may not see today, those set aside included."""
    seen = set[int]()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chunk = ids[start : start + _IDS_AT_ONCE]
        shown = or_(visible_to(view.person), set_aside_to(view.person))
        found = select(CUSTOMER.c.id).where(CUSTOMER.c.id.in_(chunk), shown)
        seen.update(view.connection.execute(found).scalars())
    return set(ids) - seen
