"""An import on the screens: a file looked at, tried, imported, taken back; and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.forms import set_text
from crm_tui.tui.screens.importing.columns import ImportColumnsScreen
from crm_tui.tui.screens.importing.results import ImportResultScreen
from crm_tui.tui.widgets.form_dialogs import FormDialog
from tests import make
from tests.driver import Driver
from tests.ui.stage import on_stage, session_of

HOSTILE = "[/] [@click=app.quit]x\u202e"
SHEET = "公司,手机,说明\n北京恒信科技有限公司,13800138000,老客户\n上海浦江有限公司,abc,新客户\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "名单.csv"
    file.write_text(SHEET, encoding="utf-8-sig")
    return file


def columns_of(crm: Crm, actor: Actor, plan: ImportPlan) -> ImportColumnsScreen:
    return ImportColumnsScreen(session_of(crm, actor), crm.imports.propose(actor, plan))


async def tried(driver: Driver) -> None:
    """Take the options as they are, and wait for the dry run."""
    await driver.press("f2")
    await driver.wait_until(lambda: isinstance(driver.app.screen, FormDialog), "the options")
    await driver.press("f2")
    await driver.wait_until(lambda: isinstance(driver.app.screen, ImportResultScreen), "the result")


def names(crm: Crm, actor: Actor) -> set[str]:
    rows = crm.customers.page(actor, ListRequest(CustomerView.ALL)).rows
    return {row.name for row in rows}


async def test_a_file_is_tried_imported_and_taken_back(
    crm: Crm, admin: Actor, tmp_path: Path, sheet: Path
) -> None:
    screen = columns_of(crm, admin, ImportPlan(sheet))
    async with on_stage(screen, tmp_path, 140, 40) as (driver, _stage):
        await driver.see("说明")
        await tried(driver)
        await driver.see("is no whole phone")
        assert names(crm, admin) == set()
        await driver.press("f2")
        await driver.see("Imported 1 customer; 1 row was refused.")
        await driver.see("It is imported; u takes it back.")
        assert names(crm, admin) == {"北京恒信科技有限公司"}
        await driver.press("u")
        await driver.wait_until(lambda: not names(crm, admin), "it is taken back")


@pytest.mark.long
async def test_a_column_is_said_to_hold_something_else(
    crm: Crm, admin: Actor, tmp_path: Path, sheet: Path
) -> None:
    screen = columns_of(crm, admin, ImportPlan(sheet))
    async with on_stage(screen, tmp_path, 140, 40) as (driver, _stage):
        await driver.see("说明")
        await driver.press("down")
        await driver.wait_until(lambda: screen.row is not None and screen.row.id == 1, "the phone")
        await driver.press("d")
        await driver.see("left out by you")
        await driver.press("enter")
        await driver.see("hold?")
        await driver.type_text("WeChat")
        await driver.press("enter")
        await driver.see("named by you")
        await tried(driver)
        await driver.press("f2")
        await driver.see("Imported 2 customers")
    (first, *_rest) = crm.customers.page(admin, ListRequest(CustomerView.ALL, sort="id")).rows
    contact = crm.customers.detail(admin, first.id).contacts[0]
    assert (contact.fields.wechat, contact.fields.phones) == ("13800138000", ())


@pytest.mark.long
async def test_what_became_of_every_row_is_written_into_a_file(
    crm: Crm, admin: Actor, tmp_path: Path, sheet: Path
) -> None:
    screen = columns_of(crm, admin, ImportPlan(sheet))
    result = tmp_path / "result.csv"
    async with on_stage(screen, tmp_path, 140, 40) as (driver, _stage):
        await driver.see("说明")
        await tried(driver)
        await driver.press("w")
        await driver.see("Write what became of every row")
        dialog = driver.app.screen
        assert isinstance(dialog, FormDialog)
        set_text(dialog.query_one("#path"), str(result))  # type: ignore[arg-type]  # the field
        await driver.press("f2")
        await driver.see("2 rows written")
    assert "abc" in result.read_text(encoding="utf-8-sig")


async def test_pasted_rows_go_the_same_road_and_hostile_ones_are_text(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    rows = (SheetRow(1, ("客户名称", "备注")), SheetRow(2, (HOSTILE + "x" * 300, HOSTILE)))
    plan = ImportPlan(PastedRows(rows, "paste"), ImportKind.CUSTOMERS)
    async with on_stage(columns_of(crm, admin, plan), tmp_path, 80, 24) as (driver, _stage):
        await driver.see("客户名称")
        await tried(driver)
        await driver.see("[@click=app.quit]x")
        await driver.press("f2")
        await driver.see("Imported 1 customer")
    assert len(names(crm, admin)) == 1


@pytest.mark.long
async def test_a_file_already_imported_is_told(
    crm: Crm, admin: Actor, tmp_path: Path, sheet: Path
) -> None:
    crm.imports.run(admin, ImportPlan(sheet))
    async with on_stage(columns_of(crm, admin, ImportPlan(sheet)), tmp_path, 140, 40) as (
        driver,
        _stage,
    ):
        await driver.see("imported before")
        await tried(driver)
        await driver.press("f2")
        await driver.see("No row would be imported.")
    assert names(crm, admin) == {"北京恒信科技有限公司"}
    assert make.query(crm, "SELECT count(*) FROM customer") == [(1,)]
