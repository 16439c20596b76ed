"""Disputes and their evidence as plain dicts for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from crm_tui.domain.disputes import DisputeRow, Evidence, SideEvidence
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "id", "customer_id", "customer", "other_customer_id", "filed_by", "against", "note",
    "filed_at", "status", "outcome", "filer_share", "reason", "decided_by", "decided_at",
)  # fmt: skip
Logins = Mapping[UserId, str]
Iso = Callable[[datetime | None], str | None]
"""Writes an instant in the office's zone."""


def dispute(row: DisputeRow, logins: Logins, iso: Iso) -> Shape:
    """Return a dispute; a customer out of sight has no name."""
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer or None,
        "other_customer_id": row.other_customer_id,
        "filed_by": logins.get(row.filed_by_id),
        "against": logins.get(row.against_id),
        "note": row.note,
        "filed_at": iso(row.filed_at),
        "status": row.status.value,
        "outcome": None if row.outcome is None else row.outcome.value,
        "filer_share": row.filer_share,
        "reason": row.reason,
        "decided_by": _login(row.decided_by_id, logins),
        "decided_at": iso(row.decided_at),
    }


def _login(user_id: UserId | None, logins: Logins) -> str | None:
    return None if user_id is None else logins.get(user_id)


def evidence(found: Evidence, logins: Logins, iso: Iso) -> Shape:
    """Return what both sides can show, and who entered the customer first."""
    first = found.entered_first
    return {
        "entered_first": None if first is None else logins.get(first),
        "filer": _side(found.filer, logins, iso),
        "other": _side(found.other, logins, iso),
    }


def _side(side: SideEvidence, logins: Logins, iso: Iso) -> Shape:
    return {
        "user": logins.get(side.user_id),
        "entered_at": iso(side.entered_at),
        "held_since": iso(side.held_since),
        "effective_follow_ups": side.effective_follow_ups,
        "first_follow_up_at": iso(side.first_follow_up_at),
        "last_follow_up_at": iso(side.last_follow_up_at),
    }
