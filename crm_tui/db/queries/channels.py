"""Channels: the roads for reminders, with their secrets for who sends and masked for all others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, insert, or_, select, update

from crm_tui.db.queries.parcels import is_no_trouble
from crm_tui.db.schema.deliveries import CHANNEL, DELIVERY
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.addresses import masked_address
from crm_tui.domain.deliveries import (
    ChannelRow,
    DeliveryStatus,
    Recipient,
    Target,
    wanted_kinds,
)
from crm_tui.domain.identifiers import ChannelId, UserId
from crm_tui.domain.users import UserStatus
from crm_tui.errors import NotFoundError

_LISTED = 1000
_FAILING = (DeliveryStatus.FAILED, DeliveryStatus.GIVEN_UP)


def channels(view: View, *, everybody: bool, since: datetime) -> list[ChannelRow]:
    """Return one's own channels and the office's, or those of everybody.

    What failed counts from `since` on.
    """
    statement = _channels().limit(_LISTED)
    if not everybody:
        mine = CHANNEL.c.user_id == view.person.user_id
        statement = statement.where(or_(CHANNEL.c.user_id.is_(None), mine))
    rows = view.connection.execute(statement).all()
    failing = _failing(view, since)
    return [_row(row, *failing.get(row.id, (0, ""))) for row in rows]


def channel(view: View, channel_id: ChannelId) -> ChannelRow:
    """Return a channel; raise NotFoundError where there is none."""
    row = view.connection.execute(_channels().where(CHANNEL.c.id == channel_id)).one_or_none()
    if row is None:
        raise NotFoundError("channel", str(channel_id))
    return _row(row)


def target(view: View, channel_id: ChannelId) -> Target:
    """Return where a channel leads, with its secret; raise NotFoundError where there is none."""
    row = view.connection.execute(_channels().where(CHANNEL.c.id == channel_id)).one_or_none()
    if row is None:
        raise NotFoundError("channel", str(channel_id))
    return target_of(row)


def targets(view: View, user_id: UserId) -> list[Target]:
    """Return the channels on which somebody is reminded: their own and the office's."""
    rows = view.connection.execute(
        _channels()
        .where(
            CHANNEL.c.enabled,
            or_(CHANNEL.c.user_id.is_(None), CHANNEL.c.user_id == user_id),
        )
        .limit(_LISTED)
    )
    return [target_of(row) for row in rows]


def recipients(view: View, *, everybody: bool) -> list[Recipient]:
    """Return who is reminded by what this person sends: everybody who works here, or oneself."""
    row = USER.c
    statement = (
        select(row.id, row.login, row.name)
        .where(row.status == UserStatus.ACTIVE)
        .order_by(row.id)
        .limit(10_000)
    )
    if not everybody:
        statement = statement.where(row.id == view.person.user_id)
    found = view.connection.execute(statement)
    return [Recipient(UserId(each.id), each.login, each.name) for each in found]


def has_any(view: View) -> bool:
    """Return whether there is a channel at all."""
    found = select(CHANNEL.c.id).where(CHANNEL.c.deleted_at.is_(None), CHANNEL.c.enabled).limit(1)
    return view.connection.execute(found).first() is not None


def count_of(view: View, user_id: UserId | None) -> int:
    """Return how many channels somebody, or the office, has."""
    whose = CHANNEL.c.user_id.is_(None) if user_id is None else CHANNEL.c.user_id == user_id
    counted = select(func.count()).select_from(CHANNEL).where(whose, CHANNEL.c.deleted_at.is_(None))
    return int(view.connection.execute(counted).scalar_one())


def add_channel(unit: Unit, values: Mapping[str, object]) -> ChannelId:
    """Insert a channel and return its id."""
    person_id = unit.person.user_id
    result = unit.connection.execute(
        insert(CHANNEL).values(
            created_at=unit.now,
            created_by_id=person_id,
            updated_at=unit.now,
            updated_by_id=person_id,
            **values,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return ChannelId(int(key))


def update_channel(unit: Unit, channel_id: ChannelId, values: Mapping[str, object]) -> None:
    """Change columns of a channel."""
    unit.connection.execute(
        update(CHANNEL)
        .where(CHANNEL.c.id == channel_id)
        .values(
            **values,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
            version=CHANNEL.c.version + 1,
        )
    )


def stored(view: View, channel_id: ChannelId) -> Any:
    """Return the row of a channel as it is stored, also of one that was taken away."""
    found = select(CHANNEL).where(CHANNEL.c.id == channel_id)
    return view.connection.execute(found).one_or_none()


def _channels() -> Select[Any]:
    return (
        select(CHANNEL, USER.c.name.label("person"))
        .outerjoin(USER, USER.c.id == CHANNEL.c.user_id)
        .where(CHANNEL.c.deleted_at.is_(None))
        .order_by(case((CHANNEL.c.user_id.is_(None), 0), else_=1), CHANNEL.c.id)
    )


def _failing(view: View, since: datetime) -> dict[int, tuple[int, str]]:
    row = DELIVERY.c
    newest = func.max(row.id).label("newest")
    counted = view.connection.execute(
        select(row.channel_id, func.count().label("failed"), newest)
        .where(row.status.in_(_FAILING), row.next_try_at >= since, ~is_no_trouble())
        .group_by(row.channel_id)
        .limit(_LISTED)
    ).all()
    errors = view.connection.execute(
        select(row.id, row.last_error)
        .where(row.id.in_([each.newest for each in counted]))
        .limit(_LISTED)
    )
    said = {each.id: each.last_error for each in errors}
    return {each.channel_id: (each.failed, said.get(each.newest, "")) for each in counted}


def _row(row: Any, failing: int = 0, last_error: str = "") -> ChannelRow:
    return ChannelRow(
        id=ChannelId(row.id),
        kind=row.kind,
        name=row.name,
        user_id=None if row.user_id is None else UserId(row.user_id),
        person=row.person or "",
        masked_address=masked_address(row.address),
        wants=wanted_kinds(row.wants),
        enabled=row.enabled,
        version=row.version,
        failing=failing,
        last_error=last_error,
    )


def target_of(row: Any) -> Target:
    """Return where a row of a channel leads."""
    return Target(
        channel_id=ChannelId(row.id),
        kind=row.kind,
        name=row.name,
        address=row.address,
        user_id=None if row.user_id is None else UserId(row.user_id),
        wants=wanted_kinds(row.wants),
    )
