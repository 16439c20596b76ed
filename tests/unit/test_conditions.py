"""Each reclaim condition at its boundaries: what meets it, what it counts from, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crm_tui.domain.days import NEVER, DayRange, DayUnit, WorkCalendar
from crm_tui.domain.pools import (
    OFFERED_CONDITIONS,
    ClockFacts,
    Condition,
    ConditionDay,
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
    StoredCondition,
    condition_day,
    facts_read,
    parse_condition,
    stored_condition,
)

MONDAY = date(2026, 8, 3).toordinal()
PLAIN = WorkCalendar()
ALL = DayUnit.ALL

FIRST_CONTACT = FirstContactCondition(3, ALL)
TWICE_IN_TEN = FollowUpCountCondition(2, 10, ALL)
IDLE = IdleCondition(7, ALL)
NO_OPPORTUNITY = NoOpportunityCondition(20, ALL)
NO_DEAL = NoDealCondition(30, ALL)
MILESTONES = MilestoneCondition(
    (
        Milestone(FactKind.VISIT, 7),
        Milestone(FactKind.CONTACT, 15, "demo"),
        Milestone(FactKind.CONTRACT, 45),
    ),
    ALL,
)
CONTRACT_END = ContractEndCondition(60, ALL)
EVERY = (
    FIRST_CONTACT,
    TWICE_IN_TEN,
    IDLE,
    NO_OPPORTUNITY,
    NO_DEAL,
    MILESTONES,
    CONTRACT_END,
)


def found(condition: Condition, *facts: PeriodFact, **clock: Any) -> ConditionDay:
    return condition_day(
        condition, ClockFacts(**{"clock_day": MONDAY, **clock}, facts=facts), PLAIN
    )


def days(condition: Condition, *facts: PeriodFact, **clock: Any) -> int | None:
    """How many days after the clock started the condition protects; None for good."""
    result = found(condition, *facts, **clock)
    assert result.is_met is (result.last_day == NEVER)
    return None if result.is_met else result.last_day - MONDAY


def contact(after: int, method: str = "", **values: Any) -> PeriodFact:
    return PeriodFact(FactKind.CONTACT, MONDAY + after, method=method, **values)


def fact(kind: FactKind, after: int, **values: int | None) -> PeriodFact:
    days = {name: None if value is None else MONDAY + value for name, value in values.items()}
    return PeriodFact(kind, MONDAY + after, days.get("until_day"), days.get("voided_day"))


# --- 首次联系 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effective_day", "expected"), [(None, 3), (0, None), (2, None), (9, None)]
)
def test_an_effective_follow_up_meets_the_first_contact(
    effective_day: int | None, expected: int | None
) -> None:
    last = None if effective_day is None else MONDAY + effective_day
    assert days(FIRST_CONTACT, last_effective_day=last) == expected


def test_a_follow_up_before_the_clock_started_anew_is_no_first_contact() -> None:
    assert days(FIRST_CONTACT, last_effective_day=MONDAY - 1) == 3


# --- 跟进次数 ------------------------------------------------------------------------------------


def test_the_follow_up_that_completes_the_number_meets_it() -> None:
    assert days(TWICE_IN_TEN) == 10
    assert days(TWICE_IN_TEN, contact(1)) == 10
    assert days(TWICE_IN_TEN, contact(1), contact(1)) is None
    assert days(TWICE_IN_TEN, contact(1), contact(12)) is None


@pytest.mark.parametrize(
    "other", [contact(-1), contact(2, voided_day=MONDAY + 3), fact(FactKind.VISIT, 2)]
)
def test_only_standing_follow_ups_since_the_clock_started_are_counted(other: PeriodFact) -> None:
    assert days(TWICE_IN_TEN, contact(1), other) == 10


# --- 未跟进 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("effective_day", "expected"), [(None, 7), (-5, 7), (0, 7), (5, 12)])
def test_idle_days_count_from_the_last_effective_follow_up(
    effective_day: int | None, expected: int
) -> None:
    last = None if effective_day is None else MONDAY + effective_day
    assert days(IDLE, last_effective_day=last) == expected


# --- 无商机 --------------------------------------------------------------------------------------


def opportunity(opened: int, won: int | None = None, lost: int | None = None) -> PeriodFact:
    return fact(FactKind.OPPORTUNITY, opened, until_day=won, voided_day=lost)


@pytest.mark.parametrize(
    ("opportunities", "expected"),
    [
        ([], 20),
        ([opportunity(4)], None),
        ([opportunity(-40)], None),  # carried over, and open
        ([opportunity(-40, won=0)], None),
        ([opportunity(-40, won=-1)], 20),  # won before the clock started
        ([opportunity(2, lost=9)], 29),
        ([opportunity(2, lost=9), opportunity(3, lost=5)], 29),
        ([opportunity(-9, lost=-4)], 20),
        ([opportunity(2, won=6, lost=9)], 29),  # the win was taken back
        ([opportunity(2, lost=9), opportunity(9)], None),
    ],
)
def test_an_open_or_won_opportunity_meets_it_and_a_loss_moves_the_anchor(
    opportunities: list[PeriodFact], expected: int | None
) -> None:
    assert days(NO_OPPORTUNITY, *opportunities) == expected


# --- 未成交 --------------------------------------------------------------------------------------


def deal(day: int, cancelled: int | None = None) -> PeriodFact:
    return fact(FactKind.DEAL, day, voided_day=cancelled)


@pytest.mark.parametrize(
    ("deals", "expected"),
    [
        ([], 30),
        ([deal(5)], None),
        ([deal(0)], None),
        ([deal(-1)], 30),
        ([deal(5, cancelled=12)], 42),
        ([deal(5, cancelled=12), deal(6, cancelled=8)], 42),
        ([deal(5, cancelled=12), deal(13)], None),
        ([deal(-3, cancelled=12)], 30),
    ],
)
def test_a_deal_meets_it_and_its_cancellation_moves_the_anchor(
    deals: list[PeriodFact], expected: int | None
) -> None:
    assert days(NO_DEAL, *deals) == expected


# --- 里程碑 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        ([], 7),
        ([fact(FactKind.VISIT, 3)], 15),
        ([fact(FactKind.VISIT, 30)], 15),  # a late act meets it too
        ([contact(3, "demo")], 7),
        ([fact(FactKind.VISIT, 3), contact(3, "call")], 15),
        ([fact(FactKind.VISIT, 3), contact(9, "demo")], 45),
        ([fact(FactKind.VISIT, 3, voided_day=4), contact(9, "demo")], 7),
        ([fact(FactKind.VISIT, -1)], 7),
        ([fact(FactKind.VISIT, 3), contact(9, "demo"), fact(FactKind.CONTRACT, 40)], None),
    ],
)
def test_the_earliest_milestone_that_was_not_reached_ends_protection(
    reached: list[PeriodFact], expected: int | None
) -> None:
    assert days(MILESTONES, *reached) == expected


def test_the_missing_milestone_is_named() -> None:
    assert found(MILESTONES, fact(FactKind.VISIT, 3)).milestone == MILESTONES.milestones[1]


def test_a_rule_without_milestones_asks_for_none() -> None:
    assert days(MilestoneCondition((), ALL)) is None


# --- 合同到期后 ----------------------------------------------------------------------------------


def contract(first: int, last: int | None, voided: int | None = None) -> PeriodFact:
    return fact(FactKind.CONTRACT, first, until_day=last, voided_day=voided)


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        ([], None),
        ([contract(-300, 20)], 80),
        ([contract(-300, -20)], 60),  # the clock started later
        ([contract(-300, 20), contract(21, 100)], 160),
        ([contract(-300, 20), contract(21, 100, voided=30)], 80),
        ([contract(0, None)], None),
        ([contract(0, 50, voided=2)], None),
    ],
)
def test_days_after_a_contract_count_from_the_end_of_the_last(
    contracts: list[PeriodFact], expected: int | None
) -> None:
    assert days(CONTRACT_END, *contracts) == expected


# --- what holds for all --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FirstContactCondition, IdleCondition, NoDealCondition])
def test_zero_is_the_same_day_and_none_is_off(kind: type[IdleCondition]) -> None:
    assert days(kind(0, ALL)) == 0
    saturday = MONDAY - 2
    working = condition_day(kind(0, DayUnit.WORKING), ClockFacts(saturday), PLAIN)
    assert working.last_day == MONDAY
    assert days(FollowUpCountCondition(1, 0, ALL)) == 0
    assert days(MilestoneCondition((Milestone(FactKind.VISIT, 0),), ALL)) == 0


@pytest.mark.parametrize("condition", EVERY[:-1], ids=lambda each: each.code.value)
def test_leave_and_holidays_do_not_count(condition: Condition) -> None:
    away = (DayRange(MONDAY + 1, MONDAY + 5),)
    bare = found(condition).last_day
    assert found(condition, leave=away).last_day == bare + 5
    holiday = WorkCalendar(holidays=frozenset({MONDAY + 1}))
    assert condition_day(condition, ClockFacts(MONDAY), holiday).last_day == bare


@pytest.mark.parametrize("condition", EVERY, ids=lambda each: each.code.value)
def test_a_condition_is_stored_and_read_back_whole(condition: Condition) -> None:
    stored = stored_condition(condition)
    assert stored.kind == condition.code.value
    assert parse_condition(stored) == condition


def test_what_is_no_condition_cannot_be_one() -> None:
    for kind in ("grace", "lock", "nonsense"):
        with pytest.raises(ValueError, match=kind):
            parse_condition(StoredCondition(kind=kind, days=3, unit=ALL))


def test_only_the_facts_that_decide_are_read() -> None:
    assert [facts_read(each) for each in EVERY] == [
        frozenset(),
        {FactKind.CONTACT},
        frozenset(),
        {FactKind.OPPORTUNITY},
        {FactKind.DEAL},
        {FactKind.VISIT, FactKind.CONTACT, FactKind.CONTRACT},
        {FactKind.CONTRACT},
    ]


def test_every_condition_is_offered() -> None:
    assert {each.code for each in EVERY} == set(OFFERED_CONDITIONS)
