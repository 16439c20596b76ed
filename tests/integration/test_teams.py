"""相关团队: who joins, what they may do, and what a change of owner leaves them."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayRange
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import NotYours
from crm_tui.domain.teams import (
    AlreadyInTeam,
    NotInTeam,
    NotYourTeam,
    OwnerNeedsNoSeat,
    ReadsOnly,
    Seat,
    TeamMember,
    TeamRole,
    after_reclaim,
    after_return,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from tests import make
from tests.answers import refusal_of

TODAY = make.NOW.toordinal()
WRITES = Seat(TeamRole.COLLABORATION, can_write=True)
READS = Seat(TeamRole.COLLABORATION)


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


def seats(crm: Crm, customer: CustomerId) -> list[tuple[str, TeamRole, bool]]:
    return [
        (row.name, row.member.role, row.member.can_write)
        for row in crm.teams.of(make.admin(crm), customer)
    ]


def returned(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    (outcome,) = crm.pools.return_to_pool(lina, [customer], make.return_reason(crm)).results
    assert outcome.error is None


def test_a_member_sees_the_customer_and_a_writing_one_changes_it(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    with pytest.raises(NotFoundError):
        crm.customers.record(zhao, customer)
    crm.teams.add(lina, [customer], zhao.user_id, READS)
    assert crm.customers.record(zhao, customer).row.id == customer
    assert isinstance(
        refusal_of(lambda: crm.customers.edit(zhao, customer, {"city": "北京"})), NotYours
    )
    crm.teams.change(lina, customer, zhao.user_id, WRITES)
    crm.customers.edit(zhao, customer, {"city": "北京"})
    assert crm.customers.record(lina, customer).row.city == "北京"


def test_a_seat_ends_after_its_last_day(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    crm.teams.add(
        lina, [customer], zhao.user_id, Seat(TeamRole.PRESALES, can_write=True, until_day=TODAY + 1)
    )
    clock.advance(make.DAY)
    crm.customers.edit(zhao, customer, {"city": "北京"})
    clock.advance(make.DAY)
    with pytest.raises(NotFoundError):
        crm.customers.record(zhao, customer)
    assert [row.is_current for row in crm.teams.of(lina, customer)] == [False]


def test_only_the_owner_those_above_and_admins_put_the_team_together(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    boss = make.manager(crm, department="销售部", staff=[lina])
    crm.teams.add(lina, [customer], zhao.user_id, WRITES)
    (outcome,) = crm.teams.add(zhao, [customer], boss.user_id, READS).results
    assert isinstance(outcome.error, RefusedError)
    assert outcome.error.refusal == NotYourTeam("北京恒信科技有限公司", "李娜")
    crm.teams.change(boss, customer, zhao.user_id, READS)
    assert seats(crm, customer) == [("赵强", TeamRole.COLLABORATION, False)]
    crm.teams.remove(make.admin(crm), customer, zhao.user_id)
    assert seats(crm, customer) == []


def test_one_may_leave_a_team_oneself(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], zhao.user_id, READS)
    crm.teams.remove(zhao, customer, zhao.user_id)
    assert seats(crm, customer) == []


def test_a_batch_answers_for_each_and_nobody_has_two_seats(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    other = make.customer(crm, zhao, "上海云帆")
    crm.teams.add(lina, [customer], zhao.user_id, READS)
    outcome = crm.teams.add(make.admin(crm), [customer, other], zhao.user_id, READS)
    first, second = outcome.results
    assert isinstance(first.error, RefusedError)
    assert isinstance(second.error, RefusedError)
    assert first.error.refusal == AlreadyInTeam("北京恒信科技有限公司", "赵强")
    assert second.error.refusal == OwnerNeedsNoSeat("上海云帆", "赵强")


def test_a_seat_neither_ends_in_the_past_nor_goes_to_a_stranger(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    with pytest.raises(FieldError):
        crm.teams.add(lina, [customer], zhao.user_id, Seat(TeamRole.SERVICE, until_day=TODAY - 1))
    make.set_user(crm, zhao.user_id, status="left")
    with pytest.raises(NotFoundError):
        crm.teams.add(lina, [customer], zhao.user_id, READS)
    assert refusal_of(lambda: crm.teams.remove(lina, customer, zhao.user_id)) == NotInTeam(
        "北京恒信科技有限公司", "赵强"
    )


def test_a_reading_member_writes_no_follow_up(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], zhao.user_id, READS)
    assert isinstance(refusal_of(lambda: make.follow_up(crm, zhao, customer)), ReadsOnly)


def whole_team(crm: Crm, lina: Actor, customer: CustomerId, *, is_deal: bool) -> list[TeamMember]:
    """Give a customer a team with one of each role, all of whom may write."""
    if is_deal:
        crm.deals.record(lina, customer, DealFields(100_00, TODAY))
    for role in TeamRole:
        person = make.rep(crm, role.value, role.value)
        crm.teams.add(lina, [customer], person.user_id, Seat(role, can_write=True))
    return [row.member for row in crm.teams.of(lina, customer)]


def members(crm: Crm, customer: CustomerId) -> list[TeamMember]:
    return [row.member for row in crm.teams.of(make.admin(crm), customer)]


@pytest.mark.parametrize("is_deal", [False, True])
def test_a_return_leaves_each_seat_what_the_rule_says(
    crm: Crm, lina: Actor, customer: CustomerId, *, is_deal: bool
) -> None:
    team = whole_team(crm, lina, customer, is_deal=is_deal)
    returned(crm, lina, customer)
    assert members(crm, customer) == [after_return(each, is_deal=is_deal) for each in team]


def test_undo_of_a_return_lets_the_team_write_again(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], zhao.user_id, WRITES)
    returned(crm, lina, customer)
    crm.history.undo(lina)
    assert seats(crm, customer) == [("赵强", TeamRole.COLLABORATION, True)]


@pytest.mark.parametrize("is_deal", [False, True])
def test_a_reclaim_leaves_each_seat_what_the_rule_says(
    crm: Crm, lina: Actor, clock: FakeClock, *, is_deal: bool
) -> None:
    make.set_condition(crm, days=7)
    customer = make.customer(crm, lina)
    team = whole_team(crm, lina, customer, is_deal=is_deal)
    clock.advance(8 * make.DAY)
    assert crm.sweeps.sweep(make.admin(crm)).total == 1
    kept = (after_reclaim(each, is_deal=is_deal) for each in team)
    assert members(crm, customer) == [each for each in kept if each is not None]


def test_undo_takes_back_who_joined_changed_and_left(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], zhao.user_id, READS)
    crm.teams.change(lina, customer, zhao.user_id, WRITES)
    crm.teams.remove(lina, customer, zhao.user_id)
    for expected in (
        [("赵强", TeamRole.COLLABORATION, True)],
        [("赵强", TeamRole.COLLABORATION, False)],
        [],
    ):
        crm.history.undo(lina)
        assert seats(crm, customer) == expected


def test_a_colleague_who_may_write_lengthens_nothing_by_relabelling(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    make.set_rule(crm, exempt={"levels": ["A"], "tags": []})
    customer = make.customer(crm, lina, level=Level.B)
    crm.teams.add(lina, [customer], zhao.user_id, WRITES)
    crm.customers.edit(zhao, customer, {"level": Level.A})
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 30


def test_a_cover_with_a_seat_that_only_reads_follows_up_and_it_counts(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], zhao.user_id, READS)
    away = LeavePlan(lina.user_id, DayRange(TODAY, TODAY + 1), "年假", zhao.user_id)
    crm.leaves.record(make.admin(crm), away)
    assert make.follow_up(crm, zhao, customer).why_not_effective is None
