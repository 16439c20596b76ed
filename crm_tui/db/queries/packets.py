"""The hand-over packet: what the next owner should know of a customer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm_tui.db.queries import customers, follow_ups, pools
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.domain.events import (
    CustomerHandedOver,
    CustomerReclaimed,
    CustomerReturned,
    CustomerTransferred,
)
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.handovers import HandoverPacket, HeldTime, OpenPlan
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import PeriodEnd
from crm_tui.domain.tasks import ClosedReason

SHOWN = 10
READ = 200
_LEFT_BY = tuple(
    event.kind()
    for event in (CustomerTransferred, CustomerHandedOver, CustomerReturned, CustomerReclaimed)
)


def packet(view: View, customer_id: CustomerId) -> HandoverPacket:
    """Return the packet of a customer; raise NotFoundError when there is none to be seen."""
    row = customers.raw(view, customer_id)
    periods = pools.periods_of(view, [customer_id])
    work = follow_ups.follow_ups_of(view, customer_id, limit=READ)
    ends = [period.how_ended for period in periods]
    return HandoverPacket(
        customer_id=customer_id,
        customer=row.name,
        returned=ends.count(PeriodEnd.RETURNED),
        reclaimed=ends.count(PeriodEnd.RECLAIMED),
        held=tuple(_held(period) for period in periods),
        follow_ups=tuple(work[:SHOWN]),
        objections=tuple(each for each in work if each.mood is Mood.NEGATIVE)[:SHOWN],
        plans=(
            *_planned_contact(view, customer_id, periods),
            *_closed_tasks(view, customer_id, periods),
        ),
    )


def _held(period: Any) -> HeldTime:
    return HeldTime(
        owner_id=UserId(period.owner_id),
        owner=period.owner,
        started_at=period.started_at,
        how_started=period.how_started,
        ended_at=period.ended_at,
        how_ended=period.how_ended,
        reason=period.reason or "",
        note=period.end_note,
    )


def _planned_contact(
    view: View, customer_id: CustomerId, periods: list[Any]
) -> tuple[OpenPlan, ...]:
    """Return the contact that the last owner had planned when they lost the customer."""
    event = EVENT.c
    before: Any = view.connection.execute(
        select(event.before)
        .where(event.customer_id == customer_id, event.kind.in_(_LEFT_BY))
        .order_by(event.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    at = (before or {}).get("next_contact_at")
    if not isinstance(at, str):
        return ()
    period = next((each for each in periods if each.id == before["period_id"]), None)
    if period is None:
        return ()
    note = str(before.get("next_contact_note") or "")
    planned = datetime.fromisoformat(at)
    return (OpenPlan(note, planned, UserId(period.owner_id), period.owner),)


def _closed_tasks(view: View, customer_id: CustomerId, periods: list[Any]) -> tuple[OpenPlan, ...]:
    """Return what was closed undone when the customer last lost an owner."""
    left_at = max((p.noticed_at for p in periods if p.noticed_at is not None), default=None)
    if left_at is None:
        return ()
    task = TASK.c
    rows = view.connection.execute(
        select(task.title, task.due_at, task.assignee_id, USER.c.name)
        .join(USER, USER.c.id == task.assignee_id)
        .where(
            task.customer_id == customer_id,
            task.closed_reason.not_in(("", ClosedReason.SKIPPED.value)),
            task.done_at >= left_at,
            task.deleted_at.is_(None),
        )
        .order_by(task.due_at, task.id)
        .limit(SHOWN * 5)
    )
    return tuple(OpenPlan(row.title, row.due_at, UserId(row.assignee_id), row.name) for row in rows)
