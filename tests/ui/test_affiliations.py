"""The companies of a contact on the screen: told in the detail, changed by one key."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.trails import Trail
from tests import make
from tests.ui.stage import on_stage, session_of

HOSTILE = "乙[/][@click=app.quit]公司"


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def jia(crm: Crm, admin: Actor) -> CustomerId:
    return make.customer(crm, admin, "甲公司", phone="13800132231")


def shown(crm: Crm, admin: Actor, customer_id: CustomerId) -> DetailScreen:
    return DetailScreen(session_of(crm, admin), customer_id, Trail(lambda _by: None))


async def test_a_contact_changes_company_and_comes_back_by_one_key(
    crm: Crm, admin: Actor, jia: CustomerId, tmp_path: Path
) -> None:
    yi = make.customer(crm, admin, HOSTILE, contact_name="钱伟")
    async with on_stage(shown(crm, admin, jia), tmp_path) as (driver, _stage):
        await driver.see("张敏")
        await driver.press("X")
        await driver.see("本职 · 甲公司")
        await driver.press("enter")
        await driver.see("哪家公司？")
        await driver.type_text("钱伟")
        await driver.see("乙[/]")
        await driver.press("enter")
        await driver.see("张敏换到")
        await driver.press("tab")
        await driver.type_text("昨天")
        await driver.press("f2")
        await driver.see("按 u 撤销")
        await driver.see("前任职联系人")
        await driver.see("联系人换公司")
        (former,) = crm.customers.detail(admin, jia).companies.former
        assert former.at.until_day == make.NOW.toordinal() - 1
        assert [each.fields.name for each in crm.customers.detail(admin, yi).contacts] == [
            "钱伟",
            "张敏",
        ]
        await driver.press("u")
        await driver.see("13800132231")


@pytest.mark.long
async def test_who_belongs_to_two_is_shared_edited_and_leaves(
    crm: Crm, admin: Actor, jia: CustomerId, tmp_path: Path
) -> None:
    yi = make.customer(crm, admin, "乙公司", contact_name="钱伟")
    zhang = crm.customers.detail(admin, jia).contacts[0].id
    crm.affiliations.join(admin, zhang, yi)
    async with on_stage(shown(crm, admin, jia), tmp_path, 120, 40) as (driver, _stage):
        await driver.see("兼任：乙公司")
        await driver.press("E")
        await driver.see("任职公司")
        await driver.press("escape")
        await driver.see("兼任：乙公司")
        await driver.press("X")
        await driver.see("兼任 · 乙公司")
        await driver.type_text("乙公司")
        await driver.press("enter")
        await driver.see("结束在“乙公司”的兼任")
        await driver.press("enter")
        await driver.see("张敏结束在")
        await driver.press("f2")
        await driver.see("前任职：乙公司")
