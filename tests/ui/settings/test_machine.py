"""What is set on this machine: keys and looks; nothing is kept that would not work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.settings import Display, Motion, load_settings
from crm_tui.tui.app import CrmApp
from crm_tui.tui.keys import command, use_keys, wished_keys
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.settings.keymaps import KeyDialog
from crm_tui.tui.screens.settings.screen import SettingsScreen
from crm_tui.tui.terminal.themes import THEMES
from tests import make
from tests.driver import Driver, driving
from tests.ui.program import rest
from tests.ui.settings.opening import Opener

pytestmark = pytest.mark.usefixtures("crm")


async def _at(driver: Driver, name: str) -> None:
    """Put the cursor on a row of the list of keys, found by what is typed."""
    await driver.press("slash")
    await driver.see("查找操作")
    await driver.type_text(name)
    await driver.press("enter")
    await rest(driver)


async def _keys_of(driver: Driver, name: str) -> KeyDialog:
    await _at(driver, name)
    await driver.press("enter")
    await driver.wait_until(lambda: isinstance(driver.app.screen, KeyDialog), "the dialog")
    dialog = driver.app.screen
    assert isinstance(dialog, KeyDialog)
    return dialog


async def test_a_key_is_changed_by_pressing_it_and_kept(opened: Opener, tmp_path: Path) -> None:
    async with opened("按键") as driver:
        await _keys_of(driver, "xgj")
        await driver.see("“写跟进”的按键")
        await driver.press("c")
        await driver.see("× c 已是“领取”")
        await driver.press("enter")
        await driver.see("× c 已是“领取”")  # nothing is kept that would not work
        assert wished_keys() == {}
        await driver.press("c", "f23", "f")
        await driver.see("F23 F5")
        await driver.press("enter")
        await driver.see_no("“写跟进”的按键")
        await rest(driver)
        assert command("follow_up").keys == ("f23", "f5")
        await driver.press("2")
        await driver.see("F23写跟进")  # the footer says it
    kept = load_settings({"CRM_CONFIG": str(tmp_path / "settings.toml")}).keys
    assert kept == {"follow_up": ("f23", "f5")}


@pytest.mark.long
async def test_the_changed_key_works_and_the_usual_one_no_more(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信")
    async with opened() as driver:
        machine_of(driver.app).change_keys({"follow_up": ("f23",)})
        await driver.press("2")
        await driver.see("北京恒信")
        await rest(driver)
        await driver.press("f")
        await rest(driver)
        assert not driver.sees("一行写完")
        await driver.press("f23")
        await driver.see("一行写完")
        await driver.see("取消")
        await driver.press("escape")


@pytest.mark.long
async def test_one_or_all_get_their_usual_keys_again(opened: Opener) -> None:
    async with opened("按键") as driver:
        machine_of(driver.app).change_keys({"follow_up": ("f23",), "undo": ("ctrl+u",)})
        screen = driver.app.screen
        assert isinstance(screen, SettingsScreen)
        screen.reload()
        await driver.see("改了 2 个")
        await _at(driver, "cx")
        await driver.press("z")
        await driver.see("改了 1 个")
        assert wished_keys() == {"follow_up": ("f23",)}
        await driver.press("Z")
        await driver.see("全部恢复默认？")
        await driver.press("y")
        await driver.see_no("改了")
        assert wished_keys() == {}


async def test_keys_that_cannot_be_are_told_in_one_line_and_left_out(
    tmp_path: Path, crm: Crm
) -> None:
    ordinary = make.settings(tmp_path / "crm.db", "wangwei")
    file = Path("settings.toml")  # a longer name would break the line
    settings = replace(ordinary, file=file, keys={"claim": ("f",)})
    async with driving(CrmApp(settings), 120, 40) as driver:
        await driver.see("看不懂、已忽略：[keys] f")
        await driver.see("今日待办")
        assert command("claim").keys == ("c", "f7")
    driver.app.close_database()  # type: ignore[attr-defined]  # it is the whole program


@pytest.mark.long
async def test_a_theme_shows_while_it_is_chosen_and_goes_when_it_is_not(
    opened: Opener, tmp_path: Path
) -> None:
    async with opened("显示") as driver:
        before = driver.app.theme
        await driver.press("enter")
        await driver.see("高对比度")
        await driver.press("down", "down", "down")
        await driver.wait_until(lambda: driver.app.theme == THEMES["contrast"].name)
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.theme == before)
        await driver.press("enter")
        await driver.see("高对比度")
        await driver.type_text("light")
        await driver.press("enter")
        await driver.see_no("高对比度")
        await rest(driver)
        assert driver.app.theme == THEMES["light"].name
        await driver.see("浅色")
    kept = load_settings({"CRM_CONFIG": str(tmp_path / "settings.toml")})
    assert kept.display == Display("light")


@pytest.mark.long
async def test_signs_of_uncertain_width_and_the_preview_follow_the_choice(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信")
    async with opened() as driver:
        app = machine_of(driver.app)
        app.change_display(Display(wide_signs=True, preview=False, motion=Motion.OFF))
        await rest(driver)
        await driver.see("* 已保存")
        await driver.press("2")
        await driver.see("北京恒信")
        assert not driver.sees("预览")
        await driver.press("p")
        await driver.see("预览")


@pytest.mark.long
async def test_what_cannot_be_kept_holds_until_the_end(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[keys\n", encoding="utf-8")
    async with opened("显示") as driver:
        machine_of(driver.app).change_display(Display("contrast"))
        await driver.see("语法错误")
        assert driver.app.theme == THEMES["contrast"].name
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == "[keys\n"
    use_keys({})
