"""Days: zones, the ends of the calendar, and what each unit counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.days import (
    NEVER,
    DayRange,
    DayUnit,
    WorkCalendar,
    date_of,
    day_of,
    start_of_day,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


NATIONAL_DAY_2026 = WorkCalendar(
    holidays=frozenset(range(day("2026-10-01"), day("2026-10-08"))),
    extra_workdays=frozenset({day("2026-09-20"), day("2026-10-10")}),
    first_day=day("2026-01-01"),
    last_day=day("2026-12-31"),
)
NO_CALENDAR = WorkCalendar()


def test_claimed_on_the_3rd_with_7_days_is_safe_through_the_10th() -> None:
    assert NO_CALENDAR.nth_counted_day(day("2026-08-03"), 7, DayUnit.ALL) == day("2026-08-10")


@pytest.mark.parametrize(
    ("anchor", "n", "unit", "expected"),
    [
        ("2026-09-30", 0, DayUnit.NON_HOLIDAY, "2026-09-30"),
        ("2026-10-01", 0, DayUnit.ALL, "2026-10-01"),
        ("2026-10-01", 0, DayUnit.NON_HOLIDAY, "2026-10-08"),
        ("2026-09-30", 1, DayUnit.NON_HOLIDAY, "2026-10-08"),
        ("2026-09-30", 3, DayUnit.WORKING, "2026-10-10"),
        ("2026-09-30", 4, DayUnit.WORKING, "2026-10-12"),
        ("2026-09-18", 1, DayUnit.WORKING, "2026-09-20"),
        ("2026-09-19", 0, DayUnit.WORKING, "2026-09-20"),
        ("2028-02-28", 1, DayUnit.ALL, "2028-02-29"),
        ("2027-02-28", 1, DayUnit.ALL, "2027-03-01"),
        ("2026-12-31", 1, DayUnit.WORKING, "2027-01-01"),
        ("2027-01-01", 1, DayUnit.WORKING, "2027-01-04"),
    ],
)
def test_holidays_and_exchanged_weekends(anchor: str, n: int, unit: DayUnit, expected: str) -> None:
    assert date_of(NATIONAL_DAY_2026.nth_counted_day(day(anchor), n, unit)) == date.fromisoformat(
        expected
    )


def test_a_year_without_a_calendar_works_monday_to_friday() -> None:
    friday = day("2031-10-03")
    assert not NATIONAL_DAY_2026.covers(friday, friday + 3)
    assert NATIONAL_DAY_2026.nth_counted_day(friday, 1, DayUnit.WORKING) == friday + 3
    assert NATIONAL_DAY_2026.nth_counted_day(friday, 1, DayUnit.NON_HOLIDAY) == friday + 1
    assert NATIONAL_DAY_2026.covers(day("2026-01-01"), day("2026-12-31"))


def test_leave_days_do_not_count_however_they_overlap() -> None:
    leave = (
        DayRange(day("2026-11-10"), day("2026-11-12")),
        DayRange(day("2026-11-03"), day("2026-11-05")),
        DayRange(day("2026-11-04"), day("2026-11-06")),
    )
    found = NO_CALENDAR.nth_counted_day(day("2026-11-02"), 4, DayUnit.ALL, leave)
    assert date_of(found) == date(2026, 11, 13)
    own_day = NO_CALENDAR.nth_counted_day(day("2026-11-04"), 0, DayUnit.ALL, leave)
    assert date_of(own_day) == date(2026, 11, 7)


def test_counts_stop_at_never() -> None:
    assert NO_CALENDAR.nth_counted_day(NEVER, 0) == NEVER
    assert NO_CALENDAR.nth_counted_day(NEVER - 1, 10**9, DayUnit.WORKING) == NEVER
    assert NO_CALENDAR.nth_counted_day(NEVER - 5, 1, leave=(DayRange(1, NEVER),)) == NEVER


def test_a_day_in_both_lists_is_a_holiday() -> None:
    saturday = day("2026-10-10")
    calendar = WorkCalendar(frozenset({saturday}), frozenset({saturday}))
    assert not calendar.counts(saturday, DayUnit.WORKING)
    assert calendar.nth_counted_day(saturday - 1, 1, DayUnit.WORKING) == saturday + 2


def test_counting_backwards_is_no_count() -> None:
    with pytest.raises(ValueError, match="-1"):
        NO_CALENDAR.nth_counted_day(1, -1)
    assert NO_CALENDAR.counted_between(10, 3, DayUnit.ALL) == 0


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends"):
        DayRange(5, 4)


def test_the_day_of_an_instant_is_the_local_one() -> None:
    late = datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)
    assert date_of(day_of(late, SHANGHAI)) == date(2026, 11, 22)
    assert date_of(day_of(late + timedelta(seconds=1), SHANGHAI)) == date(2026, 11, 23)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        day_of(datetime(2026, 11, 22), SHANGHAI)  # noqa: DTZ001 - that is what is tried


def test_instants_at_the_ends_of_the_calendar_stay_inside() -> None:
    assert day_of(datetime.max.replace(tzinfo=UTC), SHANGHAI) == NEVER
    assert day_of(datetime.min.replace(tzinfo=UTC), ZoneInfo("America/New_York")) == 1
    assert start_of_day(-4, SHANGHAI) == datetime.min.replace(tzinfo=UTC)
    assert day_of(start_of_day(NEVER + 9, SHANGHAI), SHANGHAI) == NEVER


@pytest.mark.parametrize(
    ("zone", "local_day", "expected"),
    [
        ("Asia/Shanghai", "2026-11-22", "2026-11-21T16:00:00+00:00"),
        ("Asia/Shanghai", "1986-05-04", "1986-05-03T16:00:00+00:00"),
        ("Asia/Shanghai", "1986-05-05", "1986-05-04T15:00:00+00:00"),
        ("Asia/Shanghai", "1986-09-15", "1986-09-14T16:00:00+00:00"),
        ("Asia/Shanghai", "1991-07-01", "1991-06-30T15:00:00+00:00"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00+00:00"),
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00+00:00"),
        ("America/Havana", "2025-11-02", "2025-11-02T04:00:00+00:00"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_day_starts_at_its_first_instant(zone: str, local_day: str, expected: str) -> None:
    assert start_of_day(day(local_day), ZoneInfo(zone)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Europe/Paris"]
)
def test_no_instant_before_the_start_belongs_to_the_day(zone: str) -> None:
    where = ZoneInfo(zone)
    for number in range(day("1986-01-01"), day("1992-01-01")):
        start = start_of_day(number, where)
        assert day_of(start, where) == number
        assert day_of(start - timedelta(seconds=1), where) == number - 1
