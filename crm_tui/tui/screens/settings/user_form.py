"""Somebody who works here: enter or change them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import RoleId
from crm_tui.domain.people import DepartmentRow, RoleRow, proposed_login
from crm_tui.domain.pools import LimitRow
from crm_tui.domain.users import Permission, UserRow
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.words import field_label, name_in_sentence, person_label
from crm_tui.services.offices import checked_login
from crm_tui.tui.operations import EVERYTHING, operations_of
from crm_tui.tui.screens.form_choices import word_choices
from crm_tui.tui.screens.forms import FormScreen, group
from crm_tui.tui.screens.settings.choosing import (
    department_choices,
    people_choices,
    product_choices,
    province_choices,
    role_choices,
)
from crm_tui.tui.screens.settings.limits import own_limit, store_own_limit
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.screens.settings.sections import why_not_may
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.several_field import SeveralField, WordsField
from crm_tui.values import dataclass

_NAME_LIMIT = 100
_LOGIN_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Choosable:
    """What the form offers to choose from."""

    departments: Sequence[DepartmentRow]
    roles: Sequence[RoleRow]
    people: Sequence[UserRow]
    products: Sequence[str]
    limits: Sequence[LimitRow]


def read_choosable(session: Session) -> Choosable:
    """Read the departments, roles, people and known products; call it in a worker."""
    people, actor = session.crm.people, session.actor
    everybody = people.users(actor)
    products = sorted({product for each in everybody for product in each.products})
    return Choosable(
        people.departments(actor),
        people.roles(actor),
        everybody,
        products,
        session.crm.pool_settings.limits(actor),
    )


class UserForm(FormScreen):
    """A new colleague, or one whose place or work changes."""

    def __init__(self, session: Session, row: UserRow | None, choosable: Choosable) -> None:
        title = _("New colleague")
        if row is not None:
            title = _("Colleague · {name}").format(name=name_in_sentence(row.name))
        super().__init__(session, title, draft_name="user" if row is None else f"user-{row.id}")
        self._row, self._choosable = row, choosable
        self._limit = None if row is None else own_limit(choosable.limits, row.id)
        self._proposed = ""

    def compose_fields(self) -> ComposeResult:
        """Yield who it is, where they work, and what they may do."""
        row, offered = self._row, self._choosable
        yield TextField(
            person_label(),
            "" if row is None else row.name,
            required=True,
            limit=_NAME_LIMIT,
            id="name",
        )
        if row is None:
            yield TextField(
                field_label("login"),
                required=True,
                limit=_LOGIN_LIMIT,
                placeholder=_("as in zhangsan; it never changes"),
                why_wrong=_login_fault,
                id="login",
            )
        yield ChoiceField(
            _("Department"),
            department_choices(offered.departments),
            None if row is None else row.department_id,
            id="department",
        )
        yield ChoiceField(
            field_label("role"),
            role_choices(offered.roles),
            _seeded(offered.roles, "rep") if row is None else row.role_id,
            required=True,
            id="role",
        )
        yield SeveralField(
            _("Further roles"),
            role_choices(offered.roles),
            () if row is None else row.further_role_ids,
            id="further",
        )
        yield ChoiceField(
            _("Reports to"),
            people_choices(
                offered.people,
                but=None if row is None else row.id,
                keep=None if row is None else row.manager_id,
            ),
            None if row is None else row.manager_id,
            placeholder=_("empty: whoever leads the department"),
            id="manager",
        )

    @on(FormField.Changed, "#name")
    def _propose_login(self) -> None:
        """Spell the login after the name for as long as nobody has typed another."""
        if self._row is not None:
            return
        login = self.query_one("#login", TextField)
        if login.value == self._proposed:
            taken = {each.login for each in self._choosable.people}
            self._proposed = proposed_login(self.query_one("#name", TextField).value, taken)
            login.value = self._proposed

    def groups_below(self) -> Iterable[Sequence[Widget]]:
        """Return what decides which customers suit them, and how many they may hold."""
        row, offered = self._row, self._choosable
        industries = word_choices(self.session, DictionaryKind.INDUSTRY)
        yield group(
            _("Good at"),
            (
                WordsField(
                    field_label("regions"),
                    province_choices(),
                    () if row is None else row.regions,
                    id="regions",
                ),
                SeveralField(
                    field_label("industry"),
                    industries,
                    () if row is None else row.industry_ids,
                    id="industries",
                ),
                WordsField(
                    field_label("products"),
                    product_choices(offered.products),
                    () if row is None else row.products,
                    id="products",
                ),
            ),
        )
        if why_not_may(self.session, Permission.MANAGE_OFFICE) is not None:
            return
        yield group(
            _("Limits"),
            (
                NumberField(
                    _("May hold"),
                    None if self._limit is None else self._limit.limit.maximum,
                    off=_("as set for their role, department or the office"),
                    zero=_("none at all"),
                    id="maximum",
                ),
            ),
        )

    def save(self) -> None:
        """Save the colleague."""
        session, row = self.session, self._row
        values: dict[str, object] = {
            "department_id": self.query_one("#department", ChoiceField).value,
            "role_id": self.query_one("#role", ChoiceField).value,
            "further_role_ids": [
                each
                for each in self.query_one("#further", SeveralField).value
                if each != self.query_one("#role", ChoiceField).value
            ],
            "manager_id": self.query_one("#manager", ChoiceField).value,
            "regions": list(self.query_one("#regions", WordsField).value),
            "industry_ids": list(self.query_one("#industries", SeveralField).value),
            "products": list(self.query_one("#products", WordsField).value),
        }
        name = self.query_one("#name", TextField).value
        login = "" if row is not None else self.query_one("#login", TextField).value
        limits = self.query(NumberField)
        limit, maximum = self._limit, limits.first().number if limits else None
        sets_limit = bool(limits)

        def write() -> Changed:
            people, actor = session.crm.people, session.actor
            if row is None:
                user_id = people.add_user(actor, login=login, name=name, more=values)
            else:
                user_id = row.id
                people.edit_user(actor, user_id, {"name": name, **values})
            if sets_limit:
                store_own_limit(session, user_id, limit, maximum)
            return EVERYTHING

        def saved(changed: Changed) -> None:
            said = _("Saved “{name}”").format(name=name_in_sentence(name))
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(write, saved)


def _seeded(roles: Sequence[RoleRow], code: str) -> RoleId | None:
    return next((each.id for each in roles if each.code == code), None)


def _login_fault(login: str) -> str | None:
    try:
        checked_login(login)
    except FieldError as error:
        return errors.sentence(error)
    return None
