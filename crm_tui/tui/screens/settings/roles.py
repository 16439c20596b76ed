"""角色: how far each role sees, and what it may do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.people import RoleRow, why_not_delete_role
from crm_tui.domain.users import SCOPES_BY_WIDTH, Permission, Scope
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.people_reasons import people_refusal
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.services.offices import checked_login
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import enum_choices
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.limits import LimitsScreen
from crm_tui.tui.screens.settings.sections import (
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.checklist_field import ChecklistField
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_NAME_LIMIT = 100
_CODE_LIMIT = 64


class RoleList(SettingsList[RoleRow]):
    """The roles of the office."""

    id = "roles"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete", "settings.limits"})

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Roles")

    def columns(self) -> Sequence[Column[RoleRow]]:
        """Return how far each role sees, how much it may do, and how many have it."""
        return (
            text_column("name", field_label("role"), 13, lambda row: row.name, widest=24),
            text_column("scope", field_label("scope"), 18, lambda row: word(row.scope), widest=34),
            text_column(
                "permissions",
                _("May do"),
                8,
                lambda row: f"{len(row.permissions)}/{len(Permission)}",
                align=Align.RIGHT,
                priority=1,
            ),
            text_column("people", _("People"), 6, lambda row: str(row.people), align=Align.RIGHT),
        )

    def read(self) -> Sequence[RoleRow]:
        """Read the roles."""
        return self.session.crm.people.roles(self.session.actor)

    def facts(self, row: RoleRow) -> Iterable[Section]:
        """Return what the role may and may not do."""
        yield Section(name_in_sentence(row.name), (fact(field_label("scope"), word(row.scope)),))
        allowed = [each for each in Permission if each in row.permissions]
        denied = [each for each in Permission if each not in row.permissions]
        yield Section(_("It may"), tuple(words(f"√ {word(each)}") for each in allowed))
        if denied:
            yield Section(_("It may not"), tuple(words(f"× {word(each)}") for each in denied))

    def why_not(self, command_id: str, row: RoleRow | None) -> str | None:
        """Return why the role cannot be changed or deleted, or None."""
        if command_id == "settings.limits":
            return None
        refusal = why_not_may(self.session, Permission.MANAGE_PEOPLE)
        if refusal is not None or command_id == "settings.add":
            return refusal
        if row is not None and command_id == "settings.delete":
            reason = why_not_delete_role(row)
            return None if reason is None else people_refusal(reason)
        return needs_row(row)

    def act(self, command_id: str, row: RoleRow | None) -> None:
        """Open the form, or ask before a role is deleted."""
        match command_id:
            case "settings.limits":
                self.host.app.push_screen(LimitsScreen(self.session))
            case "settings.add":
                self.host.app.push_screen(RoleForm(self.session, None))
            case "settings.edit" if row is not None:
                self.host.app.push_screen(RoleForm(self.session, row))
            case "settings.delete" if row is not None:
                self._ask_delete(row)

    def _ask_delete(self, row: RoleRow) -> None:
        name = name_in_sentence(row.name)
        people, actor = self.session.crm.people, self.session.actor

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                self.host.operations.perform(
                    lambda: people.delete_role(actor, row.id),
                    lambda _changed: self.host.operations.tell(
                        _("Deleted the role “{name}”").format(name=name)
                    ),
                )

        question = ConfirmDialog(
            _("Delete the role “{name}”?").format(name=name),
            Content(_("Nobody has it. u takes it back.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, delete)


class RoleForm(FormScreen):
    """A new role, or one that is changed; a new one begins with the least there is."""

    def __init__(self, session: Session, row: RoleRow | None) -> None:
        title = _("New role")
        if row is not None:
            title = _("Role · {name}").format(name=name_in_sentence(row.name))
        super().__init__(session, title, draft_name="role" if row is None else f"role-{row.id}")
        self._row = row

    def compose_fields(self) -> ComposeResult:
        """Yield the name, how far it sees, and what it may do."""
        row = self._row
        yield TextField(
            field_label("name"),
            "" if row is None else row.name,
            required=True,
            limit=_NAME_LIMIT,
            id="name",
        )
        if row is None:
            yield TextField(
                _("Code"),
                required=True,
                limit=_CODE_LIMIT,
                placeholder=_("as in assistant, for the shell"),
                why_wrong=_code_fault,
                id="role",
            )
        yield ChoiceField(
            field_label("scope"),
            enum_choices(SCOPES_BY_WIDTH),
            Scope.SELF if row is None else row.scope,
            required=True,
            id="scope",
        )
        yield ChecklistField(
            _("It may"),
            enum_choices(Permission),
            frozenset({Permission.VIEW}) if row is None else row.permissions,
            codes=[each.value for each in Permission],
            id="permissions",
        )

    def save(self) -> None:
        """Save the role."""
        session, row = self.session, self._row
        name = self.query_one("#name", TextField).value
        scope: Scope = self.query_one("#scope", ChoiceField).value or Scope.SELF
        permissions: frozenset[Permission] = self.query_one("#permissions", ChecklistField).value
        code = "" if row is not None else self.query_one("#role", TextField).value

        def write() -> Changed:
            people, actor = session.crm.people, session.actor
            if row is None:
                return people.add_role(actor, code, name=name, scope=scope, permissions=permissions)
            changes = {"name": name, "scope": scope, "permissions": permissions}
            return people.edit_role(actor, row.id, changes)

        def saved(changed: Changed) -> None:
            said = _("Saved the role “{name}”").format(name=name_in_sentence(name))
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(write, saved)


def _code_fault(code: str) -> str | None:
    try:
        checked_login(code)
    except FieldError as error:
        return errors.sentence(error)
    return None
