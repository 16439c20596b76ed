"""Work out anew how complete every customer is once the office's fields changed, in short steps."""

from __future__ import annotations

from crm_tui.db.queries import batches, completeness
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.events import JobStatus
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.values import dataclass

CHUNK = 5_000
"""Ids of a transaction: only customers whose share differs are written."""


def begin_recount(unit: Unit, holder: FieldHolder) -> None:
    """Note that shares are to be worked out anew; whoever comes next does it if this one fails."""
    if holder is FieldHolder.CUSTOMER:
        facts: dict[str, object] = {"after": 0}
        batches.add_job_run(
            unit, batches.COMPLETENESS, JobStatus.RUNNING, batch_id=unit.batch_id, facts=facts
        )


def finish_recount(database: Database, actor: Actor) -> None:
    """Work out what a change of the fields left to do."""
    as_system = Actor(actor.user_id, Road.SWEEP)
    with database.reading(as_system) as view:
        waits = batches.last_job_run(view, batches.COMPLETENESS, JobStatus.RUNNING) is not None
    while waits:
        waits = _Recount(database).next_chunk(as_system)


@dataclass(frozen=True, slots=True)
class _Recount:
    database: Database

    @operation(Permission.SWEEP)
    def next_chunk(self, actor: Actor) -> bool:
        """Work out the next customers; return whether more wait."""
        with self.database.writing(actor) as unit:
            run = batches.last_job_run(unit, batches.COMPLETENESS, JobStatus.RUNNING)
            if run is None:
                return False
            first = run.facts["after"] + 1
            last = completeness.last_of(unit, first, CHUNK)
            if last is None:
                batches.finish_job_run(unit, run.id, run.facts)
                return True
            completeness.store(unit, own_fields(unit, FieldHolder.CUSTOMER), first, last)
            batches.note_progress(unit, run.id, {"after": last})
            return True
