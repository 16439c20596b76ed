"""Take back what was done to users, departments, roles and leave."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import leaves, people
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import DepartmentId, LeaveId, RoleId, UserId
from crm_tui.domain.people import (
    StillNeeded,
    why_not_delete_department,
    why_not_delete_role,
    why_not_move_department,
)
from crm_tui.domain.users import Permission, UserStatus
from crm_tui.errors import NotPermittedError, RefusedError
from crm_tui.services.leaves import reinstate, withdraw
from crm_tui.services.people.changing import (
    refuse,
    refuse_end,
    refuse_no_admin,
    role_columns,
    store_department,
    store_user,
)
from crm_tui.services.undo.events import TakeBack, record_id_of


def _allowed(unit: Unit, permission: Permission = Permission.MANAGE_PEOPLE) -> None:
    if not unit.person.may(permission):
        raise NotPermittedError(permission.value)


def _unadd_user(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    user_id = UserId(record_id_of(event))
    name = people.user(unit.connection, user_id).name
    if not people.delete_unused_user(unit.connection, user_id):
        raise RefusedError(StillNeeded(name))
    return True


def _unedit_user(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    values: dict[str, Any] = dict(event.before)
    store_user(unit, UserId(record_id_of(event)), values)
    return True


def _restore_status(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    row = people.user(unit.connection, UserId(record_id_of(event)))
    status = UserStatus(event.before["status"])
    if status is not UserStatus.ACTIVE:
        refuse_end(unit, row)
    values = {"status": status, "left_day": event.before["left_day"]}
    people.change_user(unit.connection, row.id, values)
    return True


def _unadd_department(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    row = people.department(unit.connection, DepartmentId(record_id_of(event)))
    refuse(why_not_delete_department(row))
    people.set_department_deleted(unit.connection, row.id, unit.now)
    return True


def _unedit_department(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    row = people.department(unit.connection, DepartmentId(record_id_of(event)))
    values: dict[str, Any] = dict(event.before)
    if values.get("parent_id") is not None:
        parent = people.department(unit.connection, values["parent_id"])
        refuse(why_not_move_department(row, parent))
    store_department(unit, row, values)
    return True


def _undelete_department(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    department_id = DepartmentId(record_id_of(event))
    people.set_department_deleted(unit.connection, department_id, None)
    row = people.department(unit.connection, department_id)
    if row.parent_id is not None:
        people.department(unit.connection, DepartmentId(row.parent_id))
    return True


def _unadd_role(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    row = people.role(unit.connection, RoleId(record_id_of(event)))
    refuse(why_not_delete_role(row))
    people.delete_role(unit.connection, row.id)
    return True


def _unedit_role(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    values: dict[str, Any] = dict(event.before)
    people.change_role(unit.connection, RoleId(record_id_of(event)), role_columns(values))
    refuse_no_admin(unit, unit.person.name)
    return True


def _undelete_role(unit: Unit, event: EventRow) -> bool:
    _allowed(unit)
    values: dict[str, Any] = dict(event.before)
    people.add_role(unit.connection, {"id": record_id_of(event), **role_columns(values)})
    return True


def _withdraw_leave(unit: Unit, event: EventRow) -> bool:
    _allowed(unit, Permission.RECORD_LEAVE)
    row = leaves.leave(unit.connection, LeaveId(record_id_of(event)))
    if not row.is_cancelled:
        withdraw(unit, row)
    return True


def _reinstate_leave(unit: Unit, event: EventRow) -> bool:
    _allowed(unit, Permission.RECORD_LEAVE)
    reinstate(unit, leaves.leave(unit.connection, LeaveId(record_id_of(event))))
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "user_added": _unadd_user,
    "user_edited": _unedit_user,
    "user_disabled": _restore_status,
    "user_enabled": _restore_status,
    "user_left": _restore_status,
    "department_added": _unadd_department,
    "department_edited": _unedit_department,
    "department_deleted": _undelete_department,
    "role_added": _unadd_role,
    "role_edited": _unedit_role,
    "role_deleted": _undelete_role,
    "leave_recorded": _withdraw_leave,
    "leave_cancelled": _reinstate_leave,
}
