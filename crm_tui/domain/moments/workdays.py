"""How the rows about festivals and working days are read."""

from __future__ import annotations

import re
from datetime import date

from crm_tui.domain.moments import words
from crm_tui.domain.moments.festivals import (
    FESTIVALS,
    HOLIDAYS,
    Festival,
    rest_around,
    workday_after,
    workday_before,
)
from crm_tui.domain.moments.values import (
    YEARS,
    Asked,
    MomentTrouble,
    OnDay,
    Piece,
)
from crm_tui.domain.numerals import integer_from

Reading = tuple[Piece, ...] | MomentTrouble

_SPRING = FESTIVALS["春节"]
_FAR = 30


def festival(match: re.Match[str], asked: Asked) -> Reading:
    """Read 中秋 or 明年春节 as the festival's own day."""
    found = FESTIVALS[_plain(match["festival"])]
    days = (found.in_year(year) for year in _years(match, asked))
    return _nearest([day for day in days if day is not None], asked)


def beside_festival(match: re.Match[str], asked: Asked) -> Reading:
    """Read 国庆前 as the last working day before, 春节后第一个工作日 as the first one after."""
    found = FESTIVALS[_plain(match["festival"])]
    return _beside((found,), _years(match, asked), match, asked)


def beside_new_year(match: re.Match[str], asked: Asked) -> Reading:
    """Read 年后: after 春节, as it is said in offices."""
    return _beside((_SPRING,), _years(match, asked), match, asked)


def beside_next_holiday(match: re.Match[str], asked: Asked) -> Reading:
    """Read 节后: after the next public holiday."""
    return _beside(HOLIDAYS, _years(match, asked), match, asked)


def english_beside_festival(match: re.Match[str], asked: Asked) -> Reading:
    """Read "before national day" or "first working day after spring festival"."""
    return beside_festival(match, asked)


def next_workday(_match: re.Match[str], asked: Asked) -> Reading:
    """Read 下个工作日."""
    return (OnDay(workday_after(asked.today, 1, asked.calendar)),)


def workdays_from_now(match: re.Match[str], asked: Asked) -> Reading:
    """Read 3个工作日后."""
    number = integer_from(match["n"])
    if number is None or number > _FAR * 12:
        return MomentTrouble.OUT_OF_RANGE if number else MomentTrouble.NOT_UNDERSTOOD
    count = workday_before if match["past"] else workday_after
    return (OnDay(count(asked.today, number, asked.calendar)),)


def english_workdays(match: re.Match[str], asked: Asked) -> Reading:
    """Read "in 3 working days"."""
    number = words.ENGLISH_NUMBERS.get(match["number"]) or int(match["number"])
    if number > _FAR * 12:
        return MomentTrouble.OUT_OF_RANGE
    return (OnDay(workday_after(asked.today, number, asked.calendar)),)


def workday_of_month(match: re.Match[str], asked: Asked) -> Reading:
    """Read 下月第一个工作日 or 本月最后一个工作日."""
    offset = words.WHICH[match["which"]]
    first = _first_of_month(asked, offset)
    if words.WHICH_ONE[match["whichone"]] > 0:
        return (OnDay(workday_after(first - 1, 1, asked.calendar)),)
    return (OnDay(workday_before(_first_of_month(asked, offset + 1), 1, asked.calendar)),)


def last_workday_of_month(_match: re.Match[str], asked: Asked) -> Reading:
    """Read 月底最后一个工作日: of this month, or of the next once it is over."""
    ends = (_first_of_month(asked, offset) for offset in (1, 1 + asked.step))
    return _nearest([workday_before(end, 1, asked.calendar) for end in ends], asked)


def workday_of_week(match: re.Match[str], asked: Asked) -> Reading:
    """Read 下周第一个工作日."""
    monday = asked.today - asked.now.weekday() + 7 * words.WHICH[match["which"]]
    if words.WHICH_ONE[match["whichone"]] > 0:
        return (OnDay(workday_after(monday - 1, 1, asked.calendar)),)
    return (OnDay(workday_before(monday + 7, 1, asked.calendar)),)


def until(_match: re.Match[str], _asked: Asked) -> Reading:
    """Read the 前 of 周五前: the day that was named is the day to do it."""
    return ()


def _plain(name: str) -> str:
    return " ".join(name.split())


def _years(match: re.Match[str], asked: Asked) -> range:
    """Return the years to look in: the one that was said, else those about now."""
    said = match.groupdict().get("yearword")
    if said:
        year = asked.now.year + words.YEAR_WORDS[said]
        return range(year, year + 1)
    return range(max(asked.now.year - 2, YEARS[0]), min(asked.now.year + 3, YEARS[-1]))


def _beside(
    festivals: tuple[Festival, ...], years: range, match: re.Match[str], asked: Asked
) -> Reading:
    said = match.groupdict()
    side = said.get("side") or said.get("englishside") or "后"
    is_after = words.SIDES[side] > 0
    number = _number(said)
    if not 1 <= number <= _FAR:
        return MomentTrouble.NOT_UNDERSTOOD
    found = []
    for each in festivals:
        for day in filter(None, (each.in_year(year) for year in years)):
            first, last = rest_around(each, day, asked.calendar)
            found.append(
                workday_after(last, number, asked.calendar)
                if is_after
                else workday_before(first, number, asked.calendar)
            )
    return _nearest(found, asked)


def _number(said: dict[str, str | None]) -> int:
    """Return which working day is meant: the one next to the festival unless a number is said."""
    numeral = said.get("n")
    return 1 if numeral is None else integer_from(numeral) or 0


def _nearest(days: list[int], asked: Asked) -> Reading:
    ahead = [day for day in days if asked.is_ahead(day)]
    if not ahead:
        # Of a year that was named there is only the one day, though it lies the other way.
        return (OnDay(days[0]),) if len(days) == 1 else MomentTrouble.OUT_OF_RANGE
    return (OnDay(min(ahead, key=lambda day: abs(day - asked.today))),)


def _first_of_month(asked: Asked, offset: int) -> int:
    years, index = divmod(asked.now.month - 1 + offset, 12)
    return date(asked.now.year + years, index + 1, 1).toordinal()
