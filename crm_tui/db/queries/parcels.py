"""Parcels at the moment they go: what of them is still so, and what their person may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from crm_tui.db.queries import reminders
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deliveries import DELIVERY
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.deliveries import (
    DROPPED,
    DeliveryStatus,
    FailureReason,
    Parcel,
    Reminder,
    ReminderKind,
    Target,
)
from crm_tui.domain.identifiers import DeliveryId, UserId
from crm_tui.domain.masking import mask_text

_CHUNK = 500
_FORGOTTEN = {"title": "", "body": "", "customer_id": None}
"""What is out of sight is told by the log no more either."""


def over(view: View, parcel: Parcel) -> dict[DeliveryId, FailureReason]:
    """Return what of a parcel its recipient, whose view this is, is not told any more, and why.

    What could not be sent for hours may be done by then, or about a customer of somebody else.
    """
    asked = {e.reminder.customer_id for e in parcel.items if e.reminder.customer_id is not None}
    seen = set(
        view.connection.execute(
            select(CUSTOMER.c.id).where(
                CUSTOMER.c.id.in_(sorted(asked)),
                CUSTOMER.c.deleted_at.is_(None),
                visible_to(view.person),
            )
        ).scalars()
    )
    still = reminders.still_due(view, [each.reminder for each in parcel.items])
    found: dict[DeliveryId, FailureReason] = {}
    for each in parcel.items:
        if each.reminder.customer_id not in {None, *seen}:
            found[each.delivery_id] = FailureReason.OUT_OF_SIGHT
        elif each.reminder.key not in still:
            found[each.delivery_id] = FailureReason.SETTLED
    return found


def drop(unit: Unit, parcel: Parcel, reasons: Mapping[DeliveryId, FailureReason]) -> Parcel:
    """Let these of a parcel not go, say why in the log, and return what is left of it."""
    for reason in DROPPED:
        ids = sorted(key for key, why in reasons.items() if why is reason)
        told = _FORGOTTEN if reason is FailureReason.OUT_OF_SIGHT else {}
        unit.connection.execute(
            update(DELIVERY)
            .where(DELIVERY.c.id.in_(ids), DELIVERY.c.taken_until == parcel.taken_until)
            .values(
                status=DeliveryStatus.GIVEN_UP,
                taken_until=None,
                next_try_at=unit.now,
                last_error=reason.value,
                **told,
            )
        )
    items = tuple(each for each in parcel.items if each.delivery_id not in reasons)
    return replace(parcel, items=items)


def is_dropped() -> ColumnElement[bool]:
    """Return which deliveries were not sent though nothing went wrong."""
    row = DELIVERY.c
    return and_(
        row.status == DeliveryStatus.GIVEN_UP,
        row.last_error.in_([each.value for each in DROPPED]),
    )


def is_greeting() -> ColumnElement[bool]:
    """Return which deliveries are greetings to customers; no run of the sender sends them."""
    row, kind = DELIVERY.c, ReminderKind.GREETING.value
    return and_(row.reminder >= f"{kind}:", row.reminder < f"{kind};")


def is_no_trouble() -> ColumnElement[bool]:
    """Return which of what was given up is no trouble of its channel."""
    return or_(is_dropped(), is_greeting())


def forget_dropped(unit: Unit, target: Target, user_id: UserId, keys: Sequence[str]) -> None:
    """Make room for reminders that were dropped there and are due once more."""
    row = DELIVERY.c
    for start in range(0, len(keys), _CHUNK):
        unit.connection.execute(
            delete(DELIVERY).where(
                row.channel_id == target.channel_id,
                row.user_id == user_id,
                row.reminder.in_(keys[start : start + _CHUNK]),
                is_dropped(),
            )
        )


def as_shown(view: View, parcel: Parcel) -> Parcel:
    """Return a parcel without the contact details that are hidden from who reads it by now."""
    hidden = hidden_customers(view, [each.reminder.customer_id for each in parcel.items])
    items = tuple(
        replace(each, reminder=_masked(each.reminder))
        if each.reminder.customer_id in hidden
        else each
        for each in parcel.items
    )
    return replace(parcel, items=items)


def hidden_customers(view: View, customer_ids: Iterable[int | None]) -> frozenset[int]:
    """Return of which customers this person is told no contact details."""
    return hidden_ids(view, sorted({each for each in customer_ids if each is not None}))


def _masked(reminder: Reminder) -> Reminder:
    return replace(reminder, title=mask_text(reminder.title), body=mask_text(reminder.body))
