"""Requests for more days as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.days import NEVER
from crm_tui.domain.extensions import ExtensionRow
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "id", "customer_id", "customer", "last_day", "until_day", "reason", "asked_by", "status",
    "decided_by", "decision_note",
)  # fmt: skip


def extension(row: ExtensionRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a request; `last_day` is the customer's last protected day now."""
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "last_day": iso_day(min(row.last_day, NEVER)),
        "until_day": iso_day(row.until_day),
        "reason": row.reason,
        "asked_by": logins.get(row.asked_by_id),
        "status": row.status.value,
        "decided_by": None if row.decided_by_id is None else logins.get(row.decided_by_id),
        "decision_note": row.decision_note,
    }
