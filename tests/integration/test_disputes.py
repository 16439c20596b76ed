"""撞单: filing, the evidence, deciding and its undo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.disputes import (
    AlreadyDisputed,
    DisputeNotOpen,
    DisputeOutcome,
    DisputeStatus,
    NobodyToDispute,
    NotAboveSides,
    NotYourDispute,
    ShareOutOfRange,
)
from crm_tui.domain.identifiers import CustomerId, DisputeId
from crm_tui.domain.pools import CoolingOff, HoldingLimitReached, LimitLevel, OwnedByAnother
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError
from crm_tui.services.disputes import Filing
from tests import make
from tests.answers import owner, refusal_of

NAME = "北京恒信科技有限公司"


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina, phone="13800138000")


def filed(crm: Crm, actor: Actor, customer: CustomerId, **values: object) -> DisputeId:
    filing = Filing(customer, "我先联系的", **{"found_by": NAME, **values})  # type: ignore[arg-type]
    return crm.disputes.file(actor, filing)[1]


def test_a_customer_out_of_sight_is_disputed_by_its_exact_name_or_phone_only(
    crm: Crm, zhao: Actor, customer: CustomerId
) -> None:
    for wrong in ("", "恒信", "13800138001"):
        with pytest.raises(NotFoundError):
            filed(crm, zhao, customer, found_by=wrong)
    assert crm.disputes.find_customer(zhao, "138 0013 8000") == customer
    filed(crm, zhao, customer, found_by="13800138000")
    (row,) = crm.disputes.list(zhao)
    assert (row.customer, row.filed_by, row.against) == ("", "赵强", "李娜")


def test_a_duplicate_of_ones_own_finds_the_other_and_both_sides_read_it(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    mine = make.customer(crm, zhao)
    other = make.customer(crm, zhao, "别的公司")
    with pytest.raises(NotFoundError):
        filed(crm, zhao, customer, found_by="", other_customer_id=other)
    filed(crm, zhao, customer, found_by="", other_customer_id=mine)
    assert [row.customer for row in crm.disputes.list(lina)] == [NAME]
    assert [row.other_customer_id for row in crm.disputes.list(zhao)] == [mine]
    assert crm.disputes.list(make.rep(crm, "sun", "孙")) == []


def test_the_owner_names_who_works_on_it_as_well(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    assert refusal_of(lambda: filed(crm, lina, customer)) == NobodyToDispute(NAME)
    filed(crm, lina, customer, against_id=zhao.user_id)
    assert crm.disputes.list(zhao)[0].against == "赵强"


def test_one_dispute_at_a_time_about_a_customer_and_none_about_one_in_the_pool(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    first = filed(crm, zhao, customer)
    again = refusal_of(lambda: filed(crm, lina, customer, against_id=zhao.user_id))
    assert again == AlreadyDisputed(first)
    free = make.customer(crm, in_pool=True, name="公海公司")
    assert refusal_of(lambda: filed(crm, zhao, free)) == NobodyToDispute("公海公司")
    with pytest.raises(FieldError):
        crm.disputes.file(zhao, Filing(free, " "))


def test_the_evidence_says_who_was_first_to_who_stands_above_both(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=1))
    mine = make.customer(crm, zhao)
    make.follow_up(crm, zhao, mine)
    clock.advance(timedelta(days=1))
    make.follow_up(crm, lina, customer)
    clock.advance(timedelta(days=1))
    make.follow_up(crm, lina, customer)
    number = filed(crm, zhao, customer, other_customer_id=mine)
    found = crm.disputes.evidence(boss, number)
    assert found.entered_first == lina.user_id
    assert (found.other.effective_follow_ups, found.filer.effective_follow_ups) == (2, 1)
    assert found.other.first_follow_up_at == make.NOW + timedelta(days=2)
    assert found.other.last_follow_up_at == make.NOW + timedelta(days=3)
    assert found.filer.held_since == make.NOW + timedelta(days=1)
    for side in (lina, zhao):
        assert refusal_of(lambda: crm.disputes.evidence(side, number)) == NotAboveSides(number)  # noqa: B023
    with pytest.raises(NotFoundError):
        crm.disputes.evidence(make.manager(crm, "other"), number)


def test_who_may_not_override_a_limit_does_not_decide_beyond_it_either(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    make.set_user(crm, zhao.user_id, holding_limit=1)
    mine = make.customer(crm, zhao)
    number = filed(crm, zhao, customer)
    refused = refusal_of(lambda: crm.disputes.decide(boss, number, DisputeOutcome.FILER, "先跟进"))
    assert refused == HoldingLimitReached("赵强", 1, 1, None, LimitLevel.USER)
    assert owner(crm, customer) == "李娜"
    assert crm.disputes.show(zhao, number).status is DisputeStatus.OPEN
    crm.movements.transfer(zhao, [mine], lina.user_id)
    crm.disputes.decide(boss, number, DisputeOutcome.FILER, "先跟进")
    assert owner(crm, customer) == "赵强"


def test_the_winner_gets_it_with_its_clock_and_by_an_administrator_beyond_a_limit(
    crm: Crm, zhao: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    make.set_user(crm, zhao.user_id, holding_limit=0)
    before = crm.customers.record(make.admin(crm), customer)
    clock.advance(timedelta(days=5))
    number = filed(crm, zhao, customer)
    crm.disputes.decide(make.admin(crm), number, DisputeOutcome.FILER, "先跟进")
    after = crm.customers.record(zhao, customer)
    assert (after.row.owner, after.row.last_day) == ("赵强", before.row.last_day)
    assert make.query(crm, "SELECT how_started, how_ended FROM ownership_period") == [
        ("created", "disputed"),
        ("disputed", None),
    ]
    assert make.query(crm, "SELECT reason FROM limit_override") == [("先跟进",)]
    (row,) = crm.disputes.list(zhao, only_open=False)
    assert (row.status, row.outcome, row.decided_by) == (
        DisputeStatus.DECIDED,
        DisputeOutcome.FILER,
        "王伟",
    )


def test_who_wins_gets_the_duplicate_of_the_other_side_as_well(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    mine = make.customer(crm, zhao)
    number = filed(crm, zhao, customer, other_customer_id=mine)
    crm.disputes.decide(boss, number, DisputeOutcome.OTHER, "先录入")
    assert [owner(crm, each) for each in (customer, mine)] == ["李娜", "李娜"]


def test_a_shared_customer_stays_and_the_other_side_joins_its_team_to_write(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    number = filed(crm, zhao, customer)
    decide = crm.disputes.decide
    assert refusal_of(
        lambda: decide(boss, number, DisputeOutcome.SHARED, "一起", share=0)
    ) == ShareOutOfRange(0)
    decide(boss, number, DisputeOutcome.SHARED, "一起", share=40)
    assert owner(crm, customer) == "李娜"
    assert [(row.name, row.member.can_write) for row in crm.teams.of(lina, customer)] == [
        ("赵强", True)
    ]
    make.follow_up(crm, zhao, customer)
    assert make.query(crm, "SELECT effective FROM follow_up") == [(1,)]
    assert crm.disputes.show(lina, number).filer_share == 40


def test_undo_of_a_decision_opens_it_again_and_gives_back(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    number = filed(crm, zhao, customer)
    crm.disputes.decide(boss, number, DisputeOutcome.FILER, "x")
    crm.history.undo(boss)
    assert owner(crm, customer) == "李娜"
    assert crm.disputes.show(zhao, number).status is DisputeStatus.OPEN
    crm.disputes.decide(boss, number, DisputeOutcome.SHARED, "x", share=50)
    crm.history.undo(boss)
    assert crm.teams.of(lina, customer) == []
    assert crm.disputes.show(zhao, number).filer_share is None


def test_a_seat_from_before_is_given_back_by_undo(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    number = filed(crm, zhao, customer)
    crm.disputes.decide(boss, number, DisputeOutcome.SHARED, "x", share=50)
    crm.history.undo(boss)
    assert [row.member.can_write for row in crm.teams.of(lina, customer)] == [False]


def test_only_who_filed_it_withdraws_and_a_closed_one_is_closed(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    number = filed(crm, zhao, customer)
    assert refusal_of(lambda: crm.disputes.withdraw(lina, number)) == NotYourDispute(number, "赵强")
    crm.disputes.withdraw(zhao, number)
    assert crm.disputes.list(zhao) == []
    closed = DisputeNotOpen(number, DisputeStatus.WITHDRAWN)
    decide = crm.disputes.decide
    assert refusal_of(lambda: decide(boss, number, DisputeOutcome.FILER, "x")) == closed
    crm.history.undo(zhao)
    assert len(crm.disputes.list(zhao)) == 1


def test_sides_and_managers_of_one_side_do_not_decide(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    number = filed(crm, zhao, customer)
    with pytest.raises(NotPermittedError):
        crm.disputes.decide(zhao, number, DisputeOutcome.FILER, "x")
    half = make.manager(crm, "half", staff=(lina,))
    with pytest.raises(NotFoundError):
        crm.disputes.decide(half, number, DisputeOutcome.FILER, "x")


def test_a_customer_that_went_on_to_somebody_else_is_not_awarded(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, customer: CustomerId
) -> None:
    number = filed(crm, zhao, customer)
    crm.movements.transfer(lina, [customer], boss.user_id)
    refused = refusal_of(lambda: crm.disputes.decide(boss, number, DisputeOutcome.FILER, "x"))
    assert isinstance(refused, OwnedByAnother)
    crm.pools.return_to_pool(boss, [customer], make.return_reason(crm))
    again = refusal_of(lambda: crm.disputes.decide(boss, number, DisputeOutcome.FILER, "x"))
    assert again == NobodyToDispute(NAME)


def test_a_dispute_is_no_road_round_the_cool_off(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, zhao)
    crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm))
    crm.pools.claim(lina, [customer])
    number = filed(crm, zhao, customer)
    refused = refusal_of(lambda: crm.disputes.decide(boss, number, DisputeOutcome.FILER, "x"))
    assert isinstance(refused, CoolingOff)
