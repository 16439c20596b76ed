"""Transfer, lock, ask, delete, restore, deals, team: keys for a customer one holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import Standing
from crm_tui.domain.extensions import ExtensionStatus
from crm_tui.domain.users import Actor
from crm_tui.i18n import current_language, use_language
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.tabs import TabScreen
from tests import make
from tests.driver import Driver
from tests.ui.program import HOSTILE, opened_as, records, rest, resting
from tests.ui.stage import fill

Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    before = current_language()
    use_language("zh")
    yield
    use_language(before)


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


NAME = "北京恒信科技有限公司"


async def test_a_on_an_owned_customer_passes_it_on(opened: Opener, crm: Crm, admin: Actor) -> None:
    colleague = make.rep(crm, "lina", "李娜")
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "a")
        await driver.see("转移给")
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("已转移“北京恒信科技有限公司”")
    assert crm.customers.record(admin, kept).row.owner_id == colleague.user_id


async def test_marked_customers_move_to_another_pool_together(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    other = make.pool(crm, "华北公海")
    ids = [make.customer(crm, admin, f"客户{number}") for number in range(3)]
    async with opened() as driver:
        await resting(driver, "2", "asterisk", "m")
        await driver.see("转移到哪个公海")
        await driver.type_text("华北")
        await driver.press("enter")
        await driver.see("已将 3 个转移公海")
    assert {crm.customers.record(admin, each).row.pool_id for each in ids} == {other}


async def test_a_lock_tells_its_quota_and_is_lifted_by_the_same_key(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "L")
        await driver.see("已锁定：0/5")
        await driver.press("f2")
        await driver.see("已锁定“北京恒信")
        await resting(driver, "L")
        await driver.see("解除锁定？")
        await driver.press("y")
        await driver.see("的锁定")
        await rest(driver)
    assert crm.customers.record(admin, kept).row.locked_until_day is None


async def test_more_days_are_asked_for_and_granted_from_the_first_tab(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    kept = make.customer(crm, rep)
    async with opened("lina") as driver:
        await resting(driver, "2", "Y")
        await driver.see("保护到 2026-12-22")
        await driver.press("tab")
        await driver.type_text("月底签约")
        await driver.press("f2")
        await driver.see("已为“北京恒信")
        await rest(driver)
    before = crm.customers.record(admin, kept).row.last_day
    async with opened() as driver:
        await driver.see("李娜: 月底")
        await resting(driver, "b")
        await driver.see("延期申请")
        await driver.press("f2")
        await driver.see("已同意“北京恒信")
        await rest(driver)
    assert crm.customers.record(admin, kept).row.last_day > before
    asked = crm.movements.extensions(admin, only_open=False)
    assert [each.status for each in asked] == [ExtensionStatus.GRANTED]


async def test_delete_asks_and_restore_brings_it_back(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "delete")
        await driver.see("删除？")
        await driver.press("n")
        await driver.see("我负责的 (1)")
        await resting(driver, "delete", "y")
        await driver.see("你名下还没有客户")
        assert crm.customers.record(admin, kept).row.standing is Standing.DELETED
        await resting(driver, "D")
        await driver.see("已删除/无效 (1)")
        await resting(driver, "R")
        await driver.see("已恢复“北京恒信")
        await rest(driver)
    assert crm.customers.record(admin, kept).row.standing is Standing.NORMAL


async def test_marking_as_invalid_needs_a_reason(opened: Opener, crm: Crm, admin: Actor) -> None:
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "I")
        await driver.see("标为无效的原因")
        await driver.type_text("kh")
        await driver.press("enter", "f2")
        await driver.see("标为无效 · u 撤销")
        await rest(driver)
    assert crm.customers.record(admin, kept).row.standing is Standing.INVALID


async def test_a_deal_is_recorded_and_stands_in_the_detail(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "dollar_sign")
        await driver.type_text("20万")
        await driver.press("f2")
        await driver.see("已登记成交 ¥200,000")
        await resting(driver, "enter")
        await driver.see("¥200,000")
    assert [each.amount_minor for each in crm.deals.list(admin, kept)] == [20_000_000]


async def test_a_colleague_joins_the_team(opened: Opener, crm: Crm, admin: Actor) -> None:
    colleague = make.rep(crm, "lina", "李娜")
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "enter", "M")
        await driver.type_text("ln")
        await driver.press("enter", "f2")
        await driver.see("李娜 · 协作 · 只读")
    assert [each.member.user_id for each in crm.teams.of(admin, kept)] == [colleague.user_id]


async def test_the_history_of_owners_answers_for_a_day(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    make.customer(crm, admin)
    clock.advance(make.DAY)
    async with opened() as driver:
        await resting(driver, "2", "H")
        await driver.see("2026-11-22 → 至今")
        await driver.type_text("2026-11-20")
        await driver.see("那天没有负责人")


async def test_a_key_that_no_role_allows_says_so(opened: Opener, crm: Crm) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.customer(crm, rep)
    async with opened("lina") as driver:
        await resting(driver, "2", "m")
        await driver.see("你的角色不能")


async def test_after_entering_a_customer_the_cursor_stands_on_it(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(5):
        make.customer(crm, admin, f"老客户{number}")
    async with opened() as driver:
        await resting(driver, "2", "N")
        await driver.see("新建客户")
        form = driver.app.screen
        assert isinstance(form, FormScreen)
        await driver.wait_until(lambda: form.is_whole, "all fields")
        fill(form, name="新来的公司", contact_name="王敏")
        await driver.press("f2")
        await driver.wait_until(
            lambda: (
                isinstance(driver.app.screen, TabScreen)
                and getattr(records(driver).cursor_record, "name", "") == "新来的公司"
            ),
            "the cursor on the new customer",
        )


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_plain_text_in_every_dialog(
    name: str, opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.customer(crm, admin, name)
    async with opened(width=80, height=24) as driver:
        for key in ("L", "Y", "Z", "dollar_sign", "M", "exclamation_mark", "I", "H", "K", "delete"):
            await resting(driver, "2", key, "escape")
        assert driver.app.is_running
        assert all("\x1b" not in line and "\u202e" not in line for line in driver.screen_text())
