"""Follow a lead up: what was said, and when it is contacted next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm_tui.db.queries.leads import records, talks
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import LeadFollowedUp
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.leads.records import LeadFollowUpDraft, LeadRow
from crm_tui.domain.leads.values import LeadStage
from crm_tui.errors import FieldError
from crm_tui.services import protection
from crm_tui.services.follow_ups.writing import (
    checked_content,
    checked_note,
    known_word,
    refuse_future,
    refuse_unusable,
    write_one,
)
from crm_tui.services.leads.changing import refuse_closed


def checked_draft(draft: LeadFollowUpDraft) -> LeadFollowUpDraft:
    """Return a follow-up with its texts clean; raise FieldError for what cannot be stored."""
    return replace(
        draft,
        content=checked_content(draft.content),
        next_contact_note=checked_note(draft.next_contact_note),
    )


def follow_up_lead(unit: Unit, lead: LeadRow, draft: LeadFollowUpDraft) -> CustomerId | None:
    """Write down what was said to a lead, or to the customer that it became: then return that."""
    if lead.stage is LeadStage.CONVERTED and lead.customer_id is not None:
        _follow_up_customer(unit, lead.customer_id, draft)
        return lead.customer_id
    refuse_closed(unit, lead)
    refuse_future(unit, draft.happened_at)
    if draft.next_contact_at is not None and draft.next_contact_at <= draft.happened_at:
        raise FieldError("next_contact_at", "not_after")
    known_word(unit, DictionaryKind.FOLLOW_UP_METHOD, "method", draft.method_id)
    known_word(unit, DictionaryKind.FOLLOW_UP_RESULT, "result", draft.result_id)
    happened_at = min(draft.happened_at, unit.now)
    follow_up_id = talks.add_follow_up(
        unit,
        {
            "lead_id": lead.id,
            "method_id": draft.method_id,
            "result_id": draft.result_id,
            "mood": draft.mood,
            "content": draft.content,
            "happened_at": happened_at,
            "next_contact_at": draft.next_contact_at,
            "next_contact_note": draft.next_contact_note,
        },
    )
    values = _moved(unit, lead, replace(draft, happened_at=happened_at))
    before = records.change_lead(unit, lead.id, values)
    after = {"name": lead.called, "follow_up_id": follow_up_id, **values}
    unit.record(LeadFollowedUp(record_id=lead.id, before=before, after=after))
    return None


def _moved(unit: Unit, lead: LeadRow, draft: LeadFollowUpDraft) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if lead.last_follow_up_at is None or draft.happened_at > lead.last_follow_up_at:
        values["last_follow_up_at"] = draft.happened_at
    if draft.next_contact_at is not None:
        values["next_contact_at"] = draft.next_contact_at
        values["next_contact_note"] = draft.next_contact_note
    elif lead.next_contact_at is not None and lead.next_contact_at <= unit.now:
        # It was due and is done now; without a new one there is no plan.
        values |= {"next_contact_at": None, "next_contact_note": ""}
    return values


def _follow_up_customer(unit: Unit, customer_id: CustomerId, draft: LeadFollowUpDraft) -> None:
    row = protection.settled(unit, customer_id)
    written = FollowUpDraft(
        draft.content,
        draft.happened_at,
        method_id=draft.method_id,
        result_id=draft.result_id,
        mood=draft.mood,
        next_contact_at=draft.next_contact_at,
        next_contact_note=draft.next_contact_note,
    )
    refuse_unusable(unit, row, written)
    write_one(unit, row, written, draft.content, draft.next_contact_note)
