"""Make a task: cleaned, given to somebody who may have it, with its series begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from enum import Enum
from typing import TYPE_CHECKING, Any

from crm_tui.db.queries import notices, opportunities, tasks
from crm_tui.db.queries.leads import records
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.events import TaskAdded
from crm_tui.domain.identifiers import ContactId, CustomerId, TaskId, UserId
from crm_tui.domain.leads.refusals import why_closed
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.tasks import NOTES_LIMIT, RECURRENCE_REASON, TITLE_LIMIT, TaskDraft
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services import protection
from crm_tui.services.checks import checked_text
from crm_tui.services.follow_ups.writing import refuse_foreign_contact
from crm_tui.services.tasks.access import refuse_receiver

if TYPE_CHECKING:  # few tasks come again: the first paint does not wait for their rules
    from crm_tui.domain.recurrences import Recurrence


_USUAL_TIME = time(9)


def checked_title(title: str) -> str:
    """Return what to do, cleaned; raise FieldError for nothing or too long a text."""
    words = checked_text("task_title", title, limit=TITLE_LIMIT)
    if not words:
        raise FieldError("task_title", "required")
    return words


def checked_notes(notes: str) -> str:
    """Return the notes of a task, cleaned; raise FieldError for too long a text."""
    return checked_text("notes", notes, limit=NOTES_LIMIT, multiline=True)


def make_task(unit: Unit, draft: TaskDraft) -> TaskId:
    """Store a task whose texts are clean, and tell whom it is given to."""
    draft = _with_subject(unit, draft)
    assignee_id = draft.assignee_id or unit.person.user_id
    due_at = draft.due_at or _first_due(unit, draft.recurrence)
    has_time = draft.has_time and draft.due_at is not None
    if draft.customer_id is not None:
        protection.settled(unit, draft.customer_id)
    refuse_contact(unit, draft.customer_id, draft.contact_id)
    refuse_receiver(unit, assignee_id, draft.customer_id, draft.lead_id)
    task_id = tasks.add_task(
        unit,
        {
            "kind": draft.kind,
            "customer_id": draft.customer_id,
            "contact_id": draft.contact_id,
            "assignee_id": assignee_id,
            "title": draft.title,
            "due_at": due_at,
            "has_time": has_time,
            "priority": draft.priority,
            "notes": draft.notes,
            "recurrence": written_rule(unit, draft.recurrence, due_at),
            "follow_up_id": draft.follow_up_id,
            "lead_id": draft.lead_id,
            "opportunity_id": draft.opportunity_id,
        },
    )
    if draft.recurrence is not None:
        tasks.begin_series(unit, task_id)
    after: dict[str, object] = {"title": draft.title, "kind": draft.kind.value}
    if assignee_id != unit.person.user_id:
        after["assignee_id"] = assignee_id
    unit.record(TaskAdded(customer_id=draft.customer_id, record_id=task_id, after=after))
    tell_given(unit, assignee_id, task_id, draft.customer_id, draft.title)
    return task_id


def _with_subject(unit: Unit, draft: TaskDraft) -> TaskDraft:
    """Return a draft with the customer whose opportunity, or formerly lead, it is for.

    Raises NotFoundError for one out of sight or of another customer, RefusedError for a lead that
    was discarded or deleted.
    """
    if draft.opportunity_id is not None:
        row = opportunities.opportunity(unit, draft.opportunity_id)
        if row.is_deleted or draft.customer_id not in {None, row.customer_id}:
            raise NotFoundError("opportunity", str(row.id))
        return replace(draft, customer_id=row.customer_id)
    if draft.lead_id is None:
        return draft
    lead = records.lead(unit, draft.lead_id)
    if lead.stage is LeadStage.CONVERTED and lead.customer_id is not None:
        return replace(draft, customer_id=lead.customer_id)
    if refusal := why_closed(lead):
        raise RefusedError(refusal)
    return draft


def _first_due(unit: Unit, rule: Recurrence | None) -> datetime:
    """Return the first day of a rule; raise FieldError where there is none."""
    if rule is None:
        raise FieldError("due_at", "required")
    from crm_tui.domain.recurrences import RecurrenceTrouble, first_day  # noqa: PLC0415

    day = first_day(rule, unit.today, unit.calendar)
    if day is None:
        trouble = RecurrenceTrouble.NEVER_COMES
        raise FieldError("recurrence", RECURRENCE_REASON + trouble.value)
    return datetime.combine(date_of(day), _USUAL_TIME, unit.zone)


def tell_given(
    unit: Unit, to: UserId, task_id: TaskId, customer_id: CustomerId | None, title: str
) -> None:
    """Let somebody know that they were given a task."""
    notices.tell(
        unit,
        to,
        NoticeKind.TASK_GIVEN,
        customer_id=customer_id,
        record_id=task_id,
        words=title,
    )


def refuse_contact(
    unit: Unit, customer_id: CustomerId | None, contact_id: ContactId | None
) -> None:
    """Raise NotFoundError for a contact of another customer, or of none."""
    if contact_id is None:
        return
    if customer_id is None:
        raise NotFoundError("contact", str(contact_id))
    refuse_foreign_contact(unit, customer_id, contact_id)


def written_rule(unit: Unit, rule: Recurrence | None, due_at: datetime) -> str:
    """Return a rule as it is stored, counted from the day it is first due."""
    if rule is None:
        return ""
    from crm_tui.domain.recurrences import anchored, written_recurrence  # noqa: PLC0415

    if not rule.start:
        rule = anchored(rule, day_of(due_at, unit.zone))
    return written_recurrence(rule)


def plain_value(value: object) -> object:
    """Return a value as an event keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def plain_values(values: dict[str, Any]) -> dict[str, object]:
    """Return values as an event keeps them."""
    return {name: plain_value(value) for name, value in values.items()}


def clean_draft(draft: TaskDraft) -> TaskDraft:
    """Return a draft with its texts clean; raise FieldError for what cannot be stored."""
    return replace(draft, title=checked_title(draft.title), notes=checked_notes(draft.notes))
