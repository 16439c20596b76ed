"""The one visibility: which customers a person may see, as branches an index can serve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select, true, union_all

from crm_tui.db.queries.users import user_ids_in_scope
from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.domain.users import Person, Scope

Branch = ColumnElement[bool]

UNINDEXED_OWNER: ColumnElement[Any] = literal_column("+customer.owner_id")
UNINDEXED_POOL: ColumnElement[Any] = literal_column("+customer.pool_id")
"""Most customers lie in some pool: walking the wanted order and leaving the others out beats
finding them all by an index and sorting them. The plus hides the column from the planner."""


def visible_branches(person: Person) -> tuple[Branch, ...]:
    """Return disjoint conditions whose union is what the person may see.

    Mine; the owners in my scope; my pools; kept for me. One branch only, true, for scope ALL.
    """
    if person.scope is Scope.ALL:
        return (true(),)
    owner = CUSTOMER.c.owner_id
    in_my_pools = UNINDEXED_POOL.in_(sorted(person.pool_ids))
    branches: list[Branch] = [
        owner == person.user_id,
        and_(UNINDEXED_OWNER.is_(None), in_my_pools),
        and_(UNINDEXED_OWNER.is_(None), ~in_my_pools, CUSTOMER.c.reserved_for_id == person.user_id),
    ]
    others = user_ids_in_scope(person)
    if others is not None:
        branches.append(and_(owner.in_(others), owner != person.user_id))
    return tuple(branches)


def visible_to(person: Person) -> Branch:
    """Return the branches as one condition, for statements that touch few rows."""
    return or_(*visible_branches(person))


def visible_rows(
    person: Person,
    make: Callable[[Branch], Select[Any]],
    *,
    order: Sequence[ColumnElement[Any]],
    limit: int | None = None,
) -> Select[Any]:
    """Compose a statement per branch with order and limit pushed into each.

    `make` turns a branch into a select whose columns include those that `order` names.
    """
    statements = [make(branch) for branch in visible_branches(person)]
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


def unscoped(reason: str) -> Branch:
    """Return the condition for work of the system itself, which sees everything; say why."""
    if not reason:
        raise ValueError("unscoped work says why")
    return true()
