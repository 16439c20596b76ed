"""Leads within a unit: entered, edited, moved on, planned, discarded; each with its event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm_tui.db.queries import dictionaries, users
from crm_tui.db.queries.leads import keys, records, scores
from crm_tui.db.queries.tasks import of_leads
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import (
    Event,
    LeadAdded,
    LeadContactPlanned,
    LeadDeleted,
    LeadDiscarded,
    LeadEdited,
    LeadQualified,
    LeadRestored,
)
from crm_tui.domain.identifiers import LeadId, UserId
from crm_tui.domain.leads.records import (
    LeadFields,
    LeadRow,
    changed_fields,
    lead_keys,
    plain_phones,
)
from crm_tui.domain.leads.refusals import LeadNotDiscarded, why_closed, why_not_work_on
from crm_tui.domain.leads.values import OPEN_STAGES, LeadStage
from crm_tui.domain.tasks import ClosedReason
from crm_tui.errors import FieldError, RefusedError


def refuse_others(view: View, lead: LeadRow) -> None:
    """Raise RefusedError where this person may not change a lead that they see."""
    manages = users.manages(view.connection, view.person.user_id, lead.owner_id)
    refusal = why_not_work_on(lead, by=view.person, stands_above=manages)
    if refusal is not None:
        raise RefusedError(refusal)


def refuse_closed(view: View, lead: LeadRow) -> None:
    """Raise RefusedError for a lead on which this person does not work, or nobody any more."""
    if refusal := why_closed(lead):
        raise RefusedError(refusal)
    refuse_others(view, lead)


def enter_lead(
    unit: Unit,
    lead: LeadFields,
    *,
    owner_id: UserId | None,
    intake_id: str | None = None,
    stage: LeadStage = LeadStage.NEW,
    how: str = "",
) -> LeadId:
    """Insert a checked lead with its keys and its score; `how` tells which way it came."""
    values = {
        **records.field_values(lead),
        "stage": stage,
        "owner_id": owner_id,
        "intake_id": intake_id,
    }
    lead_id = records.insert_lead(unit, values)
    keys.replace_keys(unit, lead_id, lead_keys(lead))
    scores.rescore(unit, records.settings_of(unit).score_rules, lead_id)
    told = {"name": lead.called, "owner_id": owner_id, **({"how": how} if how else {})}
    unit.record(LeadAdded(record_id=lead_id, after=told))
    return lead_id


def store_fields(unit: Unit, lead_id: LeadId, lead: LeadFields) -> None:
    """Write what follows from the fields of a lead, but for the columns themselves."""
    keys.replace_keys(unit, lead_id, lead_keys(lead))
    scores.rescore(unit, records.settings_of(unit).score_rules, lead_id)


def edit_lead(unit: Unit, row: LeadRow, new: LeadFields) -> bool:
    """Store the fields that differ; return whether any does."""
    found = changed_fields(row.fields, new)
    if not found:
        return False
    before = records.change_lead(unit, row.id, records.field_values(new))
    store_fields(unit, row.id, new)
    after: dict[str, object] = {each.name: each.after for each in found}
    if "phones" in after:
        after["phones"] = plain_phones(new.phones)
    unit.record(LeadEdited(record_id=row.id, before=before, after={"name": new.called, **after}))
    return True


def change(
    unit: Unit, lead: LeadRow, event: type[Event], values: Mapping[str, Any], **told: object
) -> None:
    """Change columns of a lead and record it; `told` is what the history says besides."""
    before = records.change_lead(unit, lead.id, values)
    unit.record(
        event(record_id=lead.id, before=before, after={"name": lead.called, **values, **told})
    )


def qualify_lead(unit: Unit, lead: LeadRow, stage: LeadStage) -> None:
    """Move an open lead to another open stage; nothing where it stands there."""
    refuse_closed(unit, lead)
    if stage not in OPEN_STAGES:
        raise FieldError("lead_stage", "not_one_of", stage.value)
    if stage is not lead.stage:
        change(unit, lead, LeadQualified, {"stage": stage})


def plan_contact(unit: Unit, lead: LeadRow, at: datetime | None, note: str) -> None:
    """Set when a lead is contacted next, or clear it."""
    refuse_closed(unit, lead)
    if (at, note) != (lead.next_contact_at, lead.next_contact_note):
        values = {"next_contact_at": at, "next_contact_note": note}
        change(unit, lead, LeadContactPlanned, values)


def discard_reason(unit: Unit, reason_id: int) -> DictionaryItem:
    """Return a word that says why a lead is discarded; raise FieldError for one there is not."""
    words = dictionaries.items(unit.connection, DictionaryKind.DISCARD_REASON)
    found = next((each for each in words if each.id == reason_id), None)
    if found is None:
        raise FieldError("discard_reason", "unknown", str(reason_id))
    return found


def discard_lead(unit: Unit, lead: LeadRow, reason: DictionaryItem, note: str) -> None:
    """Discard an open lead; what was planned is planned no more, and its tasks are closed."""
    refuse_closed(unit, lead)
    closed = of_leads.close_with_lead(unit, lead.id, ClosedReason.DISCARDED)
    values = {
        "stage": LeadStage.DISCARDED,
        "stage_before": lead.stage.value,
        "discard_reason_id": reason.id,
        "discard_note": note,
        "next_contact_at": None,
        "next_contact_note": "",
    }
    change(unit, lead, LeadDiscarded, values, reason=reason.name, closed_tasks=closed)


def restore_lead(unit: Unit, lead: LeadRow) -> None:
    """Let a discarded or deleted lead be worked on again, in the stage it had."""
    refuse_others(unit, lead)
    if lead.is_deleted:
        change(unit, lead, LeadRestored, {"deleted_at": None})
        return
    if lead.stage is not LeadStage.DISCARDED:
        raise RefusedError(LeadNotDiscarded(lead.called))
    before = records.stored(unit, lead.id).stage_before
    values = {
        "stage": LeadStage(before) if before else LeadStage.NEW,
        "stage_before": "",
        "discard_reason_id": None,
        "discard_note": "",
    }
    change(unit, lead, LeadRestored, values)


def delete_lead(unit: Unit, lead: LeadRow) -> None:
    """Put a lead into 已删除; one that became a customer stays, for its history."""
    refusal = why_closed(lead)
    if refusal is not None and lead.stage is not LeadStage.DISCARDED:
        raise RefusedError(refusal)
    refuse_others(unit, lead)
    change(unit, lead, LeadDeleted, {"deleted_at": unit.now})
