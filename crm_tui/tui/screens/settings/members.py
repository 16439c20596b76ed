"""成员: who belongs to a pool, who is kept out, who is in charge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.people import DepartmentRow, RoleRow
from crm_tui.domain.pools import MemberKind, MemberRow, PoolMember
from crm_tui.domain.users import UserRow
from crm_tui.i18n import _
from crm_tui.presentation.pool_settings import member_sentence
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.choosing import (
    department_choices,
    people_choices,
    role_choices,
    whom,
)
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    needs_row,
    text_column,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_Subject = tuple[MemberKind, int | None, str]


class MembersScreen(PartScreen):
    """The members of a pool."""

    def __init__(
        self, session: Session, pool_id: PoolId, pool: str, why_not_edit: str | None
    ) -> None:
        super().__init__(
            session, partial(MemberList, pool_id=pool_id, pool=pool, why_not_edit=why_not_edit)
        )


class MemberList(SettingsList[MemberRow]):
    """One line for each person, department or role that is in or out."""

    id = "members"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete"})

    def __init__(self, host: Host, *, pool_id: PoolId, pool: str, why_not_edit: str | None) -> None:
        super().__init__(host)
        self._pool_id, self._pool, self._why_not = pool_id, pool, why_not_edit
        self._people: Sequence[UserRow] = ()
        self._roles: Sequence[RoleRow] = ()
        self._departments: Sequence[DepartmentRow] = ()

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Members of “{pool}”").format(pool=name_in_sentence(self._pool))

    def columns(self) -> Sequence[Column[MemberRow]]:
        """Return who, and whether in, out or in charge."""
        return (
            text_column("kind", _("Kind"), 10, lambda row: word(row.member.kind)),
            text_column("name", _("Whom"), 16, lambda row: row.name, widest=40),
            text_column("place", _("Place"), 12, _place, widest=24, tone=_tone),
        )

    def read(self) -> Sequence[MemberRow]:
        """Read the members, and who could be one."""
        crm, actor = self.session.crm, self.session.actor
        self._people, self._roles = crm.people.users(actor), crm.people.roles(actor)
        self._departments = crm.people.departments(actor)
        return crm.pool_settings.show(actor, self._pool_id).members

    def empty_words(self) -> str:
        """Return what to press."""
        return _("Nobody belongs to this pool, so nobody can claim from it.\na adds somebody")

    def facts(self, row: MemberRow) -> Iterable[Section]:
        """Return the line in a sentence."""
        yield Section(_("Member"), (words(member_sentence(row)),))
        yield Section(
            _("How lines work together"),
            (words(_("Who is kept out stays out, whatever other line lets them in.")),),
        )

    def why_not(self, command_id: str, row: MemberRow | None) -> str | None:
        """Return why the members cannot be changed, or None."""
        if self._why_not is not None or command_id == "settings.add":
            return self._why_not
        return needs_row(row)

    def act(self, command_id: str, row: MemberRow | None) -> None:
        """Ask whom to add, change their place, or ask before a line goes."""
        match command_id:
            case "settings.add":
                self.host.app.push_screen(ChooseDialog(_("Whom?"), self._subjects()), self._add)
            case "settings.edit" if row is not None:
                self._open_form((row.member.kind, row.member.member_id, row.name), row.member)
            case "settings.delete" if row is not None:
                self._ask_remove(row)

    def _subjects(self) -> list[Choice[_Subject]]:
        everybody = word(MemberKind.EVERYBODY)
        found: list[Choice[_Subject]] = [
            Choice((MemberKind.EVERYBODY, None, everybody), everybody, "all")
        ]
        for kind, choices in (
            (MemberKind.DEPARTMENT, department_choices(self._departments)),
            (MemberKind.ROLE, role_choices(self._roles)),
            (MemberKind.USER, people_choices(self._people)),
        ):
            found += [
                Choice(
                    (kind, int(each.value), each.shown),
                    f"{word(kind)}  {each.shown}",
                    each.search_text,
                )
                for each in choices
            ]
        return found

    def _add(self, subject: _Subject | None) -> None:
        if subject is not None:
            self._open_form(subject, None)

    def _open_form(self, subject: _Subject, member: PoolMember | None) -> None:
        self.host.app.push_screen(MemberForm(self.session, self._pool_id, subject, member))

    def _ask_remove(self, row: MemberRow) -> None:
        settings, actor, pool_id = self.session.crm.pool_settings, self.session.actor, self._pool_id
        member = row.member

        def remove(confirmed: bool | None) -> None:
            if confirmed:
                self.host.operations.perform(
                    lambda: settings.remove_member(actor, pool_id, member.kind, member.member_id),
                    lambda _changed: self.host.operations.tell(_("The line is taken off")),
                )

        question = ConfirmDialog(
            _("Take this line off the pool?"),
            Content(f"{member_sentence(row)}\n\n" + _("Nobody loses customers they hold by it.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, remove)


class _Place:
    """Whether somebody is in, out, or in charge."""

    IN, OUT, ADMIN = "in", "out", "admin"


class MemberForm(FormScreen):
    """What somebody is in a pool."""

    def __init__(
        self, session: Session, pool_id: PoolId, subject: _Subject, member: PoolMember | None
    ) -> None:
        kind, _id, name = subject
        title = _("Member · {whom}").format(whom=whom(word(kind), name))
        super().__init__(session, title, draft_name=f"member-{pool_id}-{kind.value}")
        self._pool_id, self._subject, self._member = pool_id, subject, member

    def compose_fields(self) -> ComposeResult:
        """Yield the place."""
        places = [
            Choice(_Place.IN, _("may claim"), "in cy"),
            Choice(_Place.ADMIN, _("may claim and looks after the pool"), "admin gly"),
        ]
        if self._subject[0] is not MemberKind.EVERYBODY:
            places.append(Choice(_Place.OUT, _("kept out"), "out pc"))
        at_first = _Place.IN
        if self._member is not None and self._member.is_excluded:
            at_first = _Place.OUT
        elif self._member is not None and self._member.is_admin:
            at_first = _Place.ADMIN
        yield ChoiceField(_("Place"), places, at_first, required=True, id="subject")

    def save(self) -> None:
        """Save the line."""
        settings, actor, pool_id = self.session.crm.pool_settings, self.session.actor, self._pool_id
        place = self.query_one("#subject", ChoiceField).value
        kind, member_id, name = self._subject
        member = PoolMember(
            kind, member_id, is_excluded=place == _Place.OUT, is_admin=place == _Place.ADMIN
        )

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved “{name}”").format(name=name_in_sentence(name)))
            self.leave(changed)

        self.store(lambda: settings.set_member(actor, pool_id, member), saved)


def _place(row: MemberRow) -> str:
    if row.member.is_excluded:
        return _("kept out")
    return _("in charge") if row.member.is_admin else _("may claim")


def _tone(row: MemberRow) -> Tone:
    if row.member.is_excluded:
        return Tone.WARN
    return Tone.ACCENT if row.member.is_admin else Tone.NORMAL
