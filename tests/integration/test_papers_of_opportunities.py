"""What is quoted for an opportunity belongs to it, and what is ordered and signed on that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.identifiers import CustomerId, OpportunityId, QuoteId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError
from tests import make

LINE = QuoteLineFields(name="安装", quantity_milli=2_000, unit_price_minor=50_00)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm)


def opportunity(crm: Crm, actor: Actor, customer: CustomerId, name: str) -> OpportunityId:
    return crm.opportunities.add(actor, customer, OpportunityFields(name=name)).opportunity_id


def quoted(crm: Crm, actor: Actor, customer: CustomerId, of: OpportunityId | None) -> QuoteId:
    """Draft a quote for an opportunity."""
    blank = crm.quotes.blank(actor, customer, of)
    return crm.quotes.add(actor, customer, blank, (LINE,)).quote_id


def test_what_follows_from_a_quote_belongs_to_its_opportunity(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    of = opportunity(crm, lina, customer, "二期扩容")
    quoted(crm, lina, customer, None)
    quote = quoted(crm, lina, customer, of)
    crm.quotes.send(lina, quote)
    version = crm.quotes.new_version(lina, quote).quote_id
    assert crm.quotes.quote(lina, version).fields.opportunity_id == of
    crm.quotes.delete(lina, version)
    order = crm.orders.add_from_quote(lina, quote).order_id
    blank = replace(crm.contracts.blank(lina, customer, quote), title="年度框架")
    contract = crm.contracts.add(lina, customer, blank).contract_id
    crm.orders.confirm(lina, order)
    ordered = replace(crm.contracts.blank(lina, customer, order_id=order), title="按订单")
    other = crm.contracts.add(lina, customer, ordered).contract_id
    assert crm.orders.order(lina, order).opportunity == "二期扩容"
    assert crm.orders.order(lina, order).fields.title == "二期扩容"
    assert crm.contracts.contract(lina, other).opportunity == "二期扩容"
    assert crm.contracts.contract(lina, contract).opportunity == "二期扩容"
    found = crm.opportunities.detail(lina, of)
    assert [each.id for each in found.quotes] == [quote]
    assert [each.id for each in found.orders] == [order]
    assert [each.id for each in found.contracts] == [other, contract]
    assert len(crm.quotes.list(lina, QuoteRequest(opportunity_id=of))) == 1
    assert len(crm.orders.list(lina, OrderRequest(opportunity_id=of))) == 1
    assert len(crm.contracts.list(lina, ContractRequest(opportunity_id=of))) == 2


def test_only_an_opportunity_of_the_same_customer_is_quoted_for(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    other = opportunity(crm, lina, make.customer(crm, lina, name="乙公司"), "别家的")
    gone = opportunity(crm, lina, customer, "取消的")
    crm.opportunities.delete(lina, gone)
    for wrong in (other, gone):
        with pytest.raises(NotFoundError):
            quoted(crm, lina, customer, wrong)


def test_a_draft_keeps_its_deleted_opportunity_until_it_lets_go_of_it(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    of = opportunity(crm, lina, customer, "二期扩容")
    quote = quoted(crm, lina, customer, of)
    crm.opportunities.delete(lina, of)
    crm.quotes.edit(lina, quote, {"title": "二期"})
    assert crm.quotes.quote(lina, quote).fields.opportunity_id == of
    crm.quotes.edit(lina, quote, {"opportunity_id": None})
    assert crm.quotes.quote(lina, quote).fields.opportunity_id is None
    crm.history.undo(lina)
    assert crm.quotes.quote(lina, quote).fields.opportunity_id == of


def test_quotes_go_before_what_they_belong_to(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    quoted(crm, lina, customer, opportunity(crm, lina, customer, "二期扩容"))
    crm.standings.delete(admin, [customer])
    crm.purges.purge(admin, [customer])
    assert make.query(crm, "SELECT count(*) FROM quote") == [(0,)]
    assert make.query(crm, "SELECT count(*) FROM opportunity") == [(0,)]
