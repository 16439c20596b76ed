"""Read which day of a year or month is meant: 05-01, 农历八月十五, 闰六月初三, 每月15日, 明天."""

from __future__ import annotations

import re

from crm_tui.domain import lunar
from crm_tui.domain.days import date_of
from crm_tui.domain.key_dates import KeyDateKind, KeyDay, Repeat, is_possible
from crm_tui.domain.numerals import half_width, integer_from

_LUNAR = re.compile(r"^(?:农历|阴历|旧历|lunar)\s*", re.IGNORECASE)
_SOLAR = re.compile(r"^(?:公历|阳历|新历|solar)\s*", re.IGNORECASE)
_EACH = re.compile(r"^(?P<each>每年|每月|每个月|yearly|monthly)的?\s*", re.IGNORECASE)
_NUMBERS = re.compile(
    r"(?:(?P<year>\d{4})\s*[-./年]\s*)?(?P<leap>闰)?(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})[日号]?"
)
_NUMERALS = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<leap>闰)?(?P<month>正|冬|腊|十[一二]?|[一二三四五六七八九])月"
    r"(?P<day>初?[一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_DAY_ALONE = re.compile(
    r"(?P<day>\d{1,2})\s*[日号]?|(?P<numeral>初?[一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_NAMED_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_ONLY_LUNAR = re.compile("初|廿|正月|冬月|腊月|闰")


def parse_key_day(
    text: str, *, is_lunar: bool = False, repeat: Repeat = Repeat.YEARLY
) -> KeyDay | None:
    """Return the day that comes each year or month; None for what is none.

    `is_lunar` is what stands beside the text, and the text may say so itself.
    """
    written = half_width(text).strip()
    each = _EACH.match(written)
    if each is not None:
        repeat = Repeat.MONTHLY if each["each"].lower() in _MONTHLY else Repeat.YEARLY
        written = written[each.end() :]
    if said := _LUNAR.match(written):
        is_lunar, written = True, written[said.end() :]
    elif said := _SOLAR.match(written):
        is_lunar, written = False, written[said.end() :]
    is_lunar = is_lunar or _ONLY_LUNAR.search(written) is not None
    on = (
        _each_month(written, is_lunar)
        if repeat is Repeat.MONTHLY
        else _each_year(written, is_lunar)
    )
    return on if on is not None and is_possible(on) else None


def key_day_on(
    day: int, kind: KeyDateKind, *, today: int, is_lunar: bool = False, repeat: Repeat
) -> KeyDay | None:
    """Return what comes each year or month as some day does: 明天, 下周一, +3d.

    An anniversary of a day that is over is counted from its year; None where there is no such day.
    """
    if repeat is Repeat.ONCE:
        return None if is_lunar else KeyDay(once_day=day)
    found = lunar.lunar_day(day) if is_lunar else date_of(day)
    if found is None:
        return None
    if repeat is Repeat.MONTHLY:
        return KeyDay(is_lunar, day=found.day)
    year = found.year if kind is KeyDateKind.ANNIVERSARY and day <= today else None
    is_leap_month = isinstance(found, lunar.LunarDay) and found.is_leap_month
    return KeyDay(is_lunar, year, found.month, found.day, is_leap_month)


_MONTHLY = frozenset({"每月", "每个月", "monthly"})


def _each_month(text: str, is_lunar: bool) -> KeyDay | None:
    found = _DAY_ALONE.fullmatch(text)
    if found is None:
        return None
    return KeyDay(is_lunar, day=_number(found["day"] or found["numeral"]))


def _each_year(text: str, is_lunar: bool) -> KeyDay | None:
    found = _NUMBERS.fullmatch(text) or _NUMERALS.fullmatch(text)
    if found is None:
        return None
    return KeyDay(
        is_lunar,
        year=int(found["year"]) if found["year"] else None,
        month=_NAMED_MONTHS.get(found["month"]) or _number(found["month"]),
        day=_number(found["day"]),
        is_leap_month=found["leap"] is not None,
    )


def _number(numeral: str) -> int | None:
    return integer_from(numeral.removeprefix("初"))
