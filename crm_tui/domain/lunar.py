"""The Chinese lunar calendar (农历) from 1900 to 2100, from a table of its months.

A year's code says in its lowest four bits which month is followed by a leap month (0: none), in
bits 15 to 4 which of the months 1 to 12 have 30 days, and in bit 16 whether the leap month has.
Checked against computed and published calendars; decision 0042 says why the table stands here.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache

from crm_tui.values import dataclass

FIRST_YEAR = 1900
LAST_YEAR = 2100
MONTHS = 12
LONGEST_MONTH = 30
_FIRST_DAY = date(1900, 1, 31).toordinal()
_LEAP_BITS = 0xF
_LONG_LEAP_MONTH = 1 << 16

# fmt: off
_YEARS = (
    0x04bd8, 0x04ae0, 0x0a570, 0x054d5, 0x0d260, 0x0d950, 0x16554, 0x056a0, 0x09ad0, 0x055d2,
    0x04ae0, 0x0a5b6, 0x0a4d0, 0x0d250, 0x1d255, 0x0b540, 0x0d6a0, 0x0ada2, 0x095b0, 0x14977,
    0x04970, 0x0a4b0, 0x0b4b5, 0x06a50, 0x06d40, 0x1ab54, 0x02b60, 0x09570, 0x052f2, 0x04970,
    0x06566, 0x0d4a0, 0x0ea50, 0x16a95, 0x05ad0, 0x02b60, 0x186e3, 0x092e0, 0x1c8d7, 0x0c950,
    0x0d4a0, 0x1d8a6, 0x0b550, 0x056a0, 0x1a5b4, 0x025d0, 0x092d0, 0x0d2b2, 0x0a950, 0x0b557,
    0x06ca0, 0x0b550, 0x15355, 0x04da0, 0x0a5b0, 0x14573, 0x052b0, 0x0a9a8, 0x0e950, 0x06aa0,
    0x0aea6, 0x0ab50, 0x04b60, 0x0aae4, 0x0a570, 0x05260, 0x0f263, 0x0d950, 0x05b57, 0x056a0,
    0x096d0, 0x04dd5, 0x04ad0, 0x0a4d0, 0x0d4d4, 0x0d250, 0x0d558, 0x0b540, 0x0b6a0, 0x195a6,
    0x095b0, 0x049b0, 0x0a974, 0x0a4b0, 0x0b27a, 0x06a50, 0x06d40, 0x0af46, 0x0ab60, 0x09570,
    0x04af5, 0x04970, 0x064b0, 0x074a3, 0x0ea50, 0x06b58, 0x05ac0, 0x0ab60, 0x096d5, 0x092e0,
    0x0c960, 0x0d954, 0x0d4a0, 0x0da50, 0x07552, 0x056a0, 0x0abb7, 0x025d0, 0x092d0, 0x0cab5,
    0x0a950, 0x0b4a0, 0x0baa4, 0x0ad50, 0x055d9, 0x04ba0, 0x0a5b0, 0x15176, 0x052b0, 0x0a930,
    0x07954, 0x06aa0, 0x0ad50, 0x05b52, 0x04b60, 0x0a6e6, 0x0a4e0, 0x0d260, 0x0ea65, 0x0d530,
    0x05aa0, 0x076a3, 0x096d0, 0x04afb, 0x04ad0, 0x0a4d0, 0x1d0b6, 0x0d250, 0x0d520, 0x0dd45,
    0x0b5a0, 0x056d0, 0x055b2, 0x049b0, 0x0a577, 0x0a4b0, 0x0aa50, 0x1b255, 0x06d20, 0x0ada0,
    0x14b63, 0x09370, 0x049f8, 0x04970, 0x064b0, 0x168a6, 0x0ea50, 0x06aa0, 0x1a6c4, 0x0aae0,
    0x092e0, 0x0d2e3, 0x0c960, 0x0d557, 0x0d4a0, 0x0da50, 0x05d55, 0x056a0, 0x0a6d0, 0x055d4,
    0x052d0, 0x0a9b8, 0x0a950, 0x0b4a0, 0x0b6a6, 0x0ad50, 0x055a0, 0x0aba4, 0x0a5b0, 0x052b0,
    0x0b273, 0x06930, 0x07337, 0x06aa0, 0x0ad50, 0x14b55, 0x04b60, 0x0a570, 0x054e4, 0x0d160,
    0x0e968, 0x0d520, 0x0daa0, 0x16aa6, 0x056d0, 0x04ae0, 0x0a9d4, 0x0a2d0, 0x0d150, 0x0f252,
    0x0d520,
)
# fmt: on


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar."""

    year: int
    month: int
    day: int
    is_leap_month: bool = False


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """A month of a lunar year: its number, its first day's number, and how long it is."""

    month: int
    is_leap: bool
    first_day: int
    length: int


def leap_month(year: int) -> int:
    """Return which month of a lunar year is followed by a leap month, 0 for none."""
    return _YEARS[year - FIRST_YEAR] & _LEAP_BITS


def lunar_day(day: int) -> LunarDay | None:
    """Return a day as the lunar calendar calls it; None beyond the years of the table."""
    index = bisect_right(_new_years(), day) - 1
    if not 0 <= index < len(_YEARS):
        return None
    found = next(each for each in reversed(months(FIRST_YEAR + index)) if each.first_day <= day)
    place = day - found.first_day + 1
    return LunarDay(FIRST_YEAR + index, found.month, place, found.is_leap)


def day_of_lunar(year: int, month: int, day: int, *, is_leap_month: bool = False) -> int | None:
    """Return the day number of exactly this lunar day; None where there is no such day."""
    found = lunar_month(year, month, is_leap=is_leap_month)
    if found is None or not 1 <= day <= found.length:
        return None
    return found.first_day + day - 1


def lunar_month(year: int, month: int, *, is_leap: bool = False) -> LunarMonth | None:
    """Return a month of a lunar year; None where there is none, or beyond the table."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    wanted = (month, is_leap)
    return next((each for each in months(year) if (each.month, each.is_leap) == wanted), None)


@cache
def _new_years() -> tuple[int, ...]:
    """Return the first day of every year of the table, and the day after its last."""
    days = [_FIRST_DAY]
    for code in _YEARS:
        days.append(days[-1] + sum(length for *_which, length in _lengths(code)))
    return tuple(days)


@cache
def months(year: int) -> tuple[LunarMonth, ...]:
    """Return the months of a lunar year of the table, in order."""
    first = _new_years()[year - FIRST_YEAR]
    found = []
    for month, is_leap, length in _lengths(_YEARS[year - FIRST_YEAR]):
        found.append(LunarMonth(month, is_leap, first, length))
        first += length
    return tuple(found)


def _lengths(code: int) -> list[tuple[int, bool, int]]:
    """Return the months of a year in order: number, whether it is a leap one, length."""
    found = []
    for month in range(1, MONTHS + 1):
        found.append((month, False, 29 + bool(code & 1 << (16 - month))))
        if month == code & _LEAP_BITS:
            found.append((month, True, 29 + bool(code & _LONG_LEAP_MONTH)))
    return found
