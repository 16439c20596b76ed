"""Who belongs to a pool, who is kept out, who is in charge; and who could be given customers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from crm_tui.db.schema.pools import POOL_MEMBER
from crm_tui.db.schema.users import DEPARTMENT, LEAVE, ROLE, USER, USER_ROLE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import MemberId, PoolId, UserId
from crm_tui.domain.pools import Candidate, MemberKind, MemberRow, PoolMember, in_turn
from crm_tui.domain.users import UserStatus

_MEMBER = POOL_MEMBER.c
_LISTED = 5000


def add_member(
    connection: Connection,
    pool_id: PoolId,
    kind: MemberKind,
    member_id: int | None,
    *,
    is_admin: bool = False,
) -> None:
    """Let a user, a department, a role or everybody into a pool."""
    connection.execute(
        insert(POOL_MEMBER).values(
            pool_id=pool_id, kind=kind, member_id=member_id, is_admin=is_admin
        )
    )


def member_rows(view: View, pool_id: PoolId) -> list[MemberRow]:
    """Return the lines of a pool's members with names."""
    rows = view.connection.execute(
        select(
            POOL_MEMBER,
            func.coalesce(USER.c.login, ROLE.c.code, DEPARTMENT.c.name, "").label("login"),
            func.coalesce(USER.c.name, ROLE.c.name, DEPARTMENT.c.name, "").label("name"),
        )
        .outerjoin(USER, and_(_MEMBER.kind == MemberKind.USER, USER.c.id == _MEMBER.member_id))
        .outerjoin(ROLE, and_(_MEMBER.kind == MemberKind.ROLE, ROLE.c.id == _MEMBER.member_id))
        .outerjoin(
            DEPARTMENT,
            and_(_MEMBER.kind == MemberKind.DEPARTMENT, DEPARTMENT.c.id == _MEMBER.member_id),
        )
        .where(_MEMBER.pool_id == pool_id)
        .order_by(_MEMBER.id)
        .limit(_LISTED)
    )
    return [
        MemberRow(
            MemberId(row.id),
            PoolMember(row.kind, row.member_id, row.is_excluded, row.is_admin),
            row.login or "",
            row.name or "",
        )
        for row in rows
    ]


def set_member(unit: Unit, pool_id: PoolId, member: PoolMember) -> PoolMember | None:
    """Write the line about somebody in a pool, replacing the one there was; return that one."""
    same = _same(pool_id, member)
    values = {"is_excluded": member.is_excluded, "is_admin": member.is_admin}
    old = unit.connection.execute(select(POOL_MEMBER).where(same).limit(1)).one_or_none()
    if old is None:
        unit.connection.execute(
            insert(POOL_MEMBER).values(
                pool_id=pool_id, kind=member.kind, member_id=member.member_id, **values
            )
        )
        return None
    unit.connection.execute(update(POOL_MEMBER).where(same).values(**values))
    return PoolMember(old.kind, old.member_id, old.is_excluded, old.is_admin)


def remove_member(unit: Unit, pool_id: PoolId, member: PoolMember) -> PoolMember | None:
    """Take the line about somebody out of a pool; return it, None when there was none."""
    same = _same(pool_id, member)
    old = unit.connection.execute(select(POOL_MEMBER).where(same).limit(1)).one_or_none()
    unit.connection.execute(delete(POOL_MEMBER).where(same))
    if old is None:
        return None
    return PoolMember(old.kind, old.member_id, old.is_excluded, old.is_admin)


def remove_members(unit: Unit, pool_id: PoolId) -> None:
    """Take every line out of a pool."""
    unit.connection.execute(delete(POOL_MEMBER).where(_MEMBER.pool_id == pool_id))


def _same(pool_id: PoolId, member: PoolMember) -> ColumnElement[bool]:
    return and_(
        _MEMBER.pool_id == pool_id,
        _MEMBER.kind == member.kind,
        _MEMBER.member_id.is_not_distinct_from(member.member_id),
    )


def candidates(
    view: View, pool_id: PoolId, user_ids: Sequence[UserId] | None = None
) -> list[Candidate]:
    """Return who could be given customers of a pool: present today, its members or those named."""
    return present(view, user_ids) if user_ids is not None else _present(view, _belongs(pool_id))


def present(view: View, user_ids: Sequence[UserId]) -> list[Candidate]:
    """Return those of some people who work here and are not on leave today."""
    return _present(view, USER.c.id.in_(user_ids))


def _present(view: View, who: ColumnElement[bool]) -> list[Candidate]:
    away = (
        select(LEAVE.c.id)
        .where(
            LEAVE.c.user_id == USER.c.id,
            LEAVE.c.cancelled_at.is_(None),
            LEAVE.c.first_day <= view.today,
            LEAVE.c.last_day >= view.today,
        )
        .exists()
    )
    rows = view.connection.execute(
        select(USER)
        .where(USER.c.status == UserStatus.ACTIVE, ~away, who)
        .order_by(USER.c.id)
        .limit(_LISTED)
    )
    return [
        Candidate(
            UserId(row.id),
            row.name,
            row.held,
            frozenset(row.regions or ()),
            frozenset(row.industry_ids or ()),
            frozenset(row.products or ()),
        )
        for row in rows
    ]


def _belongs(pool_id: PoolId) -> ColumnElement[bool]:
    """Return whether a user belongs to a pool: let in and not kept out, or in charge."""
    let_in, kept_out = _line(pool_id, ~_MEMBER.is_excluded), _line(pool_id, _MEMBER.is_excluded)
    return or_(and_(let_in, ~kept_out), _line(pool_id, _MEMBER.is_admin))


def _line(pool_id: PoolId, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether such a line of the pool's members is about the user."""
    above, own = DEPARTMENT.alias("above"), DEPARTMENT.alias("own")
    in_department = (
        select(above.c.id)
        .join(own, own.c.path.like(above.c.path + "%"))
        .where(above.c.id == _MEMBER.member_id, own.c.id == USER.c.department_id)
        .correlate(USER, POOL_MEMBER)
        .exists()
    )
    has_further_role = (
        select(USER_ROLE.c.role_id)
        .where(USER_ROLE.c.user_id == USER.c.id, USER_ROLE.c.role_id == _MEMBER.member_id)
        .correlate(USER, POOL_MEMBER)
        .exists()
    )
    has_role = or_(_MEMBER.member_id == USER.c.role_id, has_further_role)
    about_user = or_(
        _MEMBER.kind == MemberKind.EVERYBODY,
        and_(_MEMBER.kind == MemberKind.USER, _MEMBER.member_id == USER.c.id),
        and_(_MEMBER.kind == MemberKind.ROLE, has_role),
        and_(_MEMBER.kind == MemberKind.DEPARTMENT, in_department),
    )
    return (
        select(_MEMBER.id)
        .where(_MEMBER.pool_id == pool_id, which, about_user)
        .correlate(USER)
        .exists()
    )


def next_in_turn(view: View, pool_id: PoolId, after: UserId | None) -> Candidate | None:
    """Return whose turn it is in a pool, of those present; limits are looked at when it comes."""
    return next(iter(in_turn(candidates(view, pool_id), after)), None)
