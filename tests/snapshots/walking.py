"""Going through the screens of the program as a tour says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from crm_tui.clock import FakeClock
from crm_tui.settings import Display, Motion
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.forms import FormScreen
from tests import make
from tests.driver import Driver, driving
from tests.snapshots.offices import LOGIN, NOW, office_in
from tests.snapshots.tours import Said, Step, Stop

STILL = Display(theme="dark", motion=Motion.OFF)


@asynccontextmanager
async def opened_in(
    folder: Path, language: str, size: tuple[int, int]
) -> AsyncIterator[tuple[CrmApp, Driver]]:
    """The program on the office that is photographed; nothing blinks."""
    file = office_in(folder, language)
    settings = replace(make.settings(file, LOGIN), language=language, display=STILL)
    app = CrmApp(settings, FakeClock(NOW))
    async with driving(app, *size) as driver:
        yield app, driver
        await rest(app, driver)
    app.close_database()


async def go_to(app: CrmApp, driver: Driver, stop: Stop, language: str) -> None:
    """Go to a stop from the one before; it stands still then."""
    await _do(app, driver, stop.steps, language)
    await driver.see(stop.until.in_language(language))
    await rest(app, driver)
    await driver.see(stop.until.in_language(language))


async def leave(app: CrmApp, driver: Driver, stop: Stop, language: str) -> None:
    """Leave a stop as the tour says."""
    await _do(app, driver, stop.leave, language)


async def rest(app: CrmApp, driver: Driver) -> None:
    """Wait until every answer has come and all that moves has come to rest."""

    def rests() -> bool:
        screen = app.screen
        return not app.is_busy and not (isinstance(screen, FormScreen) and not screen.is_whole)

    await driver.wait_until(rests, "the answers")
    await driver.pilot.wait_for_scheduled_animations()


async def _do(app: CrmApp, driver: Driver, steps: Sequence[Step], language: str) -> None:
    for step in steps:
        await rest(app, driver)
        if isinstance(step, Said):
            await driver.type_text(step.in_language(language))
        else:
            await driver.press(step)
