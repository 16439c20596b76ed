"""Tasks and reminders, and the next contact of a customer."""

from __future__ import annotations

from datetime import datetime

from crm_tui.db.queries import customers, tasks
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import Changed, NextContactSet, TaskAdded, TaskDone
from crm_tui.domain.identifiers import CustomerId, TaskId
from crm_tui.domain.pools import NotYours
from crm_tui.domain.tasks import TaskKind, TaskRow
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import protection
from crm_tui.services.checks import checked_text
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks as people use them."""

    database: Database

    def list(
        self,
        actor: Actor,
        *,
        mine: bool = True,
        customer_id: CustomerId | None = None,
        include_done: bool = False,
        limit: int = 200,
    ) -> list[TaskRow]:
        """Return tasks by due time: one's own, or all of a visible customer."""
        with self.database.reading(actor) as view:
            return tasks.tasks(
                view,
                assignee_id=view.person.user_id if mine and customer_id is None else None,
                customer_id=customer_id,
                include_done=include_done,
                limit=limit,
            )

    @operation(Permission.FOLLOW_UP)
    def add(
        self,
        actor: Actor,
        title: str,
        due_at: datetime,
        *,
        customer_id: CustomerId | None = None,
        kind: TaskKind = TaskKind.REMINDER,
        has_time: bool = True,
    ) -> Changed:
        """Make a task or reminder for oneself, for a customer or for none."""
        words = checked_text("title", title, limit=500)
        if not words:
            raise FieldError("title", "required")
        with self.database.writing(actor) as unit:
            if customer_id is not None:
                protection.settled(unit, customer_id)
            task_id = tasks.add_task(
                unit,
                {
                    "kind": kind,
                    "customer_id": customer_id,
                    "assignee_id": unit.person.user_id,
                    "title": words,
                    "due_at": due_at,
                    "has_time": has_time,
                },
            )
            unit.record(
                TaskAdded(customer_id=customer_id, record_id=task_id, after={"title": words})
            )
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def done(self, actor: Actor, task_id: TaskId) -> Changed:
        """Mark a task as done; one that was done already stays as it is."""
        with self.database.writing(actor) as unit:
            found = tasks.task(unit, task_id)
            if found.assignee_id != unit.person.user_id and not unit.person.may(Permission.ASSIGN):
                raise RefusedError(NotYours(found.title, found.assignee))
            if found.customer_id is not None:
                protection.settle(unit, found.customer_id)
            if tasks.finish_task(unit, task_id):
                unit.record(
                    TaskDone(
                        customer_id=found.customer_id,
                        record_id=task_id,
                        after={"title": found.title},
                    )
                )
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def set_next_contact(
        self, actor: Actor, customer_id: CustomerId, at: datetime | None, note: str = ""
    ) -> Changed:
        """Plan the next contact of one's own customer, or clear the plan."""
        words = checked_text("next_contact_note", note, limit=500)
        with self.database.writing(actor) as unit:
            row = protection.settled(unit, customer_id)
            if row.owner_id != unit.person.user_id:
                raise RefusedError(NotYours(row.name, "", is_pooled=row.owner_id is None))
            after = {"next_contact_at": at, "next_contact_note": words if at else ""}
            customers.update_customer(unit, customer_id, dict(after))
            unit.record(
                NextContactSet(
                    customer_id=customer_id,
                    record_id=customer_id,
                    before={name: getattr(row, name) for name in after},
                    after=after,
                )
            )
        return unit.changed
