"""Write down a follow-up: the record, its facts for the rules, the deadline, the next contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from crm_tui.db.queries import (
    affiliations,
    contacts,
    customers,
    dictionaries,
    follow_ups,
    pools,
    tasks,
    teams,
    users,
)
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.customers import completeness
from crm_tui.domain.days import day_of
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import Changed, FollowUpAdded, TaskAdded
from crm_tui.domain.follow_ups import (
    CONTENT_LIMIT,
    NEEDS_LIMIT,
    FollowUpDraft,
    FollowUpFacts,
    Ineffective,
    is_in_future,
    why_not_effective,
)
from crm_tui.domain.identifiers import ContactId, CustomerId, FollowUpId
from crm_tui.domain.mentions import NOBODY_TOLD, Told
from crm_tui.domain.pools import FactKind
from crm_tui.domain.tasks import TaskKind
from crm_tui.domain.teams import TeamMember, why_not_follow_up
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services import protection
from crm_tui.services.checks import checked_text
from crm_tui.services.follow_ups.mentions import tell_mentioned
from crm_tui.values import dataclass

PROMISE = ("not_before_day", "not_before_cause")
"""A follow-up may outrun a promised day; when it is undone the promise stands again."""
VISIT_CODES = frozenset({"visit", "met"})


@dataclass(frozen=True, slots=True)
class Written:
    """A follow-up as saved: whether it moves the clock, and the last day that now holds."""

    follow_up_id: FollowUpId
    changed: Changed
    why_not_effective: Ineffective | None
    last_day: int
    today: int
    told: Told = NOBODY_TOLD


def checked_content(content: str) -> str:
    """Return the text of a follow-up cleaned; raise FieldError for none or too long a one."""
    cleaned = checked_text("content", content, limit=CONTENT_LIMIT, multiline=True)
    if not cleaned:
        raise FieldError("content", "required")
    return cleaned


def checked_note(note: str) -> str:
    """Return what to do at the next contact, cleaned; raise FieldError for too long a note."""
    return checked_text("next_contact_note", note, limit=500)


def checked_remark(field: str, text: str) -> str:
    """Return changed needs or problems cleaned; raise FieldError for too long a text."""
    return checked_text(field, text, limit=NEEDS_LIMIT, multiline=True)


def refuse_unusable(unit: Unit, row: Any, draft: FollowUpDraft) -> None:
    """Raise what stands against this follow-up: its time, its words, its contact, its author."""
    refuse_outsider(unit, row)
    refuse_future(unit, draft.happened_at)
    if draft.next_contact_at is not None and draft.next_contact_at <= draft.happened_at:
        raise FieldError("next_contact_at", "not_after")
    known_word(unit, DictionaryKind.FOLLOW_UP_METHOD, "method", draft.method_id)
    known_word(unit, DictionaryKind.FOLLOW_UP_RESULT, "result", draft.result_id)
    known_word(unit, DictionaryKind.STAGE, "stage", draft.stage_id)
    refuse_foreign_contact(unit, row.id, draft.contact_id)


def refuse_outsider(view: View, row: Any) -> None:
    """Raise RefusedError for who sees a customer by a seat in its team that only reads."""
    seat = teams.current_member(view, row.id, view.person.user_id)
    if refusal := why_not_follow_up(row.name, seat=seat, sees=_sees(view, row)):
        raise RefusedError(refusal)


def refuse_future(unit: Unit, happened_at: datetime) -> None:
    """Raise FieldError for what has not happened yet: that is a task."""
    if is_in_future(happened_at, unit.now):
        raise FieldError("happened_at", "future")


def refuse_foreign_contact(
    unit: Unit, customer_id: CustomerId, contact_id: ContactId | None
) -> None:
    """Raise NotFoundError for a contact who does not belong to the customer now."""
    if contact_id is None or contacts.contact(unit, contact_id).customer_id == customer_id:
        return
    if not affiliations.is_current(unit, contact_id, customer_id):
        raise NotFoundError("contact", str(contact_id))


def known_word(
    unit: Unit, kind: DictionaryKind, field: str, item_id: int | None
) -> DictionaryItem | None:
    """Return a word of the office's lists, or None for none; raise FieldError when unknown."""
    if item_id is None:
        return None
    words = dictionaries.items(unit.connection, kind)
    found = next((word for word in words if word.id == item_id), None)
    if found is None:
        raise FieldError(field, "unknown", str(item_id))
    return found


def _sees(view: View, row: Any) -> bool:
    """Return whether the customer is this person's to work on without a seat in its team."""
    me = view.person
    if me.is_admin or row.owner_id in {me.user_id, *me.covered_ids}:
        return True
    if row.owner_id is None:
        return row.pool_id in me.pool_ids
    return users.manages(view.connection, me.user_id, row.owner_id)


def write_one(unit: Unit, row: Any, draft: FollowUpDraft, content: str, note: str) -> Written:
    """Insert a checked follow-up; return why it moves nothing if so, the last day, who is told."""
    needs = checked_remark("needs", draft.needs)
    problems = checked_remark("problems", draft.problems)
    happened_at = min(draft.happened_at, unit.now)
    method = known_word(unit, DictionaryKind.FOLLOW_UP_METHOD, "method", draft.method_id)
    reason = _effect(unit, row, draft, method)
    day = day_of(happened_at, unit.zone)
    follow_up_id = follow_ups.add_follow_up(
        unit,
        {
            "customer_id": row.id,
            "contact_id": draft.contact_id,
            "period_id": row.period_id if reason is None else None,
            "author_id": unit.person.user_id,
            "method_id": draft.method_id,
            "result_id": draft.result_id,
            "mood": draft.mood,
            "content": content,
            "happened_at": happened_at,
            "clock_day": day if reason is None else None,
            "effective": reason is None,
            "why_not_effective": "" if reason is None else reason.value,
            "next_contact_at": draft.next_contact_at,
            "next_contact_note": note,
            "needs": needs,
            "problems": problems,
        },
    )
    values = _moved(unit, row, draft, happened_at, note)
    if method is not None and not method.counts:
        # A greeting or a remark is no contact: who sends one is as far behind as before.
        values.pop("last_follow_up_at", None)
    if reason is None:
        write_facts(unit, row.period_id, follow_up_id, day, method)
        values["last_effective_day"] = max(day, row.last_effective_day or day)
    customers.update_customer(unit, row.id, values, person_edit="stage_id" in values)
    if row.owner_id != unit.person.user_id and draft.next_contact_at is not None:
        _remind_author(unit, row.id, draft.next_contact_at, note or content)
    last_day = protection.refresh(unit, row.id, cause="follow_up")
    told = tell_mentioned(unit, row.id, follow_up_id, content, draft.mention_ids)
    unit.record(
        FollowUpAdded(
            customer_id=row.id,
            record_id=follow_up_id,
            before={name: getattr(row, name) for name in (*values, *PROMISE)},
            after={**values, "told": [each.id for each in told.people]},
        )
    )
    return Written(follow_up_id, unit.changed, reason, last_day, unit.today, told)


def _effect(
    unit: Unit, row: Any, draft: FollowUpDraft, method: DictionaryItem | None
) -> Ineffective | None:
    result = known_word(unit, DictionaryKind.FOLLOW_UP_RESULT, "result", draft.result_id)
    happened_at = min(draft.happened_at, unit.now)
    facts = replace(
        what_counts(unit, row),
        method_counts=method is None or method.counts,
        result_counts=result is None or result.counts,
        happened_at=happened_at,
        happened_day=day_of(happened_at, unit.zone),
    )
    return why_not_effective(
        facts, calendar=unit.calendar, late_entry_days=unit.office.late_entry_days
    )


def what_counts(view: View, row: Any) -> FollowUpFacts:
    """Return what decides whether a follow-up counts that this person writes of just now."""
    me = view.person.user_id
    return FollowUpFacts(
        author_id=me,
        owner_id=row.owner_id,
        has_content=True,
        method_counts=True,
        result_counts=True,
        happened_at=view.now,
        happened_day=view.today,
        today=view.today,
        period_started_at=(
            None if row.period_id is None else pools.period_start(view, row.period_id)
        ),
        author_writes=_may_write(teams.current_member(view, row.id, me)),
        author_covers=(
            row.owner_id is not None and users.covers(view.connection, me, row.owner_id, view.today)
        ),
        leave=users.leave_of(view.connection, me),
    )


def _may_write(seat: TeamMember | None) -> bool:
    return seat is not None and seat.can_write


def _moved(
    unit: Unit, row: Any, draft: FollowUpDraft, happened_at: datetime, note: str
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if row.last_follow_up_at is None or happened_at > row.last_follow_up_at:
        values["last_follow_up_at"] = happened_at
    if draft.stage_id is not None and draft.stage_id != row.stage_id:
        fields = replace(customers.fields_of(row), stage_id=draft.stage_id)
        share, _missing = completeness(fields, own_fields(unit, FieldHolder.CUSTOMER))
        values |= {"stage_id": draft.stage_id, "completeness": share}
    if row.owner_id != unit.person.user_id:
        return values
    if draft.next_contact_at is not None:
        values |= {"next_contact_at": draft.next_contact_at, "next_contact_note": note}
    elif row.next_contact_at is not None and row.next_contact_at <= unit.now:
        # It was due and is done now; without a new one there is no plan.
        values |= {"next_contact_at": None, "next_contact_note": ""}
    return values


def write_facts(
    unit: Unit, period_id: Any, follow_up_id: FollowUpId, day: int, method: DictionaryItem | None
) -> None:
    """Write what the rules may count of an effective follow-up."""
    code = "" if method is None else method.code
    pools.add_fact(unit, period_id, FactKind.CONTACT, follow_up_id, day, detail=code)
    if code in VISIT_CODES:
        pools.add_fact(unit, period_id, FactKind.VISIT, follow_up_id, day, detail=code)


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
