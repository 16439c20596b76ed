"""Take back what was done with tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import notices, tasks
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import TaskActionId, TaskId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.tasks import TaskOutcome, TaskPriority
from crm_tui.services.undo.events import TakeBack, instant_of, record_id_of

_INSTANTS = ("due_at", "done_at", "escalated_at")


def _unadd(unit: Unit, event: EventRow) -> bool:
    """Take a task away that was made; the next of a series only while nobody worked on it."""
    task_id = TaskId(record_id_of(event))
    if "series_id" in event.after and not tasks.is_untouched(unit, task_id):
        return False
    tasks.delete_task(unit, task_id)
    given_to = event.after.get("assignee_id")
    if isinstance(given_to, int):
        notices.take_back(unit, NoticeKind.TASK_GIVEN, task_id, [given_to])
    return True


def _unfinish(unit: Unit, event: EventRow) -> bool:
    """Open a task again, unless the next of its series stands."""
    following = event.after.get("next_id")
    if isinstance(following, int) and tasks.is_open(unit, TaskId(following)):
        return False
    tasks.reopen_tasks(unit, [record_id_of(event)])
    return True


def _restore(unit: Unit, event: EventRow) -> bool:
    """Put the columns back that an edit or a review changed, unless they were changed again."""
    task_id = TaskId(record_id_of(event))
    after = _columns(event.after)
    if not tasks.stands_as(unit, task_id, after):
        return False
    tasks.update_task(unit, task_id, _columns(event.before))
    given_to = event.after.get("assignee_id")
    if isinstance(given_to, int):
        notices.take_back(unit, NoticeKind.TASK_GIVEN, task_id, [given_to])
    return True


def _reclose(unit: Unit, event: EventRow) -> bool:
    """Let a task be done again as it was before it was reopened."""
    task_id = TaskId(record_id_of(event))
    if not tasks.is_open(unit, task_id):
        return False
    tasks.update_task(unit, task_id, _columns(event.before))
    return True


def _undelete(unit: Unit, event: EventRow) -> bool:
    tasks.put_task_back(unit, TaskId(record_id_of(event)))
    return True


def _unlog(unit: Unit, event: EventRow) -> bool:
    tasks.remove_action(unit, TaskActionId(int(str(event.after["action_id"]))))
    return True


def _columns(kept: Mapping[str, object]) -> dict[str, Any]:
    """Return what an event keeps of a task as column values; the title is there to be read."""
    values: dict[str, Any] = dict(kept)
    for name in _INSTANTS:
        if name in values:
            values[name] = instant_of(values[name])
    for name, kind in (("priority", TaskPriority), ("outcome", TaskOutcome)):
        if values.get(name) is not None:
            values[name] = kind(values[name])
    return values


TAKE_BACK: dict[str, TakeBack] = {
    "task_added": _unadd,
    "task_done": _unfinish,
    "task_edited": _restore,
    "task_reopened": _reclose,
    "task_deleted": _undelete,
    "task_progressed": _unlog,
}
