"""Batches and events: history, and what undo needs to know."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import aliased

from crm_tui.db.tables.batches import BATCH, EVENT, JOB_RUN
from crm_tui.db.tables.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import BatchRow, EventRow, JobStatus
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId

_LATER = aliased(EVENT)


def batch(view: View, batch_id: BatchId) -> Any:
    """Return the stored batch, or None."""
    return view.connection.execute(select(BATCH).where(BATCH.c.id == batch_id)).one_or_none()


def last_undoable(view: View, actor_id: UserId) -> BatchId | None:
    """Return the actor's newest batch that was not taken back and takes nothing back itself."""
    found = view.connection.execute(
        select(BATCH.c.id)
        .where(
            BATCH.c.actor_id == actor_id,
            BATCH.c.undone_by_id.is_(None),
            BATCH.c.undoes_id.is_(None),
            BATCH.c.operation.not_in(("Setup", "SampleData")),
        )
        .order_by(BATCH.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else BatchId(found)


def batches(view: View, *, actor_id: UserId | None = None, limit: int = 50) -> list[BatchRow]:
    """Return batches, the newest first."""
    events = (
        select(func.count())
        .select_from(EVENT)
        .where(EVENT.c.batch_id == BATCH.c.id)
        .scalar_subquery()
    )
    statement = (
        select(BATCH, USER.c.name.label("actor"), events.label("events"))
        .outerjoin(USER, USER.c.id == BATCH.c.actor_id)
        .order_by(BATCH.c.id.desc())
        .limit(limit)
    )
    if actor_id is not None:
        statement = statement.where(BATCH.c.actor_id == actor_id)
    return [
        BatchRow(
            BatchId(row.id),
            row.at,
            row.actor or "",
            row.operation,
            row.road.value,
            row.events,
            row.undone_by_id,
            row.undoes_id,
        )
        for row in view.connection.execute(statement)
    ]


def events_of_batch(view: View, batch_id: BatchId) -> list[EventRow]:
    """Return the events of a batch in the order they happened."""
    return _events(view, EVENT.c.batch_id == batch_id, newest_first=False, limit=2_000_000)


def events_of_customer(view: View, customer_id: CustomerId, limit: int = 200) -> list[EventRow]:
    """Return the events of a customer (its visibility was checked), the newest first."""
    return _events(view, EVENT.c.customer_id == customer_id, newest_first=True, limit=limit)


def _events(view: View, condition: Any, *, newest_first: bool, limit: int) -> list[EventRow]:
    order = EVENT.c.id.desc() if newest_first else EVENT.c.id.asc()
    rows = view.connection.execute(
        select(EVENT, USER.c.name.label("actor"))
        .join(BATCH, BATCH.c.id == EVENT.c.batch_id)
        .outerjoin(USER, USER.c.id == BATCH.c.actor_id)
        .where(condition)
        .order_by(order)
        .limit(limit)
    )
    return [
        EventRow(
            row.id,
            BatchId(row.batch_id),
            row.at,
            row.kind,
            row.actor or "",
            None if row.customer_id is None else CustomerId(row.customer_id),
            row.record_id,
            row.before or {},
            row.after or {},
        )
        for row in rows
    ]


def customers_changed_since(view: View, batch_id: BatchId) -> set[int]:
    """Return the customers of a batch on which something lasting was done after it."""
    own_last = select(func.max(EVENT.c.id)).where(EVENT.c.batch_id == batch_id).scalar_subquery()
    mine = select(EVENT.c.customer_id).where(EVENT.c.batch_id == batch_id)
    rows = view.connection.execute(
        select(EVENT.c.customer_id)
        .join(BATCH, BATCH.c.id == EVENT.c.batch_id)
        .where(
            EVENT.c.customer_id.in_(mine),
            EVENT.c.id > own_last,
            BATCH.c.id != batch_id,
            BATCH.c.undone_by_id.is_(None),
            BATCH.c.undoes_id.is_(None),
        )
        .distinct()
    )
    return {int(row.customer_id) for row in rows}


def mark_undone(unit: Unit, batch_id: BatchId, by: BatchId) -> None:
    """Note that a batch was taken back by another."""
    unit.connection.execute(update(BATCH).where(BATCH.c.id == batch_id).values(undone_by_id=by))


def add_job_run(
    unit: Unit, kind: str, status: JobStatus, *, batch_id: BatchId | None, facts: dict[str, object]
) -> int:
    """Record a run of a background job."""
    result = unit.connection.execute(
        insert(JOB_RUN).values(
            kind=kind,
            status=status,
            started_at=unit.now,
            finished_at=unit.now,
            batch_id=batch_id,
            facts=facts,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return int(key)


def last_job_run(view: View, kind: str, status: JobStatus) -> Any:
    """Return the newest run of a kind with this outcome, or None."""
    return view.connection.execute(
        select(JOB_RUN)
        .where(JOB_RUN.c.kind == kind, JOB_RUN.c.status == status)
        .order_by(JOB_RUN.c.id.desc())
        .limit(1)
    ).one_or_none()
