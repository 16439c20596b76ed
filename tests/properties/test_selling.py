"""From quote to order to contract to money: exact amounts on the way, and totals that are sums.

Papers in two currencies are written, settled, paid, taken back, deleted and merged in any order;
what is told of a customer is worked out again from the rows that the lists show.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.records import ContractRow
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import ExpenseFields, ExpenseRequest
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    ExpenseId,
    OpportunityId,
    OrderId,
    PaymentId,
    ProductId,
    QuoteId,
)
from crm_tui.domain.opportunities import OpportunityFields, OpportunityState
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.payments.records import Split
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.products import ProductFields
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError, NotFoundError
from crm_tui.services.opportunities.ending import Ending
from tests import make
from tests.long_runs import only_long
from tests.properties.books import RATES, TODAY, Books, in_own

SEEDS = (1, *only_long(range(2, 22)))
LOOKED_AT = 4
"""After so many acts all sums are worked out again, which takes longer than an act."""
GOODS = ProductId(1)
Acts = list[Callable[[], object]]


def line(dice: random.Random) -> QuoteLineFields:
    return QuoteLineFields(
        name="货",
        product_id=dice.choice([None, GOODS]),
        quantity_milli=dice.randint(1, 5_000),
        unit_price_minor=dice.randint(1, 10_000),
        discount_share=dice.choice([0, 333]),
        tax_share=dice.choice([0, 600, 1300]),
    )


def some(dice: random.Random, ids: Sequence[int]) -> int:
    return dice.choice(ids or (0,))


def quoting(crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random) -> Acts:
    known = crm.quotes.list(actor, QuoteRequest(customer_id=customer, all_versions=True))
    quote = QuoteId(some(dice, [each.id for each in known]))
    blank = replace(
        crm.quotes.blank(actor, customer),
        currency=dice.choice(["CNY", "USD"]),
        discount=Discount(DiscountKind.PERCENT, dice.choice([0, 777])),
        includes_tax=dice.choice([True, False]),
    )
    return [
        lambda: crm.quotes.add(actor, customer, blank, [line(dice), line(dice)]),
        lambda: crm.quotes.edit(actor, quote, {}, lines=[line(dice)]),
        lambda: crm.quotes.send(actor, quote),
        lambda: crm.quotes.send(actor, quote),
        lambda: crm.quotes.new_version(actor, quote),
        lambda: crm.quotes.accept(actor, quote),
        lambda: order_exactly(crm, actor, quote),
        lambda: order_exactly(crm, actor, quote),
    ]


def order_exactly(crm: Crm, actor: Actor, quote_id: QuoteId) -> None:
    """Order a quote: each line and each sum is the quote's own."""
    quote = crm.quotes.quote(actor, quote_id)
    order = crm.orders.order(actor, crm.orders.add_from_quote(actor, quote_id).order_id)
    assert order.price == quote.price
    assert [each.price for each in order.lines] == [each.price for each in quote.lines]
    assert [each.fields.sale for each in order.lines] == [each.fields for each in quote.lines]
    assert order.row.currency == quote.row.currency


def ordering(crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random) -> Acts:
    known = [each.id for each in crm.orders.list(actor, OrderRequest(customer_id=customer))]
    gone = [each.id for each in crm.orders.list(actor, OrderRequest(deleted=True))]
    order, blank = OrderId(some(dice, known)), crm.orders.blank(actor, customer)
    return [
        lambda: crm.orders.add(actor, customer, blank, [OrderLineFields(line(dice))]),
        lambda: crm.orders.confirm(actor, order),
        lambda: crm.orders.confirm(actor, order),
        lambda: crm.order_goods.deliver(actor, order),
        lambda: crm.order_goods.take_back(actor, order, {1: dice.randint(1, 500)}, "x"),
        lambda: crm.orders.close(actor, order),
        lambda: crm.orders.void(actor, order, "x"),
        lambda: crm.orders.delete(actor, order),
        lambda: crm.orders.restore(actor, OrderId(some(dice, gone))),
    ]


def contracting(crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random) -> Acts:
    known = [each.id for each in crm.contracts.list(actor, ContractRequest(customer_id=customer))]
    gone = [each.id for each in crm.contracts.list(actor, ContractRequest(deleted=True))]
    orders = [each.id for each in crm.orders.list(actor, OrderRequest(customer_id=customer))]
    quotes = [each.id for each in crm.quotes.list(actor, QuoteRequest(customer_id=customer))]
    contract = ContractId(some(dice, known))

    def draft(**of: QuoteId | OrderId) -> None:
        fields = crm.contracts.blank(actor, customer, **of)  # type: ignore[arg-type]  # by its name
        minor = fields.amount_minor or dice.randint(1, 10_000)
        crm.contracts.add(actor, customer, replace(fields, title="合同", amount_minor=minor))

    return [
        draft,
        lambda: draft(quote_id=QuoteId(some(dice, quotes))),
        lambda: draft(order_id=OrderId(some(dice, orders))),
        lambda: crm.contracts.sign(actor, contract, day=TODAY - dice.randint(0, 40)),
        lambda: crm.contracts.sign(actor, contract),
        lambda: crm.contracts.terminate(actor, contract, "x"),
        lambda: crm.contracts.void(actor, contract, "x"),
        lambda: crm.contracts.delete(actor, contract),
        lambda: crm.contracts.restore(actor, ContractId(some(dice, gone))),
    ]


def paying(crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random) -> Acts:
    documents = crm.payments.documents(actor, customer)
    known = [each.id for each in crm.payments.list(actor, PaymentRequest(customer_id=customer))]
    payment, minor = PaymentId(some(dice, known)), dice.randint(1, 5_000)
    blank = replace(
        crm.payments.blank(actor, customer), amount_minor=minor, day=TODAY - dice.randint(0, 40)
    )

    def pay() -> None:
        document = dice.choice(documents)
        money = replace(blank, currency=document.currency)
        part = Split(document.target, dice.randint(1, minor))
        crm.payments.add(actor, customer, money, [part])

    pays = [pay, pay] if documents else []
    gone = [each.id for each in crm.payments.list(actor, PaymentRequest(deleted=True))]
    return [
        *pays,
        lambda: crm.payments.refund(actor, payment, blank),
        lambda: crm.payments.edit(actor, payment, {"amount_minor": minor}),
        lambda: crm.payments.delete(actor, payment, "x"),
        lambda: crm.payments.restore(actor, PaymentId(some(dice, gone))),
    ]


def pursuing(crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random) -> Acts:
    service = crm.opportunities
    known = [each.id for each in service.of_customer(actor, customer)]
    opportunity, minor = OpportunityId(some(dice, known)), dice.randint(1, 10**6)
    gone = OpportunityId(dice.randint(1, 9))
    fields = OpportunityFields(
        name="项目", amount_minor=minor, currency=dice.choice(["CNY", "USD"])
    )
    return [
        lambda: service.add(actor, customer, fields),
        lambda: service.add(actor, customer, fields),
        lambda: service.edit(actor, opportunity, {"amount_minor": minor}),
        lambda: service.win(actor, opportunity, Ending()),
        lambda: service.lose(actor, opportunity, Ending("x")),
        lambda: service.void(actor, opportunity, Ending("x")),
        lambda: service.reopen(actor, opportunity),
        lambda: service.delete(actor, opportunity),
        lambda: service.restore(actor, gone),
    ]


def spending(crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random) -> Acts:
    service, day = crm.expenses, TODAY - dice.randint(0, 40)
    known = [each.id for each in service.list(actor, ExpenseRequest())]
    expense, gone = ExpenseId(some(dice, known)), ExpenseId(dice.randint(1, 9))
    opportunities = crm.opportunities.of_customer(actor, customer)
    values: dict[str, Any] = {
        "amount_minor": dice.randint(1, 99_999),
        "currency": dice.choice(["CNY", "USD"]),
        "day": day,
    }
    kind_id = make.word(crm, DictionaryKind.EXPENSE_KIND, "travel")
    entered = ExpenseFields(kind_id=kind_id, customer_id=customer, **values)
    of_one = [replace(entered, opportunity_id=each.id) for each in opportunities]
    return [
        lambda: service.add(actor, entered),
        *(lambda of=of: service.add(actor, of) for of in of_one[:1]),
        lambda: service.edit(actor, expense, values),
        lambda: service.delete(actor, expense),
        lambda: service.restore(actor, gone),
    ]


def refuse_wrong_sums(crm: Crm, actor: Actor, customers: list[CustomerId]) -> None:
    for each in customers:
        refuse_wrong_sums_of(crm, actor, each)


def refuse_wrong_sums_of(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    try:
        found = crm.receivables.money(actor, customer)
    except NotFoundError:
        return
    books = Books(crm, actor, customer)
    (ordered, own), (received, own_received) = books.ordered(), books.received()
    for each in found.totals:
        assert each.ordered_minor == ordered.pop(each.currency, 0)
        assert each.received_minor == received.pop(each.currency, 0)
        assert each.outstanding_minor == each.ordered_minor - each.received_minor
    assert not any(ordered.values())
    assert not any(received.values())
    whole = found.reported
    assert whole is not None
    assert (whole.ordered_minor, whole.received_minor) == (own, own_received)
    assert whole.ordered_minor + whole.exchange_minor - own_received == whole.outstanding_minor
    refuse_wrong_profit(crm, actor, customer, books)
    refuse_wrong_pursuit(crm, actor, customer)
    for contract in books.contracts:
        refuse_other_amount(crm, actor, contract)


def refuse_wrong_profit(crm: Crm, actor: Actor, customer: CustomerId, books: Books) -> None:
    """What is left is the income less the costs of its lines and the expenses of its rows."""
    request = ExpenseRequest(customer_id=customer)
    spent = crm.expenses.list(actor, request)
    for each in spent:
        fields = each.fields
        assert each.reported_minor == in_own(fields.amount_minor, fields.currency, fields.day)
    profit = crm.expenses.profit(actor, request)
    own, costs = books.ordered()[1], books.costs()
    expenses = sum(each.reported_minor for each in spent)
    assert (profit.income_minor, profit.unrated) == (own, 0)
    assert (profit.cost_minor, profit.unknown_costs) == costs
    assert profit.expenses_minor == expenses
    assert profit.profit_minor == own - costs[0] - expenses


def refuse_wrong_pursuit(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    """What is pursued is the sum of all opportunities but void ones, beside it the open ones."""
    counted = [
        each
        for each in crm.opportunities.of_customer(actor, customer)
        if each.state is not OpportunityState.VOID
    ]
    minors = {
        each.id: in_own(each.fields.amount_minor, each.fields.currency, TODAY) for each in counted
    }
    still_open = [minors[each.id] for each in counted if each.is_open]
    found = crm.opportunities.totals(actor, customer)
    assert (found.count, found.total_minor) == (len(minors), sum(minors.values()))
    assert (found.open_count, found.open_minor) == (len(still_open), sum(still_open))


def refuse_other_amount(crm: Crm, actor: Actor, contract: ContractRow) -> None:
    """A contract of a quote or an order has the amount and the currency of that."""
    fields = crm.contracts.contract(actor, contract.id).fields
    if fields.order_id is not None:
        order = crm.orders.order(actor, fields.order_id).row
        assert (contract.amount_minor, contract.currency) == (order.total_minor, order.currency)
    elif fields.quote_id is not None:
        quote = crm.quotes.quote(actor, fields.quote_id).row
        assert (contract.amount_minor, contract.currency) == (quote.total_minor, quote.currency)


def begin(crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random) -> None:
    """Let a customer have papers in both currencies, one ordered, the other to be ordered."""
    for currency in ("CNY", "USD"):
        blank = replace(crm.quotes.blank(actor, customer), currency=currency)
        for _ in range(2):
            quote = crm.quotes.add(actor, customer, blank, [line(dice), line(dice)]).quote_id
            crm.quotes.send(actor, quote)
        order = crm.orders.add_from_quote(actor, quote).order_id
        crm.orders.confirm(actor, order)
        crm.order_goods.deliver(actor, order)


@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_stay_exact_and_totals_are_the_sums_of_the_rows(
    crm: Crm, admin: Actor, seed: int
) -> None:
    dice = random.Random(seed)
    # Whoever entered the customers and the rates would undo that as well.
    lina, boss = make.rep(crm), make.rep(crm, "boss", role="admin")
    customers = [make.customer(crm, lina), make.customer(crm, lina, name="乙公司")]
    for day, rate in RATES.items():
        crm.currencies.set_rate(boss, "USD", rate, day)
    goods = ProductFields(code="G", name="货", price_minor=99_99, cost_minor=33_33)
    crm.products.add(boss, goods)
    for customer in customers:
        begin(crm, lina, customer, dice)
    done = 0
    for _ in range(60):
        done += act(crm, admin, dice.sample(customers, 2), dice)
        if not done % LOOKED_AT:
            refuse_wrong_sums(crm, admin, customers)
    refuse_wrong_sums(crm, admin, customers)
    assert done > 10


DOING = (quoting, ordering, contracting, paying, pursuing, spending)


def act(crm: Crm, actor: Actor, pair: list[CustomerId], dice: random.Random) -> bool:
    """Let something happen to the first of two customers; return whether it did."""
    customer, other = pair
    try:
        acts = dice.choice(DOING)(crm, actor, customer, dice)
        if not dice.randrange(9):
            acts = [lambda: crm.history.undo(actor)] * 9
            acts.append(lambda: crm.merging.merge(actor, customer, other))
        dice.choice(acts)()
    except CrmError:
        return False
    return True
