"""Take back what was set of pools, as long as it still stands as it was set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import pools
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import HoldingLimit, PoolMember
from crm_tui.services.pool_settings import stored
from crm_tui.services.pool_settings.checking import refuse_name_taken
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unadd(unit: Unit, event: EventRow) -> bool:
    """Close a pool that was made; not one that customers lie in, or are to, by now."""
    pool_id = PoolId(record_id_of(event))
    if pools.rows_of_pool(unit, pool_id, 1) or _is_default(unit, pool_id):
        return False
    pools.remove_members(unit, pool_id)
    pools.remove_limits_of_pool(unit, pool_id)
    pools.replace_routes(unit, pool_id, ())
    pools.update_pool(unit, pool_id, {"deleted_at": unit.now, "enabled": False})
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    pool_id = PoolId(record_id_of(event))
    now = stored.fields_of(pools.pool_fields(unit, pool_id))
    if any(now[name] != value for name, value in event.after.items()):
        return False
    if event.before.get("enabled") is False and _is_default(unit, pool_id):
        return False
    if "name" in event.before:
        refuse_name_taken(unit, str(event.before["name"]), besides=pool_id)
    pools.update_pool(unit, pool_id, stored.column_values(event.before))
    return True


def _unset_default(unit: Unit, event: EventRow) -> bool:
    """Let the pool before be the default again, if it is there still and open."""
    old: PoolId = _values(event.before)["pool_id"]
    if not _is_default(unit, PoolId(record_id_of(event))) or not pools.is_open(unit, old):
        return False
    pools.set_default_pool(unit, old)
    return True


def _undelete(unit: Unit, event: EventRow) -> bool:
    """Open a pool again with members, limits and routes; its customers come back one by one.

    Raises FieldError when another pool has its name by now.
    """
    pool_id, before = PoolId(record_id_of(event)), _values(event.before)
    refuse_name_taken(unit, pools.pool_names(unit)[pool_id])
    pools.update_pool(unit, pool_id, {"deleted_at": None, "enabled": before["enabled"]})
    for line in before["members"]:
        pools.set_member(unit, pool_id, stored.parse_member(line))
    for line in before["limits"]:
        pools.set_limit(unit, stored.parse_limit(line))
    routes = [stored.parse_route(pool_id, line) for line in before["routes"]]
    pools.replace_routes(unit, pool_id, routes)
    return True


def _unset_member(unit: Unit, event: EventRow) -> bool:
    pool_id = PoolId(record_id_of(event))
    old, new = _member(event.before), _member(event.after)
    standing = {row.member for row in pools.member_rows(unit, pool_id)}
    if new is not None and new not in standing:
        return False
    if old is not None:
        pools.set_member(unit, pool_id, old)
    elif new is not None:
        pools.remove_member(unit, pool_id, new)
    return True


def _unset_limit(unit: Unit, event: EventRow) -> bool:
    old, new = _limit(event.before), _limit(event.after)
    if new is not None and new not in {row.limit for row in pools.limit_rows(unit)}:
        return False
    if old is not None:
        pools.set_limit(unit, old)
    elif new is not None:
        pools.remove_limit(unit, new)
    return True


def _unset_routes(unit: Unit, event: EventRow) -> bool:
    pool_id = PoolId(record_id_of(event))
    now = [stored.route(row.route) for row in pools.route_rows(unit, pool_id)]
    if now != _values(event.after)["routes"]:
        return False
    old = [stored.parse_route(pool_id, each) for each in _values(event.before)["routes"]]
    pools.replace_routes(unit, pool_id, old)
    return True


def _is_default(unit: Unit, pool_id: PoolId) -> bool:
    return pools.default_pool(unit.connection) == pool_id


def _values(values: Mapping[str, object]) -> dict[str, Any]:
    return dict(values)


def _member(values: Mapping[str, object]) -> PoolMember | None:
    found = _values(values)["member"]
    return None if found is None else stored.parse_member(found)


def _limit(values: Mapping[str, object]) -> HoldingLimit | None:
    found = _values(values)["limit"]
    return None if found is None else stored.parse_limit(found)


TAKE_BACK: dict[str, TakeBack] = {
    "pool_added": _unadd,
    "pool_edited": _unedit,
    "pool_deleted": _undelete,
    "default_pool_changed": _unset_default,
    "pool_member_set": _unset_member,
    "holding_limit_set": _unset_limit,
    "pool_routes_set": _unset_routes,
}
