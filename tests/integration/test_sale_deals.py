"""One sale is one deal: of won, confirmed, signed and received what the office counts first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    OpportunityId,
    OrderId,
    PaymentId,
    QuoteId,
)
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.payments.records import Split, Target
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.sale_deals import SaleStep
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


# --- receipts ------------------------------------------------------------------------------------

PAID = 50_00


class Road:
    """A sale of which nothing counts yet: an opportunity, an order and a contract of one quote."""

    def __init__(self, crm: Crm, actor: Actor, customer: CustomerId) -> None:
        self.crm, self.actor, self.customer = crm, actor, customer
        fields = OpportunityFields(name="二期扩容", amount_minor=WON)
        self.opportunity = crm.opportunities.add(actor, customer, fields).opportunity_id
        quote = quoted(crm, actor, customer, self.opportunity)
        agreed = replace(crm.contracts.blank(actor, customer, quote), title="合同")
        self.contract = crm.contracts.add(actor, customer, agreed).contract_id
        self.order = crm.orders.add_from_quote(actor, quote).order_id
        self.targets = {
            "order": Target(order_id=self.order),
            "contract": Target(contract_id=self.contract),
        }

    def count(self, step: SaleStep) -> int:
        """Let a paper of it count; return what the deal of that would come to."""
        match step:
            case SaleStep.WON:
                self.crm.opportunities.win(self.actor, self.opportunity, Ending())
                return WON
            case SaleStep.CONFIRMED:
                self.crm.orders.confirm(self.actor, self.order)
            case SaleStep.SIGNED:
                self.crm.contracts.sign(self.actor, self.contract)
        return ORDERED

    def take_back(self, step: SaleStep) -> None:
        """Let a paper of it count no more."""
        match step:
            case SaleStep.WON:
                self.crm.opportunities.reopen(self.actor, self.opportunity)
            case SaleStep.CONFIRMED:
                self.crm.orders.void(self.actor, self.order, "取消")
            case SaleStep.SIGNED:
                self.crm.contracts.void(self.actor, self.contract, "误签")

    def pay(self, *parts: Split, minor: int = PAID) -> PaymentId:
        """Receive something of it."""
        blank = self.crm.payments.blank(self.actor, self.customer)
        paid = replace(blank, amount_minor=minor)
        return self.crm.payments.add(self.actor, self.customer, paid, parts).payment_id


@pytest.fixture
def road(crm: Crm, lina: Actor, customer: CustomerId) -> Road:
    crm.payments.change_settings(make.admin(crm), {"receipt_is_deal": "each"})
    return Road(crm, lina, customer)


PAPERS = [SaleStep.WON, SaleStep.CONFIRMED, SaleStep.SIGNED]


@pytest.mark.parametrize("which", ["first", "each"])
@pytest.mark.parametrize("settles", ["order", "contract"])
@pytest.mark.parametrize("step", PAPERS)
def test_what_counts_is_no_second_deal_once_it_is_paid(
    road: Road, step: SaleStep, settles: str, which: str
) -> None:
    road.crm.payments.change_settings(make.admin(road.crm), {"receipt_is_deal": which})
    minor = road.count(step)
    paid = road.pay(Split(road.targets[settles], PAID))
    assert deals(road.crm, road.actor) == [minor]
    road.take_back(step)
    assert deals(road.crm, road.actor) == [PAID]
    road.crm.history.undo(road.actor)
    assert deals(road.crm, road.actor) == [minor]
    assert road.crm.payments.payment(road.actor, paid).deal_id is None


@pytest.mark.parametrize("settles", ["order", "contract"])
@pytest.mark.parametrize("step", PAPERS)
def test_what_was_paid_is_no_second_deal_once_it_counts(
    road: Road, step: SaleStep, settles: str
) -> None:
    paid = road.pay(Split(road.targets[settles], PAID))
    minor = road.count(step)
    assert deals(road.crm, road.actor) == [PAID]
    more = Split(road.targets[settles], 60_00)
    road.crm.payments.edit(road.actor, paid, {"amount_minor": 60_00}, splits=[more])
    assert deals(road.crm, road.actor) == [60_00]
    road.crm.payments.delete(road.actor, paid, "退票")
    assert deals(road.crm, road.actor) == [minor]
    road.crm.payments.restore(road.actor, paid)
    assert deals(road.crm, road.actor) == [minor]
    for _ in range(2):
        road.crm.history.undo(road.actor)
    assert deals(road.crm, road.actor) == [60_00]


def test_each_receipt_of_an_order_is_a_part_of_its_sale(road: Road) -> None:
    first = road.pay(Split(road.targets["order"], 30_00), minor=30_00)
    road.count(SaleStep.CONFIRMED)
    second = road.pay(Split(road.targets["order"], 60_00), minor=60_00)
    # The order is no deal: the receipt before it stands for it. The second pays what is none.
    assert deals(road.crm, road.actor) == [30_00, 60_00]
    road.crm.payments.delete(road.actor, first, "退票")
    assert deals(road.crm, road.actor) == [60_00]
    road.crm.payments.delete(road.actor, second, "退票")
    assert deals(road.crm, road.actor) == [ORDERED]


def test_what_a_receipt_settles_decides_what_of_it_is_a_deal(road: Road) -> None:
    road.count(SaleStep.CONFIRMED)
    # What settles nothing is another sale until it is told which.
    paid = road.pay(minor=70_00)
    assert deals(road.crm, road.actor) == [70_00, ORDERED]
    part = Split(road.targets["order"], 20_00)
    road.crm.payments.edit(road.actor, paid, {}, splits=[part])
    assert deals(road.crm, road.actor) == [50_00, ORDERED]
    road.crm.payments.edit(road.actor, paid, {}, splits=[replace(part, amount_minor=70_00)])
    assert deals(road.crm, road.actor) == [ORDERED]
    road.crm.payments.edit(road.actor, paid, {}, splits=[])
    assert deals(road.crm, road.actor) == [70_00, ORDERED]


def test_a_receipt_that_pays_something_else_leaves_its_order_as_the_deal(road: Road) -> None:
    paid = road.pay(Split(road.targets["order"], PAID))
    road.count(SaleStep.CONFIRMED)
    other = Road(road.crm, road.actor, road.customer)
    road.crm.payments.edit(road.actor, paid, {}, splits=[Split(other.targets["order"], PAID)])
    assert deals(road.crm, road.actor) == [PAID, ORDERED]
    road.crm.history.undo(road.actor)
    assert deals(road.crm, road.actor) == [PAID]


def test_a_receipt_that_somebody_took_back_as_a_deal_stays_none(road: Road) -> None:
    paid = road.pay(Split(road.targets["order"], PAID))
    (deal,) = road.crm.deals.list(road.actor)
    road.crm.deals.void(make.admin(road.crm), deal.id, "内部测试")
    road.crm.payments.edit(road.actor, paid, {"amount_minor": 60_00})
    assert deals(road.crm, road.actor) == []
    road.count(SaleStep.CONFIRMED)
    road.take_back(SaleStep.CONFIRMED)
    assert deals(road.crm, road.actor) == []


def test_a_receipt_for_two_sales_is_a_deal_for_both_once_one_is_void(road: Road) -> None:
    road.count(SaleStep.CONFIRMED)
    other = Road(road.crm, road.actor, road.customer)
    parts = (Split(road.targets["order"], 20_00), Split(other.targets["order"], 30_00))
    paid = road.pay(*parts)
    assert deals(road.crm, road.actor) == [30_00, ORDERED]
    smaller = road.crm.payments.payment(road.actor, paid).deal_id
    road.take_back(SaleStep.CONFIRMED)
    assert deals(road.crm, road.actor) == [PAID]
    road.crm.history.undo(road.actor)
    assert deals(road.crm, road.actor) == [30_00, ORDERED]
    assert road.crm.payments.payment(road.actor, paid).deal_id == smaller
    (deal,) = (each for each in road.crm.deals.list(road.actor) if each.id == smaller)
    road.crm.deals.void(make.admin(road.crm), deal.id, "内部测试")
    road.take_back(SaleStep.CONFIRMED)
    assert deals(road.crm, road.actor) == []
