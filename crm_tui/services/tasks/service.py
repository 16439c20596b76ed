"""Tasks and reminders, and the next contact of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crm_tui.db.queries import customers, opportunities, tasks
from crm_tui.db.queries.leads import records
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import Changed, NextContactSet, TaskDeleted, TaskProgressed
from crm_tui.domain.identifiers import CustomerId, LeadId, TaskId
from crm_tui.domain.pools import NotYours
from crm_tui.domain.tasks import (
    ACTION_LIMIT,
    Assignable,
    NoSeries,
    TaskDetail,
    TaskDraft,
    TaskIsOpen,
    TaskKind,
    TaskOverview,
    TaskRequest,
    TaskReview,
    TaskRow,
    Unplanned,
    why_not_reopen,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import protection
from crm_tui.services.checks import checked_text
from crm_tui.services.tasks.access import refuse_others, workable
from crm_tui.services.tasks.changing import checked_changes, edit_task
from crm_tui.services.tasks.finishing import (
    Finished,
    checked_review,
    finish_one,
    reopen_one,
    review_one,
    skip_one,
)
from crm_tui.services.tasks.making import clean_draft, make_task
from crm_tui.values import dataclass

LONGEST_SPAN_DAYS = 31
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks as people use them."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def find(self, actor: Actor, request: TaskRequest) -> list[TaskRow]:
        """Return the tasks asked for, as far as this person may see them."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            if request.lead_id is not None:
                records.lead(view, request.lead_id)
            if request.opportunity_id is not None:
                opportunities.opportunity(view, request.opportunity_id)
            return tasks.listed(view, request)

    def show(self, actor: Actor, task_id: TaskId) -> TaskDetail:
        """Return a task whole, with what was noted of it."""
        with self.database.reading(actor) as view:
            found = tasks.task(view, task_id)
            return TaskDetail(found, tuple(tasks.actions_of(view, found)))

    def assignable(
        self,
        actor: Actor,
        customer_id: CustomerId | None = None,
        lead_id: LeadId | None = None,
    ) -> list[Assignable]:
        """Return to whom a task may be given: oneself, those below, who works on what it is for."""
        from crm_tui.db.queries.tasks.people import assignable  # noqa: PLC0415

        with self.database.reading(actor) as view:
            if customer_id is not None:
                customers.record(view, customer_id)
            elif lead_id is not None:
                records.lead(view, lead_id)
            return assignable(view, customer_id, lead_id)

    def missing(
        self, actor: Actor, *, of_staff: bool = False, limit: int = _LISTED
    ) -> list[Unplanned]:
        """Return customers for which nothing is planned, one's own or the staff's."""
        from crm_tui.db.queries.unplanned import without_plan  # noqa: PLC0415

        with self.database.reading(actor) as view:
            return without_plan(view, of_staff=of_staff, limit=limit)

    def overview(
        self, actor: Actor, first_day: int | None = None, *, days: int = 1
    ) -> TaskOverview:
        """Return 行动总表: the staff's tasks by person and day, from a day on or from today.

        Raises FieldError for a span out of range.
        """
        from crm_tui.db.queries.tasks.overviews import days_of_people  # noqa: PLC0415

        if not 0 < days <= LONGEST_SPAN_DAYS:
            raise FieldError("days", "out_of_range", str(days))
        with self.database.reading(actor) as view:
            first = view.today if first_day is None else first_day
            last = first + days - 1
            return TaskOverview(first, last, view.today, tuple(days_of_people(view, first, last)))

    def list(
        self,
        actor: Actor,
        *,
        mine: bool = True,
        customer_id: CustomerId | None = None,
        include_done: bool = False,
        limit: int = _LISTED,
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

    # --- changing --------------------------------------------------------------------------------

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
        """Set a reminder for oneself, for a customer or for none."""
        draft = clean_draft(
            TaskDraft(title, due_at, has_time=has_time, kind=kind, customer_id=customer_id)
        )
        with self.database.writing(actor) as unit:
            make_task(unit, draft)
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def make(self, actor: Actor, draft: TaskDraft) -> Changed:
        """Make a task for oneself or for somebody one may give it to; they are told.

        Raises RefusedError for anybody else, FieldError for what cannot be stored.
        """
        draft = clean_draft(draft)
        with self.database.writing(actor) as unit:
            make_task(unit, draft)
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def edit(
        self,
        actor: Actor,
        task_id: TaskId,
        changes: Mapping[str, object],
        *,
        seen: TaskRow | None = None,
    ) -> Changed:
        """Change fields of an open task; only a field that both sides changed is a conflict.

        `seen` is what the form showed; without it the change is made on what is stored now.
        """
        checked = checked_changes(changes)
        with self.database.writing(actor) as unit:
            edit_task(unit, workable(unit, task_id), checked, seen)
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def log(
        self, actor: Actor, task_id: TaskId, content: str, *, is_problem: bool = False
    ) -> Changed:
        """Note what was done for a task, or a problem met on the way, as of now."""
        words = checked_text("content", content, limit=ACTION_LIMIT, multiline=True)
        if not words:
            raise FieldError("content", "required")
        with self.database.writing(actor) as unit:
            found = workable(unit, task_id)
            action_id = tasks.add_action(unit, task_id, words, is_problem=is_problem)
            unit.record(
                TaskProgressed(
                    customer_id=found.customer_id,
                    record_id=task_id,
                    after={
                        "title": found.title,
                        "content": words,
                        "is_problem": is_problem,
                        "action_id": action_id,
                    },
                )
            )
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def done(self, actor: Actor, task_id: TaskId, review: TaskReview | None = None) -> Finished:
        """Mark a task as done, reviewed or not, and make the next of its series.

        One that was done already stays as it is, and makes nothing.
        """
        with self.database.writing(actor) as unit:
            found = tasks.task(unit, task_id)
            refuse_others(unit, found, wants_open=found.is_open)
            values = None if review is None else checked_review(unit, review)
            if found.customer_id is not None:
                protection.settle(unit, found.customer_id)
            following = finish_one(unit, found, values)
        if following is None:
            return Finished(task_id, unit.changed)
        return Finished(task_id, unit.changed, following.id, following.due_at)

    @operation(Permission.FOLLOW_UP)
    def skip(self, actor: Actor, task_id: TaskId) -> Finished:
        """Leave a task out that comes again, and make the next; nothing counts it as done."""
        with self.database.writing(actor) as unit:
            found = workable(unit, task_id)
            if found.recurrence is None:
                raise RefusedError(NoSeries(found.title))
            following = skip_one(unit, found)
        if following is None:
            return Finished(task_id, unit.changed)
        return Finished(task_id, unit.changed, following.id, following.due_at)

    @operation(Permission.FOLLOW_UP)
    def review(self, actor: Actor, task_id: TaskId, review: TaskReview) -> Changed:
        """Say how a task that is done turned out; what was said before is replaced."""
        with self.database.writing(actor) as unit:
            found = workable(unit, task_id, wants_open=False)
            if found.closed_reason:
                raise RefusedError(TaskIsOpen(found.title))
            review_one(unit, found, checked_review(unit, review))
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def reopen(self, actor: Actor, task_id: TaskId) -> Changed:
        """Open a task again that was done or skipped; the next of its series goes.

        Raises RefusedError where somebody worked on the next one already.
        """
        with self.database.writing(actor) as unit:
            found = workable(unit, task_id, wants_open=False)
            refusal = why_not_reopen(found)
            if refusal is not None:
                raise RefusedError(refusal)
            reopen_one(unit, found)
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def delete(self, actor: Actor, task_id: TaskId) -> Changed:
        """Delete a task; of a series none follows it."""
        with self.database.writing(actor) as unit:
            found = tasks.task(unit, task_id)
            refuse_others(unit, found, wants_open=found.is_open)
            tasks.delete_task(unit, task_id)
            unit.record(
                TaskDeleted(
                    customer_id=found.customer_id,
                    record_id=task_id,
                    before={"title": found.title},
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
