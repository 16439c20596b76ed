"""What may be stored of users, departments and roles; refused with the reason otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import dictionaries, leavers, people, sign_ins, users
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Event
from crm_tui.domain.identifiers import DepartmentId, RoleId, UserId
from crm_tui.domain.people import (
    DepartmentRow,
    LastAdmin,
    RoleNeeded,
    RoleRow,
    why_not_leave_office,
    why_not_move_department,
    why_not_report_to,
)
from crm_tui.domain.pinyin import person_initials, person_pinyin
from crm_tui.domain.text import clean
from crm_tui.domain.users import SCOPES_BY_WIDTH, Permission, Scope, UserStatus
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.services.offices import checked_name

EDITABLE_OF_USER = (
    "name",
    "department_id",
    "role_id",
    "further_role_ids",
    "manager_id",
    "regions",
    "industry_ids",
    "products",
)
EDITABLE_OF_DEPARTMENT = ("name", "parent_id", "manager_id")
EDITABLE_OF_ROLE = ("name", "scope", "permissions")
_LONGEST_WORD = 40
_MOST_WORDS = 50


def refuse(refusal: object | None) -> None:
    """Raise RefusedError for a reason; do nothing for None."""
    if refusal is not None:
        raise RefusedError(refusal)


def _known(changes: Mapping[str, object], editable: Sequence[str]) -> None:
    for name in changes:
        if name not in editable:
            raise FieldError(name, "unknown")


# --- users ---------------------------------------------------------------------------------------


def user_values(unit: Unit, user_id: UserId) -> dict[str, Any]:
    """Return what can be edited of a user, as stored."""
    row = people.user(unit.connection, user_id)
    further = people.further_role_ids(unit.connection, user_id)
    return {
        name: further if name == "further_role_ids" else getattr(row, name)
        for name in EDITABLE_OF_USER
    }


def checked_user(unit: Unit, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return values of `EDITABLE_OF_USER` as they are stored; raise FieldError for a bad one."""
    _known(changes, EDITABLE_OF_USER)
    values: dict[str, Any] = dict(changes)
    if "name" in values:
        values["name"] = checked_name(values["name"])
    for name in ("regions", "products"):
        if name in values:
            values[name] = _checked_words(name, values[name])
    if "industry_ids" in values:
        values["industry_ids"] = _checked_industries(unit, values["industry_ids"])
    if "further_role_ids" in values:
        values["further_role_ids"] = sorted(set(values["further_role_ids"]))
    if values.get("department_id") is not None:
        people.department(unit.connection, values["department_id"])
    checked_manager(unit, values.get("manager_id"))
    refuse_wider(unit, [*values.get("further_role_ids", ()), *_one(values.get("role_id"))])
    return values


def _one(role_id: RoleId | None) -> list[RoleId]:
    return [] if role_id is None else [role_id]


def _checked_words(field: str, words: Sequence[str]) -> list[str]:
    cleaned = list(dict.fromkeys(filter(None, map(clean, words))))
    if len(cleaned) > _MOST_WORDS:
        raise FieldError(field, "too_many", str(len(cleaned)), limit=_MOST_WORDS)
    for word in cleaned:
        if len(word) > _LONGEST_WORD:
            raise FieldError(field, "too_long", word[:20], limit=_LONGEST_WORD)
    return cleaned


def _checked_industries(unit: Unit, ids: Sequence[int]) -> list[int]:
    known = {word.id for word in dictionaries.items(unit.connection, DictionaryKind.INDUSTRY)}
    for each in ids:
        if each not in known:
            raise FieldError("industry", "unknown", str(each))
    return sorted(set(ids))


def checked_manager(unit: Unit, manager_id: UserId | None) -> None:
    """Raise NotFoundError for a manager who does not work here."""
    if manager_id is not None and not users.is_active(unit.connection, manager_id):
        raise NotFoundError("user", str(manager_id))


def refuse_wider(unit: Unit, role_ids: Sequence[RoleId]) -> None:
    """Raise NotPermittedError for a role that allows or sees more than one may oneself."""
    for role_id in role_ids:
        row = people.role(unit.connection, role_id)
        refuse_more_than_own(unit, row.permissions, row.scope)


def refuse_more_than_own(unit: Unit, permissions: frozenset[Permission], scope: Scope) -> None:
    """Raise NotPermittedError where somebody would give away more than they have."""
    if unit.person.is_admin:
        return
    is_wider = SCOPES_BY_WIDTH.index(scope) > SCOPES_BY_WIDTH.index(unit.person.scope)
    if is_wider or permissions - unit.person.permissions:
        raise NotPermittedError(Permission.MANAGE_OFFICE.value)


def store_user(unit: Unit, user_id: UserId, values: Mapping[str, Any]) -> None:
    """Store values of a user; raise RefusedError when the office could not go on with them."""
    columns = {name: value for name, value in values.items() if name != "further_role_ids"}
    if "name" in columns:
        columns["pinyin"] = person_pinyin(columns["name"])
        columns["initials"] = person_initials(columns["name"])
    if columns:
        people.change_user(unit.connection, user_id, columns)
    if "further_role_ids" in values:
        people.set_further_roles(unit.connection, user_id, values["further_role_ids"])
    refuse_no_admin(unit, people.user(unit.connection, user_id).name)
    if {"manager_id", "department_id"} & values.keys():
        refuse_above_themselves(unit, user_id)


def refuse_no_admin(unit: Unit, person: str) -> None:
    """Raise RefusedError when nobody could run the office any more, naming who could until now."""
    if not people.admins(unit.connection):
        raise RefusedError(LastAdmin(person))


def refuse_above_themselves(unit: Unit, user_id: UserId) -> None:
    """Raise RefusedError when a person stands above themselves in the line of managers."""
    refuse(why_not_report_to(users.line_above(unit.connection, user_id)))


def end_work(unit: Unit, user_id: UserId, status: UserStatus, event: type[Event]) -> None:
    """Disable somebody or mark them as left; raise RefusedError while they hold customers."""
    row = people.user(unit.connection, user_id)
    further = people.further_role_ids(unit.connection, user_id)
    refuse_wider(unit, [RoleId(row.role_id), *further])
    if row.status is status:
        return
    refuse_end(unit, row)
    set_status(unit, row, status, event)


def refuse_end(unit: Unit, row: Any) -> None:
    """Raise RefusedError when somebody cannot stop working here now."""
    others = people.admins(unit.connection) - {row.id}
    work = replace(leavers.open_work(unit, UserId(row.id)), customers=row.held)
    refuse(why_not_leave_office(row.name, work, is_last_admin=not others))


def set_status(unit: Unit, row: Any, status: UserStatus, event: type[Event]) -> None:
    """Store whether somebody works here, with its event."""
    left_day = unit.today if status is UserStatus.LEFT else None
    people.change_user(unit.connection, row.id, {"status": status, "left_day": left_day})
    if status is not UserStatus.ACTIVE:
        sign_ins.revoke(unit.connection, row.id, unit.now)
    unit.record(
        event(
            record_id=row.id,
            before={"status": row.status.value, "left_day": row.left_day},
            after={"status": status.value, "left_day": left_day},
        )
    )


# --- departments ---------------------------------------------------------------------------------


def checked_department(
    unit: Unit, row: DepartmentRow, changes: Mapping[str, object]
) -> dict[str, Any]:
    """Return values of `EDITABLE_OF_DEPARTMENT` as they are stored; raise for a bad one."""
    _known(changes, EDITABLE_OF_DEPARTMENT)
    values: dict[str, Any] = dict(changes)
    if "name" in values:
        values["name"] = checked_name(values["name"])
    checked_manager(unit, values.get("manager_id"))
    parent_id = values.get("parent_id", row.parent_id)
    if "parent_id" in values and parent_id is not None:
        refuse(why_not_move_department(row, people.department(unit.connection, parent_id)))
    refuse_twin(unit, values.get("name", row.name), parent_id, row.id)
    return values


def refuse_twin(
    unit: Unit, name: str, parent_id: DepartmentId | None, but: DepartmentId | None
) -> None:
    """Raise FieldError when a department of this name stands there already."""
    if people.has_neighbour_named(unit.connection, name, parent_id, but):
        raise FieldError("department", "taken", name)


def store_department(unit: Unit, row: DepartmentRow, values: Mapping[str, Any]) -> None:
    """Store values of a department; raise RefusedError for a manager above themselves."""
    people.change_department(unit.connection, row.id, values)
    if "manager_id" in values:
        for user_id in people.people_led_by_department(unit.connection, row.id):
            refuse_above_themselves(unit, user_id)


# --- roles ---------------------------------------------------------------------------------------


def checked_role(unit: Unit, row: RoleRow, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return values of `EDITABLE_OF_ROLE` as an event keeps them; raise for a bad one."""
    _known(changes, EDITABLE_OF_ROLE)
    values: dict[str, Any] = dict(changes)
    if "name" in values:
        values["name"] = checked_name(values["name"])
        if people.is_code_taken(unit.connection, values["name"], row.id):
            raise FieldError("role", "taken", values["name"])
    scope = values.get("scope", row.scope)
    permissions = frozenset(values.get("permissions", row.permissions))
    if row.code == "admin" and (scope, permissions) != (row.scope, row.permissions):
        raise RefusedError(RoleNeeded(row.name))
    refuse_more_than_own(unit, permissions, scope)
    if "scope" in values:
        values["scope"] = scope.value
    if "permissions" in values:
        values["permissions"] = sorted(permission.value for permission in permissions)
    return values


def role_columns(values: Mapping[str, Any]) -> dict[str, object]:
    """Return what an event keeps of a role as column values."""
    return {name: Scope(value) if name == "scope" else value for name, value in values.items()}
