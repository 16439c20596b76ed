"""Totals of money are the sums of their rows, whatever was done to them and taken back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, InvoiceId, PaymentId, PaymentPlanId, UserId
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.payments.dues import OpenDocument, PlannedLine, items_of
from crm_tui.domain.payments.entries import WHOLE_SHARE, amounts_of, tax_within
from crm_tui.domain.payments.records import PlanFields, PlanKind, Split, Target
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest, PlanRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError
from tests import make
from tests.long_runs import only_long

TODAY = make.NOW.toordinal()
MINOR = st.integers(0, 10**9)
PLANNED = st.tuples(st.integers(1, 500), st.integers(1, 10**8), st.integers(0, 10**8))


@given(MINOR, st.integers(0, 2 * 10**9), st.lists(PLANNED, max_size=6), st.booleans())
def test_what_is_left_of_a_document_is_left_of_its_lines(
    counted: int, received: int, planned: list[tuple[int, int, int]], dated: bool
) -> None:
    document = OpenDocument(
        target=Target(), number="", customer_id=CustomerId(1), customer="", owner_id=UserId(1),
        owner="", currency="CNY", counted_minor=counted, received_minor=received,
        rest_day=100 if dated else None,
    )  # fmt: skip
    plans = [
        PlannedLine(PaymentPlanId(at), PlanKind.OTHER, day, minor, named)
        for at, (day, minor, named) in enumerate(planned, start=1)
    ]
    items = items_of(document, plans)
    assert sum(each.left_minor for each in items) == max(0, counted - received)
    assert all(0 < each.left_minor <= each.amount_minor for each in items)


@given(MINOR, st.lists(st.integers(1, 2_500), min_size=1, max_size=4))
def test_shares_of_the_whole_sum_to_it(total: int, shares: list[int]) -> None:
    rest = WHOLE_SHARE - sum(shares)
    parts = amounts_of(total, [*shares, rest] if rest else shares)
    assert sum(parts) == total


@given(MINOR, st.integers(0, 2_000))
def test_tax_is_less_than_what_holds_it(minor: int, share: int) -> None:
    assert 0 <= tax_within(minor, share) <= minor


def acts(
    crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random
) -> list[Callable[[], object]]:
    """Whatever may be done at this moment, allowed or refused."""
    payments, plans, invoices = crm.payments, crm.payment_plans, crm.invoices
    documents = [each.target for each in payments.documents(actor, customer)] or [Target()]
    lines = [each.target for each in plans.list(actor, PlanRequest())] or [Target()]
    target, line, some = dice.choice(documents), dice.choice(lines), dice.randint(1, 5_000)
    paid = [each.id for each in payments.list(actor, PaymentRequest())] or [PaymentId(1)]
    gone = [each.id for each in payments.list(actor, PaymentRequest(deleted=True))] or paid
    papers = [each.id for each in invoices.list(actor, InvoiceRequest())] or [InvoiceId(1)]
    money = replace(payments.blank(actor, customer), amount_minor=some)
    paper = replace(
        invoices.blank(actor, customer), number=str(dice.random()), amount_minor=some, tax_minor=1
    )
    payment, invoice = dice.choice(paid), dice.choice(papers)
    part = Split(target, dice.randint(1, some))
    blank = crm.orders.blank(actor, customer)
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=some)
    orders = [each.id for each in crm.orders.list(actor, OrderRequest())]
    planned = PlanFields(due_day=TODAY + dice.randint(-99, 99), amount_minor=dice.randint(1, some))
    return [
        lambda: crm.orders.add(actor, customer, blank, [OrderLineFields(sale)]),
        *[lambda: crm.orders.confirm(actor, dice.choice(orders))] * bool(orders) * 2,
        *[lambda: crm.orders.void(actor, dice.choice(orders), "x")] * bool(orders),
        lambda: plans.add(actor, target, [planned]),
        lambda: payments.add(actor, customer, money, [part]),
        lambda: payments.add(actor, customer, money, [Split(line, some)]),
        lambda: payments.edit(actor, payment, {"amount_minor": some}, splits=[part]),
        lambda: payments.refund(actor, payment, money),
        lambda: payments.delete(actor, payment, "x"),
        lambda: payments.restore(actor, dice.choice(gone)),
        lambda: invoices.add(actor, customer, paper),
        lambda: invoices.reverse(actor, invoice, str(dice.random())),
        lambda: invoices.void(actor, invoice, "x"),
        lambda: invoices.delete(actor, invoice),
        lambda: crm.history.undo(actor),
    ]


def refuse_wrong_sums(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    found = crm.receivables.money(actor, customer)
    (totals,) = found.totals or (None,)
    orders = crm.orders.list(actor, OrderRequest(customer_id=customer))
    paid = crm.payments.list(actor, PaymentRequest(customer_id=customer))
    invoices = crm.invoices.list(actor, InvoiceRequest(customer_id=customer))
    assert (0 if totals is None else totals.ordered_minor) == sum(e.counted_minor for e in orders)
    assert (0 if totals is None else totals.received_minor) == sum(e.amount_minor for e in paid)
    assert (0 if totals is None else totals.invoiced_minor) == sum(
        e.counted_minor for e in invoices
    )
    items = crm.receivables.items(actor, customer, limit=1_000)
    by_age = sum(minor for row in found.dues for _age, minor in row.ages)
    assert by_age == sum(each.left_minor for each in items)
    for row in found.dues:
        assert totals is not None
        assert row.outstanding_minor == totals.outstanding_minor
        assert row.on_account_minor >= 0
    for each in paid:
        whole = crm.payments.payment(actor, each.id)
        assert 0 <= abs(sum(e.split.amount_minor for e in whole.splits)) <= abs(each.amount_minor)
        assert 0 <= each.refunded_minor <= abs(each.amount_minor)


@pytest.mark.parametrize("seed", only_long(range(1, 5)))
def test_totals_are_the_sums_of_the_rows(crm: Crm, admin: Actor, seed: int) -> None:
    dice = random.Random(seed)
    # Whoever entered the customers would undo that as well.
    lina = make.rep(crm)
    customer, other = make.customer(crm, lina), make.customer(crm, lina, name="乙公司")
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=99_99)
    for each in (customer, customer, other):
        blank = crm.orders.blank(admin, each)
        written = crm.orders.add(admin, each, blank, [OrderLineFields(sale)])
        crm.orders.confirm(admin, written.order_id)
    done = 0
    for _ in range(50):
        try:
            dice.choice(acts(crm, admin, dice.choice([customer, other]), dice))()
            done += 1
        except CrmError:
            continue
        for each in (customer, other):
            refuse_wrong_sums(crm, admin, each)
    assert done > 15
    crm.merging.merge(admin, customer, other)
    refuse_wrong_sums(crm, admin, customer)
