"""The search line: what it proposes and understands, what it says of faults; the filter dialog."""

from __future__ import annotations

from threading import Event

import pytest
from textual import events
from textual.widgets import Input

from crm_tui.bootstrap import Crm
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.queries import Vocabulary
from crm_tui.domain.users import Actor
from crm_tui.tui.machine import Machine
from crm_tui.tui.screens import query_lines
from crm_tui.tui.screens.query_builder import FieldDialog, FilterDialog
from crm_tui.tui.screens.tabs import TabScreen
from crm_tui.tui.widgets.query_box import QueryBox
from tests import make
from tests.driver import Driver
from tests.ui.app.opening import Opener
from tests.ui.program import HOSTILE, records, rest, resting


def box(driver: Driver) -> QueryBox:
    return driver.app.screen.query_one(QueryBox)


def dialog_of(driver: Driver) -> FilterDialog:
    dialog = driver.app.screen
    assert isinstance(dialog, FilterDialog)
    return dialog


@pytest.fixture
def two(crm: Crm, admin: Actor) -> None:
    grade = CustomFieldFields(name="年级", type=FieldType.TEXT)
    crm.custom_fields.add(admin, FieldHolder.CUSTOMER, grade)
    make.customer(crm, admin, "北京恒信", level=None, tags=("VIP",), custom={"nianji": "三年级"})
    make.customer(crm, admin, "上海浦江")


async def test_a_filter_is_typed_with_what_is_proposed(opened: Opener, two: None) -> None:
    async with opened() as driver:
        await resting(driver, "2", "slash")
        await driver.type_text("bq")
        await driver.see("标签")
        await driver.press("tab")
        assert box(driver).value == "标签:"
        await driver.see("VIP")
        await driver.press("down", "enter")
        assert box(driver).value == "标签:VIP"
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.see("带标签 VIP")
        await driver.type_text(" owner:wangw")
        await driver.press("right")
        assert box(driver).value == "标签:VIP owner:王伟"
        await driver.see("带标签 VIP，王伟负责")
        # The choices are closed: up and down move in the list again, and escape drops the filter.
        await driver.press("down")
        await driver.press("escape")
        await driver.wait_until(lambda: records(driver).count == 2)


@pytest.mark.long
async def test_a_fault_is_told_in_the_line_and_the_rows_stay(opened: Opener, two: None) -> None:
    async with opened() as driver:
        await resting(driver, "2", "slash")
        await driver.type_text("浦江")
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.type_text(" levl:A")
        await driver.see("没有字段“levl”")
        await rest(driver)
        assert records(driver).count == 1
        assert not box(driver).is_sound
        await resting(driver, *["backspace"] * 7)
        await driver.see_no("没有字段")
        await driver.type_text(" 负责人:查无此人")
        await driver.see("没有负责人“查无此人”")
        assert records(driver).count == 1


@pytest.mark.long
async def test_escape_closes_the_choices_first_and_then_the_search(
    opened: Opener, two: None
) -> None:
    async with opened() as driver:
        await resting(driver, "2", "slash")
        await driver.type_text("等级:")
        await driver.wait_until(lambda: box(driver).is_open)
        await driver.press("escape")
        assert not box(driver).is_open
        assert driver.app.screen.has_class("-searching")
        await driver.press("escape")
        assert not driver.app.screen.has_class("-searching")


@pytest.mark.long
async def test_a_sort_that_is_chosen_takes_the_typed_order_away(opened: Opener, two: None) -> None:
    async with opened() as driver:
        await resting(driver, "2", "slash")
        await driver.type_text("恒信 sort:-name")
        await resting(driver, "enter", "s")
        await driver.type_text("最后跟进")
        await resting(driver, "enter")
        assert box(driver).value == "恒信"


@pytest.mark.long
async def test_what_is_typed_right_after_the_filter_key_narrows_its_fields(
    opened: Opener, two: None
) -> None:
    async with opened() as driver:
        await resting(driver, "2")
        await driver.press_at_once("F", "d", "q", "q", "y")
        chooser = driver.app.screen
        assert isinstance(chooser, FieldDialog)
        assert chooser.query_one(Input).value == "dqqy"


@pytest.mark.long
async def test_escape_gives_up_a_dialog_that_is_still_being_read(
    opened: Opener, two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_read = Event()
    names = Vocabulary()
    monkeypatch.setattr(query_lines, "names_of", lambda *_facts: is_read.wait(10) and names)
    async with opened() as driver:
        await resting(driver, "2")
        driver.app.post_message(events.Key("F", "F"))
        app = driver.app
        assert isinstance(app, Machine)
        await driver.wait_until(lambda: app.awaits_screen)
        app.post_message(events.Key("q", "q"))
        await driver.press_at_once("escape", "V")
        is_read.set()
        await rest(driver)
        assert isinstance(app.screen, TabScreen)
        assert records(driver).marked


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_in_the_line_is_text(opened: Opener, two: None, text: str) -> None:
    async with opened() as driver:
        await resting(driver, "2", "slash")
        for begin in ("", "标签:", '"'):
            box(driver).begin(begin + text)
            await rest(driver)
            assert "\x1b" not in "".join(driver.screen_text())
            assert "\u202e" not in "".join(driver.screen_text())


async def test_a_filter_is_put_together_without_typing_the_language(
    opened: Opener, two: None
) -> None:
    async with opened() as driver:
        await resting(driver, "2", "F")
        await driver.see("按哪个字段")
        await driver.type_text("bq")
        await resting(driver, "enter", "enter")
        await driver.see("例如 标签:VIP")
        choices = driver.app.screen.query_one(".field--choices")
        await driver.wait_until(lambda: choices.display, "the choices")
        panel = driver.app.screen.query_one(".dialog--panel")
        await driver.wait_until(lambda: panel.region.contains_region(choices.region))
        await driver.type_text("VIP")
        await resting(driver, "enter", "f2")
        await driver.see("符合 1 个客户")
        assert dialog_of(driver).text == "标签:VIP"
        await resting(driver, "f2")
        await driver.wait_until(lambda: records(driver).count == 1)
        assert box(driver).value == "标签:VIP"
        # The filter in force is what the dialog begins with.
        await resting(driver, "F")
        await driver.see("标签:VIP")
        await resting(driver, "delete")
        await driver.see("符合 2 个客户")
        # The office's own fields are among those to choose.
        await resting(driver, "enter")
        await driver.type_text("年级")
        await resting(driver, "enter", "enter")
        await driver.see("自定义.年级 包含")
        await driver.type_text("三")
        await resting(driver, "f2")
        await driver.see("符合 1 个客户")
        assert dialog_of(driver).text == "自定义.年级:三"
