"""Going through the screens of the program as a tour says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, chdir
from dataclasses import replace
from pathlib import Path

from textual.timer import Timer

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
from tests.snapshots.selling import selling_office_in
from tests.snapshots.tours import Said, Step, Stop

_MOMENT = 1.0
"""What waits longer is told in passing, or counted now and then."""
STILL = Display(theme="dark", motion=Motion.OFF)

_ENTRANCES = {
    "begin": (no_office_in, None),
    "waiting": (waiting_office_in, None),
    "selling": (selling_office_in, LOGIN),
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
        is_begun = isinstance(screen, FormScreen) and not screen.is_whole
        return not (app.is_busy or is_begun or _is_pausing(app))

    is_at_rest = False
    while not is_at_rest:
        await driver.wait_until(rests, "the answers")
        await driver.pilot.wait_for_scheduled_animations()
        is_at_rest = rests()


def _is_pausing(app: CrmApp) -> bool:
    """Whether a screen waits a moment before it asks for more, as for the customer to preview."""
    nodes = (node for screen in app.screen_stack for node in screen.walk_children(with_self=True))
    return any(
        timer._repeat == 0 and timer._interval < _MOMENT and not _has_fired(timer)
        for node in nodes
        for timer in node._timers
    )


def _has_fired(timer: Timer) -> bool:
    return timer._task is None or timer._task.done()


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
