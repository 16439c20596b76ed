"""The pool's rules at their boundaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crm_tui.domain.days import NEVER, DayUnit, WorkCalendar
from crm_tui.domain.identifiers import CustomerId, PoolId, RoleId, UserId
from crm_tui.domain.pools import (
    AlreadyYours,
    Claimant,
    ClockFacts,
    Combine,
    CoolingOff,
    DailyLimitReached,
    Deciding,
    HeldDay,
    HoldCause,
    Holding,
    HoldingLimitReached,
    IdleCondition,
    LastPeriod,
    NotAMember,
    NotOwned,
    NotYours,
    OwnedByAnother,
    PeriodEnd,
    Policy,
    PoolClosed,
    Protection,
    ReservedForFinder,
    Rule,
    RuleFacts,
    RuleFilter,
    SweepOutlook,
    days_left,
    is_overdue,
    parse_rule,
    protection,
    warning_lead,
    why_hold_sweep,
    why_not_assign,
    why_not_claim,
    why_not_edit,
    why_not_hold,
    why_not_return,
    with_grace,
)
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Permission,
    Person,
    Scope,
)

MONDAY = date(2026, 8, 3).toordinal()
PLAIN = WorkCalendar()
ME, OTHER = UserId(1), UserId(2)
HERE = PoolId(7)
POLICY = Policy(HERE, "公海", ())
FREE = Holding(CustomerId(5), "恒信", HERE, None)
OWNED = replace(FREE, owner_id=OTHER, owner="李娜")


def idle(days: int, unit: DayUnit = DayUnit.ALL) -> IdleCondition:
    return IdleCondition(days, unit)


def last_day(*conditions: IdleCondition, combine: Combine = Combine.ANY, **facts: Any) -> int:
    clock = ClockFacts(**{"clock_day": MONDAY, **facts})
    rules = [Rule(1, conditions, combine)]
    return protection(RuleFacts(), clock, rules=rules, calendar=PLAIN).last_day


def claimant(**values: object) -> Claimant:
    plain = Claimant(ME, "王伟", 0, None, 0, 0, is_member=True)
    return replace(plain, **values)  # type: ignore[arg-type]  # fields by name


def person(permissions: frozenset[Permission] = REP_PERMISSIONS, **values: object) -> Person:
    plain = Person(ME, "wangwei", "王伟", RoleId(1), Scope.SELF, permissions)
    return replace(plain, **values)  # type: ignore[arg-type]  # fields by name


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


def test_the_pool_s_longest_warning_is_its_grace() -> None:
    assert replace(POLICY, warning_leads=(10, 3)).grace_days == 10
    assert replace(POLICY, warning_leads=()).grace_days == 7


def test_days_left_and_warnings() -> None:
    assert days_left(110, 100) == 10
    assert days_left(100, 100) == 0
    assert days_left(NEVER, 100) is None
    leads = (7, 3, 1, 0)
    found = [warning_lead(100 + left, 100, leads) for left in (8, 7, 4, 3, 2, 1, 0, -1)]
    assert found == [None, 7, 7, 3, 3, 1, 0, None]
    assert warning_lead(NEVER, 100, leads) is None


# --- who may claim -------------------------------------------------------------------------------


def claim(customer: Holding = FREE, policy: Policy = POLICY, **by: object) -> object:
    return why_not_claim(customer, by=claimant(**by), policy=policy, today=100)


def test_a_free_customer_can_be_claimed() -> None:
    assert claim() is None


def test_an_owned_one_names_its_owner() -> None:
    assert claim(OWNED) == OwnedByAnother("恒信", OTHER, "李娜", None)
    assert claim(replace(OWNED, owner_id=ME)) == AlreadyYours("恒信")


def test_one_kept_for_its_finder_is_theirs_through_its_last_day() -> None:
    kept = replace(FREE, reserved_for_id=OTHER, reserved_until_day=100)
    assert claim(kept) == ReservedForFinder("恒信", 100)
    assert claim(replace(kept, reserved_for_id=ME)) is None
    assert claim(replace(kept, reserved_until_day=99)) is None


def test_outsiders_and_closed_pools() -> None:
    assert claim(is_member=False) == NotAMember("公海", "王伟")
    assert claim(policy=replace(POLICY, enabled=False)) == PoolClosed("公海")


def test_the_holding_limit_is_reached_when_one_more_would_break_it() -> None:
    assert claim(held=9, holding_limit=10) is None
    assert claim(held=10, holding_limit=10) == HoldingLimitReached("王伟", 10, 10)
    assert claim(held=0, holding_limit=0) == HoldingLimitReached("王伟", 0, 0)


def test_the_pool_s_own_limit_holds_as_well() -> None:
    policy = replace(POLICY, holding_limit=3)
    assert claim(policy=policy, held_in_pool=2, held=50) is None
    assert claim(policy=policy, held_in_pool=3) == HoldingLimitReached("王伟", 3, 3, "公海")


def test_the_daily_limit_is_possible_again_tomorrow() -> None:
    policy = replace(POLICY, daily_limit=2)
    assert claim(policy=policy, claims_today=1) is None
    assert claim(policy=policy, claims_today=2) == DailyLimitReached(2, 2, "公海", 101)
    assert claim(policy=replace(POLICY, daily_limit=0)) == DailyLimitReached(0, 0, "公海", 101)


@pytest.mark.parametrize("how", list(PeriodEnd))
def test_a_former_owner_waits_out_the_cool_off(how: PeriodEnd) -> None:
    policy = replace(POLICY, cool_off_return_days=7, cool_off_reclaim_days=3)
    days = 3 if how is PeriodEnd.RECLAIMED else 7
    again = 100 + 1
    period = LastPeriod(how, again - days)
    assert claim(policy=policy, last_period=period) == CoolingOff("恒信", "王伟", how, again)
    assert claim(policy=policy, last_period=replace(period, end_day=period.end_day - 1)) is None


def test_no_cool_off_days_means_no_cool_off() -> None:
    policy = replace(POLICY, cool_off_return_days=0, cool_off_reclaim_days=0)
    for how in PeriodEnd:
        assert claim(policy=policy, last_period=LastPeriod(how, 100)) is None


def test_cool_off_and_limits_hold_on_every_road() -> None:
    waiting = claimant(last_period=LastPeriod(PeriodEnd.RETURNED, 100))
    assert isinstance(why_not_hold(FREE, by=waiting, policy=POLICY, today=100), CoolingOff)
    full = claimant(held=1, holding_limit=1)
    assert isinstance(why_not_hold(FREE, by=full, policy=POLICY, today=100), HoldingLimitReached)


# --- who may return, assign, edit ----------------------------------------------------------------


def test_only_the_holder_their_manager_the_pool_s_admin_and_an_admin_return() -> None:
    mine = replace(OWNED, owner_id=ME)
    assert why_not_return(mine, by=person(), manages_owner=False) is None
    assert why_not_return(OWNED, by=person(), manages_owner=False) == NotYours("恒信", "李娜")
    assert why_not_return(OWNED, by=person(), manages_owner=True) == NotYours("恒信", "李娜")
    assert why_not_return(OWNED, by=person(MANAGER_PERMISSIONS), manages_owner=True) is None
    assert why_not_return(OWNED, by=person(ADMIN_PERMISSIONS), manages_owner=False) is None
    warden = person(managed_pool_ids=frozenset({HERE}))
    assert why_not_return(OWNED, by=warden, manages_owner=False) is None
    assert why_not_return(FREE, by=person(), manages_owner=False) == NotOwned("恒信")


def assign(customer: Holding = FREE, by: Person | None = None, **to: object) -> object:
    return why_not_assign(
        customer,
        to=claimant(user_id=OTHER, name="李娜", **to),
        by=by or person(ADMIN_PERMISSIONS),
        manages_receiver=False,
        policy=POLICY,
        today=100,
    )


def test_assigning_asks_who_gives_and_what_the_receiver_may_hold() -> None:
    assert assign() is None
    assert assign(OWNED) == AlreadyYours("恒信")
    assert assign(replace(OWNED, owner_id=UserId(3))) == OwnedByAnother(
        "恒信", UserId(3), "李娜", None
    )
    assert assign(by=person(MANAGER_PERMISSIONS)) == NotYours("恒信", "李娜")
    assert assign(held=5, holding_limit=5) == HoldingLimitReached("李娜", 5, 5)
    assert isinstance(assign(last_period=LastPeriod(PeriodEnd.RETURNED, 100)), CoolingOff)
    warden = person(managed_pool_ids=frozenset({HERE}))
    assert assign(by=warden) is None
    assert assign(by=warden, is_member=False) == NotAMember("公海", "李娜")
    assert assign(is_member=False) is None


def test_a_manager_gives_to_their_own_staff() -> None:
    refusal = why_not_assign(
        FREE,
        to=claimant(user_id=OTHER),
        by=person(MANAGER_PERMISSIONS),
        manages_receiver=True,
        policy=POLICY,
        today=100,
    )
    assert refusal is None


def test_in_a_pool_only_its_admin_an_admin_and_the_finder_edit() -> None:
    assert why_not_edit(FREE, by=person()) == NotYours("恒信", "")
    assert why_not_edit(FREE, by=person(ADMIN_PERMISSIONS)) is None
    assert why_not_edit(FREE, by=person(managed_pool_ids=frozenset({HERE}))) is None
    assert why_not_edit(replace(FREE, reserved_for_id=ME), by=person()) is None
    assert why_not_edit(OWNED, by=person()) is None


# --- holding a sweep -----------------------------------------------------------------------------


def outlook(due: int = 51, owned: int = 100, **values: object) -> SweepOutlook:
    plain = SweepOutlook(due, owned, 100, 60)
    return replace(plain, **values)  # type: ignore[arg-type]  # fields by name


def test_a_large_sweep_after_a_long_pause_waits() -> None:
    assert why_hold_sweep(outlook()) is HoldCause.LONG_PAUSE


@pytest.mark.parametrize(
    "harmless",
    [
        outlook(due=50),
        outlook(due=60, owned=300),
        outlook(last_sweep_day=70),
        outlook(last_sweep_day=None),
        outlook(last_sweep_day=99, clock_drift_seconds=3600),
    ],
)
def test_a_small_or_an_expected_sweep_runs(harmless: SweepOutlook) -> None:
    assert why_hold_sweep(harmless) is None


def test_a_moved_clock_or_changed_rules_hold_it_too() -> None:
    recent = outlook(last_sweep_day=99)
    assert why_hold_sweep(replace(recent, clock_drift_seconds=-3601)) is HoldCause.CLOCK_MOVED
    for cause in HoldCause:
        assert why_hold_sweep(replace(recent, causes=frozenset({cause}))) is cause
    assert why_hold_sweep(outlook(due=61, owned=300)) is HoldCause.LONG_PAUSE
