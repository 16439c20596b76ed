"""Transfer, lock, ask, delete, restore, deals, team: keys for a customer one holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest, Standing
from crm_tui.domain.deals import DealFields
from crm_tui.domain.extensions import ExtensionStatus
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.screens.forms import FormScreen, set_text
from crm_tui.tui.screens.tabs import TabScreen
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.progress_dialog import ProgressDialog
from tests import make
from tests.driver import Driver
from tests.ui.program import HOSTILE, opened_as, records, rest, resting
from tests.ui.stage import fill

Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


NAME = "北京恒信科技有限公司"


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.long
async def test_more_days_are_asked_for_and_granted_from_the_first_tab(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    kept = make.customer(crm, rep)
    async with opened("lina") as driver:
        await resting(driver, "2", "Y")
        await driver.see("保护到 2026-12-22")
        await driver.type_text("月底签约")
        await driver.press("f2")
        await driver.see("已为“北京恒信")
        await resting(driver, "w")
        await driver.see("已申请延期到 2027-01-21")
    before = crm.customers.record(admin, kept).row.last_day
    async with opened() as driver:
        await driver.see("李娜：月底")
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
        await driver.see("R恢复 X彻底删除")
        await driver.see("归属与回收")  # beside the list, with whom to call
        await resting(driver, "R")
        await driver.see("已恢复“北京恒信")
        await rest(driver)
    assert crm.customers.record(admin, kept).row.standing is Standing.NORMAL


@pytest.mark.long
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


@pytest.mark.long
async def test_a_colleague_joins_the_team(opened: Opener, crm: Crm, admin: Actor) -> None:
    colleague = make.rep(crm, "lina", "李娜")
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "enter", "M")
        await driver.type_text("ln")
        await driver.press("enter", "f2")
        await driver.see("李娜 · 协作 · 只读")
    assert [each.member.user_id for each in crm.teams.of(admin, kept)] == [colleague.user_id]


@pytest.mark.long
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


@pytest.mark.long
async def test_a_key_that_no_role_allows_says_so(opened: Opener, crm: Crm) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.customer(crm, rep)
    async with opened("lina") as driver:
        await resting(driver, "2", "m")
        await driver.see("你的角色不能")


@pytest.mark.long
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


@pytest.mark.long
async def test_a_clash_is_reported_and_decided_from_the_first_tab(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    holder, filer = make.rep(crm, "lina", "李娜"), make.rep(crm, "zhao", "赵军")
    for each in (holder, filer):
        make.set_user(crm, each.user_id, manager_id=admin.user_id)
    disputed = make.customer(crm, holder)
    crm.teams.add(holder, [disputed], filer.user_id, make.seat())
    async with opened("zhao") as driver:
        await resting(driver, "2", "v", "8")
        await driver.see("我参与的 (1)")
        await resting(driver, "exclamation_mark")
        await driver.see("由双方共同的上级裁决")
        await driver.press("tab")
        await driver.type_text("我先联系的")
        await driver.press("f2")
        await rest(driver)
    async with opened() as driver:
        await driver.see("待办 (1)")
        await resting(driver, "b")
        await driver.see("赵军提交：我先联系的")
        await driver.see("录入 2026-11-22 周日 10:00")
        await driver.see("未录入")
        dialog = driver.app.screen
        set_text(dialog.query_one("#outcome", ChoiceField), "共同")
        await driver.see("赵军的份额")
        set_text(dialog.query_one("#outcome", ChoiceField), "归赵军")
        await driver.see_no("赵军的份额")
        set_text(dialog.query_one("#outcome", ChoiceField), "归赵军")
        set_text(dialog.query_one("#reason", TextField), "先跟进")
        await driver.press("f2")
        await driver.see("已裁决")
        await rest(driver)
    assert crm.customers.record(admin, disputed).row.owner_id == filer.user_id


@pytest.mark.long
async def test_a_customer_is_blacklisted_with_a_reason(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    bad = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "B")
        await driver.see("拉黑原因")
        await driver.press("down", "enter", "f2")
        await driver.see("u 撤销")
        await rest(driver)
    assert crm.customers.record(admin, bad).row.standing is Standing.BLACKLISTED


@pytest.mark.long
async def test_a_deal_is_voided_with_a_reason(opened: Opener, crm: Crm, admin: Actor) -> None:
    kept = make.customer(crm, admin)
    crm.deals.record(admin, kept, DealFields(500_000, make.NOW.date().toordinal()))
    async with opened() as driver:
        await resting(driver, "2", "U", "enter")
        await driver.see("作废成交的原因")
        await driver.type_text("退货")
        await driver.press("f2")
        await driver.wait_until(lambda: crm.deals.list(admin, kept)[0].is_void, "the deal void")
    assert [each.is_void for each in crm.deals.list(admin, kept)] == [True]


@pytest.mark.long
async def test_the_clock_is_restarted_with_a_reason(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    kept = make.customer(crm, admin)
    before = crm.customers.record(admin, kept).row.last_day
    clock.advance(5 * make.DAY)
    async with opened() as driver:
        await resting(driver, "2", "Z")
        await driver.type_text("新项目")
        await driver.press("f2")
        await driver.see("从今天重新计时")
        await rest(driver)
    assert crm.customers.record(admin, kept).row.last_day == before + 5


@pytest.mark.long
async def test_a_manager_is_told_at_once_that_their_own_clock_is_not_theirs_to_restart(
    opened: Opener, crm: Crm
) -> None:
    boss = make.manager(crm)
    make.customer(crm, boss)
    async with opened(user="boss") as driver:
        await resting(driver, "2", "Z")
        await driver.see("boss的上级")


@pytest.mark.long
async def test_a_new_owner_is_told_what_the_last_one_left_until_they_follow_up(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    passed = make.customer(crm, rep)
    crm.tasks.set_next_contact(rep, passed, clock.now() + make.DAY, "发报价")
    crm.pools.return_to_pool(rep, [passed], make.return_reason(crm), "没预算")
    clock.advance(make.DAY)
    crm.pools.claim(admin, [passed])
    async with opened() as driver:
        await resting(driver, "2", "enter")
        await driver.see("前任交接")
        await driver.see("没预算")
        await driver.see("发报价")
        await resting(driver, "K")
        await driver.see("历任负责人")
        await resting(driver, "escape")
        clock.advance(make.DAY / 24)
        make.follow_up(crm, admin, passed)
        await resting(driver, "q", "enter")
        await driver.see_no("按 K 查看全部")


@pytest.mark.long
async def test_very_many_are_one_batch_that_one_key_takes_back(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    for number in range(45):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "a")
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("已分配 45 个")
        await rest(driver)
        assert crm.customers.page(rep, ListRequest(CustomerView.MINE)).total == 45
        await resting(driver, "u")
        await driver.see("(45)")
    assert crm.customers.page(rep, ListRequest(CustomerView.MINE)).total == 0


async def test_the_key_that_stops_long_work_lets_the_part_under_way_end(
    opened: Opener, crm: Crm
) -> None:
    async with opened() as driver:
        dialog = ProgressDialog("处理", 100)
        driver.app.push_screen(dialog)
        await driver.see("已完成 0/100")
        assert dialog.report(40, 100)
        await driver.see("已完成 40/100")
        await driver.press("escape")
        await driver.see("完成后停止")
        assert not dialog.report(80, 100)
        dialog.dismiss(None)


@pytest.mark.long
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
