"""People: who somebody is in this transaction, and whom they may see."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, update
from sqlalchemy.sql.expression import CTE

from crm_tui.db.tables.pools import POOL, POOL_MEMBER
from crm_tui.db.tables.users import DEPARTMENT, ROLE, USER
from crm_tui.domain.identifiers import DepartmentId, PoolId, RoleId, UserId
from crm_tui.domain.offices import Office
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.users import (
    Permission,
    Person,
    Scope,
    UserRow,
    UserStatus,
    holding_limit_of,
)
from crm_tui.errors import NotFoundError


def person(connection: Connection, user_id: UserId, office: Office) -> Person:
    """Return who this user is now; raise NotFoundError for one who may not work here."""
    row = connection.execute(
        select(
            USER,
            ROLE.c.scope,
            ROLE.c.permissions,
            ROLE.c.holding_limit.label("role_limit"),
            DEPARTMENT.c.path,
            DEPARTMENT.c.holding_limit.label("department_limit"),
        )
        .join(ROLE, ROLE.c.id == USER.c.role_id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .where(USER.c.id == user_id, USER.c.status == UserStatus.ACTIVE)
    ).one_or_none()
    if row is None:
        raise NotFoundError("user", str(user_id))
    pools, managed = pools_of(connection, user_id)
    return Person(
        user_id=user_id,
        login=row.login,
        name=row.name,
        role_id=RoleId(row.role_id),
        scope=row.scope,
        permissions=frozenset(Permission(code) for code in row.permissions),
        department_id=None if row.department_id is None else DepartmentId(row.department_id),
        department_path=row.path or "",
        pool_ids=pools,
        managed_pool_ids=managed,
        held=row.held,
        holding_limit=holding_limit_of(
            user=row.holding_limit,
            role=row.role_limit,
            department=row.department_limit,
            office=office.holding_limit,
        ),
    )


def pools_of(
    connection: Connection, user_id: UserId
) -> tuple[frozenset[PoolId], frozenset[PoolId]]:
    """Return the pools somebody belongs to (exclusions removed), and those they administer."""
    rows = connection.execute(_memberships(user_id)).all()
    excluded = {row.pool_id for row in rows if row.is_excluded}
    mine = frozenset(PoolId(row.pool_id) for row in rows if row.pool_id not in excluded)
    managed = frozenset(PoolId(row.pool_id) for row in rows if row.is_admin)
    return mine | managed, managed


def _memberships(user_id: UserId) -> Select[tuple[int, bool, bool]]:
    member = POOL_MEMBER.c
    own_path = (
        select(DEPARTMENT.c.path)
        .join(USER, USER.c.department_id == DEPARTMENT.c.id)
        .where(USER.c.id == user_id)
        .scalar_subquery()
    )
    own_role = select(USER.c.role_id).where(USER.c.id == user_id).scalar_subquery()
    above = select(DEPARTMENT.c.id).where(own_path.like(DEPARTMENT.c.path + "%"))
    return (
        select(member.pool_id, member.is_excluded, member.is_admin)
        .join(POOL, POOL.c.id == member.pool_id)
        .where(
            or_(
                member.kind == MemberKind.EVERYBODY,
                and_(member.kind == MemberKind.USER, member.member_id == user_id),
                and_(member.kind == MemberKind.ROLE, member.member_id == own_role),
                and_(member.kind == MemberKind.DEPARTMENT, member.member_id.in_(above)),
            )
        )
    )


def subordinate_ids(user_id: UserId) -> Select[tuple[int]]:
    """Select everybody below somebody: by direct manager, else by the department's manager."""
    manager = func.coalesce(USER.c.manager_id, DEPARTMENT.c.manager_id)
    reports: CTE = (
        select(USER.c.id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .where(manager == user_id, USER.c.id != user_id)
        # Without a name: one statement may ask for two people's staff.
        .cte(recursive=True)
    )
    reports = reports.union(
        select(USER.c.id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .join(reports, manager == reports.c.id)
        .where(USER.c.id != reports.c.id)
    )
    return select(reports.c.id)


def user_ids_in_scope(person: Person) -> Select[tuple[int]] | None:
    """Select the owners whose customers the scope opens beyond one's own; None for none or all."""
    match person.scope:
        case Scope.SELF | Scope.ALL:
            return None
        case Scope.SUBORDINATES:
            return subordinate_ids(person.user_id)
        case Scope.DEPARTMENT if person.department_id is None:
            return None
        case Scope.DEPARTMENT:
            return select(USER.c.id).where(USER.c.department_id == person.department_id)
        case Scope.DEPARTMENT_AND_BELOW:
            inside = select(DEPARTMENT.c.id).where(
                DEPARTMENT.c.path.like((person.department_path or "!") + "%")
            )
            return select(USER.c.id).where(USER.c.department_id.in_(inside))


def manages(connection: Connection, manager_id: UserId, user_id: UserId | None) -> bool:
    """Return whether one stands above the other in the line of managers."""
    if user_id is None:
        return False
    below = subordinate_ids(manager_id).subquery()
    return connection.execute(select(below.c.id).where(below.c.id == user_id)).first() is not None


def logins(connection: Connection) -> list[tuple[UserId, str, str]]:
    """Return (id, login, name) of everybody active, by id."""
    rows = connection.execute(
        select(USER.c.id, USER.c.login, USER.c.name)
        .where(USER.c.status == UserStatus.ACTIVE)
        .order_by(USER.c.id)
        .limit(1000)
    )
    return [(UserId(row.id), row.login, row.name) for row in rows]


def is_active(connection: Connection, user_id: UserId) -> bool:
    """Return whether somebody works here now."""
    active = and_(USER.c.id == user_id, USER.c.status == UserStatus.ACTIVE)
    return connection.execute(select(USER.c.id).where(active)).first() is not None


def is_taken(connection: Connection, login: str) -> bool:
    """Return whether anybody has or had this login."""
    return connection.execute(select(USER.c.id).where(USER.c.login == login)).first() is not None


def find_users(connection: Connection, reference: str) -> list[tuple[UserId, str]]:
    """Return the users a login or else a name means, as (id, name and login)."""
    for condition in (USER.c.login == reference, USER.c.name == reference):
        rows = connection.execute(
            select(USER.c.id, USER.c.name, USER.c.login)
            .where(condition, USER.c.status == UserStatus.ACTIVE)
            .order_by(USER.c.id)
            .limit(20)
        ).all()
        if rows:
            return [(UserId(row.id), f"{row.name} {row.login}") for row in rows]
    return []


def user_rows(connection: Connection) -> list[UserRow]:
    """Return every user as listed, by id."""
    rows = connection.execute(
        select(USER, ROLE.c.name.label("role"), DEPARTMENT.c.name.label("department"))
        .join(ROLE, ROLE.c.id == USER.c.role_id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .order_by(USER.c.id)
        .limit(1000)
    )
    return [
        UserRow(
            UserId(row.id),
            row.login,
            row.name,
            row.department or "",
            row.role,
            row.status,
            row.held,
            row.holding_limit,
        )
        for row in rows
    ]


def add_user(connection: Connection, values: dict[str, object]) -> UserId:
    """Insert a user and return the id."""
    (key,) = connection.execute(insert(USER).values(**values)).inserted_primary_key or (0,)
    return UserId(int(key))


def add_roles(connection: Connection, rows: Iterable[dict[str, object]]) -> None:
    """Insert roles."""
    connection.execute(insert(ROLE), list(rows))


def role_id(connection: Connection, code: str) -> RoleId:
    """Return the id of a role by its code; raise NotFoundError for an unknown one."""
    found = connection.execute(select(ROLE.c.id).where(ROLE.c.code == code)).scalar_one_or_none()
    if found is None:
        raise NotFoundError("role", code)
    return RoleId(found)


def add_department(
    connection: Connection, name: str, parent_id: DepartmentId | None, now: object
) -> DepartmentId:
    """Insert a department below its parent and return the id."""
    parent_path = "/"
    if parent_id is not None:
        parent_path = connection.execute(
            select(DEPARTMENT.c.path).where(DEPARTMENT.c.id == parent_id)
        ).scalar_one()
    result = connection.execute(
        insert(DEPARTMENT).values(name=name, parent_id=parent_id, path="", created_at=now)
    )
    (key,) = result.inserted_primary_key or (0,)
    connection.execute(
        update(DEPARTMENT).where(DEPARTMENT.c.id == key).values(path=f"{parent_path}{key}/")
    )
    return DepartmentId(int(key))


def department_id(connection: Connection, name: str) -> DepartmentId | None:
    """Return the id of a department by its name, or None."""
    found = connection.execute(
        select(DEPARTMENT.c.id)
        .where(DEPARTMENT.c.name == name, DEPARTMENT.c.deleted_at.is_(None))
        .order_by(DEPARTMENT.c.id)
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else DepartmentId(found)


def change_held(connection: Connection, user_id: UserId, by: int) -> None:
    """Move the count of customers somebody holds."""
    connection.execute(update(USER).where(USER.c.id == user_id).values(held=USER.c.held + by))


def lock_user(connection: Connection, user_id: UserId) -> None:
    """Hold the user's row first, so that limits are checked one claimant at a time."""
    connection.execute(update(USER).where(USER.c.id == user_id).values(held=USER.c.held))
