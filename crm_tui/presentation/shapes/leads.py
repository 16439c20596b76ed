"""Leads as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.intake import INTAKE_FIELDS, names_of
from crm_tui.domain.leads.records import (
    LeadDuplicates,
    LeadFollowUpRow,
    LeadRow,
    SourceConversion,
)
from crm_tui.domain.leads.routing import LeadRoute
from crm_tui.domain.leads.scoring import ScorePart, ScoreRule
from crm_tui.presentation.dates import iso
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.lead_reasons import alike_sentences
from crm_tui.presentation.leads import event_sentence
from crm_tui.values import dataclass

KEYS = (
    "id", "lead", "name", "company", "title", "phones", "email", "wechat", "province", "city",
    "address", "industry", "need", "source", "campaign", "note", "stage", "score", "owner",
    "next_contact_at", "next_contact_note", "last_follow_up_at", "discard_reason", "discard_note",
    "customer_id", "customer", "intake_id", "created_at", "deleted", "version",
)  # fmt: skip
CONVERSION_KEYS = ("source", "leads", "open", "converted", "discarded", "percent")
RULE_KEYS = ("field", "condition", "value", "points")
ROUTE_KEYS = ("id", "people", "provinces", "industries", "sources")
INTAKE_KEYS = ("field", "names")


@dataclass(frozen=True, slots=True)
class LeadShapes:
    """Makes shapes of leads in one office's zone, with people as logins."""

    zone: ZoneInfo
    logins: Mapping[UserId, str]

    def lead(self, row: LeadRow) -> Shape:
        """Return a lead; `lead` is what it is called."""
        fields = row.fields
        return {
            "id": row.id,
            "lead": row.called,
            "name": fields.name,
            "company": fields.company,
            "title": fields.title,
            "phones": [each.number for each in fields.phones],
            "email": fields.email,
            "wechat": fields.wechat,
            "province": fields.province,
            "city": fields.city,
            "address": fields.address,
            "industry": row.industry,
            "need": fields.need,
            "source": row.source,
            "campaign": fields.campaign,
            "note": fields.note,
            "stage": row.stage.value,
            "score": row.score,
            "owner": None if row.owner_id is None else self.logins.get(row.owner_id),
            "next_contact_at": self._iso(row.next_contact_at),
            "next_contact_note": row.next_contact_note,
            "last_follow_up_at": self._iso(row.last_follow_up_at),
            "discard_reason": row.discard_reason,
            "discard_note": row.discard_note,
            "customer_id": row.customer_id,
            "customer": row.customer,
            "intake_id": row.intake_id,
            "created_at": self._iso(row.created_at),
            "deleted": row.is_deleted,
            "version": row.version,
        }

    def follow_up(self, row: LeadFollowUpRow) -> Shape:
        """Return what was said to a lead."""
        return {
            "id": row.id,
            "author": row.author,
            "happened_at": self._iso(row.happened_at),
            "method": row.method,
            "result": row.result,
            "mood": None if row.mood is None else row.mood.value,
            "content": row.content,
            "next_contact_at": self._iso(row.next_contact_at),
            "next_contact_note": row.next_contact_note,
        }

    def event(self, event: EventRow) -> Shape:
        """Return what happened with a lead."""
        return {
            "at": self._iso(event.at),
            "kind": event.kind,
            "by": event.actor,
            "words": event_sentence(event),
        }

    def _iso(self, instant: datetime | None) -> str | None:
        return None if instant is None else iso(instant, self.zone)


def alike(found: LeadDuplicates) -> list[Shape]:
    """Return who is known already: customers and leads, each with the reason in words."""
    known: list[Shape] = [
        {"customer_id": each.customer_id, "lead_id": None, "kind": each.kind.value,
         "level": each.level.value}
        for each in found.customers
    ]  # fmt: skip
    known += [
        {"customer_id": None, "lead_id": each.lead_id, "kind": each.kind.value,
         "level": each.level.value}
        for each in found.leads
    ]  # fmt: skip
    words = alike_sentences(found)
    return [{**each, "message": said} for each, said in zip(known, words, strict=True)]


def rule(each: ScoreRule) -> Shape:
    """Return a rule of the score as a file of rules has it."""
    return {
        "field": each.field.value,
        "condition": each.condition.value,
        "value": each.value,
        "points": each.points,
    }


def part(each: ScorePart) -> Shape:
    """Return a rule with whether a lead earned its points."""
    return {**rule(each.rule), "met": each.is_met}


def route(each: LeadRoute, logins: Mapping[UserId, str], words: Mapping[int, str]) -> Shape:
    """Return a route with people as logins and words by their names."""
    return {
        "id": each.id,
        "people": [logins.get(user_id) for user_id in each.user_ids],
        "provinces": list(each.provinces),
        "industries": [words.get(key, str(key)) for key in each.industry_ids],
        "sources": [words.get(key, str(key)) for key in each.source_ids],
    }


def conversion(each: SourceConversion) -> Shape:
    """Return what became of the leads of a source."""
    return {
        "source": each.source,
        "leads": each.leads,
        "open": each.open,
        "converted": each.converted,
        "discarded": each.discarded,
        "percent": each.percent,
    }


def intake_names() -> list[Shape]:
    """Return under which names forms may send each field."""
    return [{"field": each, "names": list(names_of(each))} for each in INTAKE_FIELDS]
