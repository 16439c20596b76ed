"""Events of the history as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crm_tui.domain.audits import AuditRow, SealState
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    *("id", "batch", "at", "user", "operation", "kind", "road"),
    *("customer_id", "customer", "record_id", "before", "after"),
)
Iso = Callable[[datetime | None], str | None]


def event(row: AuditRow, iso: Iso) -> Shape:
    """Return an event with what was there before and after."""
    return {
        "id": row.id,
        "batch": row.batch_id,
        "at": iso(row.at),
        "user": row.login or None,
        "operation": row.operation,
        "kind": row.kind,
        "road": row.road,
        "customer_id": row.customer_id,
        "customer": row.customer or None,
        "record_id": row.record_id,
        "before": dict(row.before),
        "after": dict(row.after),
    }


def seals(state: SealState, iso: Iso) -> Shape:
    """Return how far the history is sealed."""
    return {
        "sealed_to": state.sealed_to,
        "sealed_at": iso(state.sealed_at),
        "unsealed": state.unsealed,
    }
