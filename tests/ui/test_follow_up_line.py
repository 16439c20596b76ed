"""A follow-up on one line, and several pasted at once, as a person writes them."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

from textual import events
from textual.widgets import TextArea

from crm_tui.bootstrap import Crm
from crm_tui.domain.entries import read_entry
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.services.follow_ups import FollowUps, Paste
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.follow_up_form import FollowUpForm
from crm_tui.tui.screens.follow_up_line import FollowUpLine
from crm_tui.tui.screens.follow_up_paste import FollowUpPaste
from crm_tui.tui.screens.trails import Trail
from tests import make
from tests.driver import Driver
from tests.ui.stage import gone, on_stage, session_of

LINE = "张敏 电话 积极 预算已批，要分期方案 明天10点 发方案 #报价"
HOSTILE = "电话 [/] [@click=app.quit]x[/]"


def line_of(crm: Crm, actor: Actor, customer_id: CustomerId) -> FollowUpLine:
    return FollowUpLine(session_of(crm, actor), crm.follow_ups.occasion(actor, customer_id))


async def paste(driver: Driver, text: str) -> None:
    """Let the terminal paste a text."""
    driver.app.post_message(events.Paste(text))
    await driver.pilot.pause()


async def test_a_usual_follow_up_takes_two_keys_beyond_its_text(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    page = DetailScreen(
        session_of(crm, admin), customer_id, Trail(lambda _step: None, lambda: (1, 1))
    )
    pressed: list[str] = []

    async def press(driver: Driver, key: str) -> None:
        pressed.append(key)
        await driver.press(key)

    async with on_stage(page, tmp_path, 100, 30) as (driver, _stage):
        await driver.see("张敏")
        await press(driver, "f")
        await driver.wait_until(lambda: isinstance(driver.app.focused, TextArea))
        await driver.type_text(LINE)
        await press(driver, "enter")
        await driver.wait_until(lambda: driver.app.screen is page)
        await driver.see("预算已批，要分期方案")
    assert len(pressed) <= 4
    (row,) = crm.follow_ups.list(admin, customer_id)
    assert (row.contact, row.content, row.next_contact_note) == (
        "张敏",
        "预算已批，要分期方案",
        "发方案",
    )


async def test_the_preview_says_in_words_what_will_be_saved(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    async with on_stage(line_of(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.type_text(LINE)
        for shown in ("张敏", "Positive", "tomorrow (Mon) 10:00 发方案", "方案报价"):
            await driver.see(shown)
        await driver.see("Counts                 yes")


async def test_the_preview_does_not_promise_to_tell_who_may_not_see_the_customer(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.rep(crm, "zhao", "赵敏")
    lina = make.rep(crm, "lina", "李娜")
    customer_id = make.customer(crm, admin)
    crm.teams.add(admin, [customer_id], lina.user_id, make.seat())
    async with on_stage(line_of(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.type_text("电话 聊了报价 @赵敏 @李娜")
        await driver.see("赵敏 will not be told: they may not see this customer.")
        assert driver.sees("Tells                  李娜")


def test_a_line_is_understood_while_a_screen_is_painted(crm: Crm, admin: Actor) -> None:
    occasion = crm.follow_ups.occasion(admin, make.customer(crm, admin))
    read_entry(LINE, occasion.known)
    begun = time.thread_time()
    for _each in range(20):
        read_entry(LINE, occasion.known)
    assert (time.thread_time() - begun) / 20 < 0.016


async def test_the_full_form_is_filled_from_the_line_and_left_back_to_it(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    line = f"{LINE} #重点 !周五 准备合同"
    async with on_stage(line_of(crm, admin, customer_id), tmp_path, 140, 40) as (driver, stage):
        await driver.type_text(line)
        await driver.press("f3")
        await driver.wait_until(
            lambda: isinstance(driver.app.screen, FollowUpForm) and driver.app.screen.is_whole
        )
        for shown in ("2026-11-23 10:00", "发方案", "方案报价", "重点", "准备合同"):
            assert driver.sees(shown), shown
        await driver.press("escape")
        await driver.wait_until(lambda: isinstance(driver.app.screen, FollowUpLine))
        assert driver.sees("张敏 电话 积极")
        await driver.press("ctrl+e")
        await driver.wait_until(
            lambda: isinstance(driver.app.screen, FollowUpForm) and driver.app.screen.is_whole
        )
        await driver.press("f2")
        await driver.wait_until(lambda: bool(stage.answers))
    record = crm.customers.record(admin, customer_id)
    assert (record.row.stage, record.fields.tags) == ("方案报价", ("重点",))
    assert [task.title for task in crm.tasks.list(admin, customer_id=customer_id)] == ["准备合同"]


async def test_a_name_of_several_is_asked_for_when_it_is_saved(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    crm.customers.add_contact(admin, customer_id, make.contact("张伟"))
    async with on_stage(line_of(crm, admin, customer_id), tmp_path) as (driver, stage):
        await driver.type_text("张总 电话 聊了")
        await driver.see("张敏, 张伟")
        await driver.press("enter")
        await driver.see("With whom?")
        await driver.press("down", "enter")
        await driver.wait_until(lambda: bool(stage.answers))
    (row,) = crm.follow_ups.list(admin, customer_id)
    assert row.contact == "张伟"


async def test_a_pasted_chat_is_one_follow_up_with_its_lines(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    chat = "张敏 10:30:15\n你好，明天下午3点方便吗\n李娜 10:31:00\n方便"
    async with on_stage(line_of(crm, admin, customer_id), tmp_path) as (driver, stage):
        await paste(driver, chat)
        await driver.see("李娜 10:31:00")
        await driver.press("enter")
        await driver.wait_until(lambda: bool(stage.answers))
    (row,) = crm.follow_ups.list(admin, customer_id)
    assert (row.content, row.next_contact_at) == (chat, None)


async def test_only_a_plan_is_not_saved_and_leaving_asks_only_when_something_was_typed(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    screen = line_of(crm, admin, customer_id)
    async with on_stage(screen, tmp_path) as (driver, stage):
        await driver.type_text("明天10点 发方案")
        await driver.press("enter")
        await driver.see("Write what happened as well")
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.screen is not screen)
        await driver.press("escape")
        await driver.wait_until(lambda: driver.app.screen is screen)
        screen.line.value = ""
        await driver.press("escape")
        await gone(driver, screen)
        assert stage.answers == [None]
    assert crm.follow_ups.list(admin, customer_id) == []


async def test_what_was_typed_survives_a_crash(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin)
    folder = tmp_path / "drafts"
    async with on_stage(line_of(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.type_text(LINE)
        await driver.wait_until(lambda: len(list(folder.glob("*.json"))) == 1, "the draft")
    async with on_stage(line_of(crm, admin, customer_id), tmp_path) as (driver, stage):
        await driver.see("Restore what was not saved?")
        await driver.press("enter")
        await driver.see("tomorrow (Mon) 10:00 发方案")
        await driver.press("enter")
        await driver.wait_until(lambda: bool(stage.answers))
        await driver.wait_until(lambda: not list(folder.glob("*")), "no draft")
    assert len(crm.follow_ups.list(admin, customer_id)) == 1


async def test_hostile_text_is_shown_as_text(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin, name="[/] [@click=app.quit]恒信")
    async with on_stage(line_of(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.type_text(HOSTILE)
        await driver.see("[/] [@click=app.quit]x[/]")
        assert driver.sees("[/] [@click=app.quit]恒信")
        await paste(driver, "\x1b]0;x\x07红\u202e色")
        await driver.see("红色")


async def test_pasted_lines_are_saved_and_what_is_not_understood_stays(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin)
    screen = FollowUpPaste(session_of(crm, admin))
    async with on_stage(screen, tmp_path, 120, 30) as (driver, stage):
        await paste(driver, "恒信 电话 预算已批 明天10点 发方案\n蓝海 电话 好")
        await driver.see("1 line understood.")
        assert driver.sees("北京恒信科技有限公司")
        assert driver.sees("tomorrow (Mon) 10:00")
        await driver.press("f2")
        await driver.see("1 follow-up saved.")
        await driver.wait_until(lambda: screen.text == "蓝海 电话 好")
        assert stage.answers == []
    (row,) = crm.follow_ups.list(admin)
    assert row.content == "预算已批"


class SlowReader(FollowUps):
    """Understands lines only when it may."""

    is_asked, may_answer = Event(), Event()

    def read_paste(self, actor: Actor, text: str) -> Paste:
        self.is_asked.set()
        assert self.may_answer.wait(20)
        return super().read_paste(actor, text)


async def test_what_was_understood_after_it_was_closed_is_dropped(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin)
    slow = SlowReader(crm.database)
    vars(crm)["follow_ups"] = slow
    screen = FollowUpPaste(session_of(crm, admin))
    async with on_stage(screen, tmp_path, 120, 30) as (driver, stage):
        await paste(driver, "恒信 电话 好")
        await driver.wait_until(slow.is_asked.is_set, "the question")
        screen.dismiss(None)
        await driver.wait_until(lambda: stage.answers == [None] and not screen.is_running)
        slow.may_answer.set()
        await driver.wait_until(lambda: not stage.is_busy, "the answer")
