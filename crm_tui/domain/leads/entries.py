"""A follow-up on a lead written on one line: read as any, what only customers have stays words."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.entries import Known, read_entry
from crm_tui.domain.leads.records import LeadFollowUpDraft


def known_of_leads(known: Known) -> Known:
    """Return what a line about a lead is read with: its stage is none of the office's words."""
    words = tuple(each for each in known.words if each.kind is not DictionaryKind.STAGE)
    return replace(known, words=words, contacts=(), colleagues=())


def read_lead_entry(text: str, known: Known) -> LeadFollowUpDraft:
    """Return the follow-up that a line means; tags and tasks, which leads lack, stay in it."""
    known = known_of_leads(known)
    entry = read_entry(text, known)
    draft = entry.draft(known)
    kept = [*(f"#{tag}" for tag in entry.tags), *(task.title for task in entry.tasks)]
    return LeadFollowUpDraft(
        " ".join(filter(None, (draft.content, *kept))),
        draft.happened_at,
        method_id=draft.method_id,
        result_id=draft.result_id,
        mood=draft.mood,
        next_contact_at=draft.next_contact_at,
        next_contact_note=draft.next_contact_note,
    )
