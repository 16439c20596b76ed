"""Change a task; only a field that two people changed is a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm_tui.db.queries import tasks
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import TaskEdited
from crm_tui.domain.tasks import EDITABLE, TaskPriority, TaskRow
from crm_tui.errors import ConflictError, FieldError
from crm_tui.services.customers.checking import last_changes
from crm_tui.services.tasks.access import refuse_receiver
from crm_tui.services.tasks.making import (
    checked_notes,
    checked_title,
    plain_values,
    refuse_contact,
    tell_given,
    written_rule,
)


def checked_changes(changes: Mapping[str, object]) -> dict[str, Any]:
    """Return changes with their texts clean; raise FieldError for what cannot be changed so."""
    for name in changes:
        if name not in EDITABLE:
            raise FieldError(name, "unknown")
    checked: dict[str, Any] = dict(changes)
    if "title" in checked:
        checked["title"] = checked_title(str(checked["title"]))
    if "notes" in checked:
        checked["notes"] = checked_notes(str(checked["notes"]))
    if "due_at" in checked and not isinstance(checked["due_at"], datetime):
        raise FieldError("due_at", "required")
    if "priority" in checked and not isinstance(checked["priority"], TaskPriority):
        raise FieldError("priority", "required")
    return checked


def edit_task(unit: Unit, found: TaskRow, changes: Mapping[str, Any], seen: TaskRow | None) -> None:
    """Store what differs from the task as it is; raise ConflictError for what both changed."""
    refuse_conflict(unit, found, changes, found if seen is None else seen)
    wanted = {
        name: value
        for name, value in changes.items()
        # What the form showed and nobody typed over leaves what another wrote meanwhile.
        if value != getattr(found, name) and (seen is None or value != getattr(seen, name))
    }
    if not wanted:
        return
    _refuse(unit, found, wanted)
    before, after = _stored(unit, found, wanted)
    besides = _besides(found, wanted)
    tasks.update_task(unit, found.id, {**after, **besides})
    unit.record(
        TaskEdited(
            customer_id=found.customer_id,
            record_id=found.id,
            # What only follows from the edit is put back with it and is no part of what it says.
            before={
                "title": found.title,
                **plain_values(before | {name: getattr(found, name) for name in besides}),
            },
            after={"title": found.title, **plain_values(after)},
        )
    )
    if "assignee_id" in wanted:
        title = after.get("title", found.title)
        tell_given(unit, wanted["assignee_id"], found.id, found.customer_id, title)


def refuse_conflict(unit: Unit, found: TaskRow, changes: Mapping[str, Any], seen: TaskRow) -> None:
    """Raise ConflictError where somebody else changed the same field since it was seen."""
    both = {
        name: (getattr(found, name), mine)
        for name, mine in changes.items()
        if getattr(found, name) != getattr(seen, name)
        and mine not in (getattr(seen, name), getattr(found, name))
    }
    if not both:
        return
    known: dict[str, tuple[str, datetime]] = {}
    if found.customer_id is not None:
        known = last_changes(unit, found.customer_id, TaskEdited.kind(), found.id)
    raise ConflictError("task", found.id, both, {n: known[n] for n in both if n in known})


def _besides(found: TaskRow, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what else changes with an edit: a report upward is over, a series begins."""
    besides: dict[str, Any] = {}
    if "due_at" in wanted and found.escalated_at is not None:
        besides["escalated_at"] = None
    if wanted.get("recurrence") is not None and found.series_id is None:
        besides["series_id"] = found.id
    return besides


def _refuse(unit: Unit, found: TaskRow, wanted: Mapping[str, Any]) -> None:
    if "contact_id" in wanted:
        refuse_contact(unit, found.customer_id, wanted["contact_id"])
    if "assignee_id" in wanted:
        refuse_receiver(unit, wanted["assignee_id"], found.customer_id, found.lead_id)


def _stored(
    unit: Unit, found: TaskRow, wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns as they are and as they are to be."""
    before: dict[str, Any] = {name: getattr(found, name) for name in wanted}
    after: dict[str, Any] = dict(wanted)
    if "recurrence" in wanted:
        due_at = wanted.get("due_at", found.due_at)
        before["recurrence"] = written_rule(unit, found.recurrence, found.due_at)
        after["recurrence"] = written_rule(unit, wanted["recurrence"], due_at)
    return before, after
