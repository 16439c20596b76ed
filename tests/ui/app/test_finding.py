"""One box that finds everything, and lists that say where the words stand."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.customer_form import CustomerForm
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.finding import FindDialog
from crm_tui.tui.screens.opportunities.board import BoardScreen
from tests import make
from tests.ui.app.opening import Opener
from tests.ui.program import records, resting


async def test_a_contact_is_found_from_any_screen_and_opens_its_customer(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信", contact_name="张敏")
    make.customer(crm, admin, "上海浦江", contact_name="仇英", in_pool=True)
    async with opened() as driver:
        await resting(driver, "2", "enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, DetailScreen))
        await driver.press("ctrl+f")
        await driver.type_text("qiuy")
        await driver.see("联系人  仇英")
        await driver.press("enter")
        await driver.see("上海浦江")
        assert isinstance(driver.app.screen, DetailScreen)
        await driver.press("ctrl+f")
        await driver.wait_until(lambda: isinstance(driver.app.screen, FindDialog))
        await driver.press("escape")
        await driver.wait_until(lambda: isinstance(driver.app.screen, DetailScreen))


@pytest.mark.long
async def test_a_command_is_found_by_its_initials_and_is_run(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    async with opened() as driver:
        await resting(driver, "ctrl+f")
        await driver.type_text("xjkh")
        await driver.see("命令    新建客户")
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, CustomerForm))


@pytest.mark.long
async def test_a_command_of_another_tab_is_found_and_run_and_what_is_not_there_is_said(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    async with opened() as driver:
        await resting(driver, "ctrl+f")
        await driver.type_text("没有这个")
        await driver.see("没有叫“没有这个”的")
        await driver.press("ctrl+u")
        await driver.type_text("kb")
        await driver.see("命令    看板")
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, BoardScreen))


@pytest.mark.long
async def test_a_list_that_is_searched_says_where_the_words_stand(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, "北京恒信")
    make.customer(crm, admin, "上海浦江")
    make.follow_up(crm, admin, customer, "预算已批，要分三次付")
    async with opened() as driver:
        await resting(driver, "2", "slash")
        await driver.type_text("预算")
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.see("匹配位置")
        await driver.see("跟进 11-22：预算已批")
        # That column is nobody's to move or hide.
        await resting(driver, "enter", "right", "greater_than_sign")
        await driver.see("退出搜索就会消失")
        await resting(driver, "comma", "plus")
        assert driver.sees("匹配位置")
        await driver.press("escape")
        await driver.see_no("匹配位置")


@pytest.mark.long
async def test_enter_waits_for_what_is_still_being_looked_for(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信")
    async with opened() as driver:
        await resting(driver, "ctrl+f")
        await driver.press_at_once("b", "j", "h", "x", "enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, DetailScreen))
        await driver.see("北京恒信")
