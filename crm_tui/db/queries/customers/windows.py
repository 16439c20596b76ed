"""Lists of customers a stretch at a time: any page at any depth, all ids, the place of one."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import func, select

from crm_tui.db.interrupts import at_most, stop_if_cancelled
from crm_tui.db.queries.customers.plans import FEW, ListPlan, Place, Statement, asked_edge, edge_of
from crm_tui.db.queries.customers.sparse_orders import all_of_two, first_of_two
from crm_tui.db.raw import numbers
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.customers import ListRequest
from crm_tui.values import dataclass

STEP = 4_096
"""Customers between two places that a survey remembers."""
NEAR_IDS = (2_000, 20_000)


@dataclass(frozen=True, slots=True)
class Survey:
    """How many a list holds, and where some of them stand: each `STEP`-th, by its index."""

    count: int
    places: tuple[tuple[int, Place], ...]


def walk(
    plan: ListPlan,
    limit: int,
    *,
    start: Place | None = None,
    offset: int = 0,
    including: bool = True,
    backwards: bool = False,
) -> list[Place]:
    """Return a stretch of an order that an index serves, from a place or an end of it on."""
    if start is None:
        statements = [plan.walk(backwards=backwards)]
    else:
        edge = edge_of(plan.order, start)
        statements = plan.walk_in_turn(edge, including=including, backwards=backwards)
    found: list[Place] = []
    for statement in statements:
        wanted = plan.first_of(statement, limit - len(found), offset=offset, backwards=backwards)
        rows = [Place(key, identity) for identity, key in _rows(plan.view, wanted)]
        offset = 0 if rows else offset - _count_up_to(plan.view, statement, offset)
        found += rows
        if len(found) == limit:
            break
    return found


def walk_past(plan: ListPlan, limit: int, place: Place, *, offset: int) -> list[Place]:
    """Return a stretch of what stands behind all that are alike in the key of a place."""
    _, behind = plan.walk_in_turn(edge_of(plan.order, place))
    wanted = plan.first_of(behind, limit, offset=offset)
    return [Place(key, identity) for identity, key in _rows(plan.view, wanted)]


def count_alike(plan: ListPlan, place: Place, most: int) -> int:
    """Return how many stand from a place on with its key, or the most that are counted."""
    alike, _ = plan.walk_in_turn(edge_of(plan.order, place))
    return _count_up_to(plan.view, alike, most)


def _count_up_to(view: View, statement: Statement, most: int) -> int:
    if not most:
        return 0
    counted = select(func.count()).select_from(statement.limit(most).subquery())
    return view.connection.execute(counted).scalar_one()


def walk_with_patience(plan: ListPlan, limit: int) -> tuple[list[Place], bool]:
    """Walk from the head of the order, as long as is sensible; say also whether it was enough."""
    found: list[Place] = []
    with at_most(plan.view.connection, plan.patience_seconds) as alarm:
        for identity, key in _rows(plan.view, plan.first_of(plan.walk(), limit)):
            found.append(Place(key, identity))
    return found, not alarm.has_rung


def first_sorted(plan: ListPlan, limit: int, near_ids: Sequence[int] = NEAR_IDS) -> list[int]:
    """Return the first of an order that no index serves, without sorting all the others.

    A few customers tell a key that none of the first stands beyond; where no key could stand
    before it, they are the first ones themselves.
    """
    near: Sequence[Any] = ()
    for size in near_ids:
        near = _first_near(plan, limit, size)
        if len(near) == limit and _is_certain(plan, near[-1][1]):
            return [row[0] for row in near]
    conditions = [plan.order.up_to(near[-1][1])] if len(near) == limit else []
    first = plan.first_of(plan.find_sorted(*conditions), limit)
    return [row[0] for row in _rows(plan.view, first)]


def some(plan: ListPlan, limit: int) -> array[int]:
    """Return some of what is wanted, in the order: the first ones of a few customers only."""
    return array("q", [row[0] for row in _first_near(plan, limit, NEAR_IDS[-1])])


def _first_near(plan: ListPlan, limit: int, size: int) -> list[Any]:
    identity, system = CUSTOMER.c.id, unscoped("no more than the ends of the ids")
    if plan.order.descending:
        end = select(func.max(identity) - size).where(system).scalar_subquery()
        near = identity >= end
    else:
        end = select(func.min(identity) + size).where(system).scalar_subquery()
        near = identity <= end
    return list(_rows(plan.view, plan.near_ids(near).limit(limit)))


def _is_certain(plan: ListPlan, key: Any) -> bool:
    """Return whether no customer with an id further away can stand before one with this key."""
    end = plan.order.first_possible
    if len(plan.order.keys) > 1:
        return False
    return plan.request.sort == "id" or (end is not None and key == end)


def find_few(plan: ListPlan, few: int = FEW) -> array[int] | None:
    """Return all ids in their order when they are few; None, and soon, when they are not."""
    found = plan.find().limit(few + 1).subquery()
    ids = numbers(plan.view.connection, select(found.c.id).order_by(*plan.order.by(found.c)))
    return ids if len(ids) <= few else None


def find_all(plan: ListPlan) -> array[int]:
    """Return all ids in their order; SQLite puts them together while others run."""
    if plan.is_sparse:
        return all_of_two(plan, find_all)
    walks = plan.is_walked and not (plan.sorts_covered or plan.is_small)
    statement = plan.walk() if plan.walks_covered or walks else plan.find_sorted()
    return numbers(plan.view.connection, statement)


def survey(plan: ListPlan, step: int = STEP) -> Survey:
    """Count a list whose order an index serves, and note where each few thousandth stands."""
    connection = plan.view.connection
    first = walk(plan, 1)
    if not first:
        return Survey(0, ())
    rest = plan.walk(asked_edge(plan.order))
    next_one = plan.first_of(rest, 1, offset=step)
    places = [(0, first[0])]
    while True:
        stop_if_cancelled()
        index, place = places[-1]
        asked = {"place_key": place.key, "place_id": place.id}
        found: Any = connection.execute(next_one, asked).first()
        if found is None:
            whole = select(func.count()).select_from(rest.subquery())
            return Survey(index + connection.execute(whole, asked).scalar_one(), tuple(places))
        places.append((index + step, Place(found[1], found[0])))


def place_of(plan: ListPlan, customer_id: int) -> Place | None:
    """Return where a customer stands in the order; None when the list does not hold it."""
    row = next(_rows(plan.view, plan.near_ids(CUSTOMER.c.id == customer_id)), None)
    return None if row is None else Place(row[1], row[0])


def count_between(plan: ListPlan, low: Place | None, high: Place) -> int:
    """Return how many stand from one place, or from the first one, to before another."""
    start = None if low is None else edge_of(plan.order, low)
    stretch = plan.walk(start, until=edge_of(plan.order, high))
    counted = select(func.count()).select_from(stretch.subquery())
    return plan.view.connection.execute(counted).scalar_one()


def listed(plan: ListPlan, ids: Sequence[int]) -> frozenset[int]:
    """Return those of the customers that the list holds."""
    return frozenset(row[0] for row in _rows(plan.view, plan.near_ids(CUSTOMER.c.id.in_(ids))))


def list_ids(view: View, request: ListRequest, *, limit: int | None = None) -> array[int]:
    """Return the ids of a list in its order, or the first of them; eight bytes a customer."""
    plan = ListPlan.of(view, request)
    if limit is None:
        return find_all(plan)
    if plan.is_walked and not (plan.is_small and plan.may_be_few):
        found, is_enough = walk_with_patience(plan, limit)
        if is_enough:
            return array("q", [place.id for place in found])
    return first_ids(plan, limit)


def first_ids(plan: ListPlan, limit: int) -> array[int]:
    """Return the first of a list, which a short walk along its order has not found."""
    if plan.may_be_few and (plan.is_filtered or plan.is_small):
        few = find_few(plan)
        if few is not None:
            return few[:limit]
    return array("q", first_of_many(plan, limit))


def first_of_many(plan: ListPlan, limit: int, near_ids: Sequence[int] = NEAR_IDS) -> Sequence[int]:
    """Return the first of a list that is long, whatever it is ordered by."""
    if plan.is_sparse:
        return first_of_two(plan, limit, partial(first_of_many, near_ids=near_ids))
    if plan.is_walked and not plan.sorts_covered:
        return [place.id for place in walk(plan, limit)]
    return first_sorted(plan, limit, near_ids)


def count(view: View, request: ListRequest) -> int:
    """Return how many customers a list holds for this person."""
    # By the id, so that nothing is looked up that no count needs.
    plan = ListPlan.of(view, replace(request, sort="id", further_sorts=()))
    counted = select(func.count()).select_from(plan.find().subquery())
    return view.connection.execute(counted).scalar_one()


def _rows(view: View, statement: Statement) -> Iterator[Any]:
    """Yield the driver's own rows: nothing is gained by wrapping two numbers."""
    result = view.connection.execute(statement)
    cursor: Any = result.cursor
    if cursor is not None:
        yield from cursor
    result.close()
