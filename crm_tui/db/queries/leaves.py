"""Leave: who is away when, and who looks after their customers meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from crm_tui.db.schema.users import LEAVE, USER
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import LeaveId, UserId
from crm_tui.domain.leaves import LeavePlan, LeaveRow
from crm_tui.errors import NotFoundError

_COVER = USER.alias("cover")


def _leaves() -> Select[Any]:
    return (
        select(LEAVE, USER.c.name.label("person"), _COVER.c.name.label("cover"))
        .join(USER, USER.c.id == LEAVE.c.user_id)
        .outerjoin(_COVER, _COVER.c.id == LEAVE.c.cover_id)
    )


def _leave_row(row: Any) -> LeaveRow:
    return LeaveRow(
        id=LeaveId(row.id),
        user_id=UserId(row.user_id),
        person=row.person,
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
        cover_id=row.cover_id,
        cover=row.cover or "",
        is_cancelled=row.cancelled_at is not None,
    )


def leave_rows(
    connection: Connection, *, user_id: UserId | None, from_day: int, limit: int
) -> list[LeaveRow]:
    """Return leave that ends on a day or later, of one person or of all, the earliest first."""
    statement = _leaves().where(LEAVE.c.last_day >= from_day)
    if user_id is not None:
        statement = statement.where(LEAVE.c.user_id == user_id)
    ordered = statement.order_by(LEAVE.c.first_day, LEAVE.c.id).limit(limit)
    return [_leave_row(row) for row in connection.execute(ordered)]


def leave(connection: Connection, leave_id: LeaveId) -> LeaveRow:
    """Return a leave; raise NotFoundError when there is none."""
    row = connection.execute(_leaves().where(LEAVE.c.id == leave_id)).one_or_none()
    if row is None:
        raise NotFoundError("leave", str(leave_id))
    return _leave_row(row)


def add_leave(unit: Unit, plan: LeavePlan) -> LeaveId:
    """Insert a leave and return the id."""
    result = unit.connection.execute(
        insert(LEAVE).values(
            user_id=plan.user_id,
            first_day=plan.days.first,
            last_day=plan.days.last,
            reason=plan.reason,
            cover_id=plan.cover_id,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return LeaveId(int(key))


def set_cancelled(unit: Unit, leave_id: LeaveId, at: datetime | None) -> None:
    """Note that a leave does not take place, or does after all."""
    by_id = None if at is None else unit.person.user_id
    unit.connection.execute(
        update(LEAVE).where(LEAVE.c.id == leave_id).values(cancelled_at=at, cancelled_by_id=by_id)
    )
