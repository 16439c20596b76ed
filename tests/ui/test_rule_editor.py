from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools import (
    Combine,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    Rule,
)
from crm_tui.domain.pools.rule_books import RuleBook, RuleDraft
from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.rule_editor import RuleEditor
from tests import make
from tests.driver import Driver, driving
from tests.ui.program import form_of, rest, resting, saved
from tests.ui.stage import fill

pytestmark = pytest.mark.usefixtures("crm")


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the rules of the test's pool, as somebody."""

    @asynccontextmanager
    async def open_app(
        *, width: int = 140, height: int = 44, user: str = "wangwei"
    ) -> AsyncIterator[Driver]:
        app = CrmApp(make.settings(tmp_path / "crm.db", user), clock)
        async with driving(app, width, height) as driver:
            await driver.see("今日待办")
            await driver.press("9")
            await driver.see("设置项")
            await driver.press("v")
            await driver.see("工作日历")
            await driver.type_text("公海")
            await resting(driver, "enter", "r")
            await driver.see("“公海”的回收规则")
            await tried(driver)
            yield driver
            await rest(driver)
        app.close_database()

    return open_app


async def tried(driver: Driver) -> None:
    """Wait until the dry run is there."""
    await driver.see_no("试算中…")
    await driver.see("30天内")
    await rest(driver)


def book_of(crm: Crm) -> RuleBook:
    return crm.rules.rule_book(make.admin(crm), make.pool_id(crm))


def rules_of(crm: Crm) -> tuple[Rule, ...]:
    return book_of(crm).latest_rules


async def put_into_force(driver: Driver, **texts: str) -> None:
    """Save the draft from a day on, and confirm."""
    await resting(driver, "f2")
    form = await form_of(driver)
    fill(form, **texts)
    await tried(driver)
    await driver.press("f2")
    await driver.see("起生效？")
    await driver.press("y")
    await driver.wait_until(lambda: isinstance(driver.app.screen, RuleEditor), "the editor")
    await rest(driver)


@pytest.mark.long
async def test_the_rules_in_force_stand_in_sentences_beside_their_dry_run(
    opened: Opener, crm: Crm
) -> None:
    make.customer(crm, make.admin(crm), "北京恒信科技有限公司")
    async with opened() as driver:
        await driver.see("未跟进")
        await driver.see("试算：从明天起")
        await driver.see("名下1 · 变化0")
        # Nothing was changed yet that could be published.
        assert not driver.sees("F2发布")


async def test_the_dry_run_follows_what_is_typed(opened: Opener, crm: Crm) -> None:
    make.customer(crm, make.admin(crm), "北京恒信科技有限公司")
    async with opened() as driver:
        await resting(driver, "e")
        form = await form_of(driver)
        await tried(driver)
        assert not driver.sees("会提前的客户")
        fill(form, idle_days="3")
        await driver.see("会提前的客户")
        await driver.see("北京恒信科技有限公司")
        make.customer(crm, make.admin(crm), "另一窗口录入的公司")
        await driver.see("另一窗口录入的公司")
        fill(form, idle_days="60")
        await driver.see_no("会提前的客户")


@pytest.mark.long
async def test_a_condition_that_is_left_empty_is_off_and_zero_is_the_same_day(
    opened: Opener, crm: Crm
) -> None:
    async with opened() as driver:
        await resting(driver, "e")
        form = await form_of(driver)
        fill(form, first_contact_days="0", idle_days="")
        await driver.see("→ 当天")
        await driver.press("f2")
        await driver.see("已修改，未生效")
        await put_into_force(driver)
    (rule,) = rules_of(crm)
    assert rule.conditions == (FirstContactCondition(0, DayUnit.NON_HOLIDAY),)


async def test_every_condition_and_exemption_is_written_and_read_back(
    opened: Opener, crm: Crm
) -> None:
    async with opened() as driver:
        await resting(driver, "a")
        await saved(
            driver,
            name="大客户",
            combine="全部满足才回收",
            count="2",
            follow_up_count_days="10",
            idle_days="20",
            idle_unit="只算工作日",
            milestones="拜访 7、产品演示 15",
            levels="A、B",
            provinces="北京",
            tags="重点、年框",
            exempt_levels="C",
            leads="5，2",
        )
        await driver.see("大客户")
        await put_into_force(driver, note="季度调整")
        await driver.see("规则第2版从明天起生效")
    rule = rules_of(crm)[1]
    assert (rule.name, rule.combine, rule.warning_leads) == ("大客户", Combine.ALL, (5, 2))
    assert set(rule.conditions) == {
        FollowUpCountCondition(2, 10, DayUnit.NON_HOLIDAY),
        IdleCondition(20, DayUnit.WORKING),
        MilestoneCondition(
            (Milestone(FactKind.VISIT, 7), Milestone(FactKind.CONTACT, 15, "demo")),
            DayUnit.NON_HOLIDAY,
        ),
    }
    assert rule.filter.levels == {"A", "B"}
    assert rule.filter.tags == {"重点", "年框"}
    assert rule.exempt_levels == {"C"}
    assert book_of(crm).history[0].note == "季度调整"


@pytest.mark.long
async def test_half_a_count_and_a_bad_milestone_are_refused_under_their_fields(
    opened: Opener,
) -> None:
    async with opened() as driver:
        await resting(driver, "e")
        form = await form_of(driver)
        fill(form, count="3", milestones="飞鸽 7")
        await driver.press("f2")
        await driver.see("不是跟进方式")
        fill(form, milestones="")
        await driver.press("f2")
        await driver.see("两项都填")


@pytest.mark.long
async def test_the_editor_warns_of_what_may_not_be_meant(opened: Opener) -> None:
    async with opened() as driver:
        await resting(driver, "e")
        form = await form_of(driver)
        fill(form, idle_days="3")
        await driver.see("请再看一眼")
        await driver.see("A级")
        fill(form, idle_days="90", combine="全部满足才回收", no_deal_days="30")
        await tried(driver)
        await driver.see("请再看一眼")
        await driver.see("未成交")


@pytest.mark.long
async def test_rules_are_copied_ordered_and_taken_out(opened: Opener, crm: Crm) -> None:
    async with opened() as driver:
        await resting(driver, "c")
        await saved(driver, name="副本", idle_days="15")
        await driver.see("(2)")
        await resting(driver, "K")
        await put_into_force(driver)
        assert [rule.name for rule in rules_of(crm)] == ["副本", ""]
        await resting(driver, "d")
        await driver.see("从草稿中去掉这条规则？")
        await resting(driver, "y")
        await put_into_force(driver)
    assert [rule.name for rule in rules_of(crm)] == [""]


@pytest.mark.long
async def test_the_confirmation_names_version_day_and_numbers(opened: Opener, crm: Crm) -> None:
    make.customer(crm, make.admin(crm), "北京恒信科技有限公司")
    async with opened() as driver:
        await resting(driver, "e")
        await saved(driver, idle_days="10")
        await resting(driver, "f2")
        form = await form_of(driver)
        fill(form, effective_day="12-01")
        await tried(driver)
        await driver.press("f2")
        await driver.see("第2版从12-01 周二起生效？")
        await driver.see("名下共 1 个客户，1 个有变化：1 个提前")
        await driver.press("n")
        await rest(driver)
    assert len(book_of(crm).history) == 1


@pytest.mark.long
async def test_rules_of_today_count_every_customer_anew_at_once(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    kept = make.customer(crm, admin, "北京恒信科技有限公司")
    before = crm.customers.record(admin, kept).row.last_day
    async with opened() as driver:
        await resting(driver, "e")
        await saved(driver, idle_days="60", idle_unit="每一天")
        await put_into_force(driver, effective_day="今天")
        await driver.see("第2版")
    assert crm.customers.record(admin, kept).row.last_day > before


@pytest.mark.long
async def test_a_day_that_is_over_is_refused(opened: Opener, crm: Crm) -> None:
    async with opened() as driver:
        await resting(driver, "e")
        await saved(driver, idle_days="60")
        await resting(driver, "f2")
        form = await form_of(driver)
        fill(form, effective_day="2026-11-01")
        await driver.press("f2")
        await driver.see("不能从已过去的日子生效")
    assert len(book_of(crm).history) == 1


@pytest.mark.long
async def test_a_version_that_has_not_begun_is_withdrawn(opened: Opener, crm: Crm) -> None:
    admin, pool = make.admin(crm), make.pool_id(crm)
    today = make.NOW.toordinal()
    draft = RuleDraft((IdleCondition(10),))
    crm.rules.save(admin, pool, [draft], effective_day=today + 5, note="试行")
    async with opened() as driver:
        await resting(driver, "v")
        await driver.see("待生效")
        await driver.see("试行")
        await resting(driver, "j", "d")
        await driver.see("只能撤回尚未生效的版本")
        await resting(driver, "k", "d")
        await driver.see("撤回第2版？")
        await resting(driver, "y")
        await driver.see("已撤回第2版")
    assert book_of(crm).pending == ()


@pytest.mark.long
async def test_who_would_lose_is_listed_one_by_one(opened: Opener, crm: Crm) -> None:
    admin = make.admin(crm)
    for number in range(20):
        make.customer(crm, admin, f"客户{number:02}")
    async with opened() as driver:
        await resting(driver, "e")
        await saved(driver, idle_days="5")
        await driver.see("会提前的客户")
        await tried(driver)
        await resting(driver, "t")
        await driver.see("会提前的客户 (20)")
        await driver.see("客户19")


@pytest.mark.long
async def test_leaving_asks_before_the_draft_is_lost(opened: Opener, crm: Crm) -> None:
    async with opened() as driver:
        await resting(driver, "e")
        await saved(driver, idle_days="5")
        await resting(driver, "escape")
        await driver.see("不保存就离开")
        await resting(driver, "n", "escape", "y")
        await driver.see("设置项")
    assert len(book_of(crm).history) == 1


@pytest.mark.long
async def test_members_read_the_rules_and_try_nothing(opened: Opener, crm: Crm) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened(user="lina") as driver:
        await driver.see("(e编辑)")
        await resting(driver, "e")
        await driver.see("只有“公海”的管理员可以修改规则")


@pytest.mark.long
async def test_the_editor_works_on_a_small_terminal_with_hostile_names(
    opened: Opener, crm: Crm
) -> None:
    admin, pool = make.admin(crm), make.pool_id(crm)
    drafts = [
        RuleDraft((IdleCondition(10),), name=name)
        for name in ("[/]规则", "\x1b[2J\u202e倒", "长" * 100, "👨‍👩‍👧 家")
    ]
    crm.rules.save(admin, pool, drafts, effective_day=make.NOW.toordinal() + 5)
    async with opened(width=80, height=24) as driver:
        await driver.see("[/]规则")
        await resting(driver, "j", "e")
        await form_of(driver)
        await tried(driver)
        seen = "\n".join(driver.screen_text())
        assert not {"\x1b", "\u202e"} & set(seen)
