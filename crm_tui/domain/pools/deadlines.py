"""When protection ends: the one function behind list, warning, explanation and sweep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crm_tui.domain.days import NEVER, WorkCalendar
from crm_tui.domain.pools.rules import (
    ClockFacts,
    Combine,
    Condition,
    ConditionDay,
    Deciding,
    IdleCondition,
    Protection,
    Rule,
    RuleFacts,
)


def rule_for(customer: RuleFacts, rules: Sequence[Rule]) -> Rule | None:
    """Return the first rule, by priority, whose filter accepts the customer."""
    return next((rule for rule in rules if rule.filter.accepts(customer)), None)


def condition_day(condition: Condition, facts: ClockFacts, calendar: WorkCalendar) -> ConditionDay:
    """Return the last day this condition alone protects."""
    match condition:
        case IdleCondition(days, unit):
            anchor = max(facts.clock_day, facts.last_effective_day or facts.clock_day)
            last_day = calendar.nth_counted_day(anchor, days, unit, facts.leave)
            return ConditionDay(condition, anchor, last_day)


def protection(
    customer: RuleFacts, facts: ClockFacts, *, rules: Sequence[Rule], calendar: WorkCalendar
) -> Protection:
    """Return the last protected day of an owned customer.

    *any* is the least of the conditions' days, *all* the greatest; no rule, no condition or an
    exemption protects for good (NEVER). Ties go to the condition that stands first.
    """
    rule = rule_for(customer, rules)
    is_exempt = rule is not None and rule.exempts(customer)
    return protection_under(rule, facts, is_exempt=is_exempt, calendar=calendar)


def protection_under(
    rule: Rule | None, facts: ClockFacts, *, is_exempt: bool, calendar: WorkCalendar
) -> Protection:
    """Return the last protected day under a rule that was chosen before."""
    if rule is None or not rule.conditions:
        return Protection(NEVER, Deciding.NONE, rule)
    days = tuple(condition_day(condition, facts, calendar) for condition in rule.conditions)
    if is_exempt:
        return Protection(NEVER, Deciding.EXEMPT, rule, days)
    pick = min if rule.combine is Combine.ANY else max
    decisive = pick(days, key=lambda each: each.last_day)
    return Protection(decisive.last_day, _code_of(decisive.condition), rule, days)


def _code_of(condition: Condition) -> Deciding:
    match condition:
        case IdleCondition():
            return Deciding.IDLE


@dataclass(frozen=True, slots=True)
class HeldDay:
    """A last day after grace: nothing comes forward by surprise."""

    last_day: int
    not_before_day: int | None
    deciding: Deciding


def with_grace(
    computed: Protection,
    *,
    previous_last_day: int,
    not_before_day: int | None,
    today: int,
    grace_days: int,
) -> HeldDay:
    """Return the last day when a change brought it forward: at least `grace_days` from today.

    `last_day = max(computed, min(previous last_day, today + grace))`; an earlier promise
    (`not_before_day`) stands as well.
    """
    floor = not_before_day
    if computed.last_day < previous_last_day:
        floor = max(min(previous_last_day, today + grace_days), floor or 0)
    if floor is None or floor <= computed.last_day:
        return HeldDay(computed.last_day, None, computed.deciding)
    return HeldDay(floor, floor, Deciding.GRACE)


def days_left(last_day: int, today: int) -> int | None:
    """Return 距回收 in days (0 = today is the last), or None when nothing takes it back."""
    return None if last_day >= NEVER else last_day - today


def is_overdue(last_day: int, today: int) -> bool:
    """Return whether protection has ended: 00:00 after the last day has passed."""
    return last_day < today


def warning_lead(last_day: int, today: int, leads: Collection[int]) -> int | None:
    """Return the smallest warning lead that has begun, or None when it is too early to warn."""
    left = days_left(last_day, today)
    if left is None or left < 0:
        return None
    return min((lead for lead in leads if left <= lead), default=None)
