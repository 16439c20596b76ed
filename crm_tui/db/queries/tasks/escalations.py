"""Overdue tasks that no manager was told of yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, literal_column, select, update

from crm_tui.db.queries.tasks.lists import overdue
from crm_tui.db.schema.notices import NOTICE
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, TaskId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.tasks import TaskKind
from crm_tui.domain.users import UserStatus
from crm_tui.values import dataclass

_PEOPLE = 10_000
_BOSS = USER.alias("boss")


def managers_of(view: View) -> dict[UserId, UserId]:
    """Return who stands directly above each person, as far as somebody who works here does."""
    above = func.coalesce(USER.c.manager_id, DEPARTMENT.c.manager_id)
    rows = view.connection.execute(
        select(USER.c.id, _BOSS.c.id.label("boss_id"))
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .join(_BOSS, _BOSS.c.id == above)
        .where(_BOSS.c.id != USER.c.id, _BOSS.c.status == UserStatus.ACTIVE)
        .order_by(USER.c.id)
        .limit(_PEOPLE)
    )
    return {UserId(row.id): UserId(row.boss_id) for row in rows}


@dataclass(frozen=True, slots=True)
class Untold:
    """An overdue task as a manager is told of it."""

    id: TaskId
    title: str
    customer_id: CustomerId | None
    assignee_id: UserId


def untold(
    view: View, since: datetime, until: datetime, assignee_ids: Sequence[UserId], limit: int
) -> list[Untold]:
    """Return what of these people fell due in a span and nobody was told of, by due time."""
    task = TASK.c
    rows = view.connection.execute(
        select(task.id, task.title, task.customer_id, task.assignee_id)
        .where(
            task.done_at.is_(None),
            task.deleted_at.is_(None),
            task.escalated_at.is_(None),
            # As a literal, so that SQLite can prove the partial index usable.
            task.kind == literal_column(f"'{TaskKind.TASK.value}'"),
            task.due_at >= since,
            task.due_at < until,
            overdue(view, until),
            task.assignee_id.in_(assignee_ids),
        )
        .order_by(task.due_at, task.id)
        .limit(limit)
    )
    return [
        Untold(
            TaskId(row.id),
            row.title,
            None if row.customer_id is None else CustomerId(row.customer_id),
            UserId(row.assignee_id),
        )
        for row in rows
    ]


def escalate(unit: Unit, task_ids: Sequence[int]) -> None:
    """Note that the managers were told of these tasks; what is worked on in them is the same."""
    unit.connection.execute(
        update(TASK).where(TASK.c.id.in_(task_ids)).values(escalated_at=unit.now)
    )


def report(unit: Unit, found: Sequence[Untold], managers: Mapping[UserId, UserId]) -> None:
    """Let the managers know of overdue tasks, in the name of those whose tasks they are.

    Whoever's program noticed it has no part in it: the manager may be the one.
    """
    unit.connection.execute(
        insert(NOTICE),
        [
            {
                "user_id": managers[task.assignee_id],
                "kind": NoticeKind.ESCALATION,
                "customer_id": task.customer_id,
                "record_id": task.id,
                "author_id": task.assignee_id,
                "at": unit.now,
                "words": task.title,
            }
            for task in found
        ],
    )
