"""Ending a period that is over, whoever notices, before anything else is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from crm_tui.db.queries import batches, customers, pools, tasks, teams
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import start_of_day
from crm_tui.domain.events import CustomerReclaimed
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.pools import (
    is_overdue,
    opens_after_reclaim,
    rule_facts,
)
from crm_tui.domain.tasks import ClosedReason
from crm_tui.services import holds
from crm_tui.services.protection.computing import newly_matched, recomputed

CLOCK_COLUMNS = (
    "owner_id",
    "period_id",
    "owned_since",
    "rule_id",
    "is_self_found",
    "clock_day",
    "last_effective_day",
    "last_day",
    "deciding",
    "locked_until_day",
    "extended_until_day",
    "not_before_day",
    "not_before_cause",
    "next_contact_at",
    "next_contact_note",
)
"""What a customer loses when it goes back, and gets again when that is undone."""
_CLOCK_OF = attrgetter(*CLOCK_COLUMNS)


def settled(unit: Unit, customer_id: CustomerId) -> Any:
    """Return the stored row of a visible customer after ending a period that is overdue.

    A period ends at 00:00 after its last day, whenever it is noticed; so every writer comes
    through here first, and a late follow-up rescues nothing. While a sweep is held, or would be if
    it ran first, nothing ends: customers stay owned and follow-ups count.
    """
    return _settle(unit, customers.raw(unit, customer_id))


def settle(unit: Unit, customer_id: CustomerId) -> None:
    """End a period that is overdue, also of a customer that this person does not see."""
    _settle(unit, customers.stored(unit, customer_id))


def _settle(unit: Unit, row: Any) -> Any:
    if row.owner_id is None:
        return row
    changes = _under_current_rules(unit, row)
    if changes:
        pools.store_days(unit, changes)
        row = customers.stored(unit, row.id)
    if not is_overdue(row.last_day, unit.today) or holds.hold_if_due(unit):
        return row
    reclaim_overdue(unit, [row])
    return customers.stored(unit, row.id)


def as_settled(view: View, row: Any) -> Any | None:
    """Return an owned customer as a writer would find it after `settled`, None in the pool."""
    if row.owner_id is None:
        return None
    for values in _under_current_rules(view, row):
        row = customers.as_if(row, values)
    return None if _has_ended(view, row) else row


def _has_ended(view: View, row: Any) -> bool:
    return is_overdue(row.last_day, view.today) and not holds.is_held(view)


def _under_current_rules(view: View, row: Any) -> list[dict[str, object]]:
    """Return the columns of an owned customer under rules in force that no sweep applied yet.

    A period that had ended before they took effect stays ended.
    """
    effective_day = pools.unapplied_day(view, row.pool_id)
    if effective_day is None or is_overdue(row.last_day, effective_day - 1):
        return []
    facts = rule_facts(customers.fields_of(row))
    match = newly_matched(facts, pools.policy(view, row.pool_id).rules)
    return recomputed(view, [row], {row.id: match}, cause="rules", since_day=effective_day)


def reclaim_overdue(unit: Unit, rows: Sequence[Any]) -> int:
    """Put overdue customers back into their pools, with one event each; return how many."""
    ids = [row.id for row in rows]
    # Before the owners leave: what their teams keep depends on what the customer was.
    seats = teams.after_reclaim(unit, ids)
    deadlines = {
        last_day: start_of_day(last_day + 1, unit.zone) for last_day in {r.last_day for r in rows}
    }
    taken = pools.reclaim(unit, _by_instants(unit, rows, deadlines), unit.today)
    pools.close_reclaimed_periods(unit, rows, deadlines)
    closed = tasks.close_open_tasks(unit, ids, ClosedReason.RECLAIMED)
    batches.add_events(
        unit,
        CustomerReclaimed.kind(),
        [
            {
                "customer_id": row.id,
                "record_id": row.period_id,
                "before": {
                    **clock_values(row),
                    "tasks": closed.get(row.id, []),
                    "team": seats.get(row.id, []),
                },
                "after": {"ended_at": deadlines[row.last_day].isoformat()},
            }
            for row in rows
        ],
    )
    for row in rows:
        unit.touched(CustomerReclaimed.kind(), row.id)
    return taken


def _by_instants(
    unit: Unit, rows: Sequence[Any], deadlines: Mapping[int, datetime]
) -> dict[tuple[datetime, datetime | None], list[int]]:
    """Return the customers by when they fell due, and when members may claim them there."""
    minutes = pools.opening_minutes(unit)
    openings = {
        (pool_id, last_day): opens_after_reclaim(
            last_day, minutes[PoolId(pool_id)], unit.calendar, unit.zone
        )
        for pool_id, last_day in {(row.pool_id, row.last_day) for row in rows}
    }
    found: dict[tuple[datetime, datetime | None], list[int]] = {}
    for row in rows:
        opens_at = openings[row.pool_id, row.last_day]
        found.setdefault((deadlines[row.last_day], opens_at), []).append(row.id)
    return found


def clock_values(row: Any) -> dict[str, object]:
    """Return what undo needs to give a customer back to its holder as it was."""
    return dict(zip(CLOCK_COLUMNS, _CLOCK_OF(row), strict=True))
