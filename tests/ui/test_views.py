"""Views on the screen: chosen by digit and initials, saved, marked as changed, remembered."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, Level
from crm_tui.domain.identifiers import ViewId
from crm_tui.domain.users import Actor
from crm_tui.domain.views import Audience, Density, ListTab, NewView, key_of
from crm_tui.i18n import use_language
from crm_tui.tui.screens.viewed_lists import ViewedListScreen
from tests import make
from tests.driver import Driver
from tests.ui.program import form_of, opened_as, records, rest, resting, saved

Opener = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program as somebody of the test's office."""
    return partial(opened_as, tmp_path, clock)


def shown(driver: Driver) -> ViewedListScreen:
    """The list on the screen."""
    screen = driver.app.screen
    assert isinstance(screen, ViewedListScreen)
    return screen


async def test_a_list_is_saved_as_a_view_changed_and_found_again(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "甲", level=Level.A)
    make.customer(crm, admin, "乙", level=Level.B)
    async with opened() as driver:
        await resting(driver, "2", "slash")
        await driver.type_text("等级:A")
        await driver.see("我负责的 * (1)")
        await resting(driver, "enter", "S")
        await form_of(driver)
        assert driver.sees("我负责的 * (1)")
        await saved(driver, name="[/]重点")
        await driver.see("[/]重点 (1)")
        await resting(driver, "s")
        await driver.type_text("name")
        await resting(driver, "enter")
        await driver.see("[/]重点 * (1)")
        await resting(driver, "S", "1")
        await driver.see("[/]重点 (1)")
        await resting(driver, "v", "1")
        await driver.see("我负责的 (2)")
        await resting(driver, "v")
        await driver.type_text("zd")
        await resting(driver, "enter")
        await driver.see("[/]重点 (1)")
    (view,) = (each for each in crm.views.views(admin) if not each.is_seeded)
    assert (view.query, view.layout.sort) == ("等级:A", "name")
    assert crm.views.opened(admin, ListTab.CUSTOMERS).view.key == view.key


@pytest.mark.long
async def test_a_view_that_names_nobody_by_now_shows_where_and_not_the_rows_of_another(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    make.customer(crm, lina, "甲")
    make.customer(crm, admin, "乙")
    new = NewView(name="她的", query="owner:李娜", base=CustomerView.ALL)
    key = key_of(ViewId(crm.views.save(admin, new).record_id or 0))
    crm.people.edit_user(admin, lina.user_id, {"name": "王小芳"})
    async with opened() as driver:
        await resting(driver, "2")
        assert records(driver).count == 1
        shown(driver).choose_view(key)
        await driver.see("没有负责人“李娜”")
        assert driver.sees("她的 (0)")
        assert records(driver).count == 0
        # Left so, it stays so until somebody mends it.
        await resting(driver, "escape")
        shown(driver).reload()
        await resting(driver)
        assert not shown(driver).has_class("-searching")
        await resting(driver, "slash", "backspace", "backspace")
        await driver.type_text("王小芳")
        await driver.see("她的 * (1)")


@pytest.mark.long
async def test_a_view_is_moved_copied_and_deleted_in_the_picker(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "甲")
    crm.views.save(admin, NewView(name="华东", audience=Audience.EVERYBODY))
    async with opened() as driver:
        await resting(driver, "2", "v")
        await driver.type_text("华东")
        await resting(driver, "ctrl+up")
        await driver.wait_until(lambda: crm.views.views(admin)[10].name == "华东")
        await resting(driver, "f4")
        await driver.type_text("copy")
        await resting(driver, "enter")
        await saved(driver)
        await driver.see("华东 副本 (1)")
        await resting(driver, "S")
        await driver.type_text("delete")
        await resting(driver, "enter")
        await driver.see("我负责的 (1)")
        await resting(driver, "u")
        await driver.wait_until(lambda: len(crm.views.views(admin)) == 13)


@pytest.mark.long
async def test_a_layout_is_remembered_without_being_asked(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "甲")
    async with opened() as driver:
        await resting(driver, "3", "v", "5", "2", "s")
        await driver.type_text("level")
        await resting(driver, "enter")
        assert shown(driver).request.sort == "level"
        await resting(driver, "1")
    assert crm.views.layout_of(admin, "mine").sort == "level"
    async with opened() as driver:
        await resting(driver, "3")
        assert shown(driver).view_key == "fresh_in_pool" or shown(driver).view_key == "pool"
        await resting(driver, "2")
        assert records(driver).sort is not None
        assert shown(driver).request.sort == "level"


@pytest.mark.long
async def test_views_that_are_opened_while_a_layout_is_written_take_none_of_another(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "甲")
    path = crm.location.path
    assert path is not None
    async with opened() as driver:
        await resting(driver, "2")
        screen = shown(driver)
        # What is laid out while another view is read is kept as of the one that is still seen.
        screen.open_view("all")
        screen.lay_out(replace(screen.list_layout, density=Density.TWO_LINES))
        await driver.see("全部 (1)")
        assert not screen.has_two_lines
        await rest(driver)
        assert crm.views.layout_of(admin, "mine").density is Density.TWO_LINES
        # A view that is opened while it is written is read only then.
        others = sqlite3.connect(path, isolation_level=None)
        others.execute("BEGIN IMMEDIATE")
        screen.lay_out(replace(screen.list_layout, widths={"name": 33}))
        screen.open_view("mine")
        screen.open_view("all")
        asks = screen.operations._latest
        await driver.wait_until(lambda: "customers view" not in asks, "what was asked")
        others.execute("ROLLBACK")
        others.close()
        await rest(driver)
        assert screen.view_key == "all"
        assert screen.list_layout.widths == {"name": 33}
    assert crm.views.layout_of(admin, "all").widths == {"name": 33}
    assert not crm.views.layout_of(admin, "mine").widths
