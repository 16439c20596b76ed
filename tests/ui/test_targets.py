"""目标与业绩: a month on the screen, setting a target, the rows behind a sum, the report."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from textual import events

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.targets import TargetKind
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.driver import Driver
from tests.ui.program import opened_as, resting

Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


async def test_a_target_is_set_its_sum_opened_and_the_day_reported(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.follow_up(crm, rep, make.customer(crm, rep, "甲公司"))
    async with opened() as driver:
        await resting(driver, "}")
        await driver.see("目标与业绩 · 2026-11")
        await resting(driver, "v", "4")
        await driver.see("[跟进]")
        await resting(driver, "down", "e")
        await driver.see("李娜 · 2026-11")
        await driver.type_text("4")
        await resting(driver, "f2")
        await driver.see("25%")
        found = crm.targets.month(admin).people
        assert {each.of(TargetKind.FOLLOW_UPS).target for each in found} == {None, 4}
        await resting(driver, "enter")
        await driver.see("跟进 · 李娜 · 2026-11")
        await driver.see("甲公司")
        await resting(driver, "q", "grave_accent")
        await driver.see("日报 2026-11-22 周日 · 李娜")
        await driver.see("· 跟进 1 / 4 · 25%")
        await resting(driver, "v")
        await driver.see("周报 2026-11-16 – 11-22 · 李娜")
        await resting(driver, "escape", "[")
        await driver.see("目标与业绩 · 2026-10")
        # A tab whose digit stands above is a key away from here as well.
        await resting(driver, "2")
        await driver.see("我负责的")
        await resting(driver, "u", "1")
        await driver.see("今日待办")
    assert crm.targets.month(admin).whole(TargetKind.FOLLOW_UPS).target is None


@pytest.mark.long
async def test_pasted_rows_are_looked_at_before_they_are_set(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened() as driver:
        await resting(driver, "}")
        await driver.see("目标与业绩 · 2026-11")
        driver.app.post_message(events.Paste("姓名\t签约目标\n李娜\t50万\n谁呢\t1\n"))
        await driver.see("设定这些目标？")
        await driver.see("设定 1 项，未变 0 项，跳过 1 行。")
        await resting(driver, "enter")
        await driver.see("¥500,000")
