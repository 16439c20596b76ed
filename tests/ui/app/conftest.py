"""The whole program on the test's office, opened in Chinese."""

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
from tests.ui.app.opening import Opener


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock) -> Opener:
    """Opens the program on the test's office, as its administrator or somebody else."""

    @asynccontextmanager
    async def open_app(
        width: int = 120, height: int = 40, *, user: str | None = "wangwei", until: str = "今日待办"
    ) -> AsyncIterator[Driver]:
        app = CrmApp(make.settings(tmp_path / "crm.db", user), clock)
        async with driving(app, width, height) as driver:
            await driver.see(until)
            yield driver
        app.close_database()

    return open_app
