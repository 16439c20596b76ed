"""暂缓回收: a suspiciously large sweep waits for a person, and what it would take stays owned."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import batches, pools
from crm_tui.db.queries.batches import CALENDAR, RESTORE, RULES, SWEEP
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import day_of
from crm_tui.domain.events import JobStatus
from crm_tui.domain.pools import HoldCause, SweepOutlook, why_hold_sweep

_CAUSES = {
    RULES: HoldCause.RULES_CHANGED,
    CALENDAR: HoldCause.CALENDAR_CHANGED,
    RESTORE: HoldCause.RESTORED,
}


def hold_cause(view: View) -> HoldCause | None:
    """Return why a sweep that ran now would have to wait for a person, or None."""
    settled = batches.last_settled_sweep(view)
    return why_hold_sweep(
        SweepOutlook(
            due=pools.due_count(view, view.today),
            owned=pools.owned_count(view),
            today=view.today,
            last_sweep_day=_settled_day(view, settled),
            clock_drift_seconds=view.clock_drift_seconds,
            causes=_causes(view, 0 if settled is None else settled.id),
        )
    )


def held_ids(view: View) -> frozenset[int] | None:
    """Return the customers that wait for a person to decide, None when no sweep is held.

    What falls due while they wait is not among them: the sweep after the decision judges it.
    """
    standing = batches.standing_hold(view)
    return None if standing is None else frozenset(standing.facts["ids"])


def is_held(view: View) -> bool:
    """Return whether what is due stays owned for now: a sweep is held, or the next one will be."""
    return batches.standing_hold(view) is not None or hold_cause(view) is not None


def hold_if_due(unit: Unit) -> bool:
    """Return whether what is due stays owned for now; note the hold that the next sweep would.

    For a writer that meets an overdue customer before any sweep did.
    """
    if batches.standing_hold(unit) is not None:
        return True
    cause = hold_cause(unit)
    if cause is not None:
        record_hold(unit, cause)
    return cause is not None


def record_hold(unit: Unit, cause: HoldCause) -> int:
    """Note that a sweep is held, and over which customers; return how many.

    Of a standing hold they are those still due; once none of them is, it is begun anew.
    """
    standing = batches.standing_hold(unit)
    ids, since = pools.due_ids(unit, unit.today), unit.today
    if standing is not None:
        held = frozenset(standing.facts["ids"])
        waiting = [each for each in ids if each in held]
        ids, since = (waiting, standing.facts["since"]) if waiting else (ids, since)
    facts: dict[str, object] = {
        "cause": cause.value,
        "ids": ids,
        "customers": len(ids),
        "since": since,
    }
    if standing is None or standing.facts != facts:
        batches.add_job_run(unit, SWEEP, JobStatus.HELD, batch_id=None, facts=facts)
    return len(ids)


def _causes(view: View, settled_id: int) -> frozenset[HoldCause]:
    """Return what makes a large sweep suspicious since the last one that was settled.

    A hold stands until then, in any program, for the cause it was first held for.
    """
    held = batches.standing_hold(view)
    if held is not None:
        return frozenset({HoldCause(held.facts["cause"])})
    kinds = batches.kinds_run_since(view, _CAUSES, settled_id)
    found = frozenset(_CAUSES[kind] for kind in kinds)
    # The next sweep applies them first, and then has them for a cause.
    return found | {HoldCause.RULES_CHANGED} if pools.are_rules_unapplied(view) else found


def _settled_day(view: View, settled: Any) -> int:
    """Return the day of the last completed sweep; that of the office's beginning before any."""
    if settled is None:
        return day_of(view.office.created_at, view.zone)
    return int(settled.facts["day"])
