"""The last day each condition protects on its own; a met condition protects for good."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.days import NEVER, WorkCalendar
from crm_tui.domain.pools.conditions import (
    ClockFacts,
    Condition,
    ConditionDay,
    ContractEndCondition,
    DayCondition,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    NoDealCondition,
    NoOpportunityCondition,
    PeriodFact,
)


def condition_day(condition: Condition, facts: ClockFacts, calendar: WorkCalendar) -> ConditionDay:
    """Return the last day this condition alone protects."""
    if isinstance(condition, MilestoneCondition):
        return _milestone_day(condition, facts, calendar)
    anchor = _anchor(condition, facts)
    if anchor is None:
        return ConditionDay(condition, facts.clock_day, NEVER, is_met=True)
    last_day = calendar.nth_counted_day(anchor, condition.days, condition.unit, facts.leave)
    return ConditionDay(condition, anchor, last_day)


def _anchor(condition: DayCondition, facts: ClockFacts) -> int | None:
    """Return the day a condition counts from; None when it is met."""
    match condition:
        case FirstContactCondition():
            return None if _was_contacted(facts) else facts.clock_day
        case FollowUpCountCondition(count):
            made = sum(1 for _ in _standing(facts, FactKind.CONTACT))
            return None if made >= count else facts.clock_day
        case IdleCondition():
            return max(facts.clock_day, facts.last_effective_day or facts.clock_day)
        case NoOpportunityCondition():
            return _opportunity_anchor(facts)
        case NoDealCondition():
            return _deal_anchor(facts)
        case ContractEndCondition():
            return _contract_anchor(facts)


def contract_day(facts: ClockFacts) -> int | None:
    """Return the last day of the contracts in force, NEVER for one without end; None for none."""
    ends = [
        NEVER if each.until_day is None else each.until_day
        for each in _of(facts, FactKind.CONTRACT)
        if each.voided_day is None
    ]
    return max(ends, default=None)


def _of(facts: ClockFacts, kind: FactKind) -> Iterator[PeriodFact]:
    return (each for each in facts.facts if each.kind is kind)


def _standing(facts: ClockFacts, kind: FactKind) -> Iterator[PeriodFact]:
    """Yield the facts of a kind since the clock started that were not taken back."""
    return (
        each for each in _of(facts, kind) if each.voided_day is None and each.day >= facts.clock_day
    )


def _was_contacted(facts: ClockFacts) -> bool:
    return facts.last_effective_day is not None and facts.last_effective_day >= facts.clock_day


def _opportunity_anchor(facts: ClockFacts) -> int | None:
    """Return None with an opportunity open, whenever opened, or won since the clock started."""
    anchor = facts.clock_day
    for each in _of(facts, FactKind.OPPORTUNITY):
        if each.voided_day is not None:
            anchor = max(anchor, each.voided_day)
        elif each.until_day is None or each.until_day >= facts.clock_day:
            return None
    return anchor


def _deal_anchor(facts: ClockFacts) -> int | None:
    anchor = facts.clock_day
    for each in _of(facts, FactKind.DEAL):
        if each.day < facts.clock_day:
            continue
        if each.voided_day is None:
            return None
        anchor = max(anchor, each.voided_day)
    return anchor


def _contract_anchor(facts: ClockFacts) -> int | None:
    """Return the end of the last contract; without any, or with one without end, None."""
    ends = contract_day(facts)
    return None if ends is None or ends >= NEVER else max(facts.clock_day, ends)


def _milestone_day(
    condition: MilestoneCondition, facts: ClockFacts, calendar: WorkCalendar
) -> ConditionDay:
    unreached = [
        (
            calendar.nth_counted_day(facts.clock_day, each.days, condition.unit, facts.leave),
            each,
        )
        for each in condition.milestones
        if not _is_reached(each, facts)
    ]
    if not unreached:
        return ConditionDay(condition, facts.clock_day, NEVER, is_met=True)
    last_day, earliest = min(unreached, key=lambda each: each[0])
    return ConditionDay(condition, facts.clock_day, last_day, milestone=earliest)


def _is_reached(milestone: Milestone, facts: ClockFacts) -> bool:
    return any(
        not milestone.method or each.method == milestone.method
        for each in _standing(facts, milestone.kind)
    )
