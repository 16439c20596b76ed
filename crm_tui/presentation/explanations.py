"""回收说明 in sentences: what takes a customer back and when, what it counts from, what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import assert_never

from crm_tui.domain.days import NEVER, date_of
from crm_tui.domain.pools import (
    Combine,
    ConditionCount,
    ConditionDay,
    ContractEndCondition,
    Deciding,
    Explanation,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    MilestoneCondition,
    NoDealCondition,
    NoOpportunityCondition,
    Rule,
    days_left,
)
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.conditions import condition_sentence, milestones_words
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.reasons import refusal
from crm_tui.presentation.words import FIELDS, field_label, name_in_sentence

_CAUSES: Mapping[str, str] = {
    "rules": N_("other rules took effect"),
    "calendar": N_("the calendar was edited"),
    "leave": N_("the leave of the owner changed"),
    "follow_up": N_("a follow-up was changed"),
    "deal": N_("a deal was changed"),
    "quote": N_("a quote was changed"),
    "lock": N_("a lock was changed"),
    "lock_lifted": N_("a lock was lifted"),
    "extension": N_("an extension was changed"),
    "restart": N_("the count was started anew"),
    "pool": N_("it was moved to another pool"),
    "transferred": N_("it was passed on"),
    "handed_over": N_("it was handed over"),
    "disputed": N_("a clash over it was decided"),
    "dismissed": N_("a held sweep was let go"),
    "undo": N_("something was undone"),
    "opening": N_("the office was just set up"),
}


def explanation_lines(explanation: Explanation) -> list[str]:
    """Return 回收说明: what takes the customer back and when, what it counts from, what helps.

    For a customer in the pool: whether one may claim it, and what would then be counted.
    """
    if not explanation.owner:
        return [*_pool_lines(explanation)]
    return [
        _holder_line(explanation),
        _deadline_line(explanation),
        *_rule_lines(explanation),
        *_what_holds_it(explanation),
        *_what_is_asked(explanation),
        *_what_extends(explanation),
        *_what_is_unknown(explanation),
    ]


def _holder_line(explanation: Explanation) -> str:
    return _("{owner} holds “{customer}”, of the pool “{pool}”.").format(
        owner=name_in_sentence(explanation.owner),
        customer=name_in_sentence(explanation.customer),
        pool=name_in_sentence(explanation.pool),
    )


def _deadline_line(explanation: Explanation) -> str:
    left = days_left(explanation.last_day, explanation.today)
    if left is None:
        return _("Nothing takes it back.")
    last, first = _day(explanation.last_day), _day(explanation.last_day + 1)
    if left < 0:
        return _("Protection ended after {last}; the next sweep takes it back.").format(last=last)
    if left == 0:
        return _("Today is the last day; it is taken back on {first} at 00:00.").format(first=first)
    return ngettext(
        "Protected through {last} ({count} day left); taken back on {first} at 00:00.",
        "Protected through {last} ({count} days left); taken back on {first} at 00:00.",
        left,
    ).format(last=last, first=first, count=left)


def _rule_lines(explanation: Explanation) -> Iterator[str]:
    rule = explanation.protection.rule
    if rule is None:
        yield _("No rule of the pool fits this customer.")
        return
    yield _rule_line(rule)
    if not rule.conditions:
        yield _("The rule has no condition.")
        return
    if len(rule.conditions) > 1:
        yield _combination(rule.combine)
    for each in explanation.counts:
        yield from _condition_lines(each, explanation)
    if explanation.protection.deciding is Deciding.EXEMPT:
        yield _("Its level or a tag of it is exempt from the rule.")


def _rule_line(rule: Rule) -> str:
    if not rule.name:
        return _("It runs under the rule of version {version}.").format(version=rule.version)
    return _("It runs under the rule “{rule}”, version {version}.").format(
        rule=name_in_sentence(rule.name), version=rule.version
    )


def _combination(combine: Combine) -> str:
    match combine:
        case Combine.ANY:
            return _("Each of these conditions alone takes it back:")
        case Combine.ALL:
            return _("Only all of these conditions together take it back:")
        case _:
            assert_never(combine)


def _condition_lines(each: ConditionCount, explanation: Explanation) -> Iterator[str]:
    yield condition_sentence(each.day.condition, explanation.methods)
    if each.day.is_met:
        yield _("This is met and takes it back no more.")
        return
    yield _anchor(each.day, explanation)
    if each.day.last_day >= NEVER:
        yield _("The count never ends.")
        return
    yield _counted(each)
    if each.leave_days:
        yield ngettext(
            "{count} day of leave is counted out.",
            "{count} days of leave are counted out.",
            each.leave_days,
        ).format(count=each.leave_days)


def _clock_words(explanation: Explanation) -> str:
    """Return what happened on the day from which the clock runs."""
    since, begun = explanation.owned_day, explanation.clock_day
    if since is None or begun is None or since == begun:
        return _("Counted from {day}, when it was taken over.")
    if since < begun:
        return _("Counted from {day}, when the clock was restarted.")
    return _("Counted from {day}, when the holder before took it over.")


def _anchor(each: ConditionDay, explanation: Explanation) -> str:
    day = _day(each.anchor_day)
    if each.anchor_day == explanation.clock_day and not (
        isinstance(each.condition, IdleCondition)
        and explanation.last_effective_day == each.anchor_day
    ):
        return _clock_words(explanation).format(day=day)
    match each.condition:
        case NoOpportunityCondition():
            return _("Counted from {day}, when the last opportunity was lost.").format(day=day)
        case NoDealCondition():
            return _("Counted from {day}, when the last deal was cancelled.").format(day=day)
        case ContractEndCondition():
            return _("Counted from {day}, when the last contract ends.").format(day=day)
        case (
            IdleCondition()
            | FirstContactCondition()
            | FollowUpCountCondition()
            | MilestoneCondition()
        ):
            return _("Counted from the last effective follow-up on {day}.").format(day=day)
        case _:
            assert_never(each.condition)


def _counted(each: ConditionCount) -> str:
    count, day = _days_of(each.day), _day(each.day.last_day)
    if each.off_days <= 0:
        return _("The {count}th counted day is {day}.").format(count=count, day=day)
    return ngettext(
        "The {count}th counted day is {day}; {skipped} day in between does not count.",
        "The {count}th counted day is {day}; {skipped} days in between do not count.",
        each.off_days,
    ).format(count=count, day=day, skipped=each.off_days)


def _days_of(each: ConditionDay) -> int:
    if isinstance(each.condition, MilestoneCondition):
        return each.milestone.days if each.milestone else 0
    return each.condition.days


def _what_holds_it(explanation: Explanation) -> Iterator[str]:
    clock = explanation.clock
    if clock is not None:
        contract_until = explanation.contract_until_day
        for day, sentence in (
            (clock.locked_until_day, _("It is locked until {day}.")),
            (clock.extended_until_day, _("It was extended until {day}.")),
            (contract_until, _("A contract runs until {day}.")),
        ):
            if day is not None and explanation.today <= day < NEVER:
                yield sentence.format(day=_day(day))
        if contract_until is not None and contract_until >= NEVER:
            yield _("A contract without end keeps it.")
    if explanation.deciding == Deciding.GRACE.value and explanation.not_before_day is not None:
        yield _(
            "A change had brought the day forward ({cause}), so it is kept until {day} at least."
        ).format(
            cause=cause_word(explanation.not_before_cause), day=_day(explanation.not_before_day)
        )


def _what_is_asked(explanation: Explanation) -> Iterator[str]:
    if explanation.asked_until_day is None:
        return
    day = _day(explanation.asked_until_day)
    if explanation.asked_of:
        yield _("More days were asked for, until {day}; {person} has not decided yet.").format(
            day=day, person=name_in_sentence(explanation.asked_of)
        )
    else:
        yield _("More days were asked for, until {day}; nobody has decided yet.").format(day=day)


def cause_word(cause: str) -> str:
    """Return the words for what brought a last day forward, or for the field that did."""
    if cause in _CAUSES:
        return _(_CAUSES[cause])
    return field_label(cause) if cause in FIELDS else _("a change")


def _what_extends(explanation: Explanation) -> Iterator[str]:
    if explanation.last_day < explanation.today:
        yield _("A follow-up written now is kept but comes too late to hold it.")
        return
    if explanation.last_day >= NEVER:
        return
    for each in explanation.counts:
        if not each.day.is_met and each.day.last_day < NEVER:
            yield _help(each.day, explanation.methods)


def _help(each: ConditionDay, methods: Mapping[str, str]) -> str:
    match each.condition:
        case FollowUpCountCondition(count):
            return ngettext(
                "{count} effective follow-up since it was taken over meets the condition.",
                "{count} effective follow-ups since it was taken over meet the condition.",
                count,
            ).format(count=count)
        case MilestoneCondition():
            missing = replace(
                each.condition, milestones=(each.milestone,) if each.milestone else ()
            )
            return _("Next is missing: {milestone}.").format(
                milestone=milestones_words(missing, methods)
            )
        case IdleCondition():
            sentence = _("An effective follow-up by the owner starts the count anew on its day.")
        case FirstContactCondition():
            sentence = _("A first effective follow-up meets the condition for good.")
        case NoOpportunityCondition():
            sentence = _("An open opportunity holds it.")
        case NoDealCondition():
            sentence = _("A deal meets the condition.")
        case ContractEndCondition():
            sentence = _("A new contract holds it.")
        case _:
            assert_never(each.condition)
    return sentence


def _what_is_unknown(explanation: Explanation) -> Iterator[str]:
    if explanation.unknown_years:
        yield _(
            "The holidays of {years} are not known yet; there Monday to Friday count as worked."
        ).format(years=", ".join(map(str, explanation.unknown_years)))


def _pool_lines(explanation: Explanation) -> Iterator[str]:
    yield _("“{customer}” is in the pool “{pool}”.").format(
        customer=name_in_sentence(explanation.customer), pool=name_in_sentence(explanation.pool)
    )
    if explanation.claim_refusal is None:
        yield _("You can claim it now.")
    else:
        yield _("You cannot claim it: {reason}").format(reason=refusal(explanation.claim_refusal))
    rule = explanation.protection.rule
    if rule is None or not rule.conditions:
        yield _("Once claimed, no rule takes it back.")
        return
    if len(rule.conditions) > 1:
        yield _combination(rule.combine)
    for condition in rule.conditions:
        yield condition_sentence(condition, explanation.methods)


def _day(day: int) -> str:
    return f"{date_of(day).isoformat()} {weekday(day)}"
