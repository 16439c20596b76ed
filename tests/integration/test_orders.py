"""Orders: drafted, made from quotes, confirmed, delivered, taken back; totals and deals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.orders.records import DeliveryState, OrderLineFields, OrderStatus
from crm_tui.domain.orders.requests import DueRequest, DueSpan, OrderRequest
from crm_tui.domain.orders.rules import (
    BeyondDelivered,
    BeyondOrder,
    OrderHasNoLines,
    OrderInForce,
    OrderIsDelivered,
    OrderNotConfirmed,
    OrderNotDraft,
    QuoteNotOut,
    QuoteOrdered,
)
from crm_tui.domain.pools import FactKind
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.timelines import EntryFilter
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from tests import make

TODAY = make.NOW.toordinal()
SALE = QuoteLineFields(name="安装", quantity_milli=3_000, unit_price_minor=33_33, tax_share=600)
LINE = OrderLineFields(SALE)


def draft(
    crm: Crm, actor: Actor, customer: CustomerId, *lines: OrderLineFields, **fields: object
) -> OrderId:
    """Draft an order of one line unless others are named."""
    blank = replace(crm.orders.blank(actor, customer), **fields)  # type: ignore[arg-type]  # its fields
    return crm.orders.add(actor, customer, blank, lines or (LINE,)).order_id


def confirmed(
    crm: Crm, actor: Actor, customer: CustomerId, *lines: OrderLineFields, **fields: object
) -> OrderId:
    """Draft an order and confirm it."""
    order = draft(crm, actor, customer, *lines, **fields)
    crm.orders.confirm(actor, order)
    return order


def total(crm: Crm, actor: Actor, customer: CustomerId) -> int:
    return sum(each.amount_minor for each in crm.orders.totals(actor, customer))


def is_won(crm: Crm, customer: CustomerId) -> bool:
    ((found,),) = make.query(crm, "SELECT is_deal FROM customer WHERE id = ?", customer)
    return bool(found)


def refusal(caught: pytest.ExceptionInfo[RefusedError]) -> type:
    return type(caught.value.refusal)


def test_an_order_is_numbered_priced_and_counts_once_confirmed(crm: Crm) -> None:
    lina = make.rep(crm, name="李娜")
    customer = make.customer(crm, lina)
    order = draft(crm, lina, customer, discount=Discount(DiscountKind.AMOUNT, 99))
    found = crm.orders.order(lina, order)
    assert (found.row.number, found.row.owner) == ("DD-202611-0001", "李娜")
    assert (found.price.amount_minor, found.price.total_minor) == (99_99, 99_00)
    assert total(crm, lina, customer) == 0
    crm.orders.confirm(lina, order)
    assert total(crm, lina, customer) == 99_00
    crm.orders.void(lina, order, "客户取消")
    assert total(crm, lina, customer) == 0
    crm.history.undo(lina)
    crm.orders.close(lina, order)
    assert total(crm, lina, customer) == 99_00
    shown = crm.timelines.page(lina, customer, only=EntryFilter.ORDERS).entries
    assert len(shown) == 3


def test_what_was_confirmed_changes_only_its_days_and_note(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    with pytest.raises(RefusedError) as caught:
        crm.orders.confirm(
            lina, crm.orders.add(lina, customer, crm.orders.blank(lina, customer)).order_id
        )
    assert refusal(caught) is OrderHasNoLines
    order = confirmed(crm, lina, customer)
    for changes, lines in (({"title": "x"}, None), ({}, [LINE])):
        with pytest.raises(RefusedError) as caught:
            crm.orders.edit(lina, order, changes, lines=lines)
        assert refusal(caught) is OrderNotDraft
    crm.orders.edit(lina, order, {"due_day": TODAY + 3, "note": "分批"})
    crm.orders.set_due(lina, order, {1: TODAY + 1})
    found = crm.orders.order(lina, order)
    assert (found.fields.due_day, found.fields.note) == (TODAY + 3, "分批")
    assert found.lines[0].fields.due_day == TODAY + 1
    crm.history.undo(lina)
    assert crm.orders.order(lina, order).lines[0].fields.due_day is None
    with pytest.raises(FieldError, match="due_day"):
        crm.orders.edit(lina, order, {"due_day": TODAY - 1})
    with pytest.raises(RefusedError) as caught:
        crm.orders.delete(lina, order)
    assert refusal(caught) is OrderInForce


def test_a_draft_is_edited_and_taken_back_line_by_line(crm: Crm) -> None:
    lina = make.rep(crm)
    order = draft(crm, lina, make.customer(crm, lina))
    more = replace(LINE, sale=replace(SALE, name="培训", unit_price_minor=1_00))
    crm.orders.edit(lina, order, {"title": "二期"}, lines=[LINE, more])
    assert crm.orders.order(lina, order).price.total_minor == 99_99 + 3_00
    crm.history.undo(lina)
    found = crm.orders.order(lina, order)
    assert (found.row.title, len(found.lines), found.price.total_minor) == ("", 1, 99_99)
    crm.orders.delete(lina, order)
    with pytest.raises(NotFoundError):
        crm.orders.order(lina, order)
    crm.orders.restore(lina, order)
    assert crm.orders.order(lina, order).row.status is OrderStatus.DRAFT


def test_a_quote_becomes_an_order_exactly_and_once(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    blank = crm.quotes.blank(lina, customer)
    odd = replace(blank, discount=Discount(DiscountKind.PERCENT, 333), title="一期")
    sales = [replace(SALE, name=name, unit_price_minor=7_77) for name in "甲乙丙"]
    quote = crm.quotes.add(lina, customer, odd, sales).quote_id
    with pytest.raises(RefusedError) as caught:
        crm.orders.add_from_quote(lina, quote)
    assert refusal(caught) is QuoteNotOut
    crm.quotes.send(lina, quote)
    order = crm.orders.add_from_quote(lina, quote, {"due_day": TODAY + 5}).order_id
    of_quote, found = crm.quotes.quote(lina, quote), crm.orders.order(lina, order)
    assert [each.price for each in found.lines] == [each.price for each in of_quote.lines]
    assert [each.fields.sale for each in found.lines] == [each.fields for each in of_quote.lines]
    assert found.price == of_quote.price
    assert (found.quote, found.row.title) == (of_quote.full_number, "一期")
    newer = crm.quotes.new_version(lina, quote).quote_id
    crm.quotes.send(lina, newer)
    with pytest.raises(RefusedError) as caught:
        crm.orders.add_from_quote(lina, newer)
    assert refusal(caught) is QuoteOrdered
    crm.orders.delete(lina, order)
    crm.orders.add_from_quote(lina, newer)
    with pytest.raises(RefusedError) as caught:
        crm.orders.restore(lina, order)
    assert refusal(caught) is QuoteOrdered


def test_no_more_goes_out_than_was_ordered_nor_comes_back_than_went_out(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    order = draft(crm, lina, customer)
    with pytest.raises(RefusedError) as caught:
        crm.order_goods.deliver(lina, order)
    assert refusal(caught) is OrderNotConfirmed
    crm.orders.confirm(lina, order)
    crm.order_goods.deliver(lina, order, {1: 2_000}, note="顺丰")
    assert crm.orders.order(lina, order).row.delivery is DeliveryState.PART
    with pytest.raises(RefusedError) as caught:
        crm.order_goods.deliver(lina, order, {1: 1_001})
    assert refusal(caught) is BeyondOrder
    with pytest.raises(RefusedError) as caught:
        crm.order_goods.take_back(lina, order, {1: 2_001}, "破损")
    assert refusal(caught) is BeyondDelivered
    crm.order_goods.deliver(lina, order)
    assert crm.orders.order(lina, order).row.delivery is DeliveryState.WHOLE
    with pytest.raises(FieldError, match="lines"):
        crm.order_goods.deliver(lina, order)
    with pytest.raises(RefusedError) as caught:
        crm.orders.void(lina, order, "x")
    assert refusal(caught) is OrderIsDelivered


def test_all_that_comes_back_is_worth_exactly_the_line(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    line = replace(LINE, sale=replace(SALE, unit_price_minor=33_34, discount_share=1))
    order = confirmed(crm, lina, customer, line)
    whole = total(crm, lina, customer)
    crm.order_goods.deliver(lina, order)
    worth = [
        crm.order_goods.take_back(lina, order, {1: 1_000}, "破损").amount_minor for _ in range(3)
    ]
    assert sum(worth) == whole
    assert total(crm, lina, customer) == 0
    crm.history.undo(lina)
    assert total(crm, lina, customer) == worth[-1]
    assert [each.amount_minor for each in crm.order_goods.moves(lina, order)] == [
        None,
        *worth[:2],
    ]


def test_what_is_due_is_listed_by_day_for_who_sees_the_customer(crm: Crm) -> None:
    lina, other = make.rep(crm), make.rep(crm, "zhao")
    customer = make.customer(crm, lina)
    due = [
        replace(LINE, sale=replace(SALE, name=name), due_day=TODAY + days)
        for name, days in (("今", 0), ("明", 1), ("周", 7), ("远", 8))
    ]
    order = confirmed(crm, lina, customer, LINE, *due, order_day=TODAY - 9, due_day=TODAY - 1)
    draft(crm, lina, customer, due_day=TODAY)

    def names(span: DueSpan, actor: Actor = lina) -> list[str]:
        return [each.name for each in crm.order_goods.due(actor, DueRequest(span=span))]

    assert names(DueSpan.OVERDUE) == ["安装"]
    assert names(DueSpan.TODAY) == ["今"]
    assert names(DueSpan.TOMORROW) == ["明"]
    assert names(DueSpan.WEEK) == ["明", "周"]
    assert names(DueSpan.ALL) == ["安装", "今", "明", "周", "远"]
    assert names(DueSpan.ALL, other) == []
    crm.order_goods.deliver(lina, order, {1: 3_000, 2: 1_000})
    assert names(DueSpan.OVERDUE) == []
    (today,) = crm.order_goods.due(lina, DueRequest(span=DueSpan.TODAY))
    assert today.left_milli == 2_000
    with pytest.raises(NotFoundError):
        crm.orders.order(other, order)
    assert crm.orders.list(other, OrderRequest()) == []


def test_a_confirmed_order_is_a_deal_where_the_office_says_so(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    confirmed(crm, lina, customer)
    assert not is_won(crm, customer)
    crm.orders.set_settings(admin, {"confirmed_is_deal": "是"})
    order = confirmed(crm, lina, customer)
    (deal,) = crm.deals.list(lina, customer)
    assert (deal.amount_minor, deal.note) == (99_99, "DD-202611-0002")
    assert is_won(crm, customer)
    facts = f"SELECT voided_day IS NULL FROM period_fact WHERE kind = '{FactKind.DEAL.value}'"
    assert make.query(crm, facts) == [(1,)]
    crm.orders.void(lina, order, "取消")
    assert not is_won(crm, customer)
    assert make.query(crm, facts) == [(0,)]
    crm.history.undo(lina)
    assert is_won(crm, customer)
    assert make.query(crm, facts) == [(1,)]


def test_an_order_keeps_its_owner_and_goes_with_its_customer(crm: Crm, admin: Actor) -> None:
    lina, zhao = make.rep(crm), make.rep(crm, "zhao")
    customer, kept = make.customer(crm, lina, "甲公司"), make.customer(crm, lina, "乙公司")
    order = confirmed(crm, lina, customer)
    crm.movements.transfer(lina, [customer], zhao.user_id)
    assert crm.orders.order(zhao, order).row.owner_id == lina.user_id
    crm.merging.merge(admin, kept, customer)
    assert crm.orders.order(admin, order).row.customer_id == kept
    crm.orders.void(admin, order, "客户不要了")
    crm.standings.delete(admin, [kept])
    crm.purges.purge(admin, [kept])
    assert make.query(crm, "SELECT count(*) FROM sales_order") == [(0,)]
