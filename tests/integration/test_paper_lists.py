"""Lists of orders, contracts, quotes: what each view holds, what is found, what all come to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.finding import FindingKind
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, QuoteId
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.queries.fields import CONTRACTS, ORDERS, QUOTES
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.record_lists import RecordRequest, Whose, request_of
from crm_tui.domain.seeded_views import SEEDED
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError
from tests import make

TODAY = make.NOW.toordinal()
SALE = QuoteLineFields(name="安装", quantity_milli=3_000, unit_price_minor=33_33)


def order(
    crm: Crm, actor: Actor, customer: CustomerId, *due: int | None, **fields: object
) -> OrderId:
    """Draft and confirm an order with a line for each day."""
    blank = replace(crm.orders.blank(actor, customer), **fields)  # type: ignore[arg-type]  # its fields
    lines = [OrderLineFields(SALE, day) for day in due or (None,)]
    found = crm.orders.add(actor, customer, blank, lines).order_id
    crm.orders.confirm(actor, found)
    return found


def contract(crm: Crm, actor: Actor, customer: CustomerId, **fields: object) -> ContractId:
    values = {"title": "年度框架", "amount_minor": 1_000_00, **fields}
    blank = replace(crm.contracts.blank(actor, customer), **values)  # type: ignore[arg-type]  # its fields
    return crm.contracts.add(actor, customer, blank).contract_id


def orders_in(crm: Crm, actor: Actor, key: str) -> list[int]:
    return list(crm.orders.window(actor, request_of(SEEDED[f"orders.{key}"])).ids())


def contracts_in(crm: Crm, actor: Actor, key: str) -> list[int]:
    return list(crm.contracts.window(actor, request_of(SEEDED[f"contracts.{key}"])).ids())


def quote(crm: Crm, actor: Actor, customer: CustomerId, until: int) -> QuoteId:
    blank = replace(crm.quotes.blank(actor, customer), valid_until_day=until)
    return crm.quotes.add(actor, customer, blank, [SALE]).quote_id


def quotes_in(crm: Crm, actor: Actor, key: str) -> list[int]:
    return list(crm.quotes.window(actor, request_of(SEEDED[f"quotes.{key}"])).ids())


def found(crm: Crm, actor: Actor, query: str) -> list[int]:
    request = RecordRequest(ORDERS, Whose.ALL, query)
    return list(crm.orders.window(actor, request).ids())


def test_an_order_is_due_by_each_of_its_lines(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    past = TODAY - 9
    late = order(crm, admin, customer, TODAY - 1, TODAY, order_day=past)
    soon = order(crm, admin, customer, TODAY + 1, TODAY + 7)
    order(crm, admin, customer, TODAY + 8)
    assert orders_in(crm, admin, "overdue") == [late]
    assert orders_in(crm, admin, "today") == [late]
    assert orders_in(crm, admin, "tomorrow") == [soon]
    assert orders_in(crm, admin, "week") == [soon]
    crm.order_goods.deliver(admin, late, {1: 3_000})
    assert (orders_in(crm, admin, "overdue"), orders_in(crm, admin, "today")) == ([], [late])
    crm.orders.close(admin, late, "余下不要了")
    assert orders_in(crm, admin, "today") == []
    assert late not in orders_in(crm, admin, "all")
    assert late in orders_in(crm, admin, "every")


def test_each_sees_the_orders_of_the_customers_they_see(crm: Crm) -> None:
    make.department(crm, "销售部")
    lina, zhao = make.rep(crm, department="销售部"), make.rep(crm, "zhao", "赵强")
    boss = make.manager(crm, department="销售部", staff=[lina])
    hers = order(crm, lina, make.customer(crm, lina))
    assert orders_in(crm, lina, "mine") == [hers]
    assert (orders_in(crm, boss, "mine"), orders_in(crm, boss, "staff")) == ([], [hers])
    assert orders_in(crm, zhao, "all") == []
    request = RecordRequest(ORDERS, Whose.ALL)
    assert crm.orders.sums(zhao, request, [hers]) == []


@pytest.mark.parametrize(
    "query",
    [
        "dd-202611-0001",
        "二期",
        "恒信",
        "bjhx",
        "状态:已确认",
        "交货:未交货 -状态:草稿",
        "金额>=99",
        "应交<=本周",
    ],
)
def test_an_order_is_found_by_what_it_says(crm: Crm, admin: Actor, query: str) -> None:
    customer = make.customer(crm, admin)
    first = order(crm, admin, customer, TODAY, title="二期")
    other = make.customer(crm, admin, name="上海浦江精密")
    crm.orders.add(admin, other, crm.orders.blank(admin, other))
    assert found(crm, admin, query) == [first]


def test_a_list_comes_to_the_sum_of_its_rows_net_of_returns(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    first, second = order(crm, admin, customer), order(crm, admin, customer, currency="USD")
    crm.order_goods.deliver(admin, first)
    crm.order_goods.take_back(admin, first, {1: 1_000}, "破损")
    request = RecordRequest(ORDERS, Whose.ALL)
    assert crm.orders.sums(admin, request) == [
        MoneyTotal("CNY", 66_66, 1),
        MoneyTotal("USD", 99_99, 1),
    ]
    assert crm.orders.sums(admin, request, [second]) == [MoneyTotal("USD", 99_99, 1)]
    crm.orders.void(admin, second, "取消")
    assert crm.orders.sums(admin, request) == [MoneyTotal("CNY", 66_66, 1)]


def test_a_contract_stands_where_its_days_put_it(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    draft = contract(crm, admin, customer)
    ending = contract(crm, admin, customer, end_day=TODAY + 30)
    endless = contract(crm, admin, customer)
    for each in (ending, endless):
        crm.contracts.sign(admin, each)
    assert contracts_in(crm, admin, "mine") == [endless, ending, draft]
    assert contracts_in(crm, admin, "drafts") == [draft]
    assert contracts_in(crm, admin, "ending") == [ending]
    crm.contracts.terminate(admin, ending, "x")
    assert contracts_in(crm, admin, "ended") == [ending]
    crm.contracts.delete(admin, draft)
    assert contracts_in(crm, admin, "deleted") == [draft]
    request = RecordRequest(CONTRACTS, Whose.ALL, "状态:生效中 是:长期有效")
    assert list(crm.contracts.window(admin, request).ids()) == [endless]
    (total,) = crm.contracts.sums(admin, request)
    assert (total.amount_minor, total.records) == (1_000_00, 1)


def test_of_a_quote_its_latest_version_is_the_offer(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    first, second = (quote(crm, admin, customer, TODAY + days) for days in (7, 8))
    for each in (first, second):
        crm.quotes.send(admin, each)
    again = crm.quotes.new_version(admin, second).quote_id
    assert quotes_in(crm, admin, "mine") == [again, first]
    assert quotes_in(crm, admin, "versions") == [again, second, first]
    assert quotes_in(crm, admin, "expiring") == [first]
    request = RecordRequest(QUOTES)
    assert crm.quotes.sums(admin, request) == [MoneyTotal("CNY", 2 * 99_99, 2)]
    crm.quotes.void(admin, first, "写错")
    assert crm.quotes.sums(admin, request) == [MoneyTotal("CNY", 99_99, 1)]
    crm.quotes.delete(admin, again)
    assert quotes_in(crm, admin, "deleted") == [again]
    assert quotes_in(crm, admin, "all") == [second]
    crm.quotes.accept(admin, second)
    assert quotes_in(crm, admin, "accepted") == [second]


def test_a_quote_waits_where_its_approval_was_asked_for(crm: Crm, admin: Actor) -> None:
    crm.approvals.change_settings(admin, {"discount": "15"})
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    fields = replace(
        crm.quotes.blank(lina, customer), discount=Discount(DiscountKind.PERCENT, 2000)
    )
    waiting = crm.quotes.add(lina, customer, fields, [SALE]).quote_id
    quote(crm, lina, customer, TODAY)
    assert quotes_in(crm, lina, "waiting") == []
    crm.approvals.ask(lina, ApprovalWish(ApprovalAct.QUOTE, waiting), "老客户")
    assert quotes_in(crm, lina, "waiting") == [waiting]


def test_what_two_people_change_alike_of_an_order_is_a_conflict(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    blank = crm.orders.blank(admin, customer)
    order_id = crm.orders.add(admin, customer, blank, [OrderLineFields(SALE)]).order_id
    seen = crm.orders.order(admin, order_id)
    more = OrderLineFields(replace(SALE, name="培训"))
    crm.orders.edit(admin, order_id, {"title": "甲"}, lines=[OrderLineFields(SALE), more])
    crm.orders.edit(admin, order_id, {"note": "乙"}, seen=seen)
    for changes, lines in (({"title": "丙"}, None), ({}, [more])):
        with pytest.raises(ConflictError):
            crm.orders.edit(admin, order_id, changes, lines=lines, seen=seen)
    now = crm.orders.order(admin, order_id)
    assert (now.fields.title, now.fields.note, len(now.lines)) == ("甲", "乙", 2)


def test_the_box_finds_papers_by_number_and_title_for_who_may_see_them(crm: Crm) -> None:
    lina, zhao = make.rep(crm), make.rep(crm, "zhao", "赵强")
    customer = make.customer(crm, lina)
    made = order(crm, lina, customer, title="二期扩容")
    drafted = contract(crm, lina, customer)
    for words, kind, found_id in (
        ("dd-202611-0001", FindingKind.ORDER, made),
        ("扩容", FindingKind.ORDER, made),
        ("HT-202611-0001", FindingKind.CONTRACT, drafted),
        ("年度框架", FindingKind.CONTRACT, drafted),
    ):
        (one,) = crm.finding.find(lina, words)
        assert (one.kind, one.id, one.customer_id) == (kind, found_id, customer)
        assert crm.finding.find(zhao, words) == []
    crm.contracts.delete(lina, drafted)
    assert crm.finding.find(lina, "年度框架") == []
