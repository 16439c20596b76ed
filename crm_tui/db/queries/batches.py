"""Batches and events: history, and what undo needs to know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, or_, select, update

from crm_tui.db.queries.expenses import is_told
from crm_tui.db.schema.batches import BATCH, EVENT, JOB_RUN
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.events import (
    BatchRow,
    ChangeUndone,
    ContactsRevealed,
    DuplicateTold,
    EventRow,
    HistoryFilter,
    JobStatus,
    TaskEscalated,
)
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.users import Road

SWEEP = "sweep"
"""The kind of job that takes customers back."""
RULES = "rules"
"""The kind of job that applies a version of the rules."""
CALENDAR = "calendar"
"""The kind of job that counts days anew after an edit of the calendar."""
COMPLETENESS = "completeness"
"""The job that works out how complete customers are after the fields of the office changed."""
OWN_WORDS = "own_words"
"""The job that writes anew what customers are found by after a field of the office changed."""
BACKUP_CHECK = "backup_check"
"""The kind of job that read a backup through."""
RESTORE = "restore"
"""The kind of job that put a backup in the place of the database."""
_CHANGES_NOTHING = tuple(each.kind() for each in (TaskEscalated, ContactsRevealed, DuplicateTold))
"""What somebody is told of a customer leaves it as it was."""
# Asked each minute of a program that is open, so it is built once.
_LAST_RUN = (
    select(JOB_RUN)
    .where(JOB_RUN.c.kind == bindparam("asked_kind"), JOB_RUN.c.status == bindparam("asked_status"))
    .order_by(JOB_RUN.c.id.desc())
    .limit(1)
)
_OWN = EVENT.alias("own")
_LATER = EVENT.alias("later")


def batch(view: View, batch_id: BatchId) -> Any:
    """Return the stored batch, or None."""
    return view.connection.execute(select(BATCH).where(BATCH.c.id == batch_id)).one_or_none()


def last_undoable(view: View, actor_id: UserId, kinds: Collection[str]) -> BatchId | None:
    """Return the actor's newest batch that holds an event of these kinds and still stands.

    What a sweep did is never somebody's own, though their program ran it; and what was done to a
    customer that was removed for good comes back by nothing.
    """
    about = select(CUSTOMER.c.id).where(
        CUSTOMER.c.id == EVENT.c.customer_id, unscoped("whether it is there still is all asked")
    )
    by_hand = and_(
        EVENT.c.batch_id == BATCH.c.id,
        EVENT.c.kind.in_(kinds),
        or_(EVENT.c.customer_id.is_(None), about.exists()),
    )
    found = view.connection.execute(
        select(BATCH.c.id)
        .where(
            BATCH.c.actor_id == actor_id,
            BATCH.c.undone_by_id.is_(None),
            BATCH.c.undoes_id.is_(None),
            BATCH.c.road.not_in((Road.SWEEP, Road.SETUP)),
            select(EVENT.c.id).where(by_hand).exists(),
        )
        .order_by(BATCH.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else BatchId(found)


def batches(view: View, asked: HistoryFilter, limit: int = 50) -> list[BatchRow]:
    """Return the batches that are asked for, the newest first."""
    events = (
        select(func.count())
        .select_from(EVENT)
        .where(EVENT.c.batch_id == BATCH.c.id)
        .scalar_subquery()
    )
    statement = (
        select(BATCH, USER.c.name.label("actor"), USER.c.login, events.label("events"))
        .outerjoin(USER, USER.c.id == BATCH.c.actor_id)
        .order_by(BATCH.c.id.desc())
        .limit(limit)
    )
    statement = statement.where(*asked_for(asked))
    return [
        BatchRow(
            BatchId(row.id),
            row.at,
            row.actor or "",
            row.login or "",
            row.operation,
            row.road.value,
            row.events,
            row.undone_by_id,
            row.undoes_id,
            str((row.facts or {}).get("attempted", "")),
        )
        for row in view.connection.execute(statement)
    ]


def asked_for(asked: HistoryFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on batches of what is asked for."""
    if asked.actor_id is not None:
        yield BATCH.c.actor_id == asked.actor_id
    if asked.operations is not None:
        yield BATCH.c.operation.in_(sorted(asked.operations))
    if asked.customer_id is not None:
        about = select(EVENT.c.batch_id).where(EVENT.c.customer_id == asked.customer_id)
        yield BATCH.c.id.in_(about)
    if asked.road is not None:
        yield BATCH.c.road == asked.road
    if asked.since is not None:
        yield BATCH.c.at >= asked.since
    if asked.until is not None:
        yield BATCH.c.at < asked.until


def events_of_batch(view: View, batch_id: BatchId, limit: int = 2_000_000) -> list[EventRow]:
    """Return the events of a batch in the order they happened."""
    return _events(view, EVENT.c.batch_id == batch_id, newest_first=False, limit=limit)


def customers_of(view: View, batch_id: BatchId, limit: int) -> tuple[tuple[str, ...], int]:
    """Return the names of the first customers of somebody's own batch, and how many there are."""
    ids = _customers_of(batch_id)
    named = select(CUSTOMER.c.name).where(
        CUSTOMER.c.id.in_(ids), unscoped("who did it is told what would be taken back")
    )
    count = select(func.count()).select_from(ids.distinct().subquery())
    names = view.connection.execute(named.order_by(CUSTOMER.c.id).limit(limit)).scalars()
    return tuple(names), view.connection.execute(count).scalar_one()


def events_of_customer(view: View, customer_id: CustomerId, limit: int = 200) -> list[EventRow]:
    """Return the events of a customer (its visibility was checked), the newest first."""
    return _events(view, EVENT.c.customer_id == customer_id, newest_first=True, limit=limit)


def events_of_record(
    view: View, record_id: int, kinds: Collection[str], limit: int = 200
) -> list[EventRow]:
    """Return the events of these kinds of a record of no customer, the newest first.

    Its visibility was checked.
    """
    is_about = and_(EVENT.c.customer_id.is_(None), EVENT.c.record_id == record_id)
    wanted = and_(is_about, EVENT.c.kind.in_(sorted(kinds)))
    return _events(view, wanted, newest_first=True, limit=limit)


def events_before(
    view: View, customer_id: CustomerId, kinds: Collection[str], before: int | None, limit: int
) -> list[EventRow]:
    """Return a customer's events of these kinds before one that still stand, the newest first.

    The visibility of the customer was checked; of what others spent only some are told.
    """
    taken_back = (
        select(_LATER.c.id)
        .where(
            # Only of a batch that was undone, in the batch that undid it.
            _LATER.c.batch_id == BATCH.c.undone_by_id,
            _LATER.c.customer_id == EVENT.c.customer_id,
            _LATER.c.kind == ChangeUndone.kind(),
            _LATER.c.record_id == EVENT.c.id,
        )
        .exists()
    )
    is_kept = or_(BATCH.c.undone_by_id.is_(None), ~taken_back)
    of_kinds = EVENT.c.kind.in_(sorted(kinds))
    wanted = and_(EVENT.c.customer_id == customer_id, of_kinds, is_kept, is_told(view))
    if before is not None:
        wanted = and_(wanted, EVENT.c.id < before)
    return _events(view, wanted, newest_first=True, limit=limit)


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
    """Return the customers of a batch on which something was done after it that still stands."""
    # A batch may go on through many transactions, between which others work on its customers.
    own_first = select(func.min(EVENT.c.id)).where(EVENT.c.batch_id == batch_id).scalar_subquery()
    own_last = (
        select(func.max(_OWN.c.id))
        .where(_OWN.c.customer_id == EVENT.c.customer_id, _OWN.c.batch_id == batch_id)
        .correlate(EVENT)
        .scalar_subquery()
    )
    taken_back = (
        select(_LATER.c.id)
        .where(
            _LATER.c.customer_id == EVENT.c.customer_id,
            _LATER.c.kind == ChangeUndone.kind(),
            _LATER.c.record_id == EVENT.c.id,
        )
        .exists()
    )
    rows = view.connection.execute(
        select(EVENT.c.customer_id)
        .join(BATCH, BATCH.c.id == EVENT.c.batch_id)
        .where(
            EVENT.c.customer_id.in_(_customers_of(batch_id)),
            EVENT.c.id > own_first,
            EVENT.c.batch_id != batch_id,
            EVENT.c.id > own_last,
            EVENT.c.kind.not_in(_CHANGES_NOTHING),
            BATCH.c.undoes_id.is_(None),
            ~taken_back,
        )
        .distinct()
    )
    return {int(row.customer_id) for row in rows}


def taken_back(view: View, batch_id: BatchId) -> set[int]:
    """Return the events of a batch that were taken back, where its undo was cut off half way."""
    own = select(_OWN.c.id).where(_OWN.c.batch_id == batch_id)
    rows = view.connection.execute(
        select(EVENT.c.record_id).where(
            EVENT.c.customer_id.in_(_customers_of(batch_id)),
            EVENT.c.kind == ChangeUndone.kind(),
            EVENT.c.record_id.in_(own),
        )
    )
    return {int(row.record_id) for row in rows}


def overdue_customers(view: View, batch_id: BatchId) -> set[int]:
    """Return the customers of a batch whose protection has ended, though no sweep noticed yet."""
    rows = view.connection.execute(
        select(CUSTOMER.c.id).where(
            CUSTOMER.c.id.in_(_customers_of(batch_id)),
            CUSTOMER.c.owner_id.is_not(None),
            CUSTOMER.c.last_day < view.today,
            unscoped("undo leaves what the sweep is about to take"),
        )
    )
    return {int(row.id) for row in rows}


def _customers_of(batch_id: BatchId) -> Select[tuple[int | None]]:
    return select(EVENT.c.customer_id).where(
        EVENT.c.batch_id == batch_id, EVENT.c.customer_id.is_not(None)
    )


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
    asked = {"asked_kind": kind, "asked_status": status}
    return view.connection.execute(_LAST_RUN, asked).one_or_none()


def job_runs(view: View, kind: str, limit: int) -> Sequence[Any]:
    """Return the newest runs of a kind, the newest first."""
    return view.connection.execute(
        select(JOB_RUN).where(JOB_RUN.c.kind == kind).order_by(JOB_RUN.c.id.desc()).limit(limit)
    ).all()


def finish_job_run(unit: Unit, run_id: int, facts: Mapping[str, object]) -> None:
    """Note that a job which was begun is done."""
    unit.connection.execute(
        update(JOB_RUN)
        .where(JOB_RUN.c.id == run_id)
        .values(status=JobStatus.DONE, finished_at=unit.now, facts=dict(facts))
    )


def note_progress(unit: Unit, run_id: int, facts: Mapping[str, object]) -> None:
    """Keep how far a job that runs has come."""
    unit.connection.execute(update(JOB_RUN).where(JOB_RUN.c.id == run_id).values(facts=dict(facts)))


def last_settled_sweep(view: View) -> Any:
    """Return the newest sweep that was completed, or held and then let go; None when none was."""
    return view.connection.execute(
        select(JOB_RUN)
        .where(JOB_RUN.c.kind == SWEEP, JOB_RUN.c.status.in_((JobStatus.DONE, JobStatus.DISMISSED)))
        .order_by(JOB_RUN.c.id.desc())
        .limit(1)
    ).one_or_none()


def kinds_run_since(view: View, kinds: Collection[str], run_id: int) -> set[str]:
    """Return which of these kinds of jobs ran after another run."""
    rows = view.connection.execute(
        select(JOB_RUN.c.kind)
        .where(JOB_RUN.c.kind.in_(kinds), JOB_RUN.c.id > run_id)
        .distinct()
        .order_by(JOB_RUN.c.kind)
    )
    return {row.kind for row in rows}


def standing_hold(view: View) -> Any:
    """Return the run of a sweep that is held until somebody confirms or dismisses it, or None."""
    held = last_job_run(view, SWEEP, JobStatus.HELD)
    settled = None if held is None else last_settled_sweep(view)
    return None if settled is not None and settled.id > held.id else held


def add_events(unit: Unit, kind: str, rows: Sequence[dict[str, object]]) -> None:
    """Write many events of one kind at once."""
    if rows:
        unit.connection.execute(
            insert(EVENT),
            [{"batch_id": unit.batch_id, "at": unit.now, "kind": kind, **row} for row in rows],
        )
