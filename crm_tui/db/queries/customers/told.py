"""Of which customers of others the duplicate check told somebody: read from the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.unit_of_work import View
from crm_tui.domain.events import DuplicateTold
from crm_tui.domain.identifiers import CustomerId

_AT_ONCE = 50
"""Batches of a person that are looked through together: more than most write in an hour."""


def told_since(view: View, operation: str, since: datetime) -> dict[CustomerId, datetime]:
    """Return of which customers an operation told this person after an instant, and when."""
    rows = [row for row in _batches_since(view, since) if row.operation == operation]
    ids = [row.id for row in rows]
    found: dict[CustomerId, datetime] = {}
    for start in range(0, len(ids), _AT_ONCE):
        asked = {"asked_ids": ids[start : start + _AT_ONCE], "asked_kind": DuplicateTold.kind()}
        for row in view.connection.execute(_told(), asked):
            found[CustomerId(row.customer_id)] = row.at
    return found


def _batches_since(view: View, since: datetime) -> Iterator[Any]:
    # By their numbers from the newest on, for which there is an index: an hour's are few.
    before = None
    while True:
        asked = {"asked_id": view.person.user_id, "asked_before": before}
        rows = view.connection.execute(_batches(is_first=before is None), asked).all()
        yield from (row for row in rows if row.at > since)
        if len(rows) < _AT_ONCE or rows[-1].at <= since:
            return
        before = rows[-1].id


# Asked while a name is typed, so these are built once.
@cache
def _batches(*, is_first: bool) -> Select[Any]:
    statement = (
        select(BATCH.c.id, BATCH.c.at, BATCH.c.operation)
        .where(BATCH.c.actor_id == bindparam("asked_id", type_=Integer))
        .order_by(BATCH.c.id.desc())
        .limit(_AT_ONCE)
    )
    if is_first:
        return statement
    return statement.where(BATCH.c.id < bindparam("asked_before", type_=Integer))


@cache
def _told() -> Select[Any]:
    return select(EVENT.c.customer_id, EVENT.c.at).where(
        EVENT.c.batch_id.in_(bindparam("asked_ids", expanding=True)),
        EVENT.c.kind == bindparam("asked_kind"),
        EVENT.c.customer_id.is_not(None),
    )
