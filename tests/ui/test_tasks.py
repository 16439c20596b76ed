"""Tasks on the screen: made, worked on, done, reviewed; the lists, and who does what when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.tasks import (
    TaskDraft,
    TaskKind,
    TaskOutcome,
    TaskPriority,
    TaskRequest,
    TaskState,
)
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.conflicts import ConflictDialog
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.forms import set_text
from crm_tui.tui.screens.tasks.form import Around, TaskForm
from crm_tui.tui.screens.tasks.lists import TasksScreen
from crm_tui.tui.screens.tasks.parts import TaskPart
from crm_tui.tui.screens.tasks.whole import TaskScreen
from crm_tui.tui.widgets.fields import MomentField, MultiLineField, TextField
from tests import make
from tests.ui.stage import on_stage, session_of

HOSTILE = "[/][@click=app.quit]x\x1b[2J\u202e" + "长" * 100


def made(crm: Crm, actor: Actor, title: str = "发方案", **values: object) -> TaskId:
    draft = TaskDraft(**{"title": title, "due_at": make.NOW + make.DAY, **values})  # type: ignore[arg-type]  # by name
    return TaskId(crm.tasks.make(actor, draft).record_id or 0)


async def test_a_task_in_words(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer = make.customer(crm, admin)
    around = Around(
        crm.tasks.assignable(admin, customer), crm.customers.detail(admin, customer).contacts
    )
    form = TaskForm(session_of(crm, admin), customer, "恒信", around)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("发分期方案")
        await driver.press("tab", "tab", "tab")
        await driver.type_text("每月31日")
        await driver.see("12-31")
        await driver.press("f2")
        await driver.wait_until(lambda: not form.is_running)
    (task,) = crm.tasks.find(admin, TaskRequest(customer_id=customer))
    assert (task.title, task.kind, task.has_time) == ("发分期方案", TaskKind.TASK, False)
    assert task.recurrence is not None
    assert task.recurrence.days == (31,)


@pytest.mark.parametrize(
    ("key", "title", "due"),
    [("f3", "我的标题", 5), pytest.param("f4", "别人的标题", 3, marks=pytest.mark.long)],
)
async def test_of_two_who_changed_a_task_one_is_asked_whose_words_stand(
    key: str, title: str, due: int, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    task_id = made(crm, admin, customer_id=customer)
    task = crm.tasks.show(admin, task_id).task
    around = Around(
        crm.tasks.assignable(admin, customer),
        crm.customers.detail(admin, customer).contacts,
        task,
    )
    form = TaskForm(session_of(crm, admin), customer, "恒信", around)
    async with on_stage(form, tmp_path, 120, 40) as (driver, _stage):
        theirs = {"title": "别人的标题", "due_at": make.NOW + 3 * make.DAY}
        crm.tasks.edit(admin, task_id, theirs)
        set_text(form.query_one("#title", TextField), "我的标题")
        set_text(form.query_one("#due_at", MomentField), "2026-11-27 10:00")
        set_text(form.query_one("#notes", MultiLineField), "加急[/]")
        await driver.press("f2")
        await driver.wait_until(lambda: isinstance(driver.app.screen, ConflictDialog))
        await driver.see("mine: 我的标题")
        await driver.see("王伟 changed it just now to: 别人的标题")
        await driver.see("mine: 2026-11-27 Fri 10:00")
        await driver.press("escape")
        assert form.query_one("#title", TextField).value == "我的标题"
        await driver.press("f2")
        await driver.wait_until(lambda: isinstance(driver.app.screen, ConflictDialog))
        await driver.press(key)
        await driver.wait_until(lambda: not form.is_running)
    stored = crm.tasks.show(admin, task_id).task
    assert (stored.title, stored.due_at) == (title, make.NOW + due * make.DAY)
    assert stored.notes == "加急[/]"


async def test_a_task_without_a_day_or_a_rule_is_asked_for_one(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = TaskForm(session_of(crm, admin), None, "", Around(crm.tasks.assignable(admin), ()))
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("打电话")
        await driver.press("f2")
        await driver.see("Type a date")
        await driver.type_text("明天下午3点")
        await driver.press("f2")
        await driver.wait_until(lambda: not form.is_running)
    (task,) = crm.tasks.find(admin, TaskRequest())
    assert (task.title, task.has_time, task.customer_id) == ("打电话", True, None)


async def test_a_form_that_only_changes_one_field_leaves_the_others(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    rule = Recurrence(RecurrenceUnit.WEEK)
    task_id = made(crm, admin, recurrence=rule, has_time=False, notes="两行\n字")
    before = crm.tasks.show(admin, task_id).task
    form = TaskForm(
        session_of(crm, admin), None, "", Around(crm.tasks.assignable(admin), (), before)
    )
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("！")
        await driver.press("f2")
        await driver.wait_until(lambda: not form.is_running)
    after = crm.tasks.show(admin, task_id).task
    assert after.title in {"发方案！", "！发方案"}
    assert (after.due_at, after.has_time, after.notes, after.recurrence) == (
        before.due_at,
        before.has_time,
        before.notes,
        before.recurrence,
    )


async def test_one_key_finishes_a_task_and_another_reviews_it(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    task_id = made(crm, admin)
    screen = TasksScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.see("发方案")
        await driver.press("d")
        await driver.see("No tasks here")
        assert crm.tasks.show(admin, task_id).task.outcome is None
        await driver.press("r")
        await driver.see("How did it go?")
        await driver.type_text("先打了电话")
        await driver.press("f2")
        await driver.wait_until(
            lambda: crm.tasks.show(admin, task_id).task.outcome is TaskOutcome.WORKED
        )
    assert crm.tasks.show(admin, task_id).task.review == "先打了电话"


async def test_what_was_done_and_what_came_up_is_noted_on_the_task(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    task_id = made(crm, admin)
    screen = TasksScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.see("发方案")
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, TaskScreen))
        await driver.press("a")
        await driver.see("What did you do?")
        await driver.type_text("打了电话，未接")
        await driver.press("enter")
        await driver.see("· today")
        await driver.press("b")
        await driver.see("What came up?")
        await driver.type_text("对方换人了")
        await driver.press("enter")
        await driver.see("! today")
        await driver.press("escape")
        assert driver.app.screen is screen
    assert [each.is_problem for each in crm.tasks.show(admin, task_id).actions] == [False, True]


async def test_hostile_words_stand_as_they_are(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    task_id = made(crm, admin, HOSTILE, notes=HOSTILE)
    crm.tasks.log(admin, task_id, HOSTILE)
    async with on_stage(TasksScreen(session_of(crm, admin)), tmp_path) as (driver, _stage):
        await driver.see("[/][@click=app.quit]x")
        await driver.press("enter")
        await driver.see("Notes")
        await driver.press("d")
        await driver.see("done")


async def test_a_cell_of_the_overview_opens_its_tasks(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    made(crm, admin, "早上的事", due_at=make.NOW + timedelta(hours=1), priority=TaskPriority.HIGH)
    made(crm, admin, "下月的事", due_at=make.NOW + 30 * make.DAY)
    screen = TasksScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.see("早上的事")
        screen.show_part(TaskPart.PEOPLE)
        await driver.see("0/1")
        for _ in range(make.NOW.astimezone(session_of(crm, admin).zone).weekday() + 2):
            await driver.press("right")
        await driver.press("enter")
        await driver.see("早上的事")
        assert not driver.sees("下月的事")
        await driver.press("escape")
        await driver.see("0/1")


async def test_a_customer_without_a_plan_is_given_one_from_the_list(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    make.set_condition(crm, days=90)
    make.customer(crm, admin)
    clock.advance(timedelta(days=8))
    screen = TasksScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.see("No tasks here")
        screen.show_part(TaskPart.MISSING)
        await driver.see("恒信")
        await driver.press("t")
        await driver.wait_until(lambda: isinstance(driver.app.screen, TaskForm))
        await driver.type_text("回访")
        await driver.press("enter")
        await driver.type_text("明天")
        await driver.press("f2")
        await driver.see("Something is planned")
    (task,) = crm.tasks.find(admin, TaskRequest(state=TaskState.ALL))
    assert task.customer_id is not None


async def test_the_page_of_a_customer_opens_their_tasks(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    made(crm, admin, customer_id=customer)
    made(crm, admin, "别的事")
    from crm_tui.tui.screens.trails import Trail  # noqa: PLC0415

    screen = DetailScreen(session_of(crm, admin), customer, Trail(lambda _by: None))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.see("发方案")
        await driver.press("T")
        await driver.wait_until(lambda: isinstance(driver.app.screen, TasksScreen))
        await driver.see("发方案")
        assert not driver.sees("别的事")
        await driver.see("0 Its tasks]")
        screen_of_tasks = driver.app.screen
        assert isinstance(screen_of_tasks, TasksScreen)
        screen_of_tasks.show_part(TaskPart.MINE)
        await driver.see("别的事")
        screen_of_tasks.show_part(TaskPart.CUSTOMER)
        await driver.see("0 Its tasks]")


async def test_lists_of_tasks_are_named_in_a_narrow_terminal_too(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    screen = TasksScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.resize(80, 24)
        await driver.see("[Own] Late")
        await driver.see("Staff no plan")
