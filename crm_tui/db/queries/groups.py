"""上级客户: the line above a customer, the tree around it, and what its members come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, func, literal, select

from crm_tui.db.queries import customers
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.groups import (
    MOST_LEVELS,
    MOST_MEMBERS,
    Belonging,
    Group,
    GroupMember,
    Totals,
    as_tree,
)
from crm_tui.domain.identifiers import CustomerId

_UP = 2 * MOST_LEVELS
"""So far a line is followed: beyond the rule, should one ever be longer, and never in a circle."""


def line_above(view: View, customer_id: CustomerId) -> tuple[int, ...]:
    """Return a customer, its parent and so on to the top, whoever may see them."""
    line = _above(customer_id, unscoped("a circle is one, whoever sees what is in it"))
    found = view.connection.execute(select(line.c.id).order_by(line.c.depth))
    return tuple(row.id for row in found)


def levels_below(view: View, customer_id: CustomerId) -> int:
    """Return how many levels a customer and all that belongs to it fill."""
    tree = _below(customer_id, unscoped("the depth counts, whoever sees what is in it"))
    found = view.connection.execute(select(func.max(tree.c.depth))).scalar_one()
    return 1 if found is None else int(found) + 1


def group_of(view: View, customer_id: CustomerId) -> Group:
    """Return the tree around a customer, as far as this person sees it from there.

    Raises NotFoundError for a customer out of sight.
    """
    customers.raw(view, customer_id)
    seen = and_(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    line = _above(customer_id, seen)
    top = view.connection.execute(
        select(line.c.id).order_by(line.c.depth.desc()).limit(1)
    ).scalar_one()
    tree = _below(CustomerId(top), seen)
    statement = select(tree.c.id, tree.c.parent_id).limit(MOST_MEMBERS + 1)
    found = list({row.id: row for row in view.connection.execute(statement)}.values())
    members = as_tree(_members(view, found[:MOST_MEMBERS]))
    return Group(customer_id, members, is_whole=len(found) <= MOST_MEMBERS)


def belonging(view: View, customer_id: CustomerId) -> Belonging:
    """Return to whom a customer belongs and how many belong to it, as far as they are seen."""
    seen = and_(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    statement = select(CUSTOMER.c.parent_id).where(CUSTOMER.c.id == customer_id, seen)
    parent_id = view.connection.execute(statement).scalar_one_or_none()
    named = select(CUSTOMER.c.name).where(CUSTOMER.c.id == parent_id, seen)
    parent = view.connection.execute(named).scalar_one_or_none()
    ids = [customer_id] if parent is None else [customer_id, parent_id]
    counts = select(CUSTOMER.c.parent_id, func.count().label("number")).where(
        CUSTOMER.c.parent_id.in_(ids), seen
    )
    found = view.connection.execute(counts.group_by(CUSTOMER.c.parent_id))
    numbers = {row.parent_id: row.number for row in found}
    below = numbers.get(customer_id, 0)
    if parent is None or parent_id is None:
        return Belonging(below=below)
    return Belonging(CustomerId(parent_id), parent, numbers.get(parent_id, 0), below)


def _above(customer_id: CustomerId, scope: ColumnElement[bool]) -> CTE:
    customer = CUSTOMER.c
    first = select(customer.id, customer.parent_id, literal(0).label("depth"))
    line = first.where(customer.id == customer_id, scope).cte("line", recursive=True)
    following = select(customer.id, customer.parent_id, line.c.depth + 1).select_from(
        line.join(CUSTOMER, customer.id == line.c.parent_id)
    )
    return line.union_all(following.where(line.c.depth < _UP, scope))


def _below(customer_id: CustomerId, scope: ColumnElement[bool]) -> CTE:
    customer = CUSTOMER.c
    first = select(customer.id, customer.parent_id, literal(0).label("depth"))
    tree = first.where(customer.id == customer_id, scope).cte("tree", recursive=True)
    following = select(customer.id, customer.parent_id, tree.c.depth + 1).select_from(
        tree.join(CUSTOMER, customer.parent_id == tree.c.id)
    )
    return tree.union_all(following.where(tree.c.depth < MOST_LEVELS, scope))


def _members(view: View, found: Sequence[Any]) -> list[GroupMember]:
    ids = [row.id for row in found]
    parents = {row.id: row.parent_id for row in found}
    tasks, sold = _open_tasks(view, ids), _sold(view, ids)
    return [
        GroupMember(
            row=row,
            parent_id=parents[row.id],
            own=Totals(1, tasks.get(row.id, 0), sold.get(row.id, ()), row.last_follow_up_at),
        )
        for row in customers.rows(view, ids)
    ]


def _open_tasks(view: View, ids: Sequence[int]) -> Mapping[int, int]:
    task = TASK.c
    statement = (
        select(task.customer_id, func.count().label("number"))
        .where(task.customer_id.in_(ids), task.done_at.is_(None), task.deleted_at.is_(None))
        .group_by(task.customer_id)
    )
    return {row.customer_id: row.number for row in view.connection.execute(statement)}


def _sold(view: View, ids: Sequence[int]) -> Mapping[int, tuple[tuple[str, int], ...]]:
    deal = DEAL.c
    statement = (
        select(deal.customer_id, deal.currency, func.sum(deal.amount_minor).label("amount"))
        .where(deal.customer_id.in_(ids), deal.deleted_at.is_(None), deal.voided_at.is_(None))
        .group_by(deal.customer_id, deal.currency)
    )
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for row in view.connection.execute(statement):
        sums[row.customer_id][row.currency] += int(row.amount)
    return {each: tuple(found.most_common()) for each, found in sums.items()}
