"""团队看板: what a manager sees at a glance, and the way from there to a customer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.pools import LimitLevel
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.driver import Driver
from tests.ui.program import HOSTILE, opened_as, resting

Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


@pytest.mark.long
async def test_what_leaves_this_week_is_listed_by_owner_and_opened(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.customer(crm, rep, "快掉的客户")
    clock.advance(28 * make.DAY)
    async with opened() as driver:
        await driver.see("O团队看板")
        await resting(driver, "O")
        await driver.see("本周将掉公海 (1)")
        await resting(driver, "v", "2")
        await driver.see("按负责人 (1)")
        await resting(driver, "enter")
        await driver.see("本周将掉公海 · 李娜 (1)")
        await resting(driver, "enter")
        await driver.see("时间线")
        await resting(driver, "q", "q", "q")
        await driver.see("今日待办")


@pytest.mark.long
async def test_claims_are_counted_over_a_span_that_a_key_turns(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    crm.pools.claim(admin, [make.customer(crm, admin, "甲", in_pool=True)])
    async with opened() as driver:
        await resting(driver, "O", "s")
        await driver.see("近 90 天，按 s 切换")
        await driver.see("王伟")


@pytest.mark.long
async def test_enter_on_a_colleague_lists_what_they_hold(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.limit(crm, 2, level=LimitLevel.USER, subject_id=rep.user_id)
    for name in "甲乙":
        make.customer(crm, rep, name)
    make.customer(crm, admin, "别人的")
    async with opened() as driver:
        await resting(driver, "O", "v", "3", "enter")
        await driver.see("李娜 名下 (2)")
        await driver.see_no("别人的")
        await resting(driver, "v", "1")
        await driver.see("我负责的 (1)")


async def test_a_rep_has_no_such_view(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("lina") as driver:
        await resting(driver, "O")
        await driver.see("你的角色不能分配客户")


@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_plain_text(
    name: str, opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    rep = make.rep(crm, "lina", name[:100])
    make.customer(crm, rep, name)
    clock.advance(28 * make.DAY)
    async with opened(width=80, height=24) as driver:
        for digit in "1234567":
            await resting(driver, "O", "v", digit, "q")
        assert driver.app.is_running
        assert all("\x1b" not in line and "\u202e" not in line for line in driver.screen_text())
