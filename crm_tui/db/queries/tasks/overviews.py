"""行动总表: the tasks of people in numbers, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from crm_tui.db.queries.overviews import staff
from crm_tui.db.queries.tasks.lists import overdue
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import start_of_day
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.tasks import DayCount, PersonDays
from crm_tui.domain.users import UserStatus

PEOPLE = 500

_NOT_DELETED = TASK.c.deleted_at.is_(None)
_OPEN = (TASK.c.done_at.is_(None), _NOT_DELETED)
_DONE = (TASK.c.done_at.is_not(None), _NOT_DELETED, TASK.c.closed_reason == "")


def days_of_people(view: View, first_day: int, last_day: int) -> list[PersonDays]:
    """Return everybody whose customers the person's scope opens, with their tasks by day.

    What was due counts on the day it was due, what was done on the day it was done. What the
    program closed or somebody skipped counts nowhere.
    """
    people = view.connection.execute(
        select(USER.c.id, USER.c.name)
        .where(USER.c.status == UserStatus.ACTIVE, USER.c.id.in_(staff(view)))
        .order_by(USER.c.name, USER.c.id)
        .limit(PEOPLE)
    ).all()
    ids, days = [person.id for person in people], range(first_day, last_day + 1)
    is_late = and_(TASK.c.due_at < view.now, overdue(view))
    still_due = _by_day(view, ids, days, TASK.c.due_at, _OPEN)
    late = _by_day(view, ids, days, TASK.c.due_at, (*_OPEN, is_late))
    was_due = _by_day(view, ids, days, TASK.c.due_at, _DONE)
    done = _by_day(view, ids, days, TASK.c.done_at, _DONE)
    all_late = _all_late(view, ids, is_late)
    none = (0,) * len(days)
    return [
        PersonDays(
            UserId(person.id),
            person.name,
            tuple(
                DayCount(day, open_ + closed, finished, overdue_)
                for day, open_, closed, finished, overdue_ in zip(
                    days,
                    still_due.get(person.id, none),
                    was_due.get(person.id, none),
                    done.get(person.id, none),
                    late.get(person.id, none),
                    strict=True,
                )
            ),
            all_late.get(person.id, 0),
        )
        for person in people
    ]


def _by_day(
    view: View,
    user_ids: Sequence[int],
    days: Sequence[int],
    column: Any,
    which: Sequence[ColumnElement[bool]],
) -> dict[int, tuple[int, ...]]:
    """Return how many of these tasks of each person fall on each day."""
    starts = [start_of_day(day, view.zone) for day in (*days, days[-1] + 1)]
    counts = [
        func.count(case((and_(column >= start, column < end), 1))).label(f"day_{number}")
        for number, (start, end) in enumerate(pairwise(starts))
    ]
    rows = view.connection.execute(
        select(TASK.c.assignee_id, *counts)
        .where(TASK.c.assignee_id.in_(user_ids), column >= starts[0], column < starts[-1], *which)
        .group_by(TASK.c.assignee_id)
        .order_by(TASK.c.assignee_id)
        .limit(PEOPLE)
    )
    return {row.assignee_id: tuple(row[1:]) for row in rows}


def _all_late(view: View, user_ids: Sequence[int], is_late: ColumnElement[bool]) -> dict[int, int]:
    rows = view.connection.execute(
        select(TASK.c.assignee_id, func.count().label("number"))
        .where(TASK.c.assignee_id.in_(user_ids), *_OPEN, is_late)
        .group_by(TASK.c.assignee_id)
        .order_by(TASK.c.assignee_id)
        .limit(PEOPLE)
    )
    return {row.assignee_id: row.number for row in rows}
