"""Team members as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.teams import TeamRow
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "customer_id", "user", "name", "department", "role", "can_write", "until_day", "current",
    "added_by",
)  # fmt: skip


def team_member(row: TeamRow) -> Shape:
    """Return a member of a customer's team; `until_day` is the last day of the access."""
    member = row.member
    return {
        "customer_id": member.customer_id,
        "user": row.login,
        "name": row.name,
        "department": row.department,
        "role": member.role.value,
        "can_write": member.can_write,
        "until_day": None if member.until_day is None else iso_day(member.until_day),
        "current": row.is_current,
        "added_by": row.added_by,
    }
