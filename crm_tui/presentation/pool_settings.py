"""What is set of a pool, in words: members, holding limits, routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from crm_tui.domain.customers import CustomerType
from crm_tui.domain.pools import LimitKind, LimitLevel, LimitRow, MemberKind, MemberRow, RuleFilter
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import field_label, name_in_sentence, word

_LABELS: Mapping[str, str] = {
    "default": N_("Default pool"),
    "customers": N_("Customers in the pool"),
    "owned": N_("Customers held"),
    "next_in_turn": N_("Next in turn"),
}
_WITHOUT: Mapping[str, str] = {
    "description": N_("none"),
    "daily_limit": N_("no limit"),
    "reveal_limit": N_("no limit"),
    "next_in_turn": N_("nobody"),
}
"""What a setting reads like that has no value; any other is off."""


def setting_label(name: str) -> str:
    """Return the label of what is told of a pool: a setting or a count."""
    return _(_LABELS[name]) if name in _LABELS else field_label(name)


def setting_text(name: str, value: object) -> str:
    """Return a setting as a person reads it: yes or no, and what none means for it."""
    if value is None or value == "":
        return _(_WITHOUT[name]) if name in _WITHOUT else _("none (off)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def minute_text(minute: int | None) -> str | None:
    """Return a minute of the day as HH:MM, None for none."""
    return None if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def member_sentence(row: MemberRow) -> str:
    """Return who it is about and whether they are in, out or in charge."""
    match row.member.kind:
        case MemberKind.EVERYBODY:
            who = _("everybody")
        case MemberKind.USER:
            who = _("{name} ({login})").format(name=name_in_sentence(row.name), login=row.login)
        case MemberKind.ROLE:
            who = _("everybody with the role {name}").format(name=name_in_sentence(row.name))
        case MemberKind.DEPARTMENT:
            who = _("the department {name} and all below").format(name=name_in_sentence(row.name))
        case _:
            assert_never(row.member.kind)
    if row.member.is_excluded:
        return _("Kept out: {who}").format(who=who)
    if row.member.is_admin:
        return _("In charge: {who}").format(who=who)
    return _("Member: {who}").format(who=who)


def limit_sentence(row: LimitRow) -> str:
    """Return for whom a limit is, where, and what counts under it."""
    parts = [_("{number} at most for {who}").format(number=row.limit.maximum, who=_whose(row))]
    if row.pool:
        parts.append(_("in the pool “{pool}”").format(pool=name_in_sentence(row.pool)))
    if row.limit.kind is LimitKind.SELF_FOUND:
        parts.append(_("found by themselves"))
    if not row.limit.counts_deal:
        parts.append(_("deal customers not counted"))
    if not row.limit.counts_locked:
        parts.append(_("locked ones not counted"))
    return _(", ").join(parts)


def _whose(row: LimitRow) -> str:
    match row.limit.level:
        case LimitLevel.OFFICE:
            return _("everybody")
        case LimitLevel.DEPARTMENT:
            return _("the department {name}").format(name=name_in_sentence(row.subject_name))
        case LimitLevel.ROLE:
            return _("the role {name}").format(name=name_in_sentence(row.subject_name))
        case LimitLevel.USER:
            return name_in_sentence(row.subject_name)
        case _:
            assert_never(row.limit.level)


def filter_sentence(wanted: RuleFilter, words: Mapping[int, str]) -> str:
    """Return which customers a filter accepts; `words` name industries and sources by id."""
    parts: list[str] = []

    def say(label: str, values: Iterable[str]) -> None:
        found = [name_in_sentence(value) for value in values]
        if found:
            parts.append(_("{label} {values}").format(label=label, values="/".join(found)))

    say(_("Level"), sorted(wanted.levels))
    say(_("Type"), (word(CustomerType(each)) for each in sorted(wanted.types)))
    say(_("Industry"), (words.get(each, str(each)) for each in sorted(wanted.industry_ids)))
    say(_("Source"), (words.get(each, str(each)) for each in sorted(wanted.source_ids)))
    say(_("Province"), sorted(wanted.provinces))
    say(_("Tags"), sorted(wanted.tags))
    return _(", ").join(parts) if parts else _("all customers")
