"""What a calendar file says of tasks, next contacts and key dates."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.days import date_of
from crm_tui.domain.key_dates import KeyDay, Repeat
from crm_tui.domain.lead_times import longest
from crm_tui.domain.schedules import KeyDateToExport, ScheduleItem, ScheduleKind, ScheduleToExport
from crm_tui.formats.calendar_files import CalendarEntry, Frequency
from crm_tui.presentation.key_dates import key_date_title, key_day_words
from crm_tui.presentation.schedules import item_title
from crm_tui.presentation.words import name_in_sentence

_FREQUENCIES = {Repeat.YEARLY: Frequency.YEARLY, Repeat.MONTHLY: Frequency.MONTHLY}
_EVERY_MONTH_HAS = 28


def calendar_entries(found: ScheduleToExport, office: str) -> Iterator[CalendarEntry]:
    """Yield the entries of a calendar file; `office` tells the ids of two offices apart."""
    for item in found.items:
        yield _entry(item, office)
    for each in found.key_dates:
        yield from _dates(each, office)


def _entry(item: ScheduleItem, office: str) -> CalendarEntry:
    customer = name_in_sentence(item.customer)
    return CalendarEntry(
        uid=f"{item.kind.value}-{item.record_id}@{office}.crm-tui",
        title=" · ".join(filter(None, (customer, item_title(item)))),
        day=date_of(item.day),
        at=item.at,
        is_task=item.kind is ScheduleKind.TASK,
    )


def _dates(each: KeyDateToExport, office: str) -> Iterator[CalendarEntry]:
    """Yield one entry that repeats, or one for each day where no rule of calendars tells them."""
    row = each.date
    repeats = _repeats(row.fields.on)
    frequency = _FREQUENCIES.get(row.fields.on.repeat, Frequency.NEVER)
    for day in each.days[:1] if repeats else each.days:
        uid = f"key-date-{row.id}" if repeats else f"key-date-{row.id}-{date_of(day):%Y%m%d}"
        title = key_date_title(row, None if repeats else day)
        yield CalendarEntry(
            uid=f"{uid}@{office}.crm-tui",
            title=" · ".join((name_in_sentence(row.customer), title)),
            day=date_of(day),
            note=" · ".join(filter(None, (key_day_words(row.fields.on), row.fields.note))),
            frequency=frequency if repeats else Frequency.NEVER,
            alarm_days=tuple(_alarm_days(lead_time) for lead_time in each.lead_times),
        )


def _repeats(on: KeyDay) -> bool:
    """Return whether a rule of calendar files gives the same days: they skip short months."""
    if on.is_lunar or on.day is None or on.repeat is Repeat.ONCE:
        return False
    return on.day <= _EVERY_MONTH_HAS or (on.month is not None and (on.month, on.day) != (2, 29))


def _alarm_days(lead_time: str) -> int:
    return int(lead_time[:-1]) * 30 if lead_time.endswith("m") else longest(lead_time)
