"""What was done for a task, and the problems met, as they were noted."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from crm_tui.db.queries.reveals import is_hidden
from crm_tui.db.schema.tasks import TASK_ACTION
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import TaskActionId, TaskId
from crm_tui.domain.masking import mask_text
from crm_tui.domain.tasks import TaskActionRow, TaskRow


def actions_of(view: View, task: TaskRow, limit: int = 500) -> list[TaskActionRow]:
    """Return what was noted of a task whose visibility was checked, the earliest first.

    Without the contact details of a customer where they are hidden.
    """
    action = TASK_ACTION.c
    rows = view.connection.execute(
        select(action.id, action.at, USER.c.name.label("author"), action.content, action.is_problem)
        .join(USER, USER.c.id == action.author_id)
        .where(action.task_id == task.id)
        .order_by(action.id.desc())
        .limit(limit)
    )
    hides = task.customer_id is not None and is_hidden(view, task.customer_id)
    found = [
        TaskActionRow(
            TaskActionId(row.id),
            row.at,
            row.author,
            mask_text(row.content) if hides else row.content,
            row.is_problem,
        )
        for row in rows
    ]
    return found[::-1]


def was_noted(view: View, task_id: TaskId) -> bool:
    """Return whether anything was noted of a task."""
    action = TASK_ACTION.c
    found = view.connection.execute(
        select(action.id).where(action.task_id == task_id).order_by(action.id).limit(1)
    )
    return found.first() is not None


def add_action(unit: Unit, task_id: TaskId, content: str, *, is_problem: bool) -> TaskActionId:
    """Note an action or a problem by this person, now; return the id."""
    values = {
        "task_id": task_id,
        "author_id": unit.person.user_id,
        "at": unit.now,
        "content": content,
        "is_problem": is_problem,
    }
    made = unit.connection.execute(insert(TASK_ACTION).values(**values))
    (key,) = made.inserted_primary_key or (0,)
    return TaskActionId(int(key))


def remove_action(unit: Unit, action_id: TaskActionId) -> None:
    """Strike out what was noted by mistake."""
    unit.connection.execute(delete(TASK_ACTION).where(TASK_ACTION.c.id == action_id))
