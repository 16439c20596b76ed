"""What was noted of tasks, customers without a plan and the overview as plain dicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.tasks import PersonDays, TaskActionRow, Unplanned
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

UNPLANNED_KEYS = ("customer_id", "customer", "level", "owner", "since")
COUNTS = ("planned", "done", "overdue")
Logins = Mapping[UserId, str]
Iso = Callable[[datetime | None], str | None]
"""Writes an instant in the office's zone."""


def action(row: TaskActionRow, iso: Iso) -> Shape:
    """Return something done for a task, or a problem met."""
    return {
        "id": row.id,
        "at": iso(row.at),
        "author": row.author,
        "content": row.content,
        "problem": row.is_problem,
    }


def unplanned(row: Unplanned, logins: Logins) -> Shape:
    """Return a customer without a plan, since which day."""
    return {
        "customer_id": row.customer_id,
        "customer": row.customer,
        "level": row.level or None,
        "owner": logins.get(row.owner_id),
        "since": iso_day(row.since_day),
    }


def person_days(row: PersonDays, logins: Logins) -> Shape:
    """Return somebody's tasks in numbers; each day has keys of its own: planned_2026-11-22."""
    return {
        "login": logins.get(row.user_id),
        "person": row.person,
        "overdue": row.overdue,
        **{
            f"{name}_{iso_day(day.day)}": number
            for day in row.days
            for name, number in zip(COUNTS, (day.planned, day.done, day.overdue), strict=True)
        },
    }
