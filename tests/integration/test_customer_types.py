"""潜在, 成交, 流失预警, 流失: by deals, by the rule of months without one, and by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customer_types import LostAlready, NotLost
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.deals import DealFields
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId, DealId
from crm_tui.domain.pools import IdleCondition, RuleFilter
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services.customer_types import _Warning
from tests import make

TODAY = make.NOW.toordinal()
LATER = timedelta(days=92)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.department(crm, "销售部")
    make.set_condition(crm, days=3000)
    return make.rep(crm, "lina", "李娜", department="销售部")


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


@pytest.fixture
def won(crm: Crm, lina: Actor) -> CustomerId:
    customer = make.customer(crm, lina)
    crm.deals.record(lina, customer, DealFields(100_00, TODAY))
    return customer


def type_of(crm: Crm, customer: CustomerId) -> CustomerType:
    ((stored,),) = make.query(crm, "SELECT type FROM customer WHERE id = ?", customer)
    return CustomerType(stored)


def open_tasks(crm: Crm, customer: CustomerId) -> list[tuple[object, ...]]:
    return make.query(
        crm,
        "SELECT assignee_id, origin FROM task"
        " WHERE customer_id = ? AND done_at IS NULL AND deleted_at IS NULL",
        customer,
    )


def price(crm: Crm) -> int:
    return make.word(crm, DictionaryKind.LOSS_REASON, "price")


def upkeep(crm: Crm) -> int:
    return crm.upkeep.run(make.admin(crm)).at_risk


def test_three_months_after_the_last_deal_a_customer_is_at_risk_and_its_owner_has_a_task(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    clock.advance(timedelta(days=91))
    assert upkeep(crm) == 0
    clock.advance(timedelta(days=1))
    assert [each.customer_id for each in crm.customer_types.at_risk(lina)] == [won]
    assert upkeep(crm) == 1
    assert type_of(crm, won) is CustomerType.AT_RISK
    assert open_tasks(crm, won) == [(lina.user_id, "win_back")]


def test_the_rule_runs_once_a_day_and_warns_once(
    crm: Crm, clock: FakeClock, won: CustomerId
) -> None:
    clock.advance(LATER)
    assert crm.upkeep.is_due()
    assert upkeep(crm) == 1
    assert not crm.upkeep.is_due()
    assert upkeep(crm) == 0
    clock.advance(timedelta(days=1))
    assert crm.upkeep.is_due()
    assert upkeep(crm) == 0
    assert len(open_tasks(crm, won)) == 1


def test_a_warning_that_was_taken_back_is_not_given_again(
    crm: Crm, clock: FakeClock, won: CustomerId
) -> None:
    clock.advance(LATER)
    upkeep(crm)
    admin = make.admin(crm)
    found = crm.history.batches(admin, mine=False)
    batch = next(each.id for each in found if each.operation == "_Warning.warn")
    crm.history.undo(admin, batch)
    assert type_of(crm, won) is CustomerType.DEAL
    assert open_tasks(crm, won) == []
    clock.advance(timedelta(days=1))
    assert upkeep(crm) == 0


def test_each_level_has_its_months(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    crm.offices.change(make.admin(crm), {"at_risk_months": "A=1 B=3 C=none"})
    clock.advance(LATER)
    assert upkeep(crm) == 0
    crm.customers.edit(lina, won, {"level": Level.A})
    clock.advance(timedelta(days=1))
    assert upkeep(crm) == 1


def test_a_new_deal_wins_the_customer_back_and_closes_the_task(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    clock.advance(LATER)
    upkeep(crm)
    crm.deals.record(lina, won, DealFields(100_00, TODAY + LATER.days))
    assert type_of(crm, won) is CustomerType.DEAL
    assert open_tasks(crm, won) == []
    crm.history.undo(lina)
    assert type_of(crm, won) is CustomerType.AT_RISK
    assert open_tasks(crm, won) == [(lina.user_id, "win_back")]


def test_an_old_deal_entered_late_does_not_win_back(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    clock.advance(LATER)
    upkeep(crm)
    crm.deals.record(lina, won, DealFields(100_00, TODAY - 5))
    assert type_of(crm, won) is CustomerType.AT_RISK


def test_a_deal_that_is_voided_leaves_the_customer_at_risk_again(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    clock.advance(LATER)
    upkeep(crm)
    deal = crm.deals.record(lina, won, DealFields(100_00, TODAY + LATER.days)).deal_id
    crm.deals.void(make.admin(crm), DealId(deal), "录错")
    clock.advance(timedelta(days=1))
    assert upkeep(crm) == 1
    assert type_of(crm, won) is CustomerType.AT_RISK


def test_an_old_warning_makes_no_task(crm: Crm, clock: FakeClock, won: CustomerId) -> None:
    clock.advance(timedelta(days=200))
    assert upkeep(crm) == 1
    assert open_tasks(crm, won) == []


def test_a_clock_set_back_runs_nothing(crm: Crm, clock: FakeClock, won: CustomerId) -> None:
    clock.advance(LATER)
    upkeep(crm)
    clock.advance(-timedelta(days=2))
    assert not crm.upkeep.is_due()
    assert upkeep(crm) == 0


def test_a_change_by_rule_matches_the_rules_of_the_pool_again(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    crm.rules.save(
        make.admin(crm),
        make.pool_id(crm),
        [
            RuleDraft(
                (IdleCondition(5, DayUnit.ALL),),
                name="预警",
                filter=RuleFilter(types=frozenset({"at_risk"})),
            ),
            RuleDraft((IdleCondition(2000, DayUnit.ALL),), name="其余"),
        ],
        effective_day=TODAY,
    )
    clock.advance(LATER)
    crm.sweeps.sweep(make.admin(crm))
    before = make.query(crm, "SELECT last_day FROM customer WHERE id = ?", won)
    upkeep(crm)
    ((last_day, cause),) = make.query(
        crm, "SELECT last_day, not_before_cause FROM customer WHERE id = ?", won
    )
    assert [(last_day,)] != before
    assert (last_day, cause) == (TODAY + LATER.days + 7, "type")


def test_a_customer_is_called_lost_with_a_reason_and_taken_back(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    clock.advance(LATER)
    upkeep(crm)
    crm.customer_types.lose(lina, won, price(crm), "[@click=app.quit]换了供应商")
    assert type_of(crm, won) is CustomerType.LOST
    assert open_tasks(crm, won) == []
    stored = make.query(crm, "SELECT loss_reason_id, loss_note FROM customer WHERE id = ?", won)
    assert stored == [(price(crm), "[@click=app.quit]换了供应商")]
    crm.customer_types.regain(lina, won, "谈回来了")
    assert type_of(crm, won) is CustomerType.DEAL
    assert make.query(crm, "SELECT loss_reason_id, loss_note FROM customer") == [(None, "")]


def test_calling_a_customer_lost_can_be_undone(crm: Crm, lina: Actor, won: CustomerId) -> None:
    before = make.query(crm, "SELECT type, last_day, loss_note FROM customer WHERE id = ?", won)
    crm.customer_types.lose(lina, won, price(crm), "价格")
    crm.history.undo(lina)
    after = make.query(crm, "SELECT type, last_day, loss_note FROM customer WHERE id = ?", won)
    assert after == before


def test_a_lost_customer_that_buys_again_is_won(crm: Crm, lina: Actor, won: CustomerId) -> None:
    crm.customer_types.lose(lina, won, price(crm))
    crm.deals.record(lina, won, DealFields(100_00, TODAY))
    assert type_of(crm, won) is CustomerType.DEAL
    assert make.query(crm, "SELECT loss_reason_id FROM customer") == [(None,)]
    crm.history.undo(lina)
    assert make.query(crm, "SELECT loss_reason_id FROM customer") == [(price(crm),)]


def test_what_cannot_be_lost_or_taken_back_is_refused(
    crm: Crm, lina: Actor, boss: Actor, won: CustomerId
) -> None:
    with pytest.raises(RefusedError) as kept:
        crm.customer_types.regain(lina, won)
    assert isinstance(kept.value.refusal, NotLost)
    with pytest.raises(FieldError):
        crm.customer_types.lose(lina, won, 999_999)
    crm.customer_types.lose(lina, won, price(crm))
    with pytest.raises(RefusedError) as refused:
        crm.customer_types.lose(boss, won, price(crm))
    assert isinstance(refused.value.refusal, LostAlready)


def test_a_customer_without_deals_lost_and_taken_back_is_potential(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    crm.customer_types.lose(lina, customer, price(crm))
    crm.customer_types.regain(lina, customer)
    assert type_of(crm, customer) is CustomerType.POTENTIAL


def test_a_period_that_is_over_ends_before_the_rule_warns(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    make.set_condition(crm, days=30)
    customer = make.customer(crm, lina, "逾期的客户")
    crm.deals.record(lina, customer, DealFields(100_00, TODAY))
    clock.advance(LATER)
    assert upkeep(crm) == 1
    assert type_of(crm, customer) is CustomerType.AT_RISK
    assert make.query(crm, "SELECT owner_id FROM customer WHERE id = ?", customer) == [(None,)]
    assert open_tasks(crm, customer) == []


def test_who_bought_since_the_rule_looked_is_not_warned_of(
    crm: Crm, clock: FakeClock, lina: Actor, won: CustomerId
) -> None:
    clock.advance(LATER)
    seen = crm.customer_types.at_risk(make.admin(crm))
    assert [each.customer_id for each in seen] == [won]
    crm.deals.record(lina, won, DealFields(100_00, TODAY + LATER.days))
    assert _Warning(crm.database).warn(make.admin(crm), seen)[1] == 0
    assert type_of(crm, won) is CustomerType.DEAL


def test_the_task_to_win_back_goes_to_who_has_the_customer_now(
    crm: Crm, clock: FakeClock, won: CustomerId
) -> None:
    clock.advance(LATER)
    seen = crm.customer_types.at_risk(make.admin(crm))
    zhao = make.rep(crm, "zhao", "赵强", department="销售部")
    crm.movements.transfer(make.admin(crm), [won], zhao.user_id)
    _Warning(crm.database).warn(make.admin(crm), seen)
    assert open_tasks(crm, won) == [(zhao.user_id, "win_back")]
