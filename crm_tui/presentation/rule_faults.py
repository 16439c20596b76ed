"""Why rules of a pool cannot be saved or withdrawn, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.days import date_of
from crm_tui.domain.pools.rule_books import (
    ConditionTwice,
    CountOutOfRange,
    DaysOutOfRange,
    EffectiveInPast,
    LeadsOutOfRange,
    NameTaken,
    NameTooLong,
    NoMilestones,
    NotPending,
    RuleFault,
    TooManyRules,
)
from crm_tui.i18n import _
from crm_tui.presentation.words import deciding_word, name_in_sentence


def rule_fault(fault: RuleFault) -> str:
    """Return why a rule cannot be saved."""
    match fault:
        case DaysOutOfRange():
            return _("{condition}: {days} days are out of range; from 0 to {limit}.").format(
                condition=deciding_word(fault.condition.value), days=fault.days, limit=fault.limit
            )
        case CountOutOfRange():
            return _("{count} follow-ups are out of range; from 1 to {limit}.").format(
                count=fault.count, limit=fault.limit
            )
        case NoMilestones():
            return _("The milestones of a rule are missing; name at least one with its days.")
        case ConditionTwice():
            return _("{condition} stands twice in a rule; once is enough.").format(
                condition=deciding_word(fault.condition.value)
            )
        case _:
            return _about_the_version(fault)


def _about_the_version(
    fault: NameTaken | NameTooLong | LeadsOutOfRange | TooManyRules | EffectiveInPast,
) -> str:
    match fault:
        case NameTaken():
            return _("Two rules are called “{name}”; give each its own name.").format(
                name=name_in_sentence(fault.name)
            )
        case NameTooLong():
            return _("The name of a rule is too long; {limit} characters at most.").format(
                limit=fault.limit
            )
        case LeadsOutOfRange():
            return _("Warnings go out 0 to {limit} days before, 20 of them at most.").format(
                limit=fault.limit
            )
        case TooManyRules():
            return _("{number} rules are too many; {limit} at most.").format(
                number=fault.number, limit=fault.limit
            )
        case EffectiveInPast():
            return _("{day} is over; rules take effect today ({today}) or later.").format(
                day=date_of(fault.day).isoformat(), today=date_of(fault.today).isoformat()
            )
        case _:
            assert_never(fault)


def not_pending(refusal: NotPending) -> str:
    """Return why a version cannot be withdrawn."""
    return _(
        "Version {version} of the rules of “{pool}” is in force, over or withdrawn already;"
        " save another one instead."
    ).format(version=refusal.version, pool=name_in_sentence(refusal.pool))
