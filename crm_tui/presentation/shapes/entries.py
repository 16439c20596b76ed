"""Follow-ups on a line as programs read them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.entries import Known
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.presentation.dates import iso


def draft_shape(draft: FollowUpDraft, known: Known) -> dict[str, object]:
    """Return what a follow-up says, field by field."""
    words = {each.id: each.name for each in known.words}
    people = {each.id: each.fields.name for each in known.contacts}
    logins = {each.id: each.login for each in known.colleagues}
    return {
        "contact": people.get(draft.contact_id) if draft.contact_id else None,
        "method": words.get(draft.method_id) if draft.method_id else None,
        "result": words.get(draft.result_id) if draft.result_id else None,
        "mood": None if draft.mood is None else draft.mood.value,
        "content": draft.content,
        "happened_at": iso(draft.happened_at, known.zone),
        "next_contact_at": _iso(draft.next_contact_at, known.zone),
        "next_contact_note": draft.next_contact_note,
        "needs": draft.needs,
        "problems": draft.problems,
        "stage": words.get(draft.stage_id) if draft.stage_id else None,
        "tags": list(draft.tags),
        "tasks": [
            {
                "title": each.title,
                "due_at": iso(each.due_at, known.zone),
                "assignee": logins.get(each.assignee_id) if each.assignee_id else None,
            }
            for each in draft.tasks
        ],
        "mentions": [logins[each] for each in draft.mention_ids if each in logins],
    }


def _iso(instant: datetime | None, zone: ZoneInfo) -> str | None:
    return None if instant is None else iso(instant, zone)
