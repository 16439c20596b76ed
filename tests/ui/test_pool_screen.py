"""公海: views and pools, why not, batches with their outcome, numbers that are hidden."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.presentation.widths import cell_width
from crm_tui.tui.outcomes import OutcomeDialog
from crm_tui.tui.screens.tabs import TabScreen
from tests import make
from tests.driver import Driver
from tests.ui.program import HOSTILE, opened_as, records, rest, resting

Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


async def test_a_batch_lists_what_became_of_each_and_keeps_the_refused_marked(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=2)
    for number in range(5):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "c")
        await driver.see("已领取 2 个，3 个被拒")
        assert isinstance(driver.app.screen, OutcomeDialog)
        assert sum("✓" in line for line in driver.screen_text()) == 2
        assert sum("✗" in line for line in driver.screen_text()) == 3
        await resting(driver, "escape")
        assert len(records(driver).marked) == 3
        await driver.see("已选 3")


@pytest.mark.long
async def test_more_than_ten_are_claimed_after_a_question_only(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=20)
    for number in range(11):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "c")
        await driver.see("领取选中的 11 个？")
        await driver.see("今天还可领 20 个")
        await resting(driver, "escape", "c")
        await driver.see("领取选中的 11 个？")
        await resting(driver, "f2")
        await driver.see("已领取 11 个")
        await resting(driver, "u")
        await driver.see("今日领取次数不退还")
        await driver.see("起你才能再次领取")


@pytest.mark.long
async def test_a_batch_that_was_assigned_says_who_got_it(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.rep(crm, "zhanglei", "张磊")
    for number in range(3):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "a")
        await driver.type_text("lunliu")
        await resting(driver, "enter")
        await driver.see("已分配 3 个：")
        await driver.see("u 撤销")


async def test_a_digit_chooses_the_view_and_the_pool(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    other = make.pool(crm, "华北公海")
    make.customer(crm, admin, "甲", in_pool=True)
    make.customer(crm, admin, "乙", pool=other)
    async with opened() as driver:
        await resting(driver, "3")
        await driver.see("我的全部公海 (2)")
        await resting(driver, "P", "2")
        await driver.see("华北公海 (1)")
        await resting(driver, "v", "3")
        await driver.see("近期没有即将开放的客户")
        await driver.see("[即将开放]")


async def test_what_is_not_open_yet_is_not_offered_and_a_click_shows_it(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "开放的", in_pool=True)
    make.set_pool(crm, new_closed_hours=48)
    make.customer(crm, admin, "未开放的", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3")
        await driver.see("我的全部公海 (1)")
        await driver.see_no("未开放的")
        line = next(each for each in driver.screen_text() if "[可领取]" in each)
        await driver.click("PoolBar", cell_width(line[: line.index("即将开放")]) - 1, 0)
        await driver.see("[即将开放]")
        await driver.see("未开放的")


async def test_the_line_below_the_list_says_why_a_claim_is_refused(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=0)
    make.customer(crm, admin, "甲", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3")
        await driver.see("(c领取)")
        await driver.see("0/0")


async def test_what_opens_soon_says_when(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.set_pool(crm, new_closed_hours=48)
    make.customer(crm, admin, "甲", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "v", "3")
        await driver.see("后天10:00")


@pytest.mark.long
async def test_a_hidden_number_is_shown_once_it_is_asked_for_and_counted(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.set_pool(crm, masks_contacts=True, reveal_limit=3)
    make.customer(crm, admin, "甲", in_pool=True, phone="13812342231")
    async with opened("lina") as driver:
        await resting(driver, "3")
        await driver.see("138****2231")
        await driver.see("今日还可查看 3 次")
        await resting(driver, "o")
        await driver.see("今日还可查看 2/3 次")
        await driver.see("13812342231")


@pytest.mark.long
async def test_a_narrow_list_tells_the_number_in_one_line_above_the_footer(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.set_pool(crm, masks_contacts=True, reveal_limit=3)
    make.customer(crm, admin, "甲", in_pool=True, phone="13812342231")
    async with opened("lina", 80, 24) as driver:
        await resting(driver, "3")
        screen = driver.app.screen
        assert isinstance(screen, TabScreen)
        await driver.wait_until(lambda: screen.hides_contacts)
        await resting(driver, "o")
        await driver.see("今日还可查看 2/3 次")
        *_rows, toast, footer = driver.screen_text()
        assert "13812342231" in toast
        assert "?帮助" in footer
        assert sum("13812342231" in line for line in driver.screen_text()) == 1


@pytest.mark.long
async def test_the_dialog_to_assign_names_whom_it_would_match_and_who_is_full(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.customer(crm, admin, "甲", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "a")
        await driver.see("按匹配 → ")
        await driver.see("轮流 → 下一位")
        await driver.see("李娜 · 名下0")


@pytest.mark.long
async def test_who_may_not_assign_is_told_before_anybody_is_listed(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.customer(crm, admin, "甲", in_pool=True)
    async with opened("lina") as driver:
        await resting(driver, "3", "a")
        await driver.see("你的角色不能分配客户")


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_plain_text(
    name: str, opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, name, in_pool=True)
    make.pool(crm, name[:100].replace("\x1b", "").replace("\u202e", ""))
    async with opened(width=80, height=24) as driver:
        await resting(driver, "3", "a", "escape", "P", "escape", "c")
        await rest(driver)
        assert driver.app.is_running
        assert all("\x1b" not in line and "\u202e" not in line for line in driver.screen_text())


async def test_marked_customers_are_claimed_from_the_top_of_the_list(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=1)
    ids = [make.customer(crm, admin, f"客户{number}", in_pool=True) for number in range(3)]
    async with opened() as driver:
        await resting(driver, "3")
        # The newest stands first here, so the order of the list is not that of the ids.
        assert records(driver).cursor_id == ids[-1]
        await resting(driver, "end", "space", "home", "space", "c")
        await driver.see("已领取“客户2”，1 个被拒")
    mine = crm.customers.page(admin, ListRequest(CustomerView.MINE))
    assert [row.id for row in mine.rows] == [ids[-1]]


@pytest.mark.long
@pytest.mark.parametrize("key", ["I", "B"])
async def test_who_may_not_set_a_customer_aside_is_told_before_a_reason_is_asked(
    opened: Opener, crm: Crm, admin: Actor, key: str
) -> None:
    make.rep(crm, "lina", "李娜")
    make.customer(crm, admin, "甲", in_pool=True)
    async with opened("lina") as driver:
        await resting(driver, "3", key)
        await driver.see("“甲”在公海，请先按 c 领取")
        assert len(driver.app.screen_stack) == 2
