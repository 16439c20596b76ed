"""Days and times as they are shown: near ones by name, far ones by date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.days import NEVER, date_of, day_of
from crm_tui.i18n import N_, _, ngettext

NO_DAY = "—"
"""What stands where there is no day."""

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_DAYS_AGO_UP_TO = 30
_WEEKDAY_UP_TO = 6
_in_full: ContextVar[bool] = ContextVar("days_in_full", default=False)


@contextmanager
def days_in_full() -> Iterator[None]:
    """Let every day inside be told by its date: what is taken elsewhere is read on other days."""
    before = _in_full.set(True)
    try:
        yield
    finally:
        _in_full.reset(before)


def relative_day(day: int, today: int) -> str:
    """Return the day by its nearest name: today, 3 days ago, Fri, 11-18, 2025-11-18."""
    if day >= NEVER:
        return NO_DAY
    return _named_day(day, today) or short_day(day, today)


def relative_moment(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return when something is due: "tomorrow 10:00", or how long its day has been over."""
    day, today = day_of(instant, zone), day_of(now, zone)
    if day < today and not _in_full.get():
        return _days_overdue(today - day)
    return _day_and_time(instant, day, today, zone)


def happened_moment(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return when something happened: "yesterday 16:20", but no time for days further back."""
    day, today = day_of(instant, zone), day_of(now, zone)
    if day < today - 1 and not _in_full.get():
        return relative_day(day, today)
    return _day_and_time(instant, day, today, zone)


def days_left(last_day: int, today: int) -> str:
    """Return how long a last day is away: "12 days", today on the day itself, — for NEVER."""
    if last_day >= NEVER:
        return NO_DAY
    if last_day < today:
        return _days_overdue(today - last_day)
    if last_day == today:
        return _("today")
    return ngettext("{count} day", "{count} days", last_day - today).format(count=last_day - today)


def day_heading(day: int, today: int) -> str:
    """Return the heading over one day's entries: today, yesterday, "11-18 Wed"."""
    named = _named_day(day, today) if abs(day - today) <= 1 else ""
    return named or f"{short_day(day, today)} {weekday(day)}"


def short_day(day: int, today: int) -> str:
    """Return month and day, with the year when it is another, or is to be told in full."""
    date, present = date_of(day), date_of(today)
    is_of_this_year = date.year == present.year and not _in_full.get()
    return date.strftime("%m-%d") if is_of_this_year else date.isoformat()


def weekday(day: int) -> str:
    """Return the day's weekday: Wed, 周三."""
    return _(_WEEKDAYS[date_of(day).weekday()])


def clock_time(instant: datetime, zone: ZoneInfo) -> str:
    """Return the time on the wall clock of the zone: 09:40."""
    return instant.astimezone(zone).strftime("%H:%M")


def iso(instant: datetime, zone: ZoneInfo) -> str:
    """Return the instant for other programs, to the second, with the zone's offset."""
    return instant.astimezone(zone).isoformat(timespec="seconds")


def iso_day(day: int) -> str | None:
    """Return the day for other programs, None for NEVER."""
    return None if day >= NEVER else date_of(day).isoformat()


def _day_and_time(instant: datetime, day: int, today: int, zone: ZoneInfo) -> str:
    """Return a named day with its time, or a date with its time, each as its language sets it."""
    time = clock_time(instant, zone)
    named = _named_day(day, today)
    if named:
        return _("{day_name} {time}").format(day_name=named, time=time)
    return f"{short_day(day, today)} {time}"


def _days_overdue(count: int) -> str:
    return ngettext("{count} day overdue", "{count} days overdue", count).format(count=count)


def _named_day(day: int, today: int) -> str:
    """Return the name of a day near enough to have one, or nothing."""
    if _in_full.get():
        return ""
    away = day - today
    near = {
        -1: _("yesterday"),
        0: _("today"),
        1: _("tomorrow"),
        2: _("in 2 days"),
    }
    if away in near:
        return near[away]
    if 0 < away <= _WEEKDAY_UP_TO:
        return weekday(day)
    if -_DAYS_AGO_UP_TO <= away < 0:
        return ngettext("{count} day ago", "{count} days ago", -away).format(count=-away)
    return ""
