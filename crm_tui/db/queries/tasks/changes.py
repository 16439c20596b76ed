"""How tasks are made, changed, done, reopened and deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from crm_tui.db.queries.tasks.actions import was_noted
from crm_tui.db.queries.tasks.lists import is_shared_task
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import TaskId, UserId
from crm_tui.domain.leads.values import OPEN_STAGES
from crm_tui.domain.tasks import ClosedReason

_OTHERS = 200
"""Tasks that change hands in one transaction: the write lock is held well under 250 ms."""
_IS_OPEN = (TASK.c.done_at.is_(None), TASK.c.deleted_at.is_(None))


def add_task(unit: Unit, values: dict[str, Any]) -> TaskId:
    """Insert a task and return the id."""
    stamped = {
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
        **values,
    }
    (key,) = unit.connection.execute(insert(TASK).values(**stamped)).inserted_primary_key or (0,)
    return TaskId(int(key))


def begin_series(unit: Unit, task_id: TaskId) -> None:
    """Let a task be the first of a series."""
    unit.connection.execute(update(TASK).where(TASK.c.id == task_id).values(series_id=task_id))


def is_untouched(view: View, task_id: TaskId) -> bool:
    """Return whether a task is open and nobody has worked on it since it was made."""
    made = select(TASK.c.id).where(TASK.c.id == task_id, TASK.c.version == 1, *_IS_OPEN)
    return view.connection.execute(made).first() is not None and not was_noted(view, task_id)


def is_open(view: View, task_id: TaskId) -> bool:
    """Return whether a task is still to do."""
    found = select(TASK.c.id).where(TASK.c.id == task_id, *_IS_OPEN)
    return view.connection.execute(found).first() is not None


def stands_as(view: View, task_id: TaskId, values: Mapping[str, Any]) -> bool:
    """Return whether the columns of a task hold these values, and it is not deleted."""
    columns = [TASK.c[name] for name in values]
    row = view.connection.execute(
        select(*columns).where(TASK.c.id == task_id, TASK.c.deleted_at.is_(None))
    ).first()
    return row is not None and tuple(row) == tuple(values.values())


def update_task(unit: Unit, task_id: TaskId, values: Mapping[str, Any]) -> None:
    """Change columns of a task."""
    update_tasks(unit, [task_id], values)


def update_tasks(unit: Unit, task_ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Change columns of several tasks alike."""
    unit.connection.execute(
        update(TASK).where(TASK.c.id.in_(task_ids)).values(**values, **_changed_by(unit))
    )


def finish_task(unit: Unit, task_id: TaskId, review: Mapping[str, Any] | None = None) -> bool:
    """Mark an open task as done; False when it was done already."""
    return _end(unit, task_id, {"done_by_id": unit.person.user_id, **(review or {})})


def close_task(unit: Unit, task_id: TaskId, reason: ClosedReason) -> bool:
    """Close an open task without its being done; False when it is open no more."""
    return _end(unit, task_id, {"closed_reason": reason.value})


def _end(unit: Unit, task_id: TaskId, values: Mapping[str, Any]) -> bool:
    # Of two who finish it at once, one finds it open: whoever does makes the next of a series.
    ended = unit.connection.execute(
        update(TASK)
        .where(TASK.c.id == task_id, *_IS_OPEN)
        .values(done_at=unit.now, **values, **_changed_by(unit))
    )
    return ended.rowcount == 1


def reopen_tasks(unit: Unit, task_ids: Sequence[int]) -> None:
    """Open again what was done or closed by mistake; what was said of its outcome is gone."""
    update_tasks(
        unit,
        task_ids,
        {
            "done_at": None,
            "done_by_id": None,
            "closed_reason": "",
            "outcome": None,
            "review": "",
            "loss_reason_id": None,
        },
    )


def delete_task(unit: Unit, task_id: TaskId) -> None:
    """Put a task into the recycle bin."""
    update_task(unit, task_id, {"deleted_at": unit.now})


def put_task_back(unit: Unit, task_id: TaskId) -> None:
    """Take a task out of the recycle bin."""
    update_task(unit, task_id, {"deleted_at": None})


def _changed_by(unit: Unit) -> dict[str, Any]:
    return {
        "version": TASK.c.version + 1,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }


def open_in_series(view: View, series_id: TaskId) -> Any | None:
    """Return (id, title, version) of the task of a series that is open, or None."""
    return view.connection.execute(
        select(TASK.c.id, TASK.c.title, TASK.c.version).where(
            TASK.c.series_id == series_id, *_IS_OPEN
        )
    ).first()


def later_in_series(view: View, series_id: TaskId, due_at: datetime) -> Sequence[datetime]:
    """Return when the tasks of a series are or were due that come after a moment."""
    return (
        view.connection.execute(
            select(TASK.c.due_at).where(
                TASK.c.series_id == series_id,
                TASK.c.due_at > due_at,
                TASK.c.deleted_at.is_(None),
            )
        )
        .scalars()
        .all()
    )


def open_elsewhere(view: View, user_id: UserId) -> Sequence[Any]:
    """Return (id, title, customer_id) of what somebody has to do, but for customers they hold.

    The first of them, by due time; what is passed on makes room for the next. What somebody only
    reminds themselves of is theirs alone, and what they do for leads they hold goes with those.
    """
    held_lead = (
        select(LEAD.c.id)
        .where(
            LEAD.c.id == TASK.c.lead_id,
            TASK.c.customer_id.is_(None),
            LEAD.c.owner_id == user_id,
            LEAD.c.stage.in_(OPEN_STAGES),
            LEAD.c.deleted_at.is_(None),
        )
        .correlate(TASK)
        .exists()
    )
    held = (
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.id == TASK.c.customer_id,
            CUSTOMER.c.owner_id == user_id,
            unscoped("a hand-over passes on what somebody has to do for others' customers"),
        )
        .correlate(TASK)
        .exists()
    )
    rows = view.connection.execute(
        select(TASK.c.id, TASK.c.title, TASK.c.customer_id)
        .where(TASK.c.assignee_id == user_id, *_IS_OPEN, is_shared_task(), ~held, ~held_lead)
        .order_by(TASK.c.due_at, TASK.c.id)
        .limit(_OTHERS)
    )
    return rows.all()


def close_open_tasks(
    unit: Unit, customer_ids: Sequence[int], reason: ClosedReason
) -> dict[int, list[int]]:
    """Close the open tasks of customers that lost their owner; return the ids by customer."""
    closed = unit.connection.execute(
        update(TASK)
        .where(TASK.c.customer_id.in_(customer_ids), *_IS_OPEN)
        .values(done_at=unit.now, closed_reason=reason.value, version=TASK.c.version + 1)
        .returning(TASK.c.id, TASK.c.customer_id)
    ).all()
    by_customer: dict[int, list[int]] = {}
    for row in closed:
        by_customer.setdefault(row.customer_id, []).append(row.id)
    return by_customer
