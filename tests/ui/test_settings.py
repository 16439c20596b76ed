from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayRange
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import (
    HoldingLimit,
    LimitKind,
    LimitLevel,
    MemberKind,
    PoolMember,
    Route,
    RuleFilter,
)
from crm_tui.domain.users import Permission, Scope, UserStatus
from crm_tui.i18n import current_language, use_language
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.settings.year import CalendarScreen
from tests import make
from tests.driver import Driver, driving
from tests.ui.program import form_of
from tests.ui.stage import fill, gone

HOSTILE = (
    "[/]部门",
    "\x1b]52;c;aGFja2Vk\x07红\x1b[2J色",
    "\u202e倒写",
    "👨‍👩‍👧 家",
    "长" * 100,
)

pytestmark = pytest.mark.usefixtures("crm")


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    before = current_language()
    use_language("zh")
    yield
    use_language(before)


Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the settings of the test's office, at a section, as somebody."""

    @asynccontextmanager
    async def open_app(
        section: str = "", *, width: int = 120, height: int = 40, user: str = "wangwei"
    ) -> AsyncIterator[Driver]:
        app = CrmApp(make.settings(tmp_path / "crm.db", user), clock)
        async with driving(app, width, height) as driver:
            await driver.see("今日待办")
            await driver.press("9")
            await driver.see("设置项")
            if section:
                await driver.press("v")
                await driver.see("工作日历")
                await driver.type_text(section)
                await driver.press("enter")
            await rest(driver)
            yield driver
            await rest(driver)
        app.close_database()

    return open_app


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


async def saved(driver: Driver, **texts: str) -> None:
    """Fill the form that opens and save it."""
    form = await form_of(driver)
    fill(form, **texts)
    await driver.press("f2")
    await gone(driver, form)
    await rest(driver)


def user_named(crm: Crm, name: str) -> UserStatus:
    rows = crm.people.users(make.admin(crm))
    return next(each.status for each in rows if each.name == name)


# The frame --------------------------------------------------------------------------------------


async def test_a_digit_opens_the_settings_and_each_section_shows_as_one_moves(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await driver.see("公司名称")
        for title, seen in (
            ("部门", "还没有"),
            ("员工", "王伟"),
            ("角色", "部门经理"),
            ("请假", "没有人请假"),
            ("公海", "未跟进"),
            ("工作日历", "2026"),
        ):
            await resting(driver, "j")
            await driver.see(f"{title} (")
            await driver.see(seen)


async def test_right_enters_the_list_and_left_goes_back_to_the_sections(opened: Opener) -> None:
    async with opened() as driver:
        await resting(driver, "j", "j", "right", "a")
        await driver.see("添加同事")
        await resting(driver, "escape", "left", "j")
        await driver.see("角色 (3)")


async def test_the_palette_finds_the_settings_from_another_tab(opened: Opener) -> None:
    async with opened() as driver:
        await resting(driver, "1", ":")
        await driver.type_text("设置")
        await resting(driver, "enter")
        await driver.see("公司与规则")


async def test_help_lists_only_the_keys_that_mean_something_in_the_section(opened: Opener) -> None:
    async with opened("部门") as driver:
        await resting(driver, "question_mark")
        await driver.see("本页按键")
        await driver.see("新增")
        assert not driver.sees("归池")


async def test_a_rep_reads_everything_and_is_told_why_nothing_can_be_changed(
    opened: Opener, crm: Crm
) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工", user="lina") as driver:
        await driver.see("(a新增)")
        await resting(driver, "a")
        await driver.see("你的角色不能")
        await resting(driver, "escape", "v")
        await driver.type_text("公海")
        await resting(driver, "enter", "r")
        await driver.see("“公海”的回收规则")
        await driver.see("(a新增)")


async def test_it_works_on_a_small_terminal(opened: Opener) -> None:
    async with opened("公海", width=80, height=24) as driver:
        await driver.see("公海（默认）")
        await driver.see("启用")
        assert all(len(line) <= 80 for line in driver.screen_text())


async def test_what_another_terminal_changed_appears(opened: Opener, crm: Crm) -> None:
    async with opened("部门") as driver:
        crm.people.add_department(make.admin(crm), "西部")
        await driver.see("西部")


async def test_undo_takes_a_change_of_the_settings_back(opened: Opener, crm: Crm) -> None:
    async with opened("部门") as driver:
        await resting(driver, "a")
        await saved(driver, name="西部")
        await driver.see("西部")
        await resting(driver, "escape", "u")
        await driver.see("部门 (0)")


# The office -------------------------------------------------------------------------------------


async def test_the_office_is_renamed_and_its_numbers_are_changed(opened: Opener, crm: Crm) -> None:
    async with opened("公司") as driver:
        await resting(driver, "enter")
        await saved(driver, name="恒信集团", late_entry_days="5")
        await driver.see("恒信集团")
    office = crm.offices.who(make.admin(crm))[1]
    assert (office.name, office.late_entry_days) == ("恒信集团", 5)


async def test_what_was_set_once_for_good_says_so(opened: Opener) -> None:
    async with opened("公司") as driver:
        await resting(driver, "G", "enter")
        await driver.see("设定后不能再改")


# Departments ------------------------------------------------------------------------------------


async def test_departments_are_added_moved_and_shown_as_a_tree(opened: Opener, crm: Crm) -> None:
    make.department(crm, "销售中心")
    make.department(crm, "华北部")
    async with opened("部门") as driver:
        await resting(driver, "j", "e")
        await saved(driver, parent="销售中心", manager="王伟")
        await driver.see("└ 华北部")
        await driver.see("王伟")


async def test_a_department_with_people_is_not_deleted_and_says_why(
    opened: Opener, crm: Crm
) -> None:
    make.rep(crm, "lina", "李娜", department="华北部")
    async with opened("部门") as driver:
        await resting(driver, "d")
        await driver.see("华北部")
        assert driver.sees("先") or driver.sees("移")
    assert len(crm.people.departments(make.admin(crm))) == 1


async def test_an_empty_department_is_deleted_after_a_question(opened: Opener, crm: Crm) -> None:
    make.department(crm, "华北部")
    async with opened("部门") as driver:
        await resting(driver, "d")
        await driver.see("删除部门“华北部”？")
        await resting(driver, "y")
        await driver.see("部门 (0)")


async def test_hostile_names_are_shown_as_plain_text(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    for at, name in enumerate(HOSTILE):
        crm.people.add_department(admin, name)
        make.rep(crm, f"user{at}", name, department="")
        pool = make.pool(crm, f"{name}{at}"[-100:])
        crm.pool_settings.set_member(admin, pool, PoolMember(MemberKind.USER, admin.user_id))
    async with opened("部门", width=160) as driver:
        for section in ("部门", "员工", "公海"):
            await resting(driver, "v")
            await driver.type_text(section)
            await resting(driver, "enter", "G", "g", "j")
            seen = "\n".join(driver.screen_text())
            assert "[/]" in seen
            assert not {"\x1b", "\u202e", "\x07"} & set(seen)
        await resting(driver, "m")
        await resting(driver, "escape", "r")
        await resting(driver, "escape", "e")
        await form_of(driver)


# People -----------------------------------------------------------------------------------------


async def test_a_colleague_is_added_with_everything_that_is_known(opened: Opener, crm: Crm) -> None:
    make.department(crm, "华北部")
    async with opened("员工") as driver:
        await resting(driver, "a")
        await saved(
            driver,
            name="李娜",
            login="lina",
            department="华北部",
            role="销售",
            manager="王伟",
            regions="北京、天津",
            industries="软件",
            products="云服务",
            maximum="20",
        )
        await driver.see("李娜")
        await driver.see("0/20")
    row = next(each for each in crm.people.users(make.admin(crm)) if each.login == "lina")
    assert row.regions == ("北京", "天津")
    assert row.products == ("云服务",)
    assert (row.department, row.industries, row.holding_limit) == ("华北部", ("软件",), 20)


async def test_a_choice_that_is_not_in_the_list_is_refused_under_its_field(opened: Opener) -> None:
    async with opened("员工") as driver:
        await resting(driver, "a")
        form = await form_of(driver)
        fill(form, name="李娜", login="lina", further="船长")
        await driver.press("f2")
        await driver.see("“船长”不在列表中")


async def test_somebody_is_disabled_and_enabled_again(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "o")
        await driver.see("已停用李娜")
        assert user_named(crm, "李娜") is UserStatus.DISABLED
        await resting(driver, "o")
        await driver.see("已启用李娜")
    assert user_named(crm, "李娜") is UserStatus.ACTIVE


async def test_whoever_left_is_hidden_until_asked_for(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "O")
        await driver.see("李娜已离职？")
        await resting(driver, "y")
        await driver.see("员工 (1)")
        await resting(driver, "x")
        await driver.see("员工 (2)")
    assert user_named(crm, "李娜") is UserStatus.LEFT


async def test_whoever_holds_customers_is_handed_over_before_leaving(
    opened: Opener, crm: Crm
) -> None:
    rep = make.rep(crm, "lina", "李娜")
    make.customer(crm, rep, "北京恒信科技有限公司")
    async with opened("员工") as driver:
        await resting(driver, "j", "O", "y")
        await driver.see("先交接？")
        await driver.see("李娜")
    assert user_named(crm, "李娜") is UserStatus.ACTIVE


async def test_leave_is_typed_in_free_words_and_its_days_are_counted(
    opened: Opener, crm: Crm
) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "t")
        form = await form_of(driver)
        fill(form, first_day="今天", last_day="11-25")
        await driver.see("4天，其中工作日 3 天")
        fill(form, reason="年假", cover="王伟")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("请假中")
    (row,) = crm.leaves.list(make.admin(crm))
    assert (row.last_day - row.first_day, row.reason, row.cover) == (3, "年假", "王伟")


async def test_a_long_leave_asks_for_a_hand_over(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("员工") as driver:
        await resting(driver, "j", "t")
        form = await form_of(driver)
        fill(form, first_day="明天", last_day="+30d")
        await driver.see("请改为交接")


async def test_leave_is_cancelled_after_a_question(opened: Opener, crm: Crm) -> None:
    rep = make.rep(crm, "lina", "李娜")
    today = date(2026, 11, 22).toordinal()
    crm.leaves.record(make.admin(crm), LeavePlan(rep.user_id, DayRange(today, today + 2)))
    async with opened("请假") as driver:
        await driver.see("李娜")
        await resting(driver, "d")
        await driver.see("取消李娜的请假？")
        await resting(driver, "y")
        await driver.see("没有人请假")
        await resting(driver, "x")
        await driver.see("李娜")


# Roles ------------------------------------------------------------------------------------------


async def test_a_role_is_made_with_ticks_for_what_it_may_do(opened: Opener, crm: Crm) -> None:
    async with opened("角色") as driver:
        await resting(driver, "G", "a")
        form = await form_of(driver)
        await driver.see("[x] 查看客户")
        await driver.see("[ ] 领取客户")
        fill(form, name="助理", role="assistant", scope="本部门")
        await driver.press("tab", "space")
        fill(form, permissions="view pool.claim")
        await driver.see("[ ] 写跟进和提醒")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("助理")
    row = next(each for each in crm.people.roles(make.admin(crm)) if each.code == "assistant")
    assert row.permissions == {Permission.VIEW, Permission.CLAIM}
    assert row.scope is Scope.DEPARTMENT


async def test_space_ticks_what_is_under_the_cursor(opened: Opener) -> None:
    async with opened("角色") as driver:
        await resting(driver, "G", "e")
        form = await form_of(driver)
        await driver.press("tab", "tab", "space")
        await driver.see("[ ] 查看客户")
        await driver.press("space")
        await driver.see("[x] 查看客户")
        assert not form.form.is_dirty


async def test_a_seeded_role_is_not_deleted(opened: Opener, crm: Crm) -> None:
    async with opened("角色") as driver:
        await resting(driver, "d")
        await rest(driver)
    assert len(crm.people.roles(make.admin(crm))) == 3


# Limits -----------------------------------------------------------------------------------------


async def test_a_limit_is_set_for_a_role_with_what_counts(opened: Opener, crm: Crm) -> None:
    async with opened("公司") as driver:
        await resting(driver, "L", "a")
        await driver.see("给谁设上限？")
        await driver.type_text("销售")
        await resting(driver, "enter")
        await saved(driver, maximum="30", deal="不计入")
        await driver.see("销售")
        await driver.see("成交不计")
    (row,) = [
        each
        for each in crm.pool_settings.limits(make.admin(crm))
        if each.limit.level is LimitLevel.ROLE
    ]
    assert (row.limit.maximum, row.limit.counts_deal) == (30, False)


async def test_a_limit_is_taken_away_after_a_question(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    limit = HoldingLimit(LimitLevel.OFFICE, None, None, LimitKind.GENERAL, 50)
    crm.pool_settings.set_limit(admin, limit)
    async with opened("公司") as driver:
        await resting(driver, "L", "d", "y")
        await driver.see("没有设上限")
    assert crm.pool_settings.limits(admin) == []


async def test_a_pool_without_its_own_limit_names_that_of_the_office(
    opened: Opener, crm: Crm
) -> None:
    make.limit(crm, 50)
    async with opened("公海") as driver:
        await resting(driver, "L")
        await driver.see("公海“公海”的客户上限")
        await driver.see("该公海没有单独设置上限")
        await driver.see("每人最多 50 个")


# Pools ------------------------------------------------------------------------------------------


async def test_a_pool_is_made_with_all_its_settings(opened: Opener, crm: Crm) -> None:
    async with opened("公海") as driver:
        await resting(driver, "a")
        await saved(
            driver,
            name="华北公海",
            description="北方客户",
            daily_limit="5",
            cool_off_return_days="0",
            new_closed_hours="24",
            reclaimed_opens_minute="8:30",
            masks_contacts="是",
            reveal_limit="10",
            assign_mode="轮流",
            lock_limit="0",
        )
        await driver.see("华北公海")
    admin = make.admin(crm)
    fields = crm.pool_settings.show(admin, crm.pools.find(admin, "华北公海")).fields
    assert (fields.daily_limit, fields.cool_off_return_days, fields.lock_limit) == (5, 0, 0)
    assert (fields.new_closed_hours, fields.reclaimed_opens_minute) == (24, 8 * 60 + 30)
    assert (fields.masks_contacts, fields.reveal_limit) == (True, 10)


async def test_an_empty_number_is_off_and_zero_is_told_as_none(opened: Opener, crm: Crm) -> None:
    async with opened("公海") as driver:
        await resting(driver, "e")
        form = await form_of(driver)
        fill(form, daily_limit="0")
        await driver.see("一个也不行")
        fill(form, daily_limit="", reclaimed_opens_minute="")
        await driver.press("f2")
        await gone(driver, form)
    admin = make.admin(crm)
    fields = crm.pool_settings.show(admin, make.pool_id(crm)).fields
    assert (fields.daily_limit, fields.reclaimed_opens_minute) == (None, None)


async def test_members_are_added_kept_out_and_put_in_charge(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened("公海") as driver:
        await resting(driver, "m")
        await driver.see("“公海”的成员")
        await resting(driver, "a")
        await driver.type_text("lina")
        await resting(driver, "enter")
        await saved(driver, subject="排除在外")
        await driver.see("排除在外")
        await resting(driver, "G", "e")
        await saved(driver, subject="管理员，也可领取")
        await driver.see("管理员")
        await resting(driver, "d", "y")
        await driver.see("(1)")
    members = crm.pool_settings.show(make.admin(crm), make.pool_id(crm)).members
    assert [each.member.kind for each in members] == [MemberKind.EVERYBODY]


async def test_routes_say_who_belongs_and_offer_the_move(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    make.pool(crm, "华北公海")
    moved = make.customer(crm, admin, "北京恒信科技有限公司", in_pool=True, province="北京")
    async with opened("公海") as driver:
        await resting(driver, "j", "b", "a")
        await saved(driver, provinces="北京、天津")
        await driver.see("北京/天津")
        await resting(driver, "o")
        await driver.see("移动 1 个客户？")
        await driver.see("北京恒信科技有限公司")
        await resting(driver, "y")
        await driver.see("已移动 1 个")
    assert crm.customers.record(admin, moved).row.pool == "华北公海"


async def test_routes_change_their_order(opened: Opener, crm: Crm) -> None:
    admin, pool = make.admin(crm), make.pool_id(crm)
    routes = [
        Route(at, pool, RuleFilter(levels=frozenset({x}))) for at, x in ((10, "A"), (20, "B"))
    ]
    crm.pool_settings.set_routes(admin, pool, routes)
    async with opened("公海") as driver:
        await resting(driver, "b", "J")
        await driver.see("顺序已修改")
    found = crm.pool_settings.show(admin, pool).routes
    assert [sorted(each.route.filter.levels) for each in found] == [["B"], ["A"]]


async def test_deleting_a_pool_asks_where_its_customers_go(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    pool = make.pool(crm, "华北公海")
    kept = make.customer(crm, admin, "北京恒信科技有限公司", in_pool=True, pool=pool)
    async with opened("公海") as driver:
        await resting(driver, "j", "d")
        await driver.see("删除“华北公海”：1 个客户归到哪里？")
        await resting(driver, "enter")
        await driver.see("1 个待领")
        await resting(driver, "y")
        await driver.see("公海 (1)")
    assert crm.customers.record(admin, kept).row.pool == "公海"


async def test_the_default_pool_is_not_deleted(opened: Opener, crm: Crm) -> None:
    async with opened("公海") as driver:
        await driver.see("(d删除)")
        await resting(driver, "d")
    assert len(crm.pools.pools(make.admin(crm))) == 1


# The calendar -----------------------------------------------------------------------------------


async def test_a_year_that_is_not_announced_says_so(opened: Opener) -> None:
    async with opened("日历") as driver:
        await driver.see("未公布")
        await resting(driver, "j")
        await driver.see("还没有公布")
        await resting(driver, "enter")
        await driver.see("2027 年工作日历")
        await driver.see("未公布")


async def test_a_range_of_days_becomes_a_holiday(opened: Opener, crm: Crm) -> None:
    async with opened("日历") as driver:
        await resting(driver, "enter")
        await driver.see("2026-11-22")
        await resting(driver, "right", "space", "right", "right")
        await driver.see("共 3 天，工作日 3 天")
        await resting(driver, "enter")
        await saved(driver, day_kind="法定节假日", name="司庆")
        await driver.see("回收日已重算")
        assert isinstance(driver.app.screen, CalendarScreen)
    days = crm.calendars.year(make.admin(crm), 2026).days
    edited = [each for each in days if each.is_edited]
    assert [(each.kind, each.name) for each in edited] == [(DayKind.HOLIDAY, "司庆")] * 3


async def test_the_calendar_turns_to_other_months_and_years_and_back(opened: Opener) -> None:
    async with opened("日历", width=80, height=24) as driver:
        await resting(driver, "enter", "pagedown")
        await driver.see("2026-12-22")
        await resting(driver, "]")
        await driver.see("2027 年工作日历")
        await resting(driver, "g")
        await driver.see("2026-11-22")
        await resting(driver, "escape")
        await driver.see("工作日历 (")
