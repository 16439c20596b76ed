"""Why something is not possible, and why a customer is taken back when it is, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from crm_tui.domain.days import NEVER, DayUnit, date_of
from crm_tui.domain.pools import (
    AlreadyYours,
    AssignRefusal,
    ClaimRefusal,
    Combine,
    ConditionDay,
    CoolingOff,
    DailyLimitReached,
    Deciding,
    Explanation,
    HoldingLimitReached,
    IdleCondition,
    NotAMember,
    NotOwned,
    NotYours,
    OwnedByAnother,
    PeriodEnd,
    PoolClosed,
    ReservedForFinder,
    ReturnRefusal,
    days_left,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.words import name_in_sentence

Refusal = ClaimRefusal | ReturnRefusal | AssignRefusal


def refusal(reason: Refusal) -> str:
    """Return why it is refused: the rule, its number, and when it is possible again."""
    match reason:
        case OwnedByAnother() | AlreadyYours() | NotOwned() | NotYours() | ReservedForFinder():
            return _about_the_holder(reason)
        case NotAMember() | PoolClosed():
            return _about_the_pool(reason)
        case HoldingLimitReached() | DailyLimitReached() | CoolingOff():
            return _about_a_limit(reason)
        case _:
            assert_never(reason)


def _about_the_holder(
    reason: OwnedByAnother | AlreadyYours | NotOwned | NotYours | ReservedForFinder,
) -> str:
    customer = name_in_sentence(reason.customer)
    match reason:
        case OwnedByAnother():
            return _("{owner} holds “{customer}”; only customers in the pool can be had.").format(
                owner=name_in_sentence(reason.owner), customer=customer
            )
        case AlreadyYours():
            return _("“{customer}” is held by this person already.").format(customer=customer)
        case NotOwned():
            return _("“{customer}” is in the pool already.").format(customer=customer)
        case NotYours(owner=""):
            return _(
                "You may not do this with “{customer}”; only the one who holds it may."
            ).format(customer=customer)
        case NotYours():
            return _(
                "You may not do this with “{customer}”; the manager of {person}, the pool's admin"
                " or an administrator may."
            ).format(customer=customer, person=name_in_sentence(reason.owner))
        case ReservedForFinder():
            return _(
                "“{customer}” is kept for the one who found it until {day}; free from {again} on."
            ).format(
                customer=customer,
                day=_day(reason.until_day),
                again=_day(reason.until_day + 1),
            )
        case _:
            assert_never(reason)


def _about_the_pool(reason: NotAMember | PoolClosed) -> str:
    pool = name_in_sentence(reason.pool)
    match reason:
        case NotAMember():
            return _(
                "{person} does not belong to the pool “{pool}”; its admin can change that."
            ).format(person=name_in_sentence(reason.person), pool=pool)
        case PoolClosed():
            return _("The pool “{pool}” is switched off; an administrator can open it.").format(
                pool=pool
            )
        case _:
            assert_never(reason)


def _about_a_limit(reason: HoldingLimitReached | DailyLimitReached | CoolingOff) -> str:
    match reason:
        case HoldingLimitReached(pool=None):
            return _(
                "{person} holds {held} of {limit} customers, the most allowed;"
                " possible again once one is returned."
            ).format(person=name_in_sentence(reason.person), held=reason.held, limit=reason.limit)
        case HoldingLimitReached(pool=pool):
            return _(
                "{person} holds {held} of {limit} customers of the pool “{pool}”, the most"
                " allowed; possible again once one is returned."
            ).format(
                person=name_in_sentence(reason.person),
                held=reason.held,
                limit=reason.limit,
                pool=name_in_sentence(pool or ""),
            )
        case DailyLimitReached():
            return _(
                "Today's claims from the pool “{pool}” are used up ({claimed} of {limit});"
                " possible again on {day}."
            ).format(
                pool=name_in_sentence(reason.pool),
                claimed=reason.claimed,
                limit=reason.limit,
                day=_day(reason.again_day),
            )
        case CoolingOff():
            return _cooling_off(reason)
        case _:
            assert_never(reason)


def _cooling_off(reason: CoolingOff) -> str:
    match reason.how_ended:
        case PeriodEnd.RETURNED:
            sentence = _("{person} returned “{customer}” lately and can have it again on {day}.")
        case PeriodEnd.RECLAIMED:
            sentence = _(
                "The rules took “{customer}” from {person} lately; possible again on {day}."
            )
        case PeriodEnd.DELETED:
            sentence = _("{person} deleted “{customer}” lately and can have it again on {day}.")
        case PeriodEnd.UNDONE:
            sentence = _("{person} gave “{customer}” up by an undo and can have it again on {day}.")
        case _:
            assert_never(reason.how_ended)
    return sentence.format(
        person=name_in_sentence(reason.person),
        customer=name_in_sentence(reason.customer),
        day=_day(reason.again_day),
    )


# --- 回收说明 ------------------------------------------------------------------------------------


def kept_sentence(number: int) -> str:
    """Say how many customers of a held sweep were let stay."""
    if not number:
        return _("No sweep waits for you.")
    return ngettext(
        "{count} customer stays for now, as long as the pool warns ahead.",
        "{count} customers stay for now, as long as the pool warns ahead.",
        number,
    ).format(count=number)


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
        *_what_extends(explanation),
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
    protection = explanation.protection
    if protection.rule is None:
        yield _("No rule of the pool fits this customer.")
        return
    if not protection.conditions:
        yield _("The rule has no condition.")
        return
    if len(protection.conditions) > 1:
        yield _combination(protection.rule.combine)
    for each in protection.conditions:
        yield from _condition_lines(each, explanation)
    if protection.deciding is Deciding.EXEMPT:
        yield _("Its level or a tag of it is exempt from the rule.")
    if explanation.deciding == Deciding.GRACE.value and explanation.not_before_day is not None:
        yield _("A change had brought the day forward, so it is kept until {day} at least.").format(
            day=_day(explanation.not_before_day)
        )


def _combination(combine: Combine) -> str:
    match combine:
        case Combine.ANY:
            return _("Each of these conditions alone takes it back:")
        case Combine.ALL:
            return _("Only all of these conditions together take it back:")
        case _:
            assert_never(combine)


def _condition_lines(each: ConditionDay, explanation: Explanation) -> Iterator[str]:
    match each.condition:
        case IdleCondition(days, unit):
            yield _idle_rule(days, unit)
            yield _anchor(each.anchor_day, explanation)
            yield _counted(each, days, unit)


def _idle_rule(days: int, unit: DayUnit) -> str:
    match unit:
        case DayUnit.ALL:
            return ngettext(
                "Rule: {count} day without an effective follow-up.",
                "Rule: {count} days without an effective follow-up.",
                days,
            ).format(count=days)
        case DayUnit.NON_HOLIDAY:
            return ngettext(
                "Rule: {count} day without an effective follow-up, public holidays not counted.",
                "Rule: {count} days without an effective follow-up, public holidays not counted.",
                days,
            ).format(count=days)
        case DayUnit.WORKING:
            return ngettext(
                "Rule: {count} working day without an effective follow-up.",
                "Rule: {count} working days without an effective follow-up.",
                days,
            ).format(count=days)
        case _:
            assert_never(unit)


def _anchor(anchor_day: int, explanation: Explanation) -> str:
    if explanation.last_effective_day == anchor_day:
        return _("Counted from the last effective follow-up on {day}.").format(day=_day(anchor_day))
    return _("Counted from {day}, when it was taken over.").format(day=_day(anchor_day))


def _counted(each: ConditionDay, days: int, unit: DayUnit) -> str:
    if each.last_day >= NEVER:
        return _("The count never ends.")
    skipped = each.last_day - each.anchor_day - days
    if skipped > 0 and unit is not DayUnit.ALL:
        return ngettext(
            "The {count}th counted day is {day}; {skipped} day in between does not count.",
            "The {count}th counted day is {day}; {skipped} days in between do not count.",
            skipped,
        ).format(count=days, day=_day(each.last_day), skipped=skipped)
    return _("The {count}th counted day is {day}.").format(count=days, day=_day(each.last_day))


def _what_extends(explanation: Explanation) -> Iterator[str]:
    if explanation.last_day < explanation.today:
        yield _("A follow-up written now is kept but comes too late to hold it.")
    elif explanation.protection.conditions and explanation.last_day < NEVER:
        yield _("An effective follow-up by the owner starts the count anew on its day.")


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
    for condition in rule.conditions:
        match condition:
            case IdleCondition(days, unit):
                yield _idle_rule(days, unit)


def _day(day: int) -> str:
    return f"{date_of(day).isoformat()} {weekday(day)}"
