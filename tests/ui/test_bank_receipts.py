"""What came into the bank on the screen: proposed, claimed, confirmed, refused."""

from __future__ import annotations

from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.bank_receipts import BankReceiptRequest, BankReceiptStatus
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.payments.bank_receipts import BankReceiptsScreen
from tests import make
from tests.integration.import_runs import run, sheet
from tests.ui.stage import on_stage, session_of


async def test_what_came_is_claimed_in_parts_and_confirmed(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    for name in ("甲公司", "乙公司"):
        make.customer(crm, admin, name=name)
    header = "交易日期 对方户名 贷方金额 摘要"
    file = sheet(tmp_path, header, ("2026-11-20", "甲公司", "1000", "货款"))
    run(crm, admin, file, kind=ImportKind.BANK_RECEIPTS)
    receipts = crm.bank_receipts
    screen = BankReceiptsScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path, 150, 40) as (driver, _stage):
        await driver.see("甲公司?")
        await driver.see("to be claimed")
        assert not driver.sees("(esc")
        await driver.press("o")
        await driver.see("Nobody claims now what 甲公司 paid")
        await driver.press("c")
        await driver.see("For whom did it come?")
        await driver.press("end")
        await driver.type_text("=400")
        await driver.press("enter")
        await driver.type_text("乙公司")
        await driver.press("f2")
        await driver.see("Claimed; it waits to be confirmed · u takes it back")
        await driver.see("to be confirmed")
        await driver.press("o")
        await driver.see("Confirmed: the receipts are written · u takes it back")
        paid = crm.payments.list(admin, PaymentRequest())
        assert {row.customer: row.amount_minor for row in paid} == {
            "甲公司": 400_00,
            "乙公司": 600_00,
        }
        await driver.press("v", "v", "v")
        await driver.see("receipt HK-202611-0001")
        await driver.press("e")
        await driver.see("To be claimed again: why?")
        await driver.type_text("认错")
        await driver.press("f2")
        await driver.see("It is to be claimed again · u takes it back")
        (row,) = receipts.list(admin, BankReceiptRequest())
        assert (row.status, row.reason) == (BankReceiptStatus.OPEN, "认错")
        assert not crm.payments.list(admin, PaymentRequest())


async def test_an_empty_list_says_how_it_is_filled(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    async with on_stage(BankReceiptsScreen(session_of(crm, admin)), tmp_path) as (driver, _stage):
        await driver.see("i reads the bank's list")


async def test_a_claim_begins_with_what_is_due_the_oldest_first(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin, name="甲公司")
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=1_000_00)
    blank = crm.orders.blank(admin, customer)
    order = crm.orders.add(admin, customer, blank, [OrderLineFields(sale)]).order_id
    crm.orders.confirm(admin, order)
    header = "交易日期 对方户名 贷方金额 摘要"
    file = sheet(tmp_path, header, ("2026-11-21", "甲公司", "1200", "货款"))
    run(crm, admin, file, kind=ImportKind.BANK_RECEIPTS)
    async with on_stage(BankReceiptsScreen(session_of(crm, admin)), tmp_path) as (driver, _stage):
        await driver.see("甲公司")
        await driver.press("c")
        await driver.see("DD-202611-0001=1000")
        await driver.see("甲公司=200")
        await driver.press("f2")
        await driver.see("Claimed")
        await driver.press("o")
        await driver.see("Confirmed")
    (paid,) = crm.payments.list(admin, PaymentRequest())
    whole = crm.payments.payment(admin, paid.id)
    assert [each.split.amount_minor for each in whole.splits] == [1_000_00]
    assert whole.free_minor == 200_00
