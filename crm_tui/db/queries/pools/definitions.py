"""Pools: their settings, and how full they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from crm_tui.db.queries.pools.claims import claims_by_pool
from crm_tui.db.queries.pools.rules import rules_in_force
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import POOL
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.pools import (
    POOL_FIELDS,
    IdleCondition,
    Policy,
    PoolFields,
    PoolRow,
    Rule,
)
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError

_LISTED = 500
# Asked with each new customer, so it is built once.
_DEFAULT = (
    select(POOL.c.id)
    .where(POOL.c.enabled, POOL.c.deleted_at.is_(None))
    .order_by(POOL.c.is_default.desc(), POOL.c.id)
    .limit(1)
)


def add_pool(
    connection: Connection, *, name: str, now: datetime, is_default: bool, values: dict[str, object]
) -> PoolId:
    """Insert a pool and return its id."""
    result = connection.execute(
        insert(POOL).values(**{**values, "name": name, "is_default": is_default, "created_at": now})
    )
    (key,) = result.inserted_primary_key or (0,)
    return PoolId(int(key))


def default_pool(connection: Connection) -> PoolId:
    """Return the pool that new customers belong to."""
    found = connection.execute(_DEFAULT).scalar_one_or_none()
    if found is None:
        raise NotFoundError("pool", "")
    return PoolId(found)


def find_pools(view: View, reference: str) -> list[tuple[PoolId, str]]:
    """Return the pools that a name, part of one, or an id means, of those one may read of."""
    reads_all = view.person.is_admin or view.person.may(Permission.ASSIGN)
    everything = [
        (PoolId(r.id), r.name)
        for r in view.connection.execute(
            select(POOL.c.id, POOL.c.name)
            .where(POOL.c.deleted_at.is_(None))
            .order_by(POOL.c.id)
            .limit(_LISTED)
        )
        if reads_all or r.id in view.person.pool_ids
    ]
    exact = [each for each in everything if each[1] == reference]
    by_id = [each for each in everything if str(each[0]) == reference]
    return exact or by_id or [each for each in everything if reference and reference in each[1]]


def policy(view: View, pool_id: PoolId) -> Policy:
    """Return a pool's settings and its rules in force today."""
    return view.once(("policy", pool_id), lambda: _policy(view, pool_id))


def _policy(view: View, pool_id: PoolId) -> Policy:
    pool = _stored(view, pool_id)
    return Policy(
        pool_id=pool_id,
        name=pool.name,
        rules=rules_in_force(view, pool_id),
        enabled=pool.enabled,
        daily_limit=pool.daily_limit,
        cool_off_return_days=pool.cool_off_return_days,
        cool_off_reclaim_days=pool.cool_off_reclaim_days,
        new_closed_hours=pool.new_closed_hours,
        reclaimed_opens_minute=pool.reclaimed_opens_minute,
        assign_mode=pool.assign_mode,
    )


def pool_fields(view: View, pool_id: PoolId) -> PoolFields:
    """Return the typed settings of a pool; raise NotFoundError for one that is not."""
    pool = _stored(view, pool_id)
    return PoolFields(**{name: getattr(pool, name) for name in POOL_FIELDS})


def is_default_pool(view: View, pool_id: PoolId) -> bool:
    """Return whether new customers that no route names belong to this pool."""
    return bool(_stored(view, pool_id).is_default)


def is_open(view: View, pool_id: PoolId) -> bool:
    """Return whether a pool is there and switched on."""
    found = select(POOL.c.id).where(POOL.c.id == pool_id, POOL.c.enabled)
    return view.connection.execute(found.where(POOL.c.deleted_at.is_(None))).first() is not None


def set_default_pool(unit: Unit, pool_id: PoolId) -> None:
    """Let new customers that no route names belong to this pool and no other."""
    unit.connection.execute(update(POOL).values(is_default=POOL.c.id == pool_id))


def turn_user_id(view: View, pool_id: PoolId) -> UserId | None:
    """Return who was given the last customer in turn, or None when nobody was yet."""
    found: UserId | None = _stored(view, pool_id).turn_user_id
    return found


def _stored(view: View, pool_id: PoolId) -> Any:
    row = view.connection.execute(_STORED, {"asked_pool_id": pool_id}).one_or_none()
    if row is None:
        raise NotFoundError("pool", str(pool_id))
    return row


_STORED = select(POOL).where(
    POOL.c.id == bindparam("asked_pool_id", type_=Integer), POOL.c.deleted_at.is_(None)
)


def update_pool(unit: Unit, pool_id: PoolId, values: Mapping[str, object]) -> None:
    """Change columns of a pool."""
    unit.connection.execute(update(POOL).where(POOL.c.id == pool_id).values(**values))


def is_name_taken(view: View, name: str, besides: PoolId | None = None) -> bool:
    """Return whether another pool that is not deleted has this name."""
    statement = select(POOL.c.id).where(POOL.c.name == name, POOL.c.deleted_at.is_(None))
    if besides is not None:
        statement = statement.where(POOL.c.id != besides)
    return view.connection.execute(statement).first() is not None


def pool_ids(view: View) -> list[PoolId]:
    """Return every pool of the office."""
    rows = view.connection.execute(
        select(POOL.c.id).where(POOL.c.deleted_at.is_(None)).order_by(POOL.c.id).limit(_LISTED)
    )
    return [PoolId(row.id) for row in rows]


def pool_rows(view: View) -> list[PoolRow]:
    """Return the pools the person belongs to or administers with their sizes, by id."""
    person = view.person
    statement = (
        select(POOL)
        .where(POOL.c.deleted_at.is_(None))
        .order_by(POOL.c.is_default.desc(), POOL.c.id)
        .limit(_LISTED)
    )
    if not person.is_admin:
        statement = statement.where(POOL.c.id.in_(sorted(person.pool_ids)))
    rows = view.connection.execute(statement).all()
    ids = [PoolId(row.id) for row in rows]
    sizes, claims = pool_sizes(view, ids), claims_by_pool(view, person.user_id, view.today)
    return [_pool_row(view, row, sizes.get(row.id, (0, 0)), claims.get(row.id, 0)) for row in rows]


def _pool_row(view: View, pool: Any, sizes: tuple[int, int], claims_today: int) -> PoolRow:
    pool_id = PoolId(pool.id)
    is_member = pool_id in view.person.pool_ids
    return PoolRow(
        id=pool_id,
        name=pool.name,
        customers=sizes[0],
        owned=sizes[1],
        is_member=is_member,
        daily_limit=pool.daily_limit,
        claims_today=claims_today,
        idle_days=_idle_days(rules_in_force(view, pool_id)),
        enabled=pool.enabled,
        is_admin=pool_id in view.person.managed_pool_ids or view.person.is_admin,
        may_claim=pool.enabled and (is_member or view.person.is_admin),
    )


def _idle_days(rules: Sequence[Rule]) -> int | None:
    """Return the days of 未跟进 in the first rule that has it, for the list of pools."""
    conditions = (condition for rule in rules for condition in rule.conditions)
    return next((each.days for each in conditions if isinstance(each, IdleCondition)), None)


def pool_sizes(view: View, pool_ids: Sequence[PoolId]) -> dict[int, tuple[int, int]]:
    """Return for each pool how many customers lie in it, and how many of it are owned."""
    # By owner first, as the index reads: to sort a million customers by pool takes thrice as long.
    held = (
        select(
            CUSTOMER.c.pool_id,
            CUSTOMER.c.owner_id.is_not(None).label("owned"),
            func.count().label("number"),
        )
        .where(
            CUSTOMER.c.pool_id.in_(pool_ids),
            CUSTOMER.c.deleted_at.is_(None),
            unscoped("members see how full a pool is"),
        )
        .group_by(CUSTOMER.c.owner_id, CUSTOMER.c.pool_id)
        .subquery("held")
    )
    whole = func.sum(held.c.number).label("number")
    rows = view.connection.execute(
        select(held.c.pool_id, held.c.owned, whole).group_by(held.c.pool_id, held.c.owned)
    )
    sizes: dict[int, tuple[int, int]] = {}
    for row in rows:
        free, taken = sizes.get(row.pool_id, (0, 0))
        number = int(row.number)
        sizes[row.pool_id] = (free, number) if row.owned else (number, taken)
    return sizes


def rows_of_pool(unit: Unit, pool_id: PoolId, limit: int) -> list[Any]:
    """Return stored customers of a pool, those set aside among them, by id."""
    return list(
        unit.connection.execute(
            select(CUSTOMER)
            .where(CUSTOMER.c.pool_id == pool_id, unscoped("a pool goes with all that is in it"))
            .order_by(CUSTOMER.c.id)
            .limit(limit)
        )
    )


def move_rows(unit: Unit, ids: Sequence[int], to: PoolId, opens_at: datetime | None) -> None:
    """Put customers into another pool; those that nobody owns open there as new ones do."""
    customer = CUSTOMER.c
    instant = customer.opens_at.type
    opening = case(
        (customer.owner_id.is_(None), literal(opens_at, instant)), else_=customer.opens_at
    )
    lying = case(
        (customer.pool_since.is_not(None), literal(unit.now, instant)), else_=customer.pool_since
    )
    unit.connection.execute(
        update(CUSTOMER)
        .where(CUSTOMER.c.id.in_(ids))
        .values(pool_id=to, opens_at=opening, pool_since=lying, version=CUSTOMER.c.version + 1)
    )
