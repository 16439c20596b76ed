"""成交登记: what a deal changes, and what taking it back changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.days import DayUnit
from crm_tui.domain.deals import DealFields, DealNotYours, DealVoid, MarkNotYours
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import NoDealCondition, PeriodEnd
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotPermittedError, RefusedError
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


def state(crm: Crm, customer: CustomerId) -> tuple[bool, CustomerType]:
    ((is_deal, type_),) = make.query(
        crm, "SELECT is_deal, type FROM customer WHERE id = ?", customer
    )
    return bool(is_deal), CustomerType(type_)


def facts(crm: Crm) -> list[tuple[object, ...]]:
    return make.query(crm, "SELECT day, voided_day FROM period_fact WHERE kind = 'deal'")


def test_a_deal_makes_a_potential_customer_won_and_writes_a_fact(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    crm.deals.record(lina, customer, DealFields(12_000_00, TODAY - 1, "两台设备"))
    (row,) = crm.deals.list(lina, customer)
    assert (row.amount_minor, row.currency, row.day, row.owner) == (
        12_000_00,
        "CNY",
        TODAY - 1,
        "李娜",
    )
    assert state(crm, customer) == (True, CustomerType.DEAL)
    assert facts(crm) == [(TODAY - 1, None)]


def test_a_deal_stays_to_its_owner_s_credit_when_the_customer_changes_hands(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    crm.deals.record(lina, customer, DealFields(100_00, TODAY))
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    zhao = make.rep(crm, "zhao", "赵强")
    crm.pools.claim(zhao, [customer])
    assert [row.owner for row in crm.deals.list(zhao, customer)] == ["李娜"]


@pytest.mark.parametrize(
    ("deal", "field"),
    [
        (DealFields(-1, TODAY), "amount"),
        (DealFields(2**63, TODAY), "amount"),
        (DealFields(1, TODAY + 1), "deal_day"),
    ],
)
def test_neither_an_amount_below_zero_nor_a_day_to_come_is_recorded(
    crm: Crm, lina: Actor, customer: CustomerId, deal: DealFields, field: str
) -> None:
    with pytest.raises(FieldError) as caught:
        crm.deals.record(lina, customer, deal)
    assert caught.value.field == field


def test_credit_goes_to_oneself_or_the_owner_and_to_others_only_from_above(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    with pytest.raises(RefusedError) as caught:
        crm.deals.record(lina, customer, DealFields(1, TODAY, owner_id=zhao.user_id))
    assert caught.value.refusal == DealNotYours("赵强")
    crm.deals.record(boss, customer, DealFields(1, TODAY, owner_id=lina.user_id))
    crm.deals.record(make.admin(crm), customer, DealFields(1, TODAY, owner_id=zhao.user_id))
    assert [row.owner for row in crm.deals.list(lina, customer)] == ["赵强", "李娜"]


def test_a_voided_deal_counts_for_nothing_and_says_why(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    deal = crm.deals.record(lina, customer, DealFields(100_00, TODAY)).deal_id
    clock.advance(make.DAY)
    with pytest.raises(NotPermittedError):
        crm.deals.void(lina, deal, "客户退款")
    with pytest.raises(FieldError):
        crm.deals.void(boss, deal, " ")
    crm.deals.void(boss, deal, "客户退款")
    (row,) = crm.deals.list(lina, customer)
    assert (row.voided_day, row.void_reason, row.is_void) == (TODAY + 1, "客户退款", True)
    assert state(crm, customer) == (False, CustomerType.POTENTIAL)
    assert facts(crm) == [(TODAY, TODAY + 1)]
    with pytest.raises(RefusedError) as caught:
        crm.deals.void(boss, deal, "再次")
    assert caught.value.refusal == DealVoid(deal, TODAY + 1)


def test_one_of_two_deals_keeps_the_customer_won(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    first = crm.deals.record(lina, customer, DealFields(100_00, TODAY)).deal_id
    crm.deals.record(lina, customer, DealFields(200_00, TODAY))
    crm.deals.void(boss, first, "录入重复")
    assert state(crm, customer) == (True, CustomerType.DEAL)


def test_who_was_at_risk_is_won_by_a_deal_and_at_risk_again_when_it_is_voided(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina, "老客户", type=CustomerType.AT_RISK)
    deal = crm.deals.record(lina, customer, DealFields(1, TODAY)).deal_id
    assert state(crm, customer) == (True, CustomerType.DEAL)
    crm.deals.void(boss, deal, "取消")
    assert state(crm, customer) == (False, CustomerType.AT_RISK)


def test_only_from_above_and_with_a_reason_is_a_customer_won_by_hand(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    with pytest.raises(NotPermittedError):
        crm.deals.mark_deal(lina, customer, is_deal=True, reason="口头")
    with pytest.raises(FieldError):
        crm.deals.mark_deal(boss, customer, is_deal=True, reason="")
    crm.deals.mark_deal(boss, customer, is_deal=True, reason="线下签约")
    assert state(crm, customer) == (True, CustomerType.DEAL)
    deal = crm.deals.record(lina, customer, DealFields(1, TODAY)).deal_id
    crm.deals.void(boss, deal, "取消")
    assert state(crm, customer) == (True, CustomerType.DEAL), "what was said by hand stands"
    crm.deals.mark_deal(boss, customer, is_deal=False, reason="合同作废")
    assert state(crm, customer) == (False, CustomerType.POTENTIAL)


def test_who_does_not_stand_above_the_owner_marks_nothing(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    stranger = make.manager(crm, "stranger")
    crm.teams.add(lina, [customer], stranger.user_id, make.seat())
    with pytest.raises(RefusedError) as caught:
        crm.deals.mark_deal(stranger, customer, is_deal=True, reason="x")
    assert caught.value.refusal == MarkNotYours("北京恒信科技有限公司")


def test_undo_takes_a_deal_a_void_and_a_word_back(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    deal = crm.deals.record(lina, customer, DealFields(1, TODAY)).deal_id
    crm.deals.void(boss, deal, "取消")
    crm.history.undo(boss)
    assert state(crm, customer) == (True, CustomerType.DEAL)
    assert facts(crm) == [(TODAY, None)]
    crm.history.undo(lina)
    assert state(crm, customer) == (False, CustomerType.POTENTIAL)
    assert crm.deals.list(lina, customer) == []
    assert facts(crm) == []
    crm.deals.mark_deal(boss, customer, is_deal=True, reason="线下")
    crm.history.undo(boss)
    assert state(crm, customer) == (False, CustomerType.POTENTIAL)


def test_deal_customers_are_returned_and_claimed_like_any_other(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    crm.deals.record(lina, customer, DealFields(1, TODAY))
    outcome = crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert outcome.refused == ()
    zhao = make.rep(crm, "zhao", "赵强")
    assert crm.pools.claim(zhao, [customer]).refused == ()
    assert crm.customers.record(zhao, customer).row.type is CustomerType.DEAL
    ended = make.query(crm, "SELECT how_ended FROM ownership_period ORDER BY id")
    assert ended[0] == (PeriodEnd.RETURNED.value,)


def test_recording_a_deal_and_undoing_it_again_and_again_keeps_nothing(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    make.set_conditions(crm, NoDealCondition(10, DayUnit.ALL))
    make.follow_up(crm, lina, customer)
    for _again in range(3):
        clock.advance(timedelta(days=3))
        crm.deals.record(lina, customer, DealFields(100, TODAY))
        crm.history.undo(lina)
    # The rule's day, and the grace that an owner's own acts earn once.
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 13
    assert facts(crm) == []
