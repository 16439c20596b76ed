"""What happens on a tour without a key: others work on the same file, the terminal shrinks."""

from __future__ import annotations

from pathlib import Path

from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import CustomerId
from crm_tui.i18n import _
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.tabs import TabScreen
from crm_tui.tui.widgets.progress_dialog import ProgressDialog
from tests import make
from tests.driver import Driver
from tests.snapshots.offices import NOW


async def terminal_shrunk(driver: Driver) -> None:
    """The window is made smaller than the screens can be."""
    await driver.resize(60, 16)


async def form_open(driver: Driver) -> None:
    """The form lies over a screen that may show the same words."""
    await driver.wait_until(lambda: isinstance(driver.app.screen, FormScreen), "the form")


async def customer_changed(driver: Driver) -> None:
    """The first customer gets another name at another terminal."""
    crm = make.opened(Path("crm.db"), FakeClock(NOW))
    admin = make.admin(crm)
    first = CustomerId(1)
    changed = f"{crm.customers.record(admin, first).row.name}1"
    crm.customers.edit(admin, first, {"name": changed})
    crm.close()
    # It is heard of within a second: the list is read anew, under whatever lies over it, too.
    below = driver.app.screen_stack[-2]
    assert isinstance(below, TabScreen)
    records = below.records

    def is_shown() -> bool:
        row = records.cursor_record
        return row is not None and row.name == changed

    await driver.wait_until(is_shown, "the new name in the list")


async def work_begun(driver: Driver) -> None:
    """Something long is nearly done."""
    dialog = ProgressDialog(_("Working"), 40)
    await driver.app.push_screen(dialog)
    dialog.report(40, 40)  # without colours a bar has nothing where it is not full


async def work_ended(driver: Driver) -> None:
    """It is done."""
    await driver.app.pop_screen()


async def toasts_gone(driver: Driver) -> None:
    """What was said a moment ago is read; otherwise a slow machine lets it go unseen."""
    await driver.wait_until(lambda: bool(driver.app._notifications), "something said")
    driver.app.clear_notifications()
