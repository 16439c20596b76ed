"""Seals over the history: written behind what was committed, and compared with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from crm_tui.db.raw import rows
from crm_tui.db.schema.batches import EVENT, EVENT_SEAL
from crm_tui.db.types import to_ms
from crm_tui.domain.events import CustomerPurged, OfficeReset
from crm_tui.domain.seals import EVENTS_AT_ONCE, EVERY, Seal, content_of, link

_SEAL = EVENT_SEAL.c
_EVENTS = (
    "SELECT event.id, event.batch_id, event.at, event.kind, event.customer_id, event.record_id,"
    " event.before, event.after, batch.operation, batch.actor_id, batch.road, batch.at"
    " FROM event JOIN batch ON batch.id = event.batch_id"
    " WHERE event.id BETWEEN ? AND ? ORDER BY event.id"
)
_SEALS = (
    "SELECT id, from_id, to_id, at, salt, content, sha256, replaces_id FROM event_seal"
    " WHERE id > ? ORDER BY id LIMIT 1000"
)


def is_due(connection: Connection, now: datetime) -> bool:
    """Return whether something happened since the last seal, and that is a minute ago."""
    newest = connection.execute(select(func.max(EVENT.c.id))).scalar_one()
    if newest is None or newest <= _covered(connection):
        return False
    sealed_at = connection.execute(select(_SEAL.at).order_by(_SEAL.id.desc()).limit(1)).scalar()
    return sealed_at is None or abs(now - sealed_at) >= EVERY


def seal_next(connection: Connection, now: datetime) -> bool:
    """Write a seal over the next events, if there are any; return whether there were.

    Whoever writes is alone, so that no event can still come below the last of them.
    """
    begin = _covered(connection) + 1
    following = select(EVENT.c.id).where(EVENT.c.id >= begin).order_by(EVENT.c.id)
    chunk = following.limit(EVENTS_AT_ONCE).subquery()
    last = connection.execute(select(func.max(chunk.c.id))).scalar_one()
    if last is None:
        return False
    _add(connection, begin, int(last), now)
    return True


def seal_anew(connection: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """Cover anew what events are left of whose values were just removed for good.

    The old seals stay in the chain, but nothing can be guessed from them any more.
    """
    covers = and_(EVENT.c.id >= _SEAL.from_id, EVENT.c.id <= _SEAL.to_id)
    touched = select(_SEAL.id, _SEAL.from_id, _SEAL.to_id).where(
        _SEAL.salt.is_not(None), select(EVENT.c.id).where(covers, which).exists()
    )
    for old in connection.execute(touched.order_by(_SEAL.id)).all():
        connection.execute(update(EVENT_SEAL).where(_SEAL.id == old.id).values(salt=None))
        _add(connection, old.from_id, old.to_id, now, replaces_id=old.id)


def seal_what_is_left(connection: Connection, now: datetime) -> None:
    """Cover with one seal what is left of a history most of which was just removed.

    The old seals stay in the chain, as links that tell nothing; what no seal covered is sealed now.
    """
    newest = last(connection)
    if newest is not None:
        connection.execute(update(EVENT_SEAL).values(salt=None))
        _add(connection, 1, _covered(connection), now, replaces_id=newest.id)
    while seal_next(connection, now):
        pass


def seals(connection: Connection) -> Iterator[Seal]:
    """Yield every seal in the order they were written."""
    after = 0
    while found := rows(connection, _SEALS, (after,)):
        for row in found:
            yield Seal(*row)
        after = int(found[-1][0])


def last(connection: Connection) -> Seal | None:
    """Return the newest seal, None where nothing was sealed yet."""
    newest = connection.execute(select(func.max(_SEAL.id))).scalar_one()
    if newest is None:
        return None
    return next(Seal(*row) for row in rows(connection, _SEALS, (int(newest) - 1,)))


def content(connection: Connection, seal: Seal, salt: str) -> str:
    """Return what the events that a seal covers come to now."""
    return content_of(_events(connection, seal.from_id, seal.to_id), salt)


def was_purging(connection: Connection, at_ms: int) -> bool:
    """Return whether customers were removed for good at an instant, or all of the business."""
    found = rows(
        connection,
        "SELECT 1 FROM event WHERE kind IN (?, ?) AND at = ? LIMIT 1",
        (CustomerPurged.kind(), OfficeReset.kind(), at_ms),
    )
    return bool(found)


def unsealed(connection: Connection) -> int:
    """Return how many events no seal covers yet."""
    statement = select(func.count()).where(EVENT.c.id > _covered(connection))
    return int(connection.execute(statement.select_from(EVENT)).scalar_one())


def _covered(connection: Connection) -> int:
    # Those that replace others cover what was covered.
    newest = (
        select(_SEAL.to_id).where(_SEAL.replaces_id.is_(None)).order_by(_SEAL.id.desc()).limit(1)
    )
    return int(connection.execute(newest).scalar_one_or_none() or 0)


def _events(connection: Connection, from_id: int, to_id: int) -> Sequence[Sequence[Any]]:
    return rows(connection, _EVENTS, (from_id, to_id))


def _add(
    connection: Connection,
    from_id: int,
    to_id: int,
    now: datetime,
    *,
    replaces_id: int | None = None,
) -> None:
    before = connection.execute(
        select(_SEAL.sha256).order_by(_SEAL.id.desc()).limit(1)
    ).scalar_one_or_none()
    salt = secrets.token_hex(16)
    found = content_of(_events(connection, from_id, to_id), salt)
    chained = link(before or "", from_id=from_id, to_id=to_id, at_ms=to_ms(now), content=found)
    connection.execute(
        insert(EVENT_SEAL).values(
            from_id=from_id,
            to_id=to_id,
            at=now,
            salt=salt,
            content=found,
            sha256=chained,
            replaces_id=replaces_id,
        )
    )
