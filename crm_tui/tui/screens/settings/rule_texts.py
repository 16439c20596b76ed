"""The reclaim rules of a pool in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools import (
    Combine,
    Condition,
    FollowUpCountCondition,
    MilestoneCondition,
    Rule,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.conditions import milestones_words, span
from crm_tui.presentation.rule_words import RuleWords
from crm_tui.presentation.words import word
from crm_tui.tui.screens.settings.filters import methods_by_code, words_by_id
from crm_tui.tui.session import Session

_SUMMED_UP = 2


def rule_words_of(session: Session) -> RuleWords:
    """Return the office's words that sentences about rules need."""
    return RuleWords(words_by_id(session), methods_by_code(session))


def rules_summary(rules: Sequence[Rule], methods: Mapping[str, str]) -> str:
    """Return the first rules of a pool in a few words."""
    if not rules:
        return _("none: nothing is taken back")
    said = [_in_short(rule, methods) for rule in rules[:_SUMMED_UP]]
    if len(rules) > _SUMMED_UP:
        said.append("…")
    return " / ".join(said)


def _in_short(rule: Rule, methods: Mapping[str, str]) -> str:
    """Return the conditions by their names and days."""
    between = " + " if rule.combine is Combine.ALL else _(", ")
    return between.join(_condition(each, methods) for each in rule.conditions) or _(
        "takes nobody back"
    )


def _condition(condition: Condition, methods: Mapping[str, str]) -> str:
    named = word(condition.code)
    match condition:
        case MilestoneCondition():
            return f"{named} {milestones_words(condition, methods)}"
        case FollowUpCountCondition(count, days, unit):
            return _("{condition} {count} in {days}").format(
                condition=named, count=count, days=_span(days, unit)
            )
        case _:
            return f"{named} {_span(condition.days, condition.unit)}"


def _span(days: int, unit: DayUnit) -> str:
    if days == 0:
        return _("on the same day")
    if unit is DayUnit.WORKING:
        return span(days, unit)
    return ngettext("{count} day", "{count} days", days).format(count=days)
