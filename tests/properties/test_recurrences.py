"""A rule of repetition leaves out no day of its own and gives none twice."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from itertools import islice, pairwise

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.days import DayUnit, WorkCalendar
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit, anchored, following

FIRST = date(2023, 1, 1).toordinal()
DAYS = st.integers(FIRST, FIRST + 4 * 366)
STEPS = 25
calendars = st.builds(
    WorkCalendar,
    holidays=st.frozensets(st.integers(FIRST, FIRST + 800), max_size=30),
    extra_workdays=st.frozensets(st.integers(FIRST, FIRST + 800), max_size=10),
)


def walked(rule: Recurrence, calendar: WorkCalendar, steps: int = STEPS) -> list[int]:
    days: list[int] = []
    day: int | None = rule.start - 1
    for _ in range(steps):
        day = following(rule, day, calendar) if day is not None else None
        if day is None:
            break
        days.append(day)
    return days


def ordinals(rule: rrule) -> list[int]:
    return [each.date().toordinal() for each in islice(rule, STEPS)]


@given(DAYS, st.integers(1, 60))
def test_days_agree_with_a_library(start: int, interval: int) -> None:
    ours = walked(Recurrence(RecurrenceUnit.DAY, interval, start=start), WorkCalendar())
    assert ours == ordinals(rrule(DAILY, interval=interval, dtstart=date.fromordinal(start)))


@given(DAYS, st.integers(1, 8), st.sets(st.integers(0, 6), min_size=1))
def test_weeks_agree_with_a_library(start: int, interval: int, weekdays: set[int]) -> None:
    days = tuple(sorted(weekdays))
    rule = Recurrence(RecurrenceUnit.WEEK, interval, weekdays=days, start=start)
    theirs = rrule(WEEKLY, interval=interval, byweekday=days, dtstart=date.fromordinal(start))
    assert walked(rule, WorkCalendar()) == ordinals(theirs)


@given(DAYS, st.integers(1, 6), st.sampled_from([0, 2, 6]), st.sampled_from([1, 2, 4, -1]))
def test_weekdays_of_a_month_agree_with_a_library(
    start: int, interval: int, weekday: int, place: int
) -> None:
    rule = Recurrence(RecurrenceUnit.MONTH, interval, weekdays=(weekday,), place=place, start=start)
    theirs = rrule(
        MONTHLY,
        interval=interval,
        byweekday=weekday,
        bysetpos=place,
        dtstart=date.fromordinal(start),
    )
    assert walked(rule, WorkCalendar()) == ordinals(theirs)


@given(DAYS, st.integers(1, 5))
def test_every_month_has_its_day_or_its_last(start: int, interval: int) -> None:
    rule = anchored(Recurrence(RecurrenceUnit.MONTH, interval), start)
    wanted = date.fromordinal(start).day
    months = [date.fromordinal(day) for day in walked(rule, WorkCalendar())]
    for day in months:
        assert day.day == min(wanted, monthrange(day.year, day.month)[1])
    numbers = [day.year * 12 + day.month for day in months]
    assert {later - number for number, later in pairwise(numbers)} == {interval}


@given(DAYS, st.integers(1, 6), calendars)
def test_working_days_are_as_many_apart_as_the_rule_says(
    start: int, interval: int, calendar: WorkCalendar
) -> None:
    rule = Recurrence(RecurrenceUnit.WORKING_DAY, interval, start=start)
    days = walked(rule, calendar)
    assert days[0] == start
    for day, later in pairwise(days):
        assert calendar.counted_between(day, later, DayUnit.WORKING) == interval
        assert calendar.counts(later, DayUnit.WORKING)


rules = st.one_of(
    st.builds(Recurrence, st.just(RecurrenceUnit.DAY), st.integers(1, 40)),
    st.builds(Recurrence, st.just(RecurrenceUnit.WORKING_DAY), st.integers(1, 9)),
    st.builds(
        Recurrence,
        st.just(RecurrenceUnit.WEEK),
        st.integers(1, 5),
        weekdays=st.lists(st.integers(0, 6), max_size=3, unique=True).map(tuple),
    ),
    st.builds(
        Recurrence,
        st.just(RecurrenceUnit.MONTH),
        st.integers(1, 13),
        days=st.lists(st.integers(1, 31) | st.just(-1), max_size=3, unique=True).map(tuple),
    ),
    st.builds(Recurrence, st.just(RecurrenceUnit.YEAR), st.integers(1, 4)),
)


@given(rules, DAYS, st.integers(0, 900), calendars)
def test_asked_from_any_day_it_gives_the_next_of_its_days(
    rule: Recurrence, start: int, later: int, calendar: WorkCalendar
) -> None:
    counted = anchored(rule, start)
    days = walked(counted, calendar, 40)
    assert days == sorted(set(days))
    asked = start + later
    expected = next((day for day in days if day > asked), None)
    if expected is not None:
        assert following(counted, asked, calendar) == expected
