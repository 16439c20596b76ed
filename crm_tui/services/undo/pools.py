"""Take back claims, assignments, returns and what the sweep took."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import customers, pools, tasks, teams, users
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import PeriodEnd, is_overdue
from crm_tui.services import limits, protection
from crm_tui.services.undo.events import (
    INSTANTS,
    TakeBack,
    column_values,
    customer_id_of,
    holders_taken_back,
    instant_of,
)

_IN_POOL = frozenset({"opens_at", "pool_since", "reserved_for_id", "reserved_until_day"})
"""What a customer in its pool has back when a claim or an assignment is undone."""


def _ungive(unit: Unit, event: EventRow) -> bool:
    """Take a claim or an assignment back: a return, so no quota comes back and cool-off applies."""
    row = customers.stored(unit, customer_id_of(event))
    holders = holders_taken_back(event)
    close = pools.PeriodClose(PeriodEnd.UNDONE, unit.now, unit.today, holder_count_change=holders)
    if not pools.end_period(unit, customers.holding_of(row), close):
        return False
    kept = {name: value for name, value in event.before.items() if name in _IN_POOL}
    customers.update_customer(unit, customer_id_of(event), column_values(kept))
    return True


def _unreturn(unit: Unit, event: EventRow) -> bool:
    """Undo a return; what would have been taken back meanwhile stays in the pool."""
    last_day = event.before["last_day"]
    overdue = isinstance(last_day, int) and is_overdue(last_day, unit.today)
    return not overdue and _regive(unit, event)


def _regive(unit: Unit, event: EventRow) -> bool:
    """Give a customer back to its holder with clock and tasks as they were, within the limits.

    What the sweep took keeps the grace of its rule, else the next sweep would take it again.
    """
    if not may_hold_again(unit, event):
        return False
    values: dict[str, Any] = dict(event.before)
    task_ids = values.pop("tasks", [])
    seats = values.pop("team", [])
    for name in INSTANTS & values.keys():
        values[name] = instant_of(values[name])
    customer_id = customer_id_of(event)
    if not pools.reopen_period(unit, customer_id, values):
        return False
    if task_ids:
        tasks.reopen_tasks(unit, task_ids)
    teams.put_back(unit, seats)
    protection.resume(unit, customer_id, cause="undo")
    return True


def may_hold_again(unit: Unit, event: EventRow) -> bool:
    """Return whether the former holder still works here and has room for the customer."""
    owner_id = UserId(int(str(event.before["owner_id"])))
    if not users.is_active(unit.connection, owner_id):
        return False
    was_found = bool(event.before.get("is_self_found"))
    row = customers.stored(unit, customer_id_of(event))
    return limits.fits(unit, owner_id, limits.held_customer(row, unit, is_self_found=was_found))


TAKE_BACK: dict[str, TakeBack] = {
    "customer_claimed": _ungive,
    "customer_assigned": _ungive,
    "customer_returned": _unreturn,
    "customer_reclaimed": _regive,
}
