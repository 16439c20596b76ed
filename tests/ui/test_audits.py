"""The history event by event on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.screens.forms import set_text
from crm_tui.tui.widgets.fields import FormField
from tests import make
from tests.driver import Driver
from tests.ui.program import opened_as, resting


def put(driver: Driver, **texts: str) -> None:
    """Put texts into the fields of the dialog that is open."""
    for name, text in texts.items():
        found = driver.app.screen.query_one(f"#{name}")
        assert isinstance(found, FormField)
        set_text(found, text)


async def open_history(driver: Driver) -> None:
    await driver.press(":")
    await driver.type_text("czrz")
    await driver.press("enter")
    await driver.see("操作日志 (")


async def test_the_history_is_filtered_shown_in_full_and_exported(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    use_language("zh")
    lina = make.rep(crm, "lina", "李娜")
    make.customer(crm, lina, name="恒信精密")
    make.customer(crm, admin, name="云图软件")
    async with opened_as(tmp_path, clock) as driver:
        await open_history(driver)
        await driver.see("云图软件")
        await driver.see("尚未封存")
        await resting(driver, "/")
        await driver.see("哪些记录")
        put(driver, by="李娜")
        await driver.press("f2")
        await driver.see_no("云图软件")
        await driver.see("恒信精密")
        await driver.press("enter")
        await driver.see("customer_created")
        await driver.press("escape")
        await resting(driver, "x")
        await driver.see("导出到")
        put(driver, path=str(tmp_path / "log.xlsx"))
        await driver.press("f2")
        await driver.see("log.xlsx")
        written = load_workbook(tmp_path / "log.xlsx").active
        assert written is not None
        assert "云图软件" not in str(list(written.values))
        await resting(driver, "escape")
        await driver.see("云图软件")
        await driver.see("log.xlsx")
        await driver.press("C")
        await driver.see("完好")


@pytest.mark.long
async def test_a_rep_reads_only_of_customers_in_sight_on_a_small_screen(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    use_language("zh")
    lina = make.rep(crm, "lina", "李娜")
    make.customer(crm, lina, name="恒信精密")
    make.customer(crm, admin, name="云图软件")
    async with opened_as(tmp_path, clock, "lina", 80, 24) as driver:
        await open_history(driver)
        await driver.see("恒信精密")
        assert not driver.sees("云图软件")
        assert not driver.sees("封存")
        make.customer(crm, lina, name="后来的公司")
        await driver.see("后来的公司")
        await driver.press("o")
        await driver.see("完善度")
