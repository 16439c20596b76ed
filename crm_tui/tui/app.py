"""The program on the screen: opens the database, holds the tabs, keeps everything current."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType

from crm_tui.clock import Clock
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import DueCustomer, SweepReport
from crm_tui.domain.today import Quota
from crm_tui.domain.users import Permission, UserRow
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.dates import clock_time
from crm_tui.presentation.words import name_in_sentence
from crm_tui.settings import Settings
from crm_tui.tui.keys import command
from crm_tui.tui.opening import (
    NothingYet,
    Start,
    WhoIsIt,
    choose_person,
    make_office,
    make_samples,
    open_database,
)
from crm_tui.tui.operations import EVERYTHING, Operations
from crm_tui.tui.screens.customers import CustomersScreen
from crm_tui.tui.screens.pools import PoolScreen
from crm_tui.tui.screens.start import (
    FirstStartScreen,
    OpeningScreen,
    TroubleScreen,
    WhoDialog,
)
from crm_tui.tui.screens.tabs import OwnerWanted, SearchWanted, ViewWanted
from crm_tui.tui.screens.today import TodayScreen
from crm_tui.tui.session import Session
from crm_tui.tui.terminal.application import TerminalApp
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.status_bar import Saving, Status, StatusBar, Tab

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.bootstrap import Crm

_STYLES = Path(__file__).parent / "styles"
_POLL_SECONDS = 1.0
_SWEEP_SECONDS = 60.0
_NAMED = 3


class CrmApp(Operations, TerminalApp[None]):
    """The whole program with its screens."""

    CSS_PATH: ClassVar[CSSPathType | None] = [
        _STYLES / "widgets.tcss",
        _STYLES / "forms.tcss",
        _STYLES / "frame.tcss",
        _STYLES / "settings.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        super().__init__(crash_folder=settings.log_folder)
        self.settings = settings
        self.session: Session | None = None
        self._clock = clock
        self._unfinished: Crm | None = None
        self._status = Status(program=_("CRM"))
        self._tabs: dict[str, Screen[None]] = {}
        self._seen_change: int | None = None
        self._is_polling = False
        self._held_told = 0
        self._clock_told = False

    def get_default_screen(self) -> Screen[None]:
        """Return the one line that is painted first."""
        return OpeningScreen()

    def on_ready(self) -> None:
        """Open the database once something is on the screen."""
        settings, clock = self.settings, self._clock
        self.ask(
            lambda: open_database(settings, clock), self._start, key="start", failed=self._trouble
        )

    def close_database(self) -> None:
        """Let go of the database."""
        if self.session is not None:
            self.session.crm.close()

    # Starting -----------------------------------------------------------------------------------

    def _start(self, start: Start) -> None:
        match start:
            case Session():
                self.begin(start)
            case WhoIsIt():
                self.push_screen(WhoDialog(start.people), partial(self._choose_person, start))
            case NothingYet():
                self._unfinished = start.crm
                self._lay_down(FirstStartScreen(self.settings.database))

    def _trouble(self, error: CrmError) -> None:
        self._lay_down(TroubleScreen(error))

    def _choose_person(self, start: WhoIsIt, user_id: UserId | None) -> None:
        if user_id is None:
            self.exit()
            return
        settings = self.settings
        self.ask(
            lambda: choose_person(start.crm, settings, user_id),
            self.begin,
            key="start",
            failed=self._trouble,
        )

    def on_first_start_screen_wanted(self, message: FirstStartScreen.Wanted) -> None:
        """Make the office, and begin."""
        screen = self.screen
        if not isinstance(screen, FirstStartScreen):
            return
        settings, clock, crm, wish = self.settings, self._clock, self._unfinished, message.wish
        if wish is None:
            screen.show_work(_("Making sample data …"))
            self.perform(
                lambda: make_samples(settings, clock, crm=crm, told=screen.tell_progress),
                self._start,
                screen.show_failure,
            )
        else:
            screen.show_work(_("Making the office …"))
            self.perform(
                lambda: make_office(settings, clock, wish, crm=crm),
                self._start,
                screen.show_failure,
            )

    def begin(self, session: Session) -> None:
        """Show the tabs to whoever sits here."""
        self.session = session
        self._status = replace(
            self._status,
            tabs=tuple(
                Tab(tab_id, command(f"tab.{tab_id}").keys[0], _(command(f"tab.{tab_id}").label))
                for tab_id in ("today", "customers", "pool", "settings")
            ),
            user=session.person.name,
        )
        self._tabs = {
            screen.tab_id: screen
            for screen in (TodayScreen(session), CustomersScreen(session), PoolScreen(session))
        }
        for tab_id, screen in self._tabs.items():
            self.install_screen(screen, tab_id)
        self.show_tab("today")
        self._read_status()
        self._tick()
        self._look_for_sweep()
        self.set_interval(_POLL_SECONDS, self._tick)
        self.set_interval(_SWEEP_SECONDS, self._look_for_sweep)
        if session.crm.backup is not None:
            words = _("The database was brought up to date; a copy of the old one is at {path}")
            self.tell(words.format(path=session.crm.backup))

    # Tabs ---------------------------------------------------------------------------------------

    def show_tab(self, tab_id: str) -> Screen[None]:
        """Go to a tab; what lay over the one before is closed."""
        screen = self._tabs.get(tab_id) or self._make_settings()
        self._lay_down(screen)
        self._status = replace(self._status, active_tab=tab_id)
        self.call_after_refresh(self.show_status)
        return screen

    def _make_settings(self) -> Screen[None]:
        # Few need it, and it knows many forms: a usual start does not wait for it.
        from crm_tui.tui.screens.settings.screen import SettingsScreen  # noqa: PLC0415

        if self.session is None:
            raise KeyError(SettingsScreen.tab_id)
        screen = self._tabs[SettingsScreen.tab_id] = SettingsScreen(self.session)
        self.install_screen(screen, SettingsScreen.tab_id)
        return screen

    def _lay_down(self, screen: Screen[None]) -> None:
        """Show a screen on top of the empty first one, and nothing else."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 1:
            self.push_screen(screen)
        elif self.screen is not screen:
            self.switch_screen(screen)

    def on_status_bar_tab_chosen(self, message: StatusBar.TabChosen) -> None:
        """Go to the tab whose key was pressed, or which was clicked."""
        self.show_tab(message.tab_id)

    def on_search_wanted(self, message: SearchWanted) -> None:
        """Search all customers from wherever one is."""
        screen = self.show_tab("customers")
        if isinstance(screen, CustomersScreen):
            self.call_after_refresh(screen.search_everywhere, message.text)

    def on_view_wanted(self, message: ViewWanted) -> None:
        """Show a view of the customers from wherever one is."""
        screen = self.show_tab("customers")
        if isinstance(screen, CustomersScreen):
            screen.show_view(message.view)

    def on_owner_wanted(self, message: OwnerWanted) -> None:
        """List the customers that somebody holds."""
        screen = self.show_tab("customers")
        if isinstance(screen, CustomersScreen):
            screen.show_owner(message.owner_id, message.name)

    async def action_quit(self) -> None:
        """Ask whether to leave, then leave."""
        if isinstance(self.screen, ConfirmDialog):
            return
        if self.session is None:
            self.exit()
            return
        self.push_screen(
            ConfirmDialog(_("Quit?"), Content(_("Everything done so far is saved."))),
            self._quit_if,
        )

    def action_help_quit(self) -> None:
        """Say how to leave to whoever tries ctrl+c."""
        self.tell(_("To leave, press q in a list."))

    def _quit_if(self, confirmed: bool | None) -> None:
        if confirmed:
            self.exit()

    # The status line ----------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        """What the status line of every screen says."""
        return self._status

    def show_status(self) -> None:
        """Bring the status line of every screen up to date."""
        for screen in {*self.screen_stack, *self._tabs.values()}:
            for bar in screen.query(StatusBar):
                bar.status = self._status

    def show_saving(self, saving: Saving) -> None:
        """Show whether what was done is in the database."""
        self._status = replace(self._status, saving=saving)
        self.show_status()

    def _read_status(self) -> None:
        session = self.session
        if session is None:
            return
        crm, actor = session.crm, session.actor
        self.ask(
            lambda: (crm.days.quota(actor), crm.people.users(actor)),
            self._show_person,
            key="status",
        )

    def _show_person(self, found: tuple[Quota, list[UserRow]]) -> None:
        quota, users = found
        own_id = None if self.session is None else self.session.actor.user_id
        department = next((each.department for each in users if each.id == own_id), "")
        self._status = replace(
            self._status, department=department, held=quota.held, limit=quota.holding_limit
        )
        self.show_status()

    # Staying current ----------------------------------------------------------------------------

    def tell_changed(self, changed: Changed) -> None:
        """Let every screen know what changed, those out of sight too."""
        self._read_status()
        for screen in dict.fromkeys([*self.screen_stack, *self._tabs.values()]):
            listener = getattr(screen, "records_changed", None)
            if listener is not None:
                listener(changed)

    def after_write(self) -> None:
        """Remember, still in the worker, that the change was one's own."""
        if self.session is not None:
            self._seen_change = self.session.crm.change_counter()

    def _tick(self) -> None:
        session = self.session
        if session is None:
            return
        self._status = replace(self._status, time=clock_time(session.now, session.zone))
        self.show_status()
        if not self._is_polling and not self.is_writing:
            self._is_polling = True
            self.ask(
                session.crm.change_counter, self._compare, key="poll", failed=self._poll_failed
            )

    def _compare(self, counter: int) -> None:
        self._is_polling = False
        seen, self._seen_change = self._seen_change, counter
        if seen is not None and seen != counter:
            self.tell_changed(EVERYTHING)

    def _poll_failed(self, _error: CrmError) -> None:
        self._is_polling = False

    # The sweep ----------------------------------------------------------------------------------

    def _look_for_sweep(self) -> None:
        session = self.session
        if session is not None and session.person.may(Permission.SWEEP):
            self.ask(session.crm.sweeps.is_due, self._sweep_if, key="sweep")

    def _sweep_if(self, is_due: bool) -> None:
        session = self.session
        if is_due and session is not None:
            sweeps, actor = session.crm.sweeps, session.actor
            self.perform(lambda: sweeps.sweep(actor), self._tell_sweep, self._sweep_failed)

    def _sweep_failed(self, error: CrmError) -> None:
        words = _("The sweep could not run: {reason}").format(reason=errors.sentence(error))
        self.tell(words, severity="warning")

    def _tell_sweep(self, report: SweepReport) -> None:
        session = self.session
        if session is None:
            return
        if report.skipped_because:
            self._tell_clock_is_behind()
        elif report.held_because is not None:
            self._tell_held(report.total, session)
        elif report.total:
            mine = [each for each in report.taken if each.owner_id == session.actor.user_id]
            if mine:
                self.tell(_lost(mine), severity="warning")
            elif session.person.is_admin:
                self.tell(_swept(report.total))
            self.tell_changed(EVERYTHING)

    def _tell_clock_is_behind(self) -> None:
        if not self._clock_told:
            self._clock_told = True
            words = _("This machine's clock is behind, so nothing is taken back; set it right.")
            self.tell(words, severity="warning")

    def _tell_held(self, total: int, session: Session) -> None:
        if session.person.is_admin and total != self._held_told:
            self.tell(
                ngettext(
                    "The sweep of {count} customer waits for you: S on the first tab",
                    "The sweep of {count} customers waits for you: S on the first tab",
                    total,
                ).format(count=total),
                severity="warning",
            )
            self.tell_changed(EVERYTHING)
        self._held_told = total


def _lost(mine: list[DueCustomer]) -> str:
    names = _(", ").join(f"“{name_in_sentence(each.name)}”" for each in mine[:_NAMED])
    return ngettext(
        "{count} of your customers went back to the pool: {names}",
        "{count} of your customers went back to the pool: {names}",
        len(mine),
    ).format(count=len(mine), names=names if len(mine) <= _NAMED else f"{names} …")


def _swept(total: int) -> str:
    return ngettext(
        "{count} customer went back to the pool",
        "{count} customers went back to the pool",
        total,
    ).format(count=total)


def run(settings: Settings) -> int:
    """Show the screens until somebody leaves; return the exit code."""
    app = CrmApp(settings)
    try:
        app.run()
    finally:
        app.close_database()
    return app.return_code or 0
