"""What one person did in the last minutes, read from the newest of their batches on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, bindparam, select

from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.domain.identifiers import UserId

_AT_ONCE = 50
"""Batches of a person that are looked through together: more than most write in an hour."""


def events_since(
    connection: Connection, actor_id: UserId | None, since: datetime, operation: str, kind: str
) -> Iterator[Any]:
    """Yield the events of a kind that somebody's operation left after an instant.

    With None for who acted, those of nobody: at the door it is not known yet.
    """
    found = _batches_since(connection, actor_id, since)
    ids = [row.id for row in found if row.operation == operation]
    for start in range(0, len(ids), _AT_ONCE):
        asked = {"asked_ids": ids[start : start + _AT_ONCE], "asked_kind": kind}
        yield from connection.execute(_events(), asked)


def _batches_since(
    connection: Connection, actor_id: UserId | None, since: datetime
) -> Iterator[Any]:
    # By their numbers from the newest on, for which there is an index: an hour's are few.
    asked: dict[str, object] = {"asked_most": _AT_ONCE}
    if actor_id is not None:
        asked["asked_id"] = actor_id
    is_first = True
    while True:
        statement = _batches(is_known=actor_id is not None, is_first=is_first)
        rows = connection.execute(statement, asked).all()
        yield from (row for row in rows if row.at > since)
        if len(rows) < _AT_ONCE or rows[-1].at <= since:
            return
        asked["asked_before"], is_first = rows[-1].id, False


# Asked while a name is typed, so these are built once.
@cache
def _batches(*, is_known: bool, is_first: bool) -> Select[Any]:
    who = BATCH.c.actor_id
    statement = (
        select(BATCH.c.id, BATCH.c.at, BATCH.c.operation)
        .where(who == bindparam("asked_id", type_=Integer) if is_known else who.is_(None))
        .order_by(BATCH.c.id.desc())
        .limit(bindparam("asked_most", type_=Integer))
    )
    if is_first:
        return statement
    return statement.where(BATCH.c.id < bindparam("asked_before", type_=Integer))


@cache
def _events() -> Select[Any]:
    return select(EVENT.c.customer_id, EVENT.c.record_id, EVENT.c.at, EVENT.c.after).where(
        EVENT.c.batch_id.in_(bindparam("asked_ids", expanding=True)),
        EVENT.c.kind == bindparam("asked_kind"),
    )
