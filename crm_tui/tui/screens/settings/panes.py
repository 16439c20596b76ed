"""A list of settings with what is under its cursor beside it; the keys do what the list says."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT, ScreenCommands
from crm_tui.tui.keys import KeyCommand, Scope, command
from crm_tui.tui.keys.elsewhere import TABS
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.settings.sections import SettingsList
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.preview import Preview
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.record_list.messages import Highlighted, Opened
from crm_tui.tui.widgets.record_list.rows import Rows
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.values import dataclass

OWN_SCOPES = (
    Scope.SETTINGS,
    Scope.SETTINGS_PART,
    Scope.ROUTES,
    Scope.RULES,
    Scope.IMPORTING,
)
_NOT_HERE = frozenset({"list.mark", "list.mark_range", "list.mark_all", "list.invert"})
_SHOWN_AS_EDIT = "open"
_ALWAYS = frozenset(
    {
        "settings.sections",
        "settings.section",
        *TABS,
        "preview",
        "handover",
        "audit",
        "quit",
        "back",
    }
)


class SettingRows(RecordList[Any]):
    """The rows; going left beyond the first column goes back to what stands there."""

    def action_column(self, by: int) -> None:
        """Go to another column, or leave the list at its left edge."""
        screen = self.screen
        is_at_edge = self.current_column is self.columns[0]
        if by > 0 or not is_at_edge or not isinstance(screen, ListPane):
            super().action_column(by)
        else:
            screen.leave_left()


class ListFooter(KeyFooter):
    """The keys that mean something in the list that is shown."""

    def belongs(self, each: KeyCommand) -> bool:
        """Return whether a key means something in the list."""
        screen = self.screen
        return isinstance(screen, ListPane) and screen.is_meant(each) and each.id != _SHOWN_AS_EDIT


@dataclass(frozen=True, slots=True)
class _Read:
    shown: SettingsList[Any]
    rows: Sequence[Any]


class ListPane(ScreenCommands[ResultT], Generic[ResultT]):
    """A screen with a list of settings; it stays current and its cursor on its row."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (100, "-wide"),
        (150, "-widest"),
    ]
    scope: ClassVar[Scope] = Scope.SETTINGS_PART
    marks_all = False
    opens_rows: ClassVar[bool] = False
    """Whether to open a row means something else than to change it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rows = SettingRows((), classes="settings--rows")
        self._is_stale = False

    # What subclasses say ------------------------------------------------------------------------

    @property
    @abstractmethod
    def shown(self) -> SettingsList[Any]:
        """The list that is shown."""

    def compose_left(self) -> Iterable[Widget]:
        """Yield what stands left of the list."""
        return ()

    def compose_above(self) -> Iterable[Widget]:
        """Yield what stands over the rows."""
        return ()

    def heading(self) -> str:
        """Return what stands over the list."""
        return self.shown.title

    def side_heading(self) -> str:
        """Return what stands over the pane beside the list."""
        return _("Preview")

    # Showing ------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Put the list between status line and footer."""
        yield StatusBar()
        with Horizontal(classes="tab--body"):
            yield from self.compose_left()
            with Vertical(classes="tab--list"):
                yield from self.compose_above()
                yield self._rows
            with Vertical(classes="tab--preview"):
                yield Preview()
        yield ListFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the list."""
        self.query_one(".tab--preview").border_title = self.side_heading()
        self.set_class(not machine_of(self).settings.display.preview, "-preview-off")
        self.focus_first()
        self.show_list()

    def focus_first(self) -> None:
        """Begin in the list."""
        self._rows.focus()

    def show_list(self) -> None:
        """Show the list from its top."""
        self._rows.set_columns(self.shown.columns())
        self._rows.replace_source(Rows(), opening=Rows[Any]().opening(), keep_cursor=False)
        self._rows.empty = Content("")
        self.query_one(".tab--list").border_title = Content(name_in_sentence(self.heading()))
        self.reload()

    def reload(self) -> None:
        """Read the list anew; the cursor stays on its row."""
        shown = self.shown
        self.operations.ask(
            lambda: _Read(shown, shown.read()), self._show_rows, key=f"settings {id(self)}"
        )

    def _show_rows(self, found: _Read) -> None:
        if found.shown is not self.shown:
            return
        source = Rows(found.rows)
        self._rows.empty = Content(_empty_words(found.shown))
        here = self._rows.cursor_id
        opening = source.opening(found.shown.begins_at if here is None else here)
        self._rows.replace_source(source, opening=opening)
        pane = self.query_one(".tab--list")
        title = f"{name_in_sentence(self.heading())} ({len(found.rows)})"
        pane.border_title = Content(title)
        self.tell_place(title)
        pane.border_subtitle = Content(found.shown.foot(found.rows))
        self.show_facts()

    def records_changed(self, changed: Changed) -> None:
        """Read anew what may have changed, at once or when the screen is next seen."""
        if self.is_current:
            self.reload()
        else:
            self._is_stale = True

    def on_screen_resume(self) -> None:
        """Show what changed while the screen was out of sight."""
        if self._is_stale:
            self._is_stale = False
            self.reload()
        if self.focused is None:
            self.focus_first()

    @property
    def records(self) -> RecordList[Any]:
        """The rows as they are shown."""
        return self._rows

    @property
    def row(self) -> Any:
        """The row under the cursor, or None."""
        return self._rows.cursor_record

    def move_to(self, record_id: int) -> None:
        """Put the cursor on a row."""
        self._rows.move_to_record(record_id)

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Show the row under the cursor beside the list."""
        if message.record_list is self._rows:
            message.stop()
            self.show_facts()

    def show_facts(self) -> None:
        """Show the row under the cursor beside the list."""
        row = self.row
        self.query_one(Preview).show(() if row is None else tuple(self.shown.facts(row)))
        self.refresh_footer()

    def refresh_footer(self) -> None:
        """Grey out what is forbidden for the row under the cursor."""
        self.query_one(KeyFooter).refresh()

    # Keys ---------------------------------------------------------------------------------------

    def leave_left(self) -> None:
        """Go to what stands left of the list, if anything does."""

    @property
    def meant(self) -> frozenset[str]:
        """The keys that mean something in the list that is shown."""
        return self.shown.commands | _ALWAYS

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the row under the cursor, or None."""
        if command.id == "open":
            if "settings.edit" not in self.shown.commands:
                return None
            return self.shown.why_not("settings.edit", self.row)
        if not command.scopes & frozenset(OWN_SCOPES) or command.id in _ALWAYS:
            return super().why_not(command)
        if command.id not in self.shown.commands:
            return _("This key means nothing in this list.")
        return self.shown.why_not(command.id, self.row)

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something in the list that is shown."""
        if command.id in _NOT_HERE:
            return False
        if command.id == "open" and not self.opens_rows:
            return "settings.edit" in self.shown.commands
        return not command.scopes & frozenset(OWN_SCOPES) or command.id in self.meant

    def do(self, command_id: str) -> None:
        """Do what a key means in the list, or say why not."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        else:
            self.shown.act(command_id, self.row)

    def on_record_list_opened(self, message: Opened) -> None:
        """Do what opening the row under the cursor means."""
        if message.record_list is self._rows:
            message.stop()
            self.open_row()

    def open_row(self) -> None:
        """Change the row under the cursor, where a list means nothing else by opening it.

        A handler of its own would be called besides that of this class, not in its place.
        """
        self.do("settings.edit")

    def action_add(self) -> None:
        """Add one."""
        self.do("settings.add")

    def action_edit(self) -> None:
        """Change the row under the cursor."""
        self.do("settings.edit")

    def action_open(self) -> None:
        """Open the row under the cursor."""
        self.do("settings.edit")

    def action_delete(self) -> None:
        """Delete the row under the cursor."""
        self.do("settings.delete")

    def action_reset(self) -> None:
        """Give the command under the cursor its usual keys."""
        self.do("settings.reset")

    def action_reset_all(self) -> None:
        """Give every command its usual keys."""
        self.do("settings.reset_all")

    def action_set_password(self) -> None:
        """Set the password of the person that the row is about."""
        self.do("settings.password")

    def action_unlock(self) -> None:
        """Let the person try again whose login is locked."""
        self.do("settings.unlock")

    def action_force_change(self) -> None:
        """Let the person choose a new password at the next sign-in."""
        self.do("settings.force")

    def action_end_sessions(self) -> None:
        """Let every machine of the person sign in anew."""
        self.do("settings.end")

    def action_find_row(self) -> None:
        """Go to a row by its name."""
        self.do("settings.find")

    def action_toggle_preview(self) -> None:
        """Show or hide the pane beside the list."""
        is_shown = self.query_one(".tab--preview").display
        self.set_class(not is_shown, "-preview-on")
        self.set_class(is_shown, "-preview-off")

    def person_here(self) -> UserId | None:
        """Return the colleague that the row under the cursor is about."""
        return None if self.row is None else self.shown.person_of(self.row)


def _empty_words(shown: SettingsList[Any]) -> str:
    """Return what is said where nothing is listed; without the key to whom it is forbidden."""
    said = shown.empty_words()
    adds = "settings.add" in shown.commands
    is_forbidden = adds and shown.why_not("settings.add", None) is not None
    return said.rpartition("\n")[0] or said if is_forbidden else said
