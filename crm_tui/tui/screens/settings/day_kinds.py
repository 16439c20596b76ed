"""What kind each day is: a plain week, but for what the calendar says of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from crm_tui.domain.calendars import CalendarDay, CalendarYear, DayKind
from crm_tui.domain.days import DayRange, date_of
from crm_tui.values import dataclass

_SATURDAY = 5
_LONGEST_COUNT = 366


@dataclass(frozen=True, slots=True)
class WeekExceptions:
    """The days that are not as in a plain week, by their numbers."""

    days: Mapping[int, CalendarDay] = field(default_factory=dict)

    @classmethod
    def of(cls, years: Iterable[CalendarYear]) -> WeekExceptions:
        """Return the exceptions of some years."""
        return cls({each.day: each for year in years for each in year.days})

    def kind_of(self, day: int) -> DayKind:
        """Return what a day is."""
        found = self.days.get(day)
        if found is not None:
            return found.kind
        return DayKind.WORKDAY if date_of(day).weekday() < _SATURDAY else DayKind.REST

    def worked_in(self, days: DayRange) -> int:
        """Return how many of at most a year's days are worked."""
        last = min(days.last, days.first + _LONGEST_COUNT)
        worked = (self.kind_of(day) is DayKind.WORKDAY for day in range(days.first, last + 1))
        return sum(worked)
