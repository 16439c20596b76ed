"""The fast counting of days equals a walk from day to day."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.days import NEVER, DayRange, DayUnit, Leave, WorkCalendar

FIRST = date(2023, 12, 1).toordinal()
LAST = date(2025, 3, 31).toordinal()


def walked(calendar: WorkCalendar, anchor_day: int, n: int, *, unit: DayUnit, leave: Leave) -> int:
    day = anchor_day if n else anchor_day - 1
    missing = n or 1
    while missing:
        day += 1
        if day >= NEVER:
            return NEVER
        missing -= calendar.counts(day, unit, leave)
    return day


def walked_between(
    calendar: WorkCalendar, after: int, until: int, *, unit: DayUnit, leave: Leave
) -> int:
    return sum(calendar.counts(day, unit, leave) for day in range(after + 1, until + 1))


days = st.integers(FIRST, LAST)
near_the_end = st.integers(NEVER - 500, NEVER + 5)
ranges = st.builds(lambda first, length: DayRange(first, first + length), days, st.integers(0, 120))
leaves = st.lists(ranges, max_size=4).map(tuple)
calendars = st.builds(
    WorkCalendar,
    st.frozensets(days, max_size=120),
    st.frozensets(days, max_size=60),
    st.just(FIRST),
    st.just(LAST),
    st.frozensets(days, max_size=20),
)
units = st.sampled_from(DayUnit)


@settings(deadline=None)
@given(calendars, days | near_the_end, st.integers(0, 400), units, leaves)
def test_the_nth_counted_day_is_the_one_a_walk_finds(
    calendar: WorkCalendar, anchor_day: int, n: int, unit: DayUnit, leave: Leave
) -> None:
    fast = calendar.nth_counted_day(anchor_day, n, unit, leave)
    assert fast == walked(calendar, anchor_day, n, unit=unit, leave=leave)


@settings(deadline=None)
@given(calendars, days, st.integers(-30, 900), units, leaves)
def test_days_counted_between_are_those_a_walk_counts(
    calendar: WorkCalendar, after: int, length: int, unit: DayUnit, leave: Leave
) -> None:
    fast = calendar.counted_between(after, after + length, unit, leave)
    assert fast == walked_between(calendar, after, after + length, unit=unit, leave=leave)


@settings(deadline=None)
@given(calendars, days, st.integers(1, 400), units, leaves)
def test_counting_up_to_the_nth_day_gives_n(
    calendar: WorkCalendar, anchor_day: int, n: int, unit: DayUnit, leave: Leave
) -> None:
    last = calendar.nth_counted_day(anchor_day, n, unit, leave)
    assert calendar.counted_between(anchor_day, last, unit, leave) == n
    assert calendar.counts(last, unit, leave)
