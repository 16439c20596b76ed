"""What the keys do on every screen: tabs, palette, help, a new customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.dom import DOMNode

from crm_tui.domain.events import Changed
from crm_tui.domain.finding import FindingKind
from crm_tui.domain.identifiers import CustomerId, LeadId, OpportunityId, UserId
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.tui.all_records import ListsOfAll
from crm_tui.tui.keys import KeyCommand, Scope, command, commands_on
from crm_tui.tui.machine import machine_of
from crm_tui.tui.places import PlaceCommands
from crm_tui.tui.session import Session
from crm_tui.tui.undoing import UndoCommands
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.record_list.messages import Copied
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.tui.widgets.timeline import Timeline

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.tui.screens.tasks.parts import TaskSubject

ResultT = TypeVar("ResultT")
_OF_ALL_ROWS = frozenset({"list.mark_all", "list.invert"})
_NEEDED = {"overview": Permission.ASSIGN, "handover": Permission.HAND_OVER}


class ScreenCommands(ListsOfAll, UndoCommands[ResultT], PlaceCommands[ResultT], Generic[ResultT]):
    """A screen on which the keys that work everywhere work; `scope` says what else does."""

    scope: ClassVar[Scope]
    marks_all: ClassVar[bool] = True
    """Whether all rows of its list can be marked at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._place_words = ""

    def tell_place(self, words: str) -> None:
        """Say what is on the screen, for the window's title; nothing that is hidden from people."""
        self._place_words = words
        if self.is_current:
            machine_of(self).show_window_title()

    def on_screen_resume(self) -> None:
        """Let the window's title say what is on the screen again."""
        machine_of(self).show_window_title()

    def window_title(self) -> str:
        """Return what is on the screen."""
        return self._place_words

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a command does nothing here now, or None."""
        needed = _NEEDED.get(command.id)
        return None if needed is None else self.why_not_permitted(needed)

    def why_not_permitted(self, needed: Permission) -> str | None:
        """Return that no role of the person at the screen allows it, or None."""
        if self.session.person.may(needed):
            return None
        return errors.sentence(NotPermittedError(needed.value))

    def refresh_keys(self) -> None:
        """Grey out what cannot be done now, and tell it in the help if that lies above."""
        self.query_one(KeyFooter).tell_anew()
        tell_anew = getattr(self.app.screen, "tell_keys_anew", None)
        if tell_anew is not None:
            tell_anew()

    def first_words(self) -> str:
        """Return what a new customer's name starts with: a search that found nothing."""
        return ""

    # Everywhere -----------------------------------------------------------------------------

    def action_show_tab(self, tab_id: str) -> None:
        """Go to a tab."""
        self.post_message(StatusBar.TabChosen(tab_id))

    async def action_quit(self) -> None:
        """Ask whether to leave."""
        await self.app.action_quit()

    async def action_sign_out(self) -> None:
        """Let somebody else sit down here."""
        await self.app.run_action("app.sign_out")

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key of this kind of screen means something on this one."""
        return self.marks_all or command.id not in _OF_ALL_ROWS

    def action_help(self) -> None:
        """Show what has the focus, and the keys of this screen."""
        from crm_tui.tui.screens.help import HelpDialog  # noqa: PLC0415
        from crm_tui.tui.screens.widget_help import help_about  # noqa: PLC0415

        about = help_about(self.focused)
        dialog = HelpDialog(self.scope, self.why_not, self.is_meant, about=about)
        self.app.push_screen(dialog, self._go_to_keys)

    def _go_to_keys(self, wanted: bool | None) -> None:
        if wanted:
            from crm_tui.tui.screens.settings.keymaps import KeyList  # noqa: PLC0415
            from crm_tui.tui.screens.settings.parts import PartScreen  # noqa: PLC0415

            self.app.push_screen(PartScreen(self.session, KeyList))

    def action_jump(self) -> None:
        """Put letters on all that can be gone to."""
        from crm_tui.tui.screens.jump import jump  # noqa: PLC0415

        jump(self)

    def action_palette(self) -> None:
        """Choose one of all commands by its name; those of other screens go there."""
        from crm_tui.tui.screens.palette import PaletteDialog  # noqa: PLC0415

        palette = PaletteDialog(self._all_commands(), self.why_not, machine_of(self).lately_run)
        self.app.push_screen(palette, self._run_chosen)

    def _all_commands(self) -> list[KeyCommand]:
        here = [each for each in commands_on(self.scope) if self.is_meant(each)]
        return here + self.commands_elsewhere(self.scope)

    def action_find(self) -> None:
        """Find a customer, a contact, a deal or a command by one box."""
        from crm_tui.tui.screens.finding import FindDialog  # noqa: PLC0415

        dialog = FindDialog(self.session, self._all_commands(), self.why_not)
        self.app.push_screen(dialog, self._open_found)

    async def _open_found(self, chosen: CustomerId | KeyCommand | None) -> None:
        if isinstance(chosen, KeyCommand):
            await self._run_chosen(chosen)
        elif chosen is not None:
            self.show_found(chosen)

    def show_found(self, customer_id: CustomerId, *, found_by: str = "find") -> None:
        """Open a customer over this screen, under the name of the command that led to it."""
        from crm_tui.tui.screens.detail import DetailScreen  # noqa: PLC0415
        from crm_tui.tui.screens.trails import Trail  # noqa: PLC0415

        names = (_(command(found_by).label),)
        self.app.push_screen(
            DetailScreen(self.session, customer_id, Trail(lambda _by: None, None, names))
        )

    def action_open_paper(self, kind: str, record_id: int) -> None:
        """Open what was found and has a page of its own, over this screen."""
        from crm_tui.tui.screens.contracts.whole import ContractScreen  # noqa: PLC0415
        from crm_tui.tui.screens.leads.whole import LeadScreen  # noqa: PLC0415
        from crm_tui.tui.screens.opportunities.whole import OpportunityScreen  # noqa: PLC0415
        from crm_tui.tui.screens.orders.whole import OrderScreen  # noqa: PLC0415

        match FindingKind(kind):
            case FindingKind.ORDER:
                self.app.push_screen(OrderScreen(self.session, record_id))
            case FindingKind.LEAD:
                self.app.push_screen(LeadScreen(self.session, LeadId(record_id)))
            case FindingKind.OPPORTUNITY:
                page = OpportunityScreen(self.session, OpportunityId(record_id))
                self.app.push_screen(page)
            case _:
                self.app.push_screen(ContractScreen(self.session, record_id))

    def action_new_customer(self) -> None:
        """Open the form for a new customer."""
        from crm_tui.tui.screens.customer_form import CustomerForm  # noqa: PLC0415

        form = CustomerForm(self.session, None, self.first_words())
        self.app.push_screen(form, self._customer_entered)

    def _customer_entered(self, changed: Changed | None) -> None:
        if changed is not None and changed.customer_ids:
            self.customer_entered(changed.customer_ids[-1])

    def customer_entered(self, customer_id: CustomerId) -> None:
        """Go to a customer that was just entered, where it is listed."""

    def action_overview(self) -> None:
        """Show the manager's view."""
        from crm_tui.tui.screens.overview import OverviewScreen  # noqa: PLC0415

        if self._may("overview"):
            self.app.push_screen(OverviewScreen(self.session))

    def action_targets(self) -> None:
        """Show what everybody is to bring in this month, and what is there of it."""
        from crm_tui.tui.screens.targets.month import TargetsScreen  # noqa: PLC0415

        self.app.push_screen(TargetsScreen(self.session))

    def action_report(self) -> None:
        """Show what was done today, by oneself or by those whose work one sees."""
        from crm_tui.tui.screens.targets.report import ReportDialog, Subject  # noqa: PLC0415

        self.app.push_screen(ReportDialog(self.session, Subject()))

    def action_tasks(self) -> None:
        """Show the lists of tasks; on a page of a customer, lead or opportunity, its own."""
        from crm_tui.tui.screens.tasks.lists import TasksScreen  # noqa: PLC0415

        self.app.push_screen(TasksScreen(self.session, self.task_subject()))

    def task_subject(self) -> TaskSubject | None:
        """Return what the tasks of this screen are for, None for anything."""
        from crm_tui.tui.screens.tasks.parts import TaskSubject  # noqa: PLC0415

        row_here = getattr(self, "current_row", None) if self.scope is Scope.DETAIL else None
        row = None if row_here is None else row_here()
        return None if row is None else TaskSubject(row.name, row.id)

    def action_handover(self) -> None:
        """Pass on all that somebody holds."""
        from crm_tui.tui.screens.handovers import HandoverScreen  # noqa: PLC0415

        if self._may("handover"):
            self.app.push_screen(HandoverScreen(self.session, self.person_here()))

    def person_here(self) -> UserId | None:
        """Return the colleague under the cursor, where a screen lists colleagues."""
        return None

    def _may(self, command_id: str) -> bool:
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def action_show_audit(self) -> None:
        """Show what everybody did, event by event."""
        from crm_tui.tui.screens.audits import AuditScreen  # noqa: PLC0415

        self.app.push_screen(AuditScreen(self.session))

    def action_change_password(self) -> None:
        """Open the form for a new password of whoever sits here."""
        from crm_tui.tui.screens.password_form import open_own_password  # noqa: PLC0415

        open_own_password(self)

    # Running commands that were clicked or chosen ---------------------------------------------

    async def run_command(self, command: KeyCommand) -> None:
        """Do what the key of a command does."""
        await self.app.run_action(command.action, self._target_of(command))

    def _target_of(self, command: KeyCommand) -> DOMNode:
        for scope, kind in ((Scope.LIST, RecordList), (Scope.TIMELINE, Timeline)):
            if scope in command.scopes:
                found = self.query(kind)
                if found:
                    return found.first()
        return self

    async def _run_chosen(self, command: KeyCommand | None) -> None:
        if command is not None:
            machine_of(self).note_run(command.id)
            await self.run_command(command)

    async def on_key_footer_chosen(self, message: KeyFooter.Chosen) -> None:
        """Do what a click on the footer means, or say why not."""
        message.stop()
        if message.refusal is not None:
            self.operations.tell(message.refusal, severity="warning")
            return
        await self.run_command(message.command)

    def on_record_list_copied(self, message: Copied) -> None:
        """Say that something is on the clipboard now, and when it is not all that was marked."""
        message.stop()
        count, of = f"{message.count:,}", f"{message.of:,}"
        if message.count < message.of:
            words = _("Copied {count} of {of} rows").format(count=count, of=of)
        elif message.of == 1:
            words = _("Copied")
        else:
            words = _("Copied {count} rows").format(count=count)
        self.operations.tell(words)
