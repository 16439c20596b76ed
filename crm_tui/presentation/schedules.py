"""The calendar in words: what a day is, and what stands on it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from crm_tui.domain.calendars import DayKind
from crm_tui.domain.schedules import ScheduleDay, ScheduleItem, ScheduleKind
from crm_tui.i18n import _, pgettext
from crm_tui.presentation.dates import clock_time
from crm_tui.presentation.holidays import holiday_word
from crm_tui.presentation.key_dates import key_date_title, lunar_cell
from crm_tui.presentation.words import name_in_sentence, word

_SIGNS = {
    ScheduleKind.CONTACT: "→",
    ScheduleKind.TASK: "□",
    ScheduleKind.KEY_DATE: "◇",
    ScheduleKind.LEAVE: "~",
}
"""What tells the kinds apart where there is no colour."""
DONE_SIGN = "☑"


def item_sign(item: ScheduleItem) -> str:
    """Return the sign before something of a calendar."""
    return DONE_SIGN if item.is_done else _SIGNS[item.kind]


def item_title(item: ScheduleItem) -> str:
    """Return what something of a calendar is about, without its customer."""
    if item.key_date is not None:
        return key_date_title(item.key_date, item.day)
    if item.kind is ScheduleKind.LEAVE:
        reason = name_in_sentence(item.title)
        return _("away: {reason}").format(reason=reason) if reason else _("away")
    if item.kind is ScheduleKind.CONTACT:
        return name_in_sentence(item.title) or _("contact")
    return name_in_sentence(item.title)


def item_words(item: ScheduleItem, zone: ZoneInfo) -> str:
    """Return one line: sign, time, customer, what it is."""
    at = "" if item.at is None else clock_time(item.at, zone)
    said = (item_sign(item), at, name_in_sentence(item.customer), item_title(item))
    return " ".join(filter(None, said))


def short_item_words(item: ScheduleItem) -> str:
    """Return the sign and whom it is about, where there is room for little."""
    return f"{item_sign(item)}{name_in_sentence(item.customer) or item_title(item)}"


def day_names(day: ScheduleDay) -> tuple[str, ...]:
    """Return the festivals and holidays that a day is, each name once."""
    names = [word(each) for each in day.festivals]
    if day.holiday and day.kind is DayKind.HOLIDAY:
        names.append(holiday_word(day.holiday))
    return tuple(dict.fromkeys(names))


def day_mark(day: ScheduleDay) -> str:
    """Return the sign of a day off (休) or of a weekend day that is worked (班)."""
    if day.kind is DayKind.HOLIDAY:
        return pgettext("calendar", "off")
    is_weekend = (day.day - 1) % 7 >= 5
    return pgettext("calendar", "work") if day.kind is DayKind.WORKDAY and is_weekend else ""


def day_moon(day: ScheduleDay) -> str:
    """Return what a day's cell says under its number: the festival, else 农历."""
    names = day_names(day)
    return names[0] if names else lunar_cell(day.lunar)
