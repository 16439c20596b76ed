"""How a list of customers is read: by walking an order, or by finding all and sorting them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.schema import Column
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BooleanClauseList, False_

from crm_tui.db.queries.customers.lists import in_view
from crm_tui.db.queries.customers.orders import HELD_BY_FEW, Order, order_of, orders_own
from crm_tui.db.queries.reveals import hidden
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import POOL
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import OF_POOLS, sight_of
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Scope
from crm_tui.values import dataclass

FACET = "ix_customer_facet"
_APART = "ix_customer_apart"
_POOL_LAST = "ix_customer_pool_last"
FEW = 20_000
"""So many customers are sorted in no time, whatever the order."""
_WALK_SECONDS = 0.025
_SHORT_WALK_SECONDS = 0.008
"""Where finding all that a filter leaves is nearly as fast, if there are few."""
_SEARCH_SECONDS = 0.2
_LOOKED_AT = frozenset({CustomerView.SUITABLE, CustomerView.INCOMPLETE})
_MERGED_POOLS = 12
"""Beyond so many pools, merging their own orders costs more than walking the common one."""
FACETS = (
    "owner_id",
    "pool_id",
    "level",
    "stage_id",
    "province",
    "industry_id",
    "deleted_at",
    "type",
    "source_id",
    "city",
    "last_day",
    "last_follow_up_at",
    "next_contact_at",
    "created_at",
    "pool_since",
    "holder_count",
    "completeness",
    "is_incomplete",
    "is_deal",
    "is_self_found",
    "locked_until_day",
)
"""The columns of that index."""
_COVERED = frozenset({*FACETS, "id"})

Conditions = tuple[ColumnElement[bool], ...]
Edge = tuple[ColumnElement[Any], ColumnElement[Any]]
"""The key and the id of a place, as a statement compares with them."""
Statement = Select[Any] | CompoundSelect[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer stands in an order that an index serves."""

    key: Any
    id: int


@dataclass(frozen=True, slots=True)
class ListPlan:
    """A request as statements: what is wanted, in which branches it lies, and its order."""

    view: View
    request: ListRequest
    order: Order
    wanted: ColumnElement[bool]
    wide: Conditions
    narrow: Conditions

    @classmethod
    def of(cls, view: View, request: ListRequest) -> ListPlan:
        """Return the plan of a request for the person of this view."""
        sight = sight_of(view.person, request.view)
        wide, narrow = sight.wide, sight.narrow
        if request.view is CustomerView.OPENING:
            wide, narrow = (), (*wide, *narrow)  # found by their ids, and few
        masked = hidden(view) if orders_own(request) else None
        return cls(view, request, order_of(request, masked), in_view(view, request), wide, narrow)

    # What is known before anything is read ------------------------------------------------------

    @property
    def is_walked(self) -> bool:
        """Whether an index holds the customers in this order."""
        return bool(self.order.index and self.wide)

    @property
    def is_filtered(self) -> bool:
        """Whether more than the view itself decides what is listed."""
        request = self.request
        return request.filter is not None or request.group is not None

    @property
    def may_be_few(self) -> bool:
        """Whether it is worth trying to find them all at once, and soon known if it is not."""
        is_large = self.request.view in {CustomerView.ALL, *OF_POOLS} and bool(self.wide)
        return self.is_covered and (self.is_filtered or not is_large)

    @property
    def is_small(self) -> bool:
        """Whether what is listed is known to be little: one person's, or found one by one."""
        request, person = self.request, self.view.person
        if request.view in {CustomerView.MINE, CustomerView.INCOMPLETE}:
            return person.held <= FEW
        return not self.wide or request.owner_id is not None

    @property
    def tries_few(self) -> bool:
        """Whether to find them all at first: mostly there are few, and else it is soon known."""
        of_staff = self.request.view is CustomerView.SUBORDINATES and self.sorts_covered
        return self.may_be_few and (self.is_small or of_staff)

    @property
    def patience_seconds(self) -> float:
        """How long a walk may look for the first rows before they are found in another way.

        Past a million customers of which none is wanted it takes a tenth of a second, if their
        index tells so; where each must be looked at, walking is given up soon.
        """
        if not self.is_covered:
            return _SEARCH_SECONDS
        if self.is_filtered and self.may_be_few:
            return _SHORT_WALK_SECONDS
        looks = self.is_filtered or self.request.sort == "city"
        return _WALK_SECONDS if looks or self.request.view in _LOOKED_AT else _SEARCH_SECONDS

    @property
    def walks_covered(self) -> bool:
        """Whether a walk through all of the order reads one index, and nearly nothing else.

        For who sees but a part it is faster to find that part, and there is less of it.
        """
        request = self.request
        if not self.is_walked or self.is_filtered or self.view.person.scope is not Scope.ALL:
            return False
        if request.view is CustomerView.ALL:
            return request.owner_id is None and request.pool_id is None
        is_merged = request.sort == "last_follow_up_at"
        return request.view is CustomerView.POOL and request.sort != "city" and not is_merged

    @property
    def is_covered(self) -> bool:
        """Whether finding all reads one index only, or but one person's customers."""
        if not self.wide or self.request.view in {CustomerView.MINE, CustomerView.INCOMPLETE}:
            return True
        return self.request.owner_id is not None or _columns_read(self.wanted) <= _COVERED

    @property
    def sorts_covered(self) -> bool:
        """Whether the index that finds them all holds what they are ordered by, too."""
        keys = (key for key, _ in self.order.keys)
        return self.is_covered and all(_columns_read(key) <= _COVERED for key in keys)

    @property
    def is_sparse(self) -> bool:
        """Whether few have the key that decides: these by its index, all others by their ids."""
        order, request = self.order, self.request
        is_by_it = request.sort in HELD_BY_FEW and len(order.keys) == 1
        return is_by_it and not (order.index or self.is_small)

    @property
    def begins_soon(self) -> bool:
        """Whether the first ones are found without reading whole customers by the million."""
        return self.is_covered and (self.is_walked or self.is_sparse or self.sorts_covered)

    def stands_before(self, one: Place, other: Place) -> bool:
        """Return whether a place comes before another in the order."""
        first, second = (one.key, one.id), (other.key, other.id)
        return bool(first > second) if self.order.descending else bool(first < second)

    # Statements ---------------------------------------------------------------------------------

    def walk(
        self,
        start: Edge | None = None,
        *,
        until: Edge | None = None,
        including: bool = True,
        backwards: bool = False,
    ) -> Statement:
        """Return a statement that yields (id, key) in the order, an index walked and no more.

        From one place on, to before another.
        """
        pieces = self._pieces(start, until, including=including, backwards=backwards)
        selects = [each for piece in pieces for each in self._along(piece)]
        return self._ordered(selects, backwards=backwards)

    def walk_in_turn(
        self, start: Edge, *, including: bool = True, backwards: bool = False
    ) -> list[Statement]:
        """Return the same as statements to be asked one after the other, until it is enough.

        What lies beyond those with the key of the first may be far away.
        """
        pieces = self._pieces(start, None, including=including, backwards=backwards)
        return [self._ordered(self._along(piece), backwards=backwards) for piece in pieces]

    def first_of(
        self, statement: Statement, limit: int, *, offset: int = 0, backwards: bool = False
    ) -> Statement:
        """Return a statement that yields so many of another, in the order.

        A server would put all its parts together first, were they not cut one by one.
        """
        is_server = self.view.connection.dialect.name != "sqlite"
        if is_server and isinstance(statement, CompoundSelect):
            order = self.order.by(backwards=backwards)
            parts: list[Any] = [
                select(*each.order_by(*order).limit(limit + offset).subquery().columns)
                for each in statement.selects
                if isinstance(each, Select)
            ]
            statement = self._ordered(parts, backwards=backwards)
        return statement.limit(limit).offset(offset)

    def _pieces(
        self, start: Edge | None, until: Edge | None, *, including: bool, backwards: bool
    ) -> list[Conditions]:
        is_falling = self.order.descending is not backwards
        return _stretches(self.order.key, start, until, including, is_falling=is_falling)

    def _along(self, conditions: Conditions) -> list[Select[Any]]:
        return [*self._walks(conditions), *self._narrow(conditions)]

    def find(self, *conditions: ColumnElement[bool]) -> Statement:
        """Return a statement that finds (id, keys) of all that is wanted, in no order."""
        return _together([*self._finds(conditions), *self._narrow(conditions)])

    def find_sorted(self, *conditions: ColumnElement[bool]) -> Statement:
        """Return a statement that finds (id, keys) of all that is wanted and sorts them."""
        selects = [*self._finds(conditions), *self._narrow(conditions)]
        return self._ordered(selects)

    def near_ids(self, *conditions: ColumnElement[bool]) -> Statement:
        """Return a statement over a short stretch of ids, which its conditions name."""
        seen = or_(*self.wide, *self.narrow)
        return self._ordered([_hinted(self._select(seen, conditions), "")])

    def _walks(self, conditions: Conditions) -> Iterator[Select[Any]]:
        if not self.wide:
            return
        whole = or_(*self.wide)
        pools = self._pools_with_an_order()
        if not pools:
            yield _hinted(self._select(whole, conditions), self.order.index)
        for pool_id in pools:
            lies_there = and_(CUSTOMER.c.owner_id.is_(None), CUSTOMER.c.pool_id == pool_id)
            statement = self._select(and_(lies_there, whole), conditions)
            yield _hinted(statement, _POOL_LAST)

    def _pools_with_an_order(self) -> Sequence[int]:
        """Return the pools whose own order of last follow-ups is to be walked, each by itself."""
        if self.request.view not in OF_POOLS or self.request.sort != "last_follow_up_at":
            return ()
        if self.request.pool_id is not None:
            return (self.request.pool_id,)
        if self.view.person.scope is not Scope.ALL or self.request.view is not CustomerView.POOL:
            found = sorted(self.view.person.pool_ids)
        else:
            rows = self.view.connection.execute(select(POOL.c.id).limit(_MERGED_POOLS + 1))
            found = [row.id for row in rows]
        return found if len(found) <= _MERGED_POOLS else ()

    def _finds(self, conditions: Conditions) -> Iterator[Select[Any]]:
        # Said twice, so that the planner sees that it may search.
        lies = CUSTOMER.c.owner_id.is_(None) if self.request.view in OF_POOLS else true()
        if not self.is_covered:
            # The whole table is read, and should be once only.
            yield _hinted(self._select(or_(*self.wide), conditions), "")
            return
        for branch in self.wide:
            yield _hinted(self._select(and_(lies, branch), conditions), FACET)

    def _narrow(self, conditions: Conditions) -> Iterator[Select[Any]]:
        for branch in self.narrow:
            statement = self._select(branch, conditions)
            if self.request.view is CustomerView.SET_ASIDE:
                statement = _hinted(statement, _APART)
            yield statement

    def _select(self, branch: ColumnElement[bool], conditions: Conditions) -> Select[Any]:
        return select(*self.order.columns).where(and_(branch, self.wanted, *conditions))

    def _ordered(self, selects: Sequence[Select[Any]], *, backwards: bool = False) -> Statement:
        if len(selects) == 1:
            return selects[0].order_by(*self.order.by(backwards=backwards))
        together = union_all(*selects)
        return together.order_by(*self.order.by(together.selected_columns, backwards=backwards))


def _columns_read(condition: ColumnElement[Any]) -> set[str]:
    return {
        each.name
        for each in visitors.iterate(condition)
        if isinstance(each, Column) and each.table is CUSTOMER
    }


def _is_never(condition: Any) -> bool:
    """Return whether a condition is written as one that nothing meets."""
    if isinstance(condition, BooleanClauseList):
        met = any if condition.operator is operators.and_ else all
        return met(_is_never(each) for each in condition.clauses)
    return isinstance(getattr(condition, "element", condition), False_)


def _hinted(statement: Select[Any], index: str) -> Select[Any]:
    """Return a statement that walks or searches this index, or without one the table itself."""
    if _is_never(statement.whereclause):
        return statement  # of a partial index SQLite would say that it cannot serve
    hint = f"INDEXED BY {index}" if index else "NOT INDEXED"
    return statement.with_hint(CUSTOMER, hint, "sqlite")


def _together(selects: Sequence[Select[Any]]) -> Statement:
    return selects[0] if len(selects) == 1 else union_all(*selects)


def edge_of(order: Order, place: Place) -> Edge:
    """Return a place as a statement compares with it."""
    return literal(place.key, order.key.type), literal(place.id, CUSTOMER.c.id.type)


def asked_edge(order: Order) -> Edge:
    """Return a place whose key and id are given when the statement is executed."""
    return (
        bindparam("place_key", type_=order.key.type),
        bindparam("place_id", type_=CUSTOMER.c.id.type),
    )


def _stretches(
    key: ColumnElement[Any],
    start: Edge | None,
    until: Edge | None,
    including: bool,
    *,
    is_falling: bool,
) -> list[Conditions]:
    """Return what lies from one place on, to before another, in pieces that an index can seek.

    SQLite seeks by the key alone in a comparison of (key, id): of those with the same key, and
    they may be half of all, it would pass every one that stands before.
    """
    id_ = CUSTOMER.c.id

    def past(column: ColumnElement[Any], value: ColumnElement[Any]) -> ColumnElement[bool]:
        return column < value if is_falling else column > value

    def before(column: ColumnElement[Any], value: ColumnElement[Any]) -> ColumnElement[bool]:
        return column > value if is_falling else column < value

    pieces: list[Conditions] = [()]
    if start is not None:
        from_id = past(id_, start[1])
        if including:
            from_id = id_ <= start[1] if is_falling else id_ >= start[1]
        pieces = [(key == start[0], from_id), (past(key, start[0]),)]
    if until is None:
        return pieces
    return [
        (*piece, *end)
        for piece in pieces
        for end in ((before(key, until[0]),), (key == until[0], before(id_, until[1])))
    ]
