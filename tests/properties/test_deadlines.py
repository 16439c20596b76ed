"""The day stored, listed, explained and warned of is the day after which the sweep takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import (
    NEVER,
    DayRange,
    DayUnit,
    Leave,
    WorkCalendar,
    day_of,
    start_of_day,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import (
    ClockFacts,
    Combine,
    Condition,
    ContractEndCondition,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    NoDealCondition,
    NoOpportunityCondition,
    PeriodFact,
    Rule,
    days_left,
    is_overdue,
    protection_under,
    warning_lead,
)
from crm_tui.services.calendars.seeds import seeded_days
from tests import make

ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "America/Santiago",
    "Asia/Beirut",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "Europe/London",
    "Africa/Casablanca",
)
FIRST, LAST = date(2023, 12, 1).toordinal(), date(2028, 3, 31).toordinal()
CHINA = list(seeded_days(2024, 2026))
CALENDAR = WorkCalendar(
    holidays=frozenset(each.day for each in CHINA if each.kind is DayKind.HOLIDAY),
    extra_workdays=frozenset(
        each.day
        for each in CHINA
        if each.kind is DayKind.WORKDAY and date.fromordinal(each.day).weekday() >= 5
    ),
)

anchors = st.integers(FIRST, LAST) | st.sampled_from(
    [date(2024, 2, 29).toordinal(), date(2028, 2, 29).toordinal(), date(2025, 12, 31).toordinal()]
)
numbers = st.integers(0, 90)
units = st.sampled_from(DayUnit)
milestones = st.builds(Milestone, st.sampled_from(FactKind), numbers, st.sampled_from(["", "demo"]))
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(FirstContactCondition, numbers, units),
    st.builds(FollowUpCountCondition, st.integers(1, 3), numbers, units),
    st.builds(IdleCondition, numbers, units),
    st.builds(NoOpportunityCondition, numbers, units),
    st.builds(NoDealCondition, numbers, units),
    st.builds(MilestoneCondition, st.lists(milestones, max_size=3).map(tuple), units),
    st.builds(ContractEndCondition, numbers, units),
)


@st.composite
def clocks(draw: st.DrawFn) -> ClockFacts:
    """What a period may hold: facts before and after its clock started, leave, a lock."""
    clock_day = draw(anchors)
    around = st.integers(clock_day - 40, clock_day + 60)
    facts = st.builds(
        PeriodFact,
        st.sampled_from(FactKind),
        around,
        st.none() | around,
        st.none() | around,
        st.sampled_from(["", "demo"]),
    )
    away = st.builds(lambda first, days: DayRange(first, first + days), around, st.integers(0, 14))
    return ClockFacts(
        clock_day,
        draw(st.none() | around),
        tuple(draw(st.lists(away, max_size=2))),
        tuple(draw(st.lists(facts, max_size=5))),
        draw(st.none() | around),
        draw(st.none() | around),
    )


# --- the rules, said once more and slowly --------------------------------------------------------


def slow_count(anchor: int, days: int, unit: DayUnit, leave: Leave) -> int:
    """The last day of so many counted ones, found by walking from day to day."""
    day = anchor if days else anchor - 1
    missing = days or 1
    while missing:
        day += 1
        missing -= CALENDAR.counts(day, unit, leave)
    return day


def of_kind(clock: ClockFacts, kind: FactKind) -> Iterator[PeriodFact]:
    return (each for each in clock.facts if each.kind is kind)


def slow_anchor(condition: Condition, clock: ClockFacts) -> int:
    """Where counting starts; NEVER when the condition is met."""
    start, last_effective = clock.clock_day, clock.last_effective_day or 0
    if isinstance(condition, IdleCondition):
        return max(start, last_effective)
    if isinstance(condition, FirstContactCondition):
        return NEVER if last_effective >= start else start
    if isinstance(condition, FollowUpCountCondition):
        made = [f for f in of_kind(clock, FactKind.CONTACT) if f.voided_day is None]
        return NEVER if sum(f.day >= start for f in made) >= condition.count else start
    if isinstance(condition, ContractEndCondition):
        ends = contract_ends(clock)
        return NEVER if not ends or max(ends) == NEVER else max(start, *ends)
    return slow_sales_anchor(condition, clock)


def slow_sales_anchor(condition: Condition, clock: ClockFacts) -> int:
    start = clock.clock_day
    if isinstance(condition, NoOpportunityCondition):
        facts = list(of_kind(clock, FactKind.OPPORTUNITY))
        met = [f.until_day is None or f.until_day >= start for f in facts if f.voided_day is None]
    else:
        facts = [f for f in of_kind(clock, FactKind.DEAL) if f.day >= start]
        met = [True for f in facts if f.voided_day is None]
    return NEVER if any(met) else max([start, *(f.voided_day or 0 for f in facts)])


def contract_ends(clock: ClockFacts) -> list[int]:
    contracts = [f for f in of_kind(clock, FactKind.CONTRACT) if f.voided_day is None]
    return [NEVER if f.until_day is None else f.until_day for f in contracts]


def slow_day(condition: Condition, clock: ClockFacts) -> int:
    if isinstance(condition, MilestoneCondition):
        unreached = [
            each
            for each in condition.milestones
            if not any(
                f.voided_day is None and f.day >= clock.clock_day and each.method in {"", f.method}
                for f in of_kind(clock, each.kind)
            )
        ]
        return min(
            (slow_count(clock.clock_day, m.days, condition.unit, clock.leave) for m in unreached),
            default=NEVER,
        )
    anchor = slow_anchor(condition, clock)
    if anchor == NEVER:
        return NEVER
    return slow_count(anchor, condition.days, condition.unit, clock.leave)


@settings(deadline=None, max_examples=settings().max_examples * 8)
@given(clocks(), st.lists(conditions, min_size=1, max_size=4).map(tuple), st.sampled_from(Combine))
def test_the_one_function_is_the_rules_said_slowly(
    clock: ClockFacts, asked: tuple[Condition, ...], combine: Combine
) -> None:
    rule = Rule(1, asked, combine)
    found = protection_under(rule, clock, is_exempt=False, calendar=CALENDAR)
    days = [slow_day(each, clock) for each in asked]
    held = [clock.locked_until_day or 0, clock.extended_until_day or 0, *contract_ends(clock)]
    expected = max([(min if combine is Combine.ANY else max)(days), *held])
    assert found.last_day == expected
    assert {each.condition: each.last_day for each in found.conditions} == dict(
        zip(asked, days, strict=True)
    )


@settings(deadline=None, max_examples=settings().max_examples * 8)
@given(anchors, st.sampled_from(ZONES), st.integers(0, 400))
def test_a_last_day_ends_at_the_local_midnight_after_it(
    last_day: int, name: str, earlier: int
) -> None:
    zone = ZoneInfo(name)
    deadline = start_of_day(last_day + 1, zone)
    before = deadline - timedelta(microseconds=1)
    assert not is_overdue(last_day, day_of(before, zone))
    assert is_overdue(last_day, day_of(deadline, zone))
    assert day_of(before, zone) == last_day
    today = last_day - earlier
    assert days_left(last_day, today) == earlier
    assert warning_lead(last_day, today, (7, 3, 1, 0)) == next(
        (lead for lead in (0, 1, 3, 7) if earlier <= lead), None
    )


# --- through the services ------------------------------------------------------------------------


@settings(deadline=None, max_examples=max(settings().max_examples // 3, 5))
@given(
    day=anchors,
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    days=st.integers(0, 20),
    unit=units,
    away=st.none() | st.tuples(st.integers(0, 20), st.integers(0, 9)),
    holiday=st.none() | st.integers(1, 20),
)
def test_list_detail_warning_why_and_sweep_say_the_same_day(
    *,
    day: int,
    hour: int,
    zone: str,
    days: int,
    unit: DayUnit,
    away: tuple[int, int] | None,
    holiday: int | None,
) -> None:
    here = ZoneInfo(zone)
    noon = start_of_day(day, here) + timedelta(hours=hour, minutes=30)
    clock = FakeClock(noon)
    today = day_of(noon, here)
    with tempfile.TemporaryDirectory() as folder:
        crm = make.office(Path(folder), clock=clock, zone=zone)
        admin, lina = make.admin(crm), make.rep(crm, "lina")
        make.set_condition(crm, days=days, unit=unit)
        customer = make.customer(crm, lina)
        if holiday is not None:
            crm.calendars.set_days(admin, today + holiday, today + holiday, DayKind.HOLIDAY)
        if away is not None:
            gone = DayRange(today + away[0], today + away[0] + away[1])
            crm.leaves.record(admin, LeavePlan(lina.user_id, gone))
        (row,) = crm.customers.rows(lina, [customer])
        last_day = row.last_day
        assert crm.customers.record(lina, customer).row.last_day == last_day
        why = crm.pools.why(lina, customer)
        assert (why.last_day, why.protection.last_day) == (last_day, last_day)
        assert [each.day.last_day for each in why.counts] == [last_day]
        assert crm.sweeps.preview(lina, last_day).total == 0
        assert crm.sweeps.preview(lina, last_day + 1).total == 1
        deadline = start_of_day(last_day + 1, here)
        clock.set_wall(deadline - timedelta(seconds=1))
        assert [each.last_day for each in crm.days.today(lina).expiring] == [last_day]
        assert crm.sweeps.sweep(lina).total == 0
        clock.set_wall(deadline)
        assert crm.sweeps.sweep(lina).total == 1
        assert ended_at(crm, customer) == deadline
        make.close(crm)


def ended_at(crm: Crm, customer: CustomerId) -> datetime:
    ((ended,),) = make.query(
        crm, "SELECT ended_at FROM ownership_period WHERE customer_id = ?", customer
    )
    return datetime.fromtimestamp(ended / 1000, UTC)
