"""What events keep of a pool's settings, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from enum import Enum
from typing import Any

from crm_tui.db.queries import pools
from crm_tui.db.unit_of_work import View
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    POOL_FIELDS,
    AssignMode,
    HoldingLimit,
    LimitKind,
    LimitLevel,
    MemberKind,
    PoolFields,
    PoolMember,
    Route,
    parse_filter,
)
from crm_tui.domain.pools.rule_books import plain_filter

Stored = dict[str, object]


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def fields_of(fields: PoolFields) -> Stored:
    """Return the settings of a pool as an event keeps them."""
    return {name: _plain(getattr(fields, name)) for name in POOL_FIELDS}


def difference(old: PoolFields, new: PoolFields) -> tuple[Stored, Stored]:
    """Return what an edit changed, before and after."""
    was, now = fields_of(old), fields_of(new)
    changed = [name for name in POOL_FIELDS if was[name] != now[name]]
    return {name: was[name] for name in changed}, {name: now[name] for name in changed}


def column_values(values: Mapping[str, object]) -> Stored:
    """Return settings that an event keeps as the columns of a pool."""
    columns = dict(values)
    if "assign_mode" in columns:
        columns["assign_mode"] = AssignMode(columns["assign_mode"])
    return columns


def member(line: PoolMember | None) -> Stored | None:
    """Return a line of a pool's members as an event keeps it."""
    if line is None:
        return None
    return {name: _plain(value) for name, value in asdict(line).items()}


def parse_member(values: Mapping[str, Any]) -> PoolMember:
    """Return a line of a pool's members that an event keeps."""
    return PoolMember(
        MemberKind(values["kind"]),
        values["member_id"],
        values["is_excluded"],
        values["is_admin"],
    )


def limit(one: HoldingLimit | None) -> Stored | None:
    """Return a holding limit as an event keeps it."""
    if one is None:
        return None
    return {name: _plain(value) for name, value in asdict(one).items()}


def parse_limit(values: Mapping[str, Any]) -> HoldingLimit:
    """Return a holding limit that an event keeps."""
    plain = HoldingLimit(**values)
    return replace(plain, level=LimitLevel(values["level"]), kind=LimitKind(values["kind"]))


def route(one: Route) -> Stored:
    """Return a route as an event keeps it."""
    return {"priority": one.priority, "filter": plain_filter(one.filter)}


def parse_route(pool_id: PoolId, values: Mapping[str, Any]) -> Route:
    """Return a route that an event keeps."""
    return Route(values["priority"], pool_id, parse_filter(values["filter"]))


def closing(view: View, pool_id: PoolId) -> Stored:
    """Return what a pool loses when it is deleted, so that undo can put it back."""
    return {
        "members": [member(row.member) for row in pools.member_rows(view, pool_id)],
        "limits": [limit(row.limit) for row in pools.limit_rows(view, [pool_id])],
        "routes": [route(row.route) for row in pools.route_rows(view, pool_id)],
    }
