"""Orders by what few customers have at all: these by an index of them, the others by their ids."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import and_, select

from crm_tui.db.queries.customers.orders import HELD_BY_FEW, Order, moment, order_of
from crm_tui.db.queries.customers.plans import ListPlan
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.visibility import unscoped

_NARROW, _WIDE = "i", "q"


def in_two(plan: ListPlan) -> tuple[ListPlan, ListPlan]:
    """Return a sparse order as two lists, one behind the other; only the one that has it is walked.

    Those without the key are alike in it, so they stand by their ids.
    """
    column, index = HELD_BY_FEW[plan.request.sort]
    by_id = replace(plan.request, sort="id")
    falls = by_id.descending
    having = replace(
        plan,
        order=Order(((moment(column), falls),), falls, index=index),
        wanted=and_(plan.wanted, column.is_not(None)),
    )
    other = CUSTOMER.alias("having").c
    # By their ids, which that index holds: no customer is read to leave them out.
    those = select(other.id).where(
        other[column.name].is_not(None), unscoped("the list that asks is itself scoped")
    )
    lacking = replace(
        plan,
        request=by_id,
        order=order_of(by_id),
        wanted=and_(plan.wanted, CUSTOMER.c.id.not_in(those)),
    )
    return (having, lacking) if falls else (lacking, having)


def first_of_two(
    plan: ListPlan, limit: int, first_of: Callable[[ListPlan, int], Sequence[int]]
) -> list[int]:
    """Return the first of a sparse order: the second list is asked only if the first was short."""
    ids: list[int] = []
    for each in in_two(plan):
        if len(ids) < limit:
            ids += first_of(each, limit - len(ids))
    return ids


def all_of_two(plan: ListPlan, all_of: Callable[[ListPlan], array[int]]) -> array[int]:
    """Return all ids of a sparse order."""
    first, second = map(all_of, in_two(plan))
    code = _NARROW if first.typecode == second.typecode == _NARROW else _WIDE
    return array(code, first) + array(code, second)
