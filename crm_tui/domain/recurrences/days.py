"""The days that a rule of repetition means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from crm_tui.domain.days import NEVER, DayUnit, WorkCalendar, date_of
from crm_tui.domain.moments.values import days_in_month
from crm_tui.domain.recurrences.values import LAST, Recurrence, RecurrenceUnit

_DAYS_A_WEEK = 7
_MONTHS_A_YEAR = 12
_PERIODS_LOOKED_AT = 100
"""A fifth Monday comes within months; what has none in so many periods has none."""


def anchored(rule: Recurrence, day: int) -> Recurrence:
    """Return the rule counted from a day; what it leaves open is as of that day."""
    date = date_of(day)
    values: dict[str, object] = {"start": day}
    match rule.unit:
        case RecurrenceUnit.WEEK if not rule.weekdays:
            values["weekdays"] = (date.weekday(),)
        case RecurrenceUnit.MONTH if not rule.days and not rule.place:
            values["days"] = (date.day,)
        case RecurrenceUnit.YEAR if not rule.days:
            values |= {"month": date.month, "days": (date.day,)}
        case _:
            pass
    return replace(rule, **values)  # type: ignore[arg-type]  # names of the class


def first_day(rule: Recurrence, from_day: int, calendar: WorkCalendar) -> int | None:
    """Return the first day of a rule from a day on, however many it leaves out later."""
    every = replace(anchored(rule, from_day), interval=1, start=0)
    if rule.unit is RecurrenceUnit.WORKING_DAY:
        day = calendar.nth_counted_day(from_day, 0, DayUnit.WORKING)
        return day if day <= (rule.until or NEVER - 1) else None
    return following(every, from_day - 1, calendar)


def following(rule: Recurrence, after: int, calendar: WorkCalendar) -> int | None:
    """Return the next day of a rule after one, None when it has ended by then.

    Asked again and again from what it answers, it gives every day of the rule once.
    """
    found = _next(rule, max(after, rule.start - 1), calendar)
    if found is None or found >= NEVER:
        return None
    return None if rule.until is not None and found > rule.until else found


def _next(rule: Recurrence, after: int, calendar: WorkCalendar) -> int | None:
    match rule.unit:
        case RecurrenceUnit.DAY:
            return rule.start + ((after - rule.start) // rule.interval + 1) * rule.interval
        case RecurrenceUnit.WORKING_DAY:
            return _next_working(rule, after, calendar)
        case RecurrenceUnit.WEEK:
            return _in_periods(rule, after, _week_of, _days_of_week)
        case RecurrenceUnit.MONTH:
            return _in_periods(
                rule, after, _month_of, lambda each, period: _of_month(each, period, calendar)
            )
        case RecurrenceUnit.YEAR:
            return _in_periods(rule, after, lambda day: date_of(day).year, _days_of_year)


def _next_working(rule: Recurrence, after: int, calendar: WorkCalendar) -> int:
    if after < rule.start:
        return rule.start
    passed = calendar.counted_between(rule.start, after, DayUnit.WORKING)
    wanted = (passed // rule.interval + 1) * rule.interval
    return calendar.nth_counted_day(rule.start, wanted, DayUnit.WORKING)


def _in_periods(
    rule: Recurrence,
    after: int,
    period_of: Callable[[int], int],
    days_of: Callable[[Recurrence, int], Iterator[int]],
) -> int | None:
    """Return the first day after one, in the periods that the interval leaves."""
    first = period_of(max(rule.start, 1))
    here = period_of(max(after, 1))
    period = first + max(here - first, 0) // rule.interval * rule.interval
    for _ in range(_PERIODS_LOOKED_AT):
        later = [day for day in days_of(rule, period) if day > after and day >= rule.start]
        if later:
            return min(later)
        period += rule.interval
    return None


def _week_of(day: int) -> int:
    # Day 1 was a Monday.
    return (day - 1) // _DAYS_A_WEEK


def _days_of_week(rule: Recurrence, week: int) -> Iterator[int]:
    return (week * _DAYS_A_WEEK + 1 + weekday for weekday in rule.weekdays)


def _month_of(day: int) -> int:
    at = date_of(day)
    return at.year * _MONTHS_A_YEAR + at.month - 1


def _of_month(rule: Recurrence, month: int, calendar: WorkCalendar) -> Iterator[int]:
    year, at = divmod(month, _MONTHS_A_YEAR)
    if year > date.max.year:
        return
    first = date(year, at + 1, 1).toordinal()
    length = days_in_month(year, at + 1)
    if not rule.place:
        yield from {first - 1 + _within(day, length) for day in rule.days}
        return
    wanted = [
        day
        for day in range(first, first + length)
        if (
            (day - 1) % _DAYS_A_WEEK in rule.weekdays
            if rule.weekdays
            else calendar.counts(day, DayUnit.WORKING)
        )
    ]
    place = rule.place if rule.place < 0 else rule.place - 1
    if -len(wanted) <= place < len(wanted):
        yield wanted[place]


def _days_of_year(rule: Recurrence, year: int) -> Iterator[int]:
    if year > date.max.year:
        return
    first = date(year, rule.month, 1).toordinal()
    length = days_in_month(year, rule.month)
    yield from {first - 1 + _within(day, length) for day in rule.days}


def _within(day: int, length: int) -> int:
    return length if day == LAST else min(day, length)
