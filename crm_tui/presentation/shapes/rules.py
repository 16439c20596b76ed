"""Rules of pools, their versions and dry runs as plain dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import Condition, Rule, stored_condition
from crm_tui.domain.pools.rule_books import RuleBook, RuleDraft, RulePreview, RuleVersion
from crm_tui.presentation.conditions import rule_warning
from crm_tui.presentation.dates import iso, iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.rule_words import RuleWords, rule_sentence

RULE_KEYS = (
    "name", "combine", "conditions", "levels", "types", "industries", "sources", "provinces",
    "tags", "exempt_levels", "exempt_tags", "warning_leads", "sentence",
)  # fmt: skip
"""What a rule is written with, in a file as in an answer; `sentence` is only told."""
KEYS = ("pool", "version", "effective_day", "number", *RULE_KEYS)


def rule(found: Rule | RuleDraft, words: RuleWords) -> Shape:
    """Return a rule as a file of rules holds it, with its sentence."""
    wanted = found.filter
    return {
        "name": found.name,
        "combine": found.combine.value,
        "conditions": [condition(each) for each in found.conditions],
        "levels": sorted(wanted.levels),
        "types": sorted(wanted.types),
        "industries": [words.by_id.get(each, str(each)) for each in sorted(wanted.industry_ids)],
        "sources": [words.by_id.get(each, str(each)) for each in sorted(wanted.source_ids)],
        "provinces": sorted(wanted.provinces),
        "tags": sorted(wanted.tags),
        "exempt_levels": sorted(found.exempt_levels),
        "exempt_tags": sorted(found.exempt_tags),
        "warning_leads": list(found.warning_leads),
        "sentence": rule_sentence(found, words),
    }


def condition(found: Condition) -> Shape:
    """Return a condition as a file of rules holds it."""
    stored = stored_condition(found)
    shape: Shape = {"kind": stored.kind, "unit": stored.unit.value}
    if stored.milestones:
        return {**shape, "milestones": [dict(each) for each in stored.milestones]}
    shape["days"] = stored.days
    return shape if stored.count is None else {**shape, "count": stored.count}


def numbered_rule(book: RuleBook, version: RuleVersion, number: int, words: RuleWords) -> Shape:
    """Return a rule of a version with its place in it."""
    return {
        "pool": book.pool,
        "version": version.version,
        "effective_day": _effective(version),
        "number": number,
        **rule(version.rules[number - 1], words),
    }


def rule_book(book: RuleBook, words: RuleWords, zone: ZoneInfo) -> Shape:
    """Return all versions of a pool's rules."""
    current = book.current
    return {
        "pool": book.pool,
        "may_edit": book.may_edit,
        "current": None if current is None else version(current, words, zone),
        "pending": [version(each, words, zone) for each in book.pending],
        "history": [version(each, words, zone) for each in book.history],
    }


def version(found: RuleVersion, words: RuleWords, zone: ZoneInfo) -> Shape:
    """Return a version with its rules."""
    return {
        "id": found.id,
        "version": found.version,
        "effective_day": _effective(found),
        "note": found.note,
        "created_at": _instant(found.created_at, zone),
        "created_by": found.created_by or None,
        "applied_at": _instant(found.applied_at, zone),
        "superseded": found.superseded,
        "rules": [rule(each, words) for each in found.rules],
    }


def preview(found: RulePreview, logins: Mapping[UserId, str]) -> Shape:
    """Return what a change of the rules would do."""
    return {
        "pool": found.pool,
        "effective_day": iso_day(found.effective_day),
        "owned": found.owned,
        "changed": found.changed,
        "earlier": found.earlier,
        "later": found.later,
        "leaving": [{"day": iso_day(day), "customers": number} for day, number in found.leaving],
        "owners": [
            {
                "owner": logins.get(each.owner_id),
                "owned": each.owned,
                "changed": each.changed,
                "earlier": each.earlier,
                "later": each.later,
                "leaving": each.leaving,
            }
            for each in found.owners
        ],
        "losses": [
            {
                "id": each.customer_id,
                "name": each.name,
                "owner": logins.get(each.owner_id),
                "old_last_day": iso_day(each.old_last_day),
                "new_last_day": iso_day(each.new_last_day),
                "deciding": each.deciding.value,
            }
            for each in found.losses
        ],
        "warnings": [rule_warning(each) for each in found.warnings],
    }


def _effective(found: RuleVersion) -> str | None:
    return iso_day(found.effective_day) if found.effective_day > 0 else None


def _instant(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else iso(at, zone)
