"""How often work comes again, in words, and what is wrong with a rule that was typed."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.days import WorkCalendar
from crm_tui.domain.recurrences import (
    LONGEST_INTERVAL,
    Recurrence,
    RecurrenceFault,
    RecurrenceTrouble,
    RecurrenceUnit,
    anchored,
    following,
)
from crm_tui.i18n import N_, _, ngettext, pgettext
from crm_tui.presentation.dates import iso_day, short_day, weekday

_PREVIEWED = 3
_WEEKDAYS_OF_WORK = (0, 1, 2, 3, 4)
_EACH = {
    RecurrenceUnit.DAY: N_("every day"),
    RecurrenceUnit.WORKING_DAY: N_("every working day"),
    RecurrenceUnit.WEEK: N_("every week"),
    RecurrenceUnit.MONTH: N_("every month"),
    RecurrenceUnit.YEAR: N_("every year"),
}
_PLACES = (N_("the 1st {day}"), N_("the 2nd {day}"), N_("the 3rd {day}"))
_FURTHER = N_("the {number}th {day}")
_EVERY = {
    RecurrenceUnit.DAY: N_("every {count} days"),
    RecurrenceUnit.WORKING_DAY: N_("every {count} working days"),
    RecurrenceUnit.WEEK: N_("every {count} weeks"),
    RecurrenceUnit.MONTH: N_("every {count} months"),
    RecurrenceUnit.YEAR: N_("every {count} years"),
}


def recurrence_words(rule: Recurrence) -> str:
    """Return a rule in words: every 2 weeks on Mon and Fri until 2026-12-31."""
    said = _with_days(rule, _days_words(rule))
    if rule.until is not None:
        said = _("{rule} until {day}").format(rule=said, day=iso_day(rule.until))
    if rule.count is not None:
        left = ngettext("{count} more", "{count} more", rule.count).format(count=rule.count)
        said = f"{said} · {left}"
    return said


def _with_days(rule: Recurrence, days: str) -> str:
    if rule.interval > 1:
        every, joined = _(_EVERY[rule.unit]).format(count=rule.interval), _("{every} on {days}")
    elif rule.unit is RecurrenceUnit.WEEK:
        every, joined = _("every week"), _("every {days}")
    else:
        every, joined = _(_EACH[rule.unit]), pgettext("each time", "{every} on {days}")
    return joined.format(every=every, days=days) if days else every


def _days_words(rule: Recurrence) -> str:
    match rule.unit:
        case RecurrenceUnit.WEEK:
            if rule.weekdays == _WEEKDAYS_OF_WORK:
                return _("Mon to Fri")
            return _(", ").join(_weekday(each) for each in rule.weekdays)
        case RecurrenceUnit.MONTH if rule.place:
            return _place_words(rule)
        case RecurrenceUnit.MONTH:
            return _(", ").join(_day_words(each) for each in rule.days)
        case RecurrenceUnit.YEAR if rule.days:
            return pgettext("each year", "{month}-{day}").format(month=rule.month, day=rule.days[0])
        case _:
            return ""


def _weekday(number: int) -> str:
    # Day 1 was a Monday.
    return weekday(number + 1)


def _day_words(day: int) -> str:
    return _("the last day") if day < 0 else _("day {day}").format(day=day)


def _place_words(rule: Recurrence) -> str:
    day = _weekday(rule.weekdays[0]) if rule.weekdays else _("working day")
    if rule.place < 0:
        return _("the last {day}").format(day=day)
    words = _(_PLACES[rule.place - 1] if rule.place <= len(_PLACES) else _FURTHER)
    return words.format(day=day, number=rule.place)


def recurrence_preview(rule: Recurrence, first: int, calendar: WorkCalendar, today: int) -> str:
    """Return a rule in words with the days it comes on after the first: 11-30, 12-07, 12-14."""
    rule = anchored(rule, first) if not rule.start else rule
    days: list[str] = []
    day: int | None = first
    while day is not None and len(days) < min(_PREVIEWED, (rule.count or _PREVIEWED + 1) - 1):
        day = following(rule, day, calendar)
        if day is not None:
            days.append(f"{short_day(day, today)} {weekday(day)}")
    said = recurrence_words(rule)
    if not days:
        return said
    return _("{rule}; then {days}").format(rule=said, days=_(", ").join(days))


def recurrence_fault(fault: RecurrenceFault) -> str:
    """Return the sentence that says what is wrong with a typed rule."""
    match fault.trouble:
        case RecurrenceTrouble.NOT_UNDERSTOOD:
            sentence = _("“{part}” was not understood. Try every Monday, every 2 weeks, monthly.")
        case RecurrenceTrouble.END_NOT_UNDERSTOOD:
            sentence = _("“{part}” is no day on which it could end.")
        case RecurrenceTrouble.OUT_OF_RANGE:
            sentence = _("“{part}” names a number that cannot be; at most every {most}.")
        case RecurrenceTrouble.NEVER_COMES:
            sentence = _("“{part}” ends before it comes for the first time.")
        case _:
            assert_never(fault.trouble)
    return sentence.format(part=fault.part, most=LONGEST_INTERVAL)
