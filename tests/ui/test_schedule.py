"""The calendar behind its tab, the key dates of a customer, and whom to greet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.festivals import Festival
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.message_templates import MessageTemplateFields
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.greetings import GreetingsScreen
from crm_tui.tui.screens.key_date_dialog import KeyDateDialog
from crm_tui.tui.screens.schedule import ScheduleScreen
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.widgets.schedule_grid import Span, days_shown, month_later
from tests import make
from tests.ui.stage import on_stage, session_of

HOSTILE = "[/][@click=app.quit]x\x1b[2J\u202e" + "长" * 100


def number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


@pytest.mark.long
async def test_a_month_is_walked_and_a_day_opened(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer = make.customer(crm, admin, HOSTILE[:60])
    crm.tasks.set_next_contact(admin, customer, make.NOW + timedelta(days=1), HOSTILE)
    screen = ScheduleScreen(session_of(crm, admin))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.resize(220, 60)
        await driver.see("L10-14")
        await driver.press("right")
        await driver.see("[/][@")
        await driver.press("v", "v")
        await driver.see("2026-11-23 Mon")
        await driver.press("]")
        await driver.see("2026-11-24 Tue")
        await driver.press("g", "right", "v", "enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, DetailScreen))


async def test_the_calendar_fits_a_small_window(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    make.customer(crm, admin, founded_on=number("2001-11-25"))
    async with on_stage(ScheduleScreen(session_of(crm, admin)), tmp_path) as (driver, _stage):
        await driver.resize(80, 24)
        await driver.see("◇")


async def test_a_key_date_is_added_and_dealt_with(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer = make.customer(crm, admin)
    screen = DetailScreen(session_of(crm, admin), customer, Trail(lambda _by: None, None, ()))
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.see("张敏")
        await driver.press("#")
        await driver.see("+ New key date")
        await driver.press("enter")
        await driver.wait_until(lambda: isinstance(driver.app.screen, KeyDateDialog))
        await driver.press("tab", "tab", "tab", "tab")
        await driver.type_text("农历十月十四")
        await driver.see("next on 2026-11-22")
        await driver.press("f2")
        await driver.wait_until(lambda: len(crm.key_dates.list(admin, customer)) == 1)
        assert len(crm.key_dates.due(admin)) == 1
        await driver.see("◇ today")
        await driver.press("#")
        await driver.see("+ New key date")
        await driver.press("down", "enter")
        await driver.see("Skip this time")
        await driver.type_text("skip")
        await driver.press("enter")
        await driver.wait_until(lambda: not crm.key_dates.due(admin))


async def test_whom_to_greet_is_previewed_and_written_down(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, "恒信", contact_name="张总")
    make.customer(crm, admin, HOSTILE[:60], contact_name="李强")
    crm.greetings.add_template(admin, MessageTemplateFields("元旦", "{称呼}您好，祝{公司}好[/]"))
    screen = GreetingsScreen(session_of(crm, admin), Festival.NEW_YEAR)
    async with on_stage(screen, tmp_path) as (driver, _stage):
        await driver.resize(130, 30)
        await driver.see("张总")
        await driver.press("d")
        await driver.see("Choose a text first")
        await driver.press("T")
        await driver.see("+ New text")
        await driver.press("down", "enter")
        await driver.see("张总您好，祝恒信好[/]")
        await driver.press("space", "d")
        await driver.see("Write down 1 greeting?")
        await driver.press("y")
        await driver.wait_until(
            lambda: (
                sum(e.is_greeted for e in crm.greetings.list(admin, Festival.NEW_YEAR).rows) == 1
            )
        )
        await driver.see_no("张总")
        assert not screen._records.marked, "the mark went to whoever came next"


def test_a_month_is_shown_in_whole_weeks() -> None:
    shown = days_shown(Span.MONTH, number("2026-11-22"))
    assert (shown.first, shown.last) == (number("2026-10-26"), number("2026-12-06"))
    assert days_shown(Span.DAY, 5).first == 5
    assert month_later(number("2026-01-31"), 1) == number("2026-02-28")
    assert month_later(number("2026-01-31"), -1) == number("2025-12-31")


def test_a_month_is_read_with_its_key_dates(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    fields = KeyDateFields(KeyDateKind.OTHER, KeyDay(day=15))
    crm.key_dates.add(admin, customer, fields)
    shown = days_shown(Span.MONTH, number("2026-11-22"))
    days = crm.schedules.show(admin, shown.first, shown.last).days
    assert [day.day for day in days if day.items] == [number("2026-11-15")]
