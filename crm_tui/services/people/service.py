"""The people of the office: departments as a tree, users, and the roles they have.

Nothing here takes a customer from anybody: whoever holds some hands them over first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crm_tui.db.queries import people, pools, users
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import (
    Changed,
    DepartmentAdded,
    DepartmentDeleted,
    DepartmentEdited,
    RoleAdded,
    RoleDeleted,
    RoleEdited,
    UserAdded,
    UserDisabled,
    UserEdited,
    UserEnabled,
    UserLeft,
)
from crm_tui.domain.identifiers import DepartmentId, RoleId, UserId
from crm_tui.domain.people import (
    DepartmentRow,
    RoleRow,
    why_not_delete_department,
    why_not_delete_role,
)
from crm_tui.domain.text import clean
from crm_tui.domain.users import Actor, Permission, Scope, UserRow, UserStatus
from crm_tui.errors import FieldError
from crm_tui.services.offices import checked_login, checked_name
from crm_tui.services.people.changing import (
    checked_department,
    checked_manager,
    checked_role,
    checked_user,
    end_work,
    refuse,
    refuse_more_than_own,
    refuse_no_admin,
    refuse_twin,
    refuse_wider,
    role_columns,
    set_status,
    store_department,
    store_user,
    user_values,
)
from crm_tui.services.references import one_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class People:
    """Departments, users and roles as an administrator keeps them."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def users(self, actor: Actor) -> list[UserRow]:
        """Return everybody as listed, those who left included."""
        with self.database.reading(actor) as view:
            limits = pools.general_limits(view)
            return [
                replace(row, holding_limit=limits.get(row.id))
                for row in users.user_rows(view.connection)
            ]

    def find(self, actor: Actor, reference: str) -> UserId:
        """Return the colleague that a login, a name or its pinyin means.

        Raises NotFoundError for none, AmbiguousReferenceError for several.
        """
        with self.database.reading(actor) as view:
            return one_of("user", reference, users.find_users(view.connection, reference))

    def find_anybody(self, actor: Actor, reference: str) -> UserId:
        """Return who a login, a name or its pinyin means, those who do not work here included."""
        with self.database.reading(actor) as view:
            found = users.find_users(view.connection, reference, active_only=False)
            return one_of("user", reference, found)

    def departments(self, actor: Actor) -> list[DepartmentRow]:
        """Return the departments as the tree reads, each before those below it."""
        with self.database.reading(actor) as view:
            return people.department_rows(view.connection)

    def find_department(self, actor: Actor, reference: str) -> DepartmentId:
        """Return the department that an id or a name means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            found = people.find_departments(view.connection, reference)
            return one_of("department", reference, found)

    def roles(self, actor: Actor) -> list[RoleRow]:
        """Return every role."""
        with self.database.reading(actor) as view:
            return people.role_rows(view.connection)

    def find_role(self, actor: Actor, reference: str) -> RoleId:
        """Return the role that a code, a name or an id means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            return one_of("role", reference, people.find_roles(view.connection, reference))

    # --- users -----------------------------------------------------------------------------------

    @operation(Permission.MANAGE_PEOPLE)
    def add_user(
        self,
        actor: Actor,
        *,
        login: str,
        name: str,
        role: str = "rep",
        department: str = "",
        more: Mapping[str, object] | None = None,
    ) -> UserId:
        """Let somebody work here; a department that does not exist yet is made.

        `more` are further values of `EDITABLE_OF_USER`. Raises FieldError for a login that anybody
        has or had.
        """
        login = checked_login(login)
        with self.database.writing(actor) as unit:
            if users.is_taken(unit.connection, login):
                raise FieldError("login", "taken", login)
            role_id = one_of("role", role, people.find_roles(unit.connection, role))
            values = {"name": name, "department_id": _department_id(unit, clean(department))}
            checked = checked_user(unit, {**values, "role_id": role_id, **(more or {})})
            first = {"login": login, "name": checked["name"], "role_id": role_id}
            user_id = users.add_user(unit.connection, {**first, "created_at": unit.now})
            store_user(unit, user_id, checked)
            unit.record(UserAdded(record_id=user_id, after={"login": login, "name": name}))
        return user_id

    @operation(Permission.MANAGE_PEOPLE)
    def edit_user(self, actor: Actor, user_id: UserId, changes: Mapping[str, object]) -> Changed:
        """Change values of `EDITABLE_OF_USER`.

        Raises FieldError for a value that cannot be, RefusedError when nobody else could run the
        office afterwards or when somebody would stand above themselves.
        """
        with self.database.writing(actor) as unit:
            stored = user_values(unit, user_id)
            refuse_wider(unit, [stored["role_id"], *stored["further_role_ids"]])
            checked = checked_user(unit, changes)
            before = {name: stored[name] for name in checked if stored[name] != checked[name]}
            after = {name: checked[name] for name in before}
            if before:
                store_user(unit, user_id, after)
                unit.record(UserEdited(record_id=user_id, before=before, after=after))
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def disable_user(self, actor: Actor, user_id: UserId) -> Changed:
        """Keep somebody from working here for now; refused while they hold customers."""
        with self.database.writing(actor) as unit:
            end_work(unit, user_id, UserStatus.DISABLED, UserDisabled)
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def mark_left(self, actor: Actor, user_id: UserId) -> Changed:
        """Note that somebody left the office; refused while they hold customers."""
        with self.database.writing(actor) as unit:
            end_work(unit, user_id, UserStatus.LEFT, UserLeft)
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def enable_user(self, actor: Actor, user_id: UserId) -> Changed:
        """Let somebody who was disabled or had left work here again."""
        with self.database.writing(actor) as unit:
            row = people.user(unit.connection, user_id)
            refuse_wider(unit, [row.role_id, *people.further_role_ids(unit.connection, user_id)])
            if row.status is not UserStatus.ACTIVE:
                set_status(unit, row, UserStatus.ACTIVE, UserEnabled)
        return unit.changed

    # --- departments -----------------------------------------------------------------------------

    @operation(Permission.MANAGE_PEOPLE)
    def add_department(
        self,
        actor: Actor,
        name: str,
        *,
        parent_id: DepartmentId | None = None,
        manager_id: UserId | None = None,
    ) -> Changed:
        """Make a department, at the top or below another."""
        name = checked_name(name)
        with self.database.writing(actor) as unit:
            if parent_id is not None:
                people.department(unit.connection, parent_id)
            refuse_twin(unit, name, parent_id, None)
            checked_manager(unit, manager_id)
            department_id = people.add_department(
                unit.connection, name, parent_id, unit.now, manager_id
            )
            unit.record(
                DepartmentAdded(
                    record_id=department_id,
                    after={"name": name, "parent_id": parent_id, "manager_id": manager_id},
                )
            )
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def edit_department(
        self, actor: Actor, department_id: DepartmentId, changes: Mapping[str, object]
    ) -> Changed:
        """Rename or move a department, or set its manager; all below move along.

        Raises RefusedError for a move into itself or below, and for a manager who would then
        stand above themselves.
        """
        with self.database.writing(actor) as unit:
            row = people.department(unit.connection, department_id)
            checked = checked_department(unit, row, changes)
            before = {
                name: getattr(row, name) for name in checked if getattr(row, name) != checked[name]
            }
            after = {name: checked[name] for name in before}
            if before:
                store_department(unit, row, after)
                unit.record(DepartmentEdited(record_id=department_id, before=before, after=after))
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def delete_department(self, actor: Actor, department_id: DepartmentId) -> Changed:
        """Take an empty department out of the tree; refused while anything is in it."""
        with self.database.writing(actor) as unit:
            row = people.department(unit.connection, department_id)
            refuse(why_not_delete_department(row))
            people.set_department_deleted(unit.connection, department_id, unit.now)
            unit.record(DepartmentDeleted(record_id=department_id, before={"name": row.name}))
        return unit.changed

    # --- roles -----------------------------------------------------------------------------------

    @operation(Permission.MANAGE_PEOPLE)
    def add_role(
        self,
        actor: Actor,
        code: str,
        *,
        name: str,
        scope: Scope,
        permissions: frozenset[Permission],
    ) -> Changed:
        """Make a role of the office's own."""
        code, name = checked_login(code), checked_name(name)
        with self.database.writing(actor) as unit:
            if people.is_code_taken(unit.connection, code) or people.is_code_taken(
                unit.connection, name
            ):
                raise FieldError("role", "taken", code)
            refuse_more_than_own(unit, permissions, scope)
            values = {
                "code": code,
                "name": name,
                "scope": scope,
                "permissions": sorted(permission.value for permission in permissions),
            }
            role_id = people.add_role(unit.connection, values)
            unit.record(RoleAdded(record_id=role_id, after=values))
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def edit_role(self, actor: Actor, role_id: RoleId, changes: Mapping[str, object]) -> Changed:
        """Change name, scope or permissions of a role; the administrator's keeps all it has.

        Raises RefusedError when nobody could run the office afterwards.
        """
        with self.database.writing(actor) as unit:
            row = people.role(unit.connection, role_id)
            refuse_wider(unit, [role_id])
            stored = people.role_values(row)
            checked = checked_role(unit, row, changes)
            before = {name: stored[name] for name in checked if stored[name] != checked[name]}
            after = {name: checked[name] for name in before}
            if before:
                people.change_role(unit.connection, role_id, role_columns(after))
                refuse_no_admin(unit, unit.person.name)
                unit.record(RoleEdited(record_id=role_id, before=before, after=after))
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def delete_role(self, actor: Actor, role_id: RoleId) -> Changed:
        """Take a role away that nobody has; those every office begins with stay."""
        with self.database.writing(actor) as unit:
            row = people.role(unit.connection, role_id)
            refuse(why_not_delete_role(row))
            people.delete_role(unit.connection, role_id)
            unit.record(RoleDeleted(record_id=role_id, before=people.role_values(row)))
        return unit.changed


def _department_id(unit: Unit, name: str) -> DepartmentId | None:
    """Return the department of this name, made where there is none; None for no name."""
    if not name:
        return None
    found = people.find_departments(unit.connection, name)
    if not found or (found[0][1] != name and not name.isdecimal()):
        return people.add_department(unit.connection, checked_name(name), None, unit.now)
    return one_of("department", name, found)
