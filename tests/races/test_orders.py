"""Several people make the order of one quote, or the contract of one order, at once: one does."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.identifiers import CustomerId, OrderId, QuoteId
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from tests import make
from tests.races.racing import race

FULL = [pytest.mark.long, pytest.mark.timeout(900)]
SIZES = [pytest.param(2, 3, id="small"), pytest.param(8, 20, id="full", marks=FULL)]
LINE = QuoteLineFields(name="安装", quantity_milli=3_000, unit_price_minor=33_33)


def make_both(crm: Crm, actor: Actor, customer: CustomerId, quote: QuoteId) -> str:
    """Make the order of a quote if it has none, then the contract of the order."""
    try:
        order = crm.orders.add_from_quote(actor, quote).order_id
        crm.orders.confirm(actor, order)
    finally:
        rows = crm.orders.list(actor, OrderRequest(customer_id=customer))
    contract(crm, actor, customer, rows[0].id)
    return "made"


def contract(crm: Crm, actor: Actor, customer: CustomerId, order: OrderId) -> None:
    blank = crm.contracts.blank(actor, customer, order_id=order)
    crm.contracts.add(actor, customer, blank)


@pytest.mark.parametrize(("people", "rounds"), SIZES)
def test_a_quote_becomes_one_order_and_that_one_contract(
    crm: Crm, admin: Actor, clock: FakeClock, people: int, rounds: int
) -> None:
    wishes = []
    for each in range(rounds):
        customer = make.customer(crm, admin, name=f"客户{each}")
        fields = crm.quotes.blank(admin, customer)
        quote = crm.quotes.add(admin, customer, fields, [LINE]).quote_id
        crm.quotes.edit(admin, quote, {"title": "一期"})
        crm.quotes.send(admin, quote)
        wishes.append((admin, customer, quote))
    found = race(crm, make_both, [wishes] * people, clock)
    for answers in zip(*found, strict=True):
        assert sorted(answer == "made" for answer in answers) == [False] * (people - 1) + [True]
        assert all("QuoteOrdered" in each for each in answers if each != "made")
    assert len(crm.orders.list(admin, OrderRequest())) == rounds
    assert len(crm.contracts.list(admin, ContractRequest())) == rounds
