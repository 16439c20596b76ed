"""Totals of orders are the sums of their rows, whatever was done to them and taken back."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.orders.records import Order, OrderLineFields, delivery_state
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.orders.returns import return_amount
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError
from tests import make
from tests.long_runs import only_long

SUMS = ("amount_minor", "reduced_minor", "net_minor", "tax_minor", "total_minor")


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_parts_that_come_back_are_worth_the_whole(total: int, parts: list[int]) -> None:
    milli = minor = 0
    for part in parts:
        worth = return_amount(
            total, sum(parts), returned_milli=milli, returned_minor=minor, now_milli=part
        )
        assert worth >= 0
        milli, minor = milli + part, minor + worth
    assert minor == total


def line(dice: random.Random) -> OrderLineFields:
    sale = QuoteLineFields(
        name="货",
        quantity_milli=dice.randint(1, 5_000),
        unit_price_minor=dice.randint(0, 10_000),
        discount_share=dice.choice([0, 333]),
        tax_share=1300,
    )
    return OrderLineFields(sale)


def acts(
    crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random
) -> list[Callable[[], object]]:
    """Whatever may be done at this moment, allowed or refused."""
    orders, goods = crm.orders, crm.order_goods
    known = [each.id for each in orders.list(actor, OrderRequest())] or [OrderId(1)]
    order, some = dice.choice(known), dice.randint(1, 3_000)
    gone = [each.id for each in orders.list(actor, OrderRequest(deleted=True))] or [order]
    blank = orders.blank(actor, customer)
    return [
        lambda: orders.add(actor, customer, blank, [line(dice), line(dice)]),
        lambda: orders.edit(actor, order, {}, lines=[line(dice)]),
        lambda: orders.confirm(actor, order),
        lambda: goods.deliver(actor, order, {1: some}),
        lambda: goods.deliver(actor, order),
        lambda: goods.take_back(actor, order, {1: some}, "x"),
        lambda: orders.close(actor, order),
        lambda: orders.void(actor, order, "x"),
        lambda: orders.delete(actor, order),
        lambda: orders.restore(actor, dice.choice(gone)),
        lambda: crm.history.undo(actor),
    ]


def refuse_wrong_sums(crm: Crm, actor: Actor, order: Order) -> None:
    for name in SUMS:
        assert getattr(order.price, name) == sum(getattr(e.price, name) for e in order.lines)
    assert order.row.delivery is delivery_state(order.lines)
    moves = crm.order_goods.moves(actor, order.row.id)
    back = [each for each in moves if each.amount_minor is not None]
    assert order.row.returned_minor == sum(each.amount_minor or 0 for each in back)
    for at, each in enumerate(order.lines, start=1):
        out = [m for m in moves if m.line == at and m.amount_minor is None]
        assert each.delivered_milli == sum(m.quantity_milli for m in out)
        assert each.returned_milli == sum(m.quantity_milli for m in back if m.line == at)
        if each.returned_milli == each.fields.sale.quantity_milli:
            assert each.returned_minor == each.price.total_minor


@pytest.mark.parametrize("seed", only_long(range(1, 4)))
def test_totals_are_the_sums_of_the_rows(crm: Crm, admin: Actor, seed: int) -> None:
    dice = random.Random(seed)
    # Whoever entered the customer would undo that as well.
    customer = make.customer(crm, make.rep(crm))
    done = 0
    for _ in range(60):
        try:
            dice.choice(acts(crm, admin, customer, dice))()
            done += 1
        except CrmError:
            continue
        rows = crm.orders.list(admin, OrderRequest(customer_id=customer))
        for row in rows:
            refuse_wrong_sums(crm, admin, crm.orders.order(admin, row.id))
        total = sum(each.amount_minor for each in crm.orders.totals(admin, customer))
        assert total == sum(each.counted_minor for each in rows)
    assert done > 10
