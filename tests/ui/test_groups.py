"""The group of a customer on the screen: a tree with its sums, from which each is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.deals import DealFields
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.ui.program import opened_as, resting

HOSTILE = "[/][@click=app.quit]x[/]" + "长" * 170


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


async def test_a_group_is_shown_as_a_tree_and_each_of_it_opened(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    low = make.customer(crm, admin, HOSTILE)
    top = make.customer(crm, admin, "恒信集团")
    crm.customers.edit(admin, low, {"parent_id": top})
    crm.deals.record(admin, low, DealFields(1_200_000, make.NOW.toordinal()))
    async with opened_as(tmp_path, clock) as driver:
        await resting(driver, "2")
        await driver.see("恒信集团")
        await resting(driver, "^")
        await driver.see("集团 (2)")
        await driver.see("2 个客户 · 0 个未完成任务 · 成交 ¥12,000")
        await driver.see("[/][@click=app.quit]x[/]")
        await resting(driver, "home", "enter")
        await driver.see("下属客户")
        await resting(driver, "]")
        await driver.see("恒信集团（下属 1 个客户）")
        await resting(driver, "q", "q")
        await driver.see("恒信集团")
