"""Deliveries: what is to go out, who is sending it, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from crm_tui.db.functions import unindexed
from crm_tui.db.queries import parcels
from crm_tui.db.schema.deliveries import CHANNEL, DELIVERY
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import start_of_day
from crm_tui.domain.deliveries import (
    AHEAD,
    DeliveryRow,
    DeliveryStatus,
    Failure,
    FailureReason,
    Parcel,
    Queued,
    Recipient,
    Reminder,
    ReminderKind,
    Target,
    failure_of,
    failure_text,
    is_late,
    kind_of,
    next_try,
    parts_of,
    without_kind,
)
from crm_tui.domain.identifiers import ChannelId, CustomerId, DeliveryId, UserId
from crm_tui.domain.masking import mask_text
from crm_tui.domain.users import UserStatus

_CHUNK = 500
_OPEN = (DeliveryStatus.WAITING, DeliveryStatus.FAILED)
_NEVER_LATE = (ReminderKind.EARLIER, ReminderKind.DIGEST)
_TITLE, _BODY = 500, 10_000
_ONE_AT_A_TIME = (
    select(CHANNEL.c.id).where(CHANNEL.c.id == bindparam("channel_id")).with_for_update()
)


def keys_there(view: View, target: Target, user_id: UserId, keys: Sequence[str]) -> set[str]:
    """Return which of these reminders went out there already, or are about to."""
    row = DELIVERY.c
    found: set[str] = set()
    # What went out before keys told what a message is about does not go out again.
    asked = {each: key for key in keys for each in (key, without_kind(key))}
    listed = list(asked)
    for start in range(0, len(listed), _CHUNK):
        rows = view.connection.execute(
            select(row.reminder)
            .where(
                row.channel_id == target.channel_id,
                row.user_id == user_id,
                row.reminder.in_(listed[start : start + _CHUNK]),
                # What is due once more, after it was done by mistake, goes out.
                ~parcels.is_dropped(),
            )
            .limit(_CHUNK)
        )
        found.update(asked[each.reminder] for each in rows)
    return found


def newest_counted_day(view: View, target: Target, user_id: UserId) -> int:
    """Return up to which day old reminders were told there as a number; 0 for never."""
    row = DELIVERY.c
    found = view.connection.execute(
        select(row.reminder)
        .where(
            row.channel_id == target.channel_id,
            row.user_id == user_id,
            # A stretch of the unique index.
            row.reminder >= f"{ReminderKind.EARLIER.value}:",
            row.reminder < f"{ReminderKind.EARLIER.value};",
        )
        .order_by(row.id.desc())
        .limit(100)
    ).scalars()
    return max((parts_of(each)[0] for each in found), default=0)


def queue(unit: Unit, target: Target, user_id: UserId, reminders: Iterable[Reminder]) -> int:
    """Put reminders on their way; one that is there already stays. Return how many are new."""
    listed = list(reminders)
    # One program after the other: what the one before put on its way is seen.
    unit.connection.execute(_ONE_AT_A_TIME, {"channel_id": target.channel_id})
    there = keys_there(unit, target, user_id, [each.key for each in listed])
    rows = [
        {
            "channel_id": target.channel_id,
            "user_id": user_id,
            "reminder": each.key,
            "customer_id": each.customer_id,
            "title": each.title[:_TITLE],
            "body": each.body[:_BODY],
            "due_at": each.due_at,
            "status": DeliveryStatus.WAITING,
            "next_try_at": unit.now,
            "created_at": unit.now,
        }
        for each in listed
        if each.key not in there
    ]
    if rows:
        parcels.forget_dropped(unit, target, user_id, [str(each["reminder"]) for each in rows])
        unit.connection.execute(insert(DELIVERY), rows)
    return len(rows)


def has_due(view: View, *, user_id: UserId | None, skipped: Collection[ChannelId]) -> bool:
    """Return whether anything is to be sent now: by anybody, or by one person."""
    statement = _due(view, user_id, skipped).limit(1)
    return view.connection.execute(statement).first() is not None


def expire_digests(unit: Unit) -> int:
    """Give up what a morning should have brought and is over; return how many."""
    row = DELIVERY.c
    begun = start_of_day(unit.today, unit.zone)
    ended = unit.connection.execute(
        update(DELIVERY)
        .where(
            row.status.in_(_OPEN),
            row.reminder >= f"{ReminderKind.DIGEST.value}:",
            row.reminder < f"{ReminderKind.DIGEST.value};",
            row.due_at < begun,
            _is_free(unit),
        )
        .values(
            status=DeliveryStatus.GIVEN_UP,
            next_try_at=unit.now,
            taken_until=None,
            last_error=failure_text(Failure(FailureReason.OUTDATED)),
        )
    )
    return int(ended.rowcount)


def take(
    unit: Unit,
    *,
    user_id: UserId | None,
    skipped: Collection[ChannelId],
    until: datetime,
    most: int,
) -> Parcel | None:
    """Take what is to go to one person on one channel next, so that nobody else sends it.

    What was taken and never confirmed is taken again once its time is over.
    """
    first = unit.connection.execute(_due(unit, user_id, skipped).limit(1)).first()
    if first is None:
        return None
    rows = unit.connection.execute(
        _due(unit, user_id, skipped)
        .where(
            DELIVERY.c.channel_id == first.channel_id,
            DELIVERY.c.user_id == first.user_id,
            _is_digest() if kind_of(first.reminder) is ReminderKind.DIGEST else ~_is_digest(),
        )
        .limit(most)
    ).all()
    taken = set(
        unit.connection.execute(
            update(DELIVERY)
            # Said again: on a server another program may have taken it since it was read.
            .where(DELIVERY.c.id.in_([row.id for row in rows]), _is_due(unit))
            .values(taken_until=until, attempts=DELIVERY.c.attempts + 1)
            .returning(DELIVERY.c.id)
        ).scalars()
    )
    return _parcel(unit, [row for row in rows if row.id in taken], until)


def confirm(unit: Unit, parcel: Parcel, failure: Failure | None) -> None:
    """Note that a parcel arrived, or why not and when it is tried again."""
    row = DELIVERY.c
    for item in parcel.items:
        values: dict[str, Any] = {"taken_until": None, "is_late": item.is_late}
        if failure is None:
            values |= {"status": DeliveryStatus.SENT, "sent_at": unit.now, "last_error": ""}
        else:
            again = next_try(item.attempts, unit.now)
            values |= {
                "status": DeliveryStatus.GIVEN_UP if again is None else DeliveryStatus.FAILED,
                "next_try_at": again or unit.now,
                "last_error": failure_text(failure),
            }
        unit.connection.execute(
            update(DELIVERY)
            .where(row.id == item.delivery_id, row.taken_until == parcel.taken_until)
            .values(**values)
        )


def try_again(unit: Unit, channel_id: ChannelId, since: datetime) -> int:
    """Let what failed lately on a channel go out once more; return how many."""
    row = DELIVERY.c
    changed = unit.connection.execute(
        update(DELIVERY)
        .where(
            row.channel_id == channel_id,
            row.status.in_((DeliveryStatus.FAILED, DeliveryStatus.GIVEN_UP)),
            row.due_at >= since,
            ~parcels.is_dropped(),
            ~parcels.is_greeting(),
        )
        .values(status=DeliveryStatus.FAILED, attempts=0, next_try_at=unit.now)
    )
    return int(changed.rowcount)


def log(
    view: View,
    *,
    user_id: UserId | None,
    statuses: Sequence[DeliveryStatus] = (),
    limit: int = 100,
) -> list[DeliveryRow]:
    """Return deliveries, the newest first: of one person, or of everybody."""
    row = DELIVERY.c
    statement = (
        select(
            DELIVERY,
            CHANNEL.c.name.label("channel"),
            CHANNEL.c.kind.label("channel_kind"),
            USER.c.name.label("person"),
            USER.c.login,
        )
        .join(CHANNEL, CHANNEL.c.id == row.channel_id)
        .join(USER, USER.c.id == row.user_id)
        .limit(limit)
    )
    if user_id is not None:
        # By the unique index: what somebody is sent goes out on their channels and the office's.
        own = or_(CHANNEL.c.user_id == user_id, CHANNEL.c.user_id.is_(None))
        there = select(CHANNEL.c.id).where(own)
        statement = statement.where(row.channel_id.in_(there), row.user_id == user_id)
    if statuses:
        statement = statement.where(row.status.in_(statuses))
    is_few = user_id is not None or (statuses and DeliveryStatus.SENT not in statuses)
    newest = unindexed(row.id) if is_few else row.id
    statement = statement.order_by(newest.desc())
    rows = view.connection.execute(statement).all()
    hidden = parcels.hidden_customers(view, [each.customer_id for each in rows])
    return [_log_row(each, masks=each.customer_id in hidden) for each in rows]


def failing(view: View, user_id: UserId | None, since: datetime) -> int:
    """Return how many reminders did not get through lately: somebody's, or everybody's."""
    row = DELIVERY.c
    counted = select(func.count()).select_from(DELIVERY).where(*_failed_since(since))
    if user_id is not None:
        counted = counted.where(row.user_id == user_id)
    return int(view.connection.execute(counted).scalar_one())


def undelivered(connection: Connection, since: datetime) -> int:
    """Return how many reminders, whoever's, did not get through lately."""
    counted = select(func.count()).select_from(DELIVERY).where(*_failed_since(since))
    return int(connection.execute(counted).scalar_one())


def _failed_since(since: datetime) -> tuple[ColumnElement[bool], ...]:
    failed = (DeliveryStatus.FAILED, DeliveryStatus.GIVEN_UP)
    row = DELIVERY.c
    return row.status.in_(failed), row.next_try_at >= since, ~parcels.is_no_trouble()


def _is_digest() -> ColumnElement[bool]:
    digest = ReminderKind.DIGEST.value
    return and_(DELIVERY.c.reminder >= f"{digest}:", DELIVERY.c.reminder < f"{digest};")


def _is_free(view: View) -> ColumnElement[bool]:
    taken = DELIVERY.c.taken_until
    return or_(taken.is_(None), taken <= view.now, taken > view.now + AHEAD)


def _is_due(view: View) -> ColumnElement[bool]:
    row = DELIVERY.c
    # What a clock that was wrong put off to another day is not waited for.
    tried = or_(row.next_try_at <= view.now, row.next_try_at > view.now + AHEAD)
    return and_(row.status.in_(_OPEN), tried, _is_free(view))


def _due(view: View, user_id: UserId | None, skipped: Collection[ChannelId]) -> Select[Any]:
    row = DELIVERY.c
    statement = (
        select(
            DELIVERY,
            CHANNEL.c.kind,
            CHANNEL.c.name,
            CHANNEL.c.address,
            CHANNEL.c.wants,
            CHANNEL.c.user_id.label("owner_id"),
            USER.c.login,
            USER.c.name.label("person"),
        )
        .join(CHANNEL, CHANNEL.c.id == row.channel_id)
        .join(USER, USER.c.id == row.user_id)
        .where(
            _is_due(view),
            CHANNEL.c.deleted_at.is_(None),
            CHANNEL.c.enabled,
            USER.c.status == UserStatus.ACTIVE,
        )
        .order_by(row.due_at, row.id)
        # What was sent stays for good; what is open is little.
        .with_hint(DELIVERY, "INDEXED BY ix_delivery_status", "sqlite")
    )
    if user_id is not None:
        statement = statement.where(row.user_id == user_id)
    return statement.where(row.channel_id.not_in(sorted(skipped))) if skipped else statement


def _parcel(view: View, rows: Sequence[Any], until: datetime) -> Parcel | None:
    if not rows:
        return None
    row = rows[0]
    target = Target(
        ChannelId(row.channel_id), row.kind, row.name, row.address,
        None if row.owner_id is None else UserId(row.owner_id), (),
    )  # fmt: skip
    recipient = Recipient(UserId(row.user_id), row.login, row.person)
    return Parcel(target, recipient, tuple(_queued(view, each) for each in rows), until)


def _queued(view: View, row: Any) -> Queued:
    last = failure_of(row.last_error)
    was_cut_off = row.taken_until is not None and row.attempts > 0
    no_answer = last is not None and last.reason is FailureReason.TIMEOUT
    reminder = Reminder(
        kind=kind_of(row.reminder),
        key=row.reminder,
        due_at=row.due_at,
        title=row.title,
        body=row.body,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
    )
    return Queued(
        delivery_id=DeliveryId(row.id),
        reminder=reminder,
        is_late=reminder.kind not in _NEVER_LATE and is_late(row.due_at, view.now),
        may_be_repeated=was_cut_off or no_answer,
        attempts=row.attempts + 1,
    )


def _log_row(row: Any, *, masks: bool) -> DeliveryRow:
    return DeliveryRow(
        id=DeliveryId(row.id),
        channel_id=ChannelId(row.channel_id),
        channel=row.channel,
        channel_kind=row.channel_kind,
        person=row.person,
        login=row.login,
        reminder=row.reminder,
        title=mask_text(row.title) if masks else row.title,
        due_at=row.due_at,
        is_late=row.is_late,
        status=row.status,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        last_error=row.last_error,
        created_at=row.created_at,
    )
