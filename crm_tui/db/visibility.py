"""The one visibility: which customers a person may see, as branches an index can serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    or_,
    select,
    true,
    union_all,
)

from crm_tui.db.functions import unindexed
from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.users import subordinate_ids, user_ids_in_scope
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.users import Permission, Person, Scope
from crm_tui.values import dataclass

Branch = ColumnElement[bool]

UNINDEXED_OWNER: ColumnElement[Any] = unindexed(CUSTOMER.c.owner_id)
UNINDEXED_POOL: ColumnElement[Any] = unindexed(CUSTOMER.c.pool_id)
"""Most customers lie in some pool: walking the wanted order and leaving the others out beats
finding them all by an index and sorting them."""
UNINDEXED_RESERVED: ColumnElement[Any] = unindexed(CUSTOMER.c.reserved_for_id)


OF_OWNERS = frozenset({CustomerView.MINE, CustomerView.SUBORDINATES, CustomerView.INCOMPLETE})
OF_MY_POOLS = frozenset({CustomerView.CLAIMABLE, CustomerView.SUITABLE, CustomerView.OPENING})
OF_POOLS = OF_MY_POOLS | {CustomerView.POOL}


def visible_branches(person: Person) -> tuple[Branch, ...]:
    """Return disjoint conditions whose union is what the person may see.

    Mine; the owners in my scope; those I stand in for; my pools; kept for me; the team I am in.
    One branch only, true, for scope ALL.
    """
    return visible_in(person, CustomerView.ALL)


@lru_cache(maxsize=64)
def visible_in(person: Person, shown: CustomerView) -> tuple[Branch, ...]:
    """Return the branches of a view, without those in which it can find nothing.

    What was set aside is in nobody's book and has a branch of its own; a team shows all of its.
    """
    if shown is CustomerView.SET_ASIDE:
        return (set_aside_to(person),)
    if shown is CustomerView.PARTICIPATED:
        return (CUSTOMER.c.id.in_(team_of(person)),)
    if person.scope is Scope.ALL:
        return (true(),)
    branches: list[Branch] = []
    if shown not in OF_POOLS:
        branches += _owned(person)
    if shown not in OF_OWNERS:
        branches += [_in_my_pools(person, UNINDEXED_OWNER, UNINDEXED_POOL), _kept_for(person)]
    return (*branches, _in_teams(person))


@dataclass(frozen=True, slots=True)
class Sight:
    """The branches of a view, by how they are found: `visible_in` cut in two."""

    wide: tuple[Branch, ...]
    """What may be a great part of all customers; the columns may be searched by an index."""
    narrow: tuple[Branch, ...]
    """What is a few customers, found one by one."""


@lru_cache(maxsize=64)
def sight_of(person: Person, shown: CustomerView) -> Sight:
    """Return the branches of a view as a list reads them: all disjoint, their union the same."""
    if shown in {CustomerView.SET_ASIDE, CustomerView.PARTICIPATED}:
        return Sight((), visible_in(person, shown))
    in_my_pools = _in_my_pools(person, CUSTOMER.c.owner_id, CUSTOMER.c.pool_id)
    if shown in OF_MY_POOLS:
        teams = () if person.scope is Scope.ALL else (_in_teams(person),)
        return Sight((in_my_pools,), (_kept_for(person), *teams))
    if person.scope is Scope.ALL:
        return Sight((true(),), ())
    wide = [] if shown in OF_POOLS else _owned(person)
    narrow = [_in_teams(person)]
    if shown not in OF_OWNERS:
        wide.append(in_my_pools)
        narrow.append(_kept_for(person))
    return Sight(tuple(wide), tuple(narrow))


def _owned(person: Person) -> list[Branch]:
    owner, others = CUSTOMER.c.owner_id, user_ids_in_scope(person)
    branches: list[Branch] = [owner == person.user_id]
    if others is not None:
        branches.append(and_(owner.in_(others), owner != person.user_id))
    if person.covered_ids:
        covered = one_of(owner, person.covered_ids - {person.user_id})
        branches.append(covered if others is None else and_(covered, owner.not_in(others)))
    return branches


def _in_my_pools(
    person: Person, owner: ColumnElement[Any], pool: ColumnElement[Any]
) -> ColumnElement[bool]:
    return and_(owner.is_(None), one_of(pool, person.pool_ids))


def _kept_for(person: Person) -> ColumnElement[bool]:
    """Return what lies in other pools and is kept for the person."""
    return and_(
        UNINDEXED_OWNER.is_(None),
        ~one_of(UNINDEXED_POOL, person.pool_ids),
        CUSTOMER.c.reserved_for_id == person.user_id,
    )


def _in_teams(person: Person) -> Branch:
    """Return the customers of my teams that no other branch finds."""
    foreign: Branch = ~one_of(UNINDEXED_OWNER, {person.user_id, *person.covered_ids})
    others = user_ids_in_scope(person)
    if others is not None:
        foreign = and_(foreign, UNINDEXED_OWNER.not_in(others))
    elsewhere = and_(
        UNINDEXED_OWNER.is_(None),
        ~one_of(UNINDEXED_POOL, person.pool_ids),
        UNINDEXED_RESERVED.is_distinct_from(person.user_id),
    )
    return and_(CUSTOMER.c.id.in_(team_of(person)), or_(foreign, elsewhere))


def team_of(person: Person) -> Select[tuple[int]]:
    """Select the customers in whose team the person is now."""
    member = CUSTOMER_TEAM.c
    return select(member.customer_id).where(
        member.user_id == person.user_id,
        or_(member.until_day.is_(None), member.until_day >= person.as_of_day),
    )


def set_aside_to(person: Person) -> Branch:
    """Return which customers that were set aside the person may see and bring back.

    An admin all; a pool admin those of their pools; a manager those whose last owner was they or
    their staff, and those they set aside themselves.
    """
    if person.is_admin:
        return true()
    if not person.may(Permission.RESTORE_CUSTOMER):
        return false()
    customer = CUSTOMER.c
    last_owner = (
        select(OWNERSHIP_PERIOD.c.owner_id)
        .where(OWNERSHIP_PERIOD.c.customer_id == customer.id)
        .order_by(OWNERSHIP_PERIOD.c.id.desc())
        .limit(1)
        .correlate(CUSTOMER)
        .scalar_subquery()
    )
    return or_(
        one_of(customer.pool_id, person.managed_pool_ids),
        # Nothing but setting it aside changes such a customer, so who changed it last did that.
        customer.updated_by_id == person.user_id,
        last_owner == person.user_id,
        last_owner.in_(subordinate_ids(person.user_id)),
    )


def visible_to(person: Person) -> Branch:
    """Return the branches as one condition, for statements that touch few rows."""
    return or_(*visible_branches(person))


def visible_customers(person: Person) -> Select[tuple[int]] | None:
    """Select the customers in use that a person may see; None for all of them.

    Of what belongs to customers one sees what is theirs: there is no other visibility.
    """
    if person.scope is Scope.ALL:
        return None
    in_use = CUSTOMER.c.deleted_at.is_(None)
    found = [select(CUSTOMER.c.id).where(each, in_use) for each in visible_branches(person)]
    whole = union_all(*found).subquery()
    return select(whole.c.id)


def visible_rows(
    person: Person,
    make: Callable[[Branch], Select[Any]],
    *,
    order: Sequence[ColumnElement[Any]],
    limit: int | None = None,
    shown: CustomerView = CustomerView.ALL,
) -> Select[Any]:
    """Compose a statement per branch with order and limit pushed into each.

    `make` turns a branch into a select whose columns include those that `order` names.
    """
    statements = [make(branch) for branch in visible_in(person, shown)]
    if limit is not None:
        statements = [statement.order_by(*order).limit(limit) for statement in statements]
    if len(statements) == 1:
        single = statements[0]
        return single if limit is not None else single.order_by(*order)
    union = union_all(*[select(s.subquery()) for s in statements]).subquery()
    outer = [_translated(each, union) for each in order]
    whole = select(union).order_by(*outer)
    return whole if limit is None else whole.limit(limit)


def _translated(ordering: ColumnElement[Any], union: Any) -> Any:
    element: Any = ordering
    modifier = getattr(element, "modifier", None)
    column = union.c[(element.element if modifier is not None else element).key]
    return column.desc() if modifier is not None and "desc" in modifier.__name__ else column


def leads_visible_to(person: Person, *, are_claimed: bool) -> Branch:
    """Return which leads a person may see: their own, those in their scope, of whom they cover.

    Those that nobody holds are seen by who gives leads out, and, where leads `are_claimed`, by
    who may claim.
    """
    if person.scope is Scope.ALL:
        return true()
    others = user_ids_in_scope(person)
    takes = are_claimed and person.may(Permission.CLAIM)
    sees_free = takes or person.may(Permission.ASSIGN)
    sees_own = others is None and not sees_free
    # Who sees more than a person's finds it sooner on a walk of the wanted order.
    owner = LEAD.c.owner_id if sees_own else unindexed(LEAD.c.owner_id)
    branches: list[Branch] = [one_of(owner, {person.user_id, *person.covered_ids})]
    if others is not None:
        branches.append(owner.in_(others))
    if sees_free:
        branches.append(owner.is_(None))
    return or_(*branches)


def unscoped(reason: str) -> Branch:
    """Return the condition for work of the system itself, which sees everything; say why."""
    if not reason:
        raise ValueError("unscoped work says why")
    return true()
