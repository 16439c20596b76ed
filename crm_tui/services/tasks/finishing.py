"""Finish, skip and reopen a task; of a series there is one open at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_tui.db.queries import dictionaries, tasks
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import (
    Changed,
    TaskAdded,
    TaskDeleted,
    TaskDone,
    TaskEdited,
    TaskReopened,
)
from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.tasks import (
    REVIEW_LIMIT,
    REVIEWED,
    ClosedReason,
    SeriesGoesOn,
    TaskReview,
    TaskRow,
)
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.services.tasks.making import plain_values
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that was done or skipped, and when the next of its series is due."""

    task_id: TaskId
    changed: Changed
    next_id: TaskId | None = None
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """The next task of a series."""

    id: TaskId
    due_at: datetime


def checked_review(unit: Unit, review: TaskReview) -> dict[str, Any]:
    """Return the columns of a review; raise FieldError for too long a text or an unknown word."""
    words = checked_text("review", review.words, limit=REVIEW_LIMIT, multiline=True)
    if review.loss_reason_id is not None:
        known = dictionaries.items(unit.connection, DictionaryKind.LOSS_REASON)
        if review.loss_reason_id not in {each.id for each in known}:
            raise FieldError("loss_reason", "unknown", str(review.loss_reason_id))
    values = (review.outcome, words, review.loss_reason_id)
    return dict(zip(REVIEWED, values, strict=True))


def finish_one(unit: Unit, found: TaskRow, review: Mapping[str, Any] | None) -> Next | None:
    """Mark a task as done and make the next of its series; nothing when it was done already."""
    if not tasks.finish_task(unit, found.id, review):
        return None
    following = make_next(unit, found)
    _record_end(unit, found, plain_values(dict(review or {})), following)
    return following


def skip_one(unit: Unit, found: TaskRow) -> Next | None:
    """Leave a task of a series out and make the next."""
    if not tasks.close_task(unit, found.id, ClosedReason.SKIPPED):
        return None
    following = make_next(unit, found)
    _record_end(unit, found, {"skipped": True}, following)
    return following


def _record_end(
    unit: Unit, found: TaskRow, after: dict[str, object], following: Next | None
) -> None:
    """Record first that it ended: undo walks backwards, and takes the next one away before."""
    named: dict[str, object] = {"title": found.title, "kind": found.kind.value}
    after = {**named, **after}
    if following is not None:
        after["next_id"] = following.id
    unit.record(TaskDone(customer_id=found.customer_id, record_id=found.id, after=after))
    if following is not None:
        unit.record(
            TaskAdded(
                customer_id=found.customer_id,
                record_id=following.id,
                after={**named, "series_id": found.series_id or found.id},
            )
        )


def make_next(unit: Unit, found: TaskRow) -> Next | None:
    """Make the next task of a series, on the first of its days that is not over; None at its end.

    Days that passed while the last was open are not made up for. One that was opened again may have
    others of its series behind it, done meanwhile: the series goes on after the last of them.
    """
    rule = found.recurrence
    if rule is None:
        return None
    series_id = found.series_id or found.id
    if tasks.open_in_series(unit, series_id) is not None:
        return None
    later = tasks.later_in_series(unit, series_id, found.due_at)
    left = None if rule.count is None else rule.count - 1 - len(later)
    if left is not None and left < 1:
        return None
    from crm_tui.domain.recurrences import following, written_recurrence  # noqa: PLC0415

    local = found.due_at.astimezone(unit.zone)
    last = day_of(max((found.due_at, *later)), unit.zone)
    day = following(rule, max(last, unit.today - 1), unit.calendar)
    if day is None:
        return None
    due_at = datetime.combine(date_of(day), local.time(), unit.zone)
    task_id = tasks.add_task(
        unit,
        {
            "kind": found.kind,
            "customer_id": found.customer_id,
            "contact_id": found.contact_id,
            "assignee_id": found.assignee_id,
            "title": found.title,
            "due_at": due_at,
            "has_time": found.has_time,
            "priority": found.priority,
            "notes": found.notes,
            "recurrence": written_recurrence(replace(rule, count=left)),
            "series_id": series_id,
            "created_by_id": found.created_by_id,
            "lead_id": found.lead_id,
            "opportunity_id": found.opportunity_id,
        },
    )
    return Next(task_id, due_at)


def reopen_one(unit: Unit, found: TaskRow) -> None:
    """Open a task again; the next of its series goes, unless somebody worked on it already."""
    if found.series_id is not None:
        _remove_next(unit, found)
    tasks.reopen_tasks(unit, [found.id])
    before = {name: getattr(found, name) for name in REVIEWED}
    before |= {"done_at": found.done_at, "closed_reason": found.closed_reason}
    if found.escalated_at is not None:
        # Whoever was told that it was overdue saw it done.
        tasks.update_task(unit, found.id, {"escalated_at": None})
        before["escalated_at"] = found.escalated_at
    unit.record(
        TaskReopened(
            customer_id=found.customer_id,
            record_id=found.id,
            before=plain_values(before),
            after={"title": found.title},
        )
    )


def _remove_next(unit: Unit, found: TaskRow) -> None:
    following = tasks.open_in_series(unit, found.series_id or found.id)
    if following is None:
        return
    if not tasks.is_untouched(unit, following.id):
        raise RefusedError(SeriesGoesOn(found.title))
    tasks.delete_task(unit, following.id)
    unit.record(
        TaskDeleted(
            customer_id=found.customer_id,
            record_id=following.id,
            before={"title": following.title},
        )
    )


def review_one(unit: Unit, found: TaskRow, review: Mapping[str, Any]) -> None:
    """Say how a task that is done turned out; what was said before stands in the event."""
    before = {name: getattr(found, name) for name in REVIEWED}
    if before == dict(review):
        return
    tasks.update_task(unit, found.id, review)
    unit.record(
        TaskEdited(
            customer_id=found.customer_id,
            record_id=found.id,
            before={"title": found.title, **plain_values(before)},
            after={"title": found.title, **plain_values(dict(review))},
        )
    )
