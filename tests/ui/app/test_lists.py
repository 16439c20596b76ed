"""The lists of the program: cursor, search, sort, view, the day, and what others change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.lists import ListScreen
from tests import make
from tests.ui.app.opening import Opener, names
from tests.ui.program import records, rest, resting

POOL_LIST = ListRequest(CustomerView.POOL)

# Lists ------------------------------------------------------------------------------------------


@pytest.mark.long
async def test_each_tab_keeps_its_cursor_search_and_sort(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(9):
        make.customer(crm, admin, f"甲{number}", in_pool=number % 2 == 0)
    async with opened() as driver:
        await resting(driver, "2", "down", "down")
        before = records(driver).cursor_id
        await resting(driver, "3", "slash", "j", "2", "enter")
        await driver.wait_until(lambda: records(driver).count == 1)
        await resting(driver, "2")
        assert records(driver).cursor_id == before
        await resting(driver, "3")
        assert records(driver).count == 1
        await driver.press("escape")
        await driver.wait_until(lambda: records(driver).count == 5)


async def test_chinese_typed_on_a_list_searches_for_it(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信")
    make.customer(crm, admin, "上海浦江")
    async with opened() as driver:
        await resting(driver, "2")
        await driver.type_text("浦江")
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.see("上海浦江")


@pytest.mark.long
async def test_a_search_from_the_first_tab_goes_over_all_customers(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "上海浦江", in_pool=True)
    async with opened() as driver:
        await resting(driver, "slash")
        await driver.type_text("shpj")
        await driver.see("上海浦江")
        assert isinstance(driver.app.screen, ListScreen)


@pytest.mark.long
async def test_the_view_is_chosen_with_v(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "北京恒信")
    make.customer(crm, admin, "上海浦江", in_pool=True)
    async with opened() as driver:
        await resting(driver, "2")
        assert records(driver).count == 1
        await resting(driver, "v", "2")
        await driver.see("全部 (2)")


@pytest.mark.long
async def test_the_list_is_sorted_by_a_chosen_column_and_turned_round(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for name in ("丙", "甲", "乙"):
        make.customer(crm, admin, name)
    async with opened() as driver:
        await resting(driver, "2", "s")
        await driver.type_text("name")
        await driver.press("enter")
        await driver.wait_until(lambda: names(driver) == ["丙", "甲", "乙"])
        await resting(driver, "s")
        await driver.type_text("name")
        await driver.press("enter")
        await driver.wait_until(lambda: names(driver) == ["乙", "甲", "丙"])


async def test_the_preview_tells_who_to_call(opened: Opener, crm: Crm, admin: Actor) -> None:
    kept = make.customer(crm, admin, phone="13800138000")
    make.follow_up(crm, admin, kept, "预算已批")
    async with opened() as driver:
        await driver.press("2")
        await driver.see("13800138000")
        await driver.see("预算已批")
        await driver.press("p")
        await driver.see_no("预算已批")


# Today ------------------------------------------------------------------------------------------


async def test_the_day_stands_in_order_of_urgency(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    late = make.customer(crm, admin, "昨天该联系")
    soon = make.customer(crm, admin, "今天该联系")
    crm.tasks.set_next_contact(admin, late, clock.now() + timedelta(minutes=5))
    crm.tasks.set_next_contact(admin, soon, clock.now() + make.DAY + timedelta(hours=2), "发方案")
    crm.tasks.add(admin, "写周报", clock.now() + timedelta(hours=1))
    clock.advance(make.DAY)
    async with opened() as driver:
        await rest(driver)
        lines = [line for line in driver.screen_text() if "该联系" in line or "写周报" in line]
        assert [next(word for word in ORDER if word in line) for line in lines[:3]] == list(ORDER)
        await resting(driver, "end", "d")
        await driver.see("已完成：写周报")
        await driver.wait_until(lambda: records(driver).count == 2)


ORDER = ("昨天该联系", "今天该联系", "写周报")


async def test_the_sweep_runs_on_start_and_says_whom_it_took(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    make.set_condition(crm, days=30)
    make.customer(crm, admin)
    clock.advance(31 * make.DAY)
    async with opened() as driver:
        await driver.see("你有 1 个客户掉公海了")
        await driver.see("被收回")


@pytest.mark.long
async def test_a_held_sweep_waits_for_the_administrator(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    make.customer(crm, admin)
    clock.advance(45 * make.DAY)
    crm.sweeps.sweep(admin)
    for number in range(60):
        make.customer(crm, admin, f"客户{number}")
    clock.advance(60 * make.DAY)
    async with opened() as driver:
        await driver.see("60 个客户的回收")
        await resting(driver, "S")
        await driver.see("把 60 个客户回收到公海？")
        await driver.press("y")
        await driver.see("60 个客户已自动回收到公海")


# Other programs ---------------------------------------------------------------------------------


async def test_what_another_program_changed_appears_and_the_cursor_stays(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(5):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    other = make.rep(crm, "lina", "李娜")
    async with opened() as driver:
        await resting(driver, "3", "down", "down")
        shown = records(driver)
        before, first = shown.cursor_id, names(driver)[0]
        theirs = next(row for row in crm.customers.page(other, POOL_LIST).rows if row.name == first)
        crm.pools.claim(other, [theirs.id])
        await driver.see("已被 李娜 领取")
        assert names(driver)[0] == first, "it says why it leaves before it goes"
        await driver.wait_until(lambda: shown.count == 4)
        assert shown.cursor_id == before


@pytest.mark.long
async def test_what_others_did_is_shown_whatever_is_kept_meanwhile(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, in_pool=True)
    async with opened() as driver:
        await resting(driver, "3")
        app = driver.app
        assert isinstance(app, CrmApp)
        await driver.wait_until(lambda: app._seen_change is not None, "the first look")
        app._is_polling = True  # it looks again only later
        make.customer(crm, admin, in_pool=True)
        app.perform(lambda: None)
        await driver.wait_until(lambda: not app.is_writing)
        app._is_polling = False
        await driver.wait_until(lambda: records(driver).count == 2, "the other one")


async def test_a_new_day_is_shown_though_nobody_writes_anything(
    opened: Opener, crm: Crm, clock: FakeClock
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.customer(crm, rep)
    async with opened(user="lina") as driver:
        await resting(driver, "2", "v", "6")
        await driver.see("本周新增 (1)")
        clock.advance(timedelta(days=7))
        await driver.see("本周新增 (0)")


async def test_a_lost_race_names_the_winner(opened: Opener, crm: Crm, admin: Actor) -> None:
    wanted = make.customer(crm, admin, in_pool=True)
    other = make.rep(crm, "lina", "李娜")
    async with opened() as driver:
        await resting(driver, "3")
        crm.pools.claim(other, [wanted])
        await driver.press("c")
        await driver.see("李娜")


async def test_two_programs_on_one_file_see_each_others_work(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.customer(crm, admin, in_pool=True)
    async with opened(user="wangwei") as first:
        await resting(first, "3")
        async with opened(user="lina") as second:
            await resting(second, "3", "c")
            await second.see("已领取")
        await first.see("公海是空的")
