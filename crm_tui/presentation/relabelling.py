"""What an edit of level, type, tags and the like does to the last day, in one line."""

from __future__ import annotations

from crm_tui.domain.days import NEVER
from crm_tui.domain.pools import Relabelling
from crm_tui.i18n import _
from crm_tui.presentation.dates import short_day
from crm_tui.presentation.words import field_label, name_in_sentence, word


def relabelling_sentence(found: Relabelling, today: int) -> str:
    """Return how the last day moves, or why it stays: 改为C级：回收日 12-05 → 11-28."""
    if found.after_day == found.before_day:
        return _unmoved(found, today)
    moved = _("{change}: last day {before} → {after}")
    if found.is_held_by_grace:
        moved = _("{change}: last day {before} → {after} with grace; by the rules {matched}")
    return moved.format(
        change=_change(found),
        before=_day(found.before_day, today),
        after=_day(found.after_day, today),
        matched=_day(found.matched_day, today),
    )


def _unmoved(found: Relabelling, today: int) -> str:
    if found.is_not_lengthened:
        stays = _("{change}: last day unchanged; only who stands above the owner can make it later")
    elif found.is_held_by_grace:
        stays = _("{change}: last day unchanged with grace; by the rules {matched}")
    elif found.rule_after not in {"", found.rule_before}:
        stays = _("{change}: last day unchanged, now by the rule “{rule}”")
    else:
        stays = _("{change}: last day unchanged")
    return stays.format(
        change=_change(found),
        matched=_day(found.matched_day, today),
        rule=name_in_sentence(found.rule_after),
    )


def _change(found: Relabelling) -> str:
    if found.fields == ("level",) and found.level is not None:
        return _("Changed to level {level}").format(level=word(found.level))
    labels = _(", ").join(field_label(name) for name in found.fields)
    return _("Change of {fields}").format(fields=labels)


def _day(day: int, today: int) -> str:
    return _("never taken back") if day >= NEVER else short_day(day, today)
