"""部门: the tree of departments with who leads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import DepartmentId, UserId
from crm_tui.domain.people import DepartmentRow, why_not_delete_department
from crm_tui.domain.users import Permission, UserRow, UserStatus
from crm_tui.i18n import _
from crm_tui.presentation.people_reasons import people_refusal
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.choosing import department_choices, people_choices
from crm_tui.tui.screens.settings.limits import LimitsScreen
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_NAME_LIMIT = 100
_LISTED = 30


class DepartmentList(SettingsList[DepartmentRow]):
    """The departments, each above those in it."""

    id = "departments"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete", "settings.limits"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._people: Sequence[UserRow] = ()
        self._rows: Sequence[DepartmentRow] = ()

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Departments")

    def columns(self) -> Sequence[Column[DepartmentRow]]:
        """Return the tree, who leads each department, and how many are in it."""
        return (
            text_column("name", _("Department"), 20, _in_the_tree, widest=44),
            text_column(
                "manager",
                _("Led by"),
                10,
                lambda row: row.manager or "—",
                widest=16,
                tone=lambda row: Tone.NORMAL if row.manager else Tone.DIM,
            ),
            text_column("people", _("People"), 6, lambda row: str(row.people), align=Align.RIGHT),
            text_column(
                "below",
                _("Inside it"),
                9,
                lambda row: str(row.below or ""),
                align=Align.RIGHT,
                priority=2,
            ),
        )

    def read(self) -> Sequence[DepartmentRow]:
        """Read the departments and the people in them."""
        people, actor = self.session.crm.people, self.session.actor
        self._people = people.users(actor)
        self._rows = people.departments(actor)
        return self._rows

    def facts(self, row: DepartmentRow) -> Iterable[Section]:
        """Return who works in the department."""
        yield Section(
            name_in_sentence(row.name), (fact(_("Led by"), name_in_sentence(row.manager) or "—"),)
        )
        here = [
            each
            for each in self._people
            if each.department_id == row.id and each.status is UserStatus.ACTIVE
        ]
        lines = [words(f"{each.name}  {each.role}") for each in here[:_LISTED]]
        if len(here) > _LISTED:
            lines.append(words("…"))
        yield Section(_("Who works here"), tuple(lines) or (words(_("Nobody yet.")),))

    def why_not(self, command_id: str, row: DepartmentRow | None) -> str | None:
        """Return why the department cannot be changed or deleted, or None."""
        if command_id == "settings.limits":
            return None
        if refusal := why_not_may(self.session, Permission.MANAGE_PEOPLE):
            return refusal
        if command_id == "settings.add":
            return None
        if row is None:
            return needs_row(row)
        if command_id == "settings.delete":
            reason = why_not_delete_department(row)
            return None if reason is None else people_refusal(reason)
        return None

    def act(self, command_id: str, row: DepartmentRow | None) -> None:
        """Open the form, or ask before a department is deleted."""
        match command_id:
            case "settings.add":
                parent = None if row is None else row.parent_id
                form = DepartmentForm(self.session, None, self._tree(), parent_id=parent)
                self.host.app.push_screen(form)
            case "settings.limits":
                self.host.app.push_screen(LimitsScreen(self.session))
            case "settings.edit" if row is not None:
                self.host.app.push_screen(DepartmentForm(self.session, row, self._tree()))
            case "settings.delete" if row is not None:
                self._ask_delete(row)

    def _tree(self) -> _Tree:
        return _Tree(self._rows, self._people)

    def _ask_delete(self, row: DepartmentRow) -> None:
        name = name_in_sentence(row.name)
        people, actor = self.session.crm.people, self.session.actor

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                self.host.operations.perform(
                    lambda: people.delete_department(actor, row.id),
                    lambda _changed: self.host.operations.tell(
                        _("Deleted the department “{name}”").format(name=name)
                    ),
                )

        question = ConfirmDialog(
            _("Delete the department “{name}”?").format(name=name),
            Content(_("Nobody works in it, and no department is in it. u takes it back.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, delete)


@dataclass(frozen=True, slots=True)
class _Tree:
    """The departments and people that the form offers."""

    departments: Sequence[DepartmentRow]
    people: Sequence[UserRow]


class DepartmentForm(FormScreen):
    """A new department, or one that is renamed, moved or led by somebody else."""

    def __init__(
        self,
        session: Session,
        row: DepartmentRow | None,
        tree: _Tree,
        *,
        parent_id: DepartmentId | None = None,
    ) -> None:
        title = _("New department")
        if row is not None:
            title = _("Department · {name}").format(name=name_in_sentence(row.name))
        name = "department" if row is None else f"department-{row.id}"
        super().__init__(session, title, draft_name=name)
        self._row, self._tree = row, tree
        self._parent_id = parent_id if row is None else row.parent_id

    def compose_fields(self) -> ComposeResult:
        """Yield its name, where it stands, and who leads it."""
        row = self._row
        yield TextField(
            field_label("name"),
            "" if row is None else row.name,
            required=True,
            limit=_NAME_LIMIT,
            id="name",
        )
        yield ChoiceField(
            field_label("parent"),
            department_choices(self._tree.departments, but=row),
            self._parent_id,
            placeholder=_("empty: at the top"),
            id="parent",
        )
        manager_id = None if row is None else row.manager_id
        yield ChoiceField(
            _("Led by"),
            people_choices(self._tree.people, keep=manager_id),
            manager_id,
            placeholder=_("empty: nobody; then whoever leads the department above"),
            id="manager",
        )

    def save(self) -> None:
        """Save the department."""
        name = self.query_one("#name", TextField).value
        parent_id: DepartmentId | None = self.query_one("#parent", ChoiceField).value
        manager_id: UserId | None = self.query_one("#manager", ChoiceField).value
        people, actor, row = self.session.crm.people, self.session.actor, self._row

        def write() -> Changed:
            if row is None:
                return people.add_department(
                    actor, name, parent_id=parent_id, manager_id=manager_id
                )
            changes = {"name": name, "parent_id": parent_id, "manager_id": manager_id}
            return people.edit_department(actor, row.id, changes)

        def saved(changed: Changed) -> None:
            said = _("Saved the department “{name}”").format(name=name_in_sentence(name))
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(write, saved)


def _in_the_tree(row: DepartmentRow) -> str:
    return "  " * row.depth + ("└ " if row.depth else "") + row.name
