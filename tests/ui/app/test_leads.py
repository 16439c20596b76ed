"""Leads on the screens: entered, followed up, made customers, counted; all by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.queries.fields import LEADS
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.leads.form import LeadForm
from crm_tui.tui.screens.leads.lists import LeadsScreen
from crm_tui.tui.widgets.path_field import PathField
from tests import make
from tests.driver import Driver
from tests.ui.app.opening import Opener
from tests.ui.program import rest, resting, saved


def listed(driver: Driver) -> LeadsScreen:
    screen = driver.app.screen
    assert isinstance(screen, LeadsScreen)
    return screen


async def test_a_lead_goes_its_whole_way_by_keys(opened: Opener, crm: Crm, admin: Actor) -> None:
    async with opened(160) as driver:
        await resting(driver, "4")
        await driver.see("这里没有线索")
        await driver.press("@")
        await saved(driver, company="云启科技", name="张敏", phones="13900001111", need="报价")
        await driver.see("云启科技")
        assert driver.app.screen.query_one(".tab--preview").display
        await driver.see("+20  电话已填写")
        await resting(driver, "f")
        await driver.type_text("电话 预算已批，明天10点 发方案")
        await driver.see("明天10:00 发方案")
        await driver.press("enter")
        await rest(driver)
        await driver.see("预算已批")
        await driver.press("t")
        await saved(driver, title="发资料", due_at="明天下午3点")
        await driver.see("发资料 · 王伟")
        await resting(driver, "m", "2")
        (row,) = crm.leads.rows(admin, [1])
        assert (row.stage, row.next_contact_note) == (LeadStage.MQL, "发方案")
        await resting(driver, "w")
        await driver.type_text("一期建设")
        await resting(driver, "tab")
        await driver.type_text("32万")
        await resting(driver, "tab", "tab")
        await driver.type_text("发方案")
        await resting(driver, "tab")
        await driver.type_text("明天")
        await resting(driver, "f2")
        await driver.see("已转客户并录入商机；K 打开")
        (row,) = crm.leads.rows(admin, [1])
        assert row.stage is LeadStage.CONVERTED
        assert row.customer_id is not None
        (sale,) = crm.opportunities.of_customer(admin, row.customer_id)
        assert (sale.name, sale.fields.amount_minor) == ("一期建设", 320_000_00)
        (task,) = crm.tasks.list(admin)
        assert (task.subject, task.opportunity_id) == ("云启科技 · 一期建设", sale.id)
        tomorrow = make.NOW.toordinal() + 1
        assert (sale.fields.next_step, sale.fields.next_day) == ("发方案", tomorrow)
        await resting(driver, "u")
        (row,) = crm.leads.rows(admin, [1])
        assert row.stage is LeadStage.MQL


@pytest.mark.long
async def test_marked_leads_are_claimed_and_discarded_together(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for name in ("甲公司", "乙公司", "丙公司"):
        make.lead(crm, nobody=True, company=name)
    async with opened() as driver:
        await resting(driver, "4", "v", "2")
        assert listed(driver).records.count == 3
        await resting(driver, "space", "space", "c")
        await driver.wait_until(lambda: listed(driver).records.count == 1)
        await resting(driver, "v", "1", "*", "d")
        await driver.type_text("没有需求")
        await resting(driver, "f2")
        await driver.wait_until(lambda: listed(driver).records.count == 0)
        await resting(driver, "v", "6")
        await driver.wait_until(lambda: listed(driver).records.count == 2)
        await driver.see("没有需求")


@pytest.mark.long
async def test_one_key_opens_the_rows_behind_a_figure(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.lead(crm, admin, company="网上来的", source="website")
    make.lead(crm, admin, company="别处来的")
    async with opened() as driver:
        await resting(driver, "4", "C")
        await driver.see("官网：1 条，在跟 1")
        await driver.type_text("官网")
        await resting(driver, "enter")
        await driver.wait_until(lambda: listed(driver).records.count == 1)
        await driver.see("网上来的")


@pytest.mark.long
async def test_a_duplicate_is_asked_about_before_it_is_saved(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.meddle(crm, "UPDATE office SET duplicates = '{}'")
    make.lead(crm, admin, company="云启科技")
    async with opened() as driver:
        await resting(driver, "4", "@")
        form = driver.app.screen
        assert isinstance(form, LeadForm)
        await driver.wait_until(lambda: form.is_whole, "all fields")
        await driver.type_text("云启科技")
        await resting(driver, "f2")
        await driver.see("仍要保存？")
        await resting(driver, "escape")
        assert driver.app.screen is form


@pytest.mark.long
async def test_nobodys_lead_says_that_it_is_claimed_first(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    make.lead(crm, nobody=True, company="甲公司")
    async with opened(user="lina") as driver:
        await resting(driver, "4", "v", "2", "n")
        await driver.type_text("明天")
        await resting(driver, "f2")
        await driver.see("请先领取")
        await resting(driver, "escape", "c")
        await driver.see("已领取 1 条线索")


async def test_a_lead_to_contact_is_opened_from_the_day(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    lead = make.lead(crm, admin, company="云启科技")
    crm.leads.set_next_contact(admin, lead, crm.database.clock.now(), "打电话")
    async with opened() as driver:
        await driver.see("云启科技")
        await resting(driver, "enter")
        await driver.see("线索 1")
        await driver.see("公司名称已填写")


@pytest.mark.long
async def test_leads_go_into_a_file_and_come_out_of_one(
    opened: Opener, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.lead(crm, admin, company="云启科技")
    file = tmp_path / "leads.csv"
    async with opened(160) as driver:
        await resting(driver, "4", "x")
        driver.app.screen.query_one("#path", PathField).value = str(file)
        await resting(driver, "f2")
        await driver.see("1 行")
        assert "云启科技" in file.read_text("utf-8-sig")
        file.write_text("公司,手机\n恒信,13900001111\n", "utf-8")
        await resting(driver, "ctrl+r")
        driver.app.screen.query_one("#path", PathField).value = str(file)
        await resting(driver, "f2")
        await driver.see("恒信")
        await resting(driver, "f2", "f2")
        await driver.see("将导入 1 条线索")
        await resting(driver, "f2")
        await driver.see("已导入 1 条线索")
    assert {each.called for each in crm.leads.page(admin, RecordRequest(LEADS)).rows} == {
        "云启科技",
        "恒信",
    }
