"""A list of customers under the fingers: groups, sums, columns, and cells that are edited in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import OptionList

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import Level
from crm_tui.domain.deals import DealFields
from crm_tui.domain.list_figures import Grouping
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.cell_editor import CellEditor
from crm_tui.tui.screens.column_dialog import ColumnDialog
from crm_tui.tui.screens.lists import ListScreen
from tests import make
from tests.driver import Driver
from tests.ui.app.opening import Opener
from tests.ui.program import records, rest, resting

TODAY = make.NOW.toordinal()


async def editing(driver: Driver) -> CellEditor:
    """The cell that is being edited."""
    await driver.wait_until(lambda: isinstance(driver.app.screen, CellEditor), "the cell")
    screen = driver.app.screen
    assert isinstance(screen, CellEditor)
    return screen


async def left(driver: Driver) -> None:
    """Wait until the cell is closed and the list is read anew."""
    await driver.wait_until(lambda: isinstance(driver.app.screen, ListScreen), "the list")
    await rest(driver)


async def test_a_list_is_grouped_folded_and_marked_group_by_group(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    first = make.customer(crm, admin, "北京恒信", level=Level.A, budget_minor=5_000_000)
    make.customer(crm, admin, "上海浦江", level=Level.A)
    make.customer(crm, admin, "深圳云图", level=Level.B)
    crm.deals.record(admin, first, DealFields(32_000_000, TODAY, ""))
    async with opened() as driver:
        await resting(driver, "2", "z", "1")
        await driver.see("▾ A级  2  成交 ¥32万")
        await driver.see("▾ B级  1")
        assert driver.sees("我负责的 (3)")
        await resting(driver, "home", "enter")
        await driver.see("▸ A级  2")
        await driver.see_no("北京恒信 ")
        await resting(driver, "space")
        await driver.see("已选 2 · 成交 ¥32万 · 预算 ¥5万")
        await resting(driver, "tilde")
        await driver.wait_until(lambda: len(records(driver).marked) == 1, "the others")
        await resting(driver, "z", "0")
        await driver.wait_until(lambda: records(driver).count == 3, "no groups")


@pytest.mark.long
async def test_the_group_that_is_marked_is_the_one_on_the_screen(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信", level=Level.A)
    make.customer(crm, admin, "上海浦江", level=Level.A)
    make.customer(crm, admin, "深圳云图", level=Level.B)
    async with opened() as driver:
        await resting(driver, "2", "z", "1", "home")
        screen = driver.app.screen
        assert isinstance(screen, ListScreen)
        # A worker read other groups, and nobody waits for its answer any more.
        dropped = replace(screen.request, query="level:B")
        screen.read_groups(screen.session, dropped, Grouping.LEVEL)
        await resting(driver, "space")
        assert len(records(driver).marked) == 2
        await resting(driver, "enter")
        await driver.see("▸ A级  2")


@pytest.mark.long
async def test_a_cell_that_is_being_saved_is_not_left(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, level=Level.C)
    async with opened() as driver:
        await resting(driver, "2", "right", "E")
        await editing(driver)
        await driver.type_text("b")
        with crm.database.setting_up():
            await driver.press("enter")
            await driver.press("escape")
            await editing(driver)
        await left(driver)
        assert crm.customers.record(admin, customer).fields.level is Level.B


async def test_a_cell_is_edited_in_the_list_and_tab_goes_on(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, "北京恒信", level=Level.C)
    make.set_condition(crm, days=15)
    async with opened() as driver:
        await resting(driver, "2", "right", "E")
        await editing(driver)
        await driver.type_text("b")
        await driver.press("tab")
        await driver.wait_until(
            lambda: isinstance(driver.app.screen, CellEditor) and driver.sees("跟进阶段"),
            "the next cell",
        )
        assert crm.customers.record(admin, customer).fields.level is Level.B
        await driver.press("escape")
        await left(driver)
        assert records(driver).cursor_id == customer
        await resting(driver, "u")
        await driver.wait_until(
            lambda: crm.customers.record(admin, customer).fields.level is Level.C, "the old level"
        )
        await resting(driver, "right", "E")
        await driver.see("f 写跟进。")


@pytest.mark.long
async def test_escape_keeps_the_current_column_and_the_editor_names_it(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信", level=Level.C)
    async with opened() as driver:
        await resting(driver, "2", "right", "escape", "E")
        await editing(driver)
        await driver.see("等级 · 北京恒信")


@pytest.mark.long
async def test_the_choices_of_a_cell_stand_in_its_panel_and_inside_the_screen(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for at in range(20):
        make.customer(crm, admin, f"客户{at:02}", level=Level.C)
    async with opened(80, 24) as driver:
        await resting(driver, "2", "right", "end", "E")
        await editing(driver)
        await driver.press("down")
        panel = driver.app.screen.query_one(".cell--panel")
        choices = driver.app.screen.query_one(".field--choices")
        await driver.wait_until(lambda: panel.region.contains_region(choices.region))
        assert driver.app.screen.region.contains_region(panel.region)
        assert choices.styles.border_left[0] == "round"


@pytest.mark.long
async def test_a_cell_that_somebody_else_changed_shows_both_values(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, "北京恒信", level=Level.C)
    async with opened() as driver:
        await resting(driver, "2", "right", "E")
        await editing(driver)
        crm.customers.edit(admin, customer, {"level": Level.A})
        await driver.type_text("b")
        await driver.press("enter")
        await driver.see("我的：B")
        await driver.see("刚刚改成：A")
        await driver.press("f3")
        await left(driver)
        assert crm.customers.record(admin, customer).fields.level is Level.B


async def test_columns_are_chosen_moved_and_filtered_by(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信", level=Level.A, budget_minor=5_000_000)
    make.customer(crm, admin, "上海浦江", level=Level.B)
    async with opened(width=200) as driver:
        await resting(driver, "2", "right", "greater_than_sign")
        screen = driver.app.screen
        assert isinstance(screen, ListScreen)
        assert screen.shown_columns[:3] == ("name", "stage", "level")
        await resting(driver, "equals_sign")
        await driver.wait_until(lambda: records(driver).count == 1, "one customer")
        await resting(driver, "escape", "full_stop")
        await driver.see("[x] 客户名称")
        dialog = driver.app.screen
        assert isinstance(dialog, ColumnDialog)
        keys = [each.key for each in dialog._choices]
        dialog.query_one(OptionList).highlighted = keys.index("budget")
        await driver.press("space", "f2")
        await driver.see("¥50,000")


@pytest.mark.long
async def test_a_density_of_two_lines_tells_who_to_call_and_what_was_said(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, phone="13800138000")
    make.follow_up(crm, admin, customer, "预算已批，要分期方案")
    async with opened(width=90) as driver:
        await resting(driver, "2", "i")
        await driver.see("张敏 13800138000 · 预算已批，要分期方案")
