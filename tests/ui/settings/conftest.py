"""The settings of the test's office, opened in Chinese."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from crm_tui.clock import FakeClock
from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from tests import make
from tests.driver import Driver, driving
from tests.ui.program import rest
from tests.ui.settings.opening import Opener


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the settings of the test's office, at a section, as somebody."""

    @asynccontextmanager
    async def open_app(
        section: str = "", *, width: int = 120, height: int = 40, user: str = "wangwei"
    ) -> AsyncIterator[Driver]:
        app = CrmApp(make.settings(tmp_path / "crm.db", user), clock)
        async with driving(app, width, height) as driver:
            await driver.see("今日待办")
            await driver.press("9")
            await driver.see("设置项")
            if section:
                await driver.press("v")
                await driver.see("工作日历")
                await driver.type_text(section)
                await driver.press("enter")
            await rest(driver)
            yield driver
            await rest(driver)
        app.close_database()

    return open_app
