"""Standing in for somebody on leave: what is due of theirs, and what was done meanwhile."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.users import LEAVE, USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.days import start_of_day
from crm_tui.domain.identifiers import CustomerId, LeaveId
from crm_tui.domain.today import CoverDone

_COVER = USER.alias("cover")
_AWAY = USER.alias("away")
TOLD_DAYS = 7
"""Days after a leave for which what was done meanwhile is told."""
_MOST_LEAVES = 50


def due_of_covered(view: View, until: datetime, limit: int) -> list[int]:
    """Return customers of those one stands in for whose next contact is due before `until`."""
    if not view.person.covered_ids:
        return []
    rows = view.connection.execute(
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.owner_id.in_(sorted(view.person.covered_ids)),
            CUSTOMER.c.next_contact_at < until,
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(CUSTOMER.c.next_contact_at, CUSTOMER.c.id)
        .limit(limit)
    )
    return list(rows.scalars())


def ended_lately(view: View) -> list[LeaveId]:
    """Return the leave of this person, or covered by them, that ends today or ended lately.

    Whoever was away reads it when they are back.
    """
    me, leave = view.person.user_id, LEAVE.c
    rows = view.connection.execute(
        select(leave.id)
        .where(
            leave.cancelled_at.is_(None),
            leave.cover_id.is_not(None),
            leave.last_day >= view.today - TOLD_DAYS,
            or_(
                (leave.user_id == me) & (leave.last_day < view.today),
                (leave.cover_id == me) & (leave.last_day <= view.today),
            ),
        )
        .order_by(leave.id)
        .limit(_MOST_LEAVES)
    )
    return [LeaveId(each) for each in rows.scalars()]


def done_meanwhile(view: View, leave_id: LeaveId, limit: int) -> list[CoverDone]:
    """Return what the cover of a leave did with customers of who was away, the newest first."""
    leave = LEAVE.c
    found = view.connection.execute(
        select(LEAVE, _COVER.c.name.label("cover"), _AWAY.c.name.label("away"))
        .join(_COVER, _COVER.c.id == leave.cover_id)
        .join(_AWAY, _AWAY.c.id == leave.user_id)
        .where(leave.id == leave_id)
    ).one_or_none()
    if found is None:
        return []
    rows = view.connection.execute(
        select(
            FOLLOW_UP.c.id,
            FOLLOW_UP.c.happened_at,
            FOLLOW_UP.c.content,
            CUSTOMER.c.id.label("customer_id"),
            CUSTOMER.c.name,
        )
        .join(CUSTOMER, CUSTOMER.c.id == FOLLOW_UP.c.customer_id)
        .where(
            FOLLOW_UP.c.author_id == found.cover_id,
            FOLLOW_UP.c.happened_at >= start_of_day(found.first_day, view.zone),
            FOLLOW_UP.c.happened_at < start_of_day(found.last_day + 1, view.zone),
            FOLLOW_UP.c.deleted_at.is_(None),
            CUSTOMER.c.owner_id == found.user_id,
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(FOLLOW_UP.c.happened_at.desc(), FOLLOW_UP.c.id.desc())
        .limit(limit)
    )
    return [
        CoverDone(
            row.id,
            CustomerId(row.customer_id),
            row.name,
            found.cover,
            found.away,
            row.happened_at,
            row.content,
        )
        for row in rows
    ]
