"""Leave as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leaves import LeaveRow
from crm_tui.domain.today import CoverDone
from crm_tui.presentation.dates import iso, iso_day
from crm_tui.presentation.json_shapes import Shape

DONE_KEYS = ("follow_up_id", "customer_id", "customer", "at", "cover", "person", "words")
KEYS = ("id", "user", "first_day", "last_day", "reason", "cover", "cancelled")


def leave(row: LeaveRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a leave; `cover` is who looks after the customers meanwhile."""
    return {
        "id": row.id,
        "user": logins.get(row.user_id),
        "first_day": iso_day(row.first_day),
        "last_day": iso_day(row.last_day),
        "reason": row.reason,
        "cover": None if row.cover_id is None else logins.get(row.cover_id),
        "cancelled": row.is_cancelled,
    }


def done(row: CoverDone, zone: ZoneInfo) -> Shape:
    """Return what a cover did with a customer while its owner was away."""
    return {
        "follow_up_id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "at": iso(row.at, zone),
        "cover": row.cover,
        "person": row.away,
        "words": row.words,
    }
