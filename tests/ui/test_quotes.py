"""Quotes and products on the screen: lines typed one after the other, sent, made anew, compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import CustomerId, QuoteId
from crm_tui.domain.products import PriceTier, ProductFields, ProductRequest
from crm_tui.domain.quotes.records import QuoteLineFields, QuoteStatus
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.quotes.lines import QuoteScreen
from crm_tui.tui.screens.quotes.of_customers import CustomerQuotesScreen
from crm_tui.tui.screens.settings.products import ProductForm
from tests import make
from tests.ui.stage import on_stage, session_of

LINE = QuoteLineFields(name="安装", quantity_milli=2_000, unit_price_minor=50_00, tax_share=600)


def price_list(crm: Crm) -> None:
    """Enter two products, one with a price for many."""
    admin = make.admin(crm)
    tiers = (PriceTier(10_000, 900_00),)
    for fields in (
        ProductFields(code="SV-1", name="服务器", unit="台", price_minor=1_000_00, tiers=tiers),
        ProductFields(code="SV-2", name="服务器机架", price_minor=300_00),
    ):
        crm.products.add(admin, fields)


def drafted(crm: Crm, actor: Actor, customer: CustomerId) -> QuoteId:
    return crm.quotes.add(actor, customer, crm.quotes.blank(actor, customer), [LINE]).quote_id


async def test_a_quote_is_typed_line_by_line(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    price_list(crm)
    customer = make.customer(crm, admin)
    screen = CustomerQuotesScreen(session_of(crm, admin), customer, "恒信")
    async with on_stage(screen, tmp_path, 130, 40) as (driver, _stage):
        await driver.see("quoted nothing yet")
        await driver.press("a")
        await driver.see("Line 1 · total ¥0")
        await driver.type_text("fwq 12 9折")
        await driver.see("服务器 12台 × ¥900 −10% = ¥9,720")
        await driver.see("(and 1 more fit)")
        await driver.press("enter")
        await driver.see("Line 2 · total ¥9,720")
        await driver.type_text("培训")
        await driver.press("enter")
        await driver.see("No product is called so")
        await driver.type_text(" @800")
        await driver.press("enter")
        await driver.see("Line 3 · total ¥10,520")
        await driver.press("escape")
        await driver.see("培训")
        (row,) = crm.quotes.list(admin, QuoteRequest())
        lines = crm.quotes.quote(admin, row.id).lines
        assert [each.price.amount_minor for each in lines] == [9_720_00, 800_00]
        await driver.press("ctrl+down")
        await driver.wait_until(
            lambda: crm.quotes.quote(admin, row.id).lines[0].fields.name == "培训", "moved"
        )
        await driver.press("m")
        await driver.see("is sent · u takes it back")
        assert crm.quotes.quote(admin, row.id).row.status is QuoteStatus.SENT
        await driver.press("a")
        await driver.see("make a new version of it")


@pytest.mark.long
async def test_a_version_is_made_changed_and_compared(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    quote = drafted(crm, admin, make.customer(crm, admin))
    crm.quotes.send(admin, quote)
    screen = QuoteScreen(session_of(crm, admin), quote)
    async with on_stage(screen, tmp_path, 130, 40) as (driver, _stage):
        await driver.see("安装")
        await driver.press("n")
        await driver.see("BJ-202611-0001-V2")
        await driver.press("e")
        await driver.see("Line 1")
        await driver.press("tab")
        await driver.press("3", "f2")
        await driver.see("¥150")
        await driver.press("c")
        await driver.see("Total: ¥100 → ¥150")
        await driver.press("escape")
        await driver.press("i")
        await driver.see("Discount of the whole")
        await driver.press("escape")


async def test_the_answer_is_written_down_and_taken_back(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    quote = drafted(crm, admin, customer)
    crm.quotes.send(admin, quote)
    screen = CustomerQuotesScreen(session_of(crm, admin), customer, "恒信")
    async with on_stage(screen, tmp_path, 130, 40) as (driver, _stage):
        await driver.see("BJ-202611-0001")
        await driver.press("r")
        await driver.see("Not accepted: why?")
        await driver.type_text("太贵")
        await driver.press("f2")
        await driver.see("is not accepted")
        assert crm.quotes.quote(admin, quote).reason == "太贵"
        await driver.press("d")
        await driver.see("is deleted")
        assert crm.quotes.list(admin, QuoteRequest()) == []
        await driver.press("u")
        await driver.wait_until(lambda: bool(crm.quotes.list(admin, QuoteRequest())), "it is back")


async def test_a_product_is_entered_and_changed(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    async with on_stage(ProductForm(session_of(crm, admin), None), tmp_path) as (driver, _stage):
        await driver.see("Product code")
        await driver.type_text("SV-1")
        await driver.press("tab")
        await driver.type_text("服务器")
        await driver.press("tab", "tab", "tab")
        await driver.type_text("1.2万")
        await driver.press("f2")
        await driver.wait_until(
            lambda: bool(crm.products.list(admin, ProductRequest())), "the product"
        )
    (row,) = crm.products.list(admin, ProductRequest())
    assert (row.fields.code, row.fields.price_minor) == ("SV-1", 12_000_00)
