"""An app with nothing on it: tests put the screen they are about there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.screen import Screen

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.tui.operations import Operations
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.terminal.application import TerminalApp
from tests import make
from tests.driver import Driver, driving

STYLES = Path(__file__).parents[2] / "crm_tui" / "tui" / "styles"


def session_of(crm: Crm, actor: Actor) -> Session:
    """Somebody at the screens of an office."""
    person, office, _today = crm.offices.who(actor)
    path = crm.location.path
    assert path is not None
    words = tuple(crm.offices.words(actor))
    return Session(crm, actor, person, office, words, make.settings(path))


class Stage(Operations, TerminalApp[None]):
    """Shows one screen and keeps what it answered."""

    CSS_PATH = [STYLES / "widgets.tcss", STYLES / "forms.tcss"]  # noqa: RUF012 - the library's own

    def __init__(self, screen: Screen[Any], folder: Path) -> None:
        super().__init__(crash_folder=folder)
        self.first = screen
        self.answers: list[Any] = []

    def on_ready(self) -> None:
        """Show the screen."""
        self.push_screen(self.first, self.answers.append)


@asynccontextmanager
async def on_stage(
    screen: Screen[Any] | Callable[[], Screen[Any]],
    folder: Path,
    width: int = 80,
    height: int = 24,
) -> AsyncIterator[tuple[Driver, Stage]]:
    """A screen, shown and driven."""
    stage = Stage(screen if isinstance(screen, Screen) else screen(), folder)
    async with driving(stage, width, height) as driver:
        await driver.wait_until(lambda: stage.first in stage.screen_stack, "the screen")
        if isinstance(stage.first, FormScreen):
            form = stage.first
            await driver.wait_until(lambda: form.is_whole, "all fields")
        yield driver, stage
