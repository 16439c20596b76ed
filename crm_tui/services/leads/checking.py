"""What a lead may hold, what an edit makes of it, and who is known already under its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import batches, dictionaries
from crm_tui.db.queries.leads import keys as key_queries
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contacts import Phone
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.duplicates.discretion import Discretion
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.records import (
    EDITABLE,
    LeadDuplicates,
    LeadFields,
    LeadRow,
    changed_fields,
    lead_keys,
)
from crm_tui.domain.text import is_filling
from crm_tui.domain.work_settings import PhonePolicy
from crm_tui.errors import ConflictError, DuplicateLeadError, FieldError
from crm_tui.services.checks import checked_text, kept_phone, refuse_bad_email
from crm_tui.services.discreet import discretion_of
from crm_tui.services.duplicates import found_duplicates

_Told = Callable[[Iterable[DuplicateMatch]], Iterable[DuplicateMatch]]
"""Leaves of what was found what this person may be told."""
LIMITS = {
    "name": 100, "company": 500, "title": 100, "email": 254, "wechat": 100, "province": 40,
    "city": 40, "address": 500, "need": 4000, "campaign": 200, "note": 4000,
}  # fmt: skip
MOST_PHONES = 10
_MULTILINE = frozenset({"need", "note"})
_WORDS = {"industry_id": DictionaryKind.INDUSTRY, "source_id": DictionaryKind.SOURCE}


def checked_lead(
    lead: LeadFields, policy: PhonePolicy = PhonePolicy.KEPT, known: Sequence[Phone] = ()
) -> LeadFields:
    """Return the fields cleaned; raise FieldError for the first that cannot be stored.

    Numbers are kept as the policy says, but for those that are known already.
    """
    texts: dict[str, Any] = {
        name: checked_text(name, getattr(lead, name), limit=limit, multiline=name in _MULTILINE)
        for name, limit in LIMITS.items()
    }
    phones = tuple(
        kept_phone(each.number, policy, known) for each in lead.phones if each.number.strip()
    )
    if len(phones) > MOST_PHONES:
        raise FieldError("phone", "too_many", limit=MOST_PHONES)
    cleaned = replace(lead, **texts, phones=phones)
    if not cleaned.called:
        raise FieldError("lead_name", "required")
    if is_filling(cleaned.called):
        raise FieldError("lead_name", "no_letters", cleaned.called)
    refuse_bad_email(cleaned.email)
    return cleaned


def refuse_unknown_words(view: View, lead: LeadFields) -> None:
    """Raise FieldError when a field names a word that the office does not have."""
    for name, kind in _WORDS.items():
        word_id: int | None = getattr(lead, name)
        if word_id is None:
            continue
        if word_id not in {word.id for word in dictionaries.items(view.connection, kind)}:
            raise FieldError(name, "unknown", str(word_id))


def edited(
    view: View, row: LeadRow, changes: Mapping[str, object], seen: LeadFields | None
) -> LeadFields:
    """Return a lead's fields after an edit; raise ConflictError for what both sides changed."""
    for name in changes:
        if name not in EDITABLE:
            raise FieldError(name, "unknown")
    shown = row.fields if seen is None else seen
    mine = checked_lead(replace(shown, **changes))  # type: ignore[arg-type]  # of its fields' types
    theirs = {each.name: each.after for each in changed_fields(shown, row.fields)}
    ours: dict[str, Any] = {each.name: each.after for each in changed_fields(shown, mine)}
    both = {
        name: (theirs[name], ours[name])
        for name in theirs.keys() & ours.keys()
        if theirs[name] != ours[name]
    }
    if both:
        raise ConflictError("lead", row.id, both, _changed_by(view, row.id, both))
    policy = view.office.work.phone_numbers
    new = checked_lead(replace(row.fields, **ours), policy, row.fields.phones)
    refuse_unknown_words(view, new)
    return new


def _changed_by(view: View, lead_id: LeadId, names: Mapping[str, object]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in batches.events_of_record(view, lead_id, ("lead_edited",)):
        for name in names:
            if name in event.after:
                found.setdefault(name, (event.actor, event.at))
    return found


def found_alike(view: View, lead: LeadFields, but: LeadId | None = None) -> LeadDuplicates:
    """Return which customers and leads are known under a phone, an account or the name.

    Of customers of others those that this person may be told of; `note_told` puts it on record.
    """
    return _alike(view, lead, but, discretion_of(view).only_told)


def alike_of_row(view: View, lead: LeadFields, discretion: Discretion) -> LeadDuplicates:
    """Return the same of a row in a file; beyond what may be told, without whose it is."""
    return _alike(view, lead, None, lambda found: map(discretion.told_of, found))


def alike_of_known(view: View, row: LeadRow) -> LeadDuplicates:
    """Return the same of a lead that is here; nothing is written down for a look at it.

    Whose a customer of others is stands there only when this person was told lately.
    """
    discretion = discretion_of(view)
    return _alike(view, row.fields, row.id, lambda found: map(discretion.said_again, found))


def _alike(view: View, lead: LeadFields, but: LeadId | None, told: _Told) -> LeadDuplicates:
    keys = lead_keys(lead)
    return LeadDuplicates(
        tuple(told(found_duplicates(view, keys, lead.company))),
        tuple(key_queries.twins(view, keys, lead.company, but)),
    )


def refuse_alike(
    unit: Unit, lead: LeadFields, but: LeadId | None = None, *, insists: bool
) -> LeadDuplicates:
    """Return who is known already; raise DuplicateLeadError where that must be insisted on."""
    found = found_alike(unit, lead, but)
    if found.asks and not insists:
        raise DuplicateLeadError(found)
    return found
