"""Signing in: who, the password, and where it is needed another one; nothing else is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from crm_tui.domain.sign_ins import has_input_method_signs
from crm_tui.errors import CrmError, FieldError, PasswordChangeNeededError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.words import field_label
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.widgets.fields import Form, FormField, PasswordField, TextField
from crm_tui.tui.widgets.key_footer import KeyFooter

_LOGIN_LIMIT = 64


class SignInScreen(Screen[None]):
    """Asks who it is and for their password; an error is one line."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.FORM)]

    @dataclass
    class Wanted(Message):
        """Somebody wants to come in."""

        login: str
        password: str = field(repr=False)
        new_password: str | None = field(repr=False)

    def __init__(self, login: str | None) -> None:
        super().__init__()
        self._login = login or ""
        self._is_changing = False
        self._is_working = False

    def compose(self) -> ComposeResult:
        """Put the fields in the middle of an empty screen."""
        with Vertical(classes="start--ground"), Vertical(classes="start--panel"):
            yield Static(Content(_("Sign in")), classes="start--title", markup=False)
            with Form(classes="start--form"):
                yield TextField(
                    field_label("login"), self._login, required=True, limit=_LOGIN_LIMIT, id="login"
                )
                yield PasswordField(field_label("password"), required=True, id="password")
                yield PasswordField(field_label("new_password"), id="new")
                yield PasswordField(_("Once more"), id="again")
            yield Button(f" {_('Sign in')} ", name="enter", compact=True)
            yield Static("", id="progress-line", markup=False)
        yield KeyFooter(Scope.FORM)

    def on_mount(self) -> None:
        """Begin at what is not known yet; another password is asked for only when it is needed."""
        for name in ("new", "again"):
            self.query_one(f"#{name}", PasswordField).display = False
        self._go_to("password" if self._login else "login")

    def _go_to(self, name: str) -> None:
        self.query_one(f"#{name} Input", Input).focus()

    def action_help(self) -> None:
        """Show the keys that work here."""
        from crm_tui.tui.screens.help import HelpDialog  # noqa: PLC0415

        self.app.push_screen(HelpDialog(Scope.FORM, lambda _command: None))

    def action_jump(self) -> None:
        """Put letters on the fields."""
        from crm_tui.tui.screens.jump import jump  # noqa: PLC0415

        jump(self)

    async def action_cancel(self) -> None:
        """Leave the program."""
        self.app.exit()

    async def on_key_footer_chosen(self, message: KeyFooter.Chosen) -> None:
        """Do what a click on the footer means."""
        message.stop()
        await self.app.run_action(message.command.action, self)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Come in."""
        event.stop()
        self.action_save()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field, or come in from the last."""
        event.stop()
        last = "again" if self._is_changing else "password"
        if self.focused is self.query_one(f"#{last} Input", Input):
            self.action_save()
        else:
            self.focus_next()

    def on_form_field_changed(self, event: FormField.Changed) -> None:
        """Say when letters come from an input method: nobody sees what stands there."""
        if isinstance(event.control, PasswordField):
            is_on = has_input_method_signs(event.control.value)
            self._say(_("The Chinese input method is on.") if is_on else "")

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", TextField).value

    def _say(self, words: str) -> None:
        self.query_one("#progress-line", Static).update(Content(words))

    def action_save(self) -> None:
        """Come in with what was typed."""
        if self._is_working or not self.query_one(Form).check():
            return
        if self._is_changing and self._text("new") != self._text("again"):
            self._say(errors.sentence(FieldError("new_password", "differs")))
            self._go_to("again")
            return
        self._is_working = True
        self._say(_("Signing in …"))
        new = self._text("new") if self._is_changing else None
        self.post_message(self.Wanted(self._text("login"), self._text("password"), new))

    def show_failure(self, error: CrmError) -> None:
        """Say what is wrong on one line, and let it be typed again."""
        self._is_working = False
        self._say(errors.sentence(error))
        if isinstance(error, PasswordChangeNeededError):
            self._ask_for_another()
        elif isinstance(error, FieldError):
            self._empty("new", "again")
        else:
            self._empty("password")

    def _ask_for_another(self) -> None:
        self._is_changing = True
        for name in ("new", "again"):
            field = self.query_one(f"#{name}", PasswordField)
            field.display, field.is_required = True, True
        self._go_to("new")

    def _empty(self, *names: str) -> None:
        with self.prevent(Input.Changed):
            for name in names:
                self.query_one(f"#{name}", PasswordField).value = ""
        self._go_to(names[0])
