"""Read the days of a query, and find which days they are as of today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.days import NEVER, date_of
from crm_tui.domain.moments import Direction, MomentFault, MomentTrouble, parse_day
from crm_tui.domain.numerals import CHINESE_NUMERALS, half_width, integer_from
from crm_tui.domain.queries.tree import (
    DayPhrase,
    DayUnit,
    DayValue,
    Month,
    Named,
    Period,
    Stretch,
    Year,
)
from crm_tui.domain.work_settings import DEFAULT_WORK, ByLevel
from crm_tui.values import dataclass

PERIOD_NAMES: Mapping[Period, tuple[str, tuple[str, ...]]] = {
    Period.YESTERDAY: ("昨天", ("昨日",)),
    Period.TODAY: ("今天", ("今日",)),
    Period.TOMORROW: ("明天", ("明日",)),
    Period.LAST_WEEK: ("上周", ("上星期", "上个星期", "上礼拜")),
    Period.THIS_WEEK: ("本周", ("这周", "这星期", "这个星期", "本星期", "week")),
    Period.NEXT_WEEK: ("下周", ("下星期", "下个星期", "下礼拜")),
    Period.LAST_MONTH: ("上月", ("上个月",)),
    Period.THIS_MONTH: ("本月", ("这个月", "这月", "当月", "month")),
    Period.NEXT_MONTH: ("下月", ("下个月",)),
    Period.LAST_QUARTER: ("上季度", ("上个季度",)),
    Period.THIS_QUARTER: ("本季度", ("这个季度", "本季", "quarter")),
    Period.NEXT_QUARTER: ("下季度", ("下个季度",)),
    Period.LAST_YEAR: ("去年", ("上年",)),
    Period.THIS_YEAR: ("今年", ("本年", "year")),
    Period.NEXT_YEAR: ("明年", ("来年",)),
}
"""The Chinese name of each period, and how else it is typed; its English one is its code."""

UNIT_NAMES: Mapping[DayUnit, tuple[str, tuple[str, ...]]] = {
    DayUnit.DAY: ("天", ("d", "day", "days")),
    DayUnit.WEEK: ("周", ("w", "week", "weeks", "个星期", "星期", "礼拜")),
    DayUnit.MONTH: ("个月", ("m", "month", "months")),
    DayUnit.YEAR: ("年", ("y", "year", "years")),
}

_PERIODS = {
    name: period
    for period, (zh, others) in PERIOD_NAMES.items()
    for name in (zh, *others, period.value, period.value.replace("-", ""))
}
_UNITS = {name: unit for unit, (zh, others) in UNIT_NAMES.items() for name in (zh, *others)}
_NUMERAL = f"[0-9]{{1,4}}|[{CHINESE_NUMERALS}]{{1,7}}"
_UNIT_WORDS = "|".join(sorted(_UNITS, key=len, reverse=True))
_STRETCH = re.compile(rf"({_NUMERAL})\s*({_UNIT_WORDS})?")
_HALVES = {
    "半年": Stretch(6, DayUnit.MONTH),
    "半个月": Stretch(15, DayUnit.DAY),
    "半月": Stretch(15, DayUnit.DAY),
}
_YEAR = re.compile("((?:19|20)[0-9]{2})年?")
_YEAR_MONTH = re.compile("((?:19|20)[0-9]{2})(?:[-/.]|年)([0-9]{1,2})月?份?")
_MONTH = re.compile(rf"([0-9]{{1,2}}|[{CHINESE_NUMERALS}]{{1,3}})月份?")
_MONTHS = range(1, 13)
_MONTHS_A_QUARTER = 3
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_NEVER_READ = frozenset(
    {MomentTrouble.EMPTY, MomentTrouble.NOT_UNDERSTOOD, MomentTrouble.CONTRADICTION}
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When and where a query is asked: `today` is the business day in the office's zone."""

    now: datetime
    zone: ZoneInfo
    today: int
    rhythm: ByLevel = DEFAULT_WORK.rhythm_days
    """What the office asks of each level: who is behind follows from it."""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days from first to last, both included."""

    first: int
    last: int


def read_day_value(text: str) -> DayValue | None:
    """Return what a text like 3天, 本周, 2026-11, 11-25 or 下周一 says; None when it is no day."""
    plain = half_width(text).strip()
    period = _PERIODS.get(plain)
    if period is not None:
        return Named(period)
    return _HALVES.get(plain) or _numbered(plain) or _phrase(plain)


def _numbered(plain: str) -> DayValue | None:
    if found := _YEAR.fullmatch(plain):
        return Year(int(found[1]))
    if found := _YEAR_MONTH.fullmatch(plain):
        return Month(int(found[1]), int(found[2])) if int(found[2]) in _MONTHS else None
    if found := _MONTH.fullmatch(plain):
        number = integer_from(found[1])
        return None if number is None or number not in _MONTHS else Month(None, number)
    found = _STRETCH.fullmatch(plain)
    count = None if found is None else integer_from(found[1])
    if found is None or count is None:
        return None
    return Stretch(count, _UNITS[found[2]] if found[2] else DayUnit.DAY)


def _phrase(plain: str) -> DayPhrase | None:
    moment = parse_day(plain, now=_SOME_DAY, zone=ZoneInfo("UTC"))
    if isinstance(moment, MomentFault) and moment.trouble in _NEVER_READ:
        return None
    return DayPhrase(plain)


def span_of(value: DayValue, at: Circumstances, *, looks_ahead: bool) -> DaySpan | None:
    """Return which days a value means on the day it is asked; None when there are none such."""
    match value:
        case Stretch():
            return _one_day(_day_after(value, at.today, 1 if looks_ahead else -1))
        case Named(period):
            return _span_of_period(period, at.today)
        case Year(year):
            return _months(year * 12, 12)
        case Month(year, month):
            index = _nearest_month(month, at.today, looks_ahead=looks_ahead)
            return _months(index if year is None else year * 12 + month - 1, 1)
        case DayPhrase(text):
            direction: Direction = "future" if looks_ahead else "past"
            day = parse_day(text, now=at.now, zone=at.zone, prefer=direction)
            return None if isinstance(day, MomentFault) else DaySpan(day, day)


def _one_day(day: int | None) -> DaySpan | None:
    return None if day is None else DaySpan(day, day)


def _day_after(value: Stretch, today: int, step: int) -> int | None:
    """Return the day that is so far from today; a month's last day stands for one it lacks."""
    count = value.count * step
    match value.unit:
        case DayUnit.DAY:
            day = today + count
        case DayUnit.WEEK:
            day = today + 7 * count
        case DayUnit.MONTH | DayUnit.YEAR:
            months = count if value.unit is DayUnit.MONTH else 12 * count
            present = date_of(today)
            month = _months(present.year * 12 + present.month - 1 + months, 1)
            day = 0 if month is None else min(month.first + present.day - 1, month.last)
    return day if 0 < day < NEVER else None


def _months(index: int, count: int) -> DaySpan | None:
    """Return the days of some months, the first counted from January of the year 0."""
    try:
        first = date(index // 12, index % 12 + 1, 1).toordinal()
        end = date((index + count) // 12, (index + count) % 12 + 1, 1).toordinal()
    except (ValueError, OverflowError):
        return None
    return DaySpan(first, end - 1)


def _nearest_month(month: int, today: int, *, looks_ahead: bool) -> int:
    present = date_of(today)
    index = present.year * 12 + month - 1
    if looks_ahead:
        return index if month >= present.month else index + 12
    return index if month <= present.month else index - 12


def _span_of_period(period: Period, today: int) -> DaySpan | None:
    which, _, whole = period.value.partition("-")
    step = {"last": -1, "this": 0, "next": 1}.get(which, 0)
    present = date_of(today)
    month = present.year * 12 + present.month - 1
    match whole:
        case "week":
            monday = today - present.weekday() + 7 * step
            return DaySpan(monday, monday + 6)
        case "month":
            return _months(month + step, 1)
        case "quarter":
            first = month - month % _MONTHS_A_QUARTER
            return _months(first + _MONTHS_A_QUARTER * step, _MONTHS_A_QUARTER)
        case "year":
            return _months((present.year + step) * 12, 12)
        case _:
            away = {"yesterday": -1, "today": 0, "tomorrow": 1}[which]
            return DaySpan(today + away, today + away)
