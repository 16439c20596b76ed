"""Money in several currencies: exact in each, and together at the rates of its days."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.expenses import ExpenseRequest
from crm_tui.domain.payments.records import Split
from crm_tui.domain.payments.totals import MoneyTotals, ReportedMoney
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.paying import money, order, pay


def test_several_currencies_are_exact_and_told_together(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    order(crm, lina, customer)
    dollars = order(crm, lina, customer, 100_00, currency="USD")
    assert money(crm, lina, customer).reported is None
    crm.currencies.set_rate(admin, "USD", "7.1234")
    pay(crm, lina, customer, 40_00, Split(dollars, 40_00), currency="USD")
    found = money(crm, lina, customer)
    assert found.totals == (
        MoneyTotals("CNY", 1_000_00, 0, 0), MoneyTotals("USD", 100_00, 40_00, 0),
    )  # fmt: skip
    assert found.reported == ReportedMoney("CNY", 1_712_34, 284_94, 1_427_40, 0)


def test_what_happened_is_told_at_the_rate_of_its_day_as_in_profit(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, admin)
    crm.currencies.set_rate(admin, "USD", "7")
    dollars = order(crm, admin, customer, 100_00, currency="USD")
    clock.advance(30 * make.DAY)
    crm.currencies.set_rate(admin, "USD", "8")
    whole = ExpenseRequest(customer_id=customer)
    found = money(crm, admin, customer).reported
    assert found == ReportedMoney("CNY", 700_00, 0, 800_00, 0)
    assert (found.exchange_minor, crm.expenses.profit(admin, whole).income_minor) == (
        100_00,
        700_00,
    )
    pay(crm, admin, customer, 100_00, Split(dollars, 100_00), currency="USD")
    clock.advance(30 * make.DAY)
    crm.currencies.set_rate(admin, "USD", "6")
    assert money(crm, admin, customer).reported == ReportedMoney("CNY", 700_00, 800_00, 0, 0)
