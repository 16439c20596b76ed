"""Groups of customers as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.groups import Group, GroupMember, Totals
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount


def group(found: Group, logins: Mapping[UserId, str]) -> Shape:
    """Return the tree as a list, each customer before those that belong to it."""
    return {
        "customer_id": found.customer_id,
        "members": [_member(each, logins) for each in found.members],
        "totals": _totals(found.totals),
        "is_whole": found.is_whole,
    }


def _member(each: GroupMember, logins: Mapping[UserId, str]) -> Shape:
    row = each.row
    return {
        "id": row.id,
        "name": row.name,
        "parent_id": each.parent_id if each.depth else None,
        "depth": each.depth,
        "level": None if row.level is None else row.level.value,
        "owner": None if row.owner_id is None else logins.get(row.owner_id),
        "pool": row.pool,
        "own": _totals(each.own),
        "whole": _totals(each.whole),
    }


def _totals(totals: Totals) -> Shape:
    return {
        "customers": totals.customers,
        "open_tasks": totals.open_tasks,
        "sold": {currency: plain_amount(minor, currency) for currency, minor in totals.sold},
    }
