"""Take back what moved, kept or disputed customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import (
    customers,
    disputes,
    extensions,
    handovers,
    locks,
    pools,
    tasks,
    teams,
    users,
)
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.disputes import DisputeStatus
from crm_tui.domain.events import EventRow
from crm_tui.domain.extensions import ExtensionStatus
from crm_tui.domain.identifiers import (
    CustomerId,
    DisputeId,
    ExtensionId,
    HandoverId,
    PoolId,
    UserId,
)
from crm_tui.domain.pools import PeriodEnd
from crm_tui.services import limits, protection
from crm_tui.services.movements.moving import why_owner_is_full
from crm_tui.services.undo.events import (
    TakeBack,
    column_values,
    customer_id_of,
    holders_taken_back,
    instant_of,
    record_id_of,
)


def _unpass(unit: Unit, event: EventRow) -> bool:
    """Give a customer back to its former owner with the clock as it was, within their limits."""
    customer_id = customer_id_of(event)
    before: dict[str, Any] = dict(event.before)
    task_ids = before.pop("tasks", [])
    former = UserId(before["owner_id"])
    row = customers.stored(unit, customer_id)
    if row.owner_id != event.after["owner_id"] or not users.is_active(unit.connection, former):
        return False
    was_found = bool(before.get("is_self_found"))
    if not limits.fits(unit, former, limits.held_customer(row, unit, is_self_found=was_found)):
        return False
    holders = holders_taken_back(event)
    close = pools.PeriodClose(PeriodEnd.UNDONE, unit.now, unit.today, holder_count_change=holders)
    pools.end_period(unit, customers.holding_of(row), close)
    pools.reopen_period(unit, customer_id, column_values(before))
    extensions.pass_requests_on(unit, row.period_id, before["period_id"])
    tasks.reopen_tasks(unit, task_ids)
    protection.resume(unit, customer_id, cause="undo")
    return True


def _unhand(unit: Unit, event: EventRow) -> bool:
    handed = _unpass(unit, event)
    if handed:
        handovers.remove_line(unit, HandoverId(record_id_of(event)), customer_id_of(event))
    return handed


def _unconfirm(unit: Unit, event: EventRow) -> bool:
    ids: Any = event.after["ids"]
    handovers.open_lines(unit, HandoverId(record_id_of(event)), [CustomerId(each) for each in ids])
    return True


def _unmove(unit: Unit, event: EventRow) -> bool:
    """Put a customer back into its pool, under the rule it had there, within its owner's limits."""
    customer_id, before = customer_id_of(event), event.before
    match = before["protection"]
    former = pools.policy(unit, PoolId(int(str(before["pool_id"]))))
    if why_owner_is_full(unit, customers.holding(unit, customer_id), former) is not None:
        return False
    customers.update_customer(
        unit,
        customer_id,
        {
            "pool_id": before["pool_id"],
            "opens_at": instant_of(before["opens_at"]),
            "pool_since": instant_of(before["pool_since"]),
        },
    )
    protection.rematched(unit, customer_id, match if isinstance(match, Mapping) else {})
    return True


def _unlock(unit: Unit, event: EventRow) -> bool:
    """Lift a lock as if it had not been made; the one it replaced holds again."""
    locks.set_lifted(unit, [record_id_of(event)], unit.today)
    return _relock(unit, event)


def _relock(unit: Unit, event: EventRow) -> bool:
    before: dict[str, Any] = dict(event.before)
    locks.set_lifted(unit, before.pop("lifted"), None)
    return _restore(unit, event, before)


def _unask(unit: Unit, event: EventRow) -> bool:
    extensions.remove_extension(unit, ExtensionId(record_id_of(event)))
    return True


def _undecide(unit: Unit, event: EventRow) -> bool:
    extension_id = ExtensionId(record_id_of(event))
    extensions.decide_extension(unit, extension_id, ExtensionStatus.ASKED, "")
    return _restore(unit, event, dict(event.before))


def _unrestart(unit: Unit, event: EventRow) -> bool:
    before: dict[str, Any] = dict(event.before)
    row = customers.stored(unit, customer_id_of(event))
    pools.set_clock_day(unit, row.period_id, before["clock_day"])
    return _restore(unit, event, before)


def _restore(unit: Unit, event: EventRow, before: dict[str, Any]) -> bool:
    """Put the clock back with its day; one that would be overdue by now has grace."""
    customer_id = customer_id_of(event)
    customers.update_customer(unit, customer_id, before)
    # Nothing was done on the customer since, but leave, rules or the calendar may have changed.
    protection.resume(unit, customer_id, cause="undo")
    return True


def _unfile(unit: Unit, event: EventRow) -> bool:
    disputes.set_dispute_status(unit, DisputeId(record_id_of(event)), DisputeStatus.WITHDRAWN)
    return True


def _reopen_dispute(unit: Unit, event: EventRow) -> bool:
    """Open a dispute again; who joined a team by it leaves, or has the seat they had."""
    seats: Any = event.before.get("seats", [])
    for seat in seats:
        teams.remove_member(unit, CustomerId(seat["customer_id"]), UserId(seat["user_id"]))
        teams.put_back(unit, [seat["was"]] if seat["was"] else [])
    disputes.set_dispute_status(unit, DisputeId(record_id_of(event)), DisputeStatus.OPEN)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "customer_transferred": _unpass,
    "customer_handed_over": _unhand,
    "handover_confirmed": _unconfirm,
    "customer_moved": _unmove,
    "customer_locked": _unlock,
    "customer_unlocked": _relock,
    "extension_requested": _unask,
    "extension_decided": _undecide,
    "clock_restarted": _unrestart,
    "dispute_filed": _unfile,
    "dispute_decided": _reopen_dispute,
    "dispute_withdrawn": _reopen_dispute,
}
