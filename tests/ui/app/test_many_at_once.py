"""What is done with a whole list by a key: a file, one change, removal for good, pasted rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.users import Actor
from tests import make
from tests.exporting import table_of
from tests.ui.app.opening import Opener
from tests.ui.program import records, resting

HOSTILE = "[/] [@click=app.quit]x"


def levels(crm: Crm, actor: Actor) -> list[Level | None]:
    rows = crm.customers.page(actor, ListRequest(CustomerView.MINE, sort="id")).rows
    return [row.level for row in rows]


@pytest.mark.long
async def test_the_marked_customers_go_into_a_file(
    opened: Opener, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    for name in ("甲公司", f"{HOSTILE}公司", "丙公司"):
        make.customer(crm, admin, name)
    async with opened() as driver:
        await resting(driver, "2", "space", "space", "x")
        await driver.see("导出  2 个客户")
        driver.app.screen.query_one("#path Input", Input).value = str(tmp_path / "名单.xlsx")
        await driver.press("f2")
        await driver.see("已导出 2 行到")
    assert len(table_of(tmp_path / "名单.xlsx")) == 2


@pytest.mark.long
async def test_a_name_that_says_no_kind_of_file_is_refused_in_its_place(
    opened: Opener, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, "甲公司")
    async with opened() as driver:
        await resting(driver, "2", "x")
        await driver.see("导出  1 个客户")
        driver.app.screen.query_one("#path Input", Input).value = str(tmp_path / "名单.doc")
        await driver.press("f2")
        await driver.see("扩展名决定文件格式")
        await driver.press("escape")
    assert list(tmp_path.glob("名单*")) == []


async def test_a_whole_list_is_changed_after_a_look_and_taken_back_at_once(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "甲公司", level=Level.A)
    make.customer(crm, admin, "乙公司", level=Level.B)
    async with opened() as driver:
        await resting(driver, "2", "b")
        await driver.see("改哪个字段")
        await driver.type_text("dj")
        await driver.press("enter")
        await driver.see("留空就是清空")
        await driver.type_text("B")
        await driver.press("enter", "f2")
        await driver.see("会改 1 个客户")
        await driver.see("甲公司 · 等级：A → B")
        assert levels(crm, admin) == [Level.A, Level.B]
        await driver.press("y")
        await driver.see("已修改")
        assert levels(crm, admin) == [Level.B, Level.B]
        await driver.press("u")
        await driver.wait_until(lambda: levels(crm, admin) == [Level.A, Level.B])
        # What every customer has is not said to be cleared.
        await driver.press("b")
        await driver.see("改哪个字段")
        await driver.type_text("khlx")
        await driver.press("enter")
        await driver.see("*客户类型")
        await driver.see_no("留空就是清空")


@pytest.mark.long
async def test_what_was_deleted_is_removed_for_good_after_a_question(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, "甲公司")
    crm.standings.delete(admin, [customer])
    async with opened() as driver:
        await resting(driver, "2", "D")
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.press("X")
        await driver.see("此操作无法撤销")
        await driver.press("enter")
        assert make.query(crm, "SELECT count(*) FROM customer") == [(1,)]
        await driver.press("X")
        await driver.see("此操作无法撤销")
        await driver.press("y")
        await driver.see("已彻底删除")
    assert make.query(crm, "SELECT count(*) FROM customer") == [(0,)]


@pytest.mark.long
async def test_a_file_that_cannot_be_read_is_asked_for_again(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "甲公司")
    async with opened() as driver:
        await resting(driver, "2", "ctrl+r")
        await driver.see("把文件拖到这里")
        driver.app.screen.query_one("#path Input", Input).value = "/nowhere/a.xlsx"
        await driver.press("f2")
        await driver.see("请检查文件名和目录")
        typed = driver.app.screen.query_one("#path Input", Input).value
        assert typed == "/nowhere/a.xlsx"


async def test_rows_pasted_onto_the_list_are_looked_at_first(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "甲公司")
    async with opened() as driver:
        await resting(driver, "2")
        text = f"客户名称\t手机\n{HOSTILE}公司\t13800138000\n"
        records(driver).post_message(events.Paste(text))
        await driver.see("粘贴的行")
    assert make.query(crm, "SELECT count(*) FROM customer") == [(1,)]
