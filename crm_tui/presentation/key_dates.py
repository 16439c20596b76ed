"""Key dates in words: which day, when it comes next, of whom, how long before it reminds."""

from __future__ import annotations

from crm_tui.domain.festivals import Festival
from crm_tui.domain.key_dates import (
    KeyDateFields,
    KeyDateKind,
    KeyDateRow,
    KeyDay,
    next_occurrence,
    years_at,
)
from crm_tui.domain.lunar import LunarDay, lunar_day
from crm_tui.i18n import _, current_language, ngettext
from crm_tui.presentation.dates import iso_day, relative_day, weekday
from crm_tui.presentation.words import name_in_sentence, word

_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_DIGITS = ("十", "一", "二", "三", "四", "五", "六", "七", "八", "九")
_TENS = ("初", "十", "廿", "三")
_WHOLE_TENS = {10: "初十", 20: "二十", 30: "三十"}


def lunar_month_name(month: int, *, is_leap: bool = False) -> str:
    """Return a lunar month as calendars name it: 正月, 闰六月; in English L6, leap L6."""
    if current_language() == "zh":
        return f"{'闰' if is_leap else ''}{_MONTHS[month - 1]}月"
    return f"{'leap ' if is_leap else ''}L{month}"


def lunar_day_name(day: int) -> str:
    """Return a day of a lunar month as calendars name it: 初三, 廿三; in English its number."""
    if current_language() != "zh":
        return str(day)
    return _WHOLE_TENS.get(day) or _TENS[day // 10] + _DIGITS[day % 10]


def lunar_cell(found: LunarDay | None) -> str:
    """Return what a calendar's cell says of 农历: the day, on the first of a month the month.

    In English month and day, for a day alone would be taken for another date.
    """
    if found is None:
        return ""
    if current_language() != "zh":
        return f"L{found.month}-{found.day}"
    if found.day == 1:
        return lunar_month_name(found.month, is_leap=found.is_leap_month)
    return lunar_day_name(found.day)


def lunar_words(found: LunarDay | None) -> str:
    """Return month and day of 农历: 十月廿三."""
    if found is None:
        return ""
    month = lunar_month_name(found.month, is_leap=found.is_leap_month)
    return _("{month}-{day}").format(month=month, day=lunar_day_name(found.day))


def key_day_words(on: KeyDay) -> str:
    """Return which day it is: 05-01, 农历十月廿三, 每月15日, 2026-12-01."""
    if on.once_day is not None:
        return iso_day(on.once_day) or ""
    if on.day is None:
        return ""
    if on.month is None:
        day = lunar_day_name(on.day) if on.is_lunar else str(on.day)
        words = _("lunar, each month on {day}") if on.is_lunar else _("each month on {day}")
        return words.format(day=day)
    if not on.is_lunar:
        return f"{on.month:02}-{on.day:02}"
    month = lunar_month_name(on.month, is_leap=on.is_leap_month)
    return _("lunar {month}-{day}").format(month=month, day=lunar_day_name(on.day))


def understood_key_day(fields: KeyDateFields, today: int) -> str:
    """Return what was understood of a typed day: which it is, and when it comes next."""
    day = next_occurrence(fields, today)
    words = key_day_words(fields.on)
    if day is None:
        return words
    return _("{day} · next on {date} {weekday}").format(
        day=words, date=iso_day(day), weekday=weekday(day)
    )


def key_date_title(row: KeyDateRow, occurs_day: int | None = None) -> str:
    """Return what a key date is about: 张敏生日 36, 周年, or its own title."""
    fields = row.fields
    title = name_in_sentence(fields.title) or word(fields.kind)
    if row.contact:
        title = _("{contact}: {title}").format(contact=name_in_sentence(row.contact), title=title)
    years = None if occurs_day is None else years_at(fields.on, occurs_day)
    if not years or years < 1 or fields.kind not in _COUNTED:
        return title
    return _("{title} ({years})").format(title=title, years=years)


_COUNTED = frozenset({KeyDateKind.BIRTHDAY, KeyDateKind.ANNIVERSARY})


def occurrence_words(row: KeyDateRow, occurs_day: int, today: int) -> str:
    """Return a key date that comes: `12-01 张敏生日（农历十月廿三）`."""
    when, title = relative_day(occurs_day, today), key_date_title(row, occurs_day)
    if not row.fields.on.is_lunar:
        return f"{when} {title}"
    return _("{when} {title} (lunar {moon})").format(
        when=when, title=title, moon=lunar_words(lunar_day(occurs_day))
    )


def lead_time_words(lead_time: str) -> str:
    """Return a lead time in words: 30 days before, on the day."""
    number = int(lead_time[:-1])
    if not number:
        return _("on the day")
    match lead_time[-1]:
        case "w":
            return ngettext("{count} week before", "{count} weeks before", number).format(
                count=number
            )
        case "m":
            return ngettext("{count} month before", "{count} months before", number).format(
                count=number
            )
        case _:
            return ngettext("{count} day before", "{count} days before", number).format(
                count=number
            )


def festival_reminder_words(festival: Festival, day: int, today: int, ungreeted: int) -> str:
    """Return the reminder of a festival: 中秋节 还有3天：38位未祝福."""
    left = day - today
    name = word(festival)
    if left > 0:
        when = ngettext("{name}, {count} day left", "{name}, {count} days left", left).format(
            name=name, count=left
        )
    elif left == 0:
        when = _("{name}, today").format(name=name)
    else:
        when = ngettext("{name}, {count} day ago", "{name}, {count} days ago", -left).format(
            name=name, count=-left
        )
    return _("{subject}: {words}").format(subject=when, words=ungreeted_words(ungreeted))


def ungreeted_words(count: int) -> str:
    """Return how many customers nobody greeted yet."""
    return ngettext(
        "{count} customer not greeted yet", "{count} customers not greeted yet", count
    ).format(count=count)
