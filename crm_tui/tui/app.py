"""The program on the screen: opens the database, holds the tabs, keeps everything current."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType

from crm_tui.clock import Clock
from crm_tui.domain.events import Changed, CustomFieldSet
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.today import Quota
from crm_tui.domain.users import UserRow
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation.dates import clock_time
from crm_tui.settings import Settings
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.early import EarlyAnswers
from crm_tui.tui.frames import TOGETHER, opening_status, tabs_with_keys
from crm_tui.tui.keys import command
from crm_tui.tui.loading import load_what_is_next
from crm_tui.tui.opening import (
    NothingYet,
    Ready,
    Rest,
    SignInNeeded,
    Start,
    WhoIsIt,
    choose_person,
    make_office,
    make_samples,
    open_database,
)
from crm_tui.tui.operations import EVERYTHING
from crm_tui.tui.places import PlaceWanted
from crm_tui.tui.screens.start import (
    FirstStartScreen,
    OpeningScreen,
    TroubleScreen,
    WhoDialog,
)
from crm_tui.tui.screens.tabs import OwnerWanted, SearchWanted, ViewWanted
from crm_tui.tui.screens.today import TodayScreen
from crm_tui.tui.watching import Watching
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.status_bar import Saving, Status, StatusBar

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.domain.custom_fields import CustomField
    from crm_tui.tui.screens.customers import CustomersScreen
    from crm_tui.tui.screens.settings.screen import SettingsScreen

_STYLES = Path(__file__).parent / "styles"
_TICK_SECONDS = 1.0
_PRESENCE_AFTER_SECONDS, _PRESENCE_SECONDS = 2, 45
_SWEEP_SECONDS = 60.0
_BACKUP_SECONDS = 15.0
"""So long after the first rows the day's backup is looked for, when the screens are at rest."""
_BACKUP_AGAIN_SECONDS = 900.0
_NEXT_SECONDS = 0.5
"""What may come next is loaded once what is on the screen is complete."""
_REST_SECONDS = 30.0
"""Copies of files that were opened are cleared when everything else is done."""


class CrmApp(Watching):
    """The whole program with its screens."""

    CSS_PATH: ClassVar[CSSPathType | None] = [
        _STYLES / "widgets.tcss",
        _STYLES / "forms.tcss",
        _STYLES / "frame.tcss",
        _STYLES / "settings.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        early: EarlyAnswers | None = None,
    ) -> None:
        super().__init__(settings)
        self._clock = clock
        self._early = early
        self._status = opening_status()
        self._tabs: dict[str, Screen[None]] = {}
        self._day: int | None = None

    def get_default_screen(self) -> Screen[None]:
        """Return the empty frame that is painted first."""
        return OpeningScreen()

    def on_ready(self) -> None:
        """Open the database once something is on the screen."""
        self.use_settings()
        self.ask(
            partial(open_database, self.settings, self._clock, self._early),
            self._start,
            key="start",
            failed=self._trouble,
        )

    def close_database(self) -> None:
        """Let go of the database."""
        if self.session is not None:
            self.session.crm.presence.leave()
            self.session.crm.close()

    # Starting -----------------------------------------------------------------------------------

    def _start(self, start: Start) -> None:
        match start:
            case Ready():
                self.begin(start)
            case WhoIsIt():
                self.push_screen(WhoDialog(start.people), partial(self._choose_person, start))
            case SignInNeeded():
                self._unfinished = start.crm
                self._lay_down(self.sign_in_screen(start.login))
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
            self._start,
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

    def begin(self, ready: Ready) -> None:
        """Show the tabs to whoever sits here."""
        session = self.session = ready.session
        self._status = replace(
            self._status,
            tabs=tabs_with_keys(),
            user=session.person.name,
        )
        today = TodayScreen(session, ready.day)
        self._keep_tab("today", today)
        self.show_tab("today")
        # What is seen first waits for nothing that is not.
        self.call_after_refresh(self._go_on, ready, today)

    def _go_on(self, ready: Ready, today: TodayScreen) -> None:
        if not self.screen_stack:
            return  # it was left meanwhile
        below = self.screen_stack[0]
        for key in below.give_typed() if isinstance(below, OpeningScreen) else ():
            self.post_message(key)
        if isinstance(ready.rest, Rest):
            self._have_all(today, ready.rest)
        else:
            have_all = partial(self._have_all, today)
            self.ask(ready.rest, have_all, key="start", failed=self._trouble)

    def _have_all(self, today: TodayScreen, rest: Rest) -> None:
        session = today.session
        self.watch_others(rest.seen_change)
        self._status = replace(self._status, on_network=rest.on_network)
        today.show_rest(rest.day)
        if rest.day is not None:
            self._show_quota(rest.day.today.quota)
        self._read_status()
        self._tick()
        self.look_for_sweep()
        self.set_interval(_TICK_SECONDS, self._tick)
        self.set_interval(_SWEEP_SECONDS, self.look_for_sweep)
        self.set_interval(_SWEEP_SECONDS, self.look_who_sits_here)
        self.set_interval(_SWEEP_SECONDS, self.look_for_seal)
        self.set_interval(_PRESENCE_SECONDS, self.say_present)
        self.set_timer(_PRESENCE_AFTER_SECONDS, self.say_present)
        self.set_timer(_BACKUP_SECONDS, self.look_for_backup)
        self.set_interval(_BACKUP_AGAIN_SECONDS, self.look_for_backup)
        self.set_timer(_NEXT_SECONDS, partial(self._load, load_what_is_next))
        self.set_timer(_REST_SECONDS, partial(self._load, session.crm.attachments.clear_copies))
        self.set_timer(_NEXT_SECONDS, self._read_own_fields)
        if self.settings.opens_customer is not None:
            today.show_found(CustomerId(self.settings.opens_customer))
        if session.crm.backup is not None:
            words = _("The database was brought up to date; a copy of the old one is at {path}")
            self.tell(words.format(path=session.crm.backup))

    def _load(self, load: Callable[[], object]) -> None:
        self.run_worker(load, thread=True, group="loading")

    def keys_changed(self) -> None:
        """Show the keys as they are now, those of the tabs too."""
        self._status = replace(self._status, tabs=tabs_with_keys())
        self.show_status()
        super().keys_changed()

    # Tabs ---------------------------------------------------------------------------------------

    def show_tab(self, tab_id: str) -> Screen[None]:
        """Go to a tab; what lay over the one before is closed."""
        screen = self._tabs.get(tab_id) or self._make_tab(tab_id)
        self._lay_down(screen)
        in_line = TOGETHER[0] if tab_id in TOGETHER else tab_id
        self._status = replace(self._status, active_tab=in_line, tabs=tabs_with_keys(tab_id))
        self.call_after_refresh(self.show_status)
        return screen

    def _make_tab(self, tab_id: str) -> Screen[None]:
        # A start shows one of them, and waits for no other to load.
        from crm_tui.tui.tab_screens import made_tab  # noqa: PLC0415

        if self.session is None:
            raise KeyError(tab_id)
        return self._keep_tab(tab_id, made_tab(tab_id, self.session))

    def _keep_tab(self, tab_id: str, screen: Screen[None]) -> Screen[None]:
        self._tabs[tab_id] = screen
        self.install_screen(screen, tab_id)
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
        """Go to the tab whose key was pressed, or which was clicked; once more to the next list."""
        tab_id, shown = message.tab_id, getattr(self.screen, "tab_id", "")
        if tab_id == TOGETHER[0] == self._status.active_tab and shown in TOGETHER:
            tab_id = TOGETHER[(TOGETHER.index(shown) + 1) % len(TOGETHER)]
        self.show_tab(tab_id)

    def on_search_wanted(self, message: SearchWanted) -> None:
        """Search all customers from wherever one is."""
        screen = self._show_customers()
        self.call_after_refresh(screen.search_everywhere, message.text)

    def on_view_wanted(self, message: ViewWanted) -> None:
        """Show a view of the customers from wherever one is."""
        self._show_customers().show_view(message.view)

    def on_place_wanted(self, message: PlaceWanted) -> None:
        """Go to another screen, and do there what was asked for."""
        screen = self.show_tab(message.tab_id)
        if message.section:
            show_section = cast("SettingsScreen", screen).show_section
            self.call_after_refresh(show_section, message.section)
        elif isinstance(screen, ScreenCommands):
            self.call_after_refresh(screen.run_command, command(message.command_id))

    def on_owner_wanted(self, message: OwnerWanted) -> None:
        """List the customers that somebody holds."""
        self._show_customers().show_owner(message.owner_id, message.name)

    def _show_customers(self) -> CustomersScreen:
        return cast("CustomersScreen", self.show_tab("customers"))  # what that tab is made as

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
        # Not the frame below them all: what changes there is painted through to the top.
        for screen in {*self.screen_stack[1:], *self._tabs.values()}:
            for bar in screen.query(StatusBar):
                bar.status = self._status
        self.show_window_title()

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
        self._status = replace(self._status, department=department)
        self._show_quota(quota)
        self.show_status()

    def _show_quota(self, quota: Quota) -> None:
        self._status = replace(self._status, held=quota.held, limit=quota.holding_limit)

    # Staying current ----------------------------------------------------------------------------

    def _read_own_fields(self) -> None:
        session = self.session
        if session is not None:
            crm, actor = session.crm, session.actor
            self.ask(lambda: crm.custom_fields.list(actor), self._take_own_fields, key="own fields")

    def _take_own_fields(self, fields: Sequence[CustomField]) -> None:
        if self.session is not None and self.session.own.take(fields):
            self._tell_screens("own_fields_changed")

    def _tell_screens(self, name: str, *facts: object) -> None:
        """Let every screen that listens know something, those out of sight too.

        One that is not put together yet reads all of it when it is.
        """
        for screen in dict.fromkeys([*self.screen_stack, *self._tabs.values()]):
            listener = getattr(screen, name, None)
            if listener is not None and screen.is_mounted:
                listener(*facts)

    def tell_changed(self, changed: Changed) -> None:
        """Let every screen know what changed, those out of sight too."""
        self._read_status()
        if changed is EVERYTHING or CustomFieldSet.kind() in changed.kinds:
            self._read_own_fields()
        self._tell_screens("records_changed", changed)

    def _tick(self) -> None:
        session = self.session
        if session is None:
            return
        self._status = replace(self._status, time=clock_time(session.now, session.zone))
        self.show_status()
        day, self._day = self._day, session.today
        if day not in {None, self._day}:
            # What was due tomorrow is due today, though nobody has written anything.
            self.tell_changed(EVERYTHING)
        self.look_if_due()


def run(settings: Settings, early: EarlyAnswers | None = None) -> int:
    """Show the screens until somebody leaves; return the exit code."""
    while True:
        app = CrmApp(settings, early=early)
        try:
            app.run()
        finally:
            app.close_database()
        if app.begins_anew is None:
            return app.return_code or 0
        settings, early = app.begins_anew, None
