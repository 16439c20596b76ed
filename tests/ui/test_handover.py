"""交接: the plan with its numbers, making it, and confirming what was handed over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.presentation.widths import cell_width
from tests import make
from tests.driver import Driver
from tests.ui.program import form_of, opened_as, rest, resting
from tests.ui.stage import fill

Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


async def test_a_hand_over_tells_its_numbers_is_made_and_confirmed(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    leaver = make.rep(crm, "lina", "李娜")
    receiver = make.rep(crm, "zhao", "赵军")
    ids = [make.customer(crm, leaver, f"客户{number}") for number in range(3)]
    async with opened() as driver:
        await resting(driver, "J")
        await driver.see("交接谁的客户")
        await driver.type_text("ln")
        await resting(driver, "enter")
        await driver.see("李娜 (3)")
        await resting(driver, "end", "enter")
        await driver.see("赵军 +3，之后名下3")
        await resting(driver, "f2")
        await driver.type_text("离职")
        await driver.press("f2")
        await driver.see("已交接 3 个客户")
        await resting(driver, "L")
        await driver.see("已确认 0/3")
    assert {crm.customers.record(admin, each).row.owner_id for each in ids} == {receiver.user_id}
    async with opened("zhao") as driver:
        await driver.see("来自李娜")
        await resting(driver, "b")
        await driver.see("已确认 3 个")
        await resting(driver, "W")
        await driver.see("已确认 3/3")
    assert crm.handovers.mine(receiver) == []


@pytest.mark.long
async def test_in_turn_goes_to_those_who_are_marked(opened: Opener, crm: Crm, admin: Actor) -> None:
    leaver = make.rep(crm, "lina", "李娜")
    make.rep(crm, "zhao", "赵军")
    for number in range(4):
        make.customer(crm, leaver, f"客户{number}")
    async with opened(width=160) as driver:
        await resting(driver, "J", "enter", "v", "2")
        await driver.see("空格选择")
        await resting(driver, "asterisk")
        await driver.see("赵军 +2")
        await driver.see("王伟 +2")


@pytest.mark.long
async def test_to_the_pool_needs_nobody(opened: Opener, crm: Crm, admin: Actor) -> None:
    leaver = make.rep(crm, "lina", "李娜")
    make.customer(crm, leaver, "[@click=app.quit]x")
    async with opened(width=80, height=24) as driver:
        await resting(driver, "J", "enter", "v", "5")
        await driver.see("退回公海 1 个")
        await driver.see("F2交接")


@pytest.mark.long
async def test_a_rep_is_told_who_may_hand_over(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("lina") as driver:
        await resting(driver, "J")
        await driver.see("你的角色不能")


@pytest.mark.long
async def test_a_region_goes_to_whom_one_chooses_for_it_and_the_rest_in_turn(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    leaver = make.rep(crm, "lina", "李娜")
    receiver = make.rep(crm, "zhao", "赵军")
    north = make.customer(crm, leaver, "甲", province="北京")
    south = make.customer(crm, leaver, "乙", province="广东")
    async with opened(width=160) as driver:
        await resting(driver, "J", "enter", "v", "3")
        await driver.see("北京")
        await resting(driver, "home", "enter")
        await driver.type_text("赵军")
        await resting(driver, "enter", "down", "enter")
        await driver.type_text("王伟")
        await resting(driver, "enter", "f2")
        await driver.type_text("离职")
        await driver.press("f2")
        await driver.see("已交接 2 个客户")
        await rest(driver)
    owners = {crm.customers.record(admin, each).row.owner_id for each in (north, south)}
    assert owners == {receiver.user_id, admin.user_id}


@pytest.mark.long
async def test_a_click_on_a_way_takes_it(opened: Opener, crm: Crm, admin: Actor) -> None:
    leaver = make.rep(crm, "lina", "李娜")
    make.customer(crm, leaver)
    async with opened() as driver:
        await resting(driver, "J", "enter")
        line = next(each for each in driver.screen_text() if "退回公海" in each)
        await driver.click("HandoverBar", cell_width(line[: line.index("退回公海")]), 0)
        await driver.see("[退回公海]")
        await driver.see("退回公海 1 个")


@pytest.mark.long
async def test_a_long_leave_leads_to_the_hand_over_of_that_person(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    leaver = make.rep(crm, "lina", "李娜")
    make.customer(crm, leaver)
    async with opened() as driver:
        await resting(driver, "9", "v")
        await driver.type_text("员工")
        await resting(driver, "enter", "j", "t")
        form = await form_of(driver)
        fill(form, first_day="明天", last_day="+30d")
        await resting(driver, "f2")
        await driver.see("先交接？")
        await resting(driver, "y")
        await driver.see("李娜 (1)")
        await resting(driver, "escape", "escape")


@pytest.mark.long
async def test_the_key_for_a_hand_over_takes_the_colleague_under_the_cursor(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    leaver = make.rep(crm, "lina", "李娜")
    make.customer(crm, leaver)
    async with opened() as driver:
        await resting(driver, "9", "v")
        await driver.type_text("员工")
        await resting(driver, "enter", "j", "J")
        await driver.see("李娜 (1)")
