"""员工: who works here, what they may do, how much they hold, who is away today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leaves import LeaveRow
from crm_tui.domain.people import StillHolds
from crm_tui.domain.sign_ins import AccountRow
from crm_tui.domain.users import Permission, UserRow, UserStatus
from crm_tui.errors import CrmError, RefusedError
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day, relative_day
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, person_label, word
from crm_tui.tui.screens.handover_offers import offer_handover
from crm_tui.tui.screens.password_form import GivenPasswordForm
from crm_tui.tui.screens.settings.access import AccessList, account_lines
from crm_tui.tui.screens.settings.leaves import LeaveForm, why_not_record_leave
from crm_tui.tui.screens.settings.limits import LimitsScreen
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    of,
    text_column,
    why_not_may,
)
from crm_tui.tui.screens.settings.user_form import Choosable, UserForm, read_choosable
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.tui.widgets.record_list import Column

_OF_ACCOUNTS = frozenset({"settings.access", "settings.password", "settings.unlock"})
_TONES = {
    UserStatus.ACTIVE: Tone.NORMAL,
    UserStatus.DISABLED: Tone.WARN,
    UserStatus.LEFT: Tone.DIM,
}


class UserList(SettingsList[UserRow]):
    """The people of the office; those who left only when asked for."""

    id = "users"
    commands = frozenset(
        {
            "settings.add",
            "settings.edit",
            "settings.status",
            "settings.left",
            "settings.leave",
            "settings.limits",
            "settings.ended",
            "settings.access",
            "settings.password",
            "settings.unlock",
        }
    )

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._away: Mapping[UserId, LeaveRow] = {}
        self._shows_left = False
        self._names: Mapping[UserId, str] = {}
        self._everybody: Sequence[UserRow] = ()
        self._accounts: Mapping[UserId, AccountRow] = {}

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Colleagues")

    def columns(self) -> Sequence[Column[UserRow]]:
        """Return who it is, where they work, and how much they hold."""
        return (
            text_column("name", person_label(), 8, lambda row: row.name, widest=18),
            text_column(
                "login", field_label("login"), 8, lambda row: row.login, priority=3, widest=16
            ),
            text_column(
                "department",
                _("Department"),
                10,
                lambda row: row.department,
                priority=1,
                widest=20,
            ),
            text_column("role", field_label("role"), 8, _roles_of, priority=2, widest=24),
            text_column(
                "held",
                _("Holds"),
                7,
                lambda row: of(row.held, row.holding_limit),
                align=Align.RIGHT,
                tone=_held_tone,
            ),
            text_column("status", _("Status"), 6, self._status, widest=18, tone=self._status_tone),
        )

    def read(self) -> Sequence[UserRow]:
        """Read the people, and who is away today."""
        crm, actor, today = self.session.crm, self.session.actor, self.session.today
        rows = crm.people.users(actor)
        self._everybody = rows
        self._names = {each.id: each.name for each in rows}
        self._away = {
            each.user_id: each
            for each in crm.leaves.list(actor)
            if today in each.days and not each.is_cancelled
        }
        if self.session.person.may(Permission.MANAGE_PEOPLE):
            accounts = crm.sign_ins.accounts(actor)
            self._accounts = {each.user_id: each for each in accounts}
        return [each for each in rows if self._shows_left or each.status is not UserStatus.LEFT]

    def foot(self, rows: Sequence[UserRow]) -> str:
        """Return how to see those who left."""
        return _("those who left too") if self._shows_left else _("x shows those who left too")

    def facts(self, row: UserRow) -> Iterable[Section]:
        """Return everything that is set of the person."""
        lines = [
            fact(field_label("login"), row.login),
            fact(_("Department"), row.department or "—"),
            fact(field_label("role"), _roles_of(row)),
            fact(_("Reports to"), self._names.get(row.manager_id, "") if row.manager_id else "—"),
            fact(_("Holds"), of(row.held, row.holding_limit)),
            fact(_("Status"), word(row.status)),
        ]
        if row.left_day is not None:
            lines.append(fact(_("Left on"), iso_day(row.left_day) or ""))
        yield Section(name_in_sentence(row.name), tuple(lines))
        account = self._accounts.get(row.id)
        if account is not None:
            yield Section(_("Signing in"), tuple(account_lines(self.session, account)[1:]))
        good_at = [
            fact(label, _(", ").join(values))
            for label, values in (
                (field_label("regions"), row.regions),
                (field_label("industry"), row.industries),
                (field_label("products"), row.products),
            )
            if values
        ]
        if good_at:
            yield Section(_("Good at"), tuple(good_at))
        away = self._away.get(row.id)
        if away is not None:
            yield Section(_("Away today"), tuple(self._away_lines(away)))

    def person_of(self, row: UserRow) -> UserId | None:
        """Return the person."""
        return row.id

    def _away_lines(self, away: LeaveRow) -> Iterable[Line]:
        yield fact(_("Until"), relative_day(away.last_day, self.session.today))
        yield fact(field_label("reason"), away.reason or "—")
        yield fact(field_label("cover"), away.cover or "—")

    def _status(self, row: UserRow) -> str:
        if row.status is UserStatus.ACTIVE and row.id in self._away:
            return _("away now")
        return word(row.status)

    def _status_tone(self, row: UserRow) -> Tone:
        return Tone.ACCENT if row.id in self._away else _TONES[row.status]

    # Keys ---------------------------------------------------------------------------------------

    def why_not(self, command_id: str, row: UserRow | None) -> str | None:
        """Return why nothing can be done with the person, or None."""
        if command_id in {"settings.limits", "settings.ended"}:
            return None
        if command_id in _OF_ACCOUNTS:
            return needs_row(row) if row is None else self._why_not_account(command_id, row)
        if command_id == "settings.leave":
            return needs_row(row) or why_not_record_leave(self.session)
        refusal = why_not_may(self.session, Permission.MANAGE_PEOPLE)
        if refusal is not None or command_id == "settings.add":
            return refusal
        if row is not None and command_id == "settings.left" and row.status is UserStatus.LEFT:
            return _("{person} has left already.").format(person=name_in_sentence(row.name))
        return needs_row(row)

    @property
    def _own_id(self) -> UserId:
        return self.session.actor.user_id

    def _why_not_account(self, command_id: str, row: UserRow) -> str | None:
        if row.id == self._own_id and command_id != "settings.unlock":
            return None
        if refusal := why_not_may(self.session, Permission.MANAGE_PEOPLE):
            return refusal
        account = self._accounts.get(row.id)
        if account is None:
            return _("{person} does not work here now.").format(person=name_in_sentence(row.name))
        if command_id == "settings.unlock" and not account.locked_minutes:
            return _("This login is not locked.")
        return None

    def act(self, command_id: str, row: UserRow | None) -> None:
        """Open a form, or change whether the person works here."""
        match command_id:
            case "settings.ended":
                self._shows_left = not self._shows_left
                self.host.reload()
            case "settings.add" | "settings.edit":
                self._open_form(None if command_id == "settings.add" else row)
            case "settings.limits":
                self.host.app.push_screen(LimitsScreen(self.session, about=row))
            case "settings.leave" if row is not None:
                self.host.app.push_screen(LeaveForm(self.session, row, self._everybody))
            case "settings.status" if row is not None:
                self._switch(row)
            case "settings.left" if row is not None:
                self._ask_left(row)
            case _ if row is not None:
                self._act_on_account(command_id, row)

    def _open_form(self, row: UserRow | None) -> None:
        session = self.session

        def open_form(choosable: Choosable) -> None:
            self.host.app.push_screen(UserForm(session, row, choosable))

        self.host.operations.ask(
            lambda: read_choosable(session), open_form, key="user form", opens=True
        )

    def _act_on_account(self, command_id: str, row: UserRow) -> None:
        name, app = name_in_sentence(row.name), self.host.app
        match command_id:
            case "settings.unlock":
                sign_ins, actor = self.session.crm.sign_ins, self.session.actor
                said = _("{person} may try again").format(person=name)
                self._end(row, partial(sign_ins.unlock, actor, row.id), said)
            case "settings.password" if row.id != self._own_id:
                app.push_screen(GivenPasswordForm(self.session, row.id, row.name))
            case _:
                make = partial(AccessList, user_id=row.id, name=row.name)
                app.push_screen(PartScreen(self.session, make))

    def _switch(self, row: UserRow) -> None:
        people, actor, name = (
            self.session.crm.people,
            self.session.actor,
            name_in_sentence(row.name),
        )
        if row.status is UserStatus.ACTIVE:
            said = _("{person} cannot work here for now").format(person=name)
            self._end(row, partial(people.disable_user, actor, row.id), said)
        else:
            said = _("{person} can work here again").format(person=name)
            self._end(row, partial(people.enable_user, actor, row.id), said)

    def _ask_left(self, row: UserRow) -> None:
        name = name_in_sentence(row.name)
        people, actor = self.session.crm.people, self.session.actor

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                said = _("{person} is marked as having left").format(person=name)
                self._end(row, partial(people.mark_left, actor, row.id), said)

        question = ConfirmDialog(
            _("Has {person} left the office?").format(person=name),
            Content(_("They can no longer sign in; what they did stays. u takes it back.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, answered)

    def _end(self, row: UserRow, act: partial[Changed], said: str) -> None:
        operations = self.host.operations

        def refused(error: CrmError) -> None:
            if isinstance(error, RefusedError) and isinstance(error.refusal, StillHolds):
                offer_handover(self.session, operations, row.id, error)
            else:
                operations.show_error(error)

        operations.perform(act, lambda _changed: operations.tell(said), refused)


def _roles_of(row: UserRow) -> str:
    return _(", ").join([row.role, *row.further_roles])


def _held_tone(row: UserRow) -> Tone:
    is_full = row.holding_limit is not None and row.held >= row.holding_limit
    return Tone.WARN if is_full else Tone.NORMAL
