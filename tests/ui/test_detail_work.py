"""Comments, files, numbers and the search of the timeline, in the detail of a customer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.widgets.path_field import typed_path
from crm_tui.tui.widgets.timeline import Timeline
from tests import make
from tests.driver import Driver
from tests.integration.test_timelines import fill
from tests.ui.stage import on_stage, session_of

HOSTILE = "[/] [@click=app.quit]x[/] \x1b[2J\u202e" + "长" * 500


def detail(crm: Crm, actor: Actor, customer_id: CustomerId) -> DetailScreen:
    return DetailScreen(session_of(crm, actor), customer_id, Trail(lambda _step: None))


def timeline(driver: Driver) -> Timeline:
    return driver.app.screen.query_one(Timeline)


@pytest.mark.long
async def test_the_timeline_is_searched_and_what_is_found_is_marked(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    for text in ("预算已批，要分期方案", HOSTILE):
        clock.advance(timedelta(hours=1))
        make.follow_up(crm, admin, customer, text)
    async with on_stage(detail(crm, admin, customer), tmp_path) as (driver, _stage):
        await driver.see("长长")
        await driver.press("/")
        await driver.type_text("分期")
        await driver.press("enter")
        await driver.wait_until(lambda: len(timeline(driver).entries) == 1, "what was found")
        await driver.see("/分期")
        marked = [
            segment.text
            for y in range(timeline(driver).size.height)
            for segment in timeline(driver).render_line(y)
            if segment.style is not None and segment.style.underline
        ]
        assert marked == ["分期"]
        await driver.press("/")
        await driver.press("end", *["backspace"] * 2)
        await driver.type_text("没有这样的话")
        await driver.press("enter")
        await driver.see("Nothing here says")


async def test_a_manager_comments_with_a_task_and_both_are_shown(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    customer = make.customer(crm, lina)
    make.follow_up(crm, lina, customer, "聊了报价")
    async with on_stage(detail(crm, admin, customer), tmp_path) as (driver, _stage):
        await driver.see("聊了报价")
        await driver.press("P")
        await driver.see("Comment for 李娜")
        await driver.type_text("先问清谁拍板")
        await driver.press("tab")
        await driver.type_text("再打一次")
        await driver.press("tab")
        await driver.type_text("明天10点")
        await driver.press("f2")
        await driver.see("先问清谁拍板")
        await driver.see("✦ 王伟 commented")
    (task,) = crm.tasks.list(lina)
    assert task.title == "再打一次"
    assert len(crm.notices.unseen(lina)) == 1


async def test_what_a_colleague_wants_to_be_seen_is_gone_to_and_seen_then(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    customer = make.customer(crm, lina)
    make.follow_up(crm, lina, customer, "@wangwei 请看 [/]")
    for number in range(3):
        clock.advance(timedelta(hours=1))
        make.follow_up(crm, lina, customer, f"后来{number}")
    async with on_stage(detail(crm, admin, customer), tmp_path) as (driver, _stage):
        await driver.see("▌          @wangwei 请看 [/]")
        await driver.wait_until(lambda: not crm.notices.unseen(admin), "it was seen")
    last = crm.history.last(admin)
    assert last is not None
    assert last.operation == "People.add_user"


async def test_a_file_is_attached_by_its_path_and_listed(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    crm.database.files_folder = tmp_path / "kept"
    customer = make.customer(crm, admin)
    (tmp_path / "报价 [b]x.txt").write_text("42", encoding="utf-8")
    async with on_stage(detail(crm, admin, customer), tmp_path) as (driver, _stage):
        await driver.press("F")
        await driver.see("Attach a file to this customer")
        await driver.press("enter")
        await driver.type_text(f"{tmp_path}/报价")
        await driver.press("right", "f2")
        await driver.see("Attached")
        await driver.press("F")
        await driver.see("报价 [b]x.txt · 2 B")
        await driver.press("escape", "u")
        await driver.wait_until(lambda: not crm.attachments.list(admin, customer), "the undo of it")


@pytest.mark.long
async def test_a_number_is_shown_as_a_code_and_hidden_ones_are_not(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin, phone="138 1234 5678")
    async with on_stage(detail(crm, admin, customer), tmp_path) as (driver, _stage):
        await driver.see("138 1234 5678")
        await driver.press("p")
        await driver.see("█▀▀▀▀▀█")
        await driver.press("y")
        assert driver.app.clipboard == "138 1234 5678"
    lina = make.rep(crm)
    make.set_pool(crm, masks_contacts=True)
    crm.pools.return_to_pool(admin, [customer], make.return_reason(crm))
    async with on_stage(detail(crm, lina, customer), tmp_path) as (driver, _stage):
        await driver.see("138****5678")
        await driver.press("p")
        await driver.see("The numbers are hidden")
        assert not driver.sees("█▀▀▀▀▀█")


@pytest.mark.long
async def test_ten_thousand_entries_are_scrolled_to_the_end(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin)
    fill(crm, customer, 10_000)
    async with on_stage(detail(crm, admin, customer), tmp_path) as (driver, _stage):
        await driver.wait_until(lambda: len(timeline(driver).entries) >= 100, "the first page")
        await driver.press("G")
        await driver.see("n10000")
        await driver.press("g")
        await driver.see("Customer edited")


@pytest.mark.parametrize("quote", ["'{}'", '"{}"', "{}"])
def test_a_path_that_was_dropped_on_the_terminal_is_understood(tmp_path: Path, quote: str) -> None:
    path = tmp_path / "a b.txt"
    path.write_text("x", encoding="utf-8")
    assert typed_path(quote.format(path)) == path
    assert typed_path(str(path).replace(" ", "\\ ")) == path
