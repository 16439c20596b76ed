"""Who may claim, return, assign, transfer, move and edit; and the reason with its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.customers import Standing
from crm_tui.domain.identifiers import CustomerId, PoolId, RoleId, UserId
from crm_tui.domain.pools import (
    Allowance,
    AlreadyInPool,
    AlreadyYours,
    Claimant,
    CoolingOff,
    DailyLimitReached,
    HeldCustomer,
    HeldGroup,
    Holding,
    HoldingLimit,
    HoldingLimitReached,
    LastPeriod,
    LimitKind,
    LimitLevel,
    NextPeriod,
    NotAMember,
    NotOwned,
    NotPoolAdmin,
    NotYours,
    NotYourStaff,
    OwnedByAnother,
    PeriodEnd,
    PeriodStart,
    Policy,
    PoolClosed,
    PoolNotOpenYet,
    ReservedForFinder,
    SetAside,
    TransferNotAllowed,
    TransferRights,
    end_after_passing,
    why_not_assign,
    why_not_claim,
    why_not_edit,
    why_not_edit_pool,
    why_not_hold,
    why_not_move,
    why_not_return,
    why_not_transfer,
)
from crm_tui.domain.teams import TeamMember, TeamRole
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Permission,
    Person,
    Scope,
)

ME, OTHER, HERE, THERE = UserId(1), UserId(2), PoolId(7), PoolId(8)
POLICY = Policy(HERE, "公海", ())
FREE = Holding(CustomerId(5), "恒信", HERE, None)
OWNED = replace(FREE, owner_id=OTHER, owner="李娜")
MINE = replace(FREE, owner_id=ME, owner="王伟")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def full(held: int, maximum: int, level: LimitLevel = LimitLevel.USER) -> Allowance:
    """Somebody who holds so many customers of the pool, with a limit over all pools."""
    limit = HoldingLimit(level, 1, None, LimitKind.GENERAL, maximum)
    return Allowance((limit,), (HeldGroup(HeldCustomer(HERE), held),))


def claimant(**values: object) -> Claimant:
    return replace(Claimant(ME, "王伟"), **values)  # type: ignore[arg-type]  # fields by name


def person(permissions: frozenset[Permission] = REP_PERMISSIONS, **values: object) -> Person:
    plain = Person(ME, "wangwei", "王伟", RoleId(1), Scope.SELF, permissions)
    return replace(plain, **values)  # type: ignore[arg-type]  # fields by name


WARDEN = person(managed_pool_ids=frozenset({HERE}))
BOSS, ADMIN = person(MANAGER_PERMISSIONS), person(ADMIN_PERMISSIONS)


# --- claim ---------------------------------------------------------------------------------------


def claim(customer: Holding = FREE, policy: Policy = POLICY, **by: object) -> object:
    return why_not_claim(customer, by=claimant(**by), policy=policy, today=100, now=NOW)


def test_a_free_customer_can_be_claimed() -> None:
    assert claim() is None


def test_an_owned_one_names_its_owner() -> None:
    assert claim(OWNED) == OwnedByAnother("恒信", OTHER, "李娜", None)
    assert claim(MINE) == AlreadyYours("恒信")


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.NORMAL])
def test_what_stands_aside_is_nobodys(standing: Standing) -> None:
    aside = replace(FREE, standing=standing)
    assert claim(aside) == SetAside("恒信", standing)
    assert assign(aside) == SetAside("恒信", standing)


def test_one_kept_for_its_finder_is_theirs_through_its_last_day() -> None:
    kept = replace(FREE, reserved_for_id=OTHER, reserved_until_day=100)
    assert claim(kept) == ReservedForFinder("恒信", 100)
    assert claim(replace(kept, reserved_for_id=ME)) is None
    assert claim(replace(kept, reserved_until_day=99)) is None


def test_the_finder_needs_no_membership_and_no_opening_while_it_is_kept() -> None:
    kept = replace(FREE, reserved_for_id=ME, reserved_until_day=100)
    later = replace(kept, opens_at=NOW + timedelta(hours=1))
    assert claim(kept, is_member=False) is None
    assert claim(later) is None
    assert claim(replace(later, reserved_until_day=99), is_member=False) == NotAMember(
        "公海", "王伟"
    )


def test_outsiders_and_closed_pools() -> None:
    assert claim(is_member=False) == NotAMember("公海", "王伟")
    assert claim(policy=replace(POLICY, enabled=False)) == PoolClosed("公海")


def test_what_came_in_lately_is_closed_until_the_instant_it_opens() -> None:
    opens_at = NOW + timedelta(minutes=1)
    closed = replace(FREE, opens_at=opens_at)
    assert claim(closed) == PoolNotOpenYet("恒信", opens_at)
    assert claim(replace(FREE, opens_at=NOW)) is None


def test_the_holding_limit_is_reached_when_one_more_would_break_it() -> None:
    assert claim(allowance=full(9, 10)) is None
    reached = HoldingLimitReached("王伟", 10, 10, level=LimitLevel.USER)
    assert claim(allowance=full(10, 10)) == reached
    assert claim(allowance=full(10, 10), may_exceed=True) is None


def test_limit_zero_still_refuses_the_first_claim() -> None:
    nothing = HoldingLimitReached("王伟", 0, 0, level=LimitLevel.USER)
    assert claim(allowance=full(0, 0)) == nothing
    assert claim(policy=replace(POLICY, daily_limit=0)) == DailyLimitReached(0, 0, "公海", 101)


def test_the_daily_limit_is_possible_again_tomorrow_and_nobody_overrides_it() -> None:
    policy = replace(POLICY, daily_limit=2)
    assert claim(policy=policy, claims_today=1) is None
    reached = DailyLimitReached(2, 2, "公海", 101)
    assert claim(policy=policy, claims_today=2) == reached
    assert claim(policy=policy, claims_today=2, may_exceed=True) == reached


PASSED_ON = {
    PeriodEnd.TRANSFERRED,
    PeriodEnd.HANDED_OVER,
    PeriodEnd.DISPUTED,
    PeriodEnd.MERGED,
}


@pytest.mark.parametrize("how", [each for each in PeriodEnd if each not in PASSED_ON])
def test_a_former_owner_waits_out_the_cool_off(how: PeriodEnd) -> None:
    policy = replace(POLICY, cool_off_return_days=7, cool_off_reclaim_days=3)
    days = 3 if how is PeriodEnd.RECLAIMED else 7
    again = 100 + 1
    period = LastPeriod(how, again - days)
    waits = CoolingOff("恒信", "王伟", how, again)
    assert claim(policy=policy, last_period=period) == waits
    assert claim(policy=policy, last_period=period, may_exceed=True) == waits
    assert claim(policy=policy, last_period=replace(period, end_day=period.end_day - 1)) is None


@pytest.mark.parametrize("how", [each for each in PeriodEnd if each in PASSED_ON])
def test_who_lost_a_customer_to_a_colleague_waits_for_nothing(how: PeriodEnd) -> None:
    assert claim(last_period=LastPeriod(how, 100)) is None


PASSED = LastPeriod(PeriodEnd.TRANSFERRED, 90)
HELD = NextPeriod(PeriodStart.TRANSFERRED)


@pytest.mark.parametrize(
    ("following", "ended"),
    [
        ([HELD], PASSED),
        ([replace(HELD, how_ended=PeriodEnd.RECLAIMED, end_day=95)], (PeriodEnd.RECLAIMED, 95)),
        ([replace(HELD, how_ended=PeriodEnd.TRANSFERRED, end_day=95), HELD], PASSED),
        (
            [
                replace(HELD, how_ended=PeriodEnd.TRANSFERRED, end_day=92),
                replace(HELD, how_ended=PeriodEnd.RETURNED, end_day=95),
                NextPeriod(PeriodStart.CLAIMED),
            ],
            (PeriodEnd.RETURNED, 95),
        ),
        ([], (PeriodEnd.RETURNED, 90)),
        ([NextPeriod(PeriodStart.CLAIMED, PeriodEnd.RECLAIMED, 99)], (PeriodEnd.RETURNED, 90)),
    ],
)
def test_what_one_passed_on_ends_as_it_does_in_the_hands_it_went_to(
    following: list[NextPeriod], ended: LastPeriod | tuple[PeriodEnd, int]
) -> None:
    expected = ended if isinstance(ended, LastPeriod) else LastPeriod(*ended)
    assert end_after_passing(PASSED, following) == expected


def test_no_cool_off_days_means_no_cool_off() -> None:
    policy = replace(POLICY, cool_off_return_days=0, cool_off_reclaim_days=0)
    for how in PeriodEnd:
        assert claim(policy=policy, last_period=LastPeriod(how, 100)) is None


def test_cool_off_and_limits_hold_on_every_road() -> None:
    waiting = claimant(last_period=LastPeriod(PeriodEnd.RETURNED, 100))
    assert isinstance(why_not_hold(FREE, by=waiting, policy=POLICY, today=100), CoolingOff)
    at_limit = claimant(allowance=full(1, 1))
    refusal = why_not_hold(FREE, by=at_limit, policy=POLICY, today=100)
    assert isinstance(refusal, HoldingLimitReached)


# --- return, assign ------------------------------------------------------------------------------


def test_only_the_holder_their_manager_the_pool_s_admin_and_an_admin_return() -> None:
    assert why_not_return(MINE, by=person(), manages_owner=False) is None
    assert why_not_return(OWNED, by=person(), manages_owner=False) == NotYours("恒信", "李娜")
    assert why_not_return(OWNED, by=person(), manages_owner=True) == NotYours("恒信", "李娜")
    assert why_not_return(OWNED, by=BOSS, manages_owner=True) is None
    assert why_not_return(OWNED, by=ADMIN, manages_owner=False) is None
    assert why_not_return(OWNED, by=WARDEN, manages_owner=False) is None
    assert why_not_return(FREE, by=person(), manages_owner=False) == NotOwned("恒信")


def assign(
    customer: Holding = FREE,
    by: Person = ADMIN,
    *,
    manages_receiver: bool = False,
    **to: object,
) -> object:
    return why_not_assign(
        customer,
        to=claimant(user_id=OTHER, name="李娜", **to),
        by=by,
        manages_receiver=manages_receiver,
        policy=POLICY,
        today=100,
    )


def test_assigning_asks_who_gives_and_what_the_receiver_may_hold() -> None:
    assert assign() is None
    assert assign(OWNED) == AlreadyYours("恒信")
    third = replace(OWNED, owner_id=UserId(3))
    assert assign(third) == OwnedByAnother("恒信", UserId(3), "李娜", None)
    assert assign(by=BOSS) == NotYourStaff("李娜")
    assert isinstance(assign(allowance=full(5, 5)), HoldingLimitReached)
    assert isinstance(assign(last_period=LastPeriod(PeriodEnd.RETURNED, 100)), CoolingOff)
    assert assign(is_member=False) is None


def test_a_pool_admin_gives_to_members_a_manager_to_own_staff_and_who_is_both_may_either() -> None:
    both = person(MANAGER_PERMISSIONS, managed_pool_ids=frozenset({HERE}))
    assert assign(by=WARDEN) is None
    assert assign(by=WARDEN, is_member=False) == NotAMember("公海", "李娜")
    assert assign(by=BOSS, manages_receiver=True, is_member=False) is None
    assert assign(by=person(), manages_receiver=True) == NotYourStaff("李娜")
    assert assign(by=both, is_member=False, manages_receiver=True) is None
    assert assign(by=both, is_member=True) is None
    assert assign(by=both, is_member=False) == NotAMember("公海", "李娜")


def test_whoever_gives_need_not_wait_for_the_opening_or_the_finder() -> None:
    closed = replace(FREE, opens_at=NOW + timedelta(days=1))
    assert assign(closed) is None
    assert assign(replace(FREE, reserved_for_id=ME, reserved_until_day=100)) is None


# --- transfer, move ------------------------------------------------------------------------------


def transfer(
    customer: Holding = MINE,
    by: Person | None = None,
    rights: TransferRights | None = None,
    **to: object,
) -> object:
    return why_not_transfer(
        customer,
        to=claimant(**{"user_id": UserId(3), "name": "赵强", **to}),
        by=by or person(),
        rights=rights or TransferRights(),
        policy=POLICY,
        today=100,
    )


def test_the_owner_passes_on_where_the_office_lets_them() -> None:
    assert transfer() is None
    assert transfer(rights=TransferRights(owners_may_transfer=False)) == TransferNotAllowed("恒信")
    assert transfer(OWNED) == NotYours("恒信", "李娜")
    assert transfer(FREE) == NotOwned("恒信")
    assert transfer(user_id=ME) == AlreadyYours("恒信")


def test_the_owner_s_manager_passes_on_within_their_staff_an_admin_anywhere() -> None:
    staff = TransferRights(manages_owner=True, manages_receiver=True, owners_may_transfer=False)
    assert transfer(OWNED, by=BOSS, rights=staff) is None
    assert transfer(OWNED, by=person(), rights=staff) == NotYours("恒信", "李娜")
    outside = replace(staff, manages_receiver=False)
    assert transfer(OWNED, by=BOSS, rights=outside) == NotYourStaff("赵强")
    assert transfer(OWNED, by=WARDEN) == NotYours("恒信", "李娜")
    assert transfer(OWNED, by=ADMIN) is None


def test_a_transfer_asks_for_the_receiver_s_cool_off_and_limits() -> None:
    waiting = LastPeriod(PeriodEnd.RECLAIMED, 100)
    assert isinstance(transfer(last_period=waiting), CoolingOff)
    assert isinstance(transfer(allowance=full(2, 2)), HoldingLimitReached)
    assert transfer(allowance=full(2, 2), may_exceed=True) is None


def test_only_who_administers_both_pools_moves() -> None:
    there = Policy(THERE, "华北", ())
    both = person(managed_pool_ids=frozenset({HERE, THERE}))
    assert why_not_move(FREE, by=both, here=POLICY, there=there) is None
    assert why_not_move(FREE, by=ADMIN, here=POLICY, there=there) is None
    assert why_not_move(FREE, by=WARDEN, here=POLICY, there=there) == NotPoolAdmin("华北")
    assert why_not_move(FREE, by=BOSS, here=POLICY, there=there) == NotPoolAdmin("公海")
    assert why_not_move(FREE, by=ADMIN, here=POLICY, there=POLICY) == AlreadyInPool("恒信", "公海")


# --- edit ----------------------------------------------------------------------------------------


def edit(customer: Holding, by: Person, team: TeamMember | None = None) -> object:
    return why_not_edit(customer, by=by, manages_owner=False, team=team)


def test_in_a_pool_only_its_admin_an_admin_and_the_finder_edit() -> None:
    assert edit(FREE, person()) == NotYours("恒信", "", is_pooled=True)
    assert edit(FREE, ADMIN) is None
    assert edit(FREE, WARDEN) is None
    assert edit(replace(FREE, reserved_for_id=ME), person()) is None


def test_an_owned_one_is_edited_by_owner_those_above_and_a_team_that_may_write() -> None:
    seat = TeamMember(CustomerId(5), ME, TeamRole.SERVICE, can_write=True)
    assert edit(MINE, person()) is None
    assert edit(OWNED, person()) == NotYours("恒信", "李娜")
    assert edit(OWNED, person(), seat) is None
    assert edit(OWNED, person(), replace(seat, can_write=False)) == NotYours("恒信", "李娜")
    assert why_not_edit(OWNED, by=BOSS, manages_owner=True, team=None) is None
    assert why_not_edit(OWNED, by=person(), manages_owner=True, team=None) is not None


def test_a_pool_is_edited_by_its_admins_and_those_of_the_office() -> None:
    assert why_not_edit_pool(HERE, "公海", by=WARDEN) is None
    assert why_not_edit_pool(THERE, "华北", by=WARDEN) == NotPoolAdmin("华北")
    assert why_not_edit_pool(HERE, "公海", by=ADMIN) is None
    assert why_not_edit_pool(HERE, "公海", by=BOSS) == NotPoolAdmin("公海")
