"""Lock, more days and the clock started anew, on real files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import NEVER, DayRange
from crm_tui.domain.extensions import (
    ExtensionAsked,
    ExtensionNotOpen,
    ExtensionTooLong,
    NothingToExtend,
)
from crm_tui.domain.identifiers import CustomerId, ExtensionId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.locks import LockDaysUsedUp, LockLimitReached, NotLocked
from crm_tui.domain.pools import (
    Deciding,
    NotYours,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    FieldError,
    NotFoundError,
    NotPermittedError,
)
from crm_tui.services.pools import BatchOutcome
from tests import make
from tests.answers import last_day, refusal

TODAY = make.NOW.toordinal()


def transfer(crm: Crm, actor: Actor, customer: CustomerId, to: Actor) -> BatchOutcome:
    return crm.movements.transfer(actor, [customer], to.user_id)


# --- locks ---------------------------------------------------------------------------------------


def test_a_lock_protects_through_its_day_and_lapses_without_anybody_doing_anything(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=28))
    today = TODAY + 28
    crm.movements.lock(lina, [customer], today + 5, reason="谈判中")
    record = crm.customers.record(lina, customer)
    assert (record.row.last_day, record.row.deciding) == (today + 5, Deciding.LOCK.value)
    clock.advance(timedelta(days=5))
    assert crm.sweeps.sweep(make.admin(crm)).total == 0
    clock.advance(timedelta(days=1))
    assert crm.sweeps.sweep(make.admin(crm)).total == 1


def test_lock_quota_is_not_widened_by_locking_again(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    for _ in range(3):
        crm.movements.lock(lina, [customer], TODAY + 29)
        crm.movements.unlock(lina, [customer])
    crm.movements.lock(lina, [customer], TODAY + 9)
    clock.advance(timedelta(days=10))
    make.follow_up(crm, lina, customer)
    used = refusal(crm.movements.lock(lina, [customer], TODAY + 30))
    assert used == LockDaysUsedUp("北京恒信科技有限公司", 21, 10, 30, TODAY + 29)
    assert not crm.movements.lock(lina, [customer], TODAY + 29).refused


def test_passing_a_customer_around_widens_no_lock(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    crm.movements.lock(lina, [customer], TODAY + 29)
    clock.advance(timedelta(days=29))
    transfer(crm, lina, customer, zhao)
    assert last_day(crm, customer) == TODAY + 30
    clock.advance(timedelta(days=1))
    assert isinstance(refusal(crm.movements.lock(zhao, [customer], TODAY + 31)), LockDaysUsedUp)


def test_a_person_locks_only_so_many_customers_at_once(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, lock_limit=1)
    one, other = (make.customer(crm, lina, name=name) for name in ("甲公司", "乙公司"))
    outcome = crm.movements.lock(lina, [one, other], TODAY + 3)
    assert [result.customer for result in outcome.done] == ["甲公司"]
    assert refusal(outcome) == LockLimitReached("李娜", 1, 1)
    assert not crm.movements.lock(lina, [one], TODAY + 5).refused


def test_who_stands_above_locks_beyond_the_quota_and_it_is_recorded(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    make.set_pool(crm, lock_limit=0)
    customer = make.customer(crm, lina)
    assert not crm.movements.lock(boss, [customer], TODAY + 90, reason="大客户").refused
    ((after,),) = make.query(crm, "SELECT after FROM event WHERE kind = 'customer_locked'")
    assert '"beyond_quota":true' in after
    assert last_day(crm, customer) == TODAY + 90


def test_a_lifted_lock_brings_the_day_forward_only_with_grace(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    crm.movements.lock(boss, [customer], TODAY + 90)
    clock.advance(timedelta(days=40))
    crm.movements.unlock(boss, [customer])
    assert last_day(crm, customer) == TODAY + 47
    assert isinstance(refusal(crm.movements.unlock(lina, [customer])), NotLocked)


def test_an_owner_wins_grace_by_lifting_locks_only_once_a_period(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=30))
    days = []
    for _ in range(2):
        crm.movements.lock(lina, [customer], TODAY + 50)
        crm.movements.unlock(lina, [customer])
        days.append(last_day(crm, customer))
    assert days == [TODAY + 37, TODAY + 30]


def test_undo_lifts_a_lock_and_lets_the_one_before_hold_again(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.movements.lock(lina, [customer], TODAY + 29)
    crm.movements.lock(boss, [customer], TODAY + 60)
    crm.history.undo(boss)
    assert make.query(crm, "SELECT locked_until_day FROM customer") == [(TODAY + 29,)]
    assert make.query(crm, "SELECT until_day, lifted_day FROM customer_lock ORDER BY id") == [
        (TODAY + 29, None),
        (TODAY + 60, TODAY),
    ]
    crm.movements.unlock(boss, [customer])
    crm.history.undo(boss)
    assert make.query(crm, "SELECT locked_until_day FROM customer") == [(TODAY + 29,)]


def test_undo_of_a_lock_on_the_last_day_leaves_the_last_day_as_it_was(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    stored = "SELECT last_day, deciding, not_before_day, not_before_cause FROM customer"
    clock.advance(timedelta(days=30))
    before = make.query(crm, stored)
    crm.movements.lock(lina, [customer], TODAY + 50)
    crm.history.undo(lina)
    assert make.query(crm, stored) == before
    assert last_day(crm, customer) == TODAY + 30


def test_undo_of_a_lock_keeps_the_leave_that_was_recorded_meanwhile(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.movements.lock(boss, [customer], TODAY + 60)
    locked = crm.history.batches(boss)[0]
    crm.leaves.record(boss, LeavePlan(lina.user_id, DayRange(TODAY + 1, TODAY + 5)))
    crm.history.undo(boss, locked.id)
    assert last_day(crm, customer) == TODAY + 35


def test_only_the_owner_and_who_stands_above_lock(crm: Crm, lina: Actor, zhao: Actor) -> None:
    customer, free = make.customer(crm, lina), make.customer(crm, in_pool=True, name="公海客户")
    make.set_user(crm, zhao.user_id, department_id=None)
    assert isinstance(refusal(crm.movements.lock(zhao, [customer], TODAY + 1)), NotFoundError)
    assert refusal(crm.movements.lock(zhao, [free], TODAY + 1)) == NotYours(
        "公海客户", "", is_pooled=True
    )
    with pytest.raises(FieldError):
        crm.movements.lock(lina, [customer], TODAY - 1)


# --- more days -----------------------------------------------------------------------------------


def asked(crm: Crm, actor: Actor, customer: CustomerId, until_day: int) -> ExtensionId:
    outcome = crm.movements.ask_extension(actor, [customer], until_day, "客户出差")
    assert outcome.refused == ()
    return crm.movements.extensions(actor)[0].id


def grant(crm: Crm, actor: Actor, extension: ExtensionId) -> BatchOutcome:
    return crm.movements.decide_extension(actor, [extension], is_granted=True)


def test_more_days_are_asked_by_the_owner_and_granted_by_who_stands_above(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    extension = asked(crm, lina, customer, TODAY + 50)
    assert last_day(crm, customer) == TODAY + 30
    waiting = crm.pools.why(lina, customer)
    assert (waiting.asked_until_day, waiting.asked_of) == (TODAY + 50, "boss")
    with pytest.raises(NotPermittedError):
        grant(crm, lina, extension)
    assert [row.asked_by for row in crm.movements.extensions(boss)] == ["李娜"]
    assert grant(crm, boss, extension).refused == ()
    record = crm.customers.record(lina, customer)
    assert (record.row.last_day, record.row.deciding) == (TODAY + 50, Deciding.EXTENSION.value)
    assert crm.movements.extensions(boss) == []
    assert isinstance(refusal(grant(crm, boss, extension)), ExtensionNotOpen)
    assert crm.pools.why(lina, customer).asked_until_day is None


def test_a_refused_request_changes_nothing_and_another_may_follow(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    extension = asked(crm, lina, customer, TODAY + 50)
    again = crm.movements.ask_extension(lina, [customer], TODAY + 40, "x")
    assert refusal(again) == ExtensionAsked("北京恒信科技有限公司", TODAY + 50)
    crm.movements.decide_extension(boss, [extension], is_granted=False, note="不行")
    assert last_day(crm, customer) == TODAY + 30
    assert asked(crm, lina, customer, TODAY + 40) != extension


def test_a_manager_does_not_grant_their_own_request(crm: Crm, lina: Actor, boss: Actor) -> None:
    customer = make.customer(crm, boss)
    extension = asked(crm, boss, customer, TODAY + 50)
    assert isinstance(refusal(grant(crm, boss, extension)), NotYours)


def test_no_more_days_than_the_pool_grants_and_none_where_nothing_takes_it_back(
    crm: Crm, lina: Actor
) -> None:
    make.set_pool(crm, extension_days=5)
    customer = make.customer(crm, lina)
    outcome = crm.movements.ask_extension(lina, [customer], TODAY + 36, "x")
    assert refusal(outcome) == ExtensionTooLong("北京恒信科技有限公司", 5, TODAY + 35)
    calm = make.customer(crm, lina, name="无规则", pool=None)
    crm.movements.move(make.admin(crm), [calm], make.pool(crm, "无规则的公海"))
    assert last_day(crm, calm) == NEVER
    assert isinstance(
        refusal(crm.movements.ask_extension(lina, [calm], TODAY + 3, "x")), NothingToExtend
    )


def test_a_request_goes_along_with_a_transfer_and_lapses_with_a_return(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    extension = asked(crm, lina, customer, TODAY + 50)
    transfer(crm, boss, customer, zhao)
    assert [row.id for row in crm.movements.extensions(boss)] == [extension]
    crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm))
    assert crm.movements.extensions(boss) == []


def test_undo_takes_a_grant_back_with_its_days_and_the_request_waits_again(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    extension = asked(crm, lina, customer, TODAY + 50)
    clock.advance(timedelta(days=30))
    grant(crm, boss, extension)
    crm.history.undo(boss)
    assert [row.id for row in crm.movements.extensions(boss)] == [extension]
    assert last_day(crm, customer) == TODAY + 30


def test_undo_of_asking_forgets_the_request(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    asked(crm, lina, customer, TODAY + 50)
    crm.history.undo(lina)
    assert crm.movements.extensions(lina, only_open=False) == []


def test_an_extension_ends_with_its_period(crm: Crm, lina: Actor, boss: Actor) -> None:
    customer = make.customer(crm, lina)
    grant(crm, boss, asked(crm, lina, customer, TODAY + 50))
    crm.movements.lock(lina, [customer], TODAY + 10)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert make.query(crm, "SELECT locked_until_day, extended_until_day FROM customer") == [
        (None, None)
    ]


# --- the clock started anew ----------------------------------------------------------------------


def test_only_who_stands_above_starts_a_clock_anew_and_says_why(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=20))
    with pytest.raises(NotPermittedError):
        crm.movements.restart_clock(lina, [customer], "x")
    with pytest.raises(FieldError):
        crm.movements.restart_clock(boss, [customer], " ")
    crm.movements.restart_clock(boss, [customer], "换了对接人")
    record = crm.customers.record(lina, customer)
    assert (record.clock_day, record.row.last_day) == (TODAY + 20, TODAY + 50)
    crm.history.undo(boss)
    assert crm.customers.record(lina, customer).clock_day == TODAY
    assert last_day(crm, customer) == TODAY + 30


def test_a_manager_does_not_start_their_own_clock_anew(crm: Crm, boss: Actor) -> None:
    customer = make.customer(crm, boss)
    assert isinstance(refusal(crm.movements.restart_clock(boss, [customer], "x")), NotYours)
