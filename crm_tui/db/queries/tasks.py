"""Tasks and reminders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, insert, or_, select, update

from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import CustomerId, TaskId, UserId
from crm_tui.domain.masking import mask_text
from crm_tui.domain.tasks import ClosedReason, TaskRow
from crm_tui.errors import NotFoundError


def tasks(
    view: View,
    *,
    assignee_id: UserId | None = None,
    customer_id: CustomerId | None = None,
    until: datetime | None = None,
    include_done: bool = False,
    limit: int = 200,
) -> list[TaskRow]:
    """Return tasks the person may see (their own, or of a visible customer), by due time."""
    statement = _statement(view).limit(limit)
    if assignee_id is not None:
        statement = statement.where(TASK.c.assignee_id == assignee_id)
    if customer_id is not None:
        statement = statement.where(TASK.c.customer_id == customer_id)
    if until is not None:
        statement = statement.where(TASK.c.due_at < until)
    if not include_done:
        statement = statement.where(TASK.c.done_at.is_(None))
    found = [_task(row) for row in view.connection.execute(statement)]
    hidden = hidden_ids(view, [row.customer_id for row in found if row.customer_id is not None])
    return [
        replace(row, title=mask_text(row.title)) if row.customer_id in hidden else row
        for row in found
    ]


def task(view: View, task_id: TaskId) -> TaskRow:
    """Return a task; raise NotFoundError when there is none this person may see."""
    row = view.connection.execute(_statement(view).where(TASK.c.id == task_id)).one_or_none()
    if row is None:
        raise NotFoundError("task", str(task_id))
    return _task(row)


def _statement(view: View) -> Any:
    seen = visible_to(view.person)
    # One's own task stays when its customer is out of sight, without the name.
    name = case((seen, CUSTOMER.c.name), else_="").label("customer")
    return (
        select(TASK, name, USER.c.name.label("assignee"))
        .join(USER, USER.c.id == TASK.c.assignee_id)
        .outerjoin(CUSTOMER, CUSTOMER.c.id == TASK.c.customer_id)
        .where(
            TASK.c.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            or_(TASK.c.assignee_id == view.person.user_id, seen),
        )
        .order_by(TASK.c.due_at, TASK.c.id)
    )


def _task(row: Any) -> TaskRow:
    return TaskRow(
        id=TaskId(row.id),
        kind=row.kind,
        title=row.title,
        due_at=row.due_at,
        has_time=row.has_time,
        assignee_id=UserId(row.assignee_id),
        assignee=row.assignee,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        customer=row.customer or "",
        done_at=row.done_at,
        closed_reason=row.closed_reason,
        version=row.version,
    )


def add_task(unit: Unit, values: dict[str, Any]) -> TaskId:
    """Insert a task and return the id."""
    stamped = {
        **values,
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    (key,) = unit.connection.execute(insert(TASK).values(**stamped)).inserted_primary_key or (0,)
    return TaskId(int(key))


def finish_task(unit: Unit, task_id: TaskId) -> bool:
    """Mark an open task as done; False when it was done already."""
    done = unit.connection.execute(
        update(TASK)
        .where(TASK.c.id == task_id, TASK.c.done_at.is_(None))
        .values(done_at=unit.now, done_by_id=unit.person.user_id, version=TASK.c.version + 1)
    )
    return done.rowcount == 1


def reopen_tasks(unit: Unit, task_ids: Sequence[int]) -> None:
    """Open again what was done or closed by mistake."""
    unit.connection.execute(
        update(TASK)
        .where(TASK.c.id.in_(task_ids))
        .values(done_at=None, done_by_id=None, closed_reason="", version=TASK.c.version + 1)
    )


def delete_task(unit: Unit, task_id: TaskId) -> None:
    """Put a task into the recycle bin."""
    unit.connection.execute(update(TASK).where(TASK.c.id == task_id).values(deleted_at=unit.now))


def close_open_tasks(
    unit: Unit, customer_ids: Sequence[int], reason: ClosedReason
) -> dict[int, list[int]]:
    """Close the open tasks of customers that lost their owner; return the ids by customer."""
    closed = unit.connection.execute(
        update(TASK)
        .where(
            TASK.c.customer_id.in_(customer_ids),
            TASK.c.done_at.is_(None),
            TASK.c.deleted_at.is_(None),
        )
        .values(done_at=unit.now, closed_reason=reason.value, version=TASK.c.version + 1)
        .returning(TASK.c.id, TASK.c.customer_id)
    ).all()
    by_customer: dict[int, list[int]] = {}
    for row in closed:
        by_customer.setdefault(row.customer_id, []).append(row.id)
    return by_customer
