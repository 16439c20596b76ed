"""Departments, colleagues, leave and roles on the screen."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.days import DayRange
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import (
    MemberKind,
    PoolMember,
)
from crm_tui.domain.users import Permission, Scope, UserStatus
from tests import make
from tests.ui.program import form_of, rest, resting, saved
from tests.ui.settings.opening import Opener
from tests.ui.stage import fill, gone

HOSTILE = (
    "[/]部门",
    "\x1b]52;c;aGFja2Vk\x07红\x1b[2J色",
    "\u202e倒写",
    "👨‍👩‍👧 家",
    "长" * 100,
)

pytestmark = pytest.mark.usefixtures("crm")


def user_named(crm: Crm, name: str) -> UserStatus:
    rows = crm.people.users(make.admin(crm))
    return next(each.status for each in rows if each.name == name)


# Departments ------------------------------------------------------------------------------------


@pytest.mark.long
async def test_departments_are_added_moved_and_shown_as_a_tree(opened: Opener, crm: Crm) -> None:
    make.department(crm, "销售中心")
    make.department(crm, "华北部")
    async with opened("部门") as driver:
        await resting(driver, "j", "e")
        await saved(driver, parent="销售中心", manager="王伟")
        await driver.see("└ 华北部")
        await driver.see("王伟")


@pytest.mark.long
async def test_a_department_with_people_is_not_deleted_and_says_why(
    opened: Opener, crm: Crm
) -> None:
    make.rep(crm, "lina", "李娜", department="华北部")
    async with opened("部门") as driver:
        await resting(driver, "d")
        await driver.see("华北部")
        assert driver.sees("先") or driver.sees("移")
    assert len(crm.people.departments(make.admin(crm))) == 1


@pytest.mark.long
async def test_an_empty_department_is_deleted_after_a_question(opened: Opener, crm: Crm) -> None:
    make.department(crm, "华北部")
    async with opened("部门") as driver:
        await resting(driver, "d")
        await driver.see("删除部门“华北部”？")
        await resting(driver, "y")
        await driver.see("部门 (0)")


@pytest.mark.long
async def test_hostile_names_are_shown_as_plain_text(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    for at, name in enumerate(HOSTILE):
        crm.people.add_department(admin, name)
        make.rep(crm, f"user{at}", name, department="")
        pool = make.pool(crm, f"{name}{at}"[-100:])
        crm.pool_settings.set_member(admin, pool, PoolMember(MemberKind.USER, admin.user_id))
    async with opened("部门", width=160) as driver:
        for section in ("部门", "员工", "公海"):
            await resting(driver, "v")
            await driver.type_text(section)
            await resting(driver, "enter", "G", "g", "j")
            seen = "\n".join(driver.screen_text())
            assert "[/]" in seen
            assert not {"\x1b", "\u202e", "\x07"} & set(seen)
        await resting(driver, "m")
        await resting(driver, "escape", "r")
        await resting(driver, "escape", "e")
        await form_of(driver)


# People -----------------------------------------------------------------------------------------


@pytest.mark.long
async def test_a_colleague_is_added_with_everything_that_is_known(opened: Opener, crm: Crm) -> None:
    make.department(crm, "华北部")
    async with opened("员工") as driver:
        await resting(driver, "a")
        fill(await form_of(driver), name="李娜")
        await driver.see("姓名")
        await driver.see("lina")
        await saved(
            driver,
            department="华北部",
            role="销售",
            manager="王伟",
            regions="北京、天津",
            industries="软件",
            products="云服务",
            maximum="20",
        )
        await driver.see("李娜")
        await driver.see("0/20")
    row = next(each for each in crm.people.users(make.admin(crm)) if each.login == "lina")
    assert row.regions == ("北京", "天津")
    assert row.products == ("云服务",)
    assert (row.department, row.industries, row.holding_limit) == ("华北部", ("软件",), 20)


@pytest.mark.long
async def test_a_choice_that_is_not_in_the_list_is_refused_under_its_field(opened: Opener) -> None:
    async with opened("员工") as driver:
        await resting(driver, "a")
        form = await form_of(driver)
        fill(form, name="李娜", login="lina", further="船长")
        await driver.press("f2")
        await driver.see("“船长”不在列表中")


@pytest.mark.long
async def test_somebody_is_disabled_and_enabled_again(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "o")
        await driver.see("已停用李娜")
        assert user_named(crm, "李娜") is UserStatus.DISABLED
        await resting(driver, "o")
        await driver.see("已启用李娜")
    assert user_named(crm, "李娜") is UserStatus.ACTIVE


@pytest.mark.long
async def test_whoever_left_is_hidden_until_asked_for(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "O")
        await driver.see("李娜已离职？")
        await resting(driver, "y")
        await driver.see("员工 (1)")
        await resting(driver, "x")
        await driver.see("员工 (2)")
    assert user_named(crm, "李娜") is UserStatus.LEFT


@pytest.mark.long
async def test_whoever_holds_customers_is_handed_over_before_leaving(
    opened: Opener, crm: Crm
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.customer(crm, rep, "北京恒信科技有限公司")
    async with opened("员工") as driver:
        await resting(driver, "j", "O", "y")
        await driver.see("先交接？")
        await driver.see("李娜")
    assert user_named(crm, "李娜") is UserStatus.ACTIVE


@pytest.mark.long
async def test_leave_is_typed_in_free_words_and_its_days_are_counted(
    opened: Opener, crm: Crm
) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "t")
        form = await form_of(driver)
        fill(form, first_day="今天", last_day="11-25")
        await driver.see("4天，其中工作日 3 天")
        fill(form, reason="年假", cover="王伟")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("请假中")
    (row,) = crm.leaves.list(make.admin(crm))
    assert (row.last_day - row.first_day, row.reason, row.cover) == (3, "年假", "王伟")


@pytest.mark.long
async def test_a_long_leave_asks_for_a_hand_over(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "t")
        form = await form_of(driver)
        fill(form, first_day="明天", last_day="+30d")
        await driver.see("请改为交接")


@pytest.mark.long
async def test_leave_is_cancelled_after_a_question(opened: Opener, crm: Crm) -> None:
    rep = make.rep(crm, "lina", "李娜")
    today = date(2026, 11, 22).toordinal()
    crm.leaves.record(make.admin(crm), LeavePlan(rep.user_id, DayRange(today, today + 2)))
    async with opened("请假") as driver:
        await driver.see("李娜")
        await resting(driver, "d")
        await driver.see("取消李娜的请假？")
        await resting(driver, "y")
        await driver.see("没有人请假")
        await resting(driver, "x")
        await driver.see("李娜")


# Roles ------------------------------------------------------------------------------------------


@pytest.mark.long
async def test_a_role_is_made_with_ticks_for_what_it_may_do(opened: Opener, crm: Crm) -> None:
    async with opened("角色") as driver:
        await resting(driver, "G", "a")
        form = await form_of(driver)
        await driver.see("[x] 查看客户")
        await driver.see("[ ] 领取客户")
        fill(form, name="助理", role="assistant", scope="本部门")
        await driver.press("tab", "space")
        fill(form, permissions="view pool.claim")
        await driver.see("[ ] 写跟进和提醒")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("助理")
    row = next(each for each in crm.people.roles(make.admin(crm)) if each.code == "assistant")
    assert row.permissions == {Permission.VIEW, Permission.CLAIM}
    assert row.scope is Scope.DEPARTMENT


@pytest.mark.long
async def test_space_ticks_what_is_under_the_cursor(opened: Opener) -> None:
    async with opened("角色") as driver:
        await resting(driver, "G", "e")
        form = await form_of(driver)
        await driver.press("tab", "tab", "space")
        await driver.see("[ ] 查看客户")
        await driver.press("space")
        await driver.see("[x] 查看客户")
        assert not form.form.is_dirty


@pytest.mark.long
async def test_a_seeded_role_is_not_deleted(opened: Opener, crm: Crm) -> None:
    async with opened("角色") as driver:
        await resting(driver, "d")
        await rest(driver)
    assert len(crm.people.roles(make.admin(crm))) == 3
