"""The frame of a screen behind a tab: status line, list, preview, footer, staying current."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from crm_tui.domain.events import Changed
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.tui.keys import KeyCommand, Scope, command
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.handover_slips import SlipCommands
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.preview import Preview, Section
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.record_list.messages import LoadFailed
from crm_tui.tui.widgets.status_bar import StatusBar

_FOR_MANAGERS = "overview"
_SELDOM_FOR_MANAGERS = {Scope.TODAY: "claim"}


class TabFooter(KeyFooter):
    """The footer behind a tab: who stands above others finds their view there, not the claim."""

    def __init__(
        self, scope: Scope, why_not: Callable[[KeyCommand], str | None], *, is_manager: bool
    ) -> None:
        super().__init__(scope, why_not=why_not)
        self._left_out = _SELDOM_FOR_MANAGERS.get(scope, "") if is_manager else _FOR_MANAGERS

    def offered(self) -> Sequence[KeyCommand]:
        """Return the keys for what is listed, the most important first."""
        screen = self.screen
        own = screen.keys_of_view() if isinstance(screen, ListFrame) else ()
        return [*map(command, own)] or super().offered()

    def belongs(self, each: KeyCommand) -> bool:
        """Return whether a key is of use to who sits here."""
        return each.id != self._left_out


class ListFrame(SlipCommands):
    """A screen behind a tab; subclasses bring the list and say what is under its cursor."""

    tab_id: ClassVar[str]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (100, "-wide"),
        (150, "-widest"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._is_stale = False

    @property
    @abstractmethod
    def records(self) -> RecordList[Any]:
        """The list."""

    @abstractmethod
    def reload(self) -> None:
        """Read what the screen shows anew; the cursor stays on its record."""

    @abstractmethod
    def compose_list(self) -> ComposeResult:
        """Yield what stands in the left pane."""

    def side_sections(self) -> Iterable[Section]:
        """Return what stands in the right pane above the customer."""
        return ()

    def keys_of_view(self) -> Sequence[str]:
        """Return the commands of the footer where what is listed has others than its tab."""
        return ()

    def compose(self) -> ComposeResult:
        """Put status line, list, preview and footer on the screen."""
        yield StatusBar()
        with Horizontal(classes="tab--body"):
            with TitledPane(classes="tab--list"):
                yield from self.compose_list()
            with Vertical(classes="tab--preview"):
                yield Preview()
        is_manager = self.session.person.may(Permission.ASSIGN)
        yield TabFooter(self.scope, self.why_not, is_manager=is_manager)

    def on_mount(self) -> None:
        """Read the list."""
        self.query_one(".tab--preview").border_title = _("Preview")
        self.set_class(not machine_of(self).settings.display.preview, "-preview-off")
        self.records.focus()
        self.reload()

    # Staying current ----------------------------------------------------------------------------

    def records_changed(self, changed: Changed) -> None:
        """Read anew what may have changed, at once or when the screen is next seen."""
        if self.is_current:
            self._is_stale = False
            self.reload()
        else:
            self._is_stale = True

    def on_screen_resume(self) -> None:
        """Show what changed while the screen was out of sight."""
        if self._is_stale:
            self._is_stale = False
            self.reload()
        if self.focused is None:
            self.records.focus()

    def on_record_list_load_failed(self, message: LoadFailed) -> None:
        """Say why rows could not be read; what is no error of ours stops the program."""
        message.stop()
        if not isinstance(message.error, CrmError):
            raise message.error
        self.operations.show_error(message.error)

    def show_sections(self, sections: Iterable[Section]) -> None:
        """Put facts into the pane beside the list."""
        self.query_one(Preview).show((*self.side_sections(), *sections))

    @property
    def _preview_key(self) -> str:
        return f"{self.tab_id} preview"

    def trail(self) -> tuple[str, ...]:
        """Return where one is, the widest first: the tab, then what is listed."""
        return (_(command(f"tab.{self.tab_id}").label),)

    def place(self) -> tuple[int, int] | None:
        """Return the place of the cursor in the list, counted from one, and the list's length."""
        return self.records.place

    def action_open(self) -> None:
        """Open the record under the cursor, wherever the focus is."""
        self.records.action_open()

    def action_approvals(self) -> None:
        """Show what was asked before it is done, and what waits for one's answer."""
        from crm_tui.tui.screens.approvals.listing import ApprovalsScreen  # noqa: PLC0415

        self.app.push_screen(ApprovalsScreen(self.session))

    def action_paste_follow_ups(self) -> None:
        """Save several lines as one follow-up each, after a look at them."""
        from crm_tui.tui.screens.follow_up_paste import FollowUpPaste  # noqa: PLC0415

        self.app.push_screen(FollowUpPaste(self.session))

    # Preview ------------------------------------------------------------------------------------

    def action_toggle_preview(self) -> None:
        """Show or hide the pane beside the list."""
        is_shown = self.query_one(".tab--preview").display
        self.set_class(not is_shown, "-preview-on")
        self.set_class(is_shown, "-preview-off")
