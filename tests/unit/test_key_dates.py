"""On which days key dates come, 公历 and 农历, and how long before they remind."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunardate import LunarDate

from crm_tui.domain import lunar
from crm_tui.domain.festivals import Festival, festival_near, festivals_between
from crm_tui.domain.key_dates import (
    Handled,
    Handling,
    KeyDateFields,
    KeyDateKind,
    KeyDay,
    Repeat,
    birthday_day,
    due_days,
    is_open,
    is_possible,
    may_snooze_until,
    next_occurrence,
    occurrences,
    years_at,
)
from crm_tui.domain.key_days import key_day_on, parse_key_day
from crm_tui.domain.lead_times import begun_lead_day, lead_day, parse_lead_times

PUBLISHED = """
year 春节       元宵       端午       中秋       重阳
2024 2024-02-10 2024-02-24 2024-06-10 2024-09-17 2024-10-11
2025 2025-01-29 2025-02-12 2025-05-31 2025-10-06 2025-10-29
2026 2026-02-17 2026-03-03 2026-06-19 2026-09-25 2026-10-18
2027 2027-02-06 2027-02-20 2027-06-09 2027-09-15 2027-10-08
2028 2028-01-26 2028-02-09 2028-05-28 2028-10-03 2028-10-26
2029 2029-02-13 2029-02-27 2029-06-16 2029-09-22 2029-10-16
2030 2030-02-03 2030-02-17 2030-06-05 2030-09-12 2030-10-05
"""
"""As the Purple Mountain Observatory's calendars have them."""
COLUMNS = (
    Festival.SPRING_FESTIVAL,
    Festival.LANTERN,
    Festival.DRAGON_BOAT,
    Festival.MID_AUTUMN,
    Festival.DOUBLE_NINTH,
)
WRONG_IN_THE_LIBRARY = {1933, 1954, 1978}
"""Years in which one month of the library begins a day beside the published one."""


def number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def days(text: str, first: str, last: str) -> list[str]:
    on = parse_key_day(text)
    assert on is not None
    return [
        date.fromordinal(day).isoformat() for day in occurrences(on, number(first), number(last))
    ]


@pytest.mark.parametrize("line", PUBLISHED.strip().splitlines()[1:])
def test_festivals_fall_on_the_published_days(line: str) -> None:
    year, *published = line.split()
    found = {
        each.festival: date.fromordinal(each.day).isoformat()
        for each in festivals_between(number(f"{year}-01-01"), number(f"{year}-12-31"))
    }
    assert [found[each] for each in COLUMNS] == published


def test_leap_months_are_the_published_ones() -> None:
    assert [lunar.leap_month(year) for year in range(2023, 2034)] == [
        2, 0, 6, 0, 0, 5, 0, 0, 3, 0, 11,
    ]  # fmt: skip
    assert lunar.day_of_lunar(2025, 6, 1, is_leap_month=True) == number("2025-07-25")
    assert lunar.day_of_lunar(2028, 5, 1, is_leap_month=True) == number("2028-06-23")
    assert lunar.lunar_day(number("2033-12-22")) == lunar.LunarDay(2033, 11, 1, is_leap_month=True)


@given(st.dates(date(1900, 1, 31), date(2099, 12, 31)))
def test_every_day_is_what_another_library_calls_it(day: date) -> None:
    found = lunar.lunar_day(day.toordinal())
    theirs = LunarDate.from_solar_date(day.year, day.month, day.day)
    assert found is not None
    if not {found.year, theirs.year} & WRONG_IN_THE_LIBRARY:
        assert (found.year, found.month, found.day, found.is_leap_month) == (
            theirs.year, theirs.month, theirs.day, theirs.is_leap_month,
        )  # fmt: skip
    assert day.toordinal() == lunar.day_of_lunar(
        found.year, found.month, found.day, is_leap_month=found.is_leap_month
    )


def test_months_that_the_library_has_wrong_are_as_published() -> None:
    assert lunar.day_of_lunar(1978, 8, 1) == number("1978-09-03")
    assert lunar.day_of_lunar(1954, 11, 1) == number("1954-11-25")


def test_beyond_the_table_there_is_no_lunar_day() -> None:
    assert lunar.lunar_day(number("1900-01-30")) is None
    assert lunar.lunar_day(number("2101-01-28")) is not None
    assert lunar.lunar_day(number("2101-01-29")) is None
    assert lunar.day_of_lunar(2101, 1, 1) is None
    assert lunar.day_of_lunar(2026, 6, 1, is_leap_month=True) is None


def test_a_birthday_in_a_leap_month_comes_in_the_ordinary_one_elsewhere() -> None:
    assert days("闰六月初三", "2024-01-01", "2026-12-31") == [
        "2024-07-08", "2025-07-27", "2026-07-16",
    ]  # fmt: skip


def test_the_thirtieth_falls_on_the_last_day_of_a_short_month() -> None:
    # 2025 and 2026 have 29 days in the twelfth month, 2027 has 30.
    assert days("腊月三十", "2026-01-01", "2028-02-28") == [
        "2026-02-16", "2027-02-05", "2028-01-25",
    ]  # fmt: skip


def test_february_29_is_kept_on_the_28th_in_common_years() -> None:
    assert days("02-29", "2027-01-01", "2028-12-31") == ["2027-02-28", "2028-02-29"]


def test_a_lunar_day_late_in_the_year_may_come_twice_or_never_in_a_solar_year() -> None:
    assert days("农历十一月廿五", "2027-01-01", "2028-12-31") == ["2027-01-02", "2027-12-22"]


def test_each_month_has_its_day_however_short_it_is() -> None:
    on = parse_key_day("每月31日")
    assert on == KeyDay(day=31)
    assert on.repeat is Repeat.MONTHLY
    found = occurrences(on, number("2026-01-15"), number("2026-04-30"))
    assert [date.fromordinal(day).isoformat() for day in found] == [
        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30",
    ]  # fmt: skip
    first_of_lunar = KeyDay(is_lunar=True, day=1)
    assert len(occurrences(first_of_lunar, number("2025-01-29"), number("2026-02-16"))) == 13


def test_a_day_of_once_comes_once() -> None:
    once = KeyDay(once_day=number("2026-12-01"))
    assert once.repeat is Repeat.ONCE
    assert occurrences(once, number("2026-01-01"), number("2030-01-01")) == (once.once_day,)
    assert occurrences(once, number("2026-12-02"), number("2030-01-01")) == ()


def test_the_first_day_itself_is_no_birthday() -> None:
    born = KeyDay(year=2026, month=5, day=1)
    within = (number("2026-01-01"), number("2027-12-31"))
    assert len(occurrences(born, *within, kind=KeyDateKind.RENEWAL)) == 2
    birthdays = occurrences(born, *within, kind=KeyDateKind.BIRTHDAY)
    assert birthdays == (number("2027-05-01"),)
    assert years_at(born, birthdays[0]) == 1


def test_lunar_years_are_counted_by_lunar_years() -> None:
    # Before the spring festival of 2026 the lunar year is still 2025.
    on = KeyDay(is_lunar=True, year=1990, month=12, day=20)
    assert years_at(on, number("2026-02-07")) == 35


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1990-05-01", KeyDay(year=1990, month=5, day=1)),
        ("５月１日", KeyDay(month=5, day=1)),
        ("农历 10-23", KeyDay(is_lunar=True, month=10, day=23)),
        ("农历八月十五", KeyDay(is_lunar=True, month=8, day=15)),
        ("正月初一", KeyDay(is_lunar=True, month=1, day=1)),
        ("腊月廿三", KeyDay(is_lunar=True, month=12, day=23)),
        ("农历1988年闰5月3", KeyDay(is_lunar=True, year=1988, month=5, day=3, is_leap_month=True)),
        ("每月15日", KeyDay(day=15)),
        ("2月30日", None),
        ("2025-02-29", None),
        ("13-01", None),
        ("农历 13-01", None),
        ("公历腊", None),
        ("", None),
        ("[/]", None),
    ],
)
def test_a_day_is_read_as_it_is_typed(text: str, expected: KeyDay | None) -> None:
    assert parse_key_day(text) == expected


@pytest.mark.parametrize(
    ("kind", "day", "is_lunar", "repeat", "expected"),
    [
        (KeyDateKind.BIRTHDAY, "2026-11-25", False, Repeat.YEARLY, KeyDay(month=11, day=25)),
        (KeyDateKind.BIRTHDAY, "2026-11-20", False, Repeat.YEARLY, KeyDay(month=11, day=20)),
        (KeyDateKind.ANNIVERSARY, "2026-11-22", False, Repeat.YEARLY, KeyDay(False, 2026, 11, 22)),
        (KeyDateKind.ANNIVERSARY, "2026-11-23", False, Repeat.YEARLY, KeyDay(month=11, day=23)),
        (KeyDateKind.OTHER, "2026-11-25", True, Repeat.YEARLY, KeyDay(True, month=10, day=17)),
        (KeyDateKind.OTHER, "2025-07-27", True, Repeat.YEARLY,
         KeyDay(True, month=6, day=3, is_leap_month=True)),
        (KeyDateKind.RENEWAL, "2026-11-25", False, Repeat.MONTHLY, KeyDay(day=25)),
        (KeyDateKind.NEED, "2026-11-25", False, Repeat.ONCE, KeyDay(once_day=number("2026-11-25"))),
        (KeyDateKind.NEED, "2026-11-25", True, Repeat.ONCE, None),
        (KeyDateKind.OTHER, "2400-01-01", True, Repeat.YEARLY, None),
    ],
)  # fmt: skip
def test_any_day_is_what_comes_as_it_does(
    kind: KeyDateKind, day: str, is_lunar: bool, repeat: Repeat, expected: KeyDay | None
) -> None:
    today = number("2026-11-22")
    found = key_day_on(number(day), kind, today=today, is_lunar=is_lunar, repeat=repeat)
    assert found == expected


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = parse_key_day(text)
    assert found is None or is_possible(found)


def test_birthdays_of_contacts_are_days_or_none() -> None:
    assert birthday_day("1990-05-01", is_lunar=True) == KeyDay(True, 1990, 5, 1)
    assert birthday_day("05-01", is_lunar=False) == KeyDay(month=5, day=1)
    assert birthday_day("", is_lunar=False) is None
    assert birthday_day("1990-02-31", is_lunar=False) is None
    assert birthday_day("1990-02-30", is_lunar=True) is not None


# --- lead times ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lead_times"),
    [
        ("提前1周", ("1w",)),
        ("30天 7天 当天", ("30d", "7d", "0d")),
        ("7/3/1/0", ("7d", "3d", "1d", "0d")),
        ("1个月", ("1m",)),
        ("0, 2 weeks", ("2w", "0d")),
        ("400d", None),
        ("soon", None),
        ("", None),
        ("1 2 3 4 5 6 7", None),
    ],
)
def test_leads_are_read_in_days_weeks_and_months(
    text: str, lead_times: tuple[str, ...] | None
) -> None:
    assert parse_lead_times(text) == lead_times


def test_a_month_before_is_the_same_date_of_the_month_before() -> None:
    assert lead_day(number("2026-12-15"), "1m") == number("2026-11-15")
    assert lead_day(number("2026-03-31"), "1m") == number("2026-02-28")
    assert lead_day(number("2026-12-15"), "1w") == number("2026-12-08")


def test_the_last_lead_that_began_is_the_one_that_reminds() -> None:
    lead_times = ("30d", "7d", "0d")
    day = number("2026-12-31")
    assert begun_lead_day(day, lead_times, number("2026-11-30")) is None
    assert begun_lead_day(day, lead_times, number("2026-12-01")) == number("2026-12-01")
    assert begun_lead_day(day, lead_times, number("2026-12-25")) == number("2026-12-24")
    assert begun_lead_day(day, lead_times, number("2027-01-03")) == day


def test_an_occurrence_reminds_until_it_was_dealt_with_or_long_past() -> None:
    on, today = KeyDay(month=12, day=1), number("2026-12-01")

    def due(on_day: int) -> list[int]:
        return [day for day, _ in due_days(on, KeyDateKind.OTHER, ("7d",), on_day)]

    assert due(today - 8) == []
    assert due(today - 7) == [today]
    assert due(today + 14) == [today]
    assert due(today + 15) == []
    assert not is_open(Handled(Handling.DONE), today)
    assert not is_open(Handled(Handling.SNOOZED, today + 1), today)
    assert is_open(Handled(Handling.SNOOZED, today), today)
    assert may_snooze_until(today + 14, today, today - 3)
    assert not may_snooze_until(today + 15, today, today - 3)
    assert not may_snooze_until(today, today, today)


def test_what_comes_next_includes_today() -> None:
    today = number("2026-12-01")
    fields = KeyDateFields(KeyDateKind.OTHER, KeyDay(month=12, day=1))
    assert next_occurrence(fields, today) == today
    assert next_occurrence(fields, today + 1) == number("2027-12-01")
    over = KeyDateFields(KeyDateKind.NEED, KeyDay(once_day=today - 1))
    assert next_occurrence(over, today) is None


def test_a_festival_just_past_is_still_greeted_for() -> None:
    mid_autumn = number("2026-09-25")
    assert festival_near(Festival.MID_AUTUMN, mid_autumn + 2) == mid_autumn
    assert festival_near(Festival.MID_AUTUMN, mid_autumn + 3) == number("2027-09-15")
