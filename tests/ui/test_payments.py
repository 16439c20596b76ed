"""Money on the screen: planned, received the oldest first, given back, invoiced, shown by kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest, PlanRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.tui.keys import commands_on
from crm_tui.tui.screens.payments.listing import PaymentsScreen
from tests import make
from tests.ui.stage import on_stage, session_of


async def test_a_planned_amount_says_of_which_currencies_it_may_be(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    for currency, price in (("CNY", 1_000_00), ("JPY", 1_000)):
        sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=price)
        blank = replace(crm.orders.blank(admin, customer), currency=currency)
        order = crm.orders.add(admin, customer, blank, [OrderLineFields(sale)]).order_id
        crm.orders.confirm(admin, order)
    screen = PaymentsScreen(session_of(crm, admin), customer, "恒信")
    async with on_stage(screen, tmp_path, 150, 40) as (driver, _stage):
        await driver.press("p")
        await driver.see("CNY/JPY")


async def test_money_is_planned_received_and_invoiced(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=1_000_00)
    blank = crm.orders.blank(admin, customer)
    order = crm.orders.add(admin, customer, blank, [OrderLineFields(sale)]).order_id
    crm.orders.confirm(admin, order)
    screen = PaymentsScreen(session_of(crm, admin), customer, "恒信")
    async with on_stage(screen, tmp_path, 150, 40) as (driver, _stage):
        await driver.see("There is none of it yet")
        await driver.press("p")
        await driver.see("Plan a payment")
        await driver.type_text("30%")
        await driver.press("f2")
        await driver.see("Line planned · u takes it back")
        (line,) = crm.payment_plans.list(admin, PlanRequest())
        await driver.see(f"#{line.id}")
        assert line.fields.amount_minor == 300_00
        await driver.press("a")
        await driver.see("the oldest first")
        await driver.type_text("500")
        await driver.press("f2")
        await driver.see("Receipt written · u takes it back")
        await driver.see("received ¥300")
        (paid,) = crm.payments.list(admin, PaymentRequest())
        whole = crm.payments.payment(admin, paid.id)
        assert [each.split.amount_minor for each in whole.splits] == [300_00, 200_00]
        await driver.press("a")
        await driver.see("By hand, one a line")
        await driver.type_text("70")
        await driver.press("tab", "tab")
        await driver.type_text("DD-202611-0001=50")
        await driver.press("f2")
        await driver.see("¥70")
        by_hand = crm.payments.payment(admin, crm.payments.list(admin, PaymentRequest())[0].id)
        assert ([each.split.amount_minor for each in by_hand.splits], by_hand.free_minor) == (
            [50_00],
            20_00,
        )
        await driver.press("i")
        await driver.see("New invoice")
        await driver.type_text("25110001")
        await driver.press("tab")
        await driver.type_text("113")
        await driver.press("f2")
        await driver.see("Invoice written · u takes it back")
        (invoice,) = crm.invoices.list(admin, InvoiceRequest())
        assert invoice.document == "DD-202611-0001"
        await driver.press("v", "v")
        await driver.see("without a plan")
        await driver.press("e")
        await driver.see("It follows from the order or contract")


async def test_a_part_is_given_back_by_typing_it_over_the_whole(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    blank = crm.payments.blank(admin, customer)
    crm.payments.add(admin, customer, replace(blank, amount_minor=332_00))
    screen = PaymentsScreen(session_of(crm, admin), customer, "恒信")
    async with on_stage(screen, tmp_path, 150, 40) as (driver, _stage):
        await driver.see("¥332")
        assert not [each for each in ("4", "5", "6", "7", "0") if is_refused(screen, each)]
        await driver.press("r")
        await driver.see("332.00")
        await driver.type_text("100")
        await driver.press("f2")
        await driver.see("-¥100")


def is_refused(screen: PaymentsScreen, key: str) -> bool:
    """Tell whether the help says of a key to another tab that it does nothing here."""
    return any(screen.why_not(each) for each in commands_on(screen.scope) if key in each.keys)


@pytest.mark.long
async def test_money_is_searched_but_for_what_follows_from_papers(
    crm: Crm, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    customer = make.customer(crm, admin)
    blank = crm.payments.blank(admin, customer)
    for minor, reference in ((500_00, "8812"), (70_00, "")):
        crm.payments.add(admin, customer, replace(blank, amount_minor=minor, reference=reference))
    screen = PaymentsScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path, 150, 40) as (driver, _stage):
        await driver.see("¥500")
        await driver.press("/")
        await driver.type_text("-reference:8812")
        await driver.press("enter")
        await driver.see_no("¥500")
        await driver.press("X")
        await driver.see("Which records")
        await driver.press("f2")
        await driver.see("1 row in")
        assert len(list(tmp_path.glob("Payments-*.xlsx"))) == 1
        await driver.press("escape")
        await driver.see("¥500")
        await driver.press("v", "v")
        await driver.see_no("¥500")
        await driver.press("金")
        await driver.see("search there")
