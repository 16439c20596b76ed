"""Departments and roles: the tree, who works in it, and what each role allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    union,
    update,
)
from sqlalchemy.exc import IntegrityError

from crm_tui.db.queries.sign_ins import forget_person as forget_credentials
from crm_tui.db.queries.views import forget_person
from crm_tui.db.schema.batches import BATCH
from crm_tui.db.schema.pools import HOLDING_LIMIT, POOL_MEMBER
from crm_tui.db.schema.users import DEPARTMENT, ROLE, USER, USER_ROLE
from crm_tui.domain.identifiers import DepartmentId, RoleId, UserId, written_id
from crm_tui.domain.people import DepartmentRow, RoleRow
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.pools.limits import LimitLevel
from crm_tui.domain.users import Permission, UserStatus
from crm_tui.errors import NotFoundError

_MANAGER = USER.alias("manager")
_BELOW = DEPARTMENT.alias("below")


# --- departments ---------------------------------------------------------------------------------


@cache
def _departments() -> Select[Any]:
    people = (
        select(func.count())
        .select_from(USER)
        .where(USER.c.department_id == DEPARTMENT.c.id, USER.c.status != UserStatus.LEFT)
        .correlate(DEPARTMENT)
        .scalar_subquery()
    )
    below = (
        select(func.count())
        .select_from(_BELOW)
        .where(_BELOW.c.parent_id == DEPARTMENT.c.id, _BELOW.c.deleted_at.is_(None))
        .correlate(DEPARTMENT)
        .scalar_subquery()
    )
    return (
        select(
            DEPARTMENT,
            _MANAGER.c.name.label("manager"),
            people.label("people"),
            below.label("below"),
        )
        .outerjoin(_MANAGER, _MANAGER.c.id == DEPARTMENT.c.manager_id)
        .where(DEPARTMENT.c.deleted_at.is_(None))
    )


def _department_row(row: Any) -> DepartmentRow:
    return DepartmentRow(
        id=DepartmentId(row.id),
        name=row.name,
        parent_id=row.parent_id,
        path=row.path,
        manager_id=row.manager_id,
        manager=row.manager or "",
        people=row.people,
        below=row.below,
    )


def department_rows(connection: Connection) -> list[DepartmentRow]:
    """Return the departments as a tree reads: each before those below it, neighbours by id."""
    found = [_department_row(row) for row in connection.execute(_departments().limit(1000))]
    return sorted(found, key=lambda row: [int(part) for part in row.path.split("/") if part])


def department(connection: Connection, department_id: DepartmentId) -> DepartmentRow:
    """Return a department; raise NotFoundError when there is none."""
    row = connection.execute(_departments().where(DEPARTMENT.c.id == department_id)).one_or_none()
    if row is None:
        raise NotFoundError("department", str(department_id))
    return _department_row(row)


def find_departments(connection: Connection, reference: str) -> list[tuple[DepartmentId, str]]:
    """Return the departments that an id, an exact name or part of a name means."""
    named = DEPARTMENT.c.name
    conditions = [named == reference, named.contains(reference[:100], autoescape=True)]
    number = written_id(reference)
    if number is not None:
        conditions.insert(0, DEPARTMENT.c.id == number)
    for condition in conditions:
        rows = connection.execute(
            select(DEPARTMENT.c.id, named)
            .where(condition, DEPARTMENT.c.deleted_at.is_(None))
            .order_by(DEPARTMENT.c.id)
            .limit(20)
        ).all()
        if rows:
            return [(DepartmentId(row.id), row.name) for row in rows]
    return []


def has_neighbour_named(
    connection: Connection,
    name: str,
    parent_id: DepartmentId | None,
    but: DepartmentId | None = None,
) -> bool:
    """Return whether another department of this name stands below the same parent."""
    beside = (
        DEPARTMENT.c.parent_id.is_(None)
        if parent_id is None
        else DEPARTMENT.c.parent_id == parent_id
    )
    found = select(DEPARTMENT.c.id).where(
        DEPARTMENT.c.name == name,
        beside,
        DEPARTMENT.c.deleted_at.is_(None),
        DEPARTMENT.c.id != (but or 0),
    )
    return connection.execute(found.limit(1)).first() is not None


def add_department(
    connection: Connection,
    name: str,
    parent_id: DepartmentId | None,
    now: datetime,
    manager_id: UserId | None = None,
) -> DepartmentId:
    """Insert a department below its parent and return the id."""
    result = connection.execute(
        insert(DEPARTMENT).values(
            name=name, parent_id=parent_id, manager_id=manager_id, path="", created_at=now
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    path = f"{_path_of(connection, parent_id)}{key}/"
    connection.execute(update(DEPARTMENT).where(DEPARTMENT.c.id == key).values(path=path))
    return DepartmentId(int(key))


def _path_of(connection: Connection, department_id: DepartmentId | None) -> str:
    if department_id is None:
        return "/"
    path: str = connection.execute(
        select(DEPARTMENT.c.path).where(DEPARTMENT.c.id == department_id)
    ).scalar_one()
    return path


def change_department(
    connection: Connection, department_id: DepartmentId, values: Mapping[str, Any]
) -> None:
    """Change name, manager or parent; with the parent the paths of all below move along."""
    here = DEPARTMENT.c.id == department_id
    if values:
        connection.execute(update(DEPARTMENT).where(here).values(**values))
    if "parent_id" not in values:
        return
    old = _path_of(connection, department_id)
    new = f"{_path_of(connection, values['parent_id'])}{department_id}/"
    rest: ColumnElement[str] = func.substr(DEPARTMENT.c.path, len(old) + 1, type_=String)
    connection.execute(
        update(DEPARTMENT)
        .where(DEPARTMENT.c.path.startswith(old, autoescape=True))
        .values(path=literal(new, String) + rest)
    )


def set_department_deleted(
    connection: Connection, department_id: DepartmentId, at: datetime | None
) -> None:
    """Take an empty department out of the tree, or put it back."""
    connection.execute(
        update(DEPARTMENT).where(DEPARTMENT.c.id == department_id).values(deleted_at=at)
    )


# --- roles ---------------------------------------------------------------------------------------


@cache
def _roles() -> Select[Any]:
    holders = union(
        select(USER.c.id.label("user_id"), USER.c.role_id),
        select(USER_ROLE.c.user_id, USER_ROLE.c.role_id),
    ).subquery()
    people = (
        select(func.count())
        .select_from(holders)
        .where(holders.c.role_id == ROLE.c.id)
        .correlate(ROLE)
        .scalar_subquery()
    )
    members = (
        select(func.count())
        .select_from(POOL_MEMBER)
        .where(POOL_MEMBER.c.kind == MemberKind.ROLE, POOL_MEMBER.c.member_id == ROLE.c.id)
        .correlate(ROLE)
        .scalar_subquery()
    )
    limits = (
        select(func.count())
        .select_from(HOLDING_LIMIT)
        .where(HOLDING_LIMIT.c.level == LimitLevel.ROLE, HOLDING_LIMIT.c.subject_id == ROLE.c.id)
        .correlate(ROLE)
        .scalar_subquery()
    )
    return select(ROLE, people.label("people"), (members + limits).label("settings"))


def _role_row(row: Any) -> RoleRow:
    return RoleRow(
        id=RoleId(row.id),
        code=row.code,
        name=row.name,
        scope=row.scope,
        permissions=frozenset(Permission(code) for code in row.permissions),
        people=row.people,
        settings=row.settings,
    )


def role_rows(connection: Connection) -> list[RoleRow]:
    """Return every role, by id."""
    rows = connection.execute(_roles().order_by(ROLE.c.id).limit(1000))
    return [_role_row(row) for row in rows]


def role(connection: Connection, role_id: RoleId) -> RoleRow:
    """Return a role; raise NotFoundError when there is none."""
    row = connection.execute(_roles().where(ROLE.c.id == role_id)).one_or_none()
    if row is None:
        raise NotFoundError("role", str(role_id))
    return _role_row(row)


def find_roles(connection: Connection, reference: str) -> list[tuple[RoleId, str]]:
    """Return the roles that a code, a name or an id means."""
    conditions = [ROLE.c.code == reference, ROLE.c.name == reference]
    number = written_id(reference)
    if number is not None:
        conditions.append(ROLE.c.id == number)
    for condition in conditions:
        rows = connection.execute(
            select(ROLE.c.id, ROLE.c.name).where(condition).order_by(ROLE.c.id).limit(20)
        ).all()
        if rows:
            return [(RoleId(row.id), row.name) for row in rows]
    return []


def role_id(connection: Connection, code: str) -> RoleId:
    """Return the id of a role by its code; raise NotFoundError for an unknown one."""
    found = connection.execute(select(ROLE.c.id).where(ROLE.c.code == code)).scalar_one_or_none()
    if found is None:
        raise NotFoundError("role", code)
    return RoleId(found)


def add_roles(connection: Connection, rows: Iterable[dict[str, object]]) -> None:
    """Insert roles."""
    connection.execute(insert(ROLE), list(rows))


def add_role(connection: Connection, values: Mapping[str, object]) -> RoleId:
    """Insert a role and return the id."""
    (key,) = connection.execute(insert(ROLE).values(**values)).inserted_primary_key or (0,)
    return RoleId(int(key))


def change_role(connection: Connection, role_id: RoleId, values: Mapping[str, object]) -> None:
    """Change columns of a role."""
    connection.execute(update(ROLE).where(ROLE.c.id == role_id).values(**values))


def delete_role(connection: Connection, role_id: RoleId) -> None:
    """Take a role away that nobody has."""
    connection.execute(delete(ROLE).where(ROLE.c.id == role_id))


def admins(connection: Connection) -> frozenset[UserId]:
    """Return who runs the office: the active people with a role that may manage it."""
    return frozenset(UserId(row.id) for row in connection.execute(_admins()))


@cache
def _admins() -> Select[Any]:
    # As text: the type of the column would read the pattern as a value.
    allowed = type_coerce(ROLE.c.permissions, String)
    roles = select(ROLE.c.id).where(
        allowed.contains(f'"{Permission.MANAGE_OFFICE.value}"', autoescape=True)
    )
    further = select(USER_ROLE.c.user_id).where(USER_ROLE.c.role_id.in_(roles))
    return (
        select(USER.c.id)
        .where(
            USER.c.status == UserStatus.ACTIVE,
            or_(USER.c.role_id.in_(roles), USER.c.id.in_(further)),
        )
        .limit(1000)
    )


def is_code_taken(connection: Connection, code: str, but: RoleId | None = None) -> bool:
    """Return whether another role has this code or this name."""
    other = and_(or_(ROLE.c.code == code, ROLE.c.name == code), ROLE.c.id != (but or 0))
    return connection.execute(select(ROLE.c.id).where(other).limit(1)).first() is not None


def role_values(row: RoleRow) -> dict[str, object]:
    """Return what a role is, as the event keeps it."""
    return {
        "code": row.code,
        "name": row.name,
        "scope": row.scope.value,
        "permissions": sorted(permission.value for permission in row.permissions),
    }


# --- users ---------------------------------------------------------------------------------------


def set_further_roles(connection: Connection, user_id: UserId, role_ids: Iterable[RoleId]) -> None:
    """Give somebody exactly these roles beside the one they are listed with."""
    connection.execute(delete(USER_ROLE).where(USER_ROLE.c.user_id == user_id))
    rows = [{"user_id": user_id, "role_id": each} for each in sorted(set(role_ids))]
    if rows:
        connection.execute(insert(USER_ROLE), rows)


def change_user(connection: Connection, user_id: UserId, values: Mapping[str, object]) -> None:
    """Change columns of a user."""
    connection.execute(update(USER).where(USER.c.id == user_id).values(**values))


def user(connection: Connection, user_id: UserId) -> Any:
    """Return the stored row of a user; raise NotFoundError when there is none."""
    row = connection.execute(select(USER).where(USER.c.id == user_id)).one_or_none()
    if row is None:
        raise NotFoundError("user", str(user_id))
    return row


def further_role_ids(connection: Connection, user_id: UserId) -> list[RoleId]:
    """Return the roles somebody has beside the one they are listed with, by id."""
    rows = connection.execute(
        select(USER_ROLE.c.role_id)
        .where(USER_ROLE.c.user_id == user_id)
        .order_by(USER_ROLE.c.role_id)
        .limit(100)
    )
    return [RoleId(row.role_id) for row in rows]


def people_led_by_department(connection: Connection, department_id: DepartmentId) -> list[UserId]:
    """Return who works in a department and reports to its manager, for want of a direct one."""
    rows = connection.execute(
        select(USER.c.id)
        .where(USER.c.department_id == department_id, USER.c.manager_id.is_(None))
        .order_by(USER.c.id)
        .limit(1000)
    )
    return [UserId(row.id) for row in rows]


def delete_unused_user(connection: Connection, user_id: UserId) -> bool:
    """Delete somebody nothing refers to; return False, changing nothing, when something does."""
    named = (
        select(DEPARTMENT.c.id).where(DEPARTMENT.c.manager_id == user_id),
        select(BATCH.c.id).where(BATCH.c.actor_id == user_id),
        select(POOL_MEMBER.c.id).where(
            POOL_MEMBER.c.kind == MemberKind.USER, POOL_MEMBER.c.member_id == user_id
        ),
        select(HOLDING_LIMIT.c.id).where(
            HOLDING_LIMIT.c.level == LimitLevel.USER, HOLDING_LIMIT.c.subject_id == user_id
        ),
    )
    if any(connection.execute(each.limit(1)).first() is not None for each in named):
        return False
    try:
        with connection.begin_nested():
            connection.execute(delete(USER_ROLE).where(USER_ROLE.c.user_id == user_id))
            forget_person(connection, user_id)
            forget_credentials(connection, user_id)
            connection.execute(delete(USER).where(USER.c.id == user_id))
    except IntegrityError:
        return False
    return True
