"""Deliveries that are over: which may go, and which still keep something from going twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deliveries import DELIVERY
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.deliveries import (
    KEPT_DAYS,
    DeliveryStatus,
    ReminderKind,
    kind_of,
    millisecond,
    parts_of,
)
from crm_tui.domain.identifiers import DeliveryId

_DONE = (DeliveryStatus.SENT, DeliveryStatus.GIVEN_UP)
_GREETED_DAYS = 400
"""So long round its day a greeting is kept: nobody greets for one that is further away."""

Place = tuple[datetime, int]
"""The instant and the number of the delivery that was looked at last."""


def old(view: View, after: Place | None, limit: int) -> list[Any]:
    """Return (id, channel_id, user_id, reminder, next_try_at) of what is over, the oldest first."""
    row = DELIVERY.c
    until = view.now - timedelta(days=KEPT_DAYS)
    statement = (
        select(row.id, row.channel_id, row.user_id, row.reminder, row.next_try_at)
        .where(row.status.in_(_DONE), row.next_try_at < until)
        .order_by(row.next_try_at, row.id)
        .limit(limit)
    )
    if after is not None:
        at, number = after
        later = or_(row.next_try_at > at, and_(row.next_try_at == at, row.id > number))
        statement = statement.where(row.next_try_at >= at, later)
    return list(view.connection.execute(statement).all())


def free(view: View, rows: Sequence[Any]) -> list[DeliveryId]:
    """Return which of these may go: what they are about can remind nobody a second time."""
    by_kind: dict[ReminderKind, list[Any]] = {}
    for row in rows:
        by_kind.setdefault(kind_of(row.reminder), []).append(row)
    stands = _standing(view, by_kind)
    newest = _newest_counts(view, by_kind.get(ReminderKind.EARLIER, ()))
    return [
        DeliveryId(row.id)
        for kind, listed in by_kind.items()
        for row in listed
        if not _guards(view, kind, row, stands, newest)
    ]


def delete_deliveries(unit: Unit, ids: Sequence[DeliveryId]) -> int:
    """Delete what is over; what is tried once more meanwhile stays."""
    row = DELIVERY.c
    gone = unit.connection.execute(delete(DELIVERY).where(row.id.in_(ids), row.status.in_(_DONE)))
    return int(gone.rowcount)


def _guards(
    view: View,
    kind: ReminderKind,
    row: Any,
    stands: Mapping[ReminderKind, set[tuple[int, int]]],
    newest: Mapping[tuple[int, int], int],
) -> bool:
    parts = parts_of(row.reminder)
    if kind is ReminderKind.EARLIER:
        return bool(newest[row.channel_id, row.user_id] == row.id)
    if kind is ReminderKind.GREETING:
        return abs(view.today - parts[2]) < _GREETED_DAYS
    return parts[:2] in stands.get(kind, ())


def _standing(
    view: View, by_kind: Mapping[ReminderKind, Sequence[Any]]
) -> dict[ReminderKind, set[tuple[int, int]]]:
    """Return what is to do still at the very time that a key names, however long overdue."""

    def ids(*kinds: ReminderKind) -> list[int]:
        return sorted({parts_of(r.reminder)[0] for each in kinds for r in by_kind.get(each, ())})

    task, customer = TASK.c, CUSTOMER.c
    is_open = (task.done_at.is_(None), task.deleted_at.is_(None))
    tasks = view.connection.execute(
        select(task.id, task.due_at).where(task.id.in_(ids(ReminderKind.TASK)), *is_open)
    )
    owned = ids(ReminderKind.CONTACT, ReminderKind.EXPIRING, ReminderKind.STAFF_EXPIRING)
    customers = view.connection.execute(
        select(customer.id, customer.next_contact_at, customer.last_day).where(
            customer.id.in_(owned),
            customer.owner_id.is_not(None),
            unscoped("what was sent to whomever is kept while it may be sent again"),
        )
    ).all()
    last_days = {(each.id, each.last_day) for each in customers}
    return {
        ReminderKind.TASK: {(each.id, millisecond(each.due_at)) for each in tasks},
        ReminderKind.CONTACT: {
            (each.id, millisecond(each.next_contact_at))
            for each in customers
            if each.next_contact_at is not None
        },
        ReminderKind.EXPIRING: last_days,
        ReminderKind.STAFF_EXPIRING: last_days,
    }


def _newest_counts(view: View, rows: Sequence[Any]) -> dict[tuple[int, int], int]:
    """Return the newest line, on each channel for each person, that counted what is old."""
    row, kind = DELIVERY.c, ReminderKind.EARLIER.value
    found = view.connection.execute(
        select(row.channel_id, row.user_id, func.max(row.id).label("newest"))
        .where(
            row.channel_id.in_(sorted({each.channel_id for each in rows})),
            row.user_id.in_(sorted({each.user_id for each in rows})),
            row.reminder >= f"{kind}:",
            row.reminder < f"{kind};",
        )
        .group_by(row.channel_id, row.user_id)
    )
    return {(each.channel_id, each.user_id): each.newest for each in found}
