"""Before the first customer: opening, the first start, who sits here, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Button, Input, ProgressBar, Static

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pinyin import person_initials, person_pinyin
from crm_tui.errors import CrmError, DatabaseUnavailableError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.tui.frames import LOADING_AT, WIDE, WIDEST, opening_status
from crm_tui.tui.keys import Scope, bindings_for, command
from crm_tui.tui.opening import OfficeWish
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.fields import Form, FormField, TextField
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.status_bar import StatusBar

_LEAVING = frozenset({"ctrl+c", "ctrl+q"})


class OpeningScreen(Screen[None]):
    """The frame of the screens with nothing in it yet, as it was painted before this could be."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (WIDE, "-wide"),
        (WIDEST, "-widest"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._typed: list[events.Key] = []

    def compose(self) -> ComposeResult:
        """Put status line, empty list and preview and the line for keys on the screen."""
        yield StatusBar(opening_status())
        with Horizontal(classes="tab--body"):
            with Vertical(classes="tab--list"):
                yield Static(Content(LOADING_AT + _("Loading …")), markup=False)
            yield Vertical(classes="tab--preview")
        yield Static(classes="opening--keys")

    def on_mount(self) -> None:
        """Name the pane beside the list."""
        self.query_one(".tab--preview").border_title = _("Preview")

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed before there is anything to type at; let go of a start that hangs."""
        event.stop()
        event.prevent_default()
        if event.key in _LEAVING:
            self.app.exit()
        self._typed.append(event)

    def give_typed(self) -> list[events.Key]:
        """Return what was typed meanwhile, to be taken as if it were typed now."""
        typed, self._typed = self._typed, []
        return [events.Key(each.key, each.character) for each in typed]


class TroubleScreen(Screen[None]):
    """Says why the program cannot work on its database; any key leaves."""

    def __init__(self, error: CrmError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        """Show the sentence, the hint, and what to press."""
        with Vertical(classes="start--ground"), Vertical(classes="start--panel"):
            yield Static(
                Content(_("The database cannot be used")), classes="start--title", markup=False
            )
            yield Static(Content(errors.sentence(self._error)), markup=False)
            hint = errors.hint(self._error)
            if hint:
                yield Static(Content(hint), classes="start--hint", markup=False)
            yield Static(Content(_("Any key leaves")), classes="start--hint", markup=False)

    def on_key(self) -> None:
        """Leave."""
        self.app.exit(return_code=exit_code(self._error))


def exit_code(error: CrmError) -> int:
    """Return the exit code of a start that failed, as the shell has it."""
    match error:
        case DatabaseUnavailableError():
            return 6
        case NotFoundError():
            return 3
        case _:
            return 2


class WhoDialog(ChooseDialog[UserId]):
    """Asks who sits here; the answer is remembered on this machine."""

    def __init__(self, people: Sequence[tuple[UserId, str, str]]) -> None:
        choices = [
            Choice(user_id, f"{name}  {login}", f"{login} {_spellings(name)}")
            for user_id, login, name in people
        ]
        super().__init__(_("Who are you?"), choices, _("Name, login or pinyin initials"))


def _spellings(name: str) -> str:
    return f"{person_initials(name)} {person_pinyin(name).replace(' ', '')}".casefold()


class FirstStartScreen(Screen[None]):
    """Asks who the first person is, and whether to begin empty or with sample data."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.START)]

    @dataclass
    class Wanted(Message):
        """An office is to be made; without a wish, one with sample data."""

        wish: OfficeWish | None

    @dataclass
    class Progress(Message):
        """So many of so many sample customers are there."""

        done: int
        total: int

    def __init__(self, location: str) -> None:
        super().__init__()
        self._location = location
        self._proposed = ""

    def action_help(self) -> None:
        """Show what the field takes, and the keys that work here."""
        from crm_tui.tui.screens.help import HelpDialog  # noqa: PLC0415
        from crm_tui.tui.screens.widget_help import help_about  # noqa: PLC0415

        about = help_about(self.focused)
        self.app.push_screen(HelpDialog(Scope.START, lambda _command: None, about=about))

    def action_jump(self) -> None:
        """Put letters on all that can be gone to."""
        from crm_tui.tui.screens.jump import jump  # noqa: PLC0415

        jump(self)

    def compose(self) -> ComposeResult:
        """Show what happens, the two fields, and the two ways to begin."""
        with Vertical(classes="start--ground"), Vertical(classes="start--panel"):
            yield Static(Content(_("Welcome")), classes="start--title", markup=False)
            yield Static(Content(_("A new database will be made here:")), markup=False)
            yield Static(Content(self._location), classes="start--hint", markup=False)
            with Form(classes="start--form"):
                yield TextField(
                    _("Your name"), required=True, placeholder=_("such as Anna Reed"), id="name"
                )
                yield TextField(_("Login"), required=True, id="login")
            yield Button(_button(_("Start empty"), "form.save"), name="empty", compact=True)
            yield Button(
                _button(_("Look round with sample data"), "start.samples"),
                name="samples",
                compact=True,
            )
            yield Static("", id="progress-line", markup=False)
            yield ProgressBar(total=None, show_eta=False, id="progress")
        yield KeyFooter(Scope.START)

    def on_mount(self) -> None:
        """Ask for the name first."""
        self.query_one("#name Input", Input).focus()

    # Typing -------------------------------------------------------------------------------------

    def on_form_field_changed(self, event: FormField.Changed) -> None:
        """Propose the login from the name, until somebody writes another."""
        if event.control.id != "name":
            return
        login = self.query_one("#login", TextField)
        if login.value == self._proposed:
            name = self.query_one("#name", TextField).value
            self._proposed = "".join(
                each for each in person_pinyin(name).casefold() if each.isalnum()
            )[:64]
            login.value = self._proposed

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field or button."""
        event.stop()
        self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Begin as the button says."""
        event.stop()
        if event.button.name == "samples":
            self.action_start_with_samples()
        else:
            self.action_save()

    async def on_key_footer_chosen(self, message: KeyFooter.Chosen) -> None:
        """Do what a click on the footer means."""
        message.stop()
        await self.app.run_action(message.command.action, self)

    def action_save(self) -> None:
        """Begin with an empty office."""
        if not self.has_class("-working") and self.query_one(Form).check():
            name = self.query_one("#name", TextField).value
            login = self.query_one("#login", TextField).value
            self.post_message(self.Wanted(OfficeWish(name, login)))

    def action_start_with_samples(self) -> None:
        """Begin with sample data, as one of the people in it."""
        if not self.has_class("-working"):
            self.post_message(self.Wanted(None))

    async def action_cancel(self) -> None:
        """Leave; nothing was made."""
        await self.app.action_quit()

    # Working ------------------------------------------------------------------------------------

    def show_work(self, words: str) -> None:
        """Show that something is being made; nothing can be typed meanwhile."""
        self.add_class("-working")
        self.query_one("#progress-line", Static).update(Content(words))
        self.query_one(Form).disabled = True

    def tell_progress(self, done: int, total: int) -> None:
        """Show how far it is; called from the worker that does it."""
        self.post_message(self.Progress(done, total))

    def on_first_start_screen_progress(self, message: Progress) -> None:
        """Draw how far it is."""
        self.query_one(ProgressBar).update(total=message.total, progress=message.done)

    def show_failure(self, error: CrmError) -> None:
        """Say what is wrong, and let the fields be changed."""
        self.remove_class("-working")
        self.query_one(Form).disabled = False
        self.query_one("#progress-line", Static).update(Content(errors.sentence(error)))


def _button(words: str, command_id: str) -> Content:
    return Content(f" {words} {command(command_id).shown_key} ")
