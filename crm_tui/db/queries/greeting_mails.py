"""Greetings on their way by mail: noted before they are sent, so that a crash repeats none."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import insert, select, update

from crm_tui.db.queries.parcels import is_greeting
from crm_tui.db.schema.deliveries import DELIVERY
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.deliveries import (
    DeliveryStatus,
    Failure,
    FailureReason,
    ReminderKind,
    Target,
    failure_text,
    reminder_key,
)
from crm_tui.domain.greetings import Greeting, Occasion
from crm_tui.domain.identifiers import DeliveryId, UserId

_UNCONFIRMED = failure_text(Failure(FailureReason.UNCONFIRMED))


def key_of(occasion: Occasion, greeting: Greeting) -> str:
    """Return what tells a greeting from every other: to whom, for which day."""
    of = occasion.festival.value if occasion.festival is not None else greeting.key_date_id or 0
    return reminder_key(
        ReminderKind.GREETING,
        greeting.customer_id,
        greeting.contact_id or 0,
        greeting.occurs_day,
        of,
    )


def is_unconfirmed(
    view: View, targets: Collection[Target], user_ids: Collection[UserId], key: str
) -> bool:
    """Return whether a greeting of these people by these channels was begun and never confirmed."""
    row = DELIVERY.c
    found = view.connection.execute(
        select(row.id)
        .where(
            row.channel_id.in_(sorted(each.channel_id for each in targets)),
            row.user_id.in_(sorted(user_ids)),
            row.reminder == key,
            row.last_error == _UNCONFIRMED,
        )
        .limit(1)
    )
    return found.first() is not None


def begin(unit: Unit, target: Target, key: str, greeting: Greeting) -> DeliveryId:
    """Note that a greeting is about to be sent; one that failed before is begun anew."""
    row = DELIVERY.c
    values = {
        "status": DeliveryStatus.GIVEN_UP,
        "last_error": _UNCONFIRMED,
        "next_try_at": unit.now,
        "due_at": unit.now,
        "sent_at": None,
    }
    again = unit.connection.execute(
        update(DELIVERY)
        .where(
            row.channel_id == target.channel_id,
            row.user_id == unit.person.user_id,
            row.reminder == key,
            is_greeting(),
        )
        .values(**values, attempts=row.attempts + 1)
        .returning(row.id)
    ).scalar_one_or_none()
    if again is not None:
        return DeliveryId(again)
    (number,) = unit.connection.execute(
        insert(DELIVERY).values(
            **values,
            channel_id=target.channel_id,
            user_id=unit.person.user_id,
            reminder=key,
            customer_id=greeting.customer_id,
            title=greeting.customer,
            attempts=1,
            created_at=unit.now,
        )
    ).inserted_primary_key or (0,)
    return DeliveryId(int(number))


def confirm(unit: Unit, delivery_id: DeliveryId, failure: Failure | None) -> None:
    """Note that a greeting arrived, or why not."""
    values = (
        {"status": DeliveryStatus.SENT, "sent_at": unit.now, "last_error": ""}
        if failure is None
        else {"last_error": failure_text(failure)}
    )
    unit.connection.execute(update(DELIVERY).where(DELIVERY.c.id == delivery_id).values(**values))
