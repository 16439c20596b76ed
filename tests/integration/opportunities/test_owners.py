"""What giving a customer away does to its opportunities, and they to its days."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import Deciding, NoOpportunityCondition
from crm_tui.domain.users import Actor
from crm_tui.services.opportunities.ending import Ending
from tests import make
from tests.integration.opportunities.entering import LOST, TODAY, add, row, stages


def test_open_ones_lose_their_owner_with_the_customer_and_pass_to_the_next(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    still_open = add(crm, lina, customer)
    won = add(crm, lina, customer, name="一期")
    crm.opportunities.win(lina, won, Ending())
    crm.opportunities.move(lina, still_open, stages(crm, lina)[1])
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert row(crm, make.admin(crm), still_open).owner_id is None
    crm.pools.claim(wang, [customer])
    passed = crm.opportunities.detail(wang, still_open)
    assert passed.row.owner == "王伟"
    assert passed.row.stage_id == stages(crm, wang)[1]
    assert len(passed.stays) == 2
    assert row(crm, wang, won).owner == "李娜"


def no_opportunity(crm: Crm, days: int = 10) -> None:
    make.set_conditions(crm, NoOpportunityCondition(days, DayUnit.ALL))


def protection(crm: Crm, customer: CustomerId) -> tuple[int, str]:
    ((last_day, deciding),) = make.query(
        crm, "SELECT last_day, deciding FROM customer WHERE id = ?", customer
    )
    return int(str(last_day)), str(deciding)


def test_without_an_opportunity_the_days_count_from_the_clock(crm: Crm, lina: Actor) -> None:
    no_opportunity(crm)
    assert protection(crm, make.customer(crm, lina)) == (
        TODAY + 10,
        Deciding.NO_OPPORTUNITY.value,
    )


def test_an_open_one_holds_the_customer(crm: Crm, lina: Actor) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    add(crm, lina, customer)
    assert protection(crm, customer)[0] == NEVER


def test_if_all_are_lost_the_days_count_from_the_last_loss(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    first, second = add(crm, lina, customer), add(crm, lina, customer, name="备件")
    clock.advance(timedelta(days=3))
    crm.opportunities.lose(lina, first, LOST)
    assert protection(crm, customer)[0] == NEVER
    clock.advance(timedelta(days=4))
    crm.opportunities.void(lina, second, LOST)
    assert protection(crm, customer)[0] == TODAY + 7 + 10


def test_one_won_since_the_clock_began_holds_the_customer(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    found = add(crm, lina, customer)
    clock.advance(timedelta(days=2))
    crm.opportunities.win(lina, found, Ending())
    assert protection(crm, customer)[0] == NEVER


def test_one_carried_over_counts_until_it_is_closed_and_a_won_one_does_not(
    crm: Crm, lina: Actor, wang: Actor, clock: FakeClock
) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    carried, won = add(crm, lina, customer), add(crm, lina, customer, name="一期")
    crm.opportunities.win(lina, won, Ending())
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    clock.advance(timedelta(days=5))
    crm.pools.claim(wang, [customer])
    assert protection(crm, customer)[0] == NEVER
    crm.opportunities.lose(wang, carried, LOST)
    assert protection(crm, customer) == (TODAY + 5 + 10, Deciding.NO_OPPORTUNITY.value)


def test_deleting_the_only_one_starts_the_days_and_undo_stops_them(crm: Crm, lina: Actor) -> None:
    no_opportunity(crm)
    customer = make.customer(crm, lina)
    found = add(crm, lina, customer)
    held = protection(crm, customer)
    crm.opportunities.delete(lina, found)
    assert protection(crm, customer) != held
    crm.history.undo(lina)
    assert protection(crm, customer) == held
