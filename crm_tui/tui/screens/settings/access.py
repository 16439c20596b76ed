"""我的登录 and a colleague's: the password, the machines signed in, the tokens of scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from crm_tui.domain.days import day_of
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import TokenId, UserId
from crm_tui.domain.sign_ins import LONGEST_TOKEN_DAYS, AccountRow, TokenKind, TokenRow
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment, iso_day
from crm_tui.presentation.sign_ins import account_words, last_sign_in_words, password_rules
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.door import Door
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.password_form import GivenPasswordForm, OwnPasswordForm
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog, Dialog, DialogButton
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.sign_ins import NewToken

_NAME_LIMIT = 100
_USUAL_DAYS = 90
_OF_MANAGERS = frozenset({"settings.unlock", "settings.force"})


@dataclass(frozen=True, slots=True)
class _Row:
    """The password, or a session or token."""

    id: int
    token: TokenRow | None = None


class AccessList(SettingsList[_Row]):
    """How one person signs in: the one who sits here, or a colleague."""

    id = "account"
    commands: ClassVar[frozenset[str]] = frozenset(
        {
            "settings.add",
            "settings.edit",
            "settings.delete",
            "settings.password",
            "settings.unlock",
            "settings.force",
            "settings.end",
        }
    )

    def __init__(self, host: Host, user_id: UserId | None = None, name: str = "") -> None:
        super().__init__(host)
        self._user_id = user_id or self.session.actor.user_id
        self._name = name or self.session.person.name
        self._account: AccountRow | None = None

    @property
    def title(self) -> str:
        """What the list is called."""
        if self._is_own:
            return _("My sign-in")
        return _("Sign-in · {person}").format(person=name_in_sentence(self._name))

    @property
    def _is_own(self) -> bool:
        return self._user_id == self.session.actor.user_id

    def columns(self) -> Sequence[Column[_Row]]:
        """Return what there is, on which machine or for what, and until when."""
        return (
            text_column("kind", _("Kind"), 10, _kind_words, widest=12),
            text_column("name", _("Machine or use"), 18, self._name_words, widest=40),
            text_column("since", _("Since"), 12, self._since, widest=18, priority=1),
            text_column("until", _("Until"), 10, self._until, align=Align.RIGHT),
        )

    def read(self) -> Sequence[_Row]:
        """Read how the person signs in."""
        sign_ins, actor = self.session.crm.sign_ins, self.session.actor
        self._account = sign_ins.account(actor, self._user_id)
        tokens = sign_ins.tokens(actor, self._user_id)
        return [_Row(0), *(_Row(each.id, each) for each in tokens)]

    def facts(self, row: _Row) -> Iterable[Section]:
        """Return how the person signs in, and what the row is."""
        if self._account is not None:
            lines = account_lines(self.session, self._account)
            yield Section(name_in_sentence(self._name), tuple(lines))
        if row.token is None:
            yield Section(_("Rules"), (words(password_rules(self.session.office.sign_in)),))
        elif row.token.kind is TokenKind.SCRIPT:
            told = _("A script shows it in CRM_TOKEN. The secret itself is kept nowhere.")
            yield Section(name_in_sentence(row.token.name), (words(told),))

    def _name_words(self, row: _Row) -> str:
        if row.token is not None:
            return row.token.name
        return "" if self._account is None else account_words(self._account)

    def _since(self, row: _Row) -> str:
        if row.token is None:
            return ""
        return happened_moment(row.token.created_at, self.session.now, self.session.zone)

    def _until(self, row: _Row) -> str:
        if row.token is None:
            return ""
        return iso_day(day_of(row.token.expires_at, self.session.zone)) or ""

    # Keys ---------------------------------------------------------------------------------------

    def why_not(self, command_id: str, row: _Row | None) -> str | None:
        """Return why nothing can be done with it, or None."""
        if not self._is_own and (no := why_not_may(self.session, Permission.MANAGE_PEOPLE)):
            return no
        is_token = row is not None and row.token is not None
        match command_id:
            case "settings.add" if not self._is_own:
                return _("Everybody makes their own tokens.")
            case "settings.edit" if is_token:
                return _("There is nothing to change in it; d ends it.")
            case "settings.delete" if not is_token:
                return _("Put the cursor on a machine or a token.")
            case _:
                return self._why_not_account(command_id)

    def _why_not_account(self, command_id: str) -> str | None:
        account = self._account
        if command_id in _OF_MANAGERS and (
            no := why_not_may(self.session, Permission.MANAGE_PEOPLE)
        ):
            return no
        match command_id:
            case _ if account is None:
                return None
            case "settings.unlock" if not account.locked_minutes:
                return _("This login is not locked.")
            case "settings.force" if not account.has_password:
                return _("There is no password; W gives one.")
            case "settings.end" if not account.sessions:
                return _("No machine is signed in.")
            case _:
                return None

    def act(self, command_id: str, row: _Row | None) -> None:
        """Set the password, make a token, or end what is signed in."""
        sign_ins, actor, user_id = self.session.crm.sign_ins, self.session.actor, self._user_id
        name = name_in_sentence(self._name)
        match command_id:
            case "settings.add":
                self.host.app.push_screen(_token_dialog(), self._make_token)
            case "settings.edit" | "settings.password":
                self._open_password()
            case "settings.delete" if row is not None and row.token is not None:
                self._ask_end(row.token)
            case "settings.unlock":
                said = _("{person} may try again").format(person=name)
                self._perform(partial(sign_ins.unlock, actor, user_id), said)
            case "settings.force":
                said = _("{person} chooses a new password at the next sign-in").format(person=name)
                self._perform(partial(sign_ins.force_change, actor, user_id), said)
            case "settings.end":
                self._ask_end_all()

    def _open_password(self) -> None:
        session, account = self.session, self._account
        if not self._is_own:
            form = GivenPasswordForm(session, self._user_id, self._name)
            self.host.app.push_screen(form, self._reload)
        elif account is not None:
            own = OwnPasswordForm(session, has_password=account.has_password)
            self.host.app.push_screen(own, self._reload)

    def _reload(self, _changed: Changed | None) -> None:
        self.host.reload()

    def _make_token(self, values: Values | None) -> None:
        if values is None:
            return
        sign_ins, actor = self.session.crm.sign_ins, self.session.actor
        name, days = str(values["name"]), int(values["days"])
        self.host.operations.perform(
            lambda: sign_ins.new_token(actor, name, days=days), self._show_secret, opens=True
        )

    def _show_secret(self, made: NewToken) -> None:
        self.host.app.push_screen(SecretDialog(made.secret))
        self.host.reload()

    def _ask_end(self, token: TokenRow) -> None:
        sign_ins, actor, name = self.session.crm.sign_ins, self.session.actor, token.name
        said = _("“{name}” is good no more").format(name=name_in_sentence(name))
        self._ask(
            _("End “{name}”?").format(name=name_in_sentence(name)),
            _("It cannot be taken back; whoever uses it signs in anew, or needs another token."),
            partial(sign_ins.revoke_token, actor, TokenId(token.id)),
            said,
        )

    def _ask_end_all(self) -> None:
        sign_ins, actor = self.session.crm.sign_ins, self.session.actor
        name = name_in_sentence(self._name)
        told = _("Every machine of {person} signs in anew.").format(person=name)
        if self._is_own:
            told = " ".join((told, _("This one, too.")))
        title = _("End all sessions of {person}?").format(person=name)
        act = partial(sign_ins.end_sessions, actor, self._user_id)
        self._ask(title, told, act, _("{person} is signed in nowhere").format(person=name))

    def _ask(self, title: str, told: str, act: Callable[[], Changed], said: str) -> None:
        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self._perform(act, said)

        question = ConfirmDialog(title, Content(told), is_dangerous=True)
        self.host.app.push_screen(question, answered)

    def _perform(self, act: Callable[[], Changed], said: str) -> None:
        def done(_changed: Changed) -> None:
            self.host.operations.tell(said)
            self.host.reload()
            app: Any = self.host.app
            if self._is_own and isinstance(app, Door):
                app.look_who_sits_here()

        self.host.operations.perform(act, done)


class SecretDialog(Dialog[bool]):
    """Shows a token this once, and puts it on the clipboard."""

    def __init__(self, secret: str) -> None:
        buttons = (
            DialogButton("copy", _("Copy")),
            DialogButton("close", _("Close"), "dialog.cancel"),
        )
        super().__init__(_("New token"), buttons)
        self._secret = secret

    def compose_body(self) -> ComposeResult:
        """Show the token and what to do with it."""
        told = _("Keep it now: it is shown this once. Scripts set CRM_TOKEN to it.")
        with VerticalScroll(classes="dialog--body", can_focus=False):
            yield Static(Content(f"{self._secret}\n\n{told}"), markup=False)

    def on_mount(self) -> None:
        """Begin on the button that copies."""
        self.query(Button).first().focus()

    def pressed(self, answer: str) -> None:
        """Copy, or close."""
        if answer == "copy":
            self.app.copy_to_clipboard(self._secret)
            operations_of(self).tell(_("Copied"))
        else:
            self.dismiss(None)


def account_lines(session: Session, account: AccountRow) -> list[Line]:
    """Return how somebody signs in, for the pane beside a list."""
    return [
        fact(field_label("login"), account.login),
        fact(field_label("password"), account_words(account)),
        fact(_("Last sign-in"), last_sign_in_words(account, session.now, session.zone)),
        fact(_("Sessions"), str(account.sessions)),
        fact(_("Tokens"), str(account.tokens)),
    ]


def _kind_words(row: _Row) -> str:
    return field_label("password") if row.token is None else word(row.token.kind)


def _token_dialog() -> FormDialog:
    def fields() -> Sequence[FormField[Any]]:
        return [
            TextField(_("What it is for"), required=True, limit=_NAME_LIMIT, id="name"),
            NumberField(
                _("Good for so many days"),
                _USUAL_DAYS,
                least=1,
                greatest=LONGEST_TOKEN_DAYS,
                id="days",
            ),
        ]

    told = _("Scripts show a token instead of a password; it may do what you may.")
    return FormDialog(_("New token"), fields, _("Make it"), lines=[told], begin_in="name")
