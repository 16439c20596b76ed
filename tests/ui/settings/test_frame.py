"""The frame of the settings: sections, keys, undo, and the office itself."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from tests import make
from tests.ui.program import resting, saved
from tests.ui.settings.opening import Opener

pytestmark = pytest.mark.usefixtures("crm")


# The frame --------------------------------------------------------------------------------------


@pytest.mark.long
async def test_a_digit_opens_the_settings_and_each_section_shows_as_one_moves(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.see("公司名称")
        for title, seen in (
            ("部门", "还没有"),
            ("员工", "王伟"),
            ("角色", "部门经理"),
            ("请假", "没有人请假"),
            ("公海", "未跟进"),
            ("工作日历", "2026"),
        ):
            await resting(driver, "j")
            await driver.see(f"{title} (")
            await driver.see(seen)


@pytest.mark.long
async def test_right_enters_the_list_and_left_goes_back_to_the_sections(opened: Opener) -> None:
    async with opened() as driver:
        await resting(driver, "j", "j", "right", "a")
        await driver.see("添加同事")
        await resting(driver, "escape", "left", "j")
        await driver.see("角色 (3)")


@pytest.mark.long
async def test_the_palette_finds_the_settings_from_another_tab(opened: Opener) -> None:
    async with opened() as driver:
        await resting(driver, "1", ":")
        await driver.type_text("设置")
        await resting(driver, "enter")
        await driver.see("公司与规则")


@pytest.mark.long
async def test_the_office_leads_to_the_customers_that_may_be_here_twice(opened: Opener) -> None:
    async with opened("公司") as driver:
        await resting(driver, "G", "k", "k")
        await driver.see("列出可能重复的客户")
        await resting(driver, "enter")
        await driver.see("疑似重复 · 信息相同")


@pytest.mark.long
async def test_help_lists_only_the_keys_that_mean_something_in_the_section(opened: Opener) -> None:
    async with opened("部门") as driver:
        await resting(driver, "question_mark")
        await driver.see("本页按键")
        await driver.see("新增")
        assert not driver.sees("归池")
        assert not driver.sees("点表头排序")


@pytest.mark.long
@pytest.mark.parametrize(("section", "is_named"), [("部门", True), ("谁在线", False)])
async def test_enter_is_named_where_it_does_something(
    opened: Opener, section: str, is_named: bool
) -> None:
    async with opened(section) as driver:
        await resting(driver, "question_mark")
        await driver.see("本页按键")
        assert driver.sees(f"{'enter':14}打开") is is_named


@pytest.mark.long
async def test_a_rep_reads_everything_and_is_told_why_nothing_can_be_changed(
    opened: Opener, crm: Crm
) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("部门", user="lina") as driver:
        await driver.see("还没有")
        assert not driver.sees("a 新增一条")
        await resting(driver, "v")
        await driver.type_text("员工")
        await resting(driver, "enter")
        await driver.see("(a新增)")
        await resting(driver, "a")
        await driver.see("你的角色不能")
        await resting(driver, "escape", "v")
        await driver.type_text("公海")
        await resting(driver, "enter", "r")
        await driver.see("“公海”的回收规则")
        await driver.see("(a新增)")


@pytest.mark.long
async def test_it_works_on_a_small_terminal(opened: Opener) -> None:
    async with opened("公海", width=80, height=24) as driver:
        await driver.see("公海（默认）")
        await driver.see("启用")
        assert all(len(line) <= 80 for line in driver.screen_text())


@pytest.mark.long
async def test_what_another_terminal_changed_appears(opened: Opener, crm: Crm) -> None:
    async with opened("部门") as driver:
        crm.people.add_department(make.admin(crm), "西部")
        await driver.see("西部")


async def test_undo_takes_a_change_of_the_settings_back(opened: Opener, crm: Crm) -> None:
    async with opened("部门") as driver:
        await resting(driver, "a")
        await saved(driver, name="西部")
        await driver.see("西部")
        await resting(driver, "escape", "u")
        await driver.see("部门 (0)")


# The office -------------------------------------------------------------------------------------


@pytest.mark.long
async def test_the_office_is_renamed_and_its_numbers_are_changed(opened: Opener, crm: Crm) -> None:
    async with opened("公司") as driver:
        await resting(driver, "enter")
        await saved(driver, name="恒信集团", late_entry_days="5")
        await driver.see("恒信集团")
    office = crm.offices.who(make.admin(crm))[1]
    assert (office.name, office.late_entry_days) == ("恒信集团", 5)


@pytest.mark.long
async def test_what_was_set_once_for_good_says_so(opened: Opener) -> None:
    async with opened("公司") as driver:
        await resting(driver, "G", "enter")
        await driver.see("设定后不能再改")
