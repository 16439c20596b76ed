"""The reclaim rules of pools, version by version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    bindparam,
    func,
    insert,
    select,
    update,
)

from crm_tui.db.schema.pools import POOL, POOL_CONDITION, POOL_RULE, POOL_RULE_VERSION
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    Condition,
    IdleCondition,
    Rule,
    RuleLabels,
    StoredCondition,
    parse_condition,
    parse_rule,
    stored_condition,
)
from crm_tui.domain.pools.rule_books import (
    RuleDraft,
    RuleVersion,
    draft_of,
    plain_exempt,
    plain_filter,
)

FIRST_DAY = 0
"""The rules a pool begins with are in force on every day."""
_LISTED = 1000

_VERSION = POOL_RULE_VERSION.c
_RULE = POOL_RULE.c


_STORED = (
    select(
        POOL_RULE,
        _VERSION.version,
        POOL_CONDITION.c.kind,
        POOL_CONDITION.c.days,
        POOL_CONDITION.c.unit,
        POOL_CONDITION.c.count,
        POOL_CONDITION.c.milestones,
    )
    .join(POOL_RULE_VERSION, _VERSION.id == _RULE.version_id)
    .outerjoin(POOL_CONDITION, POOL_CONDITION.c.rule_id == _RULE.id)
    .order_by(_RULE.version_id, _RULE.priority, _RULE.id, POOL_CONDITION.c.id)
    .limit(100 * _LISTED)
)


def _in_force(day: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    return (_VERSION.effective_day <= day, ~_VERSION.superseded)


# Every page of a list asks for them, so what asks is built once.
_NEWEST_ON = (
    select(_VERSION.id)
    .where(
        *_in_force(bindparam("asked_day", type_=Integer)),
        _VERSION.pool_id == bindparam("asked_pool_id", type_=Integer),
    )
    .order_by(_VERSION.version.desc())
    .limit(1)
    .scalar_subquery()
)
_RULES_ON = _STORED.where(_RULE.version_id == _NEWEST_ON)


def rules_in_force(view: View, pool_id: PoolId) -> tuple[Rule, ...]:
    """Return the rules of a pool today, by priority."""
    return rules_on(view, pool_id, view.today)


def rules_on(view: View, pool_id: PoolId, day: int) -> tuple[Rule, ...]:
    """Return the rules of a pool in force on a day, by priority."""
    asked = {"asked_pool_id": pool_id, "asked_day": day}
    return tuple(rule for _, rule in _read(view.connection.execute(_RULES_ON, asked)))


def _rules(connection: Connection, condition: ColumnElement[bool]) -> list[tuple[int, Rule]]:
    """Return rules with the versions they belong to, by version and priority."""
    return _read(connection.execute(_STORED.where(condition)))


def _read(stored: Iterable[Any]) -> list[tuple[int, Rule]]:
    by_rule: dict[int, list[Any]] = {}
    for row in stored:
        by_rule.setdefault(row.id, []).append(row)
    return [(rows[0].version_id, _rule(rows)) for rows in by_rule.values()]


def _rule(rows: Sequence[Any]) -> Rule:
    first = rows[0]
    return parse_rule(
        first.same_as_id or first.id,
        combine=first.combine,
        conditions=tuple(_condition(row) for row in rows if row.kind is not None),
        accepted=first.filter,
        exempt=first.exempt,
        labels=RuleLabels(first.name, tuple(first.warning_leads), first.version),
    )


def _condition(row: Any) -> Condition:
    return parse_condition(
        StoredCondition(
            kind=row.kind,
            days=row.days,
            unit=row.unit,
            count=row.count,
            milestones=row.milestones or (),
        )
    )


def versions_of(view: View, pool_id: PoolId) -> list[RuleVersion]:
    """Return every version of a pool's rules with its rules, the newest first."""
    return _versions(view, _VERSION.pool_id == pool_id)


def version(view: View, version_id: int) -> RuleVersion | None:
    """Return one version with its rules, or None when there is none."""
    return next(iter(_versions(view, _VERSION.id == version_id)), None)


def due_versions(view: View) -> list[RuleVersion]:
    """Return the newest version of each pool that took effect and was not applied yet."""
    waiting = _versions(view, *_in_force(view.today), _VERSION.applied_at.is_(None))
    newest: dict[PoolId, RuleVersion] = {}
    for each in waiting:
        newest.setdefault(each.pool_id, each)
    return [newest[pool_id] for pool_id in sorted(newest)]


def _versions(view: View, *conditions: ColumnElement[bool]) -> list[RuleVersion]:
    rows = view.connection.execute(
        select(POOL_RULE_VERSION, USER.c.name.label("author"))
        .outerjoin(USER, USER.c.id == _VERSION.created_by_id)
        .where(*conditions)
        .order_by(_VERSION.pool_id, _VERSION.version.desc())
        .limit(_LISTED)
    ).all()
    rules: dict[int, list[Rule]] = {}
    for version_id, rule in _rules(view.connection, _RULE.version_id.in_([row.id for row in rows])):
        rules.setdefault(version_id, []).append(rule)
    return [
        RuleVersion(
            id=row.id,
            pool_id=PoolId(row.pool_id),
            version=row.version,
            effective_day=row.effective_day,
            rules=tuple(rules.get(row.id, ())),
            note=row.note,
            created_at=row.created_at,
            created_by=row.author or "",
            applied_at=row.applied_at,
            superseded=row.superseded,
        )
        for row in rows
    ]


def add_version(
    connection: Connection,
    pool_id: PoolId,
    drafts: Sequence[RuleDraft],
    *,
    effective_day: int,
    values: dict[str, object],
) -> int:
    """Insert a version with its rules in the order of their priority; return the version's id.

    A rule that the version before has too stays that rule, so that a change of one of them leaves
    the customers of the others alone. `values` are the further columns of the version: when and by
    whom it was made, its note.
    """
    last = connection.execute(
        select(func.coalesce(func.max(_VERSION.version), 0)).where(_VERSION.pool_id == pool_id)
    ).scalar_one()
    known = _known_rules(connection, pool_id)
    result = connection.execute(
        insert(POOL_RULE_VERSION).values(
            pool_id=pool_id, version=last + 1, effective_day=effective_day, **values
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    for priority, draft in enumerate(drafts, start=1):
        # Taken out once found: of two rules alike, each is one of its own.
        _add_rule(connection, int(key), draft, priority, same_as_id=known.pop(draft, None))
    return int(key)


def _known_rules(connection: Connection, pool_id: PoolId) -> dict[RuleDraft, int]:
    """Return the rules of a pool's newest version that was not let go, by what they say."""
    newest = (
        select(_VERSION.id)
        .where(_VERSION.pool_id == pool_id, ~_VERSION.superseded)
        .order_by(_VERSION.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    return {draft_of(rule): rule.id for _, rule in _rules(connection, _RULE.version_id == newest)}


def _add_rule(
    connection: Connection,
    version_id: int,
    draft: RuleDraft,
    priority: int,
    *,
    same_as_id: int | None,
) -> None:
    result = connection.execute(
        insert(POOL_RULE).values(
            version_id=version_id,
            name=draft.name,
            priority=priority,
            combine=draft.combine,
            filter=plain_filter(draft.filter),
            exempt=plain_exempt(draft),
            warning_leads=list(draft.warning_leads),
            same_as_id=same_as_id,
        )
    )
    (rule_id,) = result.inserted_primary_key or (0,)
    for condition in draft.conditions:
        stored = stored_condition(condition)
        connection.execute(
            insert(POOL_CONDITION).values(
                rule_id=int(rule_id),
                kind=stored.kind,
                days=stored.days,
                unit=stored.unit,
                count=stored.count,
                milestones=list(stored.milestones),
            )
        )


def add_idle_rule(
    connection: Connection,
    pool_id: PoolId,
    idle_days: int,
    now: datetime,
    unit: DayUnit = DayUnit.NON_HOLIDAY,
) -> int:
    """Let a new pool begin with 未跟进 N days for all its customers; return the version's id."""
    draft = RuleDraft((IdleCondition(idle_days, unit),))
    return add_version(
        connection,
        pool_id,
        [draft],
        effective_day=FIRST_DAY,
        values={"created_at": now, "applied_at": now},
    )


def supersede_pending(unit: Unit, pool_id: PoolId, from_day: int) -> list[int]:
    """Let go of versions that would take effect on a day or later; return their ids."""
    pending = (
        _VERSION.pool_id == pool_id,
        _VERSION.effective_day >= from_day,
        _VERSION.effective_day > unit.today,
        _VERSION.applied_at.is_(None),
        ~_VERSION.superseded,
    )
    ids = [
        row.id
        for row in unit.connection.execute(
            select(_VERSION.id).where(*pending).order_by(_VERSION.id).limit(_LISTED)
        )
    ]
    set_superseded(unit, ids, superseded=True)
    return ids


def set_superseded(unit: Unit, version_ids: Collection[int], *, superseded: bool) -> None:
    """Take versions out of what will be in force, or put them back."""
    if version_ids:
        unit.connection.execute(
            update(POOL_RULE_VERSION)
            .where(_VERSION.id.in_(sorted(version_ids)))
            .values(superseded=superseded)
        )


def mark_applied(unit: Unit, applied: RuleVersion) -> None:
    """Note that a version was applied to every customer of its pool, and so every one before."""
    unit.connection.execute(
        update(POOL_RULE_VERSION)
        .where(
            _VERSION.pool_id == applied.pool_id,
            _VERSION.version <= applied.version,
            _VERSION.applied_at.is_(None),
            *_in_force(unit.today),
        )
        .values(applied_at=unit.now)
    )


def pool_name(view: View, pool_id: PoolId) -> str | None:
    """Return the name of a pool that is there, or None."""
    return view.connection.execute(
        select(POOL.c.name).where(POOL.c.id == pool_id, POOL.c.deleted_at.is_(None))
    ).scalar_one_or_none()
