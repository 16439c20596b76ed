"""The last protected day: conditions joined, what reaches beyond them, and grace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.days import NEVER, DayUnit, WorkCalendar
from crm_tui.domain.pools import (
    ClockFacts,
    Combine,
    Condition,
    Deciding,
    FactKind,
    FirstContactCondition,
    HeldDay,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    NeverOnceMet,
    NeverReached,
    NoConditions,
    NoDealCondition,
    PeriodFact,
    Protection,
    Rule,
    RuleFacts,
    RuleFilter,
    RuleLabels,
    ShorterThanRhythm,
    days_left,
    editor_warnings,
    grace_of,
    is_overdue,
    opens_after_reclaim,
    parse_rule,
    protection,
    warning_lead,
    warnings_of,
    with_grace,
)

MONDAY = date(2026, 8, 3).toordinal()
PLAIN = WorkCalendar()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def idle(days: int, unit: DayUnit = DayUnit.ALL) -> IdleCondition:
    return IdleCondition(days, unit)


def found(*conditions: Condition, combine: Combine = Combine.ANY, **facts: Any) -> Protection:
    clock = ClockFacts(**{"clock_day": MONDAY, **facts})
    rules = [Rule(1, conditions, combine)]
    return protection(RuleFacts(), clock, rules=rules, calendar=PLAIN)


def last_day(*conditions: Condition, combine: Combine = Combine.ANY, **facts: Any) -> int:
    return found(*conditions, combine=combine, **facts).last_day


# --- the last protected day ----------------------------------------------------------------------


def test_claimed_monday_the_3rd_with_seven_days_is_safe_through_monday_the_10th() -> None:
    last = last_day(idle(7))
    assert date.fromordinal(last) == date(2026, 8, 10)
    assert not is_overdue(last, date(2026, 8, 10).toordinal())
    assert is_overdue(last, date(2026, 8, 11).toordinal())


def test_zero_days_protect_the_day_of_the_claim_only() -> None:
    assert last_day(idle(0)) == MONDAY


def test_zero_working_days_after_a_saturday_claim_protect_through_monday() -> None:
    assert last_day(idle(0, DayUnit.WORKING), clock_day=MONDAY - 2) == MONDAY


def test_no_condition_is_not_the_same_as_zero_days() -> None:
    found = protection(RuleFacts(), ClockFacts(MONDAY), rules=[Rule(1, ())], calendar=PLAIN)
    assert (found.last_day, found.deciding) == (NEVER, Deciding.NONE)


def test_an_effective_follow_up_moves_the_anchor_but_an_older_one_does_not() -> None:
    assert last_day(idle(7), last_effective_day=MONDAY + 5) == MONDAY + 12
    assert last_day(idle(7), last_effective_day=MONDAY - 5) == MONDAY + 7


@pytest.mark.parametrize(("combine", "days"), [(Combine.ANY, 7), (Combine.ALL, 15)])
def test_any_takes_the_first_condition_all_takes_the_last(combine: Combine, days: int) -> None:
    assert last_day(idle(15), idle(7), combine=combine) == MONDAY + days


def test_a_public_holiday_does_not_count() -> None:
    calendar = WorkCalendar(holidays=frozenset({MONDAY + 1, MONDAY + 2}))
    rules = [Rule(1, (idle(7, DayUnit.NON_HOLIDAY),))]
    found = protection(RuleFacts(), ClockFacts(MONDAY), rules=rules, calendar=calendar)
    assert found.last_day == MONDAY + 9


def test_an_exempt_level_or_tag_is_never_taken_back() -> None:
    rule = Rule(1, (idle(7),), exempt_levels=frozenset({"A"}), exempt_tags=frozenset({"VIP"}))
    for facts in (RuleFacts(level="A"), RuleFacts(tags=frozenset({"VIP", "x"}))):
        found = protection(facts, ClockFacts(MONDAY), rules=[rule], calendar=PLAIN)
        assert (found.last_day, found.deciding) == (NEVER, Deciding.EXEMPT)
        assert found.conditions[0].last_day == MONDAY + 7
    plain = protection(RuleFacts(level="B"), ClockFacts(MONDAY), rules=[rule], calendar=PLAIN)
    assert plain.deciding is Deciding.IDLE


def test_the_first_rule_whose_filter_fits_is_the_rule() -> None:
    rules = [
        Rule(1, (idle(60),), filter=RuleFilter(levels=frozenset({"A"}))),
        Rule(2, (idle(30),)),
        Rule(3, (idle(1),)),
    ]
    for level, days in (("A", 60), ("B", 30), (None, 30)):
        found = protection(RuleFacts(level=level), ClockFacts(MONDAY), rules=rules, calendar=PLAIN)
        assert found.last_day == MONDAY + days


@pytest.mark.parametrize(
    ("part", "fitting", "other"),
    [
        ("levels", RuleFacts(level="A"), RuleFacts(level="B")),
        ("types", RuleFacts(type="A"), RuleFacts(type="B")),
        ("provinces", RuleFacts(province="A"), RuleFacts()),
        ("tags", RuleFacts(tags=frozenset({"A", "B"})), RuleFacts(tags=frozenset({"B"}))),
    ],
)
def test_every_part_of_a_filter_is_asked(part: str, fitting: RuleFacts, other: RuleFacts) -> None:
    rule = parse_rule(
        1, combine=Combine.ANY, conditions=(idle(1),), accepted={part: ["A"]}, exempt={}
    )
    assert rule.filter.accepts(fitting)
    assert not rule.filter.accepts(other)


def test_numbers_in_a_filter_are_compared_as_numbers() -> None:
    rule = parse_rule(
        1,
        combine=Combine.ALL,
        conditions=(),
        accepted={"industry_ids": [3], "source_ids": ["4"]},
        exempt={"levels": ["A"], "tags": ["VIP"]},
    )
    assert rule.filter.accepts(RuleFacts(industry_id=3, source_id=4))
    assert not rule.filter.accepts(RuleFacts(industry_id=3))
    assert rule.exempts(RuleFacts(level="A"))


def test_a_rule_keeps_what_it_says_of_itself() -> None:
    labels = RuleLabels("A级", (5, 1), 3)
    rule = parse_rule(
        1, combine=Combine.ANY, conditions=(idle(7),), accepted={}, exempt={}, labels=labels
    )
    assert (rule.name, rule.warning_leads, rule.version, rule.grace_days) == ("A级", (5, 1), 3, 5)


# --- any and all ---------------------------------------------------------------------------------

FIRST_CONTACT = FirstContactCondition(3, DayUnit.ALL)
NO_DEAL = NoDealCondition(30, DayUnit.ALL)


def test_any_forgets_a_met_condition() -> None:
    both = (FIRST_CONTACT, idle(7))
    assert last_day(*both) == MONDAY + 3
    assert last_day(*both, last_effective_day=MONDAY + 2) == MONDAY + 9


def test_all_rule_with_a_met_condition_never_reclaims() -> None:
    both = (FIRST_CONTACT, idle(7))
    assert last_day(*both, combine=Combine.ALL) == MONDAY + 7
    met = found(*both, combine=Combine.ALL, last_effective_day=MONDAY)
    assert (met.last_day, met.deciding) == (NEVER, Deciding.FIRST_CONTACT)


def test_no_condition_left_protects_for_good() -> None:
    deal = (PeriodFact(FactKind.DEAL, MONDAY + 1),)
    met = found(FIRST_CONTACT, NO_DEAL, last_effective_day=MONDAY, facts=deal)
    assert met.last_day == NEVER
    assert all(each.is_met for each in met.conditions)


@pytest.mark.parametrize("combine", Combine)
def test_ties_go_by_the_table_s_order_however_the_rule_lists_them(combine: Combine) -> None:
    rules = (NoDealCondition(7, DayUnit.ALL), idle(7), FirstContactCondition(7, DayUnit.ALL))
    tied = found(*rules, combine=combine)
    assert tied.deciding is Deciding.FIRST_CONTACT
    assert [each.condition.code for each in tied.conditions] == [
        Deciding.FIRST_CONTACT,
        Deciding.IDLE,
        Deciding.NO_DEAL,
    ]


# --- locks, extensions, contracts ----------------------------------------------------------------


def contract(until: int | None, voided: int | None = None) -> tuple[PeriodFact, ...]:
    return (PeriodFact(FactKind.CONTRACT, MONDAY - 100, until, voided),)


@pytest.mark.parametrize(
    ("values", "expected", "deciding"),
    [
        ({"locked_until_day": MONDAY + 9}, 9, Deciding.LOCK),
        ({"extended_until_day": MONDAY + 8}, 8, Deciding.EXTENSION),
        ({"facts": contract(MONDAY + 11)}, 11, Deciding.CONTRACT),
        ({"facts": contract(MONDAY + 11, MONDAY)}, 7, Deciding.IDLE),
        ({"facts": contract(None)}, NEVER - MONDAY, Deciding.CONTRACT),
        # An earlier or equal day adds nothing; ties go to the rule, then in this order.
        ({"locked_until_day": MONDAY + 7}, 7, Deciding.IDLE),
        ({"locked_until_day": MONDAY - 3}, 7, Deciding.IDLE),
        (
            {"locked_until_day": MONDAY + 9, "extended_until_day": MONDAY + 9},
            9,
            Deciding.LOCK,
        ),
        (
            {
                "locked_until_day": MONDAY + 8,
                "extended_until_day": MONDAY + 9,
                "facts": contract(MONDAY + 9),
            },
            9,
            Deciding.EXTENSION,
        ),
    ],
)
def test_the_latest_of_rule_lock_extension_and_contract_holds(
    values: dict[str, Any], expected: int, deciding: Deciding
) -> None:
    result = found(idle(7), **values)
    assert (result.last_day, result.deciding) == (MONDAY + expected, deciding)


def test_what_nothing_takes_back_needs_no_lock() -> None:
    bare = protection(RuleFacts(), ClockFacts(MONDAY, locked_until_day=9), rules=[], calendar=PLAIN)
    assert (bare.last_day, bare.deciding) == (NEVER, Deciding.NONE)


def test_a_rule_reads_contracts_and_what_its_conditions_ask_for() -> None:
    visit = MilestoneCondition((Milestone(FactKind.VISIT, 7),))
    assert Rule(1, (idle(7),)).facts_read == {FactKind.CONTRACT}
    assert Rule(1, (idle(7), visit)).facts_read == {FactKind.CONTRACT, FactKind.VISIT}


# --- nothing comes forward by surprise -----------------------------------------------------------


def held(new: int, previous: int, promise: int | None = None, grace: int = 7) -> HeldDay:
    return with_grace(
        Protection(new, Deciding.IDLE),
        previous_last_day=previous,
        not_before_day=promise,
        today=100,
        grace_days=grace,
    )


@pytest.mark.parametrize(
    ("new", "previous", "promise", "expected"),
    [
        (90, 130, None, 107),  # brought forward into the past: grace
        (105, 130, None, 107),
        (107, 130, None, 107),  # grace asks for no more than what is computed
        (120, 130, None, 120),
        (90, 103, None, 103),  # never later than it was
        (130, 110, None, 130),  # later is simply later
        (101, 101, 107, 107),  # an earlier promise stands
        (110, 101, 107, 110),  # until work outruns it
        (90, 100, 110, 110),
        (NEVER, NEVER, None, NEVER),
        (105, NEVER, None, 107),
    ],
)
def test_a_day_brought_forward_keeps_its_grace(
    new: int, previous: int, promise: int | None, expected: int
) -> None:
    assert held(new, previous, promise).last_day == expected


def test_grace_names_itself_and_is_forgotten_once_outrun() -> None:
    assert held(90, 130) == HeldDay(107, 107, Deciding.GRACE)
    assert held(120, 107, 107) == HeldDay(120, None, Deciding.IDLE)


def test_the_rule_s_longest_warning_is_its_grace() -> None:
    rule = Rule(1, (idle(7),))
    assert grace_of(replace(rule, warning_leads=(10, 3))) == 10
    assert grace_of(replace(rule, warning_leads=(0,))) == 0
    assert grace_of(replace(rule, warning_leads=())) == 7
    assert grace_of(None) == 7


def test_days_left_and_warnings() -> None:
    assert days_left(110, 100) == 10
    assert days_left(100, 100) == 0
    assert days_left(NEVER, 100) is None
    leads = (7, 3, 1, 0)
    found = [warning_lead(100 + left, 100, leads) for left in (8, 7, 4, 3, 2, 1, 0, -1)]
    assert found == [None, 7, 7, 3, 3, 1, 0, None]
    assert warning_lead(NEVER, 100, leads) is None


# --- what the editor warns of --------------------------------------------------------------------


def test_the_editor_warns_of_an_all_rule_that_may_be_met_for_good() -> None:
    rule = Rule(1, (FIRST_CONTACT, idle(60), NO_DEAL), Combine.ALL, name="全部")
    assert editor_warnings(rule) == (
        NeverOnceMet("全部", (Deciding.FIRST_CONTACT, Deciding.NO_DEAL)),
    )
    assert editor_warnings(replace(rule, combine=Combine.ANY)) == ()
    assert editor_warnings(Rule(1, (idle(60),), Combine.ALL)) == ()


@pytest.mark.parametrize(
    ("level", "days", "rhythm"), [("A", 6, 7), ("A", 7, None), ("B", 13, 14), ("C", 29, 30)]
)
def test_the_editor_warns_of_a_rule_shorter_than_its_level_s_rhythm(
    level: str, days: int, rhythm: int | None
) -> None:
    rule = Rule(1, (idle(days),), filter=RuleFilter(levels=frozenset({level})))
    expected = () if rhythm is None else (ShorterThanRhythm("", level, rhythm, days),)
    assert editor_warnings(rule) == expected


def test_a_rule_for_everybody_is_held_against_every_level_but_the_exempt() -> None:
    rule = Rule(1, (idle(10, DayUnit.WORKING), FIRST_CONTACT), exempt_levels=frozenset({"C"}))
    assert editor_warnings(rule) == ()
    assert editor_warnings(replace(rule, exempt_levels=frozenset())) == (
        ShorterThanRhythm("", "C", 30, 14),
    )


def test_a_rule_that_asks_for_all_is_as_long_as_its_longest() -> None:
    both = Rule(1, (idle(5), MilestoneCondition((Milestone(FactKind.VISIT, 40),))), Combine.ALL)
    assert editor_warnings(both) == (NeverOnceMet("", (Deciding.MILESTONE,)),)
    assert editor_warnings(Rule(1, (FIRST_CONTACT,))) == ()
    assert editor_warnings(Rule(1, (), name="空")) == (NoConditions("空"),)


def filtered(name: str, wanted: RuleFilter = RuleFilter()) -> Rule:  # noqa: B008 - frozen
    """A rule that nothing else is to be said of."""
    return Rule(1, (idle(60),), filter=wanted, name=name)


def test_the_editor_warns_of_a_rule_whose_customers_an_earlier_one_takes() -> None:
    a, b = frozenset({"A"}), frozenset({"A", "B"})
    north = frozenset({"北京"})
    narrow = filtered("窄", RuleFilter(levels=a, provinces=north))
    for earlier in (filtered("全"), filtered("宽", RuleFilter(levels=b))):
        assert list(warnings_of([earlier, narrow])) == [(2, NeverReached("窄", 2, earlier.name, 1))]
        assert list(warnings_of([narrow, earlier])) == []
    for wanted in (
        RuleFilter(levels=b, tags=frozenset({"VIP"})),
        RuleFilter(levels=b - a),
    ):
        assert list(warnings_of([filtered("", wanted), narrow])) == []
    assert [number for number, _warning in warnings_of([filtered("全"), narrow, narrow])] == [2, 3]


# --- when it opens again -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "minute", "expected"),
    [
        (date(2026, 8, 3), 540, "2026-08-04T09:00"),
        (date(2026, 8, 7), 540, "2026-08-10T09:00"),  # over the weekend
        (date(2026, 8, 3), 0, "2026-08-04T00:00"),
        (date(2026, 8, 3), 1439, "2026-08-04T23:59"),
    ],
)
def test_a_reclaimed_customer_opens_on_the_next_working_morning(
    last: date, minute: int, expected: str
) -> None:
    opens = opens_after_reclaim(last.toordinal(), minute, PLAIN, SHANGHAI)
    assert opens == datetime.fromisoformat(expected).replace(tzinfo=SHANGHAI)


def test_without_an_opening_time_it_opens_at_once_and_one_in_a_skipped_hour_after_it() -> None:
    assert opens_after_reclaim(MONDAY, None, PLAIN, SHANGHAI) is None
    beirut = ZoneInfo("Asia/Beirut")  # 00:00 to 01:00 is skipped on Sunday 2026-03-29
    saturday = date(2026, 3, 28).toordinal()
    calendar = WorkCalendar(extra_workdays=frozenset({saturday + 1}))
    opens = opens_after_reclaim(saturday, 0, calendar, beirut)
    assert opens is not None
    assert opens.astimezone(beirut).time() == time(1)
