"""What is sold to a customer is seen and changed by who sees and changes the customer, on no way
else: leads, opportunities, quotes, contracts, orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.festivals import Festival
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    LeadId,
    OpportunityId,
    OrderId,
    ProductId,
    QuoteId,
)
from crm_tui.domain.leads.records import LeadFollowUpDraft
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.opportunities import OpportunityFields, OpportunitySums
from crm_tui.domain.orders.requests import DueRequest, OrderRequest
from crm_tui.domain.products import ProductFields
from crm_tui.domain.queries.fields import LEADS, OPPORTUNITIES
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotFoundError, NotPermittedError
from crm_tui.presentation.quote_pages import quote_page
from crm_tui.services.opportunities.ending import Ending
from tests import make
from tests.sold_offices import LINE, sell

Asks = dict[str, Callable[[], object]]


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    """Lina's, to whom she sold."""
    found = make.customer(crm, lina, "甲公司", phone="13800138000")
    for _ in range(2):
        crm.quotes.add(lina, found, crm.quotes.blank(lina, found), [LINE])
    crm.quotes.send(lina, QuoteId(2))
    sell(crm, lina, found)
    return found


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    """A colleague who has a customer of his own, and sees none of hers."""
    found = make.rep(crm, "zhaojun", "赵军")
    make.customer(crm, found, "乙公司")
    return found


def _reads(crm: Crm, actor: Actor, customer: CustomerId) -> Asks:
    return {
        "lead": lambda: crm.leads.detail(actor, LeadId(2)),
        "lead by name": lambda: crm.leads.find(actor, "青禾科技"),
        "opportunity": lambda: crm.opportunities.detail(actor, OpportunityId(1)),
        "opportunity by name": lambda: crm.opportunities.find(actor, "一期"),
        "of a customer": lambda: crm.opportunities.of_customer(actor, customer),
        "sums of a customer": lambda: crm.opportunities.totals(actor, customer),
        "quote": lambda: crm.quotes.quote(actor, QuoteId(1)),
        "versions": lambda: crm.quotes.versions(actor, QuoteId(2)),
        "difference": lambda: crm.quotes.compare(actor, QuoteId(1), QuoteId(2)),
        "blank quote": lambda: crm.quotes.blank(actor, customer),
        "quotes": lambda: crm.quotes.list(actor, QuoteRequest(customer_id=customer)),
        "contract": lambda: crm.contracts.contract(actor, ContractId(2)),
        "blank contract": lambda: crm.contracts.blank(actor, customer),
        "contracts": lambda: crm.contracts.list(actor, ContractRequest(customer_id=customer)),
        "order": lambda: crm.orders.order(actor, OrderId(2)),
        "blank order": lambda: crm.orders.blank(actor, customer),
        "orders": lambda: crm.orders.list(actor, OrderRequest(customer_id=customer)),
        "sums of orders": lambda: crm.orders.totals(actor, customer),
        "goods": lambda: crm.order_goods.moves(actor, OrderId(4)),
        "goods due": lambda: crm.order_goods.due(actor, DueRequest(customer_id=customer)),
        "files of a contract": lambda: crm.attachments.list(
            actor, customer, contract_id=ContractId(2)
        ),
    }


def _writes(crm: Crm, actor: Actor, customer: CustomerId) -> Asks:
    opportunities, opportunity, ending = crm.opportunities, OpportunityId(1), Ending("x")
    quotes, quote, contracts, contract = crm.quotes, QuoteId(2), crm.contracts, ContractId(2)
    orders, order, goods = crm.orders, OrderId(2), crm.order_goods
    # Each is drafted for a customer of one's own, and pushed into another's.
    own = crm.customers.find(actor, "乙公司")
    paper = replace(contracts.blank(actor, own), title="x")
    return {
        "add opportunity": lambda: opportunities.add(actor, customer, OpportunityFields(name="x")),
        "edit opportunity": lambda: opportunities.edit(actor, opportunity, {"name": "x"}),
        "move opportunity": lambda: opportunities.move(
            actor, opportunity, crm.pipelines.list(actor)[0].stages[1].id
        ),
        "win": lambda: opportunities.win(actor, opportunity, ending),
        "lose": lambda: opportunities.lose(actor, opportunity, ending),
        "void opportunity": lambda: opportunities.void(actor, opportunity, ending),
        "reopen": lambda: opportunities.reopen(actor, OpportunityId(2)),
        "delete opportunity": lambda: opportunities.delete(actor, opportunity),
        "restore opportunity": lambda: opportunities.restore(actor, OpportunityId(3)),
        "add quote": lambda: quotes.add(actor, customer, quotes.blank(actor, own), [LINE]),
        "edit quote": lambda: quotes.edit(actor, QuoteId(1), {"title": "x"}),
        "send": lambda: quotes.send(actor, QuoteId(1)),
        "accept": lambda: quotes.accept(actor, quote),
        "refuse": lambda: quotes.refuse(actor, quote, "x"),
        "void quote": lambda: quotes.void(actor, quote, "x"),
        "new version": lambda: quotes.new_version(actor, quote),
        "delete quote": lambda: quotes.delete(actor, QuoteId(1)),
        "print": lambda: crm.quote_files.export(actor, quote, Path("x.html"), quote_page),
        "add contract": lambda: contracts.add(actor, customer, paper),
        "a contract by a quote": lambda: contracts.add(actor, own, replace(paper, quote_id=quote)),
        "edit contract": lambda: contracts.edit(actor, ContractId(1), {"title": "x"}),
        "sign": lambda: contracts.sign(actor, ContractId(1)),
        "terminate": lambda: contracts.terminate(actor, contract, "x"),
        "void contract": lambda: contracts.void(actor, contract, "x"),
        "delete contract": lambda: contracts.delete(actor, ContractId(1)),
        "restore contract": lambda: contracts.restore(actor, ContractId(3)),
        "add order": lambda: orders.add(actor, customer, orders.blank(actor, own)),
        "order a quote": lambda: orders.add_from_quote(actor, quote),
        "edit order": lambda: orders.edit(actor, OrderId(1), {"title": "x"}),
        "set due": lambda: orders.set_due(actor, order, {1: None}),
        "confirm": lambda: orders.confirm(actor, OrderId(1)),
        "close": lambda: orders.close(actor, order),
        "void order": lambda: orders.void(actor, order, "x"),
        "delete order": lambda: orders.delete(actor, OrderId(1)),
        "restore order": lambda: orders.restore(actor, OrderId(3)),
        "deliver": lambda: goods.deliver(actor, order),
        "take back": lambda: goods.take_back(actor, OrderId(4), {1: 1000}, "x"),
        "follow a lead up": lambda: crm.leads.follow_up(
            actor, LeadId(2), LeadFollowUpDraft("x", crm.database.clock.now())
        ),
        "edit lead": lambda: crm.leads.edit(actor, LeadId(2), {"city": "x"}),
        "convert": lambda: crm.leads.convert(actor, LeadId(2)),
        "convert into": lambda: crm.leads.convert(actor, make.lead(crm, actor), to=customer),
        "plan": lambda: crm.leads.set_next_contact(actor, LeadId(2), None),
    }


def test_nothing_of_others_sales_is_opened(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    for ask in _reads(crm, lina, customer).values():
        ask()
    for name, ask in _reads(crm, zhao, customer).items():
        with pytest.raises(NotFoundError) as caught:
            ask()
        assert "甲公司" not in str(caught.value), name


def test_nothing_of_others_sales_is_changed(crm: Crm, zhao: Actor, customer: CustomerId) -> None:
    tried = _writes(crm, zhao, customer)
    make.lead(crm, zhao, company="赵军的")
    for name, act in tried.items():
        with pytest.raises(NotFoundError) as caught:
            act()
        assert "甲公司" not in str(caught.value), name
    (events,) = make.query(
        crm, "SELECT count(*) FROM event JOIN batch ON batch.id = batch_id WHERE customer_id = ?"
        " AND actor_id = ?", customer, zhao.user_id,
    )  # fmt: skip
    assert events == (0,)


def test_batches_of_leads_refuse_those_of_others(
    crm: Crm, zhao: Actor, customer: CustomerId
) -> None:
    leads, hers = crm.leads, [LeadId(2)]
    reason = make.word(crm, DictionaryKind.DISCARD_REASON, "no_need")
    for batch in (
        leads.qualify(zhao, hers, LeadStage.MQL),
        leads.claim(zhao, hers),
        leads.release(zhao, hers),
        leads.discard(zhao, hers, reason),
        leads.restore(zhao, [LeadId(3)]),
    ):
        assert [type(each.error) for each in batch.refused] == [NotFoundError]


def test_lists_sums_and_history_hold_nothing_of_others(
    crm: Crm, zhao: Actor, customer: CustomerId
) -> None:
    for whose in Whose:
        wanted = RecordRequest(OPPORTUNITIES, whose)
        assert list(crm.opportunities.list(zhao, wanted, limit=9)) == []
        assert crm.opportunities.sums(zhao, wanted) == OpportunitySums()
        assert crm.opportunities.forecast(zhao, wanted) == []
        found = crm.leads.page(zhao, RecordRequest(LEADS, whose)).rows
        assert {each.called for each in found} <= {"白杨科技"}, "that which nobody holds"
    every = RecordRequest(OPPORTUNITIES)
    assert crm.opportunities.sums(zhao, every, [1, 2]) == OpportunitySums()
    assert sum(each.sums.count for each in crm.opportunities.board(zhao, every).columns) == 0
    assert crm.quotes.list(zhao, QuoteRequest(all_versions=True)) == []
    assert crm.contracts.list(zhao, ContractRequest()) == []
    assert crm.orders.list(zhao, OrderRequest()) == []
    assert crm.order_goods.due(zhao, DueRequest()) == []
    events = crm.audits.rows(zhao, crm.audits.ids(zhao, HistoryFilter()))
    assert customer not in {each.customer_id for each in events}
    assert "青禾" not in str(events)


def test_a_list_on_the_screen_shows_no_more_of_what_went_to_another(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    window = crm.opportunities.window(lina, RecordRequest(OPPORTUNITIES))
    assert len(window.fetch(0, 9)[1]) == 2
    crm.movements.transfer(make.admin(crm), [customer], zhao.user_id)
    assert list(window.fetch(0, 9)[1]) == []


def test_what_nobody_held_is_not_everybodys_once_it_is_a_customer(
    crm: Crm, admin: Actor, zhao: Actor
) -> None:
    lead = make.lead(crm, nobody=True, company="白杨科技", phone="13900139000")
    assert crm.leads.detail(zhao, lead).row.fields.phones
    crm.leads.convert(admin, lead)
    with pytest.raises(NotFoundError):
        crm.leads.detail(zhao, lead)
    crm.history.undo(admin)
    assert crm.leads.detail(zhao, lead).row.owner_id is None


def test_what_products_cost_stands_in_no_history_of_who_may_not_know(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.products.add(admin, ProductFields(code="x", name="仪器", cost_minor=424_242))
    quote = crm.quotes.add(lina, customer, crm.quotes.blank(lina, customer)).quote_id
    line = QuoteLineFields(name="仪器", product_id=ProductId(1), unit_price_minor=1)
    crm.quotes.edit(lina, quote, {}, lines=[line])
    assert not crm.offices.who(lina)[0].may(Permission.VIEW_COST)
    for actor, told in ((admin, True), (lina, False)):
        events = crm.audits.rows(actor, crm.audits.ids(actor, HistoryFilter()))
        entries = crm.timelines.page(actor, customer).entries
        assert ("424242" in str(events)) is told
        assert told or "424242" not in str(entries)


def test_whom_to_greet_is_taken_away_by_who_may_export_and_written_down(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina)
    crm.greetings.list(lina, Festival.MID_AUTUMN)
    file = tmp_path / "greetings.csv"
    assert crm.greetings.export(lina, file, ("a", "b", "c", "d"), []) == 0
    (event,) = crm.audits.rows(lina, crm.audits.ids(lina, HistoryFilter(), limit=1))
    assert (event.kind, event.after["subject"]) == ("data_exported", "greetings")
    role_id = crm.offices.who(lina)[0].role_id
    kept = crm.offices.who(lina)[0].permissions - {Permission.EXPORT}
    crm.people.edit_role(make.admin(crm), role_id, {"permissions": kept})
    with pytest.raises(NotPermittedError):
        crm.greetings.export(lina, tmp_path / "again.csv", ("a",), [])
    assert not (tmp_path / "again.csv").exists()
