"""One sale is one deal, whichever of won, confirmed and signed the office counts, and first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import ContractId, CustomerId, OpportunityId, OrderId, QuoteId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.services.opportunities.ending import Ending
from tests import make

LINE = QuoteLineFields(name="服务器", unit_price_minor=90_00)
WON, ORDERED = 100_00, 90_00


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    admin = make.admin(crm)
    crm.orders.set_settings(admin, {"confirmed_is_deal": "yes"})
    crm.contracts.change_settings(admin, {"signed_is_deal": "yes"})
    return make.customer(crm, lina)


@pytest.fixture
def opportunity(crm: Crm, lina: Actor, customer: CustomerId) -> OpportunityId:
    fields = OpportunityFields(name="二期扩容", amount_minor=WON)
    return crm.opportunities.add(lina, customer, fields).opportunity_id


def quoted(
    crm: Crm, actor: Actor, customer: CustomerId, opportunity: OpportunityId | None
) -> QuoteId:
    blank = crm.quotes.blank(actor, customer, opportunity)
    quote = crm.quotes.add(actor, customer, blank, [LINE]).quote_id
    crm.quotes.send(actor, quote)
    return quote


def ordered(crm: Crm, actor: Actor, quote: QuoteId) -> OrderId:
    order = crm.orders.add_from_quote(actor, quote).order_id
    crm.orders.confirm(actor, order)
    return order


def signed(
    crm: Crm,
    actor: Actor,
    customer: CustomerId,
    *,
    order: OrderId | None = None,
    quote: QuoteId | None = None,
) -> ContractId:
    fields = crm.contracts.blank(actor, customer, quote, order)
    fields = replace(fields, title=fields.title or "合同")
    contract = crm.contracts.add(actor, customer, fields).contract_id
    crm.contracts.sign(actor, contract)
    return contract


def deals(crm: Crm, actor: Actor) -> list[int]:
    """What each deal that stands comes to."""
    return sorted(each.amount_minor for each in crm.deals.list(actor) if not each.is_void)


def test_what_was_won_is_no_second_deal_once_it_is_ordered_and_signed(
    crm: Crm, lina: Actor, customer: CustomerId, opportunity: OpportunityId
) -> None:
    quote = quoted(crm, lina, customer, opportunity)
    crm.opportunities.win(lina, opportunity, Ending())
    order = ordered(crm, lina, quote)
    signed(crm, lina, customer, order=order)
    assert deals(crm, lina) == [WON]


def test_what_was_ordered_is_no_second_deal_once_it_is_won(
    crm: Crm, lina: Actor, customer: CustomerId, opportunity: OpportunityId
) -> None:
    for _ in range(2):
        ordered(crm, lina, quoted(crm, lina, customer, opportunity))
    crm.opportunities.win(lina, opportunity, Ending())
    assert deals(crm, lina) == [ORDERED, ORDERED]


def test_what_was_signed_of_a_quote_is_no_second_deal_once_that_is_ordered(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    quote = quoted(crm, lina, customer, None)
    signed(crm, lina, customer, quote=quote)
    ordered(crm, lina, quote)
    assert deals(crm, lina) == [ORDERED]


def test_another_sale_to_the_same_customer_is_another_deal(
    crm: Crm, lina: Actor, customer: CustomerId, opportunity: OpportunityId
) -> None:
    crm.opportunities.win(lina, opportunity, Ending())
    ordered(crm, lina, quoted(crm, lina, customer, None))
    signed(crm, lina, customer, quote=quoted(crm, lina, customer, None))
    assert deals(crm, lina) == [ORDERED, ORDERED, WON]


def test_reopening_leaves_the_order_as_the_deal(
    crm: Crm, lina: Actor, customer: CustomerId, opportunity: OpportunityId
) -> None:
    crm.opportunities.win(lina, opportunity, Ending())
    order = ordered(crm, lina, quoted(crm, lina, customer, opportunity))
    crm.opportunities.reopen(lina, opportunity)
    assert deals(crm, lina) == [ORDERED]
    assert crm.customers.record(lina, customer).row.type.value == "deal"
    crm.history.undo(lina)
    assert deals(crm, lina) == [WON]
    assert crm.orders.order(lina, order).deal_id is None
    crm.opportunities.reopen(lina, opportunity)
    crm.orders.void(lina, order, "取消")
    assert deals(crm, lina) == []
    assert crm.customers.record(lina, customer).row.type.value == "potential"


def test_voiding_the_order_leaves_what_was_won_as_the_deal(
    crm: Crm, lina: Actor, customer: CustomerId, opportunity: OpportunityId
) -> None:
    order = ordered(crm, lina, quoted(crm, lina, customer, opportunity))
    contract = signed(crm, lina, customer, order=order)
    crm.opportunities.win(lina, opportunity, Ending())
    crm.orders.void(lina, order, "取消")
    assert deals(crm, lina) == [WON]
    crm.opportunities.reopen(lina, opportunity)
    assert deals(crm, lina) == [ORDERED]
    assert crm.contracts.contract(lina, contract).deal_id is not None
    crm.contracts.void(lina, contract, "误签")
    assert deals(crm, lina) == []


def test_a_deal_that_somebody_took_back_is_not_recorded_again(
    crm: Crm, lina: Actor, customer: CustomerId, opportunity: OpportunityId
) -> None:
    order = ordered(crm, lina, quoted(crm, lina, customer, opportunity))
    (deal,) = crm.deals.list(lina)
    crm.deals.void(make.admin(crm), deal.id, "内部测试")
    crm.opportunities.win(lina, opportunity, Ending())
    crm.opportunities.reopen(lina, opportunity)
    assert deals(crm, lina) == []
    assert crm.orders.order(lina, order).deal_id == deal.id


def test_what_the_office_does_not_count_is_no_deal_in_its_place(
    crm: Crm, lina: Actor, customer: CustomerId, opportunity: OpportunityId
) -> None:
    crm.opportunities.win(lina, opportunity, Ending())
    ordered(crm, lina, quoted(crm, lina, customer, opportunity))
    crm.orders.set_settings(make.admin(crm), {"confirmed_is_deal": "no"})
    crm.opportunities.reopen(lina, opportunity)
    assert deals(crm, lina) == []
