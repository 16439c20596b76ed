"""History and undo: every batch can be listed, and taken back as far as nobody built on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import batches, customers, notices, pools, views
from crm_tui.db.unit_of_work import Database, Unit, View, one_batch, operation
from crm_tui.domain.days import start_of_day
from crm_tui.domain.events import (
    BatchRow,
    Changed,
    ChangeUndone,
    CustomerCreated,
    CustomerDeleted,
    EventRow,
    HistoryFilter,
    ViewChanged,
)
from crm_tui.domain.history import LastDone, Undone
from crm_tui.domain.identifiers import BatchId, CustomerId, ViewId
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.errors import NotFoundError, NothingToUndoError, NotPermittedError, UndoRefusedError
from crm_tui.services.undo import affiliations as undo_affiliations
from crm_tui.services.undo import approvals as undo_approvals
from crm_tui.services.undo import attachments as undo_attachments
from crm_tui.services.undo import bank_receipts as undo_bank_receipts
from crm_tui.services.undo import calendars as undo_calendars
from crm_tui.services.undo import channels as undo_channels
from crm_tui.services.undo import contracts as undo_contracts
from crm_tui.services.undo import custom_fields as undo_custom_fields
from crm_tui.services.undo import customer_types as undo_customer_types
from crm_tui.services.undo import customers as undo_customers
from crm_tui.services.undo import deals as undo_deals
from crm_tui.services.undo import expenses as undo_expenses
from crm_tui.services.undo import follow_ups as undo_follow_ups
from crm_tui.services.undo import key_dates as undo_key_dates
from crm_tui.services.undo import leads as undo_leads
from crm_tui.services.undo import merging as undo_merging
from crm_tui.services.undo import movements as undo_movements
from crm_tui.services.undo import offices as undo_offices
from crm_tui.services.undo import opportunities as undo_opportunities
from crm_tui.services.undo import orders as undo_orders
from crm_tui.services.undo import payments as undo_payments
from crm_tui.services.undo import people as undo_people
from crm_tui.services.undo import pool_settings as undo_pool_settings
from crm_tui.services.undo import pools as undo_pools
from crm_tui.services.undo import products as undo_products
from crm_tui.services.undo import projects as undo_projects
from crm_tui.services.undo import quotes as undo_quotes
from crm_tui.services.undo import rights
from crm_tui.services.undo import rules as undo_rules
from crm_tui.services.undo import standings as undo_standings
from crm_tui.services.undo import suspects as undo_suspects
from crm_tui.services.undo import targets as undo_targets
from crm_tui.services.undo import tasks as undo_tasks
from crm_tui.services.undo import teams as undo_teams
from crm_tui.services.undo import usages as undo_usages
from crm_tui.services.undo import views as undo_views
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of
from crm_tui.services.undo.words import take_words_back
from crm_tui.values import dataclass

CHUNK = 500
EVERYTHING = HistoryFilter()
_UNDO: dict[str, TakeBack] = {
    **undo_customers.TAKE_BACK,
    **undo_affiliations.TAKE_BACK,
    **undo_custom_fields.TAKE_BACK,
    **undo_customer_types.TAKE_BACK,
    **undo_pools.TAKE_BACK,
    **undo_pool_settings.TAKE_BACK,
    **undo_rules.TAKE_BACK,
    **undo_movements.TAKE_BACK,
    **undo_merging.TAKE_BACK,
    **undo_leads.TAKE_BACK,
    **undo_follow_ups.TAKE_BACK,
    **undo_tasks.TAKE_BACK,
    **undo_targets.TAKE_BACK,
    **undo_attachments.TAKE_BACK,
    **undo_offices.TAKE_BACK,
    **undo_deals.TAKE_BACK,
    **undo_products.TAKE_BACK,
    **undo_quotes.TAKE_BACK,
    **undo_contracts.TAKE_BACK,
    **undo_expenses.TAKE_BACK,
    **undo_projects.TAKE_BACK,
    **undo_usages.TAKE_BACK,
    **undo_orders.TAKE_BACK,
    **undo_payments.TAKE_BACK,
    **undo_approvals.TAKE_BACK,
    **undo_bank_receipts.TAKE_BACK,
    **undo_standings.TAKE_BACK,
    **undo_teams.TAKE_BACK,
    **undo_calendars.TAKE_BACK,
    **undo_people.TAKE_BACK,
    **undo_views.TAKE_BACK,
    **undo_key_dates.TAKE_BACK,
    **undo_channels.TAKE_BACK,
    **undo_suspects.TAKE_BACK,
    **undo_opportunities.TAKE_BACK,
}
UNDOABLE = frozenset(_UNDO) | {CustomerCreated.kind()}
"""The kinds of events that can be taken back."""
_OWN_KINDS = UNDOABLE - {"customer_reclaimed"}
_LEFT_BY_THEMSELVES = undo_leads.TAKE_BACK.keys() | undo_bank_receipts.TAKE_BACK.keys()
"""What is about records that belong to no customer yet."""
_NAMED = 6
STEP = 100
"""Edits that are taken back in one transaction, where they were made in many."""
_IN_STEPS = frozenset({"BulkEdits.edit"})
"""What was done in many transactions, each whole by itself, is taken back so; nothing else is."""


@dataclass(frozen=True, slots=True)
class History:
    """What was done, and how to take it back."""

    database: Database

    def batches(
        self,
        actor: Actor,
        *,
        mine: bool = True,
        limit: int = 50,
        asked: HistoryFilter = EVERYTHING,
    ) -> list[BatchRow]:
        """Return batches, the newest first: one's own, or everybody's for who may undo theirs."""
        with self.database.reading(actor) as view:
            if not mine and not view.person.may(Permission.UNDO_OTHERS):
                raise NotPermittedError(Permission.UNDO_OTHERS.value)
            if mine:
                asked = replace(asked, actor_id=actor.user_id)
            return batches.batches(view, asked, limit)

    def last(self, actor: Actor) -> LastDone | None:
        """Return what an undo without a number would take back, or None when there is nothing."""
        with self.database.reading(actor) as view:
            batch_id = batches.last_undoable(view, actor.user_id, _OWN_KINDS)
            batch = None if batch_id is None else batches.batch(view, batch_id)
            if batch is None:
                return None
            names, count = batches.customers_of(view, batch.id, _NAMED)
            if not count:
                names = _names_of_records(view, BatchId(batch.id))
                count = len(names)
            return LastDone(BatchId(batch.id), batch.operation, batch.at, names, count)

    @operation(Permission.VIEW)
    def undo(self, actor: Actor, batch_id: BatchId | None = None, *, rest: bool = False) -> Undone:
        """Take back a batch, or the actor's last one.

        When records were worked on since, or a limit forbids it, nothing is done and
        UndoRefusedError lists them; with `rest` the others are taken back and those are left.
        """
        with one_batch():
            step = self._undo_step(actor, batch_id, rest=rest)
            undone = step.undone
            while step.goes_on:
                step = self._undo_step(actor, undone.batch_id, rest=True, is_begun=True)
                undone = _with_step(undone, step.undone)
        return undone

    def _undo_step(
        self, actor: Actor, batch_id: BatchId | None, *, rest: bool, is_begun: bool = False
    ) -> _Step:
        """Take back a batch in one transaction; of one that was written in many, a part of it."""
        with self.database.writing(actor) as unit:
            batch_id = batch_id or batches.last_undoable(unit, actor.user_id, _OWN_KINDS)
            batch = _undoable(unit, batch_id)
            unit.undoes_id = BatchId(batch.id)
            events = _standing_events(unit, batch)
            if not events:
                raise NothingToUndoError(batch.id)
            rights.refuse_lost(unit, events)
            hidden = rights.out_of_sight(unit, events)
            changed = batches.customers_changed_since(unit, batch.id).union(hidden)
            changed |= batches.overdue_customers(unit, batch.id)
            free = [event for event in reversed(events) if event.customer_id not in changed]
            at_once = STEP if batch.operation in _IN_STEPS else len(free)
            now, waiting = free[:at_once], free[at_once:]
            created = [event for event in now if event.kind == CustomerCreated.kind()]
            others = [event for event in now if event.kind != CustomerCreated.kind()]
            left = _left(unit, events, free, hidden) if waiting else ()
            if left and not rest:
                raise UndoRefusedError(batch.id, left, len({each.customer_id for each in free}))
            done = [event for event in others if _UNDO[event.kind](unit, event)]
            _uncreate(unit, [customer_id_of(event) for event in created])
            done += created
            left = _left(unit, events, [*done, *waiting], hidden)
            if not (done or is_begun) or (left and not rest):
                raise UndoRefusedError(batch.id, left, len({each.customer_id for each in done}))
            _record(unit, done)
            if not {each.kind for each in done}.isdisjoint(notices.GIVEN_BY):
                notices.recount_given(unit, BatchId(batch.id))
            if not waiting:
                take_words_back(unit, batch.facts)
                batches.mark_undone(unit, batch.id, unit.batch_id)
            ids = {each.customer_id for each in done if each.customer_id is not None}
            name = _name_of(unit, ids.pop()) if len(ids) == 1 else ""
        undone = Undone(batch.id, batch.operation, len(done), left, unit.changed, name)
        return _Step(undone, bool(waiting))


@dataclass(frozen=True, slots=True)
class _Step:
    """What one transaction of an undo took back, and whether there is more."""

    undone: Undone
    goes_on: bool


def _with_step(undone: Undone, more: Undone) -> Undone:
    changed = Changed(
        undone.changed.batch_id,
        undone.changed.kinds | more.changed.kinds,
        (*undone.changed.customer_ids, *more.changed.customer_ids),
        more.changed.record_id,
    )
    return Undone(
        undone.batch_id, undone.operation, undone.records + more.records, more.left, changed
    )


def _standing_events(unit: Unit, batch: Any) -> list[EventRow]:
    """Return what a batch did that was not taken back yet."""
    events = [event for event in batches.events_of_batch(unit, batch.id) if _is_own(event, batch)]
    if batch.operation not in _IN_STEPS:
        return events
    gone = batches.taken_back(unit, batch.id)
    return [event for event in events if event.id not in gone]


def _names_of_records(view: View, batch_id: BatchId) -> tuple[str, ...]:
    """Return the names of what a batch without customers is about, as far as they have any."""
    names: dict[str, None] = {}
    for event in batches.events_of_batch(view, batch_id, limit=_NAMED):
        name = event.after.get("name") or event.before.get("name")
        if not name and event.kind == ViewChanged.kind():
            name = views.stored_view(view, ViewId(record_id_of(event))).name
        if isinstance(name, str):
            names[name] = None
    return tuple(names)


def _undoable(unit: Unit, batch_id: BatchId | None) -> Any:
    """Return the stored batch that this person may take back; raise for any other."""
    if batch_id is None:
        raise NothingToUndoError
    batch = batches.batch(unit, batch_id)
    if batch is None:
        raise NotFoundError("batch", str(batch_id))
    is_own = batch.actor_id == unit.person.user_id
    is_sweep = batch.road is Road.SWEEP
    if (is_sweep or not is_own) and not unit.person.may(Permission.UNDO_OTHERS):
        if is_own or is_sweep:
            raise NotPermittedError(Permission.UNDO_OTHERS.value)
        raise NotFoundError("batch", str(batch.id))
    if batch.undone_by_id is not None or batch.undoes_id is not None:
        raise NothingToUndoError(batch.id)
    return batch


def _is_own(event: EventRow, batch: Any) -> bool:
    # A period that had ended was only noticed in somebody's batch: it is the sweep's to undo.
    noticed = event.kind == "customer_reclaimed" and batch.road is not Road.SWEEP
    return event.kind in UNDOABLE and not noticed


def _left(
    unit: Unit, events: Sequence[EventRow], done: Sequence[EventRow], hidden: Collection[int]
) -> tuple[tuple[int, str], ...]:
    """Return the customers that stay as they are, without names for who sees them no more."""
    taken = {event.id for event in done}
    left = [event for event in events if event.id not in taken]
    ids = {e.customer_id for e in left if e.customer_id is not None}
    records = {
        (event.record_id, str(event.after.get("name", "")))
        for event in left
        if event.customer_id is None and event.kind in _LEFT_BY_THEMSELVES and event.record_id
    }
    named = ((each, "" if each in hidden else _name_of(unit, each)) for each in sorted(ids))
    return (*named, *sorted(records))


def _name_of(unit: Unit, customer_id: CustomerId) -> str:
    """Return a customer's name; nothing for one that was removed for good."""
    row = customers.stored(unit, customer_id)
    return "" if row is None else str(row.name)


def _record(unit: Unit, done: Sequence[EventRow]) -> None:
    rows: list[dict[str, object]] = [
        {
            "customer_id": event.customer_id,
            "record_id": event.id,
            "before": {},
            "after": {"kind": event.kind},
        }
        for event in done
    ]
    batches.add_events(unit, ChangeUndone.kind(), rows)
    for event in done:
        unit.touched(event.kind, event.customer_id)


def _was_entered_today(unit: Unit, row: Any) -> bool:
    # Whoever enters it again the same day wins no time; so a slip can be corrected at once.
    return bool(row.created_at >= start_of_day(unit.today, unit.zone))


def _uncreate(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Delete customers that were entered or imported, in chunks: an import may hold 100,000."""
    for start in range(0, len(customer_ids), CHUNK):
        chunk = customer_ids[start : start + CHUNK]
        rows = customers.stored_rows(unit, chunk)
        search.unindex(unit, {row.id: search.stored_columns(row) for row in rows})
        pools.delete_customers(unit, chunk)
        customers.free_keys(unit, [row.id for row in rows if _was_entered_today(unit, row)])
        customers.keep_keys(unit, chunk)
        batches.add_events(
            unit,
            CustomerDeleted.kind(),
            [{"customer_id": each, "record_id": each, "before": {}, "after": {}} for each in chunk],
        )
