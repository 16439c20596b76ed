"""People: who somebody is in this transaction, and whom they may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    true,
    union,
    update,
)
from sqlalchemy.sql.expression import CTE

from crm_tui.db.queries.dictionaries import items
from crm_tui.db.schema.pools import POOL, POOL_MEMBER
from crm_tui.db.schema.users import DEPARTMENT, LEAVE, ROLE, USER, USER_ROLE
from crm_tui.domain.days import DayRange, Leave
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import DepartmentId, PoolId, RoleId, UserId
from crm_tui.domain.people import ManagerLine
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.text import folded
from crm_tui.domain.users import (
    Permission,
    Person,
    Scope,
    UserRow,
    UserStatus,
    effective_permissions,
    widest,
)
from crm_tui.errors import NotFoundError

_BOSS = USER.alias("boss")

ASKED_USER, ASKED_DAY = "asked_user_id", "asked_day"
# Who acts is asked at every operation, so what asks it is built once.
_USER_ID = bindparam(ASKED_USER, type_=Integer)
_DAY = bindparam(ASKED_DAY, type_=Integer)
_IDENTITY = (
    select(USER, DEPARTMENT.c.path)
    .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
    .where(USER.c.id == _USER_ID, USER.c.status == UserStatus.ACTIVE)
)
ROLE_IDS = union(
    select(USER.c.role_id).where(USER.c.id == _USER_ID),
    select(USER_ROLE.c.role_id).where(USER_ROLE.c.user_id == _USER_ID),
)
_ROLES = select(ROLE.c.id, ROLE.c.scope, ROLE.c.permissions).where(ROLE.c.id.in_(ROLE_IDS))
_OWN_PATH = (
    select(DEPARTMENT.c.path)
    .join(USER, USER.c.department_id == DEPARTMENT.c.id)
    .where(USER.c.id == _USER_ID)
    .scalar_subquery()
)
_DEPARTMENTS_ABOVE = select(DEPARTMENT.c.id).where(_OWN_PATH.like(DEPARTMENT.c.path + "%"))
MEMBERSHIPS = (
    select(POOL_MEMBER.c.pool_id, POOL_MEMBER.c.is_excluded, POOL_MEMBER.c.is_admin)
    .join(POOL, POOL.c.id == POOL_MEMBER.c.pool_id)
    .where(
        POOL.c.deleted_at.is_(None),
        or_(
            POOL_MEMBER.c.kind == MemberKind.EVERYBODY,
            and_(POOL_MEMBER.c.kind == MemberKind.USER, POOL_MEMBER.c.member_id == _USER_ID),
            and_(POOL_MEMBER.c.kind == MemberKind.ROLE, POOL_MEMBER.c.member_id.in_(ROLE_IDS)),
            and_(
                POOL_MEMBER.c.kind == MemberKind.DEPARTMENT,
                POOL_MEMBER.c.member_id.in_(_DEPARTMENTS_ABOVE),
            ),
        ),
    )
)
COVERED = select(LEAVE.c.user_id).where(
    LEAVE.c.cover_id == _USER_ID,
    LEAVE.c.cancelled_at.is_(None),
    LEAVE.c.first_day <= _DAY,
    LEAVE.c.last_day >= _DAY,
)
_OWNER_ID = bindparam("asked_owner_id", type_=Integer)
_COVERS = COVERED.where(LEAVE.c.user_id == _OWNER_ID).limit(1)
_LEAVE_OF = (
    select(LEAVE.c.first_day, LEAVE.c.last_day)
    .where(LEAVE.c.user_id == _USER_ID, LEAVE.c.cancelled_at.is_(None))
    .order_by(LEAVE.c.first_day, LEAVE.c.id)
    .limit(1000)
)
_LOGINS = (
    select(USER.c.id, USER.c.login, USER.c.name)
    .where(USER.c.status == UserStatus.ACTIVE)
    .order_by(USER.c.id)
    .limit(1000)
)
_IS_ACTIVE = select(USER.c.id).where(USER.c.id == _USER_ID, USER.c.status == UserStatus.ACTIVE)
_LOCK = update(USER).where(USER.c.id == _USER_ID).values(held=USER.c.held)
_MOVE_HELD = (
    update(USER)
    .where(USER.c.id == _USER_ID)
    .values(held=USER.c.held + bindparam("by", type_=Integer))
)


def person(connection: Connection, user_id: UserId, as_of_day: int) -> Person:
    """Return who this user is on a day; raise NotFoundError for one who may not work here."""
    asked = {ASKED_USER: user_id}
    row = connection.execute(_IDENTITY, asked).one_or_none()
    if row is None:
        raise NotFoundError("user", str(user_id))
    roles = connection.execute(_ROLES, asked).all()
    pools, managed, kept_out = _memberships(connection, user_id)
    allowed = effective_permissions(
        ([Permission(code) for code in role.permissions] for role in roles),
        administers_pools=False,
    )
    # Whoever runs the office claims from every pool anyway.
    if Permission.ASSIGN in allowed and Permission.MANAGE_OFFICE not in allowed:
        pools |= _pools_of_staff(connection, user_id, but=pools | kept_out)
    return Person(
        user_id=user_id,
        login=row.login,
        name=row.name,
        role_id=RoleId(row.role_id),
        scope=widest(role.scope for role in roles),
        permissions=effective_permissions([allowed], administers_pools=bool(managed)),
        department_id=None if row.department_id is None else DepartmentId(row.department_id),
        department_path=row.path or "",
        pool_ids=pools,
        managed_pool_ids=managed,
        roles=frozenset(RoleId(role.id) for role in roles),
        as_of_day=as_of_day,
        regions=tuple(row.regions or ()),
        industry_ids=tuple(row.industry_ids or ()),
        held=row.held,
        covered_ids=_covered_by(connection, user_id, as_of_day),
    )


def pools_of(
    connection: Connection, user_id: UserId
) -> tuple[frozenset[PoolId], frozenset[PoolId]]:
    """Return the pools somebody belongs to (exclusions removed), and those they administer."""
    pools, managed, _ = _memberships(connection, user_id)
    return pools, managed


def _memberships(
    connection: Connection, user_id: UserId
) -> tuple[frozenset[PoolId], frozenset[PoolId], frozenset[PoolId]]:
    """Return the pools somebody belongs to, administers, and is kept out of."""
    rows = connection.execute(MEMBERSHIPS, {ASKED_USER: user_id}).all()
    excluded = frozenset(PoolId(row.pool_id) for row in rows if row.is_excluded)
    mine = frozenset(PoolId(row.pool_id) for row in rows if row.pool_id not in excluded)
    managed = frozenset(PoolId(row.pool_id) for row in rows if row.is_admin)
    return mine | managed, managed, excluded


def _pools_of_staff(
    connection: Connection, user_id: UserId, *, but: frozenset[PoolId]
) -> frozenset[PoolId]:
    """Return the other pools that somebody below this person belongs to."""
    if not frozenset(connection.execute(_POOL_IDS).scalars()) - but:
        return frozenset()
    found = connection.execute(POOLS_OF_STAFF, {ASKED_USER: user_id}).scalars()
    return frozenset(PoolId(pool_id) for pool_id in found) - but


def _is_about_user() -> ColumnElement[bool]:
    """Return whether a line of a pool's members is about the user of the row."""
    line, above, own = POOL_MEMBER.c, DEPARTMENT.alias("above"), DEPARTMENT.alias("own")
    departments = (
        select(above.c.id)
        .join(own, own.c.path.like(above.c.path + "%"))
        .where(own.c.id == USER.c.department_id)
        .correlate(USER)
    )
    further = select(USER_ROLE.c.role_id).where(USER_ROLE.c.user_id == USER.c.id).correlate(USER)
    return or_(
        line.kind == MemberKind.EVERYBODY,
        and_(line.kind == MemberKind.USER, line.member_id == USER.c.id),
        and_(
            line.kind == MemberKind.ROLE,
            or_(line.member_id == USER.c.role_id, line.member_id.in_(further)),
        ),
        and_(line.kind == MemberKind.DEPARTMENT, line.member_id.in_(departments)),
    )


def _number(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((which, 1)))


@lru_cache(maxsize=64)
def subordinate_ids(user_id: UserId | BindParameter[int]) -> Select[tuple[int]]:
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
    # Two who manage each other are not their own staff.
    return select(reports.c.id).where(reports.c.id != user_id)


_BELOW = subordinate_ids(_USER_ID).subquery()
_IS_BELOW = select(_BELOW.c.id).where(_BELOW.c.id == bindparam("asked_other_id", type_=Integer))
_POOL_IDS = select(POOL.c.id).where(POOL.c.deleted_at.is_(None))
POOLS_OF_STAFF = (
    select(POOL_MEMBER.c.pool_id)
    .join_from(USER, POOL_MEMBER, _is_about_user())
    .where(
        USER.c.status == UserStatus.ACTIVE,
        USER.c.id.in_(subordinate_ids(_USER_ID)),
        POOL_MEMBER.c.pool_id.in_(_POOL_IDS),
    )
    .group_by(POOL_MEMBER.c.pool_id, USER.c.id)
    .having(or_(_number(POOL_MEMBER.c.is_admin) > 0, _number(POOL_MEMBER.c.is_excluded) == 0))
    .order_by(POOL_MEMBER.c.pool_id)
)


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


def line_above(connection: Connection, user_id: UserId) -> ManagerLine:
    """Return who stands directly above somebody, and whether the line leads back to them."""
    row = connection.execute(
        select(USER.c.name, _BOSS.c.name.label("boss"), _BOSS.c.id.label("boss_id"))
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .outerjoin(_BOSS, _BOSS.c.id == func.coalesce(USER.c.manager_id, DEPARTMENT.c.manager_id))
        .where(USER.c.id == user_id)
    ).one()
    if row.boss_id is None:
        return ManagerLine(row.name, "", comes_back=False)
    is_own_direct = select(USER.c.id).where(USER.c.id == user_id, USER.c.manager_id == user_id)
    if row.boss_id == user_id:
        # The manager of a department works in it, and nobody stands above them there.
        found = connection.execute(is_own_direct).first() is not None
        return ManagerLine(row.name, row.name, comes_back=found)
    return ManagerLine(
        row.name, row.boss, comes_back=manages(connection, user_id, UserId(row.boss_id))
    )


def manages(connection: Connection, manager_id: UserId, user_id: UserId | None) -> bool:
    """Return whether one stands above the other in the line of managers."""
    if user_id is None:
        return False
    asked = {ASKED_USER: manager_id, "asked_other_id": user_id}
    return connection.execute(_IS_BELOW, asked).first() is not None


def staff_ids(connection: Connection, manager_id: UserId) -> frozenset[UserId]:
    """Return everybody below somebody in the line of managers."""
    rows = connection.execute(subordinate_ids(manager_id))
    return frozenset(UserId(row.id) for row in rows)


def logins(connection: Connection) -> list[tuple[UserId, str, str]]:
    """Return (id, login, name) of everybody active, by id."""
    rows = connection.execute(_LOGINS)
    return [(UserId(row.id), row.login, row.name) for row in rows]


def name_of(connection: Connection, user_id: UserId) -> str:
    """Return the name of somebody, also of one who has left; nothing for nobody."""
    found = connection.execute(select(USER.c.name).where(USER.c.id == user_id))
    return found.scalar_one_or_none() or ""


def is_active(connection: Connection, user_id: UserId) -> bool:
    """Return whether somebody works here now."""
    return connection.execute(_IS_ACTIVE, {ASKED_USER: user_id}).first() is not None


def is_taken(connection: Connection, login: str) -> bool:
    """Return whether anybody has or had this login."""
    return connection.execute(select(USER.c.id).where(USER.c.login == login)).first() is not None


def find_users(
    connection: Connection, reference: str, *, active_only: bool = True
) -> list[tuple[UserId, str]]:
    """Return the users a login means, else a name, else its reading, as (id, name and login)."""
    user = USER.c
    reading = folded(reference).replace(" ", "")
    who = user.status == UserStatus.ACTIVE if active_only else true()
    for condition in (
        user.login == reference,
        user.name == reference,
        or_(func.replace(user.pinyin, " ", "") == reading, user.initials == reading),
        user.name.contains(reference[:100], autoescape=True),
    ):
        rows = connection.execute(
            select(user.id, user.name, user.login).where(condition, who).order_by(user.id).limit(20)
        ).all()
        if rows:
            return [(UserId(row.id), f"{row.name} {row.login}") for row in rows]
    return []


def covers(connection: Connection, user_id: UserId, owner_id: UserId, day: int) -> bool:
    """Return whether somebody is named to look after the owner's customers on this day."""
    asked = {ASKED_USER: user_id, _OWNER_ID.key: owner_id, ASKED_DAY: day}
    return connection.execute(_COVERS, asked).first() is not None


def _covered_by(connection: Connection, user_id: UserId, day: int) -> frozenset[UserId]:
    rows = connection.execute(COVERED, {ASKED_USER: user_id, ASKED_DAY: day})
    return frozenset(UserId(row.user_id) for row in rows)


def leave_of(connection: Connection, user_id: UserId) -> Leave:
    """Return the days somebody is, was and will be away, in order."""
    rows = connection.execute(_LEAVE_OF, {ASKED_USER: user_id})
    return tuple(DayRange(row.first_day, row.last_day) for row in rows)


def user_rows(connection: Connection) -> list[UserRow]:
    """Return every user as listed, by id."""
    further: dict[int, list[Any]] = {}
    for line in connection.execute(
        select(USER_ROLE.c.user_id, ROLE.c.id, ROLE.c.name)
        .join(ROLE, ROLE.c.id == USER_ROLE.c.role_id)
        .order_by(ROLE.c.id)
        .limit(10_000)
    ):
        further.setdefault(line.user_id, []).append(line)
    rows = connection.execute(
        select(USER, ROLE.c.name.label("role"), DEPARTMENT.c.name.label("department"))
        .join(ROLE, ROLE.c.id == USER.c.role_id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .order_by(USER.c.id)
        .limit(1000)
    )
    words = {word.id: word.name for word in items(connection, DictionaryKind.INDUSTRY)}
    return [_user_row(row, further.get(row.id, ()), words) for row in rows]


def _user_row(row: Any, further: Sequence[Any], words: Mapping[int, str]) -> UserRow:
    return UserRow(
        id=UserId(row.id),
        login=row.login,
        name=row.name,
        department=row.department or "",
        role=row.role,
        status=row.status,
        held=row.held,
        holding_limit=None,
        department_id=row.department_id,
        role_id=RoleId(row.role_id),
        further_roles=tuple(role.name for role in further),
        further_role_ids=tuple(RoleId(role.id) for role in further),
        manager_id=row.manager_id,
        regions=tuple(row.regions or ()),
        industry_ids=tuple(row.industry_ids or ()),
        industries=tuple(words[each] for each in row.industry_ids or () if each in words),
        products=tuple(row.products or ()),
        left_day=row.left_day,
    )


def add_user(connection: Connection, values: dict[str, object]) -> UserId:
    """Insert a user and return the id."""
    (key,) = connection.execute(insert(USER).values(**values)).inserted_primary_key or (0,)
    return UserId(int(key))


def change_held(connection: Connection, user_id: UserId, by: int) -> None:
    """Move the count of customers somebody holds."""
    connection.execute(_MOVE_HELD, {ASKED_USER: user_id, "by": by})


def change_held_of_many(connection: Connection, changes: Mapping[UserId, int]) -> None:
    """Move the counts of customers that several people hold."""
    if changes:
        each = [{ASKED_USER: user_id, "by": by} for user_id, by in changes.items()]
        connection.execute(_MOVE_HELD, each)


def lock_user(connection: Connection, user_id: UserId) -> None:
    """Hold the user's row first, so that limits are checked one claimant at a time."""
    connection.execute(_LOCK, {ASKED_USER: user_id})
