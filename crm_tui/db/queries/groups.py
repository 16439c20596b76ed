"""上级客户: the line above a customer, the tree around it, and what its members come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select

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
    return _line(view, customer_id, unscoped("a circle is one, whoever sees what is in it"))


def levels_below(view: View, customer_id: CustomerId) -> int:
    """Return how many levels a customer and all that belongs to it fill."""
    customer = CUSTOMER.c
    everything = unscoped("the depth counts, whoever sees what is in it")
    first = select(customer.id, literal(1).label("level")).where(customer.id == customer_id)
    tree = first.where(everything).cte("tree", recursive=True)
    following = select(customer.id, tree.c.level + 1).select_from(
        tree.join(CUSTOMER, customer.parent_id == tree.c.id)
    )
    # A customer that fills more fits under none; what stands in a circle ends there as well.
    tree = tree.union_all(following.where(tree.c.level < MOST_LEVELS))
    return int(view.connection.execute(select(func.max(tree.c.level))).scalar_one())


def group_of(view: View, customer_id: CustomerId) -> Group:
    """Return the tree around a customer, as far as this person sees it from there.

    Raises NotFoundError for a customer out of sight.
    """
    customers.raw(view, customer_id)
    seen = and_(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    top = _line(view, customer_id, seen)[-1]
    parents: dict[int, int | None] = {top: None}
    level = [top]
    for _depth in range(MOST_LEVELS):
        room = MOST_MEMBERS + 1 - len(parents)
        found = _children(view, level, seen, room) if level else ()
        level = [row.id for row in found if row.id not in parents]
        parents |= {row.id: row.parent_id for row in found if row.id not in parents}
    shown = dict(list(parents.items())[:MOST_MEMBERS])
    members = as_tree(_members(view, shown))
    return Group(customer_id, members, is_whole=len(parents) <= MOST_MEMBERS)


def belonging(view: View, customer_id: CustomerId) -> Belonging:
    """Return to whom a customer belongs and how many belong to it, as far as they are seen."""
    seen = and_(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    statement = select(CUSTOMER.c.parent_id).where(CUSTOMER.c.id == customer_id, seen)
    parent_id = view.connection.execute(statement).scalar_one_or_none()
    named = select(CUSTOMER.c.name).where(CUSTOMER.c.id == parent_id, seen)
    parent = view.connection.execute(named).scalar_one_or_none()
    below = _number_below(view, customer_id, seen)
    if parent is None or parent_id is None:
        return Belonging(below=below)
    siblings = _number_below(view, parent_id, seen)
    return Belonging(CustomerId(parent_id), parent, siblings, below)


def _number_below(view: View, parent_id: int, scope: ColumnElement[bool]) -> int:
    children = select(CUSTOMER.c.id).where(CUSTOMER.c.parent_id == parent_id, scope)
    counted = select(func.count()).select_from(children.limit(MOST_MEMBERS + 1).subquery())
    return int(view.connection.execute(counted).scalar_one())


def _line(view: View, customer_id: CustomerId, scope: ColumnElement[bool]) -> tuple[int, ...]:
    # Step by step: SQLite reads all customers before it joins them to a recursion of unknown size.
    line: list[int] = []
    each: int | None = customer_id
    while each is not None and each not in line and len(line) < _UP:
        statement = select(CUSTOMER.c.id, CUSTOMER.c.parent_id).where(CUSTOMER.c.id == each, scope)
        row = view.connection.execute(statement).one_or_none()
        if row is None:
            break
        line.append(row.id)
        each = row.parent_id
    return tuple(line)


def _children(
    view: View, ids: Sequence[int], scope: ColumnElement[bool], limit: int
) -> Sequence[Any]:
    customer = CUSTOMER.c
    statement = select(customer.id, customer.parent_id).where(customer.parent_id.in_(ids), scope)
    return view.connection.execute(statement.order_by(customer.id).limit(limit)).all()


def _members(view: View, parents: Mapping[int, int | None]) -> list[GroupMember]:
    ids = list(parents)
    tasks, sold = _open_tasks(view, ids), _sold(view, ids)
    return [
        GroupMember(
            row=row,
            parent_id=None if parents[row.id] is None else CustomerId(parents[row.id] or 0),
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
