"""How the program behaves as a desktop program does: jump, help where one is, the way back."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.jump import LETTERS, JumpScreen, labels_for, spots_of
from crm_tui.tui.screens.palette import PaletteDialog
from crm_tui.tui.screens.tabs import TabScreen
from crm_tui.tui.terminal import turns
from crm_tui.tui.terminal.sizes import TooSmallScreen
from crm_tui.tui.widgets.record_list.rows import Rows
from tests import make
from tests.driver import Driver
from tests.ui.app.opening import Opener
from tests.ui.program import form_of, records, rest, resting
from tests.ui.test_turns import deliver

NAMES = ("北京恒信", "上海浦江", "深圳云图")

pytestmark = pytest.mark.usefixtures("crm")


@pytest.fixture
def three(crm: Crm, admin: Actor) -> None:
    for name in NAMES:
        make.customer(crm, admin, name)


# Jump ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 26, 27, 60, 200, 676])
def test_no_label_begins_with_another(count: int) -> None:
    labels = labels_for(count)
    assert len(labels) == count == len(set(labels))
    assert not any(a != b and b.startswith(a) for a in labels for b in labels)
    if count <= len(LETTERS):
        assert all(len(label) == 1 for label in labels)


async def _letter_of(driver: Driver, text: str) -> str:
    """The letters that stand where a text is seen, or just before it."""
    lines = driver.screen_text()
    await driver.press("semicolon")
    await driver.wait_until(lambda: isinstance(driver.app.screen, JumpScreen), "the letters")
    screen = driver.app.screen
    assert isinstance(screen, JumpScreen)
    y = next(at for at, line in enumerate(lines) if text in line)
    return next(label for label, spot in screen._spots.items() if spot.y == y and spot.x > 0)


@pytest.mark.long
async def test_letters_lead_to_rows_tabs_and_keys(opened: Opener, three: None) -> None:
    async with opened() as driver:
        await resting(driver, "2")
        await driver.see("深圳云图")
        at = records(driver).cursor_index
        row = next(name for name in NAMES if not driver.sees(f"▌  {name}"))
        await driver.press(await _letter_of(driver, row))
        await driver.see(f"▌  {row}")
        assert records(driver).cursor_index != at
        await driver.press("semicolon", "d")  # the third tab
        await rest(driver)
        await driver.see("[3公海]")


@pytest.mark.long
async def test_letters_leave_the_names_of_keys_whole(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for at in range(24):
        make.customer(crm, admin, f"客户{at:02}")
    async with opened() as driver:
        await resting(driver, "2")
        await driver.wait_until(lambda: "(enter" not in driver.screen_text()[-1], "the rows")
        footer = driver.screen_text()[-1].split()
        await driver.press("semicolon")
        await driver.wait_until(lambda: isinstance(driver.app.screen, JumpScreen), "the letters")
        lettered = driver.screen_text()[-1]
        assert len(lettered) <= 120
        assert all(each in lettered for each in footer)


@pytest.mark.long
async def test_letters_lead_to_fields_and_any_other_key_leaves(opened: Opener, three: None) -> None:
    async with opened() as driver:
        await driver.press("N")
        form = await form_of(driver)
        await driver.press("f12")
        await driver.wait_until(lambda: isinstance(driver.app.screen, JumpScreen), "the letters")
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.screen is form, "the form")
        fields = [spot for spot in spots_of(form) if isinstance(spot.widget, Input)]
        at = spots_of(form).index(fields[2])
        await driver.press("f12", labels_for(len(spots_of(form)))[at])
        await driver.wait_until(lambda: form.focused is fields[2].widget, "the third field")


# Help where one is --------------------------------------------------------------------------------


async def test_help_begins_with_what_has_the_focus(opened: Opener, three: None) -> None:
    async with opened() as driver:
        await resting(driver, "2", "question_mark")
        await driver.see("点表头排序")
        await driver.see("直接输入汉字就开始搜索")
        await resting(driver, "question_mark")
        await driver.see_no("本页按键")
        await driver.press("N")
        await form_of(driver)
        await driver.press("tab", "tab", "f1")
        await driver.see("输入就能筛选，拼音首字母也行")
        await driver.see("F2")
        await driver.press("escape")
        await driver.see_no("本页按键")
        assert isinstance(driver.app.screen, FormScreen)


@pytest.mark.long
async def test_help_in_a_small_terminal_wraps_under_the_meaning(
    opened: Opener, three: None
) -> None:
    use_language("en")
    async with opened(80, 24, until="To do today") as driver:
        await resting(driver, "2", "question_mark")
        await driver.see("With a customer")
        lines = driver.screen_text()
        first = next(at for at, line in enumerate(lines) if "With a customer" in line)
        wrapped = [line[2:16] for line in lines[first + 1 : -3] if not line[2:5].strip()]
        assert wrapped
        assert not any(line.strip() for line in wrapped)


@pytest.mark.long
async def test_help_tells_anew_what_was_not_known_when_it_was_opened(
    opened: Opener, three: None
) -> None:
    async with opened() as driver:
        await resting(driver, "2")
        list_screen = driver.app.screen
        assert isinstance(list_screen, TabScreen)
        refusal = "光标处没有客户"
        nobody: Rows[CustomerRow] = Rows([])
        records(driver).replace_source(nobody, opening=nobody.opening())
        await driver.press("question_mark")
        await driver.see(refusal)
        list_screen.reload()
        await rest(driver)
        await driver.see_no(refusal)


@pytest.mark.long
async def test_keys_can_be_changed_from_the_help(opened: Opener) -> None:
    async with opened() as driver:
        await resting(driver, "question_mark", "k")
        await driver.see("按键 (")
        await driver.press("escape")
        await driver.see("今日待办")


# The palette --------------------------------------------------------------------------------------


@pytest.mark.long
async def test_what_was_chosen_last_comes_first(opened: Opener, three: None) -> None:
    async with opened() as driver:
        await resting(driver, "2", "fullwidth_colon")
        await driver.type_text("xinjian kehu")
        await driver.press("enter")
        await form_of(driver)
        await resting(driver, "escape", "colon")
        await driver.see("全部命令")
        dialog = driver.app.screen
        assert isinstance(dialog, PaletteDialog)
        assert dialog._shown[0].value.id == "customer.new"
        await driver.press("escape")


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("xdzb", "行动总表 ("),
        pytest.param("jrmd", "节日名单", marks=pytest.mark.long),
        pytest.param("djpg", "等级评估", marks=pytest.mark.long),
        pytest.param("txqd", "提醒只在程序里", marks=pytest.mark.long),
        pytest.param("rc", "日程", marks=pytest.mark.long),
    ],
)
async def test_what_other_screens_do_is_found_by_name_on_a_page(
    opened: Opener, three: None, typed: str, seen: str
) -> None:
    async with opened() as driver:
        await resting(driver, "2", "enter", "colon")
        await driver.see("全部命令")
        await driver.type_text(typed)
        await resting(driver, "enter")
        await driver.see(seen)


# The way back -------------------------------------------------------------------------------------


@pytest.mark.long
async def test_the_detail_says_where_one_came_from(
    opened: Opener, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as driver:
        await resting(driver, "2", "enter")
        name = next(each for each in NAMES if driver.sees(f"› {each}"))
        await driver.see(f"客户 › 我负责的 › {name}")
        titles: list[str] = []
        app = machine_of(driver.app)
        monkeypatch.setattr(app, "set_window_title", titles.append)
        app.show_window_title()
        assert titles[-1] == f"客户通 — {name}"
        await resting(driver, "right_square_bracket", "right_square_bracket")
        assert titles[-1] != f"客户通 — {name}"
        await driver.see("‹ 3/3 ›")
        await resting(driver, "alt+left")
        await driver.see("‹ 2/3 ›")
        await resting(driver, "alt+left")
        await driver.see("‹ 1/3 ›")
        await driver.see(f"› {name}")
        await resting(driver, "alt+left")
        await driver.see("前后没有别的看过的客户")
        await resting(driver, "alt+right")
        await driver.see_no(f"› {name}")
        screen = driver.app.screen
        assert isinstance(screen, DetailScreen)
        await driver.press("ctrl+left")
        await driver.see("我负责的 (3)")
        assert titles[-1] == "客户通 — 我负责的 (3)"


# Size ---------------------------------------------------------------------------------------------


async def test_a_small_terminal_says_so_in_one_line_and_all_is_there_again(
    opened: Opener, three: None
) -> None:
    async with opened(80, 24) as driver:
        await resting(driver, "2")
        await driver.resize(79, 24)
        await driver.see("窗口太小（79×24），至少要 80×24。")
        assert len([line for line in driver.screen_text() if line.strip()]) == 1
        await driver.resize(60, 10)
        await driver.see("窗口太小（60×10）")
        await driver.resize(100, 30)
        await driver.see("我负责的 (3)")
        assert not any(isinstance(each, TooSmallScreen) for each in driver.app.screen_stack)


# Keys that come together --------------------------------------------------------------------------


async def test_a_customer_typed_in_one_go_stands_in_its_fields(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is now.
    monkeypatch.setattr(turns, "_PATIENCE_SECONDS", 20)
    async with opened() as driver:
        app = driver.app
        assert hasattr(app, "is_taking_turns")
        deliver(machine_of(app), "N杭州\x7f州晨光\t\tA\r")
        form = await form_of(driver)
        await driver.wait_until(lambda: not machine_of(app).is_taking_turns, "every key")
        values = [each.value for each in form.query(Input)][:3]
        assert values[0] == "杭州晨光"
        assert values[2].startswith("A")
