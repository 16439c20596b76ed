"""An app with nothing on it: tests put the screen they are about there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.screen import Screen

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.tui.machine import Machine
from crm_tui.tui.screens.customer_form import CustomerForm
from crm_tui.tui.screens.follow_up_form import FollowUpForm
from crm_tui.tui.screens.forms import FormScreen, set_text
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import FormField
from tests import make
from tests.driver import Driver, driving

STYLES = Path(__file__).parents[2] / "crm_tui" / "tui" / "styles"


def session_of(crm: Crm, actor: Actor) -> Session:
    """Somebody at the screens of an office."""
    person, office, _today = crm.offices.who(actor)
    path = crm.location.path
    assert path is not None
    words = tuple(crm.offices.words(actor))
    return Session(crm, actor, person, office, words, make.settings(path), crm.database.clock)


class Stage(Machine):
    """Shows one screen and keeps what it answered."""

    CSS_PATH = [STYLES / "widgets.tcss", STYLES / "forms.tcss"]  # noqa: RUF012 - the library's own

    def __init__(self, screen: Screen[Any], folder: Path) -> None:
        super().__init__(make.settings(folder / "crm.db"))
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


def follow_up_form_of(crm: Crm, actor: Actor, customer_id: CustomerId) -> FollowUpForm:
    """The form for a follow-up of a customer."""
    detail = crm.customers.detail(actor, customer_id)
    return FollowUpForm(session_of(crm, actor), detail.record, detail.contacts)


def customer_form_of(crm: Crm, actor: Actor, customer_id: CustomerId | None) -> CustomerForm:
    """The form of a customer, or of a new one."""
    record = None if customer_id is None else crm.customers.record(actor, customer_id)
    return CustomerForm(session_of(crm, actor), record)


def field(form: FormScreen, name: str) -> FormField[object]:
    """A field by its id."""
    return next(each for each in form.form.fields if each.id == name)


def fill(form: FormScreen, **texts: str) -> None:
    """Put texts into fields as if they had been typed."""
    for name, text in texts.items():
        set_text(field(form, name), text)


async def gone(driver: Driver, form: FormScreen) -> None:
    """Wait until a form has closed."""
    await driver.wait_until(lambda: form not in driver.app.screen_stack, "the form closed")
