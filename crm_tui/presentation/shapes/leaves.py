"""Leave as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leaves import LeaveRow
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

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
