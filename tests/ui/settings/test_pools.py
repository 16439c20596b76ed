"""Holding limits, pools with members and routes, and the calendar on the screen."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.pools import (
    HoldingLimit,
    LimitKind,
    LimitLevel,
    MemberKind,
    Route,
    RuleFilter,
)
from crm_tui.tui.screens.settings.year import CalendarScreen
from tests import make
from tests.ui.program import form_of, resting, saved
from tests.ui.settings.opening import Opener
from tests.ui.stage import fill, gone

pytestmark = pytest.mark.usefixtures("crm")


# Limits -----------------------------------------------------------------------------------------


@pytest.mark.long
async def test_a_limit_is_set_for_a_role_with_what_counts(opened: Opener, crm: Crm) -> None:
    async with opened("公司") as driver:
        await resting(driver, "L", "a")
        await driver.see("给谁设上限？")
        await driver.type_text("销售")
        await resting(driver, "enter")
        await saved(driver, maximum="30", deal="不计入")
        await driver.see("销售")
        await driver.see("成交不计")
    (row,) = [
        each
        for each in crm.pool_settings.limits(make.admin(crm))
        if each.limit.level is LimitLevel.ROLE
    ]
    assert (row.limit.maximum, row.limit.counts_deal) == (30, False)


@pytest.mark.long
async def test_a_limit_is_taken_away_after_a_question(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    limit = HoldingLimit(LimitLevel.OFFICE, None, None, LimitKind.GENERAL, 50)
    crm.pool_settings.set_limit(admin, limit)
    async with opened("公司") as driver:
        await resting(driver, "L", "d", "y")
        await driver.see("没有设上限")
    assert crm.pool_settings.limits(admin) == []


@pytest.mark.long
async def test_a_pool_without_its_own_limit_names_that_of_the_office(
    opened: Opener, crm: Crm
) -> None:
    make.limit(crm, 50)
    async with opened("公海") as driver:
        await resting(driver, "L")
        await driver.see("公海“公海”的客户上限")
        await driver.see("该公海没有单独设置上限")
        await driver.see("每人最多 50 个")


# Pools ------------------------------------------------------------------------------------------


async def test_a_pool_is_made_with_all_its_settings(opened: Opener, crm: Crm) -> None:
    async with opened("公海") as driver:
        await resting(driver, "a")
        await saved(
            driver,
            name="华北公海",
            description="北方客户",
            daily_limit="5",
            cool_off_return_days="0",
            new_closed_hours="24",
            reclaimed_opens_minute="8:30",
            masks_contacts="是",
            reveal_limit="10",
            assign_mode="轮流",
            lock_limit="0",
        )
        await driver.see("华北公海")
    admin = make.admin(crm)
    fields = crm.pool_settings.show(admin, crm.pools.find(admin, "华北公海")).fields
    assert (fields.daily_limit, fields.cool_off_return_days, fields.lock_limit) == (5, 0, 0)
    assert (fields.new_closed_hours, fields.reclaimed_opens_minute) == (24, 8 * 60 + 30)
    assert (fields.masks_contacts, fields.reveal_limit) == (True, 10)


@pytest.mark.long
async def test_an_empty_number_is_off_and_zero_is_told_as_none(opened: Opener, crm: Crm) -> None:
    async with opened("公海") as driver:
        await resting(driver, "e")
        form = await form_of(driver)
        fill(form, daily_limit="0")
        await driver.see("一个也不行")
        fill(form, daily_limit="", reclaimed_opens_minute="")
        await driver.press("f2")
        await gone(driver, form)
    admin = make.admin(crm)
    fields = crm.pool_settings.show(admin, make.pool_id(crm)).fields
    assert (fields.daily_limit, fields.reclaimed_opens_minute) == (None, None)


@pytest.mark.long
async def test_members_are_added_kept_out_and_put_in_charge(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("公海") as driver:
        await resting(driver, "m")
        await driver.see("“公海”的成员")
        await resting(driver, "a")
        await driver.type_text("lina")
        await resting(driver, "enter")
        await saved(driver, subject="排除在外")
        await driver.see("排除在外")
        await resting(driver, "G", "e")
        await saved(driver, subject="管理员，也可领取")
        await driver.see("管理员")
        await resting(driver, "d", "y")
        await driver.see("(1)")
    members = crm.pool_settings.show(make.admin(crm), make.pool_id(crm)).members
    assert [each.member.kind for each in members] == [MemberKind.EVERYBODY]


@pytest.mark.long
async def test_routes_say_who_belongs_and_offer_the_move(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    make.pool(crm, "华北公海")
    moved = make.customer(crm, admin, "北京恒信科技有限公司", in_pool=True, province="北京")
    async with opened("公海") as driver:
        await resting(driver, "j", "b", "a")
        await saved(driver, provinces="北京、天津")
        await driver.see("北京/天津")
        await resting(driver, "o")
        await driver.see("移动 1 个客户？")
        await driver.see("北京恒信科技有限公司")
        await resting(driver, "y")
        await driver.see("已移动 1 个")
    assert crm.customers.record(admin, moved).row.pool == "华北公海"


@pytest.mark.long
async def test_routes_change_their_order(opened: Opener, crm: Crm) -> None:
    admin, pool = make.admin(crm), make.pool_id(crm)
    routes = [
        Route(at, pool, RuleFilter(levels=frozenset({x}))) for at, x in ((10, "A"), (20, "B"))
    ]
    crm.pool_settings.set_routes(admin, pool, routes)
    async with opened("公海") as driver:
        await resting(driver, "b", "J")
        await driver.see("顺序已修改")
    found = crm.pool_settings.show(admin, pool).routes
    assert [sorted(each.route.filter.levels) for each in found] == [["B"], ["A"]]


@pytest.mark.long
async def test_deleting_a_pool_asks_where_its_customers_go(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    pool = make.pool(crm, "华北公海")
    kept = make.customer(crm, admin, "北京恒信科技有限公司", in_pool=True, pool=pool)
    async with opened("公海") as driver:
        await resting(driver, "j", "d")
        await driver.see("删除“华北公海”：1 个客户归到哪里？")
        await resting(driver, "enter")
        await driver.see("1 个待领")
        await resting(driver, "y")
        await driver.see("公海 (1)")
    assert crm.customers.record(admin, kept).row.pool == "公海"


@pytest.mark.long
async def test_the_default_pool_is_not_deleted(opened: Opener, crm: Crm) -> None:
    async with opened("公海") as driver:
        await resting(driver, "d", "b")
        await driver.see("默认公海：其他公海都不接收")
    assert len(crm.pools.pools(make.admin(crm))) == 1


@pytest.mark.long
async def test_another_pool_is_made_the_default(opened: Opener, crm: Crm) -> None:
    pool = make.pool(crm, "华北公海")
    async with opened("公海") as driver:
        await resting(driver, "j", "M")
        await driver.see("已设为默认公海")
        await driver.see("华北公海（默认）")
    assert crm.pool_settings.show(make.admin(crm), pool).is_default


# The calendar -----------------------------------------------------------------------------------


@pytest.mark.long
async def test_a_year_that_is_not_announced_says_so(opened: Opener) -> None:
    async with opened("日历") as driver:
        await driver.see("未公布")
        await resting(driver, "j")
        await driver.see("还没有公布")
        await resting(driver, "enter")
        await driver.see("2027 年工作日历")
        await driver.see("未公布")


@pytest.mark.long
async def test_a_range_of_days_becomes_a_holiday(opened: Opener, crm: Crm) -> None:
    async with opened("日历") as driver:
        await resting(driver, "enter")
        await driver.see("2026-11-22")
        await resting(driver, "right", "space", "right", "right")
        await driver.see("共 3 天，工作日 3 天")
        await resting(driver, "enter")
        await saved(driver, day_kind="法定节假日", name="司庆")
        await driver.see("回收日已重算")
        assert isinstance(driver.app.screen, CalendarScreen)
    days = crm.calendars.year(make.admin(crm), 2026).days
    edited = [each for each in days if each.is_edited]
    assert [(each.kind, each.name) for each in edited] == [(DayKind.HOLIDAY, "司庆")] * 3


@pytest.mark.long
async def test_the_calendar_turns_to_other_months_and_years_and_back(opened: Opener) -> None:
    async with opened("日历", width=80, height=24) as driver:
        await resting(driver, "enter", "pagedown")
        await driver.see("2026-12-22")
        await resting(driver, "]")
        await driver.see("2027 年工作日历")
        await resting(driver, "g")
        await driver.see("2026-11-22")
        await resting(driver, "escape")
        await driver.see("工作日历 (")
