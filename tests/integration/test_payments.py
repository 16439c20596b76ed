"""Money: planned, received, split, given back, invoiced; totals, ages, credit and deals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId, PaymentId
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.dues import Age
from crm_tui.domain.payments.records import PlanFields, PlanKind, Split, Target
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest, PlanRequest
from crm_tui.domain.payments.rules import (
    BeyondInvoice,
    BeyondReceipt,
    CreditPassed,
    DocumentCurrency,
    DocumentOfOthers,
    DocumentVoid,
    InvoiceReversed,
    PaymentRefunded,
    PlanIsPaid,
    PlansBeyond,
)
from crm_tui.domain.payments.totals import CustomerMoney
from crm_tui.domain.pools import FactKind, Milestone, MilestoneCondition
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.timelines import EntryFilter
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.presentation.timeline import shown_entry
from tests import make
from tests.exporting import exported, table_of

TODAY = make.NOW.toordinal()


def order(
    crm: Crm, actor: Actor, customer: CustomerId, minor: int = 1_000_00, **fields: object
) -> Target:
    """Confirm an order of one line worth so much."""
    blank = replace(crm.orders.blank(actor, customer), **fields)  # type: ignore[arg-type]  # its fields
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=minor)
    made = crm.orders.add(actor, customer, blank, [OrderLineFields(sale)]).order_id
    crm.orders.confirm(actor, made)
    return Target(order_id=made)


def contract(crm: Crm, actor: Actor, customer: CustomerId, minor: int = 500_00) -> Target:
    """Sign a contract of so much."""
    blank = replace(crm.contracts.blank(actor, customer), title="合同", amount_minor=minor)
    made = crm.contracts.add(actor, customer, blank).contract_id
    crm.contracts.sign(actor, made)
    return Target(contract_id=made)


def pay(
    crm: Crm, actor: Actor, customer: CustomerId, minor: int, *splits: Split, **fields: object
) -> PaymentId:
    """Write down a receipt of so much."""
    blank = replace(crm.payments.blank(actor, customer), amount_minor=minor, **fields)  # type: ignore[arg-type]  # its fields
    return crm.payments.add(actor, customer, blank, splits).payment_id


def give_back(crm: Crm, actor: Actor, payment: PaymentId, minor: int) -> PaymentId:
    """Give so much of a receipt back."""
    fields = replace(crm.payments.payment(actor, payment).fields, amount_minor=minor)
    return crm.payments.refund(actor, payment, fields).payment_id


def money(crm: Crm, actor: Actor, customer: CustomerId) -> CustomerMoney:
    return crm.receivables.money(actor, customer)


def sums(crm: Crm, actor: Actor, customer: CustomerId) -> tuple[int, int, int]:
    """Return what was ordered, received and is outstanding, in the office's currency."""
    found = money(crm, actor, customer).reported
    assert found is not None
    return found.ordered_minor, found.received_minor, found.outstanding_minor


def refusal(caught: pytest.ExceptionInfo[RefusedError]) -> object:
    return caught.value.refusal


# --- receipts and refunds ------------------------------------------------------------------------


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
    with pytest.raises(RefusedError) as caught:
        pay(crm, lina, customer, 100, Split(theirs, 100))
    assert refusal(caught) == DocumentOfOthers("DD-202611-0002")
    with pytest.raises(RefusedError) as caught:
        pay(crm, lina, customer, 100, Split(dollars, 100))
    assert refusal(caught) == DocumentCurrency("DD-202611-0003", "USD")
    with pytest.raises(FieldError, match="beyond_amount"):
        pay(crm, lina, customer, 100, Split(mine, 60), Split(mine, 60))
    with pytest.raises(FieldError, match="future_payment"):
        pay(crm, lina, customer, 100, day=TODAY + 1)
    with pytest.raises(FieldError, match="not_positive"):
        pay(crm, lina, customer, 0)
    assert mine.order_id is not None
    crm.orders.void(lina, mine.order_id, "x")
    with pytest.raises(RefusedError) as caught:
        pay(crm, lina, customer, 100, Split(mine, 60))
    assert refusal(caught) == DocumentVoid("DD-202611-0001")


def test_a_refund_takes_exact_shares_of_what_was_settled(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    first, second = order(crm, lina, customer), order(crm, lina, customer)
    paid = pay(crm, lina, customer, 100_00, Split(first, 33_33), Split(second, 33_33))
    give_back(crm, lina, paid, 10_00)
    assert sums(crm, lina, customer)[1] == 90_00
    with pytest.raises(RefusedError) as caught:
        give_back(crm, lina, paid, 90_01)
    assert refusal(caught) == BeyondReceipt("HK-202611-0001", 90_00, "CNY")
    with pytest.raises(RefusedError) as caught:
        crm.payments.edit(lina, paid, {"amount_minor": 200_00})
    assert refusal(caught) == PaymentRefunded("HK-202611-0001")
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


# --- plans ---------------------------------------------------------------------------------------


def plan(crm: Crm, actor: Actor, target: Target, *lines: tuple[int, int]) -> list[Target]:
    """Plan lines of an amount and days from today."""
    fields = [PlanFields(due_day=TODAY + days, amount_minor=minor) for minor, days in lines]
    crm.payment_plans.add(actor, target, fields)
    found = crm.payment_plans.list(actor, PlanRequest(target=target))
    return [each.target for each in found]


def test_what_is_to_be_paid_is_told_by_its_age(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    target = order(crm, lina, customer, order_day=TODAY - 200)
    plan(crm, lina, target, (100_00, -100), (100_00, -70), (100_00, -31), (100_00, -1), (100_00, 0))
    (row,) = money(crm, lina, customer).dues
    assert dict(row.ages) == {
        Age.UNDATED: 0, Age.TO_COME: 100_00, Age.MONTH: 100_00, Age.TWO_MONTHS: 100_00,
        Age.THREE_MONTHS: 100_00, Age.OLDER: 600_00,
    }  # fmt: skip
    # What nothing was planned for was due thirty days after the order; the oldest is paid first.
    pay(crm, lina, customer, 550_00, Split(target, 550_00))
    (row,) = money(crm, lina, customer).dues
    assert (dict(row.ages)[Age.OLDER], row.overdue_minor) == (50_00, 350_00)
    assert [each.customer_id for each in crm.receivables.rows(lina, only_overdue=True)] == [
        customer
    ]


def test_a_named_line_is_paid_whatever_was_due_before(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    target = order(crm, lina, customer)
    early, late = plan(crm, lina, target, (900_00, -5), (100_00, 300))
    pay(crm, lina, customer, 100_00, Split(late, 100_00))
    (item,) = crm.receivables.items(lina, customer)
    assert (item.plan_id, item.left_minor) == (early.plan_id, 900_00)
    assert late.plan_id is not None
    with pytest.raises(RefusedError) as caught:
        crm.payment_plans.delete(lina, late.plan_id)
    assert refusal(caught) == PlanIsPaid("DD-202611-0001")


def test_no_more_is_planned_than_there_is_to_pay(crm: Crm) -> None:
    lina = make.rep(crm)
    target = contract(crm, lina, make.customer(crm, lina))
    (line,) = plan(crm, lina, target, (500_00, 30))
    with pytest.raises(RefusedError) as caught:
        plan(crm, lina, target, (1, 30))
    assert refusal(caught) == PlansBeyond("HT-202611-0001", 0, "CNY")
    assert line.plan_id is not None
    retention = {"amount_minor": 50_00, "kind": PlanKind.RETENTION}
    crm.payment_plans.edit(lina, line.plan_id, retention)
    plan(crm, lina, target, (450_00, 30))
    crm.history.undo(lina)
    crm.payment_plans.delete(lina, line.plan_id)
    crm.payment_plans.restore(lina, line.plan_id)
    (row,) = crm.payment_plans.list(lina, PlanRequest())
    assert (row.fields.kind, row.fields.amount_minor) == (PlanKind.RETENTION, 50_00)


def test_a_line_that_is_due_stands_in_the_day_of_whose_order_it_is(crm: Crm) -> None:
    lina, zhao = make.rep(crm), make.rep(crm, "zhao")
    customer = make.customer(crm, lina)
    target = order(crm, lina, customer)
    late, soon, _later = plan(crm, lina, target, (300_00, -9), (300_00, 3), (400_00, 4))

    def due(actor: Actor) -> list[tuple[object, int]]:
        return [(each.plan_id, each.left_minor) for each in crm.days.waiting(actor).payments]

    assert due(lina) == [(late.plan_id, 300_00), (soon.plan_id, 300_00)]
    assert due(zhao) == []
    pay(crm, lina, customer, 350_00, Split(target, 350_00))
    assert due(lina) == [(soon.plan_id, 250_00)]
    assert target.order_id is not None
    crm.orders.void(lina, target.order_id, "x")
    assert due(lina) == []


# --- totals --------------------------------------------------------------------------------------


def test_nothing_is_counted_twice_from_quote_to_contract(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=800_00)
    quote = crm.quotes.add(lina, customer, crm.quotes.blank(lina, customer), [sale]).quote_id
    crm.quotes.send(lina, quote)
    blank = crm.contracts.blank(lina, customer, quote)
    agreed = crm.contracts.add(lina, customer, replace(blank, title="合同")).contract_id
    crm.contracts.sign(lina, agreed)
    assert sums(crm, lina, customer)[0] == 800_00
    made = crm.orders.add_from_quote(lina, quote).order_id
    crm.orders.confirm(lina, made)
    assert sums(crm, lina, customer)[0] == 800_00
    pay(crm, lina, customer, 300_00, Split(Target(contract_id=agreed), 300_00))
    (item,) = crm.receivables.items(lina, customer)
    assert (item.document.target, item.left_minor) == (Target(order_id=made), 500_00)
    crm.orders.void(lina, made, "改按合同")
    assert sums(crm, lina, customer) == (800_00, 300_00, 500_00)


def test_a_contract_made_from_an_order_is_the_order_again(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    target = order(crm, lina, customer)
    blank = crm.contracts.blank(lina, customer, order_id=target.order_id)
    agreed = crm.contracts.add(lina, customer, replace(blank, title="合同")).contract_id
    crm.contracts.sign(lina, agreed)
    plan(crm, lina, Target(contract_id=agreed), (1_000_00, -40))
    assert sums(crm, lina, customer)[0] == 1_000_00
    (item,) = crm.receivables.items(lina, customer)
    assert (item.document.target, item.due_day) == (target, TODAY - 40)


def test_a_terminated_contract_is_worth_what_was_paid_for_it(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    target = contract(crm, lina, customer)
    pay(crm, lina, customer, 200_00, Split(target, 200_00))
    assert target.contract_id is not None
    crm.contracts.terminate(lina, target.contract_id, "x")
    assert sums(crm, lina, customer) == (200_00, 200_00, 0)
    crm.contracts.void(lina, target.contract_id, "x")
    assert sums(crm, lina, customer) == (0, 200_00, -200_00)


# --- invoices ------------------------------------------------------------------------------------


def test_red_invoices_take_back_an_invoice_to_the_last_cent(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina, name="甲公司")
    blank = crm.invoices.blank(lina, customer)
    paper = replace(blank, number="25000001", amount_minor=100_01, tax_minor=11_51)
    invoice = crm.invoices.add(lina, customer, paper).invoice_id
    with pytest.raises(FieldError, match="taken"):
        crm.invoices.add(lina, customer, paper)
    part = crm.invoices.reverse(lina, invoice, "25000002", amount_minor=33_33).invoice_id
    with pytest.raises(RefusedError) as caught:
        crm.invoices.reverse(lina, invoice, "25000003", amount_minor=66_69)
    assert refusal(caught) == BeyondInvoice("25000001", 66_68, "CNY")
    crm.invoices.reverse(lina, invoice, "25000003")
    rows = crm.invoices.list(lina, InvoiceRequest(customer_id=customer))
    assert sum(each.fields.amount_minor for each in rows) == 0
    assert sum(each.fields.tax_minor for each in rows) == 0
    with pytest.raises(RefusedError) as caught:
        crm.invoices.void(lina, invoice, "x")
    assert refusal(caught) == InvoiceReversed("25000001")
    crm.invoices.void(lina, part, "开错")
    assert money(crm, lina, customer).totals[0].invoiced_minor == 33_33
    crm.history.undo(lina)
    crm.invoices.delete(lina, part)
    again = replace(paper, number="25000002")
    crm.invoices.add(lina, customer, again)
    with pytest.raises(FieldError, match="taken"):
        crm.invoices.restore(lina, part)


# --- credit and deals ----------------------------------------------------------------------------


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
    with pytest.raises(RefusedError) as caught:
        crm.orders.confirm(lina, more)
    assert refusal(caught) == passed
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


@pytest.mark.parametrize("wrong", ["8000", "x", "-1"])
def test_days_to_pay_are_days(crm: Crm, admin: Actor, wrong: str) -> None:
    with pytest.raises(FieldError, match="out_of_range"):
        crm.payments.change_settings(admin, {"payment_days": wrong})
    crm.payments.change_settings(admin, {"payment_days": "none"})
    assert crm.payments.settings(admin).payment_days is None


# --- the rules of the pool -----------------------------------------------------------------------


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


def test_who_only_paid_ahead_stands_among_all_who_have_to_pay(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    pay(crm, lina, customer, 100)
    assert not crm.receivables.rows(lina, only_overdue=True)
    (row,) = crm.receivables.rows(lina)
    assert (row.customer_id, row.on_account_minor, row.outstanding_minor) == (customer, 100, -100)
    assert row.ages == tuple((age, 0) for age in Age)


# --- files ---------------------------------------------------------------------------------------


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
