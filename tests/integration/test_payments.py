"""Money: received, split, given back, invoiced; credit, deals, files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.exports import Subject
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.records import Split
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest
from crm_tui.domain.payments.rules import (
    BeyondInvoice,
    BeyondReceipt,
    CreditPassed,
    DocumentCurrency,
    DocumentOfOthers,
    DocumentVoid,
    InvoiceReversed,
    PaymentRefunded,
)
from crm_tui.domain.pools import FactKind, Milestone, MilestoneCondition
from crm_tui.domain.queries.fields import PAYMENTS
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.record_lists import RecordRequest, request_of
from crm_tui.domain.seeded_views import SEEDED
from crm_tui.domain.timelines import EntryFilter
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.presentation.timeline import shown_entry
from tests import make
from tests.answers import refusal_of
from tests.exporting import exported, table_of
from tests.integration.paying import give_back, money, order, pay, plan, sums

TODAY = make.NOW.toordinal()


# --- receipts and refunds -------------------------------------------------------------------------


def test_a_receipt_is_numbered_split_and_counted(crm: Crm) -> None:
    lina = make.rep(crm, name="李娜")
    customer = make.customer(crm, lina, name="甲公司")
    first, second = order(crm, lina, customer), order(crm, lina, customer, 300_00)
    paid = pay(crm, lina, customer, 700_00, Split(first, 400_00), Split(second, 250_00))
    found = crm.payments.payment(lina, paid)
    assert (found.row.number, found.row.payer, found.row.owner) == (
        "HK-202611-0001",
        "甲公司",
        "李娜",
    )
    assert found.row.settles == "DD-202611-0001 DD-202611-0002"
    assert found.free_minor == 50_00
    assert sums(crm, lina, customer) == (1_300_00, 700_00, 600_00)
    left = {each.document.number: each.left_minor for each in crm.receivables.items(lina)}
    assert left == {"DD-202611-0001": 600_00, "DD-202611-0002": 50_00}
    (row,) = money(crm, lina, customer).dues
    assert (row.outstanding_minor, row.on_account_minor) == (600_00, 50_00)


def test_a_receipt_settles_only_what_its_customer_owes_in_its_currency(crm: Crm) -> None:
    lina = make.rep(crm)
    customer, other = make.customer(crm, lina), make.customer(crm, lina, name="乙公司")
    mine, theirs = order(crm, lina, customer), order(crm, lina, other)
    dollars = order(crm, lina, customer, currency="USD")
    assert refusal_of(
        lambda: pay(crm, lina, customer, 100, Split(theirs, 100))
    ) == DocumentOfOthers("DD-202611-0002")
    assert refusal_of(
        lambda: pay(crm, lina, customer, 100, Split(dollars, 100))
    ) == DocumentCurrency("DD-202611-0003", "USD")
    with pytest.raises(FieldError, match="beyond_amount"):
        pay(crm, lina, customer, 100, Split(mine, 60), Split(mine, 60))
    with pytest.raises(FieldError, match="future_payment"):
        pay(crm, lina, customer, 100, day=TODAY + 1)
    with pytest.raises(FieldError, match="not_positive"):
        pay(crm, lina, customer, 0)
    assert mine.order_id is not None
    crm.orders.void(lina, mine.order_id, "x")
    assert refusal_of(lambda: pay(crm, lina, customer, 100, Split(mine, 60))) == DocumentVoid(
        "DD-202611-0001"
    )


def test_a_refund_takes_exact_shares_of_what_was_settled(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    first, second = order(crm, lina, customer), order(crm, lina, customer)
    paid = pay(crm, lina, customer, 100_00, Split(first, 33_33), Split(second, 33_33))
    give_back(crm, lina, paid, 10_00)
    assert sums(crm, lina, customer)[1] == 90_00
    assert refusal_of(lambda: give_back(crm, lina, paid, 90_01)) == BeyondReceipt(
        "HK-202611-0001", 90_00, "CNY"
    )
    assert refusal_of(
        lambda: crm.payments.edit(lina, paid, {"amount_minor": 200_00})
    ) == PaymentRefunded("HK-202611-0001")
    crm.payments.edit(lina, paid, {"payer": "老板个人"})
    rest = give_back(crm, lina, paid, 90_00)
    assert all(each.left_minor == 1_000_00 for each in crm.receivables.items(lina))
    assert sums(crm, lina, customer) == (2_000_00, 0, 2_000_00)
    with pytest.raises(RefusedError):
        crm.payments.delete(lina, paid, "x")
    crm.payments.delete(lina, rest, "退错了")
    assert sums(crm, lina, customer)[1] == 90_00
    crm.payments.restore(lina, rest)
    assert sums(crm, lina, customer)[1] == 0


@pytest.mark.long
def test_what_was_done_with_payments_is_told_and_undone(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    target = order(crm, lina, customer)
    paid = pay(crm, lina, customer, 100_00, Split(target, 100_00))
    crm.payments.edit(lina, paid, {"amount_minor": 80_00}, splits=[Split(target, 50_00)])
    assert sums(crm, lina, customer)[1] == 80_00
    crm.history.undo(lina)
    found = crm.payments.payment(lina, paid)
    assert (found.fields.amount_minor, [e.split.amount_minor for e in found.splits]) == (
        100_00, [100_00],
    )  # fmt: skip
    crm.payments.delete(lina, paid, "重复")
    assert crm.payments.list(lina, PaymentRequest()) == []
    crm.history.undo(lina)
    assert sums(crm, lina, customer)[1] == 100_00
    page = crm.timelines.page(lina, customer, only=EntryFilter.PAYMENTS)
    assert [each.kind.value for each in page.entries] == ["payment_added"]
    give_back(crm, lina, paid, 10_00)
    page = crm.timelines.page(lina, customer, only=EntryFilter.PAYMENTS)
    shown = [
        shown_entry(each, now=make.NOW, zone=make.SHANGHAI, currency="CNY") for each in page.entries
    ]
    assert [each.lines[0].split(" · ")[:2] for each in shown] == [
        ["HK-202611-0002", "-¥10"], ["HK-202611-0001", "¥100"],
    ]  # fmt: skip


def test_payments_are_seen_and_changed_with_their_customer(crm: Crm) -> None:
    lina, zhao = make.rep(crm), make.rep(crm, "zhao")
    customer = make.customer(crm, lina)
    paid = pay(crm, lina, customer, 100)
    assert crm.payments.list(zhao, PaymentRequest()) == []
    with pytest.raises(NotFoundError):
        crm.payments.edit(zhao, paid, {"note": "x"})
    with pytest.raises(NotFoundError):
        crm.receivables.money(zhao, customer)
    with pytest.raises(NotPermittedError):
        crm.receivables.set_credit(lina, customer, {"limit_minor": 1})


# --- invoices -------------------------------------------------------------------------------------


def test_red_invoices_take_back_an_invoice_to_the_last_cent(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina, name="甲公司")
    blank = crm.invoices.blank(lina, customer)
    paper = replace(blank, number="25000001", amount_minor=100_01, tax_minor=11_51)
    invoice = crm.invoices.add(lina, customer, paper).invoice_id
    with pytest.raises(FieldError, match="taken"):
        crm.invoices.add(lina, customer, paper)
    part = crm.invoices.reverse(lina, invoice, "25000002", amount_minor=33_33).invoice_id
    assert refusal_of(
        lambda: crm.invoices.reverse(lina, invoice, "25000003", amount_minor=66_69)
    ) == BeyondInvoice("25000001", 66_68, "CNY")
    crm.invoices.reverse(lina, invoice, "25000003")
    rows = crm.invoices.list(lina, InvoiceRequest(customer_id=customer))
    assert sum(each.fields.amount_minor for each in rows) == 0
    assert sum(each.fields.tax_minor for each in rows) == 0
    assert refusal_of(lambda: crm.invoices.void(lina, invoice, "x")) == InvoiceReversed("25000001")
    crm.invoices.void(lina, part, "开错")
    assert money(crm, lina, customer).totals[0].invoiced_minor == 33_33
    crm.history.undo(lina)
    crm.invoices.delete(lina, part)
    again = replace(paper, number="25000002")
    crm.invoices.add(lina, customer, again)
    with pytest.raises(FieldError, match="taken"):
        crm.invoices.restore(lina, part)


# --- credit and deals -----------------------------------------------------------------------------


def test_an_order_beyond_the_credit_is_warned_of_or_blocked(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina, name="甲公司")
    crm.receivables.set_credit(admin, customer, {"limit_minor": 1_500_00, "payment_days": 60})
    order(crm, lina, customer)
    blank = crm.orders.blank(lina, customer)
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=600_00)
    more = crm.orders.add(lina, customer, blank, [OrderLineFields(sale)]).order_id
    passed = CreditPassed("甲公司", 1_600_00, 1_500_00, "CNY")
    crm.payments.change_settings(admin, {"credit_check": "block"})
    assert refusal_of(lambda: crm.orders.confirm(lina, more)) == passed
    crm.payments.change_settings(admin, {"credit_check": "warn"})
    assert crm.orders.confirm(lina, more).credit == passed
    crm.history.undo(lina)
    pay(crm, lina, customer, 100_00)
    assert crm.orders.confirm(lina, more).credit is None
    (item, *_rest) = crm.receivables.items(lina, customer)
    assert item.due_day == TODAY + 60


def test_a_receipt_is_a_deal_where_the_office_says_so(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    crm.payments.change_settings(admin, {"receipt_is_deal": "first"})
    paid = pay(crm, lina, customer, 100_00)
    pay(crm, lina, customer, 50_00)
    (deal,) = crm.deals.list(lina, customer)
    assert (deal.amount_minor, deal.note) == (100_00, "HK-202611-0001")
    crm.payments.edit(lina, paid, {"amount_minor": 120_00})
    assert [each.amount_minor for each in crm.deals.list(lina, customer) if not each.is_void] == [
        120_00
    ]
    crm.payments.delete(lina, paid, "退票")
    assert crm.customers.record(lina, customer).row.type.value == "potential"
    crm.history.undo(lina)
    assert crm.customers.record(lina, customer).row.type.value == "deal"


def test_merged_customers_have_the_money_of_both(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    kept, gone = make.customer(crm, lina), make.customer(crm, lina, name="乙公司")
    target = order(crm, lina, gone)
    plan(crm, lina, target, (400_00, 10))
    pay(crm, lina, gone, 300_00, Split(target, 300_00))
    crm.receivables.set_credit(admin, gone, {"limit_minor": 5})
    before = money(crm, lina, gone)
    crm.merging.merge(admin, kept, gone)
    after = money(crm, lina, kept)
    assert (after.totals, after.limit_minor) == (before.totals, 5)
    crm.history.undo(admin)
    assert money(crm, lina, gone).totals == before.totals


# --- the rules of the pool ------------------------------------------------------------------------


def test_a_receipt_meets_its_milestone_until_it_is_given_back_or_deleted(crm: Crm) -> None:
    condition = MilestoneCondition((Milestone(FactKind.RECEIPT, 60),), DayUnit.ALL)
    make.set_conditions(crm, condition)
    lina = make.rep(crm)
    customer = make.customer(crm, lina)

    def last_day() -> int:
        return crm.customers.record(lina, customer).row.last_day

    unpaid = last_day()
    assert unpaid == TODAY + 60
    receipt = pay(crm, lina, customer, 100)
    assert last_day() == NEVER
    part = give_back(crm, lina, receipt, 40)
    assert last_day() == NEVER
    give_back(crm, lina, receipt, 60)
    assert last_day() == unpaid
    crm.history.undo(lina)
    assert last_day() == NEVER
    crm.payments.delete(lina, part, "x")
    crm.payments.delete(lina, receipt, "x")
    assert last_day() == unpaid
    crm.payments.restore(lina, receipt)
    assert last_day() == NEVER
    crm.payments.edit(lina, receipt, {"day": TODAY - 1})
    assert last_day() == unpaid
    crm.history.undo(lina)
    assert last_day() == NEVER


# --- files ----------------------------------------------------------------------------------------


def test_payments_are_listed_by_view_and_go_out_as_listed(crm: Crm, tmp_path: Path) -> None:
    lina, zhao = make.rep(crm), make.rep(crm, "zhao", "赵强")
    customer = make.customer(crm, lina)
    blank = crm.payments.blank(lina, customer)
    old, new, gone = (
        crm.payments.add(lina, customer, replace(blank, day=day, amount_minor=minor)).payment_id
        for day, minor in ((TODAY - 40, 100_00), (TODAY, 30_00), (TODAY, 7_00))
    )
    crm.payments.delete(lina, gone, "重复")
    back = give_back(crm, lina, new, 10_00)

    def listed(actor: Actor, key: str) -> list[int]:
        return list(crm.payments.window(actor, request_of(SEEDED[f"payments.{key}"])).ids())

    assert listed(lina, "mine") == listed(lina, "all") == [back, new, old]
    assert listed(lina, "this_month") == [back, new]
    assert (listed(lina, "refunds"), listed(lina, "deleted")) == ([back], [gone])
    assert listed(zhao, "all") == []
    request = RecordRequest(PAYMENTS, query="-type:refund", sort="amount")
    assert crm.payments.sums(lina, RecordRequest(PAYMENTS)) == [MoneyTotal("CNY", 120_00, 3)]
    exported(crm, lina, tmp_path / "out.csv", Subject.PAYMENTS, request=request)
    assert [float(each["Amount"]) for each in table_of(tmp_path / "out.csv")] == [30, 100]


def test_payments_and_invoices_go_out_each_in_its_own_currency(crm: Crm, tmp_path: Path) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina, name="甲公司")
    yen = order(crm, lina, customer, 10_000, currency="JPY")
    paid = pay(crm, lina, customer, 3_000, Split(yen, 2_000), currency="JPY", payer="老板")
    give_back(crm, lina, paid, 1_000)
    blank = crm.invoices.blank(lina, customer)
    crm.invoices.add(lina, customer, replace(blank, number="25110001", amount_minor=113_00))
    make.customer(crm, make.rep(crm, "zhao", "赵强"), name="乙公司")
    file = tmp_path / "payments.xlsx"
    assert exported(crm, lina, file, Subject.PAYMENTS).rows == 2
    rows = table_of(file)
    assert [(row["Number"], row["Amount"], row["Currency"], row["Payer"]) for row in rows] == [
        ("HK-202611-0001", 3_000, "JPY", "老板"),
        ("HK-202611-0002", -1_000, "JPY", "老板"),
    ]
    assert (rows[0]["What it settles"], rows[0]["Given back"]) == ("DD-202611-0001", 1_000)
    papers = tmp_path / "invoices.csv"
    exported(crm, lina, papers, Subject.INVOICES)
    (invoice,) = table_of(papers)
    assert (invoice["Invoice number"], invoice["Amount"], invoice["Status"]) == (
        "25110001", "113", "issued",
    )  # fmt: skip
