"""What every module that takes events back reads of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from crm_tui.db.queries import customers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import NotFoundError

TakeBack = Callable[[Unit, EventRow], bool]
"""Takes one event back; False when a rule forbids it and nothing was changed."""

INSTANTS = frozenset(
    {"owned_since", "next_contact_at", "last_follow_up_at", "opens_at", "pool_since"}
)
"""Columns of a customer that stand in an event as ISO text."""


def record_id_of(event: EventRow) -> int:
    """Return the record an event is about."""
    if event.record_id is None:
        raise NotFoundError("event", str(event.id))
    return event.record_id


def customer_id_of(event: EventRow) -> CustomerId:
    """Return the customer an event is about."""
    if event.customer_id is None:
        raise NotFoundError("event", str(event.id))
    return event.customer_id


def instant_of(value: object) -> datetime | None:
    """Return the instant that an event keeps as ISO text, or None."""
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def column_values(stored: Mapping[str, object]) -> dict[str, Any]:
    """Return what an event keeps of a customer as column values."""
    return {
        name: instant_of(value) if name in INSTANTS else value for name, value in stored.items()
    }


def holders_taken_back(event: EventRow) -> int:
    """Return by how much the number of holders changes when a giving is taken back.

    An event of an older version of the program counted everybody.
    """
    return -1 if event.after.get("is_new_holder", True) else 0


def restore_columns(unit: Unit, event: EventRow) -> bool:
    """Put the columns of a customer back as the event found them."""
    values = column_values(event.before)
    if values:
        customers.update_customer(unit, customer_id_of(event), values)
    return True
