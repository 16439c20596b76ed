"""Months as business counts them: each is known by its first day."""

from __future__ import annotations

import re

from crm_tui.domain.days import DayRange, date_of
from crm_tui.domain.moments.values import months_later
from crm_tui.domain.numerals import half_width

_WRITTEN = re.compile(r"(?:(?P<year>[0-9]{4})\s*[-/.年]?\s*)?(?P<month>[0-9]{1,2})\s*月?(?:份)?")
_NEAR = {
    "本月": 0, "这个月": 0, "这月": 0, "this": 0,
    "上月": -1, "上个月": -1, "last": -1,
    "下月": 1, "下个月": 1, "next": 1,
}  # fmt: skip


def month_of(day: int) -> int:
    """Return the first day of the month in which a day lies."""
    return day - date_of(day).day + 1


def month_beside(month: int, by: int) -> int | None:
    """Return the month so many before or after another; None beyond the calendar."""
    return months_later(month, by)


def days_of_month(month: int) -> DayRange:
    """Return the days of a month, the first and the last."""
    following = months_later(month, 1)
    return DayRange(month, month + 30 if following is None else following - 1)


def month_text(month: int) -> str:
    """Return a month as it is written everywhere: 2026-11."""
    return date_of(month).strftime("%Y-%m")


def parse_month(text: str, today: int) -> int | None:
    """Return the month that 2026-11, 2026年11月, 11 or 上月 means; None for anything else."""
    written = half_width(text.strip().lower())
    present = month_of(today)
    if written in _NEAR:
        return month_beside(present, _NEAR[written])
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    here = date_of(present)
    year, number = int(found["year"] or here.year), int(found["month"])
    if not 1 <= number <= 12:
        return None
    return months_later(present, (year - here.year) * 12 + number - here.month)
