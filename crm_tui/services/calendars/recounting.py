"""Count the days of every customer anew after the calendar changed, in short transactions."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import batches, pools
from crm_tui.db.queries.batches import CALENDAR
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import JobStatus
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.services import protection
from crm_tui.values import dataclass

CHUNK = 500
"""Customers a transaction counts: the write lock is held well under 250 ms."""


def begin_change(unit: Unit) -> None:
    """Note that days are to be counted anew, so that whoever comes next does it if this one fails.

    The batch that changed the calendar names the cause a large sweep after it is held for.
    """
    facts: dict[str, object] = {"day": unit.today, "after": 0, "moved": 0}
    batches.add_job_run(unit, CALENDAR, JobStatus.RUNNING, batch_id=unit.batch_id, facts=facts)


def finish_changes(database: Database, actor: Actor) -> int:
    """Count anew what an edit of the calendar left to count; return how many days moved."""
    as_system = Actor(actor.user_id, Road.SWEEP)
    with database.reading(as_system) as view:
        waiting = _waiting(view)
    moved = 0
    while waiting:
        moved, waiting = _Recount(database).next_chunk(as_system)
    return moved


def _waiting(view: View) -> Any:
    return batches.last_job_run(view, CALENDAR, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class _Recount:
    database: Database

    @operation(Permission.SWEEP)
    def next_chunk(self, actor: Actor) -> tuple[int, bool]:
        """Count the next customers anew; return how many days moved, and whether more wait."""
        with self.database.writing(actor) as unit:
            run = _waiting(unit)
            if run is None:
                return 0, False
            rows = pools.counted_rows(unit, run.facts["day"], after=run.facts["after"], limit=CHUNK)
            moved = protection.recompute_rows(
                unit, rows, cause=CALENDAR, since_day=run.facts["day"]
            )
            facts = {**run.facts, "moved": run.facts["moved"] + moved}
            if len(rows) == CHUNK:
                batches.note_progress(unit, run.id, {**facts, "after": rows[-1].id})
                return facts["moved"], True
            batches.finish_job_run(unit, run.id, facts)
            return facts["moved"], _waiting(unit) is not None
