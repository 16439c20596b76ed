"""Take back what was made of a customer's type, and what was decided on its level."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import customers, level_reviews, tasks
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.events import EventRow
from crm_tui.domain.level_reviews import ProposalStatus
from crm_tui.services import protection
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of


def _untype(unit: Unit, event: EventRow) -> bool:
    customer_id, before = customer_id_of(event), event.before
    values = {name: before[name] for name in ("loss_reason_id", "loss_note") if name in before}
    customers.update_customer(unit, customer_id, {**values, "type": CustomerType(before["type"])})
    match = before.get("protection")
    protection.rematched(unit, customer_id, match if isinstance(match, Mapping) else {})
    reopen_closed(unit, event)
    return True


def reopen_closed(unit: Unit, event: EventRow) -> None:
    """Open the tasks again that an event closed."""
    closed = event.after.get("tasks")
    if isinstance(closed, list) and closed:
        tasks.reopen_tasks(unit, closed)


def _undecide(unit: Unit, event: EventRow) -> bool:
    level_reviews.decide(unit, record_id_of(event), ProposalStatus.OPEN, by_id=None)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "customer_type_changed": _untype,
    "level_decided": _undecide,
}
"""How each kind of event is taken back, one module a noun."""
