"""订单 and 合同 on the screens: entered line by line, confirmed, delivered, contracted, signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.orders.records import DeliveryState, OrderLineFields, OrderRow, OrderStatus
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.seeded_views import seeded_views
from crm_tui.domain.users import Actor
from crm_tui.domain.views import ListTab
from crm_tui.tui.screens.contracts.whole import ContractScreen
from crm_tui.tui.screens.orders.lists import OrdersScreen
from crm_tui.tui.screens.orders.whole import OrderScreen
from tests import make
from tests.driver import Driver
from tests.ui.app.opening import Opener
from tests.ui.program import resting, saved

TODAY = make.NOW.toordinal()
LINE = OrderLineFields(QuoteLineFields(name="安装", quantity_milli=3_000, unit_price_minor=33_33))


def drafted(crm: Crm, actor: Actor, customer: CustomerId, due_day: int | None = None) -> OrderId:
    line = OrderLineFields(LINE.sale, due_day)
    return crm.orders.add(actor, customer, crm.orders.blank(actor, customer), [line]).order_id


def only_order(crm: Crm, actor: Actor) -> OrderRow:
    (found,) = crm.orders.list(actor, OrderRequest())
    return found


def listed(driver: Driver) -> OrdersScreen:
    screen = driver.app.screen
    assert isinstance(screen, OrdersScreen)
    return screen


async def test_an_order_is_drafted_on_its_customer_delivered_and_contracted(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "right_parenthesis", "enter")
        await saved(driver, title="二期")
        await driver.see("第 1 行 · 合计 ¥0")
        await driver.type_text("安装 3次 @33.33")
        await driver.press("enter")
        await driver.see("第 2 行 · 合计 ¥99.99")
        await resting(driver, "escape", "escape", "6")
        await driver.see("¥99.99")
        await resting(driver, "o")
        await driver.wait_until(lambda: only_order(crm, admin).status is OrderStatus.CONFIRMED)
        await resting(driver, "d", "backspace")
        await driver.type_text("2")
        await resting(driver, "ctrl+s")
        await driver.wait_until(lambda: only_order(crm, admin).delivery is DeliveryState.PART)
        await resting(driver, "u")
        await driver.wait_until(lambda: only_order(crm, admin).delivery is DeliveryState.NONE)
        await resting(driver, "left_curly_bracket")
        await saved(driver, contract_end_day="2027-12-31")
        await driver.wait_until(lambda: isinstance(driver.app.screen, ContractScreen))
        await driver.see("HT-202611-0001")
        await resting(driver, "o", "ctrl+s")
        await driver.see("生效中")
        (contract,) = crm.contracts.list(admin, ContractRequest())
        assert (contract.status, contract.order) == (ContractStatus.IN_FORCE, "DD-202611-0001")
        await resting(driver, "apostrophe")
        await driver.see("还没有：a 登记回款")
        await driver.see("待回款     ¥99.99")
        # The list that is shown names the tab that it shares.
        await resting(driver, "0")
        await driver.see("[0合同]")
        await resting(driver, "6")
        await driver.see("[8报价]")
        await resting(driver, "6")
        await driver.see("[6回款]")
        await resting(driver, "6")
        await driver.see("[6订单]")


@pytest.mark.long
async def test_what_is_due_today_stands_in_its_view(opened: Opener, crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    for due in (TODAY, TODAY + 1, None):
        crm.orders.confirm(admin, drafted(crm, admin, customer, due))
    async with opened() as driver:
        await resting(driver, "6")
        await driver.wait_until(lambda: listed(driver).records.count == 3)
        await resting(driver, "v")
        await driver.see("今天应交货")
        digit = next(
            at for at, each in enumerate(listed_views(driver), start=1) if each == "orders.today"
        )
        await resting(driver, str(digit))
        await driver.wait_until(lambda: listed(driver).records.count == 1)
        await resting(driver, "enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, OrderScreen))
        await driver.see("DD-202611-0001")


def listed_views(driver: Driver) -> list[str]:
    screens = [each for each in driver.app.screen_stack if isinstance(each, OrdersScreen)]
    return [each.key for each in seeded_views(ListTab.ORDERS, screens[0].session.person)]


async def test_a_refused_key_says_why_and_changes_nothing(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    drafted(crm, admin, make.customer(crm, admin))
    async with opened() as driver:
        await resting(driver, "6", "d")
        await driver.see("DD-202611-0001 未确认")
        assert only_order(crm, admin).delivery is DeliveryState.NONE


@pytest.mark.long
async def test_an_order_is_opened_by_its_number_from_anywhere(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    drafted(crm, admin, make.customer(crm, admin))
    async with opened() as driver:
        await resting(driver, "ctrl+f")
        await driver.type_text("dd-202611-0001")
        await driver.see("DD-202611-0001")
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, OrderScreen))


async def test_quotes_are_listed_by_view_and_grouped(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin)
    blank = crm.quotes.blank(admin, customer)
    sent, _ = (crm.quotes.add(admin, customer, blank, [LINE.sale]).quote_id for _ in range(2))
    crm.quotes.send(admin, sent)
    async with opened() as driver:
        await resting(driver, "8")
        await driver.see("我的当前报价单 (2)")
        await resting(driver, "d")
        await driver.see("我的当前报价单 (1)")
        await resting(driver, "D")
        await driver.see("已删除的报价单 (1)")
        await resting(driver, "R", "v", "2")
        await driver.see("所有当前报价单 (2)")
        await driver.see("2 份报价单 · ¥199.98")
        await resting(driver, "z", "1")
        await driver.see("▾ 已发送  1  ¥99.99")


async def test_receipts_are_listed_by_view_and_grouped(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin)
    blank = crm.payments.blank(admin, customer)
    for minor in (500_00, 70_00):
        made = crm.payments.add(admin, customer, replace(blank, amount_minor=minor)).payment_id
    crm.payments.delete(admin, made, "重复")
    async with opened() as driver:
        await resting(driver, "colon")
        await driver.type_text("回款")
        await resting(driver, "enter")
        await driver.see("1 笔回款 · ¥500")
        await resting(driver, "D")
        await driver.see("已删除的回款 (1)")
        await resting(driver, "R", "v", "2")
        await driver.see("全部回款 (2)")
        await resting(driver, "z", "1")
        await driver.see("▾ 2026-11  2  ¥570")
