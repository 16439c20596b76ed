"""What is to be paid: planned, due, of what age; what was ordered and paid, counted once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.payments.dues import Age
from crm_tui.domain.payments.records import PlanKind, Split, Target
from crm_tui.domain.payments.requests import PlanRequest
from crm_tui.domain.payments.rules import PlanIsPaid, PlansBeyond
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError
from tests import make
from tests.answers import refusal_of
from tests.hearing import heard
from tests.integration.paying import contract, money, order, pay, plan, sums

TODAY = make.NOW.toordinal()


# --- plans ---------------------------------------------------------------------------------------


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


def test_however_many_customers_have_to_pay_the_day_reads_it_at_one_go(crm: Crm) -> None:
    lina = make.rep(crm)

    def read() -> tuple[int, list[tuple[str, int]]]:
        with heard(crm) as statements:
            due = crm.days.waiting(lina).payments
        return len(statements), [(each.document.customer, each.left_minor) for each in due]

    def owe(name: str, days: int) -> None:
        plan(crm, lina, order(crm, lina, make.customer(crm, lina, name)), (100_00, days))

    owe("甲公司", 3)
    few, found = read()
    assert found == [("甲公司", 100_00)]
    for name, days in (("乙公司", -40), ("丙公司", 0), ("丁公司", 4)):
        owe(name, days)
    assert read() == (few, [("乙公司", 100_00), ("丙公司", 100_00), ("甲公司", 100_00)])


def test_a_named_line_is_paid_whatever_was_due_before(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    target = order(crm, lina, customer)
    early, late = plan(crm, lina, target, (900_00, -5), (100_00, 300))
    pay(crm, lina, customer, 100_00, Split(late, 100_00))
    (item,) = crm.receivables.items(lina, customer)
    assert (item.plan_id, item.left_minor) == (early.plan_id, 900_00)
    assert late.plan_id is not None
    assert refusal_of(partial(crm.payment_plans.delete, lina, late.plan_id)) == PlanIsPaid(
        "DD-202611-0001"
    )


def test_no_more_is_planned_than_there_is_to_pay(crm: Crm) -> None:
    lina = make.rep(crm)
    target = contract(crm, lina, make.customer(crm, lina))
    (line,) = plan(crm, lina, target, (500_00, 30))
    assert refusal_of(lambda: plan(crm, lina, target, (1, 30))) == PlansBeyond(
        "HT-202611-0001", 0, "CNY"
    )
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


@pytest.mark.parametrize("wrong", ["8000", "x", "-1"])
def test_days_to_pay_are_days(crm: Crm, admin: Actor, wrong: str) -> None:
    with pytest.raises(FieldError, match="out_of_range"):
        crm.payments.change_settings(admin, {"payment_days": wrong})
    crm.payments.change_settings(admin, {"payment_days": "none"})
    assert crm.payments.settings(admin).payment_days is None


# --- totals ---------------------------------------------------------------------------------------


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


def test_who_only_paid_ahead_stands_among_all_who_have_to_pay(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    pay(crm, lina, customer, 100)
    assert not crm.receivables.rows(lina, only_overdue=True)
    (row,) = crm.receivables.rows(lina)
    assert (row.customer_id, row.on_account_minor, row.outstanding_minor) == (customer, 100, -100)
    assert row.ages == tuple((age, 0) for age in Age)
