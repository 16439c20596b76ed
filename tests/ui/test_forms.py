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
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.follow_ups import CONTENT_LIMIT
from crm_tui.domain.users import Actor
from crm_tui.tui.drafts import draft_file
from crm_tui.tui.screens.contact_form import ContactForm, birthday_in, phones_in
from crm_tui.tui.screens.forms import editor_of, text_of
from crm_tui.tui.screens.reminder_form import NextContactForm
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog
from tests import make
from tests.ui.stage import (
    customer_form_of,
    field,
    fill,
    follow_up_form_of,
    gone,
    on_stage,
    session_of,
)

HOSTILE = "[/] [@click=app.quit]x[/] \x1b[31m\u202e客户"


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
        for text in ("后天", "发方案", "bf", "ymt", "", "pos", "昨天下午4点"):
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
        await driver.see("Saved, but the days left")


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


@pytest.mark.long
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


# What may be typed --------------------------------------------------------------------------------


@pytest.mark.long
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
    stored = crm.customers.page(admin, ListRequest(CustomerView.ALL)).rows[0]
    assert stored.name == "[/] [@click=app.quit]x[/] 客户"


# Leaving, and drafts ------------------------------------------------------------------------------


@pytest.mark.long
async def test_leaving_asks_only_when_something_was_typed(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.press("escape")
        await gone(driver, form)
    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("打")
        await driver.press("escape")
        await driver.see("Leave without saving?")
        await driver.press("n")
        assert text_of(field(form, "content")) == "打"
        await driver.press("escape")
        await driver.press("y")
        await gone(driver, form)


async def test_a_draft_survives_a_crash_and_goes_when_it_is_saved(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    folder = tmp_path / "drafts"
    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("写到一半 [/]")
        await driver.wait_until(lambda: len(list(folder.glob("*.json"))) == 1, "the draft")
    file = next(folder.glob("*.json"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "写到一半" in file.read_text(encoding="utf-8")

    form = follow_up_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.see("Restore what was not saved?")
        await driver.see("写到一半 [/]")
        await driver.press("y")
        await driver.wait_until(lambda: text_of(field(form, "content")) == "写到一半 [/]")
        await driver.press("f2")
        await gone(driver, form)
        await driver.wait_until(lambda: not list(folder.glob("*")), "no draft")
    assert crm.follow_ups.list(admin, customer_id)[0].content == "写到一半 [/]"


@pytest.mark.long
async def test_a_draft_says_what_changed_meanwhile_and_may_be_discarded(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin, website="old.com")
    form = customer_form_of(crm, admin, customer_id)
    folder = tmp_path / "drafts"
    async with on_stage(form, tmp_path) as (driver, _stage):
        fill(form, website="mine.com")
        await driver.wait_until(lambda: len(list(folder.glob("*.json"))) == 1, "the draft")
    crm.customers.edit(admin, customer_id, {"website": "theirs.com"})
    form = customer_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.see("changed meanwhile to: theirs.com")
        await driver.press("n")
        await driver.wait_until(lambda: not list(folder.glob("*")), "no draft")
        assert text_of(field(form, "website")) == "theirs.com"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"saved_at": "x", "fields": {"name": ["a", "b"]}}', "\udc00"]
)
def test_a_draft_that_cannot_be_read_is_none(content: str, crm: Crm, admin: Actor) -> None:
    file = draft_file(session_of(crm, admin), "customer-new")
    file.path.parent.mkdir()
    file.path.write_bytes(content.encode("utf-8", "surrogatepass"))
    assert file.read() is None


@pytest.mark.long
async def test_a_draft_that_cannot_be_read_is_passed_over(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    file = draft_file(session_of(crm, admin), "customer-new")
    file.path.parent.mkdir()
    file.path.write_text("{", encoding="utf-8")
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("恒信")
        await driver.pilot.pause()
        assert not isinstance(driver.app.screen, ConfirmDialog)


@pytest.mark.long
async def test_a_folder_that_cannot_be_written_disturbs_nobody(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    (tmp_path / "drafts").write_text("in the way", encoding="utf-8")
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        fill(form, name="恒信", contact_name="张敏")
        assert form._draft is not None
        form._draft.keep()
        await driver.press("f2")
        await gone(driver, form)


def test_people_and_databases_have_their_own_drafts(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm, "lina")
    paths = {draft_file(session_of(crm, each), "customer-new").path for each in (admin, lina)}
    assert len(paths) == 2
    assert json.dumps([str(path) for path in paths])


# In a small terminal ------------------------------------------------------------------------------


@pytest.mark.long
async def test_every_field_can_be_reached_and_seen_at_80_by_24(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        reached = []
        for each in form.form.fields:
            focused = driver.app.focused
            assert isinstance(focused, Input | TextArea)
            await driver.wait_until(lambda f=focused: f.region.overlaps(form.form.region))  # type: ignore[misc]
            reached.append(focused is editor_of(each))
            await driver.press("tab")
        assert all(reached)


@pytest.mark.long
async def test_f6_goes_from_group_to_group(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        visited = []
        for _ in range(5):
            await driver.press("f6")
            visited.append(
                next(e.id for e in form.form.fields if editor_of(e) is driver.app.focused)
            )
        assert visited == ["contact_name", "needs", "tags", "short_name", "name"]


# Contact, reminder, next contact ------------------------------------------------------------------


async def test_a_contact_with_all_its_fields(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin)
    form = ContactForm(session_of(crm, admin), customer_id, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("李强")
        fill(form, email="nonsense", birthday="13-45")
        await driver.press("f2")
        await driver.see("is not an e-mail address")
        fill(
            form,
            email="li@example.com",
            birthday="3月5日",
            decision_role="Decider",
            attitude="Supportive",
            is_key="Yes",
            birthday_is_lunar="Yes",
            phones="13900139000",
            background="老朋友\n同学",
        )
        await driver.press("f2")
        await gone(driver, form)
    stored = crm.customers.detail(admin, customer_id).contacts[-1].fields
    assert (stored.name, stored.email, stored.birthday) == ("李强", "li@example.com", "03-05")
    assert (stored.decision_role, stored.attitude) == (DecisionRole.DECIDER, Attitude.SUPPORTS)
    assert (stored.is_key, stored.birthday_is_lunar) == (True, True)
    assert stored.background == "老朋友\n同学"


def test_birthdays_and_phones_are_read() -> None:
    assert [birthday_in(text) for text in ("1990年5月1日", "5/1", "1990-05-01", "")] == [
        "1990-05-01", "05-01", "1990-05-01", "",
    ]  # fmt: skip
    assert [phone.digits for phone in phones_in("13800138000、 010-88886666转8；")] == [
        "13800138000",
        "01088886666",
    ]


async def test_the_next_contact_is_set_and_cleared(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin)
    row = crm.customers.record(admin, customer_id).row
    form = NextContactForm(session_of(crm, admin), row)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("明天10点")
        await driver.press("enter")
        await driver.type_text("发方案")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("Next contact: tomorrow 10:00")
    row = crm.customers.record(admin, customer_id).row
    assert (row.next_contact_at, row.next_contact_note) == (make.NOW + make.DAY, "发方案")
    form = NextContactForm(session_of(crm, admin), row)
    async with on_stage(form, tmp_path) as (driver, _stage):
        assert text_of(field(form, "next_contact_at")) == "2026-11-23 10:00"
        await driver.press("backspace", "f2")
        await gone(driver, form)
    assert crm.customers.record(admin, customer_id).row.next_contact_at is None


async def test_a_long_line_shows_its_beginning_until_somebody_writes_in_it(tmp_path: Path) -> None:
    long = "头" + "长" * 200 + "尾"
    dialog = FormDialog("客户", lambda: [TextField("简称"), TextField("名称", long)], "保存")
    async with on_stage(dialog, tmp_path) as (driver, _stage):
        await driver.see("头长")
        assert not driver.sees("尾")
        await driver.press("tab")
        await driver.see("尾")
        await driver.press("shift+tab")
        await driver.see("头长")
