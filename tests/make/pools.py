"""Pools: their members, their rules, and the words the office has for what happens there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import pools as pool_queries
from crm_tui.db.schema.pools import POOL, POOL_CONDITION, POOL_MEMBER, POOL_RULE
from crm_tui.domain.days import DayUnit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import Combine, Condition, MemberKind, stored_condition
from crm_tui.domain.users import Actor
from tests.make.beginnings import built_once
from tests.make.people import admin, limit


def pool_id(crm: Crm, name: str = "公海") -> PoolId:
    """The pool of this name."""
    return crm.pools.find(admin(crm), name)


@built_once
def pool(
    crm: Crm,
    /,
    name: str,
    *,
    members: Sequence[Actor] | None = None,
    idle_days: int | None = None,
    **values: Any,
) -> PoolId:
    """Another pool; everybody's unless its members are named."""
    with crm.database.setting_up() as connection:
        new = pool_queries.add_pool(
            connection, name=name, now=crm.database.clock.now(), is_default=False, values=values
        )
        if members is None:
            pool_queries.add_member(connection, new, MemberKind.EVERYBODY, None)
        for each in members or ():
            pool_queries.add_member(connection, new, MemberKind.USER, each.user_id)
        if idle_days is not None:
            pool_queries.add_idle_rule(connection, new, idle_days, now=crm.database.clock.now())
    return new


def member(
    crm: Crm,
    pool_id: PoolId,
    kind: MemberKind,
    member_id: int | None,
    *,
    is_excluded: bool = False,
    is_admin: bool = False,
) -> None:
    """A line of a pool's members."""
    with crm.database.setting_up() as connection:
        connection.execute(
            insert(POOL_MEMBER).values(
                pool_id=pool_id,
                kind=kind,
                member_id=member_id,
                is_excluded=is_excluded,
                is_admin=is_admin,
            )
        )


def set_pool(crm: Crm, name: str = "公海", **values: Any) -> None:
    """Change settings of a pool, and the office's holding limit in it."""
    if "holding_limit" in values:
        limit(crm, values.pop("holding_limit"), pool=pool_id(crm, name))
    if values:
        with crm.database.setting_up() as connection:
            connection.execute(update(POOL).where(POOL.c.name == name).values(**values))


def set_rule(crm: Crm, **values: object) -> None:
    """Change columns of every pool rule."""
    with crm.database.setting_up() as connection:
        connection.execute(update(POOL_RULE).values(**values))


def set_condition(crm: Crm, *, days: int, unit: DayUnit = DayUnit.ALL) -> None:
    """Change the days and the unit of every 未跟进 condition."""
    with crm.database.setting_up() as connection:
        connection.execute(update(POOL_CONDITION).values(days=days, unit=unit))


def set_conditions(crm: Crm, *conditions: Condition, combine: Combine = Combine.ANY) -> None:
    """Let every rule there is ask for these conditions instead."""
    with crm.database.setting_up() as connection:
        connection.execute(delete(POOL_CONDITION))
        connection.execute(update(POOL_RULE).values(combine=combine))
        for rule_id in connection.execute(select(POOL_RULE.c.id)).scalars().all():
            for each in map(stored_condition, conditions):
                connection.execute(
                    insert(POOL_CONDITION).values(
                        rule_id=rule_id,
                        kind=each.kind,
                        days=each.days,
                        unit=each.unit,
                        count=each.count,
                        milestones=list(each.milestones),
                    )
                )


def pool_admin(crm: Crm, pool_id: PoolId, actor: Actor) -> None:
    """Put somebody in charge of a pool."""
    member(crm, pool_id, MemberKind.USER, actor.user_id, is_admin=True)


def word(crm: Crm, kind: DictionaryKind, code: str) -> int:
    """The id of one of the office's words."""
    return next(each.id for each in crm.offices.words(admin(crm), kind) if each.code == code)


def invalid_reason(crm: Crm, code: str = "empty_number") -> int:
    """Why a customer is 无效."""
    return word(crm, DictionaryKind.INVALID_REASON, code)


def return_reason(crm: Crm) -> int:
    """A reason for a return."""
    return crm.pools.return_reasons(admin(crm))[0][0]
