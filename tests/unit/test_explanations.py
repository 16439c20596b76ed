"""回收说明 names the rule, what each condition counts from, what was counted out, what helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm_tui.domain.calendars import unknown_years
from crm_tui.domain.days import NEVER, DayRange, DayUnit, WorkCalendar
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import (
    ClockFacts,
    Combine,
    Condition,
    ConditionCount,
    ContractEndCondition,
    Deciding,
    Explanation,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    NeverOnceMet,
    NoConditions,
    NoDealCondition,
    NoOpportunityCondition,
    PeriodFact,
    Protection,
    Rule,
    ShorterThanRhythm,
    counts_of,
    protection_under,
)
from crm_tui.presentation.conditions import rule_warning
from crm_tui.presentation.explanations import cause_word, explanation_lines

TODAY = date(2026, 11, 22).toordinal()
HOLIDAYS = WorkCalendar(holidays=frozenset(range(TODAY + 1, TODAY + 4)))
IDLE = IdleCondition(15)


def story(
    *conditions: Condition,
    combine: Combine = Combine.ANY,
    clock: ClockFacts | None = None,
    calendar: WorkCalendar | None = None,
) -> Explanation:
    """What is told of an owned customer under a rule of these conditions."""
    clock = clock or ClockFacts(TODAY - 3)
    calendar = calendar or WorkCalendar()
    rule = Rule(1, conditions, combine, name="重点", version=4)
    found = protection_under(rule, clock, is_exempt=False, calendar=calendar)
    return Explanation(
        customer_id=CustomerId(1),
        customer="恒信",
        owner="王伟",
        pool="公海",
        protection=found,
        last_day=found.last_day,
        deciding=found.deciding.value,
        clock_day=clock.clock_day,
        last_effective_day=clock.last_effective_day,
        not_before_day=None,
        today=TODAY,
        clock=clock,
        counts=counts_of(found, clock, calendar),
        methods={"demo": "演示"},
    )


def told(explanation: Explanation) -> str:
    return "\n".join(explanation_lines(explanation))


def test_the_explanation_names_rule_anchor_counted_day_and_what_helps() -> None:
    assert explanation_lines(story(IDLE)) == [
        "王伟 holds “恒信”, of the pool “公海”.",
        "Protected through 2026-12-04 Fri (12 days left); taken back on 2026-12-05 Sat at 00:00.",
        "It runs under the rule “重点”, version 4.",
        "15 days (public holidays not counted) without a follow-up → taken back.",
        "Counted from 2026-11-19 Thu, when it was taken over.",
        "The 15th counted day is 2026-12-04 Fri.",
        "An effective follow-up by the owner starts the count anew on its day.",
    ]


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (-9, "when the clock was restarted."),
        (0, "when it was taken over."),
        (2, "when the holder before took it over."),
    ],
)
def test_what_set_the_clock_is_told(away: int, said: str) -> None:
    explanation = replace(story(IDLE), owned_day=TODAY - 3 + away)
    assert f"Counted from 2026-11-19 Thu, {said}" in told(explanation)


def test_holidays_and_leave_that_were_counted_out_are_told_apart() -> None:
    clock = ClockFacts(TODAY, leave=(DayRange(TODAY + 3, TODAY + 8),))
    lines = told(story(IDLE, clock=clock, calendar=HOLIDAYS))
    assert "3 days in between do not count" in lines
    assert "5 days of leave are counted out." in lines


def test_after_a_follow_up_it_is_counted_from_that() -> None:
    clock = ClockFacts(TODAY - 9, last_effective_day=TODAY - 3)
    lines = told(story(IDLE, clock=clock))
    assert "Counted from the last effective follow-up on 2026-11-19" in lines
    same_day = told(story(IDLE, clock=ClockFacts(TODAY, last_effective_day=TODAY)))
    assert "Counted from the last effective follow-up on 2026-11-22" in same_day


@pytest.mark.parametrize(
    ("last_day", "said"),
    [
        (TODAY, "Today is the last day"),
        (TODAY - 1, "Protection ended after 2026-11-21"),
        (TODAY + 1, "(1 day left)"),
        (NEVER, "Nothing takes it back."),
    ],
)
def test_the_deadline_is_told_as_people_ask_for_it(last_day: int, said: str) -> None:
    assert said in told(replace(story(IDLE), last_day=last_day))


def test_a_late_follow_up_is_said_to_help_no_more() -> None:
    assert "comes too late" in told(replace(story(IDLE), last_day=TODAY - 1))


@pytest.mark.parametrize(
    ("condition", "sentence", "help_"),
    [
        (FirstContactCondition(3, DayUnit.ALL), "no first contact within 3 days", "first"),
        (
            FollowUpCountCondition(2, 10, DayUnit.WORKING),
            "fewer than 2 follow-ups within 10 working days",
            "2 effective follow-ups since",
        ),
        (NoOpportunityCondition(20), "no opportunity within", "An open opportunity holds it."),
        (NoDealCondition(30), "no deal within", "A deal meets the condition."),
        (
            MilestoneCondition(
                (Milestone(FactKind.VISIT, 7), Milestone(FactKind.CONTACT, 15, "demo")),
                DayUnit.ALL,
            ),
            "not reached in time: visit ≤ 7 days, 演示 ≤ 15 days",
            "Next is missing: visit ≤ 7 days.",
        ),
    ],
)
def test_every_condition_is_told_with_what_meets_it(
    condition: Condition, sentence: str, help_: str
) -> None:
    lines = told(story(condition))
    assert sentence in lines
    assert help_ in lines
    assert "Counted from 2026-11-19" in lines


def test_anchors_that_moved_are_named() -> None:
    lost = PeriodFact(FactKind.OPPORTUNITY, TODAY - 3, voided_day=TODAY - 1)
    cancelled = PeriodFact(FactKind.DEAL, TODAY - 3, voided_day=TODAY - 2)
    contract = PeriodFact(FactKind.CONTRACT, TODAY - 300, until_day=TODAY + 9)
    conditions = (NoOpportunityCondition(20), NoDealCondition(30), ContractEndCondition(60))
    clock = ClockFacts(TODAY - 3, facts=(lost, cancelled, contract))
    lines = told(story(*conditions, clock=clock))
    assert "2026-11-21 Sat, when the last opportunity was lost" in lines
    assert "2026-11-20 Fri, when the last deal was cancelled" in lines
    assert "2026-12-01 Tue, when the last contract ends" in lines
    assert "60 days (public holidays not counted) after the last contract ended" in lines
    assert "A contract runs until 2026-12-01 Tue." in lines


def test_a_met_condition_is_told_as_met() -> None:
    clock = ClockFacts(TODAY - 3, last_effective_day=TODAY - 1)
    lines = told(story(FirstContactCondition(3), IDLE, clock=clock))
    assert "This is met and takes it back no more." in lines
    assert "Each of these conditions alone takes it back:" in lines
    both = told(story(FirstContactCondition(3), IDLE, clock=clock, combine=Combine.ALL))
    assert "Only all of these conditions together take it back:" in both
    assert "Nothing takes it back." in both


def test_locks_extensions_and_contracts_are_told_while_they_hold() -> None:
    held = ClockFacts(TODAY - 3, locked_until_day=TODAY + 40, extended_until_day=TODAY + 50)
    lines = told(story(IDLE, clock=held))
    assert "It is locked until 2027-01-01" in lines
    assert "It was extended until 2027-01-11" in lines
    lapsed = ClockFacts(TODAY - 3, locked_until_day=TODAY - 1)
    assert "locked" not in told(story(IDLE, clock=lapsed))
    endless = ClockFacts(TODAY - 3, facts=(PeriodFact(FactKind.CONTRACT, TODAY - 9),))
    assert "A contract without end keeps it." in told(story(IDLE, clock=endless))


def test_a_request_for_more_days_is_told_while_it_waits() -> None:
    asked = replace(story(IDLE), asked_until_day=TODAY + 28)
    assert "More days were asked for, until 2026-12-20" in told(asked)
    assert "nobody has decided yet" in told(asked)
    assert "; 李经理 has not decided yet" in told(replace(asked, asked_of="李经理"))
    assert "asked" not in told(story(IDLE))


def test_grace_is_told_with_its_cause() -> None:
    graced = replace(
        story(IDLE),
        deciding=Deciding.GRACE.value,
        not_before_day=TODAY + 12,
        not_before_cause="calendar",
    )
    assert "(the calendar was edited), so it is kept until 2026-12-04" in told(graced)
    assert [cause_word(code) for code in ("level", "nonsense")] == ["Level", "a change"]


def test_exemption_and_missing_rules_are_told() -> None:
    plain = story(IDLE)
    exempt = replace(plain.protection, deciding=Deciding.EXEMPT, last_day=NEVER)
    assert "exempt" in told(replace(plain, protection=exempt, last_day=NEVER))
    nothing = Protection(NEVER, Deciding.NONE)
    bare = replace(plain, protection=nothing, counts=(), last_day=NEVER)
    assert "No rule of the pool fits" in told(bare)
    empty = replace(nothing, rule=Rule(1, ()))
    assert "The rule has no condition." in told(replace(bare, protection=empty))
    assert "the rule of version 1" in told(replace(bare, protection=empty))


def test_years_without_known_holidays_are_named() -> None:
    known = WorkCalendar(holidays=frozenset({TODAY}))
    assert unknown_years(known, TODAY, TODAY + 400) == (2027,)
    assert unknown_years(WorkCalendar(), TODAY, TODAY + 400) == ()
    assert "The holidays of 2027 are not known" in told(replace(story(IDLE), unknown_years=(2027,)))


def test_a_customer_in_the_pool_says_whether_it_can_be_claimed() -> None:
    both = story(IDLE, FirstContactCondition(2))
    free = replace(both, owner="", counts=(), clock=None)
    lines = explanation_lines(free)
    assert lines[:2] == ["“恒信” is in the pool “公海”.", "You can claim it now."]
    assert "Each of these" in lines[2]
    assert "15 days" in lines[3]
    bare = replace(free, protection=Protection(NEVER, Deciding.NONE))
    assert "no rule" in explanation_lines(bare)[-1]


def test_a_count_that_never_ends_says_so() -> None:
    endless = ClockFacts(NEVER - 3)
    lines = told(story(IDLE, clock=endless))
    assert "The count never ends." in lines
    assert counts_of(Protection(NEVER, Deciding.NONE), endless, WorkCalendar()) == ()


def test_what_the_editor_warns_of_is_told() -> None:
    assert "takes nobody back" in rule_warning(NoConditions("x"))
    assert "First contact" in rule_warning(NeverOnceMet("x", (Deciding.FIRST_CONTACT,)))
    assert "Level A is followed up every 7 days" in rule_warning(ShorterThanRhythm("x", "A", 7, 5))


def test_counts_hold_what_was_counted_out() -> None:
    clock = ClockFacts(TODAY, leave=(DayRange(TODAY + 3, TODAY + 8),))
    (count,) = story(IDLE, clock=clock, calendar=HOLIDAYS).counts
    assert isinstance(count, ConditionCount)
    assert (count.off_days, count.leave_days) == (3, 5)
