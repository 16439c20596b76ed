"""What the editor of a rule warns of before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools.conditions import (
    Condition,
    Deciding,
    IdleCondition,
    MilestoneCondition,
)
from crm_tui.domain.pools.rules import Combine, Rule
from crm_tui.values import dataclass

FOLLOW_UP_RHYTHM_DAYS = {Level.A.value: 7, Level.B.value: 14, Level.C.value: 30}
"""After how many days a customer of each level is to be followed up."""

_MET_FOR_GOOD = frozenset(
    {
        Deciding.FIRST_CONTACT,
        Deciding.FOLLOW_UP_COUNT,
        Deciding.NO_OPPORTUNITY,
        Deciding.NO_DEAL,
        Deciding.MILESTONE,
    }
)


@dataclass(frozen=True, slots=True)
class NeverOnceMet:
    """A rule that asks for all its conditions takes nobody back once one of these is met."""

    rule: str
    conditions: tuple[Deciding, ...]


@dataclass(frozen=True, slots=True)
class ShorterThanRhythm:
    """Whoever follows up in the rhythm of this level would lose the customer to the rule."""

    rule: str
    level: str
    rhythm_days: int
    days: int


@dataclass(frozen=True, slots=True)
class NoConditions:
    """A rule without any condition takes nobody back, and keeps later rules from fitting."""

    rule: str


@dataclass(frozen=True, slots=True)
class NeverReached:
    """A rule before this one accepts every customer that this one is for."""

    rule: str
    number: int
    earlier: str
    earlier_number: int


RuleWarning = NeverOnceMet | ShorterThanRhythm | NoConditions | NeverReached


def warnings_of(rules: Sequence[Rule]) -> Iterator[tuple[int, RuleWarning]]:
    """Yield what whoever saves these rules may not have meant, each with the rule's place from 1.

    They stand in the order in which they are tried.
    """
    for number, rule in enumerate(rules, start=1):
        for warning in editor_warnings(rule):
            yield number, warning
        for before, earlier in enumerate(rules[: number - 1], start=1):
            if earlier.filter.covers(rule.filter):
                yield number, NeverReached(rule.name, number, earlier.name, before)
                break


def editor_warnings(rule: Rule) -> tuple[RuleWarning, ...]:
    """Return what whoever saves this rule may not have meant; nothing of it forbids saving."""
    if not rule.conditions:
        return (NoConditions(rule.name),)
    return (*_never_once_met(rule), *_shorter_than_rhythm(rule))


def _never_once_met(rule: Rule) -> Iterator[RuleWarning]:
    if rule.combine is Combine.ANY:
        return
    met = tuple(each.code for each in rule.conditions if each.code in _MET_FOR_GOOD)
    if met:
        yield NeverOnceMet(rule.name, met)


def _shorter_than_rhythm(rule: Rule) -> Iterator[RuleWarning]:
    days = _idle_days(rule)
    if days is None:
        return
    for level, rhythm in FOLLOW_UP_RHYTHM_DAYS.items():
        is_for_level = not rule.filter.levels or level in rule.filter.levels
        if is_for_level and level not in rule.exempt_levels and days < rhythm:
            yield ShorterThanRhythm(rule.name, level, rhythm, days)


def _idle_days(rule: Rule) -> int | None:
    """Return after how many days without a follow-up the rule takes a customer, if at all."""
    idle = [_calendar_days(each) for each in rule.conditions if isinstance(each, IdleCondition)]
    if not idle:
        return None
    if rule.combine is Combine.ANY:
        return min(idle)
    return max(_calendar_days(each) for each in rule.conditions)


def _calendar_days(condition: Condition) -> int:
    """Return about how many days of the week a condition's counted days take."""
    if isinstance(condition, MilestoneCondition):
        counted = min((each.days for each in condition.milestones), default=0)
    else:
        counted = condition.days
    return counted * 7 // 5 if condition.unit is DayUnit.WORKING else counted
