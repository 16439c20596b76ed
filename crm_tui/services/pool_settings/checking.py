"""Whether what was typed of a pool can be stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import dictionaries, pools
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    BOUNDS,
    OPTIONAL,
    POOL_FIELDS,
    AssignMode,
    DefaultPool,
    HoldingLimit,
    LimitLevel,
    MemberKind,
    PoolFields,
    PoolMember,
    Route,
    RuleFilter,
    why_not_edit_pool,
)
from crm_tui.domain.text import clean
from crm_tui.domain.users import Permission
from crm_tui.errors import FieldError, NotPermittedError, RefusedError
from crm_tui.services.checks import checked_text

LARGEST_LIMIT = 1_000_000
_NAME_LIMIT = 100
_DESCRIPTION_LIMIT = 500
_LARGEST_PRIORITY = 10_000
_FILTER_LIMIT = 200


def checked_changes(fields: PoolFields, changes: Mapping[str, object]) -> PoolFields:
    """Return the fields with what was typed; raise FieldError for what cannot be stored."""
    unknown = sorted(changes.keys() - set(POOL_FIELDS))
    if unknown:
        raise FieldError(unknown[0], "unknown")
    typed: dict[str, Any] = {name: _checked(name, value) for name, value in changes.items()}
    return replace(fields, **typed)


def _checked(name: str, value: object) -> object:
    match name:
        case "name":
            return checked_name(str(value))
        case "description":
            return checked_text(name, str(value), limit=_DESCRIPTION_LIMIT)
        case "enabled" | "masks_contacts":
            return bool(value)
        case "assign_mode":
            return AssignMode(value)
        case _:
            return _checked_number(name, value)


def _checked_number(name: str, value: object) -> int | None:
    least, greatest = BOUNDS[name]
    if value is None and name in OPTIONAL:
        return None
    if not isinstance(value, int) or not least <= value <= greatest:
        raise FieldError(name, "out_of_range", str(value)[:20])
    return value


def checked_name(name: str) -> str:
    """Return a pool's name; raise FieldError for none or one that is too long."""
    cleaned = clean(name)
    if not cleaned:
        raise FieldError("name", "required")
    return checked_text("name", cleaned, limit=_NAME_LIMIT)


def refuse_name_taken(view: View, name: str, besides: PoolId | None = None) -> None:
    """Raise FieldError when another pool has this name; that of a deleted one is free again."""
    if pools.is_name_taken(view, name, besides):
        raise FieldError("name", "taken", name)


def refuse_not_pool_admin(unit: Unit, pool_id: PoolId) -> PoolFields:
    """Return the fields of a pool that the actor may change; raise RefusedError otherwise."""
    fields = pools.pool_fields(unit, pool_id)
    refusal = why_not_edit_pool(pool_id, fields.name, by=unit.person)
    if refusal is not None:
        raise RefusedError(refusal)
    return fields


def refuse_limit(unit: Unit, limit: HoldingLimit) -> None:
    """Raise when this person may not set this limit, or it is about somebody who is not there.

    Limits over all pools are the office's; those of a pool its admin's too.
    """
    if limit.pool_id is not None:
        refuse_not_pool_admin(unit, limit.pool_id)
    elif not unit.person.may(Permission.MANAGE_OFFICE):
        raise NotPermittedError(Permission.MANAGE_OFFICE.value)
    if not 0 <= limit.maximum <= LARGEST_LIMIT:
        raise FieldError("maximum", "out_of_range", str(limit.maximum)[:20])
    if limit.level is LimitLevel.OFFICE:
        known = limit.subject_id is None
    else:
        known = limit.subject_id is not None and pools.subject_exists(
            unit, limit.level, limit.subject_id
        )
    if not known:
        raise FieldError("subject", "unknown", str(limit.subject_id or ""))


_LEVELS = {
    MemberKind.USER: LimitLevel.USER,
    MemberKind.ROLE: LimitLevel.ROLE,
    MemberKind.DEPARTMENT: LimitLevel.DEPARTMENT,
}


def refuse_member(unit: Unit, member: PoolMember) -> None:
    """Raise FieldError for a line about nobody, or one that keeps out and puts in charge."""
    if member.is_excluded and member.is_admin:
        raise FieldError("subject", "not_one_of")
    level = _LEVELS.get(member.kind)
    if level is None:
        known = member.member_id is None and not member.is_excluded
    else:
        known = member.member_id is not None and pools.subject_exists(unit, level, member.member_id)
    if not known:
        raise FieldError("subject", "unknown", str(member.member_id or ""))


def refuse_default(view: View, pool_id: PoolId, name: str) -> None:
    """Raise RefusedError for the default pool, which takes what no route names."""
    if pools.is_default_pool(view, pool_id):
        raise RefusedError(DefaultPool(name))


def checked_routes(unit: Unit, pool_id: PoolId, routes: Sequence[Route]) -> list[Route]:
    """Return the routes of a pool by priority; raise FieldError for what they cannot name."""
    for route in routes:
        if not 0 <= route.priority <= _LARGEST_PRIORITY:
            raise FieldError("priority", "out_of_range", str(route.priority)[:20])
        _refuse_filter(unit, route.filter)
    return [
        replace(route, pool_id=pool_id) for route in sorted(routes, key=lambda each: each.priority)
    ]


def _refuse_filter(unit: Unit, wanted: RuleFilter) -> None:
    words = dictionaries.items(unit.connection)
    known: dict[str, set[object]] = {
        "level": {level.value for level in Level},
        "type": {type_.value for type_ in CustomerType},
        "industry_id": {w.id for w in words if w.kind is DictionaryKind.INDUSTRY},
        "source_id": {w.id for w in words if w.kind is DictionaryKind.SOURCE},
    }
    asked: dict[str, frozenset[str] | frozenset[int]] = {
        "level": wanted.levels,
        "type": wanted.types,
        "industry_id": wanted.industry_ids,
        "source_id": wanted.source_ids,
    }
    for name, values in asked.items():
        missing = set(values) - known[name]
        if missing:
            raise FieldError(name, "unknown", str(min(map(str, missing))))
    if len(wanted.provinces) + len(wanted.tags) > _FILTER_LIMIT:
        raise FieldError("province", "out_of_range", str(len(wanted.provinces) + len(wanted.tags)))
