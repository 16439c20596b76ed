"""History and undo: every batch can be listed, and taken back as far as nobody built on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import (
    batches,
    contacts,
    customers,
    follow_ups,
    offices,
    pools,
    tasks,
    users,
)
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.contacts import Attitude, ContactFields, DecisionRole, Phone
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.events import (
    BatchRow,
    Changed,
    ChangeUndone,
    CustomerCreated,
    CustomerDeleted,
    EventRow,
)
from crm_tui.domain.identifiers import (
    BatchId,
    ContactId,
    CustomerId,
    FollowUpId,
    PoolId,
    TaskId,
    UserId,
)
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pools import Deciding, FactKind, PeriodEnd, is_overdue, why_not_one_more
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.errors import NotFoundError, NothingToUndoError, NotPermittedError, UndoRefusedError
from crm_tui.services import protection
from crm_tui.services.customers import refresh_search, store_fields

CHUNK = 500
_INSTANTS = frozenset({"owned_since", "next_contact_at", "last_follow_up_at"})


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the batch, how many records were taken back, and which were left."""

    batch_id: BatchId
    operation: str
    records: int
    left: tuple[tuple[int, str], ...]
    changed: Changed
    customer: str = ""
    """The customer it was about, when it was only one."""


@dataclass(frozen=True, slots=True)
class History:
    """What was done, and how to take it back."""

    database: Database

    def batches(self, actor: Actor, *, mine: bool = True, limit: int = 50) -> list[BatchRow]:
        """Return batches, the newest first: one's own, or everybody's for who may undo theirs."""
        with self.database.reading(actor) as view:
            if not mine and not view.person.may(Permission.UNDO_OTHERS):
                raise NotPermittedError(Permission.UNDO_OTHERS.value)
            return batches.batches(view, actor_id=actor.user_id if mine else None, limit=limit)

    @operation(Permission.VIEW)
    def undo(self, actor: Actor, batch_id: BatchId | None = None, *, rest: bool = False) -> Undone:
        """Take back a batch, or the actor's last one.

        When records were worked on since, or a limit forbids it, nothing is done and
        UndoRefusedError lists them; with `rest` the others are taken back and those are left.
        """
        with self.database.writing(actor) as unit:
            own_kinds = UNDOABLE - {"customer_reclaimed"}
            batch_id = batch_id or batches.last_undoable(unit, actor.user_id, own_kinds)
            batch = _undoable(unit, batch_id)
            unit.undoes_id = BatchId(batch.id)
            events = [
                event for event in batches.events_of_batch(unit, batch.id) if _is_own(event, batch)
            ]
            if not events:
                raise NothingToUndoError(batch.id)
            changed = batches.customers_changed_since(unit, batch.id)
            changed |= batches.overdue_customers(unit, batch.id)
            free = [event for event in reversed(events) if event.customer_id not in changed]
            created = [event for event in free if event.kind == CustomerCreated.kind()]
            others = [event for event in free if event.kind != CustomerCreated.kind()]
            done = [event for event in others if _UNDO[event.kind](unit, event)]
            _uncreate(unit, [_customer_id(event) for event in created])
            done += created
            left = _left(unit, events, done)
            if left and not rest:
                raise UndoRefusedError(batch.id, left, len({each.customer_id for each in done}))
            _record(unit, done)
            batches.mark_undone(unit, batch.id, unit.batch_id)
            ids = {each.customer_id for each in done if each.customer_id is not None}
            name = customers.stored(unit, ids.pop()).name if len(ids) == 1 else ""
        return Undone(batch.id, batch.operation, len(done), left, unit.changed, name)


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
    unit: Unit, events: Sequence[EventRow], done: Sequence[EventRow]
) -> tuple[tuple[int, str], ...]:
    taken = {event.id for event in done}
    ids = {e.customer_id for e in events if e.id not in taken and e.customer_id is not None}
    return tuple((each, customers.stored(unit, each).name) for each in sorted(ids))


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


def _record_id(event: EventRow) -> int:
    if event.record_id is None:
        raise NotFoundError("event", str(event.id))
    return event.record_id


def _customer_id(event: EventRow) -> CustomerId:
    if event.customer_id is None:
        raise NotFoundError("event", str(event.id))
    return event.customer_id


def _uncreate(unit: Unit, customer_ids: Sequence[CustomerId]) -> None:
    """Delete customers that were entered or imported, in chunks: an import may hold 100,000."""
    for start in range(0, len(customer_ids), CHUNK):
        chunk = customer_ids[start : start + CHUNK]
        rows = customers.stored_rows(unit, chunk)
        search.unindex(unit, {row.id: search.stored_columns(row) for row in rows})
        pools.delete_customers(unit, chunk)
        batches.add_events(
            unit,
            CustomerDeleted.kind(),
            [{"customer_id": each, "record_id": each, "before": {}, "after": {}} for each in chunk],
        )


def _unedit(unit: Unit, event: EventRow) -> bool:
    customer_id = _customer_id(event)
    row = customers.stored(unit, customer_id)
    before = dict(event.before)
    match = before.pop("protection", {})
    store_fields(unit, customer_id, row, replace(customers.fields_of(row), **_typed(before)))
    protection.rematched(unit, customer_id, match if isinstance(match, Mapping) else {})
    return True


def _typed(values: Mapping[str, object]) -> dict[str, Any]:
    """Return stored JSON values of a customer's fields as the domain's types."""
    typed: dict[str, Any] = dict(values)
    for name, kind in (("kind", CustomerKind), ("type", CustomerType), ("level", Level)):
        if typed.get(name) is not None:
            typed[name] = kind(typed[name])
    for name in ("tags", "need_tags"):
        if name in typed:
            typed[name] = tuple(typed[name] or ())
    return typed


def _unadd_contact(unit: Unit, event: EventRow) -> bool:
    row = customers.stored(unit, _customer_id(event))
    contacts.delete_contact(unit, ContactId(_record_id(event)))
    refresh_search(unit, row)
    return True


def _unedit_contact(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = dict(event.before)
    values["phones"] = tuple(Phone(**phone) for phone in values["phones"])
    for name, kind in (("decision_role", DecisionRole), ("attitude", Attitude)):
        values[name] = None if values[name] is None else kind(values[name])
    fields = ContactFields(**values)
    contacts.update_contact(unit, ContactId(_record_id(event)), fields, person_pinyin(fields.name))
    refresh_search(unit, customers.stored(unit, _customer_id(event)))
    return True


def _ungive(unit: Unit, event: EventRow) -> bool:
    """Take a claim or an assignment back: a return, so no quota comes back and cool-off applies."""
    row = customers.stored(unit, _customer_id(event))
    close = pools.PeriodClose(PeriodEnd.UNDONE, unit.now, unit.today, holder_count_change=-1)
    return pools.end_period(unit, customers.holding_of(row), close)


def _unreturn(unit: Unit, event: EventRow) -> bool:
    """Undo a return; what would have been taken back meanwhile stays in the pool."""
    last_day = event.before["last_day"]
    overdue = isinstance(last_day, int) and is_overdue(last_day, unit.today)
    return not overdue and _regive(unit, event)


def _regive(unit: Unit, event: EventRow) -> bool:
    """Give a customer back to its holder with clock and tasks as they were, within the limits.

    What the sweep took keeps the pool's grace, else the next sweep would take it again.
    """
    if not _may_hold_again(unit, event):
        return False
    values: dict[str, Any] = dict(event.before)
    task_ids = values.pop("tasks", [])
    for name in _INSTANTS & values.keys():
        values[name] = _instant(values[name])
    customer_id = _customer_id(event)
    if not pools.reopen_period(unit, customer_id, values):
        return False
    if task_ids:
        tasks.reopen_tasks(unit, task_ids)
    row = customers.stored(unit, customer_id)
    if is_overdue(row.last_day, unit.today):
        floor = unit.today + pools.policy(unit, row.pool_id).grace_days
        customers.update_customer(
            unit,
            customer_id,
            {
                "last_day": floor,
                "deciding": Deciding.GRACE.value,
                "not_before_day": floor,
                "not_before_cause": "undo",
            },
        )
    return True


def _may_hold_again(unit: Unit, event: EventRow) -> bool:
    owner_id, customer_id = UserId(int(str(event.before["owner_id"]))), _customer_id(event)
    pools.lock_claimant(unit, owner_id)
    if not users.is_active(unit.connection, owner_id):
        return False
    pool_id = PoolId(customers.stored(unit, customer_id).pool_id)
    holder = pools.claimant(unit, owner_id, customer_id, pool_id)
    return why_not_one_more(holder, pools.policy(unit, pool_id)) is None


def _unwrite(unit: Unit, event: EventRow) -> bool:
    """Strike a follow-up out; nothing was done since, so what it moved goes back as it was."""
    follow_up_id = FollowUpId(_record_id(event))
    follow_ups.delete_follow_up(unit, follow_up_id)
    pools.void_fact(unit, (FactKind.CONTACT, FactKind.VISIT), follow_up_id)
    _restore(unit, event)
    protection.refresh(unit, _customer_id(event), cause="undo")
    return True


def _unadd_task(unit: Unit, event: EventRow) -> bool:
    tasks.delete_task(unit, TaskId(_record_id(event)))
    return True


def _reopen_task(unit: Unit, event: EventRow) -> bool:
    tasks.reopen_tasks(unit, [_record_id(event)])
    return True


def _restore(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = {
        name: _instant(value) if name in _INSTANTS else value
        for name, value in event.before.items()
    }
    if values:
        customers.update_customer(unit, _customer_id(event), values)
    return True


def _unchange_office(unit: Unit, event: EventRow) -> bool:
    offices.change_office(unit.connection, event.before)
    return True


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


# Each takes one event back; False when a rule forbids it and nothing was changed.
_UNDO: dict[str, Callable[[Unit, EventRow], bool]] = {
    "customer_edited": _unedit,
    "customer_claimed": _ungive,
    "customer_assigned": _ungive,
    "customer_returned": _unreturn,
    "customer_reclaimed": _regive,
    "contact_added": _unadd_contact,
    "contact_edited": _unedit_contact,
    "follow_up_added": _unwrite,
    "task_added": _unadd_task,
    "task_done": _reopen_task,
    "next_contact_set": _restore,
    "office_changed": _unchange_office,
}
UNDOABLE = frozenset(_UNDO) | {CustomerCreated.kind()}
"""The kinds of events that can be taken back."""
