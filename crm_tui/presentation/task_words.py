"""Tasks in words: when they are due, how they ended, a day of the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.domain.days import day_of
from crm_tui.domain.tasks import ClosedReason, DayCount, TaskOutcome, TaskPriority, TaskRow
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment, relative_day, relative_moment
from crm_tui.presentation.words import word

if TYPE_CHECKING:
    from crm_tui.presentation.columns import Moment

PRIORITY_MARKS = {TaskPriority.HIGH: "!", TaskPriority.NORMAL: "", TaskPriority.LOW: "↓"}


def is_overdue(row: TaskRow, at: Moment) -> bool:
    """Return whether a task is open past its time, or without one past its day."""
    if not row.is_open:
        return False
    return row.due_at < at.now if row.has_time else day_of(row.due_at, at.zone) < at.today


def due_words(row: TaskRow, at: Moment) -> str:
    """Return when a task is due: tomorrow 10:00, 2 days overdue; and how often it comes."""
    day = day_of(row.due_at, at.zone)
    if row.has_time or day < at.today:
        said = relative_moment(row.due_at, at.now, at.zone)
    else:
        said = relative_day(day, at.today)
    return f"{said} · {repeat_words(row)}" if row.recurrence is not None else said


def repeat_words(row: TaskRow) -> str:
    """Return how often a task comes; nothing for one that comes once."""
    if row.recurrence is None:
        return ""
    # Few tasks come again.
    from crm_tui.presentation.recurrences import recurrence_words  # noqa: PLC0415

    return recurrence_words(row.recurrence)


def state_words(row: TaskRow, at: Moment) -> str:
    """Return when a task is due, or when it ended."""
    if row.done_at is None:
        return due_words(row, at)
    when = happened_moment(row.done_at, at.now, at.zone)
    said = _("done {when}") if not row.closed_reason else _("closed {when}")
    return said.format(when=when)


def closed_words(row: TaskRow) -> str:
    """Return how a task ended, in one line; nothing for an open one."""
    if row.is_open:
        return ""
    if row.closed_reason:
        known = {each.value for each in ClosedReason}
        return word(ClosedReason(row.closed_reason)) if row.closed_reason in known else ""
    said = [_("done") if row.outcome is None else word(row.outcome)]
    if row.outcome is TaskOutcome.LOST or row.loss_reason:
        said.append(row.loss_reason)
    said.append(row.review)
    return " · ".join(filter(None, said))


def day_cell(day: DayCount) -> str:
    """Return a day of somebody: done/planned, and what of it is overdue."""
    if not (day.planned or day.done):
        return "·"
    said = f"{day.done}/{day.planned}"
    return f"{said} !{day.overdue}" if day.overdue else said
