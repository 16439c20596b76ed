"""From quote to order to contract to money: exact amounts on the way, and totals that are sums.

Papers in two currencies are written, settled, paid, taken back, deleted and merged in any order;
what is told of a customer is worked out again from the rows that the lists show.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.records import STANDING, ContractRow, ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.currencies import converted, parse_rate
from crm_tui.domain.expenses import ExpenseRequest
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, PaymentId, QuoteId
from crm_tui.domain.orders.records import OrderLineFields, OrderRow
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.payments.records import PaymentRow, Split, Target
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError, NotFoundError
from tests import make

SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 15)))
LOOKED_AT = 4
"""After so many acts all sums are worked out again, which takes longer than an act."""
TODAY = make.NOW.toordinal()
RATES = {TODAY - 90: "7.1234", TODAY - 10: "6.98765", TODAY: "7.00005"}
"""What a dollar is worth from each day on."""
Acts = list[Callable[[], object]]


def line(dice: random.Random) -> QuoteLineFields:
    return QuoteLineFields(
        name="货",
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
    return [
        *pays,
        lambda: crm.payments.refund(actor, payment, blank),
        lambda: crm.payments.edit(actor, payment, {"amount_minor": minor}),
        lambda: crm.payments.delete(actor, payment, "x"),
    ]


def rate_on(day: int) -> int:
    found = parse_rate(RATES[max(each for each in RATES if each <= day)])
    assert isinstance(found, int)
    return found


def in_own(minor: int, currency: str, day: int) -> int:
    found = minor if currency == "CNY" else converted(minor, currency, rate_on(day), "CNY")
    assert found is not None
    return found


class Books:
    """What a customer's rows come to, read from the lists as a person would add them up."""

    def __init__(self, crm: Crm, actor: Actor, customer: CustomerId) -> None:
        self.crm, self.actor = crm, actor
        self.orders = crm.orders.list(actor, OrderRequest(customer_id=customer))
        self.contracts = crm.contracts.list(actor, ContractRequest(customer_id=customer))
        self.paid = crm.payments.list(actor, PaymentRequest(customer_id=customer))
        self.standing = [each for each in self.orders if each.counted_minor or self._counts(each)]
        self.quoted = {
            self._number(crm.orders.order(actor, each.id).quote) for each in self.standing
        }

    @staticmethod
    def _counts(order: OrderRow) -> bool:
        return order.status.value in {"confirmed", "closed"}

    @staticmethod
    def _number(quote: str) -> str:
        return quote.partition("-V")[0]

    def is_covered(self, contract: ContractRow) -> bool:
        """Tell whether an order counts in the place of a contract."""
        by_order = contract.order in {each.number for each in self.standing}
        return by_order or bool(contract.quote and self._number(contract.quote) in self.quoted)

    def ordered(self) -> tuple[Counter[str], int]:
        """What was ordered by currency, and in the office's at the rates of its days."""
        sums: Counter[str] = Counter()
        own = 0
        for each in self.standing:
            sums[each.currency] += each.counted_minor
            own += in_own(each.counted_minor, each.currency, TODAY)
        for contract in self.contracts:
            if self.is_covered(contract):
                continue
            if contract.status in STANDING:
                assert contract.sign_day is not None
                sums[contract.currency] += contract.amount_minor
                own += in_own(contract.amount_minor, contract.currency, contract.sign_day)
            elif contract.status is ContractStatus.TERMINATED:
                for minor, day in self._paid_for(contract):
                    sums[contract.currency] += minor
                    own += in_own(minor, contract.currency, day)
        return sums, own

    def _paid_for(self, contract: ContractRow) -> list[tuple[int, int]]:
        target = Target(contract_id=contract.id)
        return [
            (part.split.amount_minor, each.day)
            for each in self.paid
            for part in self.crm.payments.payment(self.actor, each.id).splits
            if part.split.target == target
        ]

    def received(self) -> tuple[Counter[str], int]:
        sums: Counter[str] = Counter()
        for each in self.paid:
            sums[each.currency] += each.amount_minor
        return sums, sum(map(_own, self.paid))


def _own(paid: PaymentRow) -> int:
    return in_own(paid.amount_minor, paid.currency, paid.day)


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
    profit = crm.expenses.profit(actor, ExpenseRequest(customer_id=customer))
    assert (profit.income_minor, profit.unrated) == (own, 0)
    for contract in books.contracts:
        refuse_other_amount(crm, actor, contract)


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
    for customer in customers:
        begin(crm, lina, customer, dice)
    done = 0
    for _ in range(90):
        done += act(crm, admin, dice.sample(customers, 2), dice)
        if not done % LOOKED_AT:
            refuse_wrong_sums(crm, admin, customers)
    refuse_wrong_sums(crm, admin, customers)
    assert done > 25


def act(crm: Crm, actor: Actor, pair: list[CustomerId], dice: random.Random) -> bool:
    """Let something happen to the first of two customers; return whether it did."""
    customer, other = pair
    try:
        acts = dice.choice([quoting, ordering, contracting, paying])(crm, actor, customer, dice)
        if not dice.randrange(9):
            acts = [lambda: crm.history.undo(actor)] * 9
            acts.append(lambda: crm.merging.merge(actor, customer, other))
        dice.choice(acts)()
    except CrmError:
        return False
    return True
