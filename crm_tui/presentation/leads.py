"""Leads in words: why a score is what it is, and what happened with one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.events import EventRow
from crm_tui.domain.leads.intake import FROM_FORM
from crm_tui.domain.leads.records import EDITABLE, LeadRow
from crm_tui.domain.leads.scoring import ScorePart, ScoreRule
from crm_tui.domain.leads.values import LeadStage, ScoreCondition
from crm_tui.i18n import N_, _
from crm_tui.presentation.dates import relative_moment
from crm_tui.presentation.words import field_label, name_in_sentence, word


def asked_of(rule: ScoreRule) -> str:
    """Return what a rule of the score asks."""
    field, value = word(rule.field), name_in_sentence(rule.value)
    match rule.condition:
        case ScoreCondition.FILLED:
            return _("{field} is filled").format(field=field)
        case ScoreCondition.IS:
            return _("{field} is “{value}”").format(field=field, value=value)
        case ScoreCondition.CONTAINS:
            return _("{field} contains “{value}”").format(field=field, value=value)


def rule_sentence(rule: ScoreRule) -> str:
    """Return what a rule of the score asks, and for how many points."""
    return f"{rule.points:+d}  {asked_of(rule)}"


def part_sentence(part: ScorePart) -> str:
    """Return a rule with whether a lead earned its points."""
    return f"{'✓' if part.is_met else '·'} {rule_sentence(part.rule)}"


def contact_words(row: LeadRow, now: datetime, zone: ZoneInfo) -> str:
    """Return when a lead is contacted next and for what; nothing where that is not planned."""
    if row.next_contact_at is None:
        return ""
    moment = relative_moment(row.next_contact_at, now, zone)
    return " ".join(filter(None, (moment, row.next_contact_note)))


def end_words(row: LeadRow) -> str:
    """Return what a lead came to: the customer, or why it was discarded; nothing while open."""
    match row.stage:
        case LeadStage.CONVERTED:
            return row.customer or _("a customer")
        case LeadStage.DISCARDED:
            return " · ".join(filter(None, (row.discard_reason, row.discard_note)))
        case LeadStage.NEW | LeadStage.MQL | LeadStage.SQL:
            return ""


def event_sentence(event: EventRow) -> str:
    """Return what happened with a lead, without who and when."""
    after = event.after
    match event.kind:
        case "lead_edited":
            return _edited(event)
        case "lead_qualified":
            return _("Moved to {stage}").format(stage=word(LeadStage(str(after["stage"]))))
        case "lead_given":
            return _given(str(after.get("how", "")), str(after.get("owner", "")))
        case "lead_contact_planned":
            is_planned = after.get("next_contact_at") is not None
            return _("Next contact planned") if is_planned else _("Next contact cleared")
        case "lead_discarded":
            return _("Discarded: {reason}").format(
                reason=name_in_sentence(str(after.get("reason", "")))
            )
        case _:
            is_of_form = after.get("how") == FROM_FORM
            return _("Came from a form") if is_of_form else _(_HAPPENED[event.kind])


_HAPPENED = {
    "lead_added": N_("Entered"),
    "lead_restored": N_("Restored"),
    "lead_deleted": N_("Deleted"),
}


def _edited(event: EventRow) -> str:
    names = [field_label(name) for name in EDITABLE if name in event.after and name != "name"]
    if not names:
        names = [field_label("lead_name")]
    return _("Edited: {fields}").format(fields=_(", ").join(names))


def _given(how: str, owner: str) -> str:
    person = name_in_sentence(owner)
    match how:
        case "claimed":
            return _("Claimed by {person}").format(person=person)
        case "in_turn":
            return _("Given in turn to {person}").format(person=person)
        case "released":
            return _("Let go of; nobody holds it")
        case _:
            return _("Given to {person}").format(person=person)
