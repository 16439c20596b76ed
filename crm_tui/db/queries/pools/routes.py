"""归池: which pool new customers belong to, and who of the others would go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, delete, insert, select

from crm_tui.db.queries.pools.definitions import default_pool
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import POOL, POOL_ROUTE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import CustomerId, PoolId, RouteId
from crm_tui.domain.pools import (
    Route,
    RouteRow,
    RuleFacts,
    parse_filter,
    pool_for,
)
from crm_tui.domain.pools.rule_books import plain_filter

_LISTED = 500
_AT_ONCE = 1000
_READ = (
    CUSTOMER.c.id,
    CUSTOMER.c.name,
    CUSTOMER.c.pool_id,
    CUSTOMER.c.level,
    CUSTOMER.c.type,
    CUSTOMER.c.industry_id,
    CUSTOMER.c.source_id,
    CUSTOMER.c.province,
    CUSTOMER.c.tags,
)


def route_rows(view: View, pool_id: PoolId | None = None) -> list[RouteRow]:
    """Return the routes in the order in which they are tried; those of one pool, or all."""
    statement = (
        select(POOL_ROUTE, POOL.c.name.label("pool"))
        .join(POOL, POOL.c.id == POOL_ROUTE.c.pool_id)
        .where(POOL.c.deleted_at.is_(None))
        .order_by(POOL_ROUTE.c.priority, POOL_ROUTE.c.id)
        .limit(_LISTED)
    )
    if pool_id is not None:
        statement = statement.where(POOL_ROUTE.c.pool_id == pool_id)
    return [
        RouteRow(
            RouteId(row.id),
            Route(row.priority, PoolId(row.pool_id), parse_filter(row.filter)),
            row.pool,
        )
        for row in view.connection.execute(statement)
    ]


def routes(view: View) -> tuple[Route, ...]:
    """Return the routes to pools that are open, in the order in which they are tried."""
    rows = view.connection.execute(_to_open_pools())
    return tuple(Route(row.priority, PoolId(row.pool_id), parse_filter(row.filter)) for row in rows)


# Asked with each new customer, so it is built once.
@cache
def _to_open_pools() -> Select[Any]:
    return (
        select(POOL_ROUTE)
        .join(POOL, POOL.c.id == POOL_ROUTE.c.pool_id)
        .where(POOL.c.deleted_at.is_(None), POOL.c.enabled)
        .order_by(POOL_ROUTE.c.priority, POOL_ROUTE.c.id)
        .limit(_LISTED)
    )


def home_pool(view: View, customer: RuleFacts) -> PoolId:
    """Return the pool a new customer belongs to when nobody names one."""
    return pool_for(customer, routes(view), default_pool(view.connection))


def replace_routes(unit: Unit, pool_id: PoolId, new: Sequence[Route]) -> None:
    """Give a pool these routes instead of those it had."""
    unit.connection.execute(delete(POOL_ROUTE).where(POOL_ROUTE.c.pool_id == pool_id))
    if new:
        unit.connection.execute(
            insert(POOL_ROUTE),
            [
                {
                    "pool_id": pool_id,
                    "priority": route.priority,
                    "filter": plain_filter(route.filter),
                }
                for route in new
            ],
        )


def misplaced(
    view: View,
    *,
    pool_id: PoolId | None = None,
    customer_id: CustomerId | None = None,
    limit: int,
) -> Iterator[tuple[Any, PoolId]]:
    """Yield at most so many customers in sight that the routes would put elsewhere, and where.

    Without routes nothing is out of place: a pool chosen by hand is as good as the default one.
    """
    known, default = routes(view), default_pool(view.connection)
    found = 0
    for row in _placed(view, pool_id, customer_id) if known else ():
        place = pool_for(_facts_of(row), known, default)
        if place != row.pool_id:
            yield row, place
            found += 1
            if found == limit:
                return


def _placed(view: View, pool_id: PoolId | None, customer_id: CustomerId | None) -> Iterator[Any]:
    wanted = [CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)]
    if pool_id is not None:
        wanted.append(CUSTOMER.c.pool_id == pool_id)
    if customer_id is not None:
        wanted.append(CUSTOMER.c.id == customer_id)
    after = 0
    while True:
        rows = view.connection.execute(
            select(*_READ)
            .where(CUSTOMER.c.id > after, *wanted)
            .order_by(CUSTOMER.c.id)
            .limit(_AT_ONCE)
        ).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].id


def _facts_of(row: Any) -> RuleFacts:
    return RuleFacts(
        level=None if row.level is None else row.level.value,
        type=row.type.value,
        industry_id=row.industry_id,
        source_id=row.source_id,
        province=row.province,
        tags=frozenset(row.tags),
    )


def pool_names(view: View) -> Mapping[int, str]:
    """Return the name of every pool, deleted ones among them."""
    rows = view.connection.execute(
        select(POOL.c.id, POOL.c.name).order_by(POOL.c.id).limit(_LISTED)
    )
    return {row.id: row.name for row in rows}
