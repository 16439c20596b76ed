"""Edit and delete follow-ups: what they moved is computed anew from what remains."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from crm_tui.db.queries import customers, follow_ups, pools, users
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import day_of
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import FollowUpDeleted, FollowUpEdited
from crm_tui.domain.follow_ups import (
    CLOCK_SKEW,
    EDITABLE,
    Ineffective,
    StoredFollowUp,
    latest_entry_day,
    why_not_change,
    why_not_effective_now,
    why_not_happened_at,
)
from crm_tui.domain.identifiers import CustomerId, FollowUpId, UserId
from crm_tui.domain.pools import FactKind
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import protection
from crm_tui.services.follow_ups.mentions import tell_mentioned
from crm_tui.services.follow_ups.writing import (
    PROMISE,
    VISIT_CODES,
    Written,
    known_word,
    refuse_foreign_contact,
    refuse_future,
)
from crm_tui.values import dataclass

FACT_KINDS = (FactKind.CONTACT, FactKind.VISIT)
REVISED = (*EDITABLE, "clock_day", "effective", "why_not_effective")
"""What an edit may change of a follow-up, and its event keeps."""
_MOVED = ("last_effective_day", "last_follow_up_at", *PROMISE)
_CAUSE = "follow_up"


@dataclass(frozen=True, slots=True)
class Found:
    """A follow-up that this person may change, as stored."""

    row: Any
    stored: StoredFollowUp
    by_author: bool
    """Whether its author changes it by no right but their own."""


def changeable(unit: Unit, follow_up_id: FollowUpId) -> Found:
    """Return a follow-up that this person may edit or delete; raise otherwise."""
    row = follow_ups.stored_follow_up(unit, follow_up_id)
    stored = _stored(unit, row)
    stands_above = users.manages(unit.connection, unit.person.user_id, stored.author_id)
    refusal = why_not_change(
        stored,
        by=unit.person,
        stands_above=stands_above,
        today=unit.today,
        until_day=latest_entry_day(
            stored.recorded_day,
            unit.calendar,
            unit.office.late_entry_days,
            users.leave_of(unit.connection, stored.author_id),
        ),
    )
    if refusal is not None:
        raise RefusedError(refusal)
    return Found(row, stored, stored.author_id == unit.person.user_id)


def _stored(unit: Unit, row: Any) -> StoredFollowUp:
    return StoredFollowUp(
        id=FollowUpId(row.id),
        customer_id=CustomerId(row.customer_id),
        author_id=UserId(row.author_id),
        author=row.author,
        recorded_at=row.created_at,
        recorded_day=day_of(row.created_at, unit.zone),
        happened_at=row.happened_at,
        effective=row.effective,
        why_not_effective=row.why_not_effective,
    )


def edit_one(unit: Unit, row: Any, found: Found, changes: Mapping[str, object]) -> Written:
    """Change a follow-up; return why it moves nothing, if so, the last day, and who is told."""
    new = _checked(unit, found, changes)
    method = known_word(unit, DictionaryKind.FOLLOW_UP_METHOD, "method", new["method_id"])
    reason = _effect(unit, found, new, method)
    if reason is not None or found.row.effective:
        day = day_of(new["happened_at"], unit.zone)
        new |= {
            "clock_day": day if reason is None else None,
            "effective": reason is None,
            "why_not_effective": "" if reason is None else reason.value,
        }
    old = {name: getattr(found.row, name) for name in REVISED}
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return Written(found.stored.id, unit.changed, reason, row.last_day, unit.today)
    facts = pools.facts_about(unit, FACT_KINDS, found.stored.id)
    follow_ups.update_follow_up(unit, found.stored.id, changed)
    _change_facts(unit, found, new, method)
    moved, last_day = _recompute(unit, row, found)
    told = tell_mentioned(unit, row.id, found.stored.id, new["content"], before=found.row.content)
    unit.record(
        FollowUpEdited(
            customer_id=found.stored.customer_id,
            record_id=found.stored.id,
            before={
                "follow_up": {name: _plain(old[name]) for name in changed},
                "customer": moved,
                "facts": facts,
            },
            after={
                **{name: _plain(value) for name, value in changed.items()},
                "told": [each.id for each in told.people],
            },
        )
    )
    return Written(found.stored.id, unit.changed, reason, last_day, unit.today, told)


def _checked(unit: Unit, found: Found, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return every field as it will stand; raise for what cannot be."""
    for name in changes:
        if name not in EDITABLE:
            raise FieldError(name, "unknown")
    new: dict[str, Any] = {name: getattr(found.row, name) for name in EDITABLE} | dict(changes)
    if new["happened_at"] != found.row.happened_at:
        _refuse_time(unit, found, new["happened_at"])
    known_word(unit, DictionaryKind.FOLLOW_UP_RESULT, "result", new["result_id"])
    if new["contact_id"] != found.row.contact_id:
        # Who changed company since stays in what happened here.
        refuse_foreign_contact(unit, found.stored.customer_id, new["contact_id"])
    return new


def _refuse_time(unit: Unit, found: Found, happened_at: datetime) -> None:
    refuse_future(unit, happened_at)
    refusal = why_not_happened_at(
        found.stored,
        happened_at,
        day_of(happened_at, unit.zone),
        calendar=unit.calendar,
        late_entry_days=unit.office.late_entry_days,
        leave=users.leave_of(unit.connection, found.stored.author_id),
    )
    if refusal is not None:
        raise RefusedError(refusal)


def _effect(
    unit: Unit, found: Found, new: Mapping[str, Any], method: DictionaryItem | None
) -> Ineffective | None:
    result = known_word(unit, DictionaryKind.FOLLOW_UP_RESULT, "result", new["result_id"])
    period_id = found.row.period_id
    started = None if period_id is None else pools.period_start(unit, period_id)
    return why_not_effective_now(
        found.stored,
        method_counts=method is None or method.counts,
        result_counts=result is None or result.counts,
        before_period=started is not None and new["happened_at"] < started - CLOCK_SKEW,
    )


def _change_facts(
    unit: Unit, found: Found, new: Mapping[str, Any], method: DictionaryItem | None
) -> None:
    """Let the facts follow an edit.

    By its author's edit a follow-up may cease to be of a kind that a milestone wants, but never
    becomes one: else relabelling an old call would stand for a visit.
    """
    if not found.row.effective:
        return
    if not new["effective"]:
        pools.void_fact(unit, FACT_KINDS, found.stored.id)
        return
    code, day = "" if method is None else method.code, new["clock_day"]
    relabelled = new["method_id"] != found.row.method_id
    detail = ("" if found.by_author else code) if relabelled else None
    pools.change_fact(unit, FactKind.CONTACT, found.stored.id, day=day, detail=detail)
    if relabelled and code not in VISIT_CODES:
        pools.void_fact(unit, (FactKind.VISIT,), found.stored.id)
    pools.change_fact(unit, FactKind.VISIT, found.stored.id, day=day)
    if relabelled and code in VISIT_CODES and not found.by_author:
        pools.add_fact(unit, found.row.period_id, FactKind.VISIT, found.stored.id, day, detail=code)


def delete_one(unit: Unit, row: Any, found: Found) -> None:
    """Delete a follow-up and what it had moved."""
    facts = pools.facts_about(unit, FACT_KINDS, found.stored.id)
    follow_ups.delete_follow_up(unit, found.stored.id)
    pools.void_fact(unit, FACT_KINDS, found.stored.id)
    moved, _last_day = _recompute(unit, row, found)
    unit.record(
        FollowUpDeleted(
            customer_id=found.stored.customer_id,
            record_id=found.stored.id,
            before={
                "follow_up": {"content": found.row.content},
                "customer": moved,
                "facts": facts,
            },
            after={"happened_at": _plain(found.row.happened_at), "author": found.stored.author},
        )
    )


def _recompute(unit: Unit, row: Any, found: Found) -> tuple[dict[str, object], int]:
    """Bring the customer's days in line with what remains; return what they were, the last day."""
    values: dict[str, Any] = {}
    if row.last_follow_up_at == found.row.happened_at:
        values["last_follow_up_at"] = follow_ups.last_happened_at(unit, row.id)
    elif row.last_follow_up_at is not None:
        last = follow_ups.last_happened_at(unit, row.id)
        values["last_follow_up_at"] = max(row.last_follow_up_at, last or row.last_follow_up_at)
    if row.period_id is not None:
        values["last_effective_day"] = pools.last_fact_day(unit, row.period_id, FactKind.CONTACT)
    if values:
        customers.update_customer(unit, row.id, values)
    last_day = protection.refresh(unit, row.id, cause=_CAUSE)
    return {name: _plain(getattr(row, name)) for name in _MOVED}, last_day


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
