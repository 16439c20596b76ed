"""Backups, who is here and the check-up, among the settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor
from crm_tui.settings import load_settings
from tests import make
from tests.ui.program import form_of, rest, resting, saved
from tests.ui.settings.opening import Opener


async def test_a_backup_is_made_read_through_and_gone_back_to(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, name="先有的")
    async with opened("备份", width=80, height=24) as driver:
        await driver.see("还没有备份")
        await resting(driver, "a")
        await driver.see("手工")
        (made,) = crm.backups.list(admin)
        await resting(driver, "C")
        await driver.see("完好 ·")
        make.customer(crm, admin, name="后来的")
        await resting(driver, "R")
        await driver.see("现在的内容会先备份")
        await driver.type_text("别的公司")
        await driver.press("f2")
        await driver.see("这不是公司名称")
        assert len(crm.backups.list(admin)) == 1
        for _each in "别的公司":
            await driver.press("backspace")
        await driver.type_text(crm.offices.who(admin)[1].name)
        await driver.press("f2")
        await driver.see("备份已恢复")
        kinds = {each.kind.value for each in crm.backups.list(admin)}
        assert kinds == {"manual", "before-restore"}
        assert made.path.exists()
        rows = crm.customers.page(admin, ListRequest(CustomerView.ALL)).rows
        assert [each.name for each in rows] == ["先有的"]


@pytest.mark.long
async def test_what_this_machine_does_with_backups_is_kept_and_holds_at_once(
    opened: Opener, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    async with opened("备份") as driver:
        await resting(driver, "w")
        await form_of(driver)
        await saved(driver, automatic="否", daily="3", folder=str(tmp_path / "elsewhere"))
        await driver.see("每日自动：关闭")
        await resting(driver, "a")
        await driver.see("手工")
    assert list((tmp_path / "elsewhere").rglob("*.db"))
    file = str(make.settings(tmp_path / "crm.db").file)
    kept = load_settings({"CRM_CONFIG": file}).backups
    assert (kept.automatic, kept.daily) == (False, 3)
    assert replace(kept, daily=7, automatic=True, folder=None) == type(kept)()


@pytest.mark.long
async def test_a_rep_sees_no_backup_and_reads_why(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.rep(crm, "lina", "李娜")
    crm.backups.make(admin)
    async with opened("备份", user="lina") as driver:
        await driver.see("你的角色不能管理公司设置")
        assert not driver.sees("手工")


@pytest.mark.long
async def test_the_check_up_runs_beside_and_says_what_it_found(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, name="恒信")
    async with opened("体检") as driver:
        await driver.press("C")
        await driver.see("数据库完好")
        await driver.see("客户搜索")
        with crm.database.setting_up() as connection:
            connection.exec_driver_sql("UPDATE customer SET name = '改过' WHERE id = 1")
        await rest(driver)
        await driver.press("C")
        await driver.see("损坏")


@pytest.mark.long
async def test_who_is_here_is_listed(opened: Opener, crm: Crm, admin: Actor) -> None:
    crm.presence.announce(admin)
    async with opened("谁在线") as driver:
        await driver.see("王伟 (wangwei)")
