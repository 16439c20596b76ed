"""Leave: the days somebody is away do not count, and nobody lengthens their own protection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.queries import users as user_queries
from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import LeaveId, UserId
from crm_tui.domain.leaves import LeaveNotYours, LeaveOverlaps, LeavePlan, LeaveTooLong
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError, RefusedError
from tests import make
from tests.answers import days_protected

TODAY = make.NOW.toordinal()


@pytest.fixture
def crm(tmp_path: Path, clock: FakeClock) -> Iterator[Crm]:
    opened = make.office(tmp_path, clock=clock, idle_days=10)
    yield opened
    opened.close()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, staff=[lina])


def away(who: Actor, first: int, last: int, cover: UserId | None = None) -> LeavePlan:
    """A leave counted from today."""
    return LeavePlan(who.user_id, DayRange(TODAY + first, TODAY + last), "年假", cover)


def test_days_away_do_not_count_and_cancelled_ones_do_again(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    first = days_protected(crm, customer)
    recorded = crm.leaves.record(boss, away(lina, 1, 5))
    assert days_protected(crm, customer) == first + 5
    assert recorded.record_id is not None
    crm.leaves.cancel(boss, LeaveId(recorded.record_id))
    # What comes forward keeps the grace of the rule, seven days by default.
    assert days_protected(crm, customer) == max(first, 7)


def test_what_is_claimed_during_leave_counts_from_its_end(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    crm.leaves.record(boss, away(lina, 0, 3))
    claimed = make.customer(crm, lina)
    assert days_protected(crm, claimed) >= 13


def test_a_rep_records_no_leave_and_a_stranger_none_of_others(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    with pytest.raises(NotPermittedError):
        crm.leaves.record(lina, away(lina, 1, 2))
    stranger = make.manager(crm, "stranger")
    for actor, whose in ((stranger, lina), (boss, boss)):
        with pytest.raises(RefusedError) as caught:
            crm.leaves.record(actor, away(whose, 1, 2))
        assert isinstance(caught.value.refusal, LeaveNotYours)
    assert crm.leaves.list(boss) == []


def test_an_admin_records_leave_of_anybody(crm: Crm, lina: Actor) -> None:
    wang = make.admin(crm)
    crm.leaves.record(wang, away(lina, 1, 2))
    crm.leaves.record(wang, away(wang, 1, 2))
    assert [row.person for row in crm.leaves.list(lina)] == ["李娜", "王伟"]
    assert [row.person for row in crm.leaves.list(lina, lina.user_id)] == ["李娜"]


def test_why_somebody_is_away_is_told_to_them_those_above_and_admins_only(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    crm.leaves.record(boss, away(lina, 1, 2))
    crm.leaves.record(make.admin(crm), away(boss, 3, 4))
    reasons = [
        [row.reason for row in crm.leaves.list(actor)]
        for actor in (lina, boss, make.admin(crm), make.rep(crm, "zhao"))
    ]
    assert reasons == [["年假", ""], ["年假", "年假"], ["年假", "年假"], ["", ""]]


def test_more_than_fifteen_days_ask_for_a_hand_over_also_in_pieces(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    with pytest.raises(RefusedError) as caught:
        crm.leaves.record(boss, away(lina, 1, 16))
    assert caught.value.refusal == LeaveTooLong("李娜", 16, 15)
    crm.leaves.record(boss, away(lina, 1, 10))
    with pytest.raises(RefusedError) as caught:
        crm.leaves.record(boss, away(lina, 11, 16))
    assert caught.value.refusal == LeaveTooLong("李娜", 16, 15)
    with pytest.raises(RefusedError) as caught:
        crm.leaves.record(boss, away(lina, 12, 17))
    assert caught.value.refusal == LeaveTooLong("李娜", 16, 15), "a day of work between is no end"
    crm.leaves.record(boss, away(lina, 12, 16))


def test_two_long_leaves_with_days_of_work_between_are_no_way_round_a_hand_over(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    crm.leaves.record(boss, away(lina, 1, 15))
    cancelled = crm.leaves.record(boss, away(lina, 19, 33)).record_id
    assert cancelled is not None
    crm.leaves.cancel(boss, LeaveId(cancelled))
    with pytest.raises(RefusedError) as caught:
        crm.leaves.record(boss, away(lina, 18, 32))
    assert caught.value.refusal == LeaveTooLong("李娜", 30, 15)


def test_leave_that_overlaps_is_refused_until_the_other_is_cancelled(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    first = crm.leaves.record(boss, away(lina, 1, 3)).record_id
    assert first is not None
    with pytest.raises(RefusedError) as caught:
        crm.leaves.record(boss, away(lina, 3, 4))
    assert caught.value.refusal == LeaveOverlaps("李娜", TODAY + 1, TODAY + 3)
    crm.leaves.cancel(boss, LeaveId(first))
    crm.leaves.record(boss, away(lina, 3, 4))
    assert [row.is_cancelled for row in crm.leaves.list(boss)] == [True, False]


def test_leave_in_the_past_revives_no_ended_period(
    crm: Crm, clock: FakeClock, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    ended_after = days_protected(crm, customer)
    clock.advance((ended_after + 1) * make.DAY)
    crm.leaves.record(boss, away(lina, 1, 5))
    assert days_protected(crm, customer) == ended_after
    crm.sweeps.sweep(boss)
    assert crm.customers.record(boss, customer).row.owner_id is None


def test_undo_of_leave_lets_its_days_count_again(crm: Crm, lina: Actor, boss: Actor) -> None:
    customer = make.customer(crm, lina)
    first = days_protected(crm, customer)
    crm.leaves.record(boss, away(lina, 1, 5))
    crm.history.undo(boss)
    assert [row.is_cancelled for row in crm.leaves.list(boss)] == [True]
    assert days_protected(crm, customer) == max(first, 7)


def test_undo_of_a_cancellation_brings_the_leave_back(crm: Crm, lina: Actor, boss: Actor) -> None:
    customer = make.customer(crm, lina)
    recorded = crm.leaves.record(boss, away(lina, 1, 5)).record_id
    assert recorded is not None
    with_leave = days_protected(crm, customer)
    crm.leaves.cancel(boss, LeaveId(recorded))
    crm.history.undo(boss)
    assert [row.is_cancelled for row in crm.leaves.list(boss)] == [False]
    assert days_protected(crm, customer) == with_leave


def test_the_cover_looks_after_the_customers_on_those_days_only(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    zhang = make.rep(crm, "zhang")
    crm.leaves.record(boss, away(lina, 1, 2, zhang.user_id))
    with crm.database.reading(boss) as view:
        found = [
            user_queries.covers(view.connection, zhang.user_id, lina.user_id, TODAY + day)
            for day in range(4)
        ]
        assert not user_queries.covers(view.connection, boss.user_id, lina.user_id, TODAY + 1)
    assert found == [False, True, True, False]


def test_nobody_covers_for_themselves_and_nobody_who_left_for_anybody(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    zhang = make.rep(crm, "zhang")
    crm.people.mark_left(make.admin(crm), zhang.user_id)
    for cover in (lina.user_id, zhang.user_id):
        with pytest.raises(FieldError):
            crm.leaves.record(boss, away(lina, 1, 2, cover))
    with pytest.raises(NotFoundError):
        crm.leaves.cancel(boss, LeaveId(99))


def test_leave_of_a_former_holder_moves_the_day_of_what_they_passed_on(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=5))
    crm.movements.transfer(lina, [customer], zhao.user_id)
    recorded = crm.leaves.record(boss, away(lina, 2, 3))
    assert days_protected(crm, customer) == 12
    assert crm.pools.why(zhao, customer).protection.last_day == TODAY + 12
    assert recorded.record_id is not None
    crm.leaves.cancel(boss, LeaveId(recorded.record_id))
    assert crm.pools.why(zhao, customer).protection.last_day == TODAY + 10
    assert days_protected(crm, customer) == 12
