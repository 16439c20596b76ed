"""The detail of a customer, as a person reads and works in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.screen import Screen

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.customers import Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.presentation.widths import cell_width
from crm_tui.tui.screens.contact_form import ContactForm
from crm_tui.tui.screens.customer_form import CustomerForm
from crm_tui.tui.screens.detail import DetailScreen, TaskStrip
from crm_tui.tui.screens.detail_facts import header_pieces, task_lines
from crm_tui.tui.screens.detail_timeline import FILTERS, TimelinePane
from crm_tui.tui.screens.follow_up_line import FollowUpLine
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.reminder_form import NextContactForm
from crm_tui.tui.screens.tasks.form import TaskForm
from crm_tui.tui.screens.trails import Queue, Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.pieces import total_width
from crm_tui.tui.widgets.timeline import Timeline
from tests import make
from tests.driver import Driver
from tests.ui.stage import Stage, on_stage, session_of

HOSTILE = "[/] [@click=app.quit]x[/]"
FORMS: Mapping[str, type[FormScreen]] = {
    "f": FollowUpLine,
    "f5": FollowUpLine,
    "n": NextContactForm,
    "t": TaskForm,
    "e": CustomerForm,
    "C": ContactForm,
    "E": ContactForm,
    "N": CustomerForm,
}


def nowhere(_step: int) -> int | None:
    return None


def detail(crm: Crm, actor: Actor, customer_id: CustomerId, queue: Queue = nowhere) -> DetailScreen:
    return DetailScreen(session_of(crm, actor), customer_id, Trail(queue, lambda: (3, 38)))


def everything_changed(stage: Stage) -> None:
    stage.tell_changed(Changed(None, frozenset(), ()))


def titles(driver: Driver) -> list[str]:
    return [entry.title for entry in driver.app.screen.query_one(Timeline).entries]


def is_open(driver: Driver, form: type[FormScreen]) -> bool:
    return isinstance(driver.app.screen, form)


async def test_it_tells_who_it_is_whose_it_is_and_until_when(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(
        crm, admin, level=Level.A, stage_id=make.word(crm, DictionaryKind.STAGE, "proposal"),
        phone="13800138000", budget_minor=32_000_000, tags=("VIP",),
    )  # fmt: skip
    crm.customers.add_contact(
        admin,
        customer_id,
        make.contact("李强", title="技术经理", decision_role=DecisionRole.DECIDER,
                     attitude=Attitude.SUPPORTS),
    )  # fmt: skip
    crm.tasks.add(admin, "发分期方案", make.NOW + make.DAY, customer_id=customer_id)
    async with on_stage(detail(crm, admin, customer_id), tmp_path, 160, 45) as (driver, _stage):
        await driver.see("level A · 方案报价 · Potential")
        for text in ("owner 王伟", "公海", "days left: 30 days", "‹ 3/38 ›"):
            assert driver.sees(text), text
        for text in ("★ 张敏", "13800138000", "李强  技术经理 · Decider · Supportive", "¥320,000"):
            assert driver.sees(text), text
        assert driver.sees("Missing: ")
        assert driver.sees("□ tomorrow 10:00 发分期方案")


async def test_the_timeline_can_be_narrowed_by_key_and_by_click(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    clock.advance(timedelta(hours=1))
    make.follow_up(crm, admin, customer_id, "预算已批")
    crm.customers.edit(admin, customer_id, {"level": Level.A})
    async with on_stage(detail(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.see("预算已批")
        everything = len(titles(driver))
        await driver.press("v")
        assert titles(driver) == ["Follow-up"]
        await driver.press("v")
        assert titles(driver) == ["Created"]
        await driver.press("v")
        assert "Customer edited" in titles(driver)
        await driver.press("v")
        assert titles(driver) == []
        await driver.press(*["v"] * (len(FILTERS) - 4))
        assert len(titles(driver)) == everything
        await driver.click("FilterLine", x=7)
        assert titles(driver) == ["Follow-up"]
        await driver.press("enter")
        await driver.see("today 11:00  王伟")
        await driver.press("escape")


@pytest.mark.long
async def test_the_keys_of_a_list_work_here_too(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    screen = detail(crm, admin, make.customer(crm, admin))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.see("张敏")
        for key, form in FORMS.items():
            await driver.press(key)
            await driver.wait_until(partial(is_open, driver, form), f"the form of {key}")
            await driver.press("escape")
            assert driver.app.screen is screen, key


async def test_a_follow_up_appears_at_once_and_moves_the_days_left(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    clock.advance(timedelta(days=20))
    async with on_stage(detail(crm, admin, customer_id), tmp_path) as (driver, stage):
        await driver.see("days left: 10 days")
        await driver.press("f")
        await driver.wait_until(lambda: isinstance(driver.app.screen, FollowUpLine))
        await driver.type_text("预算已批")
        await driver.press("f2")
        await driver.see("days left: 30 days")
        await driver.see("预算已批")
        await driver.press("q")
        await driver.wait_until(lambda: bool(stage.answers))
        assert stage.answers[0].customer_ids == (customer_id,)


@pytest.mark.long
async def test_claim_and_return_without_leaving(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin, in_pool=True)
    async with on_stage(detail(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.see("waits in the pool")
        await driver.press("c")
        await driver.see("owner 王伟")
        await driver.press("r")
        await driver.see("Return: why?")
        await driver.press("enter", "enter")
        await driver.see("waits in the pool")
        await driver.press("w")
        await driver.see("Why: ")


async def test_next_and_previous_follow_the_list(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    ids = [make.customer(crm, admin, name) for name in ("第一家", "第二家", "第三家")]
    at = 0

    def queue(step: int) -> int | None:
        nonlocal at
        if not 0 <= at + step < len(ids):
            return None
        at += step
        return ids[at]

    async with on_stage(detail(crm, admin, ids[0], queue), tmp_path) as (driver, _stage):
        await driver.see("第一家")
        await driver.press("right_square_bracket")
        await driver.see("第二家")
        await driver.press("right_square_bracket", "right_square_bracket")
        await driver.see("This was the last one.")
        assert driver.sees("第三家")
        await driver.press("left_square_bracket")
        await driver.see("第二家")


@pytest.mark.long
async def test_a_customer_that_another_takes_or_deletes_says_so(crm: Crm, tmp_path: Path) -> None:
    lina, wang = make.rep(crm, "lina", "李娜"), make.rep(crm, "wang", "王磊")
    first, second = (make.customer(crm, lina, name, in_pool=True) for name in ("甲公司", "乙公司"))
    screen = detail(crm, lina, first, lambda _step: second)
    async with on_stage(screen, tmp_path) as (driver, stage):
        await driver.see("甲公司")
        crm.pools.claim(wang, [first])
        everything_changed(stage)
        await driver.see("“甲公司” is no longer among the customers you may see.")
        await driver.press("c", "f", "e", "E", "d", "v", "n", "w", "C")
        assert driver.app.screen is screen
        await driver.press("right_square_bracket")
        await driver.see("乙公司")
        await driver.see("waits in the pool")
        assert not driver.sees("no longer")


async def test_one_that_was_gone_before_it_was_read(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    async with on_stage(detail(crm, admin, CustomerId(999)), tmp_path) as (driver, stage):
        await driver.see("This customer is no longer among those you may see.")
        await driver.press("escape")
        await driver.wait_until(lambda: stage.answers == [None])


class Unread(Screen[None]):
    """The panes of a customer whose answer is still on its way."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        yield TimelinePane(self._session)
        yield TaskStrip()


async def test_nothing_is_called_empty_before_it_was_read(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    async with on_stage(Unread(session_of(crm, admin)), tmp_path) as (driver, _stage):
        await driver.see("Loading …")
        assert not driver.sees("Nothing")


async def test_a_reminder_is_marked_as_done(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin)
    for title in ("发方案", "打电话"):
        crm.tasks.add(admin, title, make.NOW + make.DAY, customer_id=customer_id)
    async with on_stage(detail(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.see("□ tomorrow 10:00 打电话")
        await driver.press("d")
        await driver.see("Which one is done?")
        await driver.press("enter")
        await driver.see_no("□ tomorrow 10:00 发方案")
        await driver.press("d")
        await driver.see("Nothing planned")
        await driver.press("d")
        await driver.see("There is no open reminder.")
    assert crm.tasks.list(admin, customer_id=customer_id) == []


async def test_hostile_names_and_notes_are_plain_text(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin, HOSTILE, contact_name=HOSTILE, needs=HOSTILE)
    make.follow_up(crm, admin, customer_id, HOSTILE, next_contact_at=make.NOW + make.DAY,
                   next_contact_note=HOSTILE)  # fmt: skip
    crm.tasks.add(admin, HOSTILE, make.NOW + make.DAY, customer_id=customer_id)
    async with on_stage(detail(crm, admin, customer_id), tmp_path, 160, 45) as (driver, _stage):
        await driver.see(HOSTILE)
        seen = sum(line.count("[@click=app.quit]") for line in driver.screen_text())
        assert seen >= 6
        await driver.press("f", "escape", "E", "escape", "n", "escape", "t", "escape")
        assert driver.app.is_running


@pytest.mark.long
async def test_the_facts_scroll_while_they_have_the_focus(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin, needs="需求很长" * 100)
    async with on_stage(detail(crm, admin, customer_id), tmp_path) as (driver, _stage):
        await driver.see("张敏")
        await driver.press("tab")
        await driver.press("end")
        await driver.see("Missing: ")


@pytest.mark.parametrize("width", range(20, 161, 7))
def test_the_header_never_overflows(width: int, crm: Crm, admin: Actor) -> None:
    customer_id = make.customer(crm, admin, "北京恒信" * 40, level=Level.A)
    row = crm.customers.record(admin, customer_id).row
    for place in (None, (3, 200_000)):
        pieces = header_pieces(row, make.NOW.toordinal(), place, width)
        assert total_width(pieces) <= width
        assert "北京" in pieces[0].text


def test_reminders_stand_side_by_side_as_far_as_they_fit() -> None:
    words = ["□ 明天10:00 发分期方案", "□ 12-01 张敏生日", "□ " + "长" * 60]
    lines = task_lines(words, 50)
    assert lines[0] == "□ 明天10:00 发分期方案   □ 12-01 张敏生日"
    assert all(cell_width(line) <= 50 for line in lines)
