"""The forms, as a person fills them in."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, TextArea

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.customers import CustomerKind, Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.tasks import TaskKind
from crm_tui.domain.users import Actor
from crm_tui.services.follow_ups import CONTENT_LIMIT
from crm_tui.tui.drafts import draft_file
from crm_tui.tui.screens import follow_up_form
from crm_tui.tui.screens.conflicts import ConflictDialog
from crm_tui.tui.screens.contact_form import ContactForm, birthday_in, phones_in
from crm_tui.tui.screens.customer_fields import company_only
from crm_tui.tui.screens.customer_form import CustomerForm
from crm_tui.tui.screens.follow_up_form import FollowUpForm
from crm_tui.tui.screens.forms import FormScreen, editor_of, set_text, text_of
from crm_tui.tui.screens.reminder_form import NextContactForm, ReminderForm
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import FormField
from tests import make
from tests.driver import Driver
from tests.ui.stage import on_stage, session_of

HOSTILE = "[/] [@click=app.quit]x[/] \x1b[31m\u202e客户"


def follow_up_form_of(crm: Crm, actor: Actor, customer_id: CustomerId) -> FollowUpForm:
    detail = crm.customers.detail(actor, customer_id)
    return FollowUpForm(session_of(crm, actor), detail.record, detail.contacts)


def customer_form_of(crm: Crm, actor: Actor, customer_id: CustomerId | None) -> CustomerForm:
    record = None if customer_id is None else crm.customers.record(actor, customer_id)
    return CustomerForm(session_of(crm, actor), record)


def field(form: FormScreen, name: str) -> FormField[object]:
    return next(each for each in form.form.fields if each.id == name)


def fill(form: FormScreen, **texts: str) -> None:
    for name, text in texts.items():
        set_text(field(form, name), text)


async def gone(driver: Driver, form: FormScreen) -> None:
    await driver.wait_until(lambda: form not in driver.app.screen_stack, "the form closed")


# Follow-up --------------------------------------------------------------------------------------


async def test_the_usual_follow_up_takes_three_keys_beside_its_text(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("预算已批，要分期方案")
        await driver.press("tab")
        await driver.type_text("明天10点")
        await driver.see("2026-11-23 Mon 10:00")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("Saved · days left: 30 days")
    written = crm.follow_ups.list(admin, customer_id)[0]
    assert (written.content, written.method, written.contact) == (
        "预算已批，要分期方案",
        "电话",
        "张敏",
    )
    assert written.next_contact_at == make.NOW + timedelta(days=1)
    assert written.happened_at == make.NOW


async def test_a_follow_up_with_everything(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin)
    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, stage):
        await driver.type_text("见面谈了")
        for text in ("后天", "发方案", "bf", "ymt", "", "jj", "昨天下午4点"):
            await driver.press("tab")
            await driver.type_text(text)
        await driver.press("tab")
        await driver.press("f2")
        await gone(driver, form)
        assert stage.answers[0].customer_ids == (customer_id,)
    written = crm.follow_ups.list(admin, customer_id)[0]
    assert (written.method, written.result) == ("拜访", "已面谈")
    assert written.happened_at == make.NOW - timedelta(hours=18)


async def test_a_follow_up_that_does_not_count_says_why(crm: Crm, tmp_path: Path) -> None:
    boss = make.admin(crm)
    lina = make.rep(crm, "lina", "李娜")
    customer_id = make.customer(crm, lina)
    form = follow_up_form_of(crm, boss, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("经理看过")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("not written by the owner")


async def test_faults_stand_under_their_fields_and_nothing_is_saved(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.press("f2")
        await driver.see("Please fill this in.")
        await driver.type_text("打过电话")
        fill(form, happened_at="明天")
        await driver.press("f2")
        await driver.see("A follow-up cannot have happened in the future")
        assert driver.app.focused is editor_of(field(form, "happened_at"))
        fill(form, happened_at="没有这种时间")
        await driver.press("f2")
        await driver.see("was not understood")
    assert crm.follow_ups.list(admin, customer_id) == []


async def test_today_alone_is_now_even_before_nine(admin: Actor, tmp_path: Path) -> None:
    clock = FakeClock(make.NOW.replace(hour=7))
    crm = make.office(tmp_path / "early", clock=clock)
    customer_id = make.customer(crm, make.admin(crm))
    form = follow_up_form_of(crm, make.admin(crm), customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("早上打的")
        fill(form, happened_at="今天")
        await driver.press("f2")
        await gone(driver, form)
    assert crm.follow_ups.list(make.admin(crm), customer_id)[0].happened_at == clock.now()
    crm.close()


async def test_contacts_of_one_name_can_be_told_apart(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin, phone="13800138000")
    crm.customers.add_contact(admin, customer_id, make.contact("张敏", "13900139000"))
    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("打过电话")
        fill(form, contact_id="张敏 13900139000")
        await driver.press("f2")
        await gone(driver, form)
    contact_id = make.query(crm, "SELECT contact_id FROM follow_up")[0][0]
    assert contact_id == crm.customers.detail(admin, customer_id).contacts[1].id


def test_the_form_holds_as_much_as_the_service_takes() -> None:
    assert follow_up_form.CONTENT_LIMIT == CONTENT_LIMIT


# What may be typed --------------------------------------------------------------------------------


async def test_a_paste_of_a_megabyte_is_cut_to_what_may_be_stored(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = follow_up_form_of(crm, admin, make.customer(crm, admin))
    async with on_stage(form, tmp_path) as (driver, _stage):
        content = editor_of(field(form, "content"))
        content.post_message(events.Paste("\x1b]52;c;eA==\x07\u202e长" + "长\n" * 500_000))
        await driver.pilot.pause()
        assert len(text_of(field(form, "content"))) <= CONTENT_LIMIT
        assert "\x1b" not in text_of(field(form, "content"))
        note = editor_of(field(form, "next_contact_note"))
        note.focus()
        note.post_message(events.Paste("一\n二\r\n三" + "长" * 1_000_000))
        await driver.pilot.pause()
        assert text_of(field(form, "next_contact_note")).startswith("一 二 三长长")
        assert len(text_of(field(form, "next_contact_note"))) == 500
        await driver.press("f2")
        await gone(driver, form)


async def test_hostile_text_is_shown_and_stored_as_plain_text(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        fill(form, name=HOSTILE, contact_name=HOSTILE)
        await driver.see("[/] [@click=app.quit]x[/]")
        await driver.press("f2")
        await gone(driver, form)
        assert driver.app.is_running
    stored = crm.customers.page(admin, make_request()).rows[0]
    assert stored.name == "[/] [@click=app.quit]x[/] 客户"


def make_request() -> object:
    from crm_tui.domain.customers import CustomerView, ListRequest

    return ListRequest(CustomerView.ALL)
