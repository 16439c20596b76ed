"""Targets as they are stored, and the people whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update

from crm_tui.db.queries.credits import seen_people
from crm_tui.db.schema.targets import TARGET
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import DepartmentId, UserId
from crm_tui.domain.targets import PersonMonth, TargetEntry, TargetKind
from crm_tui.domain.users import UserStatus

_T = TARGET.c
_MOST = 1000


def people(view: View, but_for: Iterable[UserId]) -> list[PersonMonth]:
    """Return the people one sees who work here, and of those who do not any named, by name.

    Their departments come first, as the tree reads; nothing of their months is known yet.
    """
    rows = view.connection.execute(
        select(USER, DEPARTMENT.c.name.label("department"), DEPARTMENT.c.path)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .where(
            USER.c.id.in_(seen_people(view)),
            or_(USER.c.status == UserStatus.ACTIVE, USER.c.id.in_(sorted(but_for))),
        )
        .order_by(func.coalesce(DEPARTMENT.c.path, ""), USER.c.pinyin, USER.c.id)
        .limit(_MOST)
    )
    return [_person(row) for row in rows]


def _person(row: Any) -> PersonMonth:
    return PersonMonth(
        user_id=UserId(row.id),
        login=row.login,
        name=row.name,
        department_id=None if row.department_id is None else DepartmentId(row.department_id),
        department=row.department or "",
        path=row.path or "",
        parts={},
        is_active=row.status is UserStatus.ACTIVE,
    )


def targets(view: View, month: int) -> dict[tuple[UserId, TargetKind], int]:
    """Return the targets of a month of the people one sees."""
    rows = view.connection.execute(
        select(_T.user_id, _T.kind, _T.value)
        .where(_T.month == month, _T.user_id.in_(seen_people(view)))
        .order_by(_T.user_id, _T.kind)
        .limit(_MOST * len(TargetKind))
    )
    return {(UserId(row.user_id), row.kind): row.value for row in rows}


def target(view: View, month: int, user_id: UserId, kind: TargetKind) -> int | None:
    """Return a target of somebody, None for none; whoever may set it sees them."""
    found: int | None = view.connection.execute(
        select(_T.value).where(_is(month, user_id, kind))
    ).scalar_one_or_none()
    return found


def set_target(unit: Unit, month: int, entry: TargetEntry) -> None:
    """Store a target, or take it away where it has no value."""
    which = _is(month, entry.user_id, entry.kind)
    if entry.value is None:
        unit.connection.execute(delete(TARGET).where(which))
        return
    values = {
        "value": entry.value,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    changed = unit.connection.execute(update(TARGET).where(which).values(**values))
    if not changed.rowcount:
        key = {"month": month, "user_id": entry.user_id, "kind": entry.kind}
        unit.connection.execute(insert(TARGET).values(**key, **values))


def _is(month: int, user_id: UserId, kind: TargetKind) -> Any:
    return and_(_T.month == month, _T.user_id == user_id, _T.kind == kind)
