"""What stands in papers, money and deals of customers whose contact details a pool hides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.deals import DealFields
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import ExpenseFields, ExpenseGrouping, ExpenseRequest
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    DealId,
    OpportunityId,
    OrderId,
    PaymentId,
    QuoteId,
)
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.orders.requests import DueRequest, OrderRequest
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest
from crm_tui.domain.queries.field_kinds import Subject as QuerySubject
from crm_tui.domain.queries.fields import CONTRACTS, OPPORTUNITIES, ORDERS
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.usages import UsageFields, UsageRequest
from crm_tui.domain.users import Actor
from crm_tui.presentation.quote_pages import quote_page
from tests import make
from tests.exporting import exported
from tests.make.beginnings import built_once
from tests.sold_offices import LINE

NUMBER = "13812345678"
NOTE = f"打{NUMBER}找张敏"
MASKED = "138****5678"
TODAY = make.NOW.toordinal()
Ask = Callable[[str], Sequence[object]]


@built_once
def with_papers(crm: Crm, /, lina: Actor) -> CustomerId:
    """A customer of a pool that hides contact details, with a number in every paper."""
    customer = make.customer(crm, lina)
    line = replace(LINE, name=NOTE, unit=NOTE)
    blank = crm.quotes.blank(lina, customer)
    crm.quotes.add(lina, customer, replace(blank, title=NOTE, terms=NOTE), [line])
    contract = replace(crm.contracts.blank(lina, customer), title=NOTE, note=NOTE, amount_minor=1)
    crm.contracts.add(lina, customer, replace(contract, our_party=NOTE, our_signatory=NOTE))
    chance = OpportunityFields(name=NOTE, next_step=NOTE, competitors=(NOTE,))
    crm.opportunities.add(lina, customer, chance)
    crm.deals.record(lina, customer, DealFields(100, TODAY, note=NOTE))
    order = replace(crm.orders.blank(lina, customer), title=NOTE)
    crm.orders.add(lina, customer, order, [OrderLineFields(line)])
    crm.orders.confirm(lina, OrderId(1))
    crm.order_goods.deliver(lina, OrderId(1), {1: 1}, note=NOTE)
    money = replace(crm.payments.blank(lina, customer), amount_minor=10)
    crm.payments.add(lina, customer, replace(money, payer=NOTE, reference=NOTE, note=NOTE))
    paper = replace(crm.invoices.blank(lina, customer), amount_minor=10, number="1", note=NOTE)
    crm.invoices.add(lina, customer, replace(paper, title=NOTE))
    use = UsageFields(name=NOTE, quantity_milli=1, unit=NOTE, competitor=NOTE)
    crm.usages.add(lina, customer, use)
    kind = make.word(crm, DictionaryKind.EXPENSE_KIND, "travel")
    spent = ExpenseFields(day=TODAY, kind_id=kind, amount_minor=1, customer_id=customer)
    crm.expenses.add(lina, replace(spent, campaign=NOTE, note=NOTE))
    make.set_pool(crm, masks_contacts=True)
    make.meddle(crm, "UPDATE customer SET owner_id = NULL")
    make.meddle(crm, f"UPDATE ownership_period SET end_note = '{NOTE}'")
    return customer


@pytest.fixture
def pooled(crm: Crm, lina: Actor) -> CustomerId:
    """The customer of whom nothing is to be found out."""
    return with_papers(crm, lina)


@pytest.fixture
def sun(crm: Crm, pooled: CustomerId) -> Actor:
    """Somebody who sees what lies in the pool, and may look at all that others see as well."""
    return make.rep(crm, "sun", "孙悦", role="manager", department="销售部")


def read(crm: Crm, actor: Actor) -> list[str]:
    """All that shows papers, each with a number somewhere in it."""
    return [
        repr(answer)
        for answer in (
            crm.quotes.list(actor, QuoteRequest()),
            crm.quotes.quote(actor, QuoteId(1)),
            crm.contracts.list(actor, ContractRequest()),
            crm.contracts.contract(actor, ContractId(1)),
            crm.contracts.window(actor, RecordRequest(CONTRACTS)).open(9).rows,
            crm.opportunities.list(actor, RecordRequest(OPPORTUNITIES), limit=9),
            crm.opportunities.detail(actor, OpportunityId(1)),
            crm.opportunities.foretell(actor, [OpportunityId(1)]),
            crm.projects.detail(actor, OpportunityId(1)),
            crm.deals.list(actor),
            crm.deals.deal(actor, DealId(1)),
            crm.orders.list(actor, OrderRequest()),
            crm.orders.order(actor, OrderId(1)),
            crm.order_goods.due(actor, DueRequest()),
            crm.order_goods.moves(actor, OrderId(1)),
            crm.payments.list(actor, PaymentRequest()),
            crm.payments.payment(actor, PaymentId(1)),
            crm.invoices.list(actor, InvoiceRequest()),
            crm.usages.list(actor, UsageRequest()),
            crm.expenses.list(actor, ExpenseRequest()),
            crm.ownerships.of(actor, CustomerId(1)),
            crm.handovers.packet(actor, CustomerId(1)),
        )
    ]


def test_no_number_is_read_in_papers_money_and_opportunities(crm: Crm, sun: Actor) -> None:
    told = read(crm, sun)
    assert [each for each in told if NUMBER in each] == []
    assert [each for each in told if MASKED not in each] == []


def test_who_administers_the_pool_reads_all_of_it(crm: Crm, sun: Actor) -> None:
    boss = make.admin(crm)
    assert [each for each in read(crm, boss) if NUMBER not in each] == []
    sums = crm.expenses.sums(boss, ExpenseRequest(), ExpenseGrouping.CAMPAIGN)
    assert [each.name for each in sums] == [NOTE]


def test_no_sum_is_called_by_a_number(crm: Crm, sun: Actor) -> None:
    spent = [
        each.name
        for by in (ExpenseGrouping.CAMPAIGN, ExpenseGrouping.OPPORTUNITY)
        for each in crm.expenses.sums(sun, ExpenseRequest(), by)
    ]
    used = [(each.name, each.unit) for each in crm.usages.sums(sun, UsageRequest())]
    assert (spent, used) == (["***", ""], [("***", "***")])


def windowed(crm: Crm, actor: Actor, of: QuerySubject) -> Ask:
    """The rows of a list in which somebody looks for a word."""
    service = getattr(crm, of.key)
    return lambda word: service.window(actor, RecordRequest(of, query=word)).open(9).rows


def asks(crm: Crm, actor: Actor) -> dict[str, tuple[Ask, Sequence[str]]]:
    """Whatever looks for a word in papers, and which fields it knows."""
    return {
        "quotes": (lambda word: crm.quotes.list(actor, QuoteRequest(query=word)), ["title"]),
        "payments": (
            lambda word: crm.payments.list(actor, PaymentRequest(query=word)),
            ["payer", "reference", "note"],
        ),
        "invoices": (
            lambda word: crm.invoices.list(actor, InvoiceRequest(query=word)),
            ["payer", "note"],
        ),
        "orders": (windowed(crm, actor, ORDERS), ["title"]),
        "contracts": (windowed(crm, actor, CONTRACTS), ["title"]),
        "opportunities": (windowed(crm, actor, OPPORTUNITIES), ["name", "competitor"]),
        "of a customer": (lambda word: crm.orders.list(actor, OrderRequest(words=word)), []),
        "by words": (lambda word: crm.contracts.list(actor, ContractRequest(words=word)), []),
        "expenses": (lambda word: crm.expenses.list(actor, ExpenseRequest(words=word)), []),
        "campaign": (lambda word: crm.expenses.list(actor, ExpenseRequest(campaign=word)), []),
        "usages": (lambda word: crm.usages.list(actor, UsageRequest(words=word)), []),
        "everything": (lambda word: crm.finding.find(actor, word), []),
    }


def test_no_search_tells_that_a_guessed_digit_was_right(crm: Crm, sun: Actor) -> None:
    told = [
        (name, word)
        for name, (ask, fields) in asks(crm, sun).items()
        for word in (NOTE if name == "campaign" else "1381", *(f"{f}:{NOTE}" for f in fields))
        if ask(word)
    ]
    assert told == []
    boss = make.admin(crm)
    untold = [
        (name, word)
        for name, (ask, fields) in asks(crm, boss).items()
        for word in (NOTE, *(f"{f}:{NOTE}" for f in fields))
        if not ask(word)
    ]
    assert untold == []


@pytest.mark.usefixtures("sun")
def test_what_hides_nothing_is_found_still(crm: Crm, pooled: CustomerId) -> None:
    make.meddle(crm, "UPDATE sales_order SET title = '信息化 2026'")
    sun = make.rep(crm, "yue", "岳")
    asked = OrderRequest(words="2026"), OrderRequest(words="信息")
    assert [len(crm.orders.list(sun, each)) for each in asked] == [1, 1]


def test_what_is_left_out_tells_nothing_either(crm: Crm, sun: Actor) -> None:
    left = windowed(crm, sun, ORDERS)
    assert [len(left(each)) for each in ("-title:1381", "-title:9999")] == [1, 1]


def test_no_number_is_read_out_by_where_it_stands_in_an_order(
    crm: Crm, sun: Actor, pooled: CustomerId
) -> None:
    def place(probe: int) -> bool:
        """Whether the hidden one stands before an order of one's own with this number."""
        mine = make.customer(crm, sun, f"客户{probe}")
        order = replace(crm.orders.blank(sun, mine), title=f"打{probe}")
        crm.orders.add(sun, mine, order, [OrderLineFields(LINE)])
        rows = crm.orders.window(sun, RecordRequest(ORDERS, sort="title")).open(9).rows
        whose = [each.customer_id for each in rows]
        return whose.index(pooled) < whose.index(mine)

    assert place(int(NUMBER) - 1) == place(int(NUMBER) + 1)


def test_no_number_leaves_in_a_file(crm: Crm, sun: Actor, tmp_path: Path) -> None:
    told = {}
    for subject in set(Subject) - {Subject.LEADS}:
        file = tmp_path / f"{subject.value}.json"
        wishes = {}
        if subject in {Subject.OPPORTUNITIES, Subject.ORDERS, Subject.CONTRACTS}:
            of = {each.key: each for each in (OPPORTUNITIES, ORDERS, CONTRACTS)}[subject.value]
            wishes["request"] = RecordRequest(of)
        exported(crm, sun, file, subject=subject, **wishes)
        told[subject] = file.read_text("utf-8-sig")
    assert {each for each, text in told.items() if NUMBER in text} == set()
    silent = {Subject.CUSTOMERS, Subject.CONTACTS, Subject.FOLLOW_UPS, Subject.TASKS}
    silent |= {Subject.PAYMENT_PLANS, Subject.DUES}
    assert {each for each, text in told.items() if MASKED not in text} == silent


def test_no_number_is_printed(crm: Crm, sun: Actor, tmp_path: Path) -> None:
    file = tmp_path / "quote.html"
    crm.quote_files.export(sun, QuoteId(1), file, quote_page)
    text = file.read_text("utf-8")
    assert MASKED in text
    assert NUMBER not in text
