"""What holds on every screen: odd names, small terminals, nothing at all, the way back."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.tui.widgets.dialogs import Dialog
from tests import make
from tests.ui.app.opening import Opener, names
from tests.ui.program import HOSTILE, resting

# Hostile names, small terminals, nothing at all ---------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_shown_as_plain_text(
    opened: Opener, crm: Crm, admin: Actor, name: str
) -> None:
    make.customer(crm, admin, name, contact_name="[bold]张敏", in_pool=True)
    async with opened(80, 24) as driver:
        await resting(driver, "3", "p", "w", "escape", "c")
        await driver.see("已领取")
        await resting(driver, "2", "question_mark", "escape", "colon", "escape", "r", "escape")
        text = "\n".join(driver.screen_text())
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert all(cell_len(line) == 80 for line in driver.screen_text())


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (80, 24),
        pytest.param(120, 40, marks=pytest.mark.long),
        pytest.param(160, 45, marks=pytest.mark.long),
    ],
)
async def test_every_main_screen_fits(
    opened: Opener, crm: Crm, admin: Actor, width: int, height: int
) -> None:
    for number in range(50):
        make.customer(crm, admin, f"北京恒信科技{number}有限公司", in_pool=number % 2 == 0)
    async with opened(width, height) as driver:
        for key in ("1", "2", "3", "question_mark", "escape", "colon"):
            await resting(driver, key)
            lines = driver.screen_text()
            assert len(lines) == height
            assert all(cell_len(line) == width for line in lines)
            assert "?帮助" in lines[-1] or isinstance(driver.app.screen, Dialog)


async def test_an_empty_office_says_what_to_press(opened: Opener, crm: Crm) -> None:
    async with opened() as driver:
        await driver.see("今天没有待办")
        await driver.press("2")
        await driver.see("按 N 新建，或按 3 去公海领取")
        await driver.see("ctrl+r")
        await driver.press("3")
        await driver.see("公海是空的")


async def test_the_palette_finds_commands_by_pinyin_and_runs_them(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "：")
        await driver.type_text("xqz")
        await driver.see("没有叫“xqz”的")
        await driver.press("enter", "backspace", "backspace", "backspace")
        await driver.type_text("lq")
        await driver.press("enter")
        await driver.see("已领取")


async def test_q_asks_before_it_leaves(opened: Opener, crm: Crm) -> None:
    async with opened() as driver:
        await driver.press("q")
        await driver.see("退出客户通？")
        await driver.press("n")
        await driver.see_no("退出客户通？")


# The detail -------------------------------------------------------------------------------------


async def test_a_customer_opens_and_the_next_one_without_leaving(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(3):
        make.customer(crm, admin, f"客户{number}号", in_pool=True)
    async with opened(80, 24) as driver:
        await resting(driver, "3")
        order = names(driver)
        await resting(driver, "enter")
        await driver.see(order[0])
        await resting(driver, "right_square_bracket")
        await driver.see(order[1])
        await resting(driver, "c")
        await driver.see(f"已领取“{order[1]}”")
        await resting(driver, "right_square_bracket")
        await driver.see(order[2])
        await resting(driver, "q")
        await driver.wait_until(lambda: names(driver) == [order[0], order[2]])


@pytest.mark.long
async def test_a_tab_key_leaves_the_detail(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "enter", "3")
        await driver.see("公海是空的")
        await resting(driver, "2")
        await driver.see("我负责的 (1)")
