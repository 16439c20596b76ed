"""Locks, more days, hand-over plans, disputes and circles, as pure rules."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm_tui.domain.days import NEVER
from crm_tui.domain.disputes import (
    DisputeNotOpen,
    DisputeOutcome,
    DisputeRow,
    DisputeStatus,
    NotAboveSides,
    NotYourDispute,
    ShareOutOfRange,
    why_not_decide,
    why_not_withdraw,
)
from crm_tui.domain.extensions import (
    ExtensionAsked,
    ExtensionTooLong,
    NothingToExtend,
    why_not_ask,
    why_not_grant,
)
from crm_tui.domain.handovers import (
    HandedCustomer,
    HandoverPlan,
    HandoverWay,
    NoReceiver,
    OneReceiverOnly,
    ReceiverLeaves,
    shares,
    why_not_plan,
)
from crm_tui.domain.identifiers import CustomerId, DisputeId, PoolId, RoleId, UserId
from crm_tui.domain.locks import (
    Lock,
    LockDaysUsedUp,
    LockLimitReached,
    LockQuota,
    NotLocked,
    locked_days,
    may_grant,
    why_not_lock,
    why_not_unlock,
)
from crm_tui.domain.overviews import HeldSpan, Load, ping_pongs
from crm_tui.domain.pools import Holding, NotYours
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Person,
    Scope,
)
from tests.make import NOW

TODAY = 1000
LINA, ZHAO, BOSS = UserId(1), UserId(2), UserId(3)
POOL = PoolId(1)


def person(user_id: UserId = LINA, permissions: frozenset[object] = REP_PERMISSIONS) -> Person:
    return Person(user_id, "x", "李娜", RoleId(1), Scope.SELF, permissions)  # type: ignore[arg-type]


def holding(owner: UserId | None = LINA, last_day: int = TODAY + 10) -> Holding:
    return Holding(CustomerId(7), "恒信", POOL, owner, "李娜" if owner else "", last_day=last_day)


def quota(locked: int = 0, *locks: Lock, clock_day: int = TODAY - 20) -> LockQuota:
    return LockQuota(locked, 5, 30, locks, clock_day)


def lock(
    until: int, known: LockQuota | None = None, by: Person | None = None, manages: bool = False
) -> object:
    return why_not_lock(
        holding(),
        until,
        by=by or person(),
        manages_owner=manages,
        quota=known or quota(),
        today=TODAY,
    )


def test_days_that_two_locks_cover_count_once() -> None:
    covered = locked_days([Lock(990, 1000), Lock(995, 1005)], 0)
    assert len(covered) == 16


def test_a_lock_lifted_on_its_first_day_locked_nothing() -> None:
    assert not locked_days([Lock(TODAY, TODAY + 9, lifted_day=TODAY)], 0)


def test_a_lock_within_the_days_of_the_pool_is_allowed() -> None:
    assert lock(TODAY + 29) is None
    assert lock(TODAY + 30) == LockDaysUsedUp("恒信", 31, 0, 30, TODAY + 29)


def test_days_locked_before_count_and_those_before_the_clock_do_not() -> None:
    used = quota(0, Lock(TODAY - 10, TODAY - 1), Lock(TODAY - 300, TODAY - 100))
    assert lock(TODAY + 19, used) is None
    assert lock(TODAY + 20, used) == LockDaysUsedUp("恒信", 21, 10, 30, TODAY + 19)


def test_a_used_up_quota_names_no_day() -> None:
    used = quota(0, Lock(TODAY - 30, TODAY - 1), clock_day=TODAY - 30)
    assert lock(TODAY, used) == LockDaysUsedUp("恒信", 1, 30, 30, None)


def test_the_number_of_locked_customers_is_limited() -> None:
    assert lock(TODAY, quota(4)) is None
    assert lock(TODAY, quota(5)) == LockLimitReached("李娜", 5, 5)


def test_who_stands_above_grants_beyond_the_quota_and_the_owner_does_not() -> None:
    boss = person(BOSS, MANAGER_PERMISSIONS)
    assert lock(TODAY + 300, by=boss, manages=True) is None
    assert lock(TODAY + 3, by=boss) == NotYours("恒信", "李娜")
    own_boss = Person(
        LINA,
        "x",
        "李娜",
        RoleId(1),
        Scope.SELF,
        MANAGER_PERMISSIONS,
        managed_pool_ids=frozenset({POOL}),
    )
    assert not may_grant(holding(), by=own_boss, manages_owner=True)
    assert may_grant(holding(ZHAO), by=own_boss, manages_owner=False)
    assert may_grant(holding(), by=person(LINA, ADMIN_PERMISSIONS), manages_owner=False)


def test_what_nobody_holds_is_not_locked() -> None:
    known = quota()
    assert why_not_lock(
        holding(None), TODAY, by=person(), manages_owner=False, quota=known, today=TODAY
    ) == NotYours("恒信", "", is_pooled=True)


def test_a_lock_is_lifted_by_its_owner_or_who_stands_above() -> None:
    assert why_not_unlock(holding(), by=person(), manages_owner=False, is_locked=True) is None
    assert why_not_unlock(
        holding(), by=person(), manages_owner=False, is_locked=False
    ) == NotLocked("恒信")
    assert why_not_unlock(
        holding(), by=person(ZHAO), manages_owner=False, is_locked=True
    ) == NotYours("恒信", "李娜")


def ask(until: int, last_day: int = TODAY + 10, open_until: int | None = None) -> object:
    return why_not_ask(
        holding(last_day=last_day), until, by=person(), extension_days=30, open_until=open_until
    )


def test_more_days_are_asked_from_the_last_day_on_up_to_what_the_pool_grants() -> None:
    assert ask(TODAY + 40) is None
    assert ask(TODAY + 41) == ExtensionTooLong("恒信", 30, TODAY + 40)
    assert ask(TODAY + 10) == NothingToExtend("恒信", TODAY + 10)
    assert ask(TODAY + 20, last_day=NEVER) == NothingToExtend("恒信", NEVER)
    assert ask(TODAY + 20, open_until=TODAY + 15) == ExtensionAsked("恒信", TODAY + 15)


def test_nobody_grants_themselves_more_days_but_an_admin() -> None:
    def grant(by: Person, manages: bool) -> object:
        return why_not_grant(holding(), TODAY + 20, by=by, manages_owner=manages, extension_days=30)

    assert grant(person(), False) == NotYours("恒信", "李娜")
    assert grant(person(LINA, MANAGER_PERMISSIONS), True) == NotYours("恒信", "李娜")
    assert grant(person(BOSS, MANAGER_PERMISSIONS), True) is None
    assert grant(person(LINA, ADMIN_PERMISSIONS), False) is None


# --- hand-overs ----------------------------------------------------------------------------------


def customers(*places: tuple[str, str]) -> list[HandedCustomer]:
    return [
        HandedCustomer(CustomerId(number), "x", province, level, POOL)
        for number, (province, level) in enumerate(places, 1)
    ]


FOUR = customers(("北京市", "A"), ("上海市", "B"), ("北京市", ""), ("广东省", "C"))


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (HandoverPlan(HandoverWay.POOL), [None] * 4),
        (HandoverPlan(HandoverWay.PERSON, (LINA,)), [LINA] * 4),
        (HandoverPlan(HandoverWay.IN_TURN, (LINA, ZHAO)), [LINA, ZHAO, LINA, ZHAO]),
        (HandoverPlan(HandoverWay.REGION, (), (("北京市", LINA),)), [LINA, None, LINA, None]),
        (
            HandoverPlan(HandoverWay.REGION, (ZHAO, BOSS), (("北京市", LINA),)),
            [LINA, ZHAO, LINA, BOSS],
        ),
        (HandoverPlan(HandoverWay.LEVEL, (ZHAO,), (("A", LINA),)), [LINA, ZHAO, ZHAO, ZHAO]),
    ],
)
def test_a_plan_shares_out_every_customer(plan: HandoverPlan, expected: list[object]) -> None:
    assert [share.to for share in shares(plan, FOUR)] == expected


def test_a_plan_names_who_receives_and_not_who_leaves() -> None:
    def why(plan: HandoverPlan) -> object:
        return why_not_plan(plan, from_user_id=LINA, person="李娜")

    assert why(HandoverPlan(HandoverWay.PERSON)) == NoReceiver(HandoverWay.PERSON)
    assert why(HandoverPlan(HandoverWay.PERSON, (ZHAO, BOSS))) == OneReceiverOnly(2)
    assert why(HandoverPlan(HandoverWay.IN_TURN, (ZHAO, LINA))) == ReceiverLeaves("李娜")
    assert why(HandoverPlan(HandoverWay.POOL)) is None
    assert why(HandoverPlan(HandoverWay.LEVEL, (), (("A", ZHAO),))) is None


# --- disputes ------------------------------------------------------------------------------------


def dispute(status: DisputeStatus = DisputeStatus.OPEN) -> DisputeRow:
    return DisputeRow(
        DisputeId(4), CustomerId(7), "恒信", None, LINA, "李娜", ZHAO, "赵强", "x", NOW, status,
        None, None, "", None, "", None,
    )  # fmt: skip


def test_only_who_filed_a_dispute_withdraws_it_while_it_is_open() -> None:
    assert why_not_withdraw(dispute(), by=person()) is None
    assert why_not_withdraw(dispute(), by=person(ZHAO)) == NotYourDispute(DisputeId(4), "李娜")
    decided = dispute(DisputeStatus.DECIDED)
    assert why_not_withdraw(decided, by=person()) == DisputeNotOpen(
        DisputeId(4), DisputeStatus.DECIDED
    )


@pytest.mark.parametrize(
    ("outcome", "share", "expected"),
    [
        (DisputeOutcome.FILER, None, None),
        (DisputeOutcome.OTHER, 30, ShareOutOfRange(30)),
        (DisputeOutcome.SHARED, 30, None),
        (DisputeOutcome.SHARED, None, ShareOutOfRange(None)),
        (DisputeOutcome.SHARED, 100, ShareOutOfRange(100)),
        (DisputeOutcome.SHARED, 0, ShareOutOfRange(0)),
    ],
)
def test_only_a_shared_customer_has_a_share(
    outcome: DisputeOutcome, share: int | None, expected: object
) -> None:
    boss = person(BOSS, MANAGER_PERMISSIONS)
    assert why_not_decide(dispute(), outcome, share, by=boss, above_both=True) == expected


def test_a_dispute_is_decided_by_who_stands_above_both() -> None:
    boss = person(BOSS, MANAGER_PERMISSIONS)
    refused = NotAboveSides(DisputeId(4))
    assert (
        why_not_decide(dispute(), DisputeOutcome.FILER, None, by=boss, above_both=False) == refused
    )
    admin = person(BOSS, ADMIN_PERMISSIONS)
    assert why_not_decide(dispute(), DisputeOutcome.FILER, None, by=admin, above_both=False) is None


# --- the manager's view --------------------------------------------------------------------------


def test_somebody_is_near_a_limit_from_nine_tenths_on() -> None:
    assert [Load(LINA, "x", held, 10).is_near for held in (8, 9, 11)] == [False, True, True]
    assert not Load(LINA, "x", 1000, None).is_near
    assert Load(LINA, "x", 0, 0).is_near


def spans(*owners: UserId, customer: int = 7) -> list[HeldSpan]:
    def at(day: int) -> datetime:
        return NOW + timedelta(days=day)

    last = len(owners) - 1
    return [
        HeldSpan(CustomerId(customer), "恒信", owner, "x", at(n), None if n == last else at(n + 1))
        for n, owner in enumerate(owners)
    ]


def test_a_customer_that_goes_to_and_fro_is_named_with_both_and_how_often() -> None:
    (pair,) = ping_pongs(spans(LINA, ZHAO, LINA, ZHAO), NOW)
    assert (pair.one_id, pair.other_id, pair.times) == (LINA, ZHAO, 2)


@pytest.mark.parametrize(
    "held", [spans(LINA, ZHAO), spans(LINA, ZHAO, BOSS), spans(LINA, LINA, LINA)]
)
def test_going_on_to_somebody_else_is_no_circle(held: list[HeldSpan]) -> None:
    assert ping_pongs(held, NOW) == []


def test_different_customers_make_no_circle_and_old_times_do_not_count() -> None:
    two = [*spans(LINA, ZHAO), *spans(LINA, ZHAO, customer=8)]
    assert ping_pongs(two, NOW) == []
    assert ping_pongs(spans(LINA, ZHAO, LINA), NOW + timedelta(days=2)) == []
