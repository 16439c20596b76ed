"""Passing a customer on is no way round the cool-off: what becomes of it counts for the giver."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.handovers import HandoverPlan, HandoverWay
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.outcomes import StillCoolingOff
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.pools import CoolingOff, PeriodEnd
from crm_tui.domain.users import Actor
from crm_tui.errors import RefusedError
from tests import make

TODAY = make.NOW.toordinal()


def claim(crm: Crm, actor: Actor, customer: CustomerId) -> object:
    """The refusal of a claim, None for one that went well."""
    (result,) = crm.pools.claim(actor, [customer]).results
    return result.error.refusal if isinstance(result.error, RefusedError) else result.error


def pass_on(crm: Crm, giver: Actor, customer: CustomerId, receiver: Actor) -> None:
    (result,) = crm.movements.transfer(giver, [customer], receiver.user_id).results
    assert result.error is None


def give_back(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    crm.pools.return_to_pool(actor, [customer], make.return_reason(crm))


def test_passing_on_and_letting_it_be_returned_is_no_way_round_the_cool_off(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    pass_on(crm, lina, customer, zhao)
    give_back(crm, zhao, customer)
    assert claim(crm, lina, customer) == CoolingOff(
        "北京恒信科技有限公司", "李娜", PeriodEnd.RETURNED, TODAY + 7
    )


def test_passing_on_before_the_last_day_wins_no_fresh_clock(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=30))
    pass_on(crm, lina, customer, zhao)
    clock.advance(timedelta(days=1))
    assert crm.sweeps.sweep(zhao).total == 1
    assert claim(crm, lina, customer) == CoolingOff(
        "北京恒信科技有限公司", "李娜", PeriodEnd.RECLAIMED, TODAY + 38
    )


def test_what_a_third_person_returned_counts_for_everybody_who_passed_it_on(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    chen = make.rep(crm, "chen", "陈静")
    customer = make.customer(crm, lina)
    pass_on(crm, lina, customer, zhao)
    pass_on(crm, zhao, customer, chen)
    give_back(crm, chen, customer)
    assert isinstance(claim(crm, zhao, customer), CoolingOff)
    assert isinstance(claim(crm, lina, customer), CoolingOff)


def test_entering_it_again_after_passing_it_on_is_refused_as_well(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    pass_on(crm, lina, customer, zhao)
    crm.standings.delete(zhao, [customer])
    with pytest.raises(RefusedError) as refused:
        crm.customers.add(lina, make.new_customer(), allow_duplicate=True)
    assert isinstance(refused.value.refusal, CoolingOff)


def test_importing_it_again_after_passing_it_on_is_refused_as_well(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina)
    pass_on(crm, lina, customer, zhao)
    crm.standings.delete(zhao, [customer])
    file = tmp_path / "again.csv"
    file.write_text("客户名称,联系人\n北京恒信科技有限公司,张敏\n", encoding="utf-8")
    (line,) = crm.imports.run(lina, ImportPlan(file, owner_ids=(lina.user_id,))).refused
    (reason,) = line.refusals
    assert isinstance(reason, StillCoolingOff)


def test_whose_customer_a_manager_passed_on_waits_for_nothing(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    boss = make.manager(crm, department="销售部", staff=(lina, zhao))
    customer = make.customer(crm, lina)
    pass_on(crm, boss, customer, zhao)
    give_back(crm, zhao, customer)
    assert claim(crm, lina, customer) is None


def test_a_passing_that_was_undone_ends_nothing(crm: Crm, lina: Actor, zhao: Actor) -> None:
    chen = make.rep(crm, "chen", "陈静")
    customer = make.customer(crm, lina)
    pass_on(crm, lina, customer, zhao)
    pass_on(crm, zhao, customer, chen)
    crm.history.undo(zhao)
    pass_on(crm, zhao, customer, lina)
    assert crm.customers.record(lina, customer).row.owner == "李娜"


def test_a_manager_who_hands_their_own_over_to_the_pool_waits_as_after_a_return(
    crm: Crm, lina: Actor
) -> None:
    boss = make.manager(crm, department="销售部", staff=(lina,))
    customer = make.customer(crm, boss)
    crm.handovers.hand_over(boss, boss.user_id, HandoverPlan(HandoverWay.POOL), "调岗")
    assert isinstance(claim(crm, boss, customer), CoolingOff)


def test_a_list_says_from_when_what_is_closed_to_the_asking_person_opens_again(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    make.set_pool(crm, daily_limit=1)
    own, passed, free = (make.customer(crm, lina, name) for name in ("甲", "乙", "丙"))
    give_back(crm, lina, own)
    pass_on(crm, lina, passed, zhao)
    give_back(crm, zhao, passed)
    crm.pools.return_to_pool(admin, [free], make.return_reason(crm))
    other = make.customer(crm, admin, "丁", in_pool=True)

    def days(actor: Actor) -> dict[CustomerId, int | None]:
        rows = crm.customers.page(actor, ListRequest(CustomerView.CLAIMABLE)).rows
        return {row.id: row.claimable_from_day for row in rows}

    found = days(lina)
    assert (found[own], found[passed], found[other]) == (TODAY + 7, TODAY + 7, None)
    assert found == {
        each: getattr(crm.pools.why_not_claim(lina, each), "again_day", None) for each in found
    }
    assert claim(crm, lina, other) is None
    assert set(days(lina).values()) == {TODAY + 7}
    crm.pools.claim(zhao, [free])
    assert days(zhao)[own] == TODAY + 1
