"""Set customers aside and bring them back: deleted, 无效, or on the blacklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import contacts, customers, pools, tasks, teams
from crm_tui.db.queries.custom_fields import all_fields
from crm_tui.db.queries.dictionaries import items
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.customers import Standing
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import (
    Changed,
    CustomerDeleted,
    CustomerInvalidated,
    CustomerRestored,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.merging import MergedInto
from crm_tui.domain.pools import Holding, opens_after_entry
from crm_tui.domain.standings import NotSetAside, period_end_of
from crm_tui.domain.tasks import ClosedReason
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import (
    CrmError,
    FieldError,
    MergedAwayError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_text
from crm_tui.services.customers import duplicate_keys, found_by
from crm_tui.services.outcomes import BatchOutcome, Outcome, attempt_each
from crm_tui.values import dataclass

_NOTE_LIMIT = 500
STANDING_COLUMNS = (
    "standing",
    "standing_reason_id",
    "standing_note",
    "deleted_at",
    "opens_at",
    "pool_since",
)
"""What setting a customer aside and bringing it back change of it, for undo."""


@dataclass(frozen=True, slots=True)
class _Aside:
    standing: Standing
    reason: DictionaryItem | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standings:
    """Customers set aside and brought back, as people use it; each verb answers for each one."""

    database: Database

    @operation(Permission.DELETE_CUSTOMER)
    def delete(self, actor: Actor, customer_ids: Sequence[CustomerId]) -> BatchOutcome:
        """Delete customers; owned ones go back first, so that the cool-off applies."""
        with self.database.writing(actor) as unit:
            results = _set_aside_each(unit, customer_ids, _Aside(Standing.DELETED))
        return BatchOutcome(unit.changed, results)

    @operation(Permission.DELETE_CUSTOMER)
    def mark_invalid(
        self, actor: Actor, customer_ids: Sequence[CustomerId], reason_id: int, note: str = ""
    ) -> BatchOutcome:
        """Mark customers as 无效 with a word of the list; whoever enters them again is told."""
        note = checked_text("note", note, limit=_NOTE_LIMIT)
        with self.database.writing(actor) as unit:
            aside = _Aside(Standing.INVALID, _reason(unit, reason_id), note)
            results = _set_aside_each(unit, customer_ids, aside)
        return BatchOutcome(unit.changed, results)

    @operation(Permission.DELETE_CUSTOMER)
    def blacklist(
        self, actor: Actor, customer_ids: Sequence[CustomerId], reason_id: int, note: str = ""
    ) -> BatchOutcome:
        """Put customers on the blacklist with a word of the list; who enters them again is told."""
        note = checked_text("note", note, limit=_NOTE_LIMIT)
        with self.database.writing(actor) as unit:
            aside = _Aside(Standing.BLACKLISTED, _reason(unit, reason_id), note)
            results = _set_aside_each(unit, customer_ids, aside)
        return BatchOutcome(unit.changed, results)

    @operation(Permission.RESTORE_CUSTOMER)
    def restore(self, actor: Actor, customer_ids: Sequence[CustomerId]) -> BatchOutcome:
        """Bring customers back into their pools, without an owner, opening as new ones do."""
        with self.database.writing(actor) as unit:
            results = tuple(_restored(unit, each) for each in dict.fromkeys(customer_ids))
        return BatchOutcome(unit.changed, results)

    def preview(
        self, actor: Actor, customer_ids: Sequence[CustomerId], standing: Standing
    ) -> BatchOutcome:
        """Return what setting customers aside so, or bringing them back, would do; change nothing.

        Standing.NORMAL asks what restoring would do.
        """
        restores = standing is Standing.NORMAL
        needed = Permission.RESTORE_CUSTOMER if restores else Permission.DELETE_CUSTOMER
        with self.database.reading(actor) as view:
            if not view.person.may(needed):
                raise NotPermittedError(needed.value)
            find = _restorable if restores else _removable
            results = tuple(
                _tried(view, customer_id, find) for customer_id in dict.fromkeys(customer_ids)
            )
        return BatchOutcome(Changed(None, frozenset(), ()), results)

    def reasons(self, actor: Actor) -> list[tuple[int, str]]:
        """Return the words that say why a customer is 无效, as (id, word)."""
        with self.database.reading(actor) as view:
            return [(i.id, i.name) for i in items(view.connection, DictionaryKind.INVALID_REASON)]


def _reason(unit: Unit, reason_id: int) -> DictionaryItem:
    reasons = items(unit.connection, DictionaryKind.INVALID_REASON)
    found = next((item for item in reasons if item.id == reason_id), None)
    if found is None:
        raise FieldError("reason", "unknown", str(reason_id))
    return found


def _set_aside_each(
    unit: Unit, customer_ids: Iterable[CustomerId], aside: _Aside
) -> tuple[Outcome, ...]:
    def act(unit: Unit, customer: Holding) -> None:
        protection.settled(unit, customer.customer_id)
        set_aside(unit, _removable(unit, customer.customer_id), aside)

    return attempt_each(unit, customer_ids, act)


def _removable(view: View, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer that this person may set aside; raise otherwise."""
    row = customers.raw(view, customer_id)
    refusal = access.why_not_set_aside(view, row)
    if refusal is not None:
        raise RefusedError(refusal)
    return row


def set_aside(unit: Unit, row: Any, aside: _Aside) -> None:
    """Take a customer out of every list; its owner loses it as by a return."""
    before: dict[str, object] = {name: _plain(row, name) for name in STANDING_COLUMNS}
    if row.owner_id is not None:
        before |= _taken_from_owner(unit, row, aside)
    reason_id = aside.reason.id if aside.reason else None
    customers.set_aside(unit, row.id, aside.standing, reason_id, aside.note)
    search.unindex(unit, {row.id: search.stored_columns(row)})
    if aside.standing is Standing.DELETED:
        customers.keep_keys(unit, [row.id])
    kind = CustomerDeleted if aside.standing is Standing.DELETED else CustomerInvalidated
    unit.record(
        kind(
            customer_id=row.id,
            record_id=row.id,
            before=before,
            after={
                "standing": aside.standing.value,
                "reason": aside.reason.name if aside.reason else "",
                "note": aside.note,
            },
        )
    )


def _taken_from_owner(unit: Unit, row: Any, aside: _Aside) -> dict[str, object]:
    """End the period of an owned customer and close its tasks; return what undo needs."""
    before = protection.clock_values(row)
    closed = tasks.close_open_tasks(unit, [row.id], ClosedReason.DELETED)
    pools.end_period(
        unit,
        customers.holding_of(row),
        pools.PeriodClose(
            period_end_of(aside.standing),
            unit.now,
            unit.today,
            aside.reason.id if aside.reason else None,
            aside.note,
        ),
    )
    seats = teams.after_return(unit, [row.id])
    return {**before, "tasks": closed.get(row.id, []), "team": seats.get(row.id, [])}


def _restored(unit: Unit, customer_id: CustomerId) -> Outcome:
    outcome = _tried(unit, customer_id, _restorable)
    if outcome.error is None:
        _restore_one(unit, _restorable(unit, customer_id))
    return outcome


def _restorable(view: View, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer set aside in this person's reach; raise otherwise."""
    row = customers.set_aside_row(view, customer_id)
    if row is None:
        raise RefusedError(NotSetAside(customers.raw(view, customer_id).name))
    if row.merged_into_id is not None:
        raise RefusedError(_merged_into(view, row))
    return row


def _merged_into(view: View, row: Any) -> MergedInto:
    went = customers.missing(view, row.id)
    if isinstance(went, MergedAwayError):
        return MergedInto(row.name, CustomerId(went.into_id), went.into)
    return MergedInto(row.name, None)


def _restore_one(unit: Unit, row: Any) -> None:
    policy = pools.policy(unit, row.pool_id)
    bring_back(unit, row, {"opens_at": opens_after_entry(unit.now, policy.new_closed_hours)})
    unit.record(
        CustomerRestored(
            customer_id=row.id,
            record_id=row.id,
            before={name: _plain(row, name) for name in STANDING_COLUMNS},
            after={"pool": policy.name},
        )
    )


def bring_back(unit: Unit, row: Any, values: dict[str, object]) -> None:
    """Put a customer among the others again: in the lists, the search and the duplicate check."""
    customers.bring_back(unit, row.id, values)
    fields = customers.fields_of(row)
    people = [contact.fields for contact in contacts.people_of(unit, row.id)]
    customers.replace_duplicate_keys(unit, row.id, duplicate_keys(fields, people))
    search.index(unit, row.id, found_by(fields, people, all_fields(unit)))


def _tried(view: View, customer_id: CustomerId, find: Any) -> Outcome:
    error: CrmError | None = None
    name = ""
    try:
        name = find(view, customer_id).name
    except RefusedError as refused:
        name, error = customers.stored(view, customer_id).name, refused
    except NotFoundError as unseen:
        error = unseen
    return Outcome(customer_id, name, error)


def _plain(row: Any, name: str) -> object:
    value = getattr(row, name)
    if isinstance(value, Standing):
        return value.value
    return value.isoformat() if hasattr(value, "isoformat") else value
