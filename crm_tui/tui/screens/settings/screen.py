"""设置: sections at the left, the list of one of them beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from crm_tui.domain.pinyin import initials
from crm_tui.i18n import _
from crm_tui.presentation.widths import cell_width
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.settings.access import AccessList
from crm_tui.tui.screens.settings.backups import BackupList
from crm_tui.tui.screens.settings.calendars import CalendarList
from crm_tui.tui.screens.settings.channels import ChannelList
from crm_tui.tui.screens.settings.departments import DepartmentList
from crm_tui.tui.screens.settings.displays import DisplayList
from crm_tui.tui.screens.settings.healths import HealthList
from crm_tui.tui.screens.settings.keymaps import KeyList
from crm_tui.tui.screens.settings.lead_routes import LeadRouteList
from crm_tui.tui.screens.settings.lead_scores import LeadScoreList
from crm_tui.tui.screens.settings.leaves import LeaveList
from crm_tui.tui.screens.settings.offices import OfficeList
from crm_tui.tui.screens.settings.own_fields import OwnFieldList
from crm_tui.tui.screens.settings.panes import ListPane
from crm_tui.tui.screens.settings.papers import PaperList
from crm_tui.tui.screens.settings.pipelines import PipelineList
from crm_tui.tui.screens.settings.pools import PoolList
from crm_tui.tui.screens.settings.presences import PresenceList
from crm_tui.tui.screens.settings.products import ProductList
from crm_tui.tui.screens.settings.roles import RoleList
from crm_tui.tui.screens.settings.sections import SettingsList, text_column
from crm_tui.tui.screens.settings.users import UserList
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.record_list.columns import GUTTER_WIDTH
from crm_tui.tui.widgets.record_list.messages import Highlighted, Opened
from crm_tui.tui.widgets.record_list.rows import Rows
from crm_tui.values import dataclass

_LISTS: tuple[type[SettingsList[Any]], ...] = (
    OfficeList,
    DepartmentList,
    UserList,
    RoleList,
    LeaveList,
    PoolList,
    CalendarList,
    OwnFieldList,
    ProductList,
    PaperList,
    PipelineList,
    LeadScoreList,
    LeadRouteList,
    ChannelList,
    AccessList,
    BackupList,
    PresenceList,
    HealthList,
    DisplayList,
    KeyList,
)

_AROUND = 3
"""The border on both sides, and a blank at the end."""


@dataclass(frozen=True, slots=True)
class _SectionRow:
    """A section in the list at the left."""

    id: int
    title: str


class SectionColumn(RecordList[_SectionRow]):
    """The sections; going right enters the list of the one under the cursor."""

    def action_column(self, by: int) -> None:
        """Enter the list of the section."""
        if by > 0:
            self.action_open()


class SettingsScreen(ListPane[None]):
    """Everything that is set of the office."""

    tab_id = "settings"
    scope = Scope.SETTINGS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.SETTINGS)]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lists = [kind(self) for kind in _LISTS]
        self._at = 0
        self._sections = SectionColumn(
            [text_column("title", _("Sections"), 12, lambda row: str(row.title), widest=40)],
            highlight_delay_seconds=0.02,
            id="sections",
        )

    @property
    def shown(self) -> SettingsList[Any]:
        """The list of the section that was chosen."""
        return self._lists[self._at]

    def compose_left(self) -> Iterable[Widget]:
        """Put the sections at the left."""
        with Vertical(classes="settings--sections") as column:
            widest = max(cell_width(each.title) for each in self._lists)
            column.styles.width = GUTTER_WIDTH + widest + _AROUND
            yield self._sections

    def on_mount(self) -> None:
        """Show the sections, and the first one's list."""
        rows = Rows([_SectionRow(at, each.title) for at, each in enumerate(self._lists)])
        self._sections.replace_source(rows, opening=rows.opening())

    def focus_first(self) -> None:
        """Begin among the sections."""
        self._sections.focus()

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Show the section under the cursor."""
        if message.record_list is not self._sections:
            return
        message.stop()
        if message.record_id is not None and message.record_id != self._at:
            self._at = message.record_id
            self.show_list()

    def on_record_list_opened(self, message: Opened) -> None:
        """Enter the list of a section."""
        if message.record_list is not self._sections:
            return
        message.stop()
        if message.record_id != self._at:
            self._at = message.record_id
            self.show_list()
        self._rows.focus()

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something now: a section is entered, whatever it lists."""
        enters = command.id == "open" and self._sections.has_focus
        return enters or super().is_meant(command)

    def show_section(self, list_id: str) -> None:
        """Go to the list of a section."""
        found = next(at for at, each in enumerate(self._lists) if each.id == list_id)
        self._sections.move_to(found)
        if found != self._at:
            self._at = found
            self.show_list()
        self._rows.focus()

    # Keys ---------------------------------------------------------------------------------------

    def action_sections(self) -> None:
        """Go back to the sections."""
        self._sections.focus()

    def leave_left(self) -> None:
        """Go back to the sections."""
        self.action_sections()

    def action_choose_section(self) -> None:
        """Choose a section by its name."""
        choices = [
            Choice(each.id, each.title, f"{initials(each.title)} {each.id}") for each in self._lists
        ]
        self.app.push_screen(ChooseDialog(_("Sections"), choices), self._show_chosen)

    def _show_chosen(self, list_id: str | None) -> None:
        if list_id is not None:
            self.show_section(list_id)

    def action_limits(self) -> None:
        """Show the holding limits."""
        self.do("settings.limits")

    def action_switch(self) -> None:
        """Disable the colleague or stage under the cursor, or enable it."""
        self.do("settings.status")

    def action_mark_left(self) -> None:
        """Note that the colleague under the cursor left."""
        self.do("settings.left")

    def action_access(self) -> None:
        """Show how the colleague under the cursor signs in."""
        self.do("settings.access")

    def action_check(self) -> None:
        """Look at what is under the cursor, or look anew."""
        self.do("settings.check")

    def action_restore_backup(self) -> None:
        """Go back to the backup under the cursor."""
        self.do("settings.restore")

    def action_options(self) -> None:
        """Change what this machine does with backups."""
        self.do("settings.options")

    def action_leave_days(self) -> None:
        """Record leave of the colleague under the cursor."""
        self.do("settings.leave")

    def action_send_test(self) -> None:
        """Send a test by the channel under the cursor."""
        self.do("settings.test")

    def action_rules(self) -> None:
        """Open the reclaim rules of the pool under the cursor."""
        self.do("settings.rules")

    def action_members(self) -> None:
        """Open the members of the pool under the cursor."""
        self.do("settings.members")

    def action_routes(self) -> None:
        """Open the routes to the pool under the cursor."""
        self.do("settings.routes")

    def action_make_default(self) -> None:
        """Make the pool or pipeline under the cursor the default one."""
        self.do("settings.default")

    def action_add_another(self) -> None:
        """Add a pipeline."""
        self.do("settings.another")

    def action_shift(self, by: int) -> None:
        """Let what is under the cursor come earlier or later."""
        self.do("settings.earlier" if by < 0 else "settings.later")

    def action_toggle_ended(self) -> None:
        """Show past ones too, or no longer."""
        self.do("settings.ended")
