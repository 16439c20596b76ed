"""Pools, their members and rules, and how full they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    func,
    insert,
    or_,
    select,
)

from crm_tui.db.queries.pools.claims import claims_on
from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.tables.pools import (
    POOL,
    POOL_CONDITION,
    POOL_MEMBER,
    POOL_RULE,
)
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    Combine,
    IdleCondition,
    MemberKind,
    Policy,
    PoolRow,
    Rule,
    parse_rule,
)
from crm_tui.errors import NotFoundError


def add_pool(
    connection: Connection, *, name: str, now: datetime, is_default: bool, values: dict[str, object]
) -> PoolId:
    """Insert a pool that everybody belongs to and return its id."""
    result = connection.execute(
        insert(POOL).values(
            **{
                "warning_leads": [7, 3, 1, 0],
                **values,
                "name": name,
                "is_default": is_default,
                "created_at": now,
            }
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return PoolId(int(key))


def add_member(
    connection: Connection,
    pool_id: PoolId,
    kind: MemberKind,
    member_id: int | None,
    *,
    is_admin: bool = False,
) -> None:
    """Let a user, a department, a role or everybody into a pool."""
    connection.execute(
        insert(POOL_MEMBER).values(
            pool_id=pool_id, kind=kind, member_id=member_id, is_admin=is_admin
        )
    )


def add_idle_rule(
    connection: Connection, pool_id: PoolId, idle_days: int, unit: DayUnit = DayUnit.NON_HOLIDAY
) -> int:
    """Give a pool the rule 未跟进 N days for all its customers; return the rule's id."""
    result = connection.execute(
        insert(POOL_RULE).values(pool_id=pool_id, combine=Combine.ANY, filter={}, exempt={})
    )
    (key,) = result.inserted_primary_key or (0,)
    connection.execute(
        insert(POOL_CONDITION).values(rule_id=int(key), kind="idle", days=idle_days, unit=unit)
    )
    return int(key)


def default_pool(connection: Connection) -> PoolId:
    """Return the pool that new customers belong to."""
    found = connection.execute(
        select(POOL.c.id)
        .where(POOL.c.enabled)
        .order_by(POOL.c.is_default.desc(), POOL.c.id)
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError("pool", "")
    return PoolId(found)


def find_pools(connection: Connection, reference: str) -> list[tuple[PoolId, str]]:
    """Return the pools that a name, part of one, or an id means."""
    everything = [
        (PoolId(r.id), r.name)
        for r in connection.execute(select(POOL.c.id, POOL.c.name).order_by(POOL.c.id).limit(500))
    ]
    exact = [each for each in everything if each[1] == reference]
    by_id = [each for each in everything if str(each[0]) == reference]
    return exact or by_id or [each for each in everything if reference and reference in each[1]]


def policy(view: View, pool_id: PoolId) -> Policy:
    """Return a pool's settings and its rules in force today."""
    pool = view.connection.execute(select(POOL).where(POOL.c.id == pool_id)).one_or_none()
    if pool is None:
        raise NotFoundError("pool", str(pool_id))
    return Policy(
        pool_id=pool_id,
        name=pool.name,
        rules=_rules(view, pool_id),
        enabled=pool.enabled,
        holding_limit=pool.holding_limit,
        daily_limit=pool.daily_limit,
        cool_off_return_days=pool.cool_off_return_days,
        cool_off_reclaim_days=pool.cool_off_reclaim_days,
        warning_leads=tuple(pool.warning_leads),
    )


def _rules(view: View, pool_id: PoolId) -> tuple[Rule, ...]:
    rule = POOL_RULE.c
    found = view.connection.execute(
        select(POOL_RULE, POOL_CONDITION.c.kind, POOL_CONDITION.c.days, POOL_CONDITION.c.unit)
        .outerjoin(POOL_CONDITION, POOL_CONDITION.c.rule_id == rule.id)
        .where(
            rule.pool_id == pool_id,
            rule.effective_day <= view.today,
            or_(rule.retired_day.is_(None), rule.retired_day > view.today),
        )
        .order_by(rule.priority, rule.id, POOL_CONDITION.c.id)
        .limit(1000)
    ).all()
    by_rule: dict[int, list[Any]] = {}
    for row in found:
        by_rule.setdefault(row.id, []).append(row)
    return tuple(
        parse_rule(
            rule_id,
            combine=rows[0].combine,
            conditions=tuple(IdleCondition(r.days, r.unit) for r in rows if r.kind == "idle"),
            accepted=rows[0].filter,
            exempt=rows[0].exempt,
        )
        for rule_id, rows in by_rule.items()
    )


def pool_ids(view: View) -> list[PoolId]:
    """Return every pool of the office."""
    rows = view.connection.execute(select(POOL.c.id).order_by(POOL.c.id).limit(500))
    return [PoolId(row.id) for row in rows]


def pool_rows(view: View) -> list[PoolRow]:
    """Return the pools the person may see with their sizes, by id."""
    person_ = view.person
    statement = select(POOL).order_by(POOL.c.is_default.desc(), POOL.c.id).limit(500)
    if not person_.is_admin:
        statement = statement.where(POOL.c.id.in_(sorted(person_.pool_ids)))
    result = []
    for pool in view.connection.execute(statement).all():
        pool_id = PoolId(pool.id)
        free, owned = _sizes(view, pool_id)
        rules = _rules(view, pool_id)
        result.append(
            PoolRow(
                id=pool_id,
                name=pool.name,
                customers=free,
                owned=owned,
                is_member=pool_id in person_.pool_ids,
                daily_limit=pool.daily_limit,
                claims_today=claims_on(view, person_.user_id, pool_id, view.today),
                idle_days=rules[0].conditions[0].days if rules and rules[0].conditions else None,
                enabled=pool.enabled,
            )
        )
    return result


def _sizes(view: View, pool_id: PoolId) -> tuple[int, int]:
    owned = CUSTOMER.c.owner_id.is_not(None)
    rows = view.connection.execute(
        select(owned.label("owned"), func.count().label("number"))
        .where(
            CUSTOMER.c.pool_id == pool_id,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped("members see how full a pool is"),
        )
        .group_by(owned)
    ).all()
    sizes = {bool(row.owned): int(row[1]) for row in rows}
    return sizes.get(False, 0), sizes.get(True, 0)
