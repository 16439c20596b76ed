"""Overdue tasks reported to the manager, once each, by whoever's program notices them."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.db.queries.tasks import escalations
from crm_tui.db.unit_of_work import Database, Unit, View, one_batch, operation
from crm_tui.domain.events import Changed, TaskEscalated
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.values import dataclass

CHUNK = 200
_OLDEST = timedelta(days=30)
"""What was overdue for longer when it is first looked at is no news any more."""


@dataclass(frozen=True, slots=True)
class Escalated:
    """How many tasks were reported upward now."""

    number: int
    changed: Changed


@dataclass(frozen=True, slots=True)
class Escalations:
    """Reports what stays overdue; whoever may run the sweep may run it."""

    database: Database

    def is_due(self, actor: Actor) -> bool:
        """Return whether a task is to be reported; a few index seeks."""
        with self.database.reading(actor) as view:
            return bool(_untold(view, 1))

    def run(self, actor: Actor) -> Escalated:
        """Report every task that is overdue for longer than the office sets; nothing twice."""
        as_system = Actor(actor.user_id, Road.SWEEP)
        number = 0
        with one_batch():
            while True:
                step = self._tell_chunk(as_system)
                number += step.number
                if step.number < CHUNK:
                    return Escalated(number, step.changed)

    @operation(Permission.SWEEP)
    def _tell_chunk(self, actor: Actor) -> Escalated:
        with self.database.writing(actor) as unit:
            number = _tell(unit)
        return Escalated(number, unit.changed)


def _tell(unit: Unit) -> int:
    found = _untold(unit, CHUNK)
    if not found:
        return 0
    managers = escalations.managers_of(unit)
    escalations.escalate(unit, [task.id for task in found])
    escalations.report(unit, found, managers)
    for task in found:
        unit.record(
            TaskEscalated(
                customer_id=task.customer_id,
                record_id=task.id,
                after={"title": task.title, "to": managers[task.assignee_id]},
            )
        )
    return len(found)


def _untold(view: View, limit: int) -> list[escalations.Untold]:
    late_since = view.now - timedelta(hours=view.office.work.escalate_after_hours)
    managed = sorted(escalations.managers_of(view))
    return escalations.untold(view, late_since - _OLDEST, late_since, managed, limit)
