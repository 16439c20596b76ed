"""What was asked of a paper stands where the paper stands: in its list, and whole beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.approvals.records import Approval, ApprovalAct, ApprovalStatus
from crm_tui.domain.identifiers import CustomerId, QuoteId
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.queries.fields import CONTRACTS, ORDERS
from crm_tui.domain.quotes.pricing import Discount
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor
from crm_tui.presentation import contracts, orders, payments, quotes
from crm_tui.presentation.approvals import paper_approval
from tests import make
from tests.integration.approving import PERCENT, ask, asked_quote, contract, receipt, want


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


def listed(crm: Crm, actor: Actor) -> list[str]:
    return [quotes.standing_word(each) for each in crm.quotes.list(actor, QuoteRequest())]


def asked(crm: Crm, actor: Actor, made: QuoteId) -> Approval:
    found = crm.quotes.quote(actor, made).approval
    assert found is not None
    return found


def test_a_quote_says_what_it_waits_for_and_then_the_answer(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    assert listed(crm, lina) == ["In approval"]
    found = asked(crm, lina, made)
    assert (found.row.id, found.row.reason, found.row.asked_by) == (approval, "老客户", "李娜")
    assert [each.user_id for each in found.deciders][:1] == [boss.user_id]
    crm.approvals.refuse(boss, approval, "太低")
    assert listed(crm, lina) == ["Not granted"]
    assert asked(crm, lina, made).row.note == "太低"
    again = ask(crm, lina, ApprovalAct.QUOTE, made)
    crm.approvals.grant(boss, again, "可以")
    assert listed(crm, lina) == ["Granted"]
    crm.quotes.send(lina, made)
    assert listed(crm, lina) == ["sent"]
    assert (asked(crm, lina, made).row.status, asked(crm, lina, made).row.note) == (
        ApprovalStatus.USED,
        "可以",
    )


def test_what_was_let_go_or_edited_since_is_a_draft_like_any_other(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    want(crm, discount="15")
    made, approval = asked_quote(crm, lina, customer)
    crm.approvals.withdraw(lina, approval)
    assert listed(crm, lina) == ["draft"]
    assert crm.quotes.quote(lina, made).approval is None
    approval = ask(crm, lina, ApprovalAct.QUOTE, made)
    crm.approvals.grant(boss, approval)
    clock.advance(timedelta(hours=1))
    crm.quotes.edit(lina, made, {"title": "别的"})
    assert listed(crm, lina) == ["draft"]


def test_orders_and_contracts_and_receipts_say_it_too(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15", contract="1", refund="always")
    signed = contract(crm, lina, customer)
    ask(crm, lina, ApprovalAct.CONTRACT, signed)
    (row,) = crm.contracts.window(boss, RecordRequest(CONTRACTS)).open(9).rows
    assert contracts.standing_word(row) == "In approval"
    paid = receipt(crm, lina, customer)
    refund = ask(crm, lina, ApprovalAct.REFUND, paid)
    (money,) = crm.payments.list(boss, PaymentRequest())
    assert payments.payment_words(money) == "receipt · refund in approval"
    crm.approvals.refuse(boss, refund, "先核实")
    (money,) = crm.payments.list(boss, PaymentRequest())
    assert payments.payment_words(money) == "receipt"
    said = dict(paper_approval(crm.payments.payment(lina, paid).approval, make.SHANGHAI))
    assert said["Answer"] == "boss: not granted · 先核实 · 2026-11-22 Sun 10:00"
    blank = replace(crm.orders.blank(lina, customer), discount=Discount(PERCENT, 20_00))
    sale = QuoteLineFields(name="安装", unit_price_minor=100_00)
    made = crm.orders.add(lina, customer, blank, [OrderLineFields(sale)]).order_id
    ask(crm, lina, ApprovalAct.ORDER, made)
    (order,) = crm.orders.window(boss, RecordRequest(ORDERS)).open(9).rows
    assert orders.standing_word(order) == "In approval"
    assert crm.orders.order(lina, made).approval is not None


def test_who_sees_the_paper_reads_it_though_they_neither_asked_nor_answer(
    crm: Crm, lina: Actor, boss: Actor, admin: Actor, customer: CustomerId
) -> None:
    want(crm, discount="15")
    made, _approval = asked_quote(crm, lina, customer)
    colleague = make.rep(crm, "hu", "胡斌")
    crm.teams.add(lina, [customer], colleague.user_id, make.seat())
    assert asked(crm, colleague, made).row.reason == "老客户"
