"""Going through the screens of the program as a tour says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, chdir
from dataclasses import replace
from pathlib import Path

from crm_tui.clock import FakeClock
from crm_tui.settings import Display, Motion
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.forms import FormScreen
from tests import make
from tests.driver import Driver, driving
from tests.snapshots.offices import (
    LOGIN,
    NOW,
    no_office_in,
    office_in,
    waiting_office_in,
)
from tests.snapshots.tours import Said, Step, Stop

STILL = Display(theme="dark", motion=Motion.OFF)

_ENTRANCES = {
    "begin": (no_office_in, None),
    "waiting": (waiting_office_in, None),
}
"""The offices of tours that begin elsewhere than with everything ready, and who sits there."""
_NO_DATABASE = "mysql://office/crm"


@asynccontextmanager
async def opened_in(
    folder: Path, language: str, size: tuple[int, int], tour: str
) -> AsyncIterator[tuple[CrmApp, Driver]]:
    """The program on the office that is photographed; nothing blinks, no path of a machine."""
    entrance, login = _ENTRANCES.get(tour, (office_in, LOGIN))
    file = entrance(folder, language)
    settings = replace(
        make.settings(file, login),
        database=_NO_DATABASE if tour == "trouble" else file.name,
        language=language,
        display=STILL,
    )
    app = CrmApp(settings, FakeClock(NOW))
    with chdir(folder):
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
        match step:
            case Said():
                await driver.type_text(step.in_language(language))
            case str():
                await driver.press(step)
            case _:
                await step(driver)
