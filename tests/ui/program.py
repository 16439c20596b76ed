"""The whole program, opened as somebody of the test's office and driven."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from crm_tui.clock import FakeClock
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.tabs import TabScreen
from crm_tui.tui.widgets.record_list import RecordList
from tests import make
from tests.driver import Driver, driving
from tests.ui.stage import fill, gone

_LONG = pytest.mark.long
# All at once in the quick run, and each alone in the long one.
HOSTILE = (
    pytest.param("[/][@click=app.quit]x[/]\x1b[2J\u202e🏢" + "长" * 460, id="all"),
    pytest.param("[/]公司", id="tag", marks=_LONG),
    pytest.param("[@click=app.quit]x", id="action", marks=_LONG),
    pytest.param("\x1b]52;c;aGFja2Vk\x07北京\x1b[2J逃逸", id="escape", marks=_LONG),
    pytest.param("\u202e倒写", id="bidi", marks=_LONG),
    pytest.param("表情🏢🏢公司", id="emoji", marks=_LONG),
    pytest.param("长" * 500, id="long", marks=_LONG),
)


@asynccontextmanager
async def opened_as(
    folder: Path, clock: FakeClock, user: str = "wangwei", width: int = 120, height: int = 40
) -> AsyncIterator[Driver]:
    """The program on the first tab."""
    app = CrmApp(make.settings(folder / "crm.db", user), clock)
    async with driving(app, width, height) as driver:
        await driver.see("今日待办")
        yield driver
    app.close_database()


def records(driver: Driver) -> RecordList[Any]:
    """The list of the tab on the screen."""
    screen = driver.app.screen
    assert isinstance(screen, TabScreen)
    return screen.records


async def rest(driver: Driver) -> None:
    """Wait until every read and write has come back."""
    app = driver.app
    assert isinstance(app, CrmApp)
    await driver.wait_until(lambda: not app.is_busy, "the answers")


async def resting(driver: Driver, *keys: str) -> None:
    """Press keys, each after the answers to the one before."""
    for key in keys:
        await rest(driver)
        await driver.press(key)
    await rest(driver)


async def form_of(driver: Driver) -> FormScreen:
    """The form that opens, with all its fields."""
    await driver.wait_until(lambda: isinstance(driver.app.screen, FormScreen), "a form")
    form = driver.app.screen
    assert isinstance(form, FormScreen)
    await driver.wait_until(lambda: form.is_whole, "all fields")
    return form


async def saved(driver: Driver, **texts: str) -> None:
    """Fill the form that opens and save it."""
    form = await form_of(driver)
    fill(form, **texts)
    await driver.press("f2")
    await gone(driver, form)
    await rest(driver)
