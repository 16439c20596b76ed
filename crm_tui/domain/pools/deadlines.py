"""When protection ends: the one function behind list, warning, explanation and sweep."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm_tui.domain.days import NEVER, WorkCalendar
from crm_tui.domain.pools.condition_days import condition_day, contract_day
from crm_tui.domain.pools.conditions import (
    TABLE_ORDER,
    ClockFacts,
    Condition,
    Deciding,
)
from crm_tui.domain.pools.rules import Combine, Protection, Rule, RuleFacts
from crm_tui.values import dataclass


def rule_for(customer: RuleFacts, rules: Sequence[Rule]) -> Rule | None:
    """Return the first rule, by priority, whose filter accepts the customer."""
    return next((rule for rule in rules if rule.filter.accepts(customer)), None)


def protection(
    customer: RuleFacts, facts: ClockFacts, *, rules: Sequence[Rule], calendar: WorkCalendar
) -> Protection:
    """Return the last protected day of an owned customer.

    *any* is the least of the conditions' days, *all* the greatest; no rule, no condition or an
    exemption protects for good (NEVER). Ties go to the condition that stands first in the table.
    """
    rule = rule_for(customer, rules)
    is_exempt = rule is not None and rule.exempts(customer)
    return protection_under(rule, facts, is_exempt=is_exempt, calendar=calendar)


def protection_under(
    rule: Rule | None, facts: ClockFacts, *, is_exempt: bool, calendar: WorkCalendar
) -> Protection:
    """Return the last protected day under a rule that was chosen before.

    A lock, an extension and a contract in force each protect through their own last day at least.
    """
    if rule is None or not rule.conditions:
        return Protection(NEVER, Deciding.NONE, rule)
    days = tuple(
        condition_day(condition, facts, calendar)
        for condition in sorted(rule.conditions, key=_place)
    )
    if is_exempt:
        return Protection(NEVER, Deciding.EXEMPT, rule, days)
    pick = min if rule.combine is Combine.ANY else max
    decisive = pick(days, key=lambda each: each.last_day)
    last_day, deciding = _longest(decisive.last_day, decisive.condition.code, facts)
    return Protection(last_day, deciding, rule, days)


def _place(condition: Condition) -> int:
    return TABLE_ORDER.index(condition.code)


def _longest(last_day: int, deciding: Deciding, facts: ClockFacts) -> tuple[int, Deciding]:
    for day, code in (
        (facts.locked_until_day, Deciding.LOCK),
        (facts.extended_until_day, Deciding.EXTENSION),
        (contract_day(facts), Deciding.CONTRACT),
    ):
        if day is not None and day > last_day:
            last_day, deciding = day, code
    return last_day, deciding


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
