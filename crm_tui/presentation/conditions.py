"""The conditions of a reclaim rule in sentences: for the explanation, the editor and the shell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools import (
    Condition,
    ContractEndCondition,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    NeverOnceMet,
    NeverReached,
    NoConditions,
    NoDealCondition,
    NoOpportunityCondition,
    RuleWarning,
    ShorterThanRhythm,
)
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.words import deciding_word, name_in_sentence

_FACTS: Mapping[FactKind, str] = {
    FactKind.CONTACT: N_("effective follow-up"),
    FactKind.VISIT: N_("visit"),
    FactKind.OPPORTUNITY: N_("opportunity"),
    FactKind.QUOTE: N_("quotation"),
    FactKind.DEAL: N_("deal"),
    FactKind.CONTRACT: N_("contract"),
    FactKind.RECEIPT: N_("receipt"),
}


def condition_sentence(condition: Condition, methods: Mapping[str, str]) -> str:
    """Return when a condition takes a customer back; methods are told by the office's words."""
    return _("{condition} → taken back.").format(condition=condition_words(condition, methods))


def condition_words(condition: Condition, methods: Mapping[str, str]) -> str:
    """Return a condition as a part of a sentence."""
    match condition:
        case MilestoneCondition():
            return _("not reached in time: {milestones}").format(
                milestones=milestones_words(condition, methods)
            )
        case FollowUpCountCondition(count, days, unit):
            return ngettext(
                "fewer than {count} follow-up within {span}",
                "fewer than {count} follow-ups within {span}",
                count,
            ).format(count=count, span=span(days, unit))
        case IdleCondition(days, unit):
            text = _("{span} without a follow-up")
        case FirstContactCondition(days, unit):
            text = _("no first contact within {span}")
        case NoOpportunityCondition(days, unit):
            text = _("no opportunity within {span}")
        case NoDealCondition(days, unit):
            text = _("no deal within {span}")
        case ContractEndCondition(days, unit):
            text = _("{span} after the last contract ended")
        case _:
            assert_never(condition)
    return text.format(span=span(days, unit))


def span(days: int, unit: DayUnit) -> str:
    """Return a number of counted days with what it leaves out."""
    match unit:
        case DayUnit.ALL:
            text = ngettext("{count} day", "{count} days", days)
        case DayUnit.NON_HOLIDAY:
            text = ngettext(
                "{count} day (public holidays not counted)",
                "{count} days (public holidays not counted)",
                days,
            )
        case DayUnit.WORKING:
            text = ngettext("{count} working day", "{count} working days", days)
        case _:
            assert_never(unit)
    return text.format(count=days)


def milestones_words(condition: MilestoneCondition, methods: Mapping[str, str]) -> str:
    """Return the milestones of a condition, each with its days."""
    return _(", ").join(
        _("{milestone} ≤ {span}").format(
            milestone=_milestone(each, methods), span=span(each.days, condition.unit)
        )
        for each in condition.milestones
    )


def _milestone(milestone: Milestone, methods: Mapping[str, str]) -> str:
    if milestone.method:
        return methods.get(milestone.method, milestone.method)
    return fact_word(milestone.kind)


def fact_word(kind: FactKind) -> str:
    """Return the word for what a milestone asks for."""
    return _(_FACTS[kind])


def rule_warning(warning: RuleWarning) -> str:
    """Return what whoever saves a rule may not have meant."""
    match warning:
        case NoConditions():
            return _("The rule has no condition, so it takes nobody back.")
        case NeverOnceMet():
            return _(
                "All conditions are asked for together: once this is met, the rule never takes a"
                " customer back: {conditions}."
            ).format(conditions=_(", ").join(deciding_word(c.value) for c in warning.conditions))
        case ShorterThanRhythm():
            return _(
                "Level {level} is followed up every {rhythm} days, but the rule takes it back after"
                " {days}."
            ).format(level=warning.level, rhythm=warning.rhythm_days, days=warning.days)
        case NeverReached():
            return _("Rule {number} never applies: rule {earlier} takes all its customers.").format(
                number=_numbered(warning.number, warning.rule),
                earlier=_numbered(warning.earlier_number, warning.earlier),
            )
        case _:
            assert_never(warning)


def _numbered(number: int, name: str) -> str:
    return (
        _("{number} “{name}”").format(number=number, name=name_in_sentence(name))
        if name
        else str(number)
    )
