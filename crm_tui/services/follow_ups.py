"""Write down a follow-up: the record, its facts for the rules, the deadline, the next contact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crm_tui.db.queries import contacts, customers, dictionaries, follow_ups, pools, tasks
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.customers import completeness
from crm_tui.domain.days import day_of
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import Changed, FollowUpAdded, TaskAdded
from crm_tui.domain.follow_ups import (
    FollowUpDraft,
    FollowUpFacts,
    FollowUpRow,
    Ineffective,
    is_in_future,
    why_not_effective,
)
from crm_tui.domain.identifiers import CustomerId, FollowUpId, UserId
from crm_tui.domain.pools import FactKind
from crm_tui.domain.tasks import TaskKind
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.services import protection
from crm_tui.services.checks import checked_text

CONTENT_LIMIT = 10_000
_PROMISE = ("not_before_day", "not_before_cause")
"""A follow-up may outrun a promised day; when it is undone the promise stands again."""
VISIT_CODES = frozenset({"visit", "met"})


@dataclass(frozen=True, slots=True)
class Written:
    """A follow-up as saved: whether it moved the clock, and the last day that now holds."""

    follow_up_id: FollowUpId
    changed: Changed
    why_not_effective: Ineffective | None
    last_day: int
    today: int


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Follow-ups as people use them."""

    database: Database

    def list(
        self,
        actor: Actor,
        customer_id: CustomerId | None = None,
        *,
        author_id: UserId | None = None,
        limit: int = 100,
    ) -> list[FollowUpRow]:
        """Return visible follow-ups, the newest first."""
        with self.database.reading(actor) as view:
            if customer_id is not None:
                customers.record(view, customer_id)
            return follow_ups.follow_ups_of(view, customer_id, author_id=author_id, limit=limit)

    @operation(Permission.FOLLOW_UP)
    def add(self, actor: Actor, customer_id: CustomerId, draft: FollowUpDraft) -> Written:
        """Save a follow-up with all that follows from it, in one transaction.

        A period that ended earlier is ended first, so the follow-up is kept and moves nothing.
        Raises FieldError for empty content, a future time or an unknown word.
        """
        content = checked_text("content", draft.content, limit=CONTENT_LIMIT, multiline=True)
        note = checked_text("next_contact_note", draft.next_contact_note, limit=500)
        if not content:
            raise FieldError("content", "required")
        with self.database.writing(actor) as unit:
            row = protection.settled(unit, customer_id)
            _refuse_unusable(unit, customer_id, draft)
            happened_at = min(draft.happened_at, unit.now)
            reason = _effect(unit, row, draft, happened_at)
            follow_up_id = follow_ups.add_follow_up(
                unit,
                {
                    "customer_id": customer_id,
                    "contact_id": draft.contact_id,
                    "period_id": row.period_id if reason is None else None,
                    "author_id": unit.person.user_id,
                    "method_id": draft.method_id,
                    "result_id": draft.result_id,
                    "mood": draft.mood,
                    "content": content,
                    "happened_at": happened_at,
                    "clock_day": day_of(happened_at, unit.zone) if reason is None else None,
                    "effective": reason is None,
                    "why_not_effective": "" if reason is None else reason.value,
                    "next_contact_at": draft.next_contact_at,
                    "next_contact_note": note,
                },
            )
            values = _moved(unit, row, draft, happened_at, note)
            if reason is None:
                values |= _write_facts(
                    unit, row, draft, follow_up_id, day_of(happened_at, unit.zone)
                )
            customers.update_customer(unit, customer_id, values, person_edit="stage_id" in values)
            if row.owner_id != unit.person.user_id and draft.next_contact_at is not None:
                _remind_author(unit, customer_id, draft.next_contact_at, note or content)
            last_day = protection.refresh(unit, customer_id, cause="follow_up")
            unit.record(
                FollowUpAdded(
                    customer_id=customer_id,
                    record_id=follow_up_id,
                    before={name: getattr(row, name) for name in (*values, *_PROMISE)},
                    after=values,
                )
            )
        return Written(follow_up_id, unit.changed, reason, last_day, unit.today)


def _refuse_unusable(unit: Unit, customer_id: CustomerId, draft: FollowUpDraft) -> None:
    if is_in_future(draft.happened_at, unit.now):
        raise FieldError("happened_at", "future")
    if draft.next_contact_at is not None and draft.next_contact_at <= draft.happened_at:
        raise FieldError("next_contact_at", "not_after")
    for item_id, kind, field in (
        (draft.method_id, DictionaryKind.FOLLOW_UP_METHOD, "method"),
        (draft.result_id, DictionaryKind.FOLLOW_UP_RESULT, "result"),
        (draft.stage_id, DictionaryKind.STAGE, "stage"),
    ):
        if item_id is not None and _word(unit, kind, item_id) is None:
            raise FieldError(field, "unknown", str(item_id))
    if draft.contact_id is not None:
        found = contacts.contact(unit, draft.contact_id)
        if found.customer_id != customer_id:
            raise NotFoundError("contact", str(draft.contact_id))


def _word(unit: Unit, kind: DictionaryKind, item_id: int) -> DictionaryItem | None:
    words = dictionaries.items(unit.connection, kind)
    return next((word for word in words if word.id == item_id), None)


def _effect(
    unit: Unit, row: Any, draft: FollowUpDraft, happened_at: datetime
) -> Ineffective | None:
    method = _word(unit, DictionaryKind.FOLLOW_UP_METHOD, draft.method_id or 0)
    result = _word(unit, DictionaryKind.FOLLOW_UP_RESULT, draft.result_id or 0)
    started = None if row.period_id is None else pools.period_start(unit, row.period_id)
    return why_not_effective(
        FollowUpFacts(
            author_id=unit.person.user_id,
            owner_id=row.owner_id,
            has_content=True,
            method_counts=method is None or method.counts,
            result_counts=result is None or result.counts,
            happened_at=happened_at,
            happened_day=day_of(happened_at, unit.zone),
            today=unit.today,
            period_started_at=started,
        ),
        calendar=unit.calendar,
        late_entry_days=unit.office.late_entry_days,
    )


def _moved(
    unit: Unit, row: Any, draft: FollowUpDraft, happened_at: datetime, note: str
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if row.last_follow_up_at is None or happened_at > row.last_follow_up_at:
        values["last_follow_up_at"] = happened_at
    if draft.stage_id is not None and draft.stage_id != row.stage_id:
        fields = replace(customers.fields_of(row), stage_id=draft.stage_id)
        values |= {"stage_id": draft.stage_id, "completeness": completeness(fields)[0]}
    if row.owner_id != unit.person.user_id:
        return values
    if draft.next_contact_at is not None:
        values |= {"next_contact_at": draft.next_contact_at, "next_contact_note": note}
    elif row.next_contact_at is not None and row.next_contact_at <= unit.now:
        # It was due and is done now; without a new one there is no plan.
        values |= {"next_contact_at": None, "next_contact_note": ""}
    return values


def _write_facts(
    unit: Unit, row: Any, draft: FollowUpDraft, follow_up_id: FollowUpId, day: int
) -> dict[str, Any]:
    pools.add_fact(unit, row.period_id, FactKind.CONTACT, follow_up_id, day)
    method = _word(unit, DictionaryKind.FOLLOW_UP_METHOD, draft.method_id or 0)
    if method is not None and method.code in VISIT_CODES:
        pools.add_fact(unit, row.period_id, FactKind.VISIT, follow_up_id, day)
    return {"last_effective_day": max(day, row.last_effective_day or day)}


def _remind_author(unit: Unit, customer_id: CustomerId, due_at: datetime, title: str) -> None:
    # The next contact belongs to the owner; somebody else's plan becomes their own reminder.
    task_id = tasks.add_task(
        unit,
        {
            "kind": TaskKind.REMINDER,
            "customer_id": customer_id,
            "assignee_id": unit.person.user_id,
            "title": title[:500],
            "due_at": due_at,
            "has_time": True,
        },
    )
    unit.record(TaskAdded(customer_id=customer_id, record_id=task_id, after={"title": title[:500]}))
