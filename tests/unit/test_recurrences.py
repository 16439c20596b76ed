"""How often work comes again: what people type, and the days they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.days import WorkCalendar
from crm_tui.domain.recurrences import (
    Recurrence,
    RecurrenceFault,
    RecurrenceTrouble,
    RecurrenceUnit,
    anchored,
    first_day,
    following,
    parse_recurrence,
    read_recurrence,
    written_recurrence,
)
from crm_tui.i18n import use_language
from crm_tui.presentation.recurrences import recurrence_fault, recurrence_preview, recurrence_words

ZONE = ZoneInfo("Asia/Shanghai")
SUNDAY = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22).toordinal()
CALENDAR = WorkCalendar()
WEEK, MONTH, YEAR = RecurrenceUnit.WEEK, RecurrenceUnit.MONTH, RecurrenceUnit.YEAR


def read(text: str) -> Recurrence | RecurrenceFault:
    return parse_recurrence(text, now=SUNDAY, zone=ZONE)


def days_of(text: str, number: int, *, calendar: WorkCalendar = CALENDAR) -> list[str]:
    rule = read(text)
    assert isinstance(rule, Recurrence), rule
    day = first_day(rule, TODAY, calendar)
    days: list[str] = []
    while day is not None and len(days) < number:
        days.append(date.fromordinal(day).isoformat())
        rule = rule if rule.start else anchored(rule, day)
        day = following(rule, day, calendar)
    return days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每天", ["2026-11-22", "2026-11-23"]),
        ("daily", ["2026-11-22", "2026-11-23"]),
        ("每3天", ["2026-11-22", "2026-11-25"]),
        ("每隔三天", ["2026-11-22", "2026-11-25"]),
        ("隔天", ["2026-11-22", "2026-11-24"]),
        ("every other day", ["2026-11-22", "2026-11-24"]),
        ("每个工作日", ["2026-11-23", "2026-11-24"]),
        ("weekdays", ["2026-11-23", "2026-11-24"]),
        ("每2个工作日", ["2026-11-23", "2026-11-25", "2026-11-27", "2026-12-01"]),
        ("每周", ["2026-11-22", "2026-11-29"]),
        ("每周一次", ["2026-11-22", "2026-11-29"]),
        ("每周一", ["2026-11-23", "2026-11-30"]),
        ("每週一", ["2026-11-23", "2026-11-30"]),
        ("every Monday", ["2026-11-23", "2026-11-30"]),
        ("每周一三五", ["2026-11-23", "2026-11-25", "2026-11-27", "2026-11-30"]),
        ("每周一、周三", ["2026-11-23", "2026-11-25"]),
        ("every mon and fri", ["2026-11-23", "2026-11-27"]),
        ("每周末", ["2026-11-22", "2026-11-28", "2026-11-29"]),
        ("每周一至周五", ["2026-11-23", "2026-11-24"]),
        ("隔周周五", ["2026-11-27", "2026-12-11"]),
        ("每两周的星期一", ["2026-11-23", "2026-12-07"]),
        ("every 2 weeks on monday", ["2026-11-23", "2026-12-07"]),
        ("每月15日", ["2026-12-15", "2027-01-15"]),
        ("每月1号和15号", ["2026-12-01", "2026-12-15"]),
        ("monthly on the 31st", ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]),
        ("每月31日", ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]),
        ("每月最后一天", ["2026-11-30", "2026-12-31"]),
        ("每月底", ["2026-11-30", "2026-12-31"]),
        ("每月第一个周一", ["2026-12-07", "2027-01-04"]),
        ("monthly on the last friday", ["2026-11-27", "2026-12-25"]),
        ("每月最后一个工作日", ["2026-11-30", "2026-12-31", "2027-01-29"]),
        ("每季度", ["2026-11-22", "2027-02-22"]),
        ("每半年", ["2026-11-22", "2027-05-22"]),
        ("每年3月8日", ["2027-03-08", "2028-03-08"]),
        ("yearly on feb 29", ["2027-02-28", "2028-02-29", "2029-02-28"]),
        ("每周一到12月1日", ["2026-11-23", "2026-11-30"]),
        ("每天直到后天", ["2026-11-22", "2026-11-23", "2026-11-24"]),
        ("every monday until 2026-12-01", ["2026-11-23", "2026-11-30"]),
    ],
)
def test_a_rule_in_words_means_these_days(text: str, expected: list[str]) -> None:
    found = days_of(text, len(expected) if "到" not in text and "until" not in text else 9)
    assert found == expected


@pytest.mark.parametrize(
    ("text", "count"), [("每天,5次", 5), ("每周一共10次", 10), ("every 2 weeks 3 times", 3)]
)
def test_a_rule_may_end_after_so_many_times(text: str, count: int) -> None:
    rule = read(text)
    assert isinstance(rule, Recurrence)
    assert rule.count == count


def test_working_days_are_those_of_the_office() -> None:
    monday = date(2026, 11, 23).toordinal()
    holiday = WorkCalendar(holidays=frozenset({monday}), extra_workdays=frozenset({TODAY}))
    assert days_of("每个工作日", 2, calendar=holiday) == ["2026-11-22", "2026-11-24"]


def test_every_second_one_is_counted_from_the_first_however_late_one_is_done() -> None:
    first = date(2026, 11, 23).toordinal()
    rule = Recurrence(RecurrenceUnit.WEEK, 2, weekdays=(0,), start=first)
    late = date(2026, 12, 3).toordinal()
    assert following(rule, late, CALENDAR) == date(2026, 12, 7).toordinal()


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", RecurrenceTrouble.NOT_UNDERSTOOD),
        ("有空的时候", RecurrenceTrouble.NOT_UNDERSTOOD),
        ("每月两次", RecurrenceTrouble.NOT_UNDERSTOOD),
        ("[/][@click=app.quit]x", RecurrenceTrouble.NOT_UNDERSTOOD),
        ("每天" * 200, RecurrenceTrouble.NOT_UNDERSTOOD),
        ("每0天", RecurrenceTrouble.OUT_OF_RANGE),
        ("每月45日", RecurrenceTrouble.OUT_OF_RANGE),
        ("每年13月1日", RecurrenceTrouble.OUT_OF_RANGE),
        ("every 999 days", RecurrenceTrouble.OUT_OF_RANGE),
        ("每天直到哪天", RecurrenceTrouble.END_NOT_UNDERSTOOD),
    ],
)
def test_what_is_not_understood_is_never_guessed(text: str, trouble: RecurrenceTrouble) -> None:
    found = read(text)
    assert isinstance(found, RecurrenceFault)
    assert found.trouble is trouble
    assert recurrence_fault(found)


@pytest.mark.parametrize(
    "text", ["每2周周一和周五到2027-01-01", "每月第二个周三,9次", "每年2月29日"]
)
def test_a_rule_is_stored_and_read_as_it_was(text: str) -> None:
    rule = read(text)
    assert isinstance(rule, Recurrence)
    counted = anchored(rule, TODAY)
    assert read_recurrence(written_recurrence(counted)) == counted


@pytest.mark.parametrize("stored", ["FREQ=HOURLY", "FREQ=DAILY;X=1", "DAYS", "FREQ=DAILY;START=x"])
def test_a_rule_that_no_version_wrote_is_none(stored: str) -> None:
    assert read_recurrence(stored) is None


def test_a_rule_is_told_with_the_days_that_follow() -> None:
    rule = read("every 2 weeks on monday and friday until 2026-12-31")
    assert isinstance(rule, Recurrence)
    assert recurrence_words(rule) == "every 2 weeks on Mon, Fri until 2026-12-31"
    first = date(2026, 11, 23).toordinal()
    told = recurrence_preview(rule, first, CALENDAR, TODAY)
    assert told.endswith("then 11-27 Fri, 12-07 Mon, 12-11 Fri")


def test_the_last_of_a_count_is_followed_by_none() -> None:
    rule = Recurrence(RecurrenceUnit.DAY, count=1)
    assert "then" not in recurrence_preview(rule, TODAY, CALENDAR, TODAY)


@pytest.mark.parametrize(
    ("rule", "chinese", "english"),
    [
        (Recurrence(WEEK, weekdays=(0,)), "每周一", "every Mon"),
        (Recurrence(WEEK, weekdays=(0, 2)), "每周一、周三", "every Mon, Wed"),
        (Recurrence(WEEK, weekdays=(0, 1, 2, 3, 4)), "每周一到周五", "every Mon to Fri"),
        (Recurrence(WEEK, 2, weekdays=(0,)), "每2周的周一", "every 2 weeks on Mon"),
        (Recurrence(MONTH, days=(15,)), "每月15日", "every month on day 15"),
        (Recurrence(MONTH, 3, days=(-1,)), "每3个月的最后一天", "every 3 months on the last day"),
        (
            Recurrence(MONTH, place=2, weekdays=(1,)),
            "每月第2个周二",
            "every month on the 2nd Tue",
        ),
        (
            Recurrence(MONTH, place=4, weekdays=(1,)),
            "每月第4个周二",
            "every month on the 4th Tue",
        ),
        (Recurrence(YEAR, month=11, days=(25,)), "每年11月25日", "every year on 11-25"),
    ],
)
def test_a_rule_in_words_reads_as_one_says_it(rule: Recurrence, chinese: str, english: str) -> None:
    assert recurrence_words(rule) == english
    use_language("zh")
    assert recurrence_words(rule) == chinese
    assert read(chinese) == rule
