"""Hand-overs, their lines and the packet of a customer as plain dicts for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.handovers import (
    HandoverLineRow,
    HandoverPacket,
    HandoverPreview,
    HandoverRow,
    HeldTime,
    OpenPlan,
)
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "id", "from_user", "reason", "created_at", "created_by", "customers", "confirmed", "to_pool",
)  # fmt: skip
LINE_KEYS = (
    "handover_id", "customer_id", "customer", "from_user", "to_user", "created_at", "confirmed_at",
)  # fmt: skip
Logins = Mapping[UserId, str]
Iso = Callable[[datetime | None], str | None]
"""Writes an instant in the office's zone."""


def handover(row: HandoverRow, logins: Logins, iso: Iso) -> Shape:
    """Return a slip; `confirmed` counts the lines that their receivers have confirmed."""
    return {
        "id": row.id,
        "from_user": logins.get(row.from_user_id),
        "reason": row.reason,
        "created_at": iso(row.created_at),
        "created_by": _login(row.created_by_id, logins),
        "customers": row.customers,
        "confirmed": row.confirmed,
        "to_pool": row.to_pool,
    }


def line(row: HandoverLineRow, logins: Logins, iso: Iso) -> Shape:
    """Return one customer of a slip; without `to_user` it went to its pool."""
    return {
        "handover_id": row.handover_id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "from_user": logins.get(row.from_user_id),
        "to_user": _login(row.to_user_id, logins),
        "created_at": iso(row.created_at),
        "confirmed_at": iso(row.confirmed_at),
    }


def preview(found: HandoverPreview, logins: Logins) -> Shape:
    """Return what a hand-over would do."""
    return {
        "from_user": logins.get(found.from_user_id),
        "customers": found.customers,
        "open_tasks": found.open_tasks,
        "own_reminders": found.own_reminders,
        "open_leads": found.open_leads,
        "receivers": [
            {
                "user": _login(load.user_id, logins),
                "gets": load.gets,
                "held": load.held,
                "limit": load.limit,
                "over": load.is_over,
            }
            for load in found.loads
        ],
        "seats": [
            {
                "customer_id": seat.customer_id,
                "customer": seat.customer,
                "role": seat.role.value,
            }
            for seat in found.seats
        ],
        "reports": [logins.get(user_id) for user_id, _name in found.reports],
    }


def _login(user_id: UserId | None, logins: Logins) -> str | None:
    return None if user_id is None else logins.get(user_id)


def packet(
    found: HandoverPacket, logins: Logins, iso: Iso, follow_up: Callable[[FollowUpRow], Shape]
) -> Shape:
    """Return what the next owner should know of a customer."""
    return {
        "customer_id": found.customer_id,
        "customer": found.customer,
        "returned": found.returned,
        "reclaimed": found.reclaimed,
        "held": [_held(each, logins, iso) for each in found.held],
        "follow_ups": [follow_up(each) for each in found.follow_ups],
        "objections": [follow_up(each) for each in found.objections],
        "plans": [_plan(each, logins, iso) for each in found.plans],
    }


def _held(each: HeldTime, logins: Logins, iso: Iso) -> Shape:
    return {
        "owner": logins.get(each.owner_id),
        "from": iso(each.started_at),
        "how": each.how_started.value,
        "to": iso(each.ended_at),
        "how_ended": None if each.how_ended is None else each.how_ended.value,
        "reason": each.reason,
        "note": each.note,
    }


def _plan(each: OpenPlan, logins: Logins, iso: Iso) -> Shape:
    return {
        "title": each.title,
        "due_at": iso(each.due_at),
        "assignee": logins.get(each.assignee_id),
    }
