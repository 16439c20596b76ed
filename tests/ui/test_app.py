from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.widgets import Input

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor
from crm_tui.i18n import current_language, use_language
from crm_tui.settings import load_settings
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.lists import ListScreen
from crm_tui.tui.screens.start import FirstStartScreen, TroubleScreen
from crm_tui.tui.screens.tabs import TabScreen
from crm_tui.tui.widgets.dialogs import Dialog
from crm_tui.tui.widgets.record_list import RecordList
from tests import make
from tests.driver import Driver, driving

HOSTILE = (
    "[/]公司",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;aGFja2Vk\x07北京\x1b[2J逃逸",
    "\u202e倒写客户有限公司",
    "长" * 200,
)
POOL_LIST = ListRequest(CustomerView.POOL)


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    before = current_language()
    use_language("zh")
    yield
    use_language(before)


Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program on the test's office, as its administrator or somebody else."""

    @asynccontextmanager
    async def open_app(
        width: int = 120, height: int = 40, *, user: str | None = "wangwei", until: str = "今日待办"
    ) -> AsyncIterator[Driver]:
        app = CrmApp(make.settings(tmp_path / "crm.db", user), clock)
        async with driving(app, width, height) as driver:
            await driver.see(until)
            yield driver
        app.close_database()

    return open_app


def records(driver: Driver) -> RecordList[Any]:
    screen = driver.app.screen
    assert isinstance(screen, TabScreen)
    return screen.records


async def rest(driver: Driver) -> None:
    """Wait until every read and write has come back."""
    app = driver.app
    assert isinstance(app, CrmApp)
    await driver.wait_until(lambda: not app.is_busy, "the answers")


async def resting(driver: Driver, *keys: str) -> None:
    """Press keys, each after the answers to the one before."""
    for key in keys:
        await rest(driver)
        await driver.press(key)
    await rest(driver)


# The main road ----------------------------------------------------------------------------------


async def test_a_customer_is_found_in_six_keys_and_claimed_with_one(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(30):
        make.customer(crm, admin, f"上海浦江{number:02}机械", in_pool=True)
    wanted = make.customer(crm, admin, "北京恒信科技有限公司", in_pool=True)
    async with opened(80, 24) as driver:
        await driver.press("3", "/", "b", "j", "h", "enter")
        await driver.see("北京恒信科技")
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.press("c")
        await driver.see("已领取“北京恒信科技有限公司”")
    assert crm.customers.record(admin, wanted).row.owner_id == admin.user_id


async def test_marked_customers_are_claimed_together_and_each_refusal_is_told(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=2)
    for number in range(3):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "c")
        await driver.see("已领取 2 个，1 个被拒")
        await driver.see("名下2")
        await driver.see("今日已领 2/2")


async def test_a_return_asks_for_the_reason_and_a_note(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "r")
        await driver.see("退回原因")
        await driver.press("enter")
        await driver.see("给下一位负责人的话")
        await driver.type_text("年底再联系")
        await driver.press("enter")
        await driver.see("已退回公海：“北京恒信科技有限公司”")
        await driver.see("你名下还没有客户")
    assert crm.customers.record(admin, kept).row.owner_id is None


async def test_a_customer_is_assigned_to_a_colleague_found_by_initials(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    colleague = make.rep(crm, "lina", "李娜")
    given = make.customer(crm, admin, in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "a")
        await driver.see("分配给")
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("已分配“北京恒信科技有限公司”")
    assert crm.customers.record(admin, given).row.owner_id == colleague.user_id


async def test_undo_takes_the_last_thing_back(opened: Opener, crm: Crm, admin: Actor) -> None:
    taken = make.customer(crm, admin, in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "c", "u")
        await driver.see("已撤销")
        await driver.see("北京恒信科技有限公司")
    assert crm.customers.record(admin, taken).row.owner_id is None


async def test_a_refused_undo_lists_what_changed_and_offers_the_rest(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    ids = [make.customer(crm, admin, f"客户{number}", in_pool=True) for number in range(3)]
    other = make.rep(crm, "boss", role="admin")
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "c")
        make.follow_up(crm, other, ids[1])
        await resting(driver, "u")
        await driver.see("之后有人改过，没有撤销")
        await driver.see("· 客户1")
        await driver.press("y")
        await driver.see("已撤销")
        await rest(driver)
    owners = [crm.customers.record(admin, each).row.owner_id for each in ids]
    assert owners == [None, admin.user_id, None]


# Greyed keys ------------------------------------------------------------------------------------


async def test_a_key_that_a_rule_forbids_says_why(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2")
        await driver.press("c")
        await driver.see("北京恒信科技有限公司")
        assert driver.app._notifications


async def test_the_pool_greys_claiming_once_the_limit_is_reached(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=1)
    for number in range(2):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "c")
        await driver.see("(c领取)")


async def test_why_explains_the_deadline(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "w")
        await driver.see("回收说明：北京恒信科技有限公司")


# Lists ------------------------------------------------------------------------------------------


async def test_each_tab_keeps_its_cursor_search_and_sort(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(9):
        make.customer(crm, admin, f"甲{number}", in_pool=number % 2 == 0)
    async with opened() as driver:
        await resting(driver, "2", "down", "down")
        before = records(driver).cursor_id
        await resting(driver, "3", "slash", "j", "2", "enter")
        await driver.wait_until(lambda: records(driver).count == 1)
        await resting(driver, "2")
        assert records(driver).cursor_id == before
        await resting(driver, "3")
        assert records(driver).count == 1
        await driver.press("escape")
        await driver.wait_until(lambda: records(driver).count == 5)


async def test_chinese_typed_on_a_list_searches_for_it(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "北京恒信")
    make.customer(crm, admin, "上海浦江")
    async with opened() as driver:
        await resting(driver, "2")
        await driver.type_text("浦江")
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.see("上海浦江")


async def test_a_search_from_the_first_tab_goes_over_all_customers(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "上海浦江", in_pool=True)
    async with opened() as driver:
        await resting(driver, "slash")
        await driver.type_text("shpj")
        await driver.see("上海浦江")
        assert isinstance(driver.app.screen, ListScreen)


async def test_the_view_is_chosen_with_v(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "北京恒信")
    make.customer(crm, admin, "上海浦江", in_pool=True)
    async with opened() as driver:
        await resting(driver, "2")
        assert records(driver).count == 1
        await resting(driver, "v", "2")
        await driver.see("全部 (2)")


async def test_the_list_is_sorted_by_a_chosen_column_and_turned_round(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for name in ("丙", "甲", "乙"):
        make.customer(crm, admin, name)
    async with opened() as driver:
        await resting(driver, "2", "s")
        await driver.type_text("name")
        await driver.press("enter")
        await driver.wait_until(lambda: names(driver) == ["丙", "甲", "乙"])
        await resting(driver, "s")
        await driver.type_text("name")
        await driver.press("enter")
        await driver.wait_until(lambda: names(driver) == ["乙", "甲", "丙"])


def names(driver: Driver) -> list[str]:
    shown = records(driver)
    rows = [shown._pages.row(at) for at in range(shown.count)]
    return [row.name for row in rows if row is not None]


async def test_the_preview_tells_who_to_call(opened: Opener, crm: Crm, admin: Actor) -> None:
    kept = make.customer(crm, admin, phone="13800138000")
    make.follow_up(crm, admin, kept, "预算已批")
    async with opened() as driver:
        await driver.press("2")
        await driver.see("13800138000")
        await driver.see("预算已批")
        await driver.press("p")
        await driver.see_no("预算已批")


# Today ------------------------------------------------------------------------------------------


async def test_the_day_stands_in_order_of_urgency(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    late = make.customer(crm, admin, "昨天该联系")
    soon = make.customer(crm, admin, "今天该联系")
    crm.tasks.set_next_contact(admin, late, clock.now() + timedelta(minutes=5))
    crm.tasks.set_next_contact(admin, soon, clock.now() + make.DAY + timedelta(hours=2), "发方案")
    crm.tasks.add(admin, "写周报", clock.now() + timedelta(hours=1))
    clock.advance(make.DAY)
    async with opened() as driver:
        await rest(driver)
        lines = [line for line in driver.screen_text() if "该联系" in line or "写周报" in line]
        assert [next(word for word in ORDER if word in line) for line in lines[:3]] == list(ORDER)
        await resting(driver, "end", "d")
        await driver.see("已完成：写周报")
        await driver.wait_until(lambda: records(driver).count == 2)


ORDER = ("昨天该联系", "今天该联系", "写周报")


async def test_the_sweep_runs_on_start_and_says_whom_it_took(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    make.set_condition(crm, days=30)
    make.customer(crm, admin)
    clock.advance(31 * make.DAY)
    async with opened() as driver:
        await driver.see("你有 1 个客户掉公海了")
        await driver.see("被收回")


async def test_a_held_sweep_waits_for_the_administrator(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    make.customer(crm, admin)
    clock.advance(45 * make.DAY)
    crm.sweeps.sweep(admin)
    for number in range(60):
        make.customer(crm, admin, f"客户{number}")
    clock.advance(60 * make.DAY)
    async with opened() as driver:
        await driver.see("60 个客户的回收")
        await resting(driver, "S")
        await driver.see("把 60 个客户回收到公海？")
        await driver.press("y")
        await driver.see("60 个客户已自动回收到公海")


# Other programs ---------------------------------------------------------------------------------


async def test_what_another_program_changed_appears_and_the_cursor_stays(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(5):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    other = make.rep(crm, "lina", "李娜")
    async with opened() as driver:
        await resting(driver, "3", "down", "down")
        shown = records(driver)
        before, first = shown.cursor_id, names(driver)[0]
        theirs = next(row for row in crm.customers.page(other, POOL_LIST).rows if row.name == first)
        crm.pools.claim(other, [theirs.id])
        await driver.wait_until(lambda: shown.count == 4)
        assert shown.cursor_id == before


async def test_a_lost_race_names_the_winner(opened: Opener, crm: Crm, admin: Actor) -> None:
    wanted = make.customer(crm, admin, in_pool=True)
    other = make.rep(crm, "lina", "李娜")
    async with opened() as driver:
        await resting(driver, "3")
        crm.pools.claim(other, [wanted])
        await driver.press("c")
        await driver.see("李娜")


async def test_two_programs_on_one_file_see_each_others_work(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.customer(crm, admin, in_pool=True)
    async with opened(user="wangwei") as first:
        await resting(first, "3")
        async with opened(user="lina") as second:
            await resting(second, "3", "c")
            await second.see("已领取")
        await first.see("现在没有可领取的")


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


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (160, 45)])
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
        await driver.press("3")
        await driver.see("现在没有可领取的")


async def test_the_palette_finds_commands_by_pinyin_and_runs_them(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "：")
        await driver.type_text("lq")
        await driver.press("enter")
        await driver.see("已领取")


async def test_q_asks_before_it_leaves(opened: Opener, crm: Crm) -> None:
    async with opened() as driver:
        await driver.press("q")
        await driver.see("退出客户通？")
        await driver.press("n")
        await driver.see_no("退出客户通？")


# Starting ---------------------------------------------------------------------------------------


async def test_the_first_start_makes_an_office_for_whoever_sits_here(tmp_path: Path) -> None:
    settings = load_settings(
        {"CRM_CONFIG": str(tmp_path / "settings.toml")}, database=str(tmp_path / "new" / "crm.db")
    )
    app = CrmApp(settings, make.clock())
    async with driving(app, 80, 24) as driver:
        await driver.see("欢迎使用客户通")
        await driver.type_text("王小明")
        assert isinstance(app.screen, FirstStartScreen)
        login = app.screen.query_one("#login Input", Input)
        await driver.wait_until(lambda: login.value == "wangxiaoming")
        await driver.press("f2")
        await driver.see("今天没有待办")
        await driver.see("王小明")
    app.close_database()


async def test_several_people_choose_who_they_are_and_are_remembered(
    opened: Opener, crm: Crm, tmp_path: Path
) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened(user=None, until="你是谁？") as driver:
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("今日待办")
        await driver.see("李娜")
    assert "lina" in (tmp_path / "settings.toml").read_text(encoding="utf-8")


async def test_a_database_that_cannot_be_used_is_explained_and_ends_with_six(
    tmp_path: Path,
) -> None:
    file = tmp_path / "crm.db"
    file.write_bytes(b"this is no database at all" * 100)
    app = CrmApp(make.settings(file), make.clock())
    async with driving(app, 80, 24) as driver:
        await driver.see("数据库无法使用")
        assert isinstance(app.screen, TroubleScreen)
        await driver.press("enter")
    assert app.return_code == 6
    assert file.read_bytes().startswith(b"this is no database")


async def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "crm.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipe (id INTEGER)")
    connection.close()
    app = CrmApp(make.settings(file), make.clock())
    async with driving(app, 80, 24) as driver:
        await driver.see("数据库无法使用")
        await driver.press("q")
    assert app.return_code == 6


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


async def test_a_tab_key_leaves_the_detail(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "enter", "3")
        await driver.see("现在没有可领取的")
        await resting(driver, "2")
        await driver.see("我负责的 (1)")


async def test_the_first_start_offers_sample_data_and_asks_whose_part_one_plays(
    tmp_path: Path,
) -> None:
    app = CrmApp(make.settings(tmp_path / "new" / "crm.db"), make.clock())
    async with driving(app, 80, 24) as driver:
        await driver.see("欢迎使用客户通")
        await driver.press("f3")
        await driver.see("你是谁？")
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("今日待办")
        await driver.press("2")
        await driver.wait_until(lambda: records(driver).count > 0)
    app.close_database()


@pytest.mark.long
async def test_two_hundred_thousand_customers_open_sort_and_jump_to_the_end(
    tmp_path: Path,
) -> None:
    settings = make.settings(tmp_path / "crm.db", "wangwei")
    crm = open_crm(settings, make.clock(), create=True)
    crm.samples.fill(200_000)
    crm.close()
    app = CrmApp(settings, make.clock())
    async with driving(app) as driver:
        await driver.see("今日待办")
        await resting(driver, "2", "v", "2", "enter")
        await driver.wait_until(lambda: records(driver).count == 200_000)
        await resting(driver, "end")
        assert records(driver).cursor_index == 199_999
        await driver.wait_until(lambda: records(driver).cursor_id is not None)
        await resting(driver, "s")
        await driver.type_text("name")
        await driver.press("enter")
        await rest(driver)
        assert records(driver).cursor_index == 0
    app.close_database()
