"""The form of a customer, and what happens when two people fill it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widget import Widget

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerKind, CustomerView, Level, ListRequest
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.conflicts import ConflictDialog
from crm_tui.tui.screens.contact_form import ContactForm
from crm_tui.tui.screens.customer_fields import company_only
from crm_tui.tui.screens.customer_form import CustomerForm
from crm_tui.tui.screens.forms import editor_of, text_of
from tests import make
from tests.ui.stage import customer_form_of, field, fill, gone, on_stage, session_of

HOSTILE = "[/] [@click=app.quit]x[/] \x1b[31m\u202e客户"


# Customer -----------------------------------------------------------------------------------------


async def test_a_new_customer_with_its_first_contact(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, stage):
        await driver.type_text("北京恒信科技有限公司")
        fill(
            form,
            level="A",
            industry_id="软件",
            first_contact_day="昨天",
            contact_name="张敏",
            phones="138 0013 8000，010-88886666转801",
            budget_minor="32万",
            tags="VIP，展会、VIP",
            needs="分期\n上线",
        )
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("Saved new customer")
        customer_id = stage.answers[0].customer_ids[0]
    detail = crm.customers.detail(admin, customer_id)
    stored = detail.record.fields
    assert (stored.level, stored.budget_minor, stored.tags) == (
        Level.A,
        32_000_000,
        ("VIP", "展会"),
    )
    assert (stored.first_contact_day, stored.needs) == (make.NOW.toordinal() - 1, "分期\n上线")
    assert stored.industry_id == make.word(crm, DictionaryKind.INDUSTRY, "software")
    phones = [phone.digits for phone in detail.contacts[0].fields.phones]
    assert phones == ["13800138000", "01088886666"]


async def test_what_is_missing_is_said_under_each_field(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path, 160, 45) as (driver, _stage):
        fill(form, credit_code="123", phones="abc", level="Z")
        await driver.press("f2")
        await driver.see("Please fill this in.")
        await driver.see("does not have 18 characters")
        await driver.see("“abc” is no whole phone number")
        await driver.see("Choose one from the list.")
        assert driver.app.focused is editor_of(field(form, "name"))


@pytest.mark.long
async def test_an_individual_needs_no_contact_and_no_company_fields(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, stage):
        await driver.type_text("赵静")
        fill(form, kind="Individual", phones="13800138000")
        await driver.wait_until(lambda: not field(form, "credit_code").display)
        await driver.press("f2")
        await gone(driver, form)
        detail = crm.customers.detail(admin, stage.answers[0].customer_ids[0])
    assert detail.record.fields.kind is CustomerKind.INDIVIDUAL
    assert [each.fields.name for each in detail.contacts] == ["赵静"]
    assert "credit_code" in company_only()
    assert "needs" not in company_only()


async def test_a_duplicate_shows_while_it_is_typed_and_opens(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, "杭州西湖教育", in_pool=True)
    make.customer(crm, make.rep(crm, "lina", "李娜"), "深圳云图", phone="13700137000")
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.type_text("杭州西湖教育")
        await driver.see("In the pool “公海”, can be claimed · F7 opens it")
        fill(form, phones="13700137000")
        await driver.see("李娜 holds it")
        fill(form, name="另一家")
        await driver.see_no("In the pool “公海”")
        fill(form, name="杭州西湖教育", phones="")
        await driver.see("can be claimed")
        await driver.press("f7")
        await driver.see("Timeline")
        await driver.press("c")
        await driver.see("Claimed “杭州西湖教育”")
        await driver.press("q")
        assert driver.app.screen is form


@pytest.mark.long
async def test_who_was_told_of_enough_of_others_reads_when_it_goes_on(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    lina, sun = make.rep(crm, "lina", "李娜"), make.rep(crm, "sun", "孙悦")
    for name, phone in (("深圳云图", "13700137000"), ("杭州西湖教育", "13700137001")):
        make.customer(crm, lina, name, phone=phone)
    crm.offices.change(admin, {"others_told_hourly": "1"})
    form = customer_form_of(crm, sun, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        fill(form, phones="13700137000")
        await driver.see("李娜 holds it")
        fill(form, phones="13700137001")
        await driver.see("You were told of 1 customer of others within an")
        assert not driver.sees("李娜 holds it")


@pytest.mark.long
async def test_an_exact_duplicate_is_asked_about(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    make.customer(crm, admin, "杭州西湖教育")
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        fill(form, name="杭州西湖教育", contact_name="孙涛")
        await driver.press("f2")
        await driver.see("This customer may exist already")
        await driver.press("escape")
        await driver.press("f2")
        await driver.see("This customer may exist already")
        await driver.press("y")
        await gone(driver, form)
    assert crm.customers.page(admin, ListRequest(CustomerView.ALL)).total == 2


@pytest.mark.long
async def test_beyond_the_limit_it_waits_in_the_pool_and_says_so(tmp_path: Path) -> None:
    crm = make.office(tmp_path / "full", holding_limit=0)
    form = customer_form_of(crm, make.admin(crm), None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        fill(form, name="杭州西湖教育", contact_name="孙涛")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("Your holdings are full")
    crm.close()


@pytest.mark.long
async def test_save_and_new_contact_then_save_and_next(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        fill(form, name="第一家", contact_name="孙涛", level="A")
        await driver.press("f4")
        await driver.see("Saved new customer “第一家”")
        await driver.wait_until(lambda: text_of(field(form, "name")) == "")
        assert (text_of(field(form, "level")), form.form.is_dirty) == ("", False)
        assert driver.app.focused is editor_of(field(form, "name"))
        fill(form, name="第二家", contact_name="孙涛")
        await driver.press("f3")
        await driver.wait_until(lambda: isinstance(driver.app.screen, ContactForm))
        await driver.type_text("李强")
        await driver.press("f2")
        await gone(driver, form)
    found = crm.customers.find(admin, "第二家")
    people = [each.fields.name for each in crm.customers.detail(admin, found).contacts]
    assert people == ["孙涛", "李强"]
    assert crm.customers.find(admin, "第一家")


@pytest.mark.long
async def test_another_customer_as_parent(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    parent_id = make.customer(crm, admin, "恒信集团")
    child_id = make.customer(crm, admin, "恒信科技")
    form = customer_form_of(crm, admin, child_id)
    async with on_stage(form, tmp_path, 160, 45) as (driver, _stage):
        fill(form, parent_id="没有这家")
        await driver.press("f2")
        await driver.see("There is no customer “没有这家”")
        fill(form, parent_id="恒信集团")
        await driver.press("f2")
        await gone(driver, form)
    assert crm.customers.record(admin, child_id).fields.parent_id == parent_id
    again = customer_form_of(crm, admin, child_id)
    async with on_stage(again, tmp_path) as (driver, _stage):
        await driver.wait_until(lambda: text_of(field(again, "parent_id")) == "恒信集团")
        assert not again.form.is_dirty
        fill(again, parent_id="")
        await driver.press("f2")
        await gone(driver, again)
    assert crm.customers.record(admin, child_id).fields.parent_id is None


@pytest.mark.long
async def test_the_form_says_what_another_level_does_to_the_last_day(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.set_rule(crm, exempt={"levels": ["A"], "tags": ["VIP"]})
    customer_id = make.customer(crm, admin, level=Level.A)
    form = customer_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path, 120, 45) as (driver, _stage):
        fill(form, level="C")
        await driver.see("→ Changed to level C: last day")
        await driver.see("  never taken back → 12-22")
        fill(form, tags="展会")
        await driver.see("→ Change of Level, Tags: last day never taken back → 12-22")
        await driver.see_no("Changed to level C")
        fill(form, tags="VIP")
        await driver.see_no("12-22")


# Two people at one record -------------------------------------------------------------------------


@pytest.mark.long
async def test_only_what_both_changed_is_a_conflict(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer_id = make.customer(crm, admin, level=Level.B)
    form = customer_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path) as (driver, _stage):
        crm.customers.edit(admin, customer_id, {"website": "theirs.example.com"})
        fill(form, level="A")
        await driver.press("f2")
        await gone(driver, form)
    stored = crm.customers.record(admin, customer_id).fields
    assert (stored.level, stored.website) == (Level.A, "theirs.example.com")


@pytest.mark.parametrize(
    ("chosen", "website"),
    [("mine", "mine.com"), pytest.param("theirs", "theirs.com", marks=pytest.mark.long)],
)
async def test_a_conflict_shows_both_values_and_loses_nothing(
    chosen: str, website: str, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin, city="北京")
    form = customer_form_of(crm, admin, customer_id)
    async with on_stage(form, tmp_path, 160, 45) as (driver, _stage):
        crm.customers.edit(admin, customer_id, {"website": "theirs.com"})
        fill(form, website="mine.com", city="上海")
        await driver.press("f2")
        await driver.wait_until(lambda: isinstance(driver.app.screen, ConflictDialog))
        await driver.see("mine: mine.com")
        await driver.see("王伟 changed it just now to: theirs.com")
        await driver.press("f2")
        assert isinstance(driver.app.screen, ConflictDialog)
        await driver.see("F3 takes mine, F4 takes theirs")
        await driver.see("All mine F3")
        await driver.see("All theirs F4")
        await driver.press("escape")
        assert text_of(field(form, "website")) == "mine.com"
        await driver.press("f2")
        await driver.wait_until(lambda: isinstance(driver.app.screen, ConflictDialog))
        await driver.type_text(chosen)
        await driver.press("f2")
        await gone(driver, form)
    stored = crm.customers.record(admin, customer_id).fields
    assert (stored.website, stored.city) == (website, "上海")


@pytest.mark.long
async def test_a_contact_that_somebody_else_changed_is_merged(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer_id = make.customer(crm, admin)
    contact = crm.customers.detail(admin, customer_id).contacts[0]
    form = ContactForm(session_of(crm, admin), customer_id, contact)
    async with on_stage(form, tmp_path) as (driver, _stage):
        theirs = make.contact("张敏", "13800138000", is_key=True, title="总监")
        crm.customers.edit_contact(admin, contact.id, theirs)
        fill(form, title="经理", wechat="zhangmin")
        await driver.press("f2")
        await driver.see("Changed by somebody else meanwhile")
        await driver.see("王伟 changed it just now to: 总监")
        await driver.see("mine: 经理")
        await driver.type_text("mine")
        await driver.press("f2")
        await gone(driver, form)
    stored = crm.customers.detail(admin, customer_id).contacts[0].fields
    assert (stored.title, stored.wechat, stored.phones[0].digits) == (
        "经理",
        "zhangmin",
        "13800138000",
    )


@pytest.mark.long
async def test_keys_pressed_before_the_form_is_whole_are_not_lost(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    first = customer_form_of(crm, admin, None)
    async with on_stage(first, tmp_path) as (driver, stage):
        form = customer_form_of(crm, admin, None)
        await stage.push_screen(form)
        fill(form, name="第一家", contact_name="孙涛")
        assert not form.is_whole
        form.action_save_and_start_anew()
        await driver.see("Saved new customer “第一家”")
        await driver.wait_until(lambda: text_of(field(form, "name")) == "")


class _LeftHalfBuilt(CustomerForm):
    """A form that somebody leaves when the first of its groups is there."""

    wholes = 0

    def groups_below(self) -> Iterator[Sequence[Widget]]:
        first, *more = super().groups_below()
        yield first
        self.action_cancel()
        yield from more

    def became_whole(self) -> None:
        self.wholes += 1


async def test_a_form_that_is_left_half_built_does_not_become_whole(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    form = _LeftHalfBuilt(session_of(crm, admin), None)
    async with on_stage(Screen, tmp_path) as (driver, stage):
        await stage.push_screen(form)
        await gone(driver, form)
        await driver.wait_until(
            lambda: all(each.node is not form for each in stage.workers), "the end"
        )
    assert (form.is_whole, form.wholes) == (False, 0)
