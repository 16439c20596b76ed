"""Write anew what customers are found by once one of the own fields changed, in short steps."""

from __future__ import annotations

from crm_tui.db.queries import batches, custom_fields, customers
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.custom_fields import FieldHolder, FieldType
from crm_tui.domain.custom_values import is_searched
from crm_tui.domain.events import JobStatus
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.services.customers.derived import refresh_search, refresh_sharing
from crm_tui.values import dataclass

CHUNK = 200
"""Customers of a transaction: each has its index words taken out and put in again."""


def begin_rewording(unit: Unit, holder: FieldHolder, code: str, kind: FieldType) -> None:
    """Note that who holds something in a field is found by other words from now on."""
    if is_searched(kind):
        facts: dict[str, object] = {"after": 0, "holder": holder.value, "code": code}
        batches.add_job_run(
            unit, batches.OWN_WORDS, JobStatus.RUNNING, batch_id=unit.batch_id, facts=facts
        )


def finish_rewording(database: Database, actor: Actor) -> None:
    """Write what a change of a field left to do."""
    as_system, job = Actor(actor.user_id, Road.SWEEP), _Rewording(database)
    while job.goes_on(as_system):
        job.next_chunk(as_system)


@dataclass(frozen=True, slots=True)
class _Rewording:
    database: Database

    def goes_on(self, actor: Actor) -> bool:
        with self.database.reading(actor) as view:
            return batches.last_job_run(view, batches.OWN_WORDS, JobStatus.RUNNING) is not None

    @operation(Permission.SWEEP)
    def next_chunk(self, actor: Actor) -> None:
        """Write the next customers anew."""
        with self.database.reading(actor) as view:
            run = batches.last_job_run(view, batches.OWN_WORDS, JobStatus.RUNNING)
            if run is None:
                return
            # Looked for without the lock: few of many customers may hold something in the field.
            holder, code = FieldHolder(run.facts["holder"]), run.facts["code"]
            ids = custom_fields.holders_of(view, holder, code, run.facts["after"], CHUNK)
        with self.database.writing(actor) as unit:
            for each in map(CustomerId, ids):
                row = customers.stored(unit, each)
                if row is not None:
                    refresh_search(unit, row)
                    refresh_sharing(unit, each)
            if ids:
                batches.note_progress(unit, run.id, {**run.facts, "after": ids[-1]})
            else:
                batches.finish_job_run(unit, run.id, run.facts)
