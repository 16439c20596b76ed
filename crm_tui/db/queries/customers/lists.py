"""Customers in lists: what belongs to a view."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    func,
    or_,
    select,
    true,
    union_all,
)

from crm_tui.db.queries.customers import filters
from crm_tui.db.queries.customers.figures import in_group
from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import POOL
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import (
    OF_MY_POOLS,
    UNINDEXED_OWNER,
    UNINDEXED_POOL,
    team_of,
    unscoped,
)
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.users import Person


def in_view(view: View, request: ListRequest) -> ColumnElement[bool]:
    """Return the condition that puts a customer into the view, whoever may see it."""
    if request.filter is None and request.group is None and request.view not in OF_MY_POOLS:
        return _in_plain_view(view.person, request.view, request.pool_id, request.owner_id)
    wanted = and_(_standing(request.view), _belongs(view, request))
    if request.pool_id is not None:
        wanted = and_(wanted, CUSTOMER.c.pool_id == request.pool_id)
    if request.owner_id is not None:
        wanted = and_(wanted, CUSTOMER.c.owner_id == request.owner_id)
    if request.group is not None:
        wanted = and_(wanted, in_group(request.group))
    if request.filter is not None:
        wanted = and_(wanted, filters.condition(view, request.filter))
    return wanted


@lru_cache(maxsize=64)
def _in_plain_view(
    person: Person, shown: CustomerView, pool_id: PoolId | None, owner_id: UserId | None
) -> ColumnElement[bool]:
    # Built once: what is found by the same condition again finds its statement prepared.
    wanted = and_(_standing(shown), _held(person, shown, pool_id))
    if pool_id is not None:
        wanted = and_(wanted, CUSTOMER.c.pool_id == pool_id)
    return wanted if owner_id is None else and_(wanted, CUSTOMER.c.owner_id == owner_id)


def _standing(shown: CustomerView) -> ColumnElement[bool]:
    deleted_at = CUSTOMER.c.deleted_at
    return deleted_at.is_not(None) if shown is CustomerView.SET_ASIDE else deleted_at.is_(None)


def _belongs(view: View, request: ListRequest) -> ColumnElement[bool]:
    if request.view in OF_MY_POOLS:
        return _in_my_pools(view, request)
    return _held(view.person, request.view, request.pool_id)


def _held(person: Person, shown: CustomerView, pool_id: PoolId | None) -> ColumnElement[bool]:
    customer = CUSTOMER.c
    belongs: ColumnElement[bool]
    match shown:
        case CustomerView.ALL | CustomerView.SET_ASIDE:
            belongs = true()
        case CustomerView.MINE:
            belongs = customer.owner_id == person.user_id
        case CustomerView.INCOMPLETE:
            belongs = and_(customer.is_incomplete, customer.owner_id == person.user_id)
        case CustomerView.PARTICIPATED:
            belongs = customer.id.in_(team_of(person))
        case CustomerView.SUBORDINATES:
            belongs = customer.owner_id.in_(subordinate_ids(person.user_id))
        case CustomerView.POOL:
            belongs = _unowned(pool_id)
        case CustomerView.CLAIMABLE | CustomerView.SUITABLE | CustomerView.OPENING:
            raise AssertionError("what may be claimed depends on the instant as well")
    return belongs


def _in_my_pools(view: View, request: ListRequest) -> ColumnElement[bool]:
    if request.view is CustomerView.OPENING:
        return _opening(view, request)
    claimable = _claimable(view, request)
    if request.view is CustomerView.CLAIMABLE:
        return claimable
    return and_(claimable, _suits(view.person))


def _unowned(pool_id: PoolId | None) -> ColumnElement[bool]:
    # One pool is found by its index; of all of them the wanted order is walked.
    owner = CUSTOMER.c.owner_id if pool_id is not None else UNINDEXED_OWNER
    return owner.is_(None)


def _claimable(view: View, request: ListRequest) -> ColumnElement[bool]:
    """Return what lies open in a pool of the person now, and is kept for nobody else."""
    kept_for_me = and_(CUSTOMER.c.id.in_(_kept_ids(view)), _in_open_pools(None))
    return and_(
        _unowned(request.pool_id),
        or_(_in_open_pools(view.person.pool_ids), kept_for_me),
        CUSTOMER.c.id.not_in(_closed_ids(view)),
    )


def _kept_ids(view: View) -> Select[Any]:
    # They are few: with their ids at hand, what lies in the pools is told without its rows.
    other = CUSTOMER.alias("kept").c
    system = unscoped("the list that asks is itself scoped")
    return select(other.id).where(
        other.reserved_for_id == view.person.user_id, other.reserved_until_day >= view.today, system
    )


def _opening(view: View, request: ListRequest) -> ColumnElement[bool]:
    """Return what lies in a pool of the person and may not be claimed by them yet."""
    return and_(
        _unowned(request.pool_id),
        _in_open_pools(view.person.pool_ids),
        CUSTOMER.c.id.in_(_closed_ids(view)),
    )


def _closed_ids(view: View) -> CompoundSelect[Any]:
    # They are few and found by indexes alone, so that a count of the others reads no rows.
    other = CUSTOMER.alias("other").c
    system = unscoped("the list that asks is itself scoped")
    opens_later = select(other.id).where(
        other.opens_at > view.now, other.id.not_in(_kept_ids(view)), system
    )
    kept_for_another = select(other.id).where(
        other.reserved_for_id.is_not(None),
        other.reserved_for_id != view.person.user_id,
        func.coalesce(other.reserved_until_day >= view.today, False),
        system,
    )
    return union_all(opens_later, kept_for_another)


def _in_open_pools(pool_ids: Collection[PoolId] | None) -> ColumnElement[bool]:
    """Return what lies in an enabled pool: one of these, or any."""
    enabled = select(POOL.c.id).where(POOL.c.enabled, POOL.c.deleted_at.is_(None))
    if pool_ids is not None:
        enabled = enabled.where(POOL.c.id.in_(sorted(pool_ids)))
    return UNINDEXED_POOL.in_(enabled)


def _suits(person: Person) -> ColumnElement[bool]:
    # Somebody who named no region, or no industry, is good at all of them.
    suits: ColumnElement[bool] = true()
    if person.regions:
        regions = person.regions
        suits = or_(CUSTOMER.c.province.in_(regions), CUSTOMER.c.city.in_(regions))
    if person.industry_ids:
        suits = and_(suits, CUSTOMER.c.industry_id.in_(person.industry_ids))
    return suits
