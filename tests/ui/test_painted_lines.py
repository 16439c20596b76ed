"""What was painted of a widget goes with the widget; each test fails when it is not needed."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual._styles_cache import StylesCache
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from crm_tui.tui.terminal.application import TerminalApp
from crm_tui.tui.terminal.painted_lines import THEIR_OWN
from tests.driver import driving

_LONGEST_TIMER_SECONDS = 0.1


@pytest.fixture(autouse=True)
def _own_cache() -> Iterator[None]:
    """Leave the library as it was found."""
    before = vars(StylesCache)["get_inner_outer"]
    yield
    StylesCache.get_inner_outer = before  # type: ignore[method-assign]  # as it was


class Page(Screen[None]):
    """A screen with a line."""

    def compose(self) -> ComposeResult:
        yield Static("客户")


async def _outlive_their_screen(app: TerminalApp[None]) -> bool:
    async with driving(app) as driver:
        await app.push_screen(Page())
        await driver.see("客户")
        lines = weakref.ref(app.screen.query_one(Static)._styles_cache)
        await app.pop_screen()
        await driver.see_no("客户")
        # A timer that was called off stays with the loop until its time, and with it its screen.
        await asyncio.sleep(_LONGEST_TIMER_SECONDS)
        gc.collect()
        return lines() is not None


@pytest.mark.long
async def test_lines_go_with_their_screen(tmp_path: Path) -> None:
    assert not await _outlive_their_screen(TerminalApp(crash_folder=tmp_path))


async def test_the_library_itself_still_keeps_them(tmp_path: Path) -> None:
    """When this fails, textual is cured and ours can go."""
    app = TerminalApp[None](crash_folder=tmp_path)
    StylesCache.get_inner_outer = THEIR_OWN  # type: ignore[method-assign]  # as it was
    assert await _outlive_their_screen(app)
