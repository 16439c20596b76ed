"""The smaller widgets, tried on the gallery."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual import on
from textual.content import Content
from textual.widgets import Input

from crm_tui.presentation.widths import cell_width
from crm_tui.tui.keys import Scope, commands_on
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice, matching
from crm_tui.tui.widgets.dialogs import MessageDialog
from crm_tui.tui.widgets.editors import LineEditor, TextEditor
from crm_tui.tui.widgets.fields import Form, MomentField, TextField
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.pieces import total_width
from crm_tui.tui.widgets.preview import Line, Preview, Section, lines_of
from crm_tui.tui.widgets.status_bar import Saving, Status, StatusBar
from crm_tui.tui.widgets.timeline import Timeline
from tests.driver import Driver, driving
from tests.ui.gallery import LEVELS, STATUS, Gallery, why_not


@pytest.fixture
def app(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path)


# Status bar and footer --------------------------------------------------------------------------


@pytest.mark.parametrize("width", range(20, 121, 5))
def test_neither_line_ever_overflows(width: int) -> None:
    for screen in (Scope.TODAY, Scope.POOL, Scope.DETAIL, Scope.FORM):
        assert total_width(KeyFooter(screen, why_not=why_not).pieces(width)) <= width
    if width >= 40:
        assert total_width(StatusBar(STATUS).pieces(width)) == width


def test_help_is_the_last_key_to_go() -> None:
    for width in (20, 40, 80):
        assert KeyFooter(Scope.POOL).pieces(width)[-1].target == "help"


def test_a_refused_key_stands_in_brackets() -> None:
    shown = "".join(piece.text for piece in KeyFooter(Scope.POOL, why_not=why_not).pieces(100))
    assert "(c Claim)" in shown
    assert " f Follow up" in shown


def test_the_status_says_what_is_not_saved() -> None:
    shown = StatusBar(Status(saving=Saving.FAILED)).pieces(60)[-1].text
    assert "not saved" in shown


@pytest.mark.long
async def test_clicks_on_tabs_and_keys_are_announced(tmp_path: Path) -> None:
    heard: list[str] = []

    class Listening(Gallery):
        @on(StatusBar.TabChosen)
        def tab(self, message: StatusBar.TabChosen) -> None:
            heard.append(message.tab_id)

        @on(KeyFooter.Chosen)
        def key(self, message: KeyFooter.Chosen) -> None:
            heard.append(f"{message.command.id} {message.refusal}")

    async with driving(Listening(tmp_path), 100) as driver:
        line = driver.screen_text()[0]
        await driver.click("StatusBar", cell_width(line[: line.index("3公海")]), 0)
        line = driver.screen_text()[-1]
        await driver.click("KeyFooter", line.index("Claim"), 0)
        await driver.wait_until(lambda: len(heard) == 2)
    assert heard == ["pool", "claim 已在你名下"]


# Preview and timeline ---------------------------------------------------------------------------


def test_preview_lines_hang_after_their_labels() -> None:
    lines = lines_of([Section("题", (Line("等级", Content("甲乙丙丁戊")),))], 9)
    assert [line.plain for line in lines] == ["题", "等级 甲乙", "     丙丁", "     戊"]


def test_a_long_label_stands_above_its_text() -> None:
    facts = (Line("Subject of the contract", Content("Maintenance")), Line("Sum", Content("1")))
    lines = lines_of([Section("", facts)], 38)
    assert [line.plain.rstrip() for line in lines] == [
        "Subject of the contract",
        " " * 20 + "Maintenance",
        "Sum" + " " * 17 + "1",
    ]


async def test_preview_lines_hang_beside_a_scroll_bar_too(app: Gallery) -> None:
    async with driving(app) as driver:
        preview = app.screen.query_one(Preview)
        preview.show((Section("题", (Line("等级", Content("甲" * 400)),)),))
        await driver.wait_until(lambda: preview.show_vertical_scrollbar, "the bar")
        await driver.see("     甲甲")
        await driver.see_no("│ 甲")


async def test_the_timeline_groups_by_day_and_asks_for_more(app: Gallery) -> None:
    async with driving(app) as driver:
        await driver.press("f5")
        await driver.see("今天")
        timeline = app.screen.query_one(Timeline)
        assert sum("今天" in line for line in driver.screen_text()) == 1
        await driver.press("end")
        await driver.wait_until(lambda: len(timeline.entries) == 150, "the rest of the entries")
        await driver.press("G")
        await driver.see("要分期方案 149")
        await driver.press("g")
        await driver.see("▌ 09:40")


# Forms ------------------------------------------------------------------------------------------


async def open_form(driver: Driver) -> None:
    await driver.press("f6")
    await driver.see("新建客户")


async def test_a_fault_stands_under_its_field_as_one_leaves_it(app: Gallery) -> None:
    async with driving(app, 90, 30) as driver:
        await open_form(driver)
        await driver.press("tab")
        await driver.see("× Please fill this in.")
        await driver.press("shift+tab")
        await driver.type_text("王")
        await driver.see_no("Please fill this in.")


async def test_choices_are_found_by_initials(app: Gallery) -> None:
    async with driving(app, 90, 30) as driver:
        await open_form(driver)
        industry = app.screen.query_one("#industry", ChoiceField)
        industry.query_one(Input).focus()
        await driver.type_text("jxz")
        await driver.wait_until(lambda: [each.value for each in industry._shown] == [4])
        await driver.see("机械制造")
        await driver.press("enter")
        assert industry.value == 4
        assert industry.is_dirty
        await driver.wait_until(lambda: not industry.is_open)


@pytest.mark.parametrize("kind", [LineEditor, TextEditor])
async def test_keys_that_come_at_once_act_in_their_order(
    app: Gallery, kind: type[LineEditor] | type[TextEditor]
) -> None:
    async with driving(app, 120, 40) as driver:
        await open_form(driver)
        editor = app.screen.query(kind).first()
        editor.focus()
        await driver.press_at_once("a", "b", "backspace", "c", "left", "d", "home", "e")
        text = editor.value if isinstance(editor, LineEditor) else editor.text
        assert text == "eadc"


async def test_choices_open_with_down_and_close_with_escape(app: Gallery) -> None:
    async with driving(app, 90, 30) as driver:
        await open_form(driver)
        industry = app.screen.query_one("#industry", ChoiceField)
        industry.query_one(Input).focus()
        await driver.press("down", "down")
        await driver.press("escape")
        assert not industry.is_open
        assert driver.sees("新建客户")
        await driver.press("down", "down", "enter")
        assert industry.value == 2


async def test_a_text_that_is_no_choice_is_a_fault(app: Gallery) -> None:
    async with driving(app, 90, 30) as driver:
        await open_form(driver)
        industry = app.screen.query_one("#industry", ChoiceField)
        industry.query_one(Input).focus()
        await driver.type_text("zzz")
        await driver.press("tab")
        await driver.see("× Choose one from the list.")


async def test_a_moment_shows_what_was_understood(app: Gallery) -> None:
    async with driving(app, 90, 30) as driver:
        await open_form(driver)
        moment = app.screen.query_one("#next", MomentField)
        moment.text = "明天10点"
        await driver.see("→ 11-23 周一 10:00")
        assert moment.value == datetime(2026, 11, 23, 2, tzinfo=UTC)
        moment.text = "后天的后天"
        moment.query_one(Input).focus()
        await driver.press("tab")
        await driver.see("× 看不懂这个时间")


async def test_saving_goes_to_the_first_field_that_is_wrong(app: Gallery) -> None:
    async with driving(app, 90, 30) as driver:
        await open_form(driver)
        app.screen.query_one("#needs").query("TextArea").first().focus()
        assert not app.screen.query_one(Form).check()
        name = app.screen.query_one("#name", TextField)
        await driver.wait_until(lambda: name.query_one(Input).has_focus)


async def test_escape_asks_only_if_something_was_typed(app: Gallery) -> None:
    async with driving(app, 90, 30) as driver:
        await open_form(driver)
        await driver.press("escape")
        await driver.see_no("新建客户")
        assert app.answers == [None]
        await open_form(driver)
        await driver.type_text("王伟")
        await driver.press("escape")
        await driver.see("Leave without saving?")
        await driver.press("enter")
        await driver.see_no("Leave without saving?")
        assert driver.sees("王伟")
        await driver.press("escape", "y")
        await driver.see_no("新建客户")


# Dialogs ----------------------------------------------------------------------------------------


async def test_yes_and_no_have_keys(app: Gallery) -> None:
    async with driving(app) as driver:
        await driver.press("f7")
        await driver.see("北京恒信 [/]")
        await driver.press("y")
        await driver.press("f7")
        await driver.see("退回公海？")
        await driver.press("n")
        await driver.press("f7")
        await driver.see("退回公海？")
        await driver.press("escape")
        await driver.wait_until(lambda: app.answers == [True, False, None])


@pytest.mark.long
async def test_one_of_several_is_chosen_by_typing(app: Gallery) -> None:
    async with driving(app) as driver:
        await driver.press("f8")
        await driver.see("机械制造")
        await driver.type_text("yl")
        await driver.see_no("机械制造")
        await driver.press("enter")
        await driver.wait_until(lambda: app.answers == [2])


async def test_a_long_message_is_told_as_plain_text(app: Gallery) -> None:
    async with driving(app) as driver:
        app.push_screen(MessageDialog("结果", Content("[@click=app.quit]第一行[/]\n" * 40)))
        await driver.see("[@click=app.quit]第一行[/]")
        await driver.press("escape")
        await driver.see_no("结果")


def test_the_best_match_comes_first() -> None:
    choices = [Choice(1, "华北一部", "hbyb"), Choice(2, "北京", "bj"), Choice(3, "河北", "hb")]
    assert [each.value for each in matching(choices, "hb")] == [1, 3]
    assert [each.value for each in matching(choices, "北")] == [2, 1, 3]
    assert [each.value for each in matching(choices, "北京")] == [2]
    assert matching(choices, "") == choices
    assert [each.value for each in matching(LEVELS, "B 普通")] == ["B"]


def test_the_footer_shows_only_registered_commands() -> None:
    known = {each.id for each in commands_on(Scope.POOL)}
    assert {piece.target for piece in KeyFooter(Scope.POOL).pieces(200)} <= known
