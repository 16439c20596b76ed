"""Pools and what is set of them as plain dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum

from crm_tui.domain.pools import LimitRow, MemberRow, MoveOffer, PoolDetail, RouteRow, RuleFilter
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "id", "name", "description", "enabled", "default", "customers", "owned", "daily_limit",
    "cool_off_return_days", "cool_off_reclaim_days", "new_closed_hours", "reclaimed_opens_minute",
    "masks_contacts", "reveal_limit", "assign_mode", "lock_limit", "lock_days", "extension_days",
    "next_in_turn", "may_edit", "members", "limits", "routes",
)  # fmt: skip
MEMBER_KEYS = ("kind", "subject", "excluded", "admin")
LIMIT_KEYS = (
    "id", "level", "subject", "pool", "kind", "maximum", "counts_deal", "counts_locked",
)  # fmt: skip
ROUTE_KEYS = (
    "id", "priority", "pool", "levels", "types", "industries", "sources", "provinces", "tags",
)  # fmt: skip
OFFER_KEYS = ("customer_id", "customer", "pool", "to_pool")


def pool(found: PoolDetail, words: Mapping[int, str]) -> Shape:
    """Return a pool with everything that is set of it; `words` name industries and sources."""
    fields = {name: _plain(value) for name, value in asdict(found.fields).items()}
    values: Shape = {
        **fields,
        "id": found.id,
        "default": found.is_default,
        "customers": found.in_pool,
        "owned": found.owned,
        "next_in_turn": found.next_in_turn or None,
        "may_edit": found.may_edit,
        "members": [member(row) for row in found.members],
        "limits": [limit(row) for row in found.limits],
        "routes": [route(row, words) for row in found.routes],
    }
    return {name: values[name] for name in KEYS}


def member(row: MemberRow) -> Shape:
    """Return a line of a pool's members; `subject` is a login, a role's code or a department."""
    return {
        "kind": row.member.kind.value,
        "subject": row.login or None,
        "excluded": row.member.is_excluded,
        "admin": row.member.is_admin,
    }


def limit(row: LimitRow) -> Shape:
    """Return a holding limit."""
    return {
        "id": row.id,
        "level": row.limit.level.value,
        "subject": row.subject or None,
        "pool": row.pool or None,
        "kind": row.limit.kind.value,
        "maximum": row.limit.maximum,
        "counts_deal": row.limit.counts_deal,
        "counts_locked": row.limit.counts_locked,
    }


def route(row: RouteRow, words: Mapping[int, str]) -> Shape:
    """Return a route with the values that it asks for; an empty list asks for nothing."""
    wanted: RuleFilter = row.route.filter
    return {
        "id": row.id,
        "priority": row.route.priority,
        "pool": row.pool,
        "levels": sorted(wanted.levels),
        "types": sorted(wanted.types),
        "industries": [words.get(each, str(each)) for each in sorted(wanted.industry_ids)],
        "sources": [words.get(each, str(each)) for each in sorted(wanted.source_ids)],
        "provinces": sorted(wanted.provinces),
        "tags": sorted(wanted.tags),
    }


def offer(found: MoveOffer) -> Shape:
    """Return a customer that the routes would put into another pool."""
    return {
        "customer_id": found.customer_id,
        "customer": found.customer,
        "pool": found.pool,
        "to_pool": found.to_pool,
    }


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value
