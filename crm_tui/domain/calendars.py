"""The office's calendar as people read and edit it: what each day is, and how far it is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from crm_tui.domain.days import WorkCalendar, date_of
from crm_tui.values import dataclass


class DayKind(Enum):
    """What a day is: a public holiday, a day worked, or one of rest that is no holiday."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the calendar; an edited one no longer says what the office started with."""

    day: int
    kind: DayKind
    name: str = ""
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The days of a year that differ from a plain week; without any holiday it is not known yet."""

    year: int
    days: tuple[CalendarDay, ...]
    is_known: bool


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day with how many days up to it count, for SQL to count with."""

    day: CalendarDay
    non_holiday_ordinal: int
    working_ordinal: int


def counted(
    days: Iterable[CalendarDay], *, non_holidays: int = 0, workdays: int = 0
) -> Iterator[CountedDay]:
    """Yield days in order with their ordinals, going on from what counted before them."""
    for each in days:
        non_holidays += each.kind is not DayKind.HOLIDAY
        workdays += each.kind is DayKind.WORKDAY
        yield CountedDay(each, non_holidays, workdays)


def unknown_years(calendar: WorkCalendar, first_day: int, last_day: int) -> tuple[int, ...]:
    """Return the years between two days whose holidays nobody announced yet.

    There Monday to Friday are worked and nothing is a holiday. An office that knows of no holiday
    at all keeps none, and misses nothing.
    """
    known = {date_of(day).year for day in calendar.holidays}
    if not known:
        return ()
    years = range(date_of(first_day).year, date_of(last_day).year + 1)
    return tuple(year for year in years if year not in known)
