"""自定义字段 on the screen: defined, put in order, filled in a form, shown in a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.custom_fields import (
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.contact_form import ContactForm
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.own_fields import OwnFieldForm
from tests import make
from tests.driver import Driver
from tests.ui.settings.opening import Opener
from tests.ui.stage import customer_form_of, fill, gone, on_stage, session_of

GRADES = (FieldChoice("", "一年级"), FieldChoice("", "二年级"))


def _form(driver: Driver) -> FormScreen:
    screen = driver.app.screen
    assert isinstance(screen, OwnFieldForm)
    return screen


async def test_a_field_is_defined_moved_and_taken_away(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    crm.custom_fields.add(
        admin, FieldHolder.CUSTOMER, CustomFieldFields(name="区域", type=FieldType.TEXT)
    )
    async with opened("自定义字段") as driver:
        await driver.see("区域")
        await driver.press("a")
        await driver.wait_until(lambda: isinstance(driver.app.screen, OwnFieldForm), "the form")
        form = _form(driver)
        await driver.wait_until(lambda: form.is_whole, "all fields")
        fill(form, name="年级[/]", field_type="单选")
        fill(form, choices="一年级\n二年级")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("已保存字段“年级[/]”")
        await driver.see("单选：一年级")
        await driver.press("down", "ctrl+up")
        await driver.wait_until(
            lambda: [each.name for each in crm.custom_fields.list(admin)] == ["年级[/]", "区域"],
            "the other order",
        )
        await driver.press("d")
        await driver.see("删除字段“年级[/]”？")
        await driver.press("y")
        await driver.wait_until(lambda: len(crm.custom_fields.list(admin)) == 1, "it is gone")


@pytest.mark.long
async def test_the_form_of_a_customer_asks_for_own_fields(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    for name, type_, choices in (
        ("Grade", FieldType.CHOICE, GRADES),
        ("Deposit", FieldType.MONEY, ()),
        ("Since", FieldType.DATE, ()),
    ):
        fields = CustomFieldFields(name=name, type=type_, choices=choices, is_required=True)
        crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
    form = customer_form_of(crm, admin, None)
    async with on_stage(form, tmp_path) as (driver, stage):
        await driver.wait_until(lambda: form.is_whole, "all fields")
        fill(form, name="北京恒信科技有限公司", contact_name="张敏")
        fill(
            form, **{"own-grade": "二年级", "own-deposit": "五万元整整", "own-since": "2026-11-20"}
        )
        await driver.press("f2")
        await driver.see("不是金额")
        fill(form, **{"own-deposit": "5万"})
        await driver.press("f2")
        await gone(driver, form)
        customer_id = stage.answers[0].customer_ids[0]
    stored = crm.customers.record(admin, customer_id).fields.custom
    assert stored == {
        "grade": "ernianji",
        "deposit": 5_000_000,
        "since": make.NOW.toordinal() - 2,
    }


@pytest.mark.long
async def test_the_form_of_a_contact_asks_for_its_own_fields(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    fields = CustomFieldFields(name="Hobby", type=FieldType.TEXT, default="golf")
    crm.custom_fields.add(admin, FieldHolder.CONTACT, fields)
    customer_id = make.customer(crm, admin)
    form = ContactForm(session_of(crm, admin), customer_id, None)
    async with on_stage(form, tmp_path) as (driver, _stage):
        await driver.wait_until(lambda: form.is_whole, "all fields")
        fill(form, name="李雷")
        await driver.press("f2")
        await gone(driver, form)
    contact = crm.customers.detail(admin, customer_id).contacts[-1]
    assert contact.fields.custom == {"hobby": "golf"}
