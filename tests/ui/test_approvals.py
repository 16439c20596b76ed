"""Approvals on the screen: asked where a quote is refused, granted in the list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalRequest, ApprovalStatus
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.approvals.listing import ApprovalsScreen
from crm_tui.tui.screens.quotes.lines import QuoteScreen
from tests import make
from tests.ui.stage import on_stage, session_of

LINE = QuoteLineFields(name="安装", unit_price_minor=100_00)


async def test_it_is_asked_where_it_is_refused_and_granted_in_the_list(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    crm.approvals.change_settings(admin, {"discount": "15"})
    customer = make.customer(crm, lina)
    discount = Discount(DiscountKind.PERCENT, 20_00)
    fields = replace(crm.quotes.blank(lina, customer), discount=discount)
    quote = crm.quotes.add(lina, customer, fields, [LINE]).quote_id

    def statuses() -> list[ApprovalStatus]:
        return [each.status for each in crm.approvals.list(admin, ApprovalRequest())]

    async with on_stage(QuoteScreen(session_of(crm, lina), quote), tmp_path, 130, 40) as (
        driver,
        _stage,
    ):
        await driver.see("安装")
        await driver.press("m")
        await driver.see("only after approval")
        await driver.type_text("老客户")
        await driver.press("f2")
        await driver.wait_until(lambda: statuses() == [ApprovalStatus.OPEN], "asked")
    async with on_stage(ApprovalsScreen(session_of(crm, admin)), tmp_path, 130, 40) as (
        driver,
        _stage,
    ):
        await driver.see("20% below the list")
        await driver.press("enter")
        await driver.see("安装")
        await driver.see_no("means nothing")
        await driver.press("escape")
        await driver.see("20% below the list")
        await driver.press("a")
        await driver.see("Grant it?")
        await driver.press("f2")
        await driver.wait_until(lambda: statuses() == [ApprovalStatus.GRANTED], "granted")
        await driver.press("r")
        await driver.see("Not granted: why?")
        await driver.type_text("再想想")
        await driver.press("f2")
        await driver.wait_until(lambda: statuses() == [ApprovalStatus.REFUSED], "taken back")
        await driver.press("e")
        await driver.see("What needs approval")
        await driver.press("escape")
