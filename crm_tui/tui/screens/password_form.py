"""Passwords: one's own, which is said first, or one that is given to somebody."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.sign_ins import has_input_method_signs
from crm_tui.errors import CrmError, FieldError, SignInFailedError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.sign_ins import own_password_words, password_rules
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.opening import change_password
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.screens.forms import FormScreen, editor_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, PasswordField


class PasswordForm(FormScreen):
    """Asks for a new password twice; nothing of it is kept as a draft."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"password", "new_password", "again"})

    def compose_new(self) -> ComposeResult:
        """Yield the rules and the fields of the new password."""
        rules = password_rules(self.session.office.sign_in)
        yield Static(Content(rules), classes="form--told", markup=False)
        yield PasswordField(field_label("new_password"), required=True, id="new_password")
        yield PasswordField(_("Once more"), required=True, id="again")

    def typed(self, name: str) -> str:
        """Return the password that stands in a field."""
        return self.query_one(f"#{name}", PasswordField).value

    def on_form_field_changed(self, event: FormField.Changed) -> None:
        """Say when letters come from an input method: nobody sees what stands there."""
        field = event.control
        if isinstance(field, PasswordField) and has_input_method_signs(field.value):
            field.show_note(_("The Chinese input method is on."), is_fault=True)

    def is_same_twice(self) -> bool:
        """Return whether the new one was typed the same again, or say that it was not."""
        if self.typed("new_password") == self.typed("again"):
            return True
        self._tell_at("again", errors.sentence(FieldError("new_password", "differs")))
        return False

    def _tell_at(self, name: str, words: str) -> None:
        field = self.query_one(f"#{name}", PasswordField)
        field.show_note(words, is_fault=True)
        editor_of(field).focus()


class OwnPasswordForm(PasswordForm):
    """Another password for oneself, or a first one."""

    def __init__(self, session: Session, *, has_password: bool) -> None:
        super().__init__(session, _("Change my password"), draft_name="own-password")
        self._has_password = has_password

    def compose_fields(self) -> ComposeResult:
        """Yield the present password, the new one, and what becomes of other machines."""
        if self._has_password:
            yield PasswordField(_("Password now"), required=True, id="password")
        yield from self.compose_new()
        yield ChoiceField(
            _("Other machines"), _ends_or_keeps(), value=False, required=True, id="keeps"
        )

    def save(self) -> None:
        """Change the password; this machine stays signed in."""
        from crm_tui.services.sign_ins import Proof  # noqa: PLC0415 - only who changes one needs it

        if not self.is_same_twice():
            return
        session, keeps_others = self.session, self.query_one("#keeps", ChoiceField).value is True
        now = self.typed("password") if self._has_password else ""
        proof = Proof(session.person.login, now, self.typed("new_password"))

        def saved(_nothing: None) -> None:
            operations_of(self).tell(own_password_words(keeps_others=keeps_others))
            self.leave(None)

        self.store(partial(change_password, session, proof, keeps_others=keeps_others), saved)

    def refused(self, error: CrmError) -> bool:
        """Say under the field that the present password is wrong, and how many tries are left."""
        if not isinstance(error, SignInFailedError):
            return False
        with self.prevent(Input.Changed):
            self.query_one("#password", PasswordField).value = ""
        self._tell_at("password", errors.sentence(error))
        return True


class GivenPasswordForm(PasswordForm):
    """A password for a colleague, who chooses another at their next sign-in."""

    def __init__(self, session: Session, user_id: UserId, name: str) -> None:
        title = _("Password of {person}").format(person=name_in_sentence(name))
        super().__init__(session, title, draft_name="given-password")
        self._user_id, self._person = user_id, name

    def compose_fields(self) -> ComposeResult:
        """Yield the new password, and whether it holds only once."""
        yield from self.compose_new()
        yield ChoiceField(
            _("They choose another at their next sign-in"),
            yes_or_no(),
            value=True,
            required=True,
            id="once",
        )

    def save(self) -> None:
        """Give the password; whatever they had open ends."""
        if not self.is_same_twice():
            return
        sign_ins, actor, user_id = self.session.crm.sign_ins, self.session.actor, self._user_id
        new, once = self.typed("new_password"), self.query_one("#once", ChoiceField).value is True

        def saved(changed: Changed) -> None:
            words = _("{person} has a new password; whatever they had open has ended")
            operations_of(self).tell(words.format(person=name_in_sentence(self._person)))
            self.leave(changed)

        self.store(lambda: sign_ins.reset_password(actor, user_id, new, must_change=once), saved)


def open_own_password(screen: ScreenCommands[Any]) -> None:
    """Open the form for another password of whoever sits here."""
    session = screen.session

    def open_form(has_password: bool) -> None:
        screen.app.push_screen(OwnPasswordForm(session, has_password=has_password))

    screen.operations.ask(
        lambda: session.crm.sign_ins.has_password(session.actor),
        open_form,
        key="own password",
        opens=True,
    )


def _ends_or_keeps() -> list[Choice[bool]]:
    return [
        Choice(False, _("End it: sign in anew there"), "end qbtc tc"),
        Choice(True, _("Let it go on"), "keep bl"),
    ]
