"""Write calendar files (.ics) that other programs take: events, things to do, alarms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm_tui.formats.workbooks import whole_file
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from icalendar import Calendar, Component

_MORNING = timedelta(hours=9)
"""When something of a whole day reminds."""
_BEFORE = timedelta(minutes=15)
_LASTS = timedelta(minutes=30)


class Frequency(Enum):
    """How often an entry comes again."""

    NEVER = ""
    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry of a calendar file; without a time it is of its whole day.

    The uid stays the same from one export to the next, so that programs replace what they have.
    """

    uid: str
    title: str
    day: date
    at: datetime | None = None
    note: str = ""
    is_task: bool = False
    frequency: Frequency = Frequency.NEVER
    alarm_days: tuple[int, ...] = ()
    """How many days before a whole day it reminds."""


def calendar_bytes(
    entries: Sequence[CalendarEntry], *, name: str, zone: ZoneInfo, now: datetime
) -> bytes:
    """Return the entries as one calendar with its time zone."""
    from icalendar import Calendar  # noqa: PLC0415 - few commands write one

    calendar = Calendar()
    calendar.add("prodid", "-//crm-tui//crm remind export//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    for entry in entries:
        calendar.add_component(_component(entry, zone, now))
    _tell_zone(calendar)
    written: bytes = calendar.to_ical()
    return written


def write_calendar(
    path: Path,
    entries: Sequence[CalendarEntry],
    *,
    name: str,
    zone: ZoneInfo,
    now: datetime,
    overwrite: bool = False,
) -> None:
    """Write a calendar file whole or not at all.

    Raises WorkbookError when it cannot be written, or is there and is not to be replaced.
    """
    content = calendar_bytes(entries, name=name, zone=zone, now=now)
    with whole_file(path, overwrite=overwrite) as file:
        file.write(content)


def _tell_zone(calendar: Calendar) -> None:
    if any(True for _each in calendar.get_missing_tzids()):
        calendar.add_missing_timezones()


def _component(entry: CalendarEntry, zone: ZoneInfo, now: datetime) -> Component:
    from icalendar import Event, Todo  # noqa: PLC0415

    made: Component = Todo() if entry.is_task else Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", now)
    made.add("summary", entry.title)
    if entry.note:
        made.add("description", entry.note)
    starts = entry.day if entry.at is None else entry.at.astimezone(zone)
    if entry.is_task:
        made.add("due", starts)
        made.add("status", "NEEDS-ACTION")
    else:
        made.add("dtstart", starts)
        made.add("dtend", starts + (timedelta(days=1) if entry.at is None else _LASTS))
        made.add("transp", "TRANSPARENT")
    if entry.frequency is not Frequency.NEVER:
        made.add("rrule", {"freq": entry.frequency.value})
    for trigger in _triggers(entry):
        made.add_component(_alarm(entry, trigger))
    return made


def _triggers(entry: CalendarEntry) -> list[timedelta]:
    if entry.at is not None:
        return [-_BEFORE]
    return [_MORNING - timedelta(days=days) for days in entry.alarm_days or (0,)]


def _alarm(entry: CalendarEntry, trigger: timedelta) -> Component:
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", trigger, parameters={"related": "END"} if entry.is_task else {})
    return alarm
