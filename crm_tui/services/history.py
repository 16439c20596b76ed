"""History and undo: every batch can be listed, and taken back as far as nobody built on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import batches, contacts, customers, follow_ups, pools, tasks
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.contacts import Attitude, ContactFields, DecisionRole, Phone
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.events import BatchRow, Changed, CustomerDeleted, EventRow
from crm_tui.domain.identifiers import BatchId, ContactId, CustomerId, FollowUpId, PoolId, TaskId
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pools import FactKind, Holding, PeriodEnd
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotFoundError, NothingToUndoError, NotPermittedError, UndoRefusedError
from crm_tui.services import protection
from crm_tui.services.customers import refresh_search, store_fields

_INSTANTS = frozenset({"owned_since", "next_contact_at", "last_follow_up_at"})


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the batch, how many records were taken back, and which were left."""

    batch_id: BatchId
    operation: str
    records: int
    left: tuple[tuple[int, str], ...]
    changed: Changed


@dataclass(frozen=True, slots=True)
class History:
    """What was done, and how to take it back."""

    database: Database

    def batches(self, actor: Actor, *, mine: bool = True, limit: int = 50) -> list[BatchRow]:
        """Return batches, the newest first: one's own, or everybody's for an admin."""
        with self.database.reading(actor) as view:
            if not mine and not view.person.is_admin:
                raise NotPermittedError(Permission.UNDO_OTHERS.value)
            return batches.batches(view, actor_id=actor.user_id if mine else None, limit=limit)

    @operation(Permission.VIEW)
    def undo(self, actor: Actor, batch_id: BatchId | None = None, *, rest: bool = False) -> Undone:
        """Take back a batch, or the actor's last one.

        When records were worked on since, nothing is done and UndoRefusedError lists them;
        with `rest` the others are taken back and those are left.
        """
        with self.database.writing(actor) as unit:
            batch_id = batch_id or batches.last_undoable(unit, actor.user_id)
            batch = None if batch_id is None else batches.batch(unit, batch_id)
            _refuse_undo(unit, batch, batch_id)
            unit.undoes_id = BatchId(batch.id)
            events = [
                event for event in batches.events_of_batch(unit, batch.id) if _is_own(event, batch)
            ]
            blocked = batches.customers_changed_since(unit, batch.id)
            left = _named(unit, blocked)
            if blocked and not rest:
                untouched = len({e.customer_id for e in events} - blocked)
                raise UndoRefusedError(batch.id, left, untouched)
            open_events = [event for event in events if event.customer_id not in blocked]
            for event in reversed(open_events):
                _take_back(unit, event)
            batches.mark_undone(unit, batch.id, unit.batch_id)
        return Undone(batch.id, batch.operation, len(open_events), left, unit.changed)


def _refuse_undo(unit: Unit, batch: Any, batch_id: BatchId | None) -> None:
    if batch is None:
        if batch_id is None:
            raise NothingToUndoError
        raise NotFoundError("batch", str(batch_id))
    is_own = batch.actor_id == unit.person.user_id
    is_sweep = batch.road.value == "sweep"
    if (is_sweep or not is_own) and not unit.person.may(Permission.UNDO_OTHERS):
        if is_own or is_sweep:
            raise NotPermittedError(Permission.UNDO_OTHERS.value)
        raise NotFoundError("batch", str(batch.id))
    if batch.undone_by_id is not None or batch.undoes_id is not None:
        raise NothingToUndoError(batch.id)


def _is_own(event: EventRow, batch: Any) -> bool:
    # A period that had ended was only noticed in somebody's batch: it is the sweep's to undo.
    return event.kind != "customer_reclaimed" or batch.road.value == "sweep"


def _named(unit: Unit, ids: set[int]) -> tuple[tuple[int, str], ...]:
    return tuple((each, customers.stored(unit, CustomerId(each)).name) for each in sorted(ids))


def _take_back(unit: Unit, event: EventRow) -> None:
    match event.kind:
        case "customer_created":
            _uncreate(unit, event)
        case "customer_edited":
            _unedit(unit, event)
        case "customer_claimed" | "customer_assigned":
            _ungive(unit, event)
        case "customer_returned" | "customer_reclaimed":
            _regive(unit, event)
        case "contact_added":
            contacts.delete_contact(unit, ContactId(_record_id(event)))
            refresh_search(unit, customers.stored(unit, _customer_id(event)))
        case "contact_edited":
            _unedit_contact(unit, event)
        case "follow_up_added":
            _unwrite(unit, event)
        case "task_added":
            tasks.delete_task(unit, TaskId(_record_id(event)))
        case "task_done":
            tasks.reopen_tasks(unit, [_record_id(event)])
        case "next_contact_set":
            _restore(unit, event)
        case _:
            return
    unit.touched(event.kind, event.customer_id)


def _record_id(event: EventRow) -> int:
    if event.record_id is None:
        raise NotFoundError("event", str(event.id))
    return event.record_id


def _customer_id(event: EventRow) -> CustomerId:
    if event.customer_id is None:
        raise NotFoundError("event", str(event.id))
    return event.customer_id


def _holding(row: Any) -> Holding:
    return Holding(
        CustomerId(row.id), row.name, PoolId(row.pool_id), row.owner_id, period_id=row.period_id
    )


def _uncreate(unit: Unit, event: EventRow) -> None:
    customer_id = _customer_id(event)
    row = customers.stored(unit, customer_id)
    if row.owner_id is not None:
        pools.end_period(
            unit, _holding(row), pools.PeriodClose(PeriodEnd.DELETED, unit.now, unit.today)
        )
    customers.update_customer(unit, customer_id, {"deleted_at": unit.now})
    customers.replace_duplicate_keys(unit, customer_id, ())
    search.unindex(unit, customer_id, search.stored_columns(row))
    unit.record(CustomerDeleted(customer_id=customer_id, record_id=customer_id))


def _unedit(unit: Unit, event: EventRow) -> None:
    customer_id = _customer_id(event)
    row = customers.stored(unit, customer_id)
    fields = customers.fields_of(row)
    store_fields(unit, customer_id, row, replace(fields, **_typed(event.before)))
    protection.refresh(unit, customer_id, cause="undo")


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


def _unedit_contact(unit: Unit, event: EventRow) -> None:
    values: dict[str, Any] = dict(event.before)
    values["phones"] = tuple(Phone(**phone) for phone in values["phones"])
    for name, kind in (("decision_role", DecisionRole), ("attitude", Attitude)):
        values[name] = None if values[name] is None else kind(values[name])
    fields = ContactFields(**values)
    contacts.update_contact(unit, ContactId(_record_id(event)), fields, person_pinyin(fields.name))
    refresh_search(unit, customers.stored(unit, _customer_id(event)))


def _ungive(unit: Unit, event: EventRow) -> None:
    """Take a claim or an assignment back: a return, so no quota is refunded and cool-off applies."""
    row = customers.stored(unit, _customer_id(event))
    pools.end_period(
        unit,
        _holding(row),
        pools.PeriodClose(PeriodEnd.UNDONE, unit.now, unit.today, holder_count_change=-1),
    )


def _regive(unit: Unit, event: EventRow) -> None:
    """Give a customer back to its holder with clock and tasks as they were.

    What the sweep took keeps the pool's grace, else the next sweep would take it again.
    """
    values: dict[str, Any] = dict(event.before)
    task_ids = values.pop("tasks", [])
    for name in _INSTANTS & values.keys():
        values[name] = _instant(values[name])
    customer_id = _customer_id(event)
    if not pools.reopen_period(unit, customer_id, values):
        return
    if task_ids:
        tasks.reopen_tasks(unit, task_ids)
    row = customers.stored(unit, customer_id)
    if row.last_day < unit.today:
        grace = pools.policy(unit, row.pool_id).grace_days
        floor = unit.today + grace
        customers.update_customer(
            unit,
            customer_id,
            {
                "last_day": floor,
                "deciding": "grace",
                "not_before_day": floor,
                "not_before_cause": "undo",
            },
        )


def _unwrite(unit: Unit, event: EventRow) -> None:
    customer_id = _customer_id(event)
    follow_up_id = FollowUpId(_record_id(event))
    follow_ups.delete_follow_up(unit, follow_up_id)
    pools.void_fact(unit, (FactKind.CONTACT, FactKind.VISIT), follow_up_id)
    _restore(unit, event)
    row = customers.stored(unit, customer_id)
    values: dict[str, Any] = {"last_follow_up_at": follow_ups.last_follow_up_at(unit, customer_id)}
    if row.period_id is not None:
        values["last_effective_day"] = pools.last_contact_day(unit, row.period_id)
    customers.update_customer(unit, customer_id, values)
    protection.refresh(unit, customer_id, cause="undo")


def _restore(unit: Unit, event: EventRow) -> None:
    values: dict[str, Any] = {
        name: _instant(value) if name in _INSTANTS else value
        for name, value in event.before.items()
    }
    if values:
        customers.update_customer(unit, _customer_id(event), values)


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
