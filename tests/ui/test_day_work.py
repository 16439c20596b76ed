"""The evening's summary, levels decided on, a customer called lost: what a person sees."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.payments.bank_receipts import BankReceiptRequest
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.driver import Driver
from tests.integration.import_runs import run, sheet
from tests.ui.program import opened_as, resting

HOSTILE = "[/][@click=app.quit]x[/]" + "长" * 300
Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


async def test_the_evening_is_one_key_and_can_be_copied(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.follow_up(crm, admin, make.customer(crm, admin, "恒信科技"), f"预算已批{HOSTILE}")
    async with opened() as driver:
        await driver.see("今日待办")
        await resting(driver, "z")
        await driver.see("跟进 1 次")
        await driver.see("预算已批")
        await resting(driver, "y")
        await driver.see("小结已复制")


@pytest.mark.long
async def test_levels_are_accepted_from_the_day(opened: Opener, crm: Crm, admin: Actor) -> None:
    rep = make.rep(crm, "lina", "李娜")
    wanted = [
        make.customer(crm, rep, name, level=Level.A, needs="扩产") for name in ("恒信", "浦江")
    ]
    crm.level_reviews.review(admin)
    async with opened() as driver:
        await driver.see("2 个等级待处理")
        await resting(driver, "&")
        await driver.see("等级评估 (2)")
        await resting(driver, "*", "a")
        await driver.see("2 个已改为新等级")
        levels = [crm.customers.record(admin, each).row.level for each in wanted]
        assert levels == [Level.C, Level.C]
        await resting(driver, "q")
        await driver.see("今日待办")


@pytest.mark.long
async def test_a_customer_is_called_lost_with_a_reason_and_taken_back(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, "恒信科技")
    async with opened() as driver:
        await resting(driver, "2")
        await driver.see("恒信科技")
        await resting(driver, "@")
        await driver.see("流失：为什么？")
        await driver.type_text("价格")
        await resting(driver, "enter", "f2")
        await driver.see("已标为流失")
        assert crm.customers.record(admin, customer).row.type is CustomerType.LOST
        await resting(driver, "enter")
        await driver.see("流失原因 价格")
        await resting(driver, "q")
        await resting(driver, "@")
        await driver.see("找回来了？")
        await resting(driver, "f2")
        await driver.see("已找回")
        assert crm.customers.record(admin, customer).row.type is CustomerType.POTENTIAL


async def test_the_day_says_who_is_behind_and_without_a_plan(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    make.set_condition(crm, days=3000)
    make.customer(crm, admin, HOSTILE, level=Level.A)
    planned = make.customer(crm, admin, "有计划的", level=Level.A)
    crm.tasks.set_next_contact(admin, planned, clock.now() + 20 * make.DAY, "回访")
    clock.advance(9 * make.DAY)
    async with opened() as driver:
        await driver.see("无计划")
        await driver.see("落后2天")
        await driver.see("落后节奏")


async def test_a_festival_stands_in_the_day_and_opens_its_list(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    clock.advance(datetime(2026, 12, 30, 2, tzinfo=UTC) - clock.now())
    make.customer(crm, admin, "恒信科技")
    async with opened() as driver:
        await driver.see("节日祝福 元旦")
        await driver.see("1 位未祝福")
        await resting(driver, "enter")
        await driver.see("节日名单")
        await driver.see("恒信科技")


async def test_a_claim_that_waits_is_gone_to_with_the_cursor_on_it(
    opened: Opener, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, "恒信科技")
    rows = ("2026-11-21", "某公司", "20", "货款"), ("2026-11-20", "恒信科技", "1000", "货款")
    file = sheet(tmp_path, "交易日期 对方户名 贷方金额 摘要", *rows)
    run(crm, admin, file, kind=ImportKind.BANK_RECEIPTS)
    receipts = crm.bank_receipts
    claimed = receipts.list(admin, BankReceiptRequest())[1].id
    receipts.claim(admin, claimed, receipts.parts_meant(admin, claimed, ["恒信科技"]))
    async with opened() as driver:
        await driver.see("待确认")
        await resting(driver, "b")
        await driver.see("待认领回款 (2)")
        await resting(driver, "o")
        await driver.see("已确认，回款已登记")
