"""Dialogs: opaque panels over the screen; nothing typed is thrown away unasked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from crm_tui.domain.numerals import half_width
from crm_tui.i18n import _
from crm_tui.presentation.widths import plain
from crm_tui.tui.keys import Scope, bindings_of, command
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.choices import Choice, ValueT, matching
from crm_tui.values import dataclass

ResultT = TypeVar("ResultT")

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DialogButton:
    """A button: what it answers, its words, and the command whose key presses it."""

    answer: str
    label: str
    command_id: str = ""

    @property
    def shown(self) -> Content:
        """The words with the key."""
        if not self.command_id:
            return Content(f" {self.label} ")
        return Content(f" {self.label} {command(self.command_id).shown_key} ")


class Dialog(ModalScreen[ResultT | None], Generic[ResultT]):
    """A titled panel with buttons; closing it answers None."""

    scope: ClassVar[Scope] = Scope.DIALOG
    """What kind of dialog it is, for its help."""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.DIALOG)]

    def __init__(self, title: str, buttons: Sequence[DialogButton]) -> None:
        super().__init__()
        self._heading = title
        self._buttons = tuple(buttons)

    @abstractmethod
    def compose_body(self) -> ComposeResult:
        """Yield what stands between title and buttons."""

    @abstractmethod
    def pressed(self, answer: str) -> None:
        """Do what a button means."""

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose something that was typed."""
        return False

    def compose(self) -> ComposeResult:
        """Put title, body and buttons into the panel."""
        with Vertical(classes="dialog--panel"):
            yield Static(Content(self._heading), classes="dialog--title", markup=False)
            yield from self.compose_body()
            with Horizontal(classes="dialog--buttons"):
                for button in self._buttons:
                    yield Button(button.shown, name=button.answer, compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Pass the button's answer on."""
        event.stop()
        self.pressed(event.button.name or "")

    def action_help(self) -> None:
        """Show what has the focus, and the keys that work here."""
        from crm_tui.tui.screens.help import HelpDialog  # noqa: PLC0415 - it is a dialog itself
        from crm_tui.tui.screens.widget_help import help_about  # noqa: PLC0415

        about = help_about(self.focused)
        self.app.push_screen(HelpDialog(self.scope, lambda _command: None, about=about))

    def action_cancel(self) -> None:
        """Close; ask first when something typed would be lost."""
        if not self.is_dirty:
            self.dismiss(None)
            return
        self.app.push_screen(leave_question(), self._close_if)

    def _close_if(self, confirmed: bool | None) -> None:
        if confirmed:
            self.dismiss(None)


class ConfirmDialog(Dialog[bool]):
    """Asks yes or no; a dangerous yes is not what enter presses first."""

    scope = Scope.CONFIRM
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.CONFIRM)]

    def __init__(
        self, title: str, body: Content, *, yes: str = "", no: str = "", is_dangerous: bool = False
    ) -> None:
        buttons = (
            DialogButton("yes", yes or _("Yes"), "confirm.yes"),
            DialogButton("no", no or _("No"), "confirm.no"),
        )
        super().__init__(title, buttons)
        self._body = body
        self._is_dangerous = is_dangerous

    def compose_body(self) -> ComposeResult:
        """Show the question."""
        with VerticalScroll(classes="dialog--body", can_focus=False):
            yield Static(self._body, markup=False)

    def on_mount(self) -> None:
        """Put the focus on the harmless answer."""
        self.query(Button)[1 if self._is_dangerous else 0].focus()

    def pressed(self, answer: str) -> None:
        """Answer with the button."""
        self.action_answer(answer == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer and close."""
        self.dismiss(answer)


def leave_question() -> ConfirmDialog:
    """Return the question before something typed would be lost."""
    return ConfirmDialog(
        _("Leave without saving?"),
        Content(_("What you typed is not saved yet.")),
        yes=_("Leave"),
        no=_("Keep typing"),
        is_dangerous=True,
    )


class MessageDialog(Dialog[bool]):
    """Tells something that is too long for a toast."""

    def __init__(self, title: str, body: Content) -> None:
        super().__init__(title, (DialogButton("close", _("Close"), "dialog.cancel"),))
        self._body = body

    def compose_body(self) -> ComposeResult:
        """Show the message; long ones scroll."""
        with VerticalScroll(classes="dialog--body"):
            yield Static(self._body, markup=False)

    def pressed(self, answer: str) -> None:
        """Close."""
        self.dismiss(None)


class ListDialog(Dialog[ValueT], Generic[ValueT]):
    """Lists what can be taken while one types; closing it takes nothing."""

    scope = Scope.CHOICE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.CHOICE)]

    def action_move(self, by: int) -> None:
        """Move among what is listed."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def pressed(self, answer: str) -> None:
        """Close without an answer."""
        self.dismiss(None)


class ChooseDialog(ListDialog[ValueT], Generic[ValueT]):
    """Asks for one of several; what is typed narrows them, pinyin initials too."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[ValueT]],
        hint: str = "",
        *,
        begin_at: ValueT | None = None,
    ) -> None:
        super().__init__(title, (DialogButton("close", _("Cancel"), "dialog.cancel"),))
        self._choices = tuple(choices)
        self._hint = hint
        self._begin_at = begin_at
        self._shown: list[Choice[ValueT]] = []

    def compose_body(self) -> ComposeResult:
        """Show the filter and the choices."""
        yield Input(placeholder=self._hint or _("Type to narrow"), compact=True)
        yield ChoiceList(markup=False, compact=True, classes="dialog--choices")

    def on_mount(self) -> None:
        """Show all choices and await typing."""
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._show("")
        values = [each.value for each in self._shown]
        if self._begin_at in values:
            self.query_one(OptionList).highlighted = values.index(self._begin_at)

    def _show(self, typed: str) -> None:
        options = self.query_one(OptionList)
        self._shown = matching(self._choices, typed)[:_MOST_SHOWN]
        options.clear_options()
        options.add_options([Option(Content(each.shown)) for each in self._shown])
        if not self._shown and typed.strip():
            words = _("Nothing here is called “{typed}”.").format(typed=plain(typed.strip()))
            options.add_option(Option(Content(words), disabled=True))
        options.highlighted = 0 if self._shown else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the choices; a digit that stands before one chooses it."""
        event.stop()
        typed = half_width(event.value)
        picked = next((each for each in self._choices if typed and each.digit == typed), None)
        if picked is not None:
            self.dismiss(picked.value)
            return
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the highlighted choice."""
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._shown):
            self.dismiss(self._shown[at].value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the choice that was clicked."""
        event.stop()
        self.dismiss(self._shown[event.option_index].value)
