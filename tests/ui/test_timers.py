"""Timers whose moment is over before anybody looks; each test fails when it is not needed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from textual import message_pump
from textual.geometry import Size
from textual.timer import Timer

from crm_tui.tui.terminal.application import TerminalApp
from tests.driver import driving

_OVER_AT_ONCE_SECONDS = 1e-9
"""Over before the clock is read a second time, as 8 ms are on a machine at work."""


@pytest.fixture(autouse=True)
def _own_timer() -> Iterator[None]:
    """Leave the library as it was found."""
    before = vars(message_pump)["Timer"]
    yield
    vars(message_pump)["Timer"] = before


async def _rings(app: TerminalApp[None]) -> bool:
    rung: list[str] = []
    async with driving(app) as driver:
        app.set_timer(_OVER_AT_ONCE_SECONDS, lambda: rung.append("once"))
        app.set_timer(0.01, lambda: rung.append("later"))
        await driver.wait_until(lambda: "later" in rung)
    return "once" in rung


async def test_a_timer_rings_though_its_moment_is_over(tmp_path: Path) -> None:
    assert await _rings(TerminalApp(crash_folder=tmp_path))


async def test_the_librarys_own_still_may_not(tmp_path: Path) -> None:
    """When this fails, textual is cured and our timer can go."""
    app = TerminalApp[None](crash_folder=tmp_path)
    vars(message_pump)["Timer"] = Timer
    assert not await _rings(app)


async def test_a_size_is_told_though_its_moment_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = TerminalApp[None](crash_folder=tmp_path)
    async with driving(app) as driver:
        set_timer = app.set_timer
        monkeypatch.setattr(
            app, "set_timer", lambda _delay, then: set_timer(_OVER_AT_ONCE_SECONDS, then)
        )
        for size in (Size(100, 30), Size(90, 28)):
            await driver.resize(*size)
            laid_out = partial(_is_laid_out_for, app, size)
            await driver.wait_until(laid_out, f"a screen of {size}")


def _is_laid_out_for(app: TerminalApp[None], size: Size) -> bool:
    return app.screen._compositor.size == size
