"""Days that are told by a festival or by the office's working days: 春节后第一个工作日, 国庆前."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.days import DayUnit, WorkCalendar
from crm_tui.domain.lunar import day_of_lunar
from crm_tui.domain.moments.values import day_number
from crm_tui.values import dataclass

_LONGEST_REST = 40
"""More days off in a row than any holiday has; a calendar that says otherwise stops here."""


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival: its month and day, and how far around it one rests where no calendar says."""

    month: int
    day: int
    is_lunar: bool = False
    rests_before: int = 0
    rests_after: int = 0

    def in_year(self, year: int) -> int | None:
        """Return its day in a year, None where no table knows it."""
        if self.is_lunar:
            return day_of_lunar(year, self.month, self.day)
        return day_number(year, self.month, self.day)


_SPRING = Festival(1, 1, is_lunar=True, rests_before=1, rests_after=6)
_LABOUR = Festival(5, 1, rests_after=4)
_NATIONAL = Festival(10, 1, rests_after=6)
_AUTUMN = Festival(8, 15, is_lunar=True)
_BOAT = Festival(5, 5, is_lunar=True)
_NEW_YEAR = Festival(1, 1)
_CHRISTMAS = Festival(12, 25)
_TOMBS = Festival(4, 5)

FESTIVALS = {
    "春节": _SPRING, "过年": _SPRING, "大年初一": _SPRING, "元旦": _NEW_YEAR,
    "元宵节": Festival(1, 15, is_lunar=True), "元宵": Festival(1, 15, is_lunar=True),
    "清明节": _TOMBS, "清明": _TOMBS, "五一": _LABOUR, "劳动节": _LABOUR,
    "端午节": _BOAT, "端午": _BOAT, "中秋节": _AUTUMN, "中秋": _AUTUMN,
    "国庆节": _NATIONAL, "国庆": _NATIONAL, "十一长假": _NATIONAL,
    "圣诞节": _CHRISTMAS, "圣诞": _CHRISTMAS,
    "spring festival": _SPRING, "chinese new year": _SPRING, "labour day": _LABOUR,
    "dragon boat festival": _BOAT, "mid-autumn festival": _AUTUMN, "national day": _NATIONAL,
    "christmas": _CHRISTMAS,
}  # fmt: skip

HOLIDAYS = (_NEW_YEAR, _SPRING, _TOMBS, _LABOUR, _BOAT, _AUTUMN, _NATIONAL)
"""What 节前 and 节后 may mean: the next of them."""


def rest_around(festival: Festival, day: int, calendar: WorkCalendar) -> tuple[int, int]:
    """Return the first and last day off around a festival: the calendar's, else the usual ones."""
    if day not in calendar.holidays:
        return day - festival.rests_before, day + festival.rests_after
    first = last = day
    while first - 1 in calendar.holidays and day - first < _LONGEST_REST:
        first -= 1
    while last + 1 in calendar.holidays and last - day < _LONGEST_REST:
        last += 1
    return first, last


def workday_after(day: int, number: int, calendar: WorkCalendar) -> int:
    """Return the so-manieth working day after a day."""
    return calendar.nth_counted_day(day, max(number, 1), DayUnit.WORKING)


def workday_before(day: int, number: int, calendar: WorkCalendar) -> int:
    """Return the so-manieth working day before a day."""
    for _each in range(max(number, 1)):
        day = next(_workdays_back(day, calendar))
    return day


def _workdays_back(day: int, calendar: WorkCalendar) -> Iterator[int]:
    for earlier in range(day - 1, day - 1 - 2 * _LONGEST_REST, -1):
        if calendar.counts(earlier, DayUnit.WORKING):
            yield earlier
    yield day - 1
