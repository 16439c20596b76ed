"""Conditions, filters and exemptions of rules as SQL: the fast twin of the pure functions.

Days are never counted in SQL. A condition becomes the days it counts from; the last days that
belong to them are counted by the calendar and looked up by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, false, func, or_, select, type_coerce

from crm_tui.db.functions import greatest, json_items
from crm_tui.db.schema.pools import PERIOD_FACT
from crm_tui.domain.days import NEVER, DayUnit, WorkCalendar
from crm_tui.domain.pools import (
    Condition,
    ContractEndCondition,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    NoDealCondition,
    NoOpportunityCondition,
    Rule,
    RuleFilter,
)
from crm_tui.values import dataclass

_FACT = PERIOD_FACT.c
_SPAN = 10_000_000
"""More than there are day numbers: a key is a number of days, and below it the day counted from."""
_EMPTY_LIST = "[]"


@dataclass(frozen=True, slots=True)
class Term:
    """A day that so many days are counted from; null where what they wait for has happened."""

    anchor: ColumnElement[Any]
    days: int
    unit: DayUnit


@dataclass(slots=True)
class Spans:
    """Numbers of days to count, and the last days that were counted for them."""

    calendar: WorkCalendar
    _slots: dict[tuple[int, DayUnit], int] = field(default_factory=dict)
    _near: dict[tuple[int, int, int], list[tuple[int, int]]] = field(default_factory=dict)

    def key(self, term: Term) -> ColumnElement[Any]:
        """Return the key under which the last day of a term is found; null where it is met."""
        slot = self._slots.setdefault((term.days, term.unit), len(self._slots) + 1)
        return term.anchor + slot * _SPAN

    def near(self, first_day: int, last_day: int) -> list[tuple[int, int]]:
        """Return all keys that count from these days, each with its last day."""
        asked = (first_day, last_day, len(self._slots))
        if asked not in self._near:
            days = range(first_day, last_day + 1)
            slots = self._slots.values()
            self._near[asked] = self.rows(slot * _SPAN + day for slot in slots for day in days)
        return self._near[asked]

    def rows(self, keys: Iterable[int]) -> list[tuple[int, int]]:
        """Return each key with its last day."""
        counted = {slot: length for length, slot in self._slots.items()}
        found = []
        for key in keys:
            slot, day = divmod(key, _SPAN)
            days, unit = counted[slot]
            last_day = self.calendar.nth_counted_day(day, days, unit)
            found.append((key, last_day))
        return found


def terms_of(condition: Condition, customer: Any) -> Iterator[Term]:
    """Yield what a condition counts; its day is the least of theirs.

    `customer` are columns of an owned customer: period_id, clock_day, last_effective_day.
    """
    clock = customer.clock_day
    if isinstance(condition, MilestoneCondition):
        for each in condition.milestones:
            reached = _standing(customer, each.kind, *_by_method(each)).exists()
            yield Term(_unless(reached, clock), each.days, condition.unit)
        return
    yield Term(_anchor(condition, customer), condition.days, condition.unit)


def _anchor(
    condition: FirstContactCondition
    | FollowUpCountCondition
    | IdleCondition
    | NoOpportunityCondition
    | NoDealCondition
    | ContractEndCondition,
    customer: Any,
) -> ColumnElement[Any]:
    clock, effective = customer.clock_day, customer.last_effective_day
    match condition:
        case FirstContactCondition():
            return _unless(effective >= clock, clock)
        case FollowUpCountCondition(count):
            made = _standing(customer, FactKind.CONTACT).with_only_columns(func.count())
            return _unless(made.scalar_subquery() >= count, clock)
        case IdleCondition():
            return case((effective > clock, effective), else_=clock)
        case NoOpportunityCondition():
            return _opportunity_anchor(customer)
        case NoDealCondition():
            met = _standing(customer, FactKind.DEAL).exists()
            cancelled = _facts(customer, FactKind.DEAL).where(_FACT.day >= clock)
            return _unless(met, _later(clock, cancelled))
        case ContractEndCondition():
            ends = _contract_end(customer)
            return case((ends < NEVER, greatest(clock, ends)))


def contract_day(customer: Any) -> ColumnElement[Any]:
    """Return through which day a contract in force protects; zero without any."""
    return func.coalesce(_contract_end(customer), 0)


def _contract_end(customer: Any) -> ColumnElement[Any]:
    end = func.max(func.coalesce(_FACT.until_day, NEVER))
    valid = _facts(customer, FactKind.CONTRACT).where(_FACT.voided_day.is_(None))
    found: ColumnElement[Any] = valid.with_only_columns(end).scalar_subquery()
    return found


def _opportunity_anchor(customer: Any) -> ColumnElement[Any]:
    clock = customer.clock_day
    facts = _facts(customer, FactKind.OPPORTUNITY)
    is_open_or_won = or_(_FACT.until_day.is_(None), _FACT.until_day >= clock)
    met = facts.where(_FACT.voided_day.is_(None), is_open_or_won).exists()
    return _unless(met, _later(clock, facts))


def _facts(customer: Any, kind: FactKind) -> Any:
    return (
        select(_FACT.id)
        .select_from(PERIOD_FACT)
        .where(_FACT.period_id == customer.period_id, _FACT.kind == kind)
        .correlate_except(PERIOD_FACT)
    )


def _standing(customer: Any, kind: FactKind, *conditions: ColumnElement[bool]) -> Any:
    return _facts(customer, kind).where(
        _FACT.voided_day.is_(None), _FACT.day >= customer.clock_day, *conditions
    )


def _by_method(milestone: Milestone) -> tuple[ColumnElement[bool], ...]:
    return (_FACT.detail == milestone.method,) if milestone.method else ()


def _later(clock: ColumnElement[Any], facts: Any) -> ColumnElement[Any]:
    """Return the clock's day, or that of the last of these facts that was taken back."""
    last = facts.with_only_columns(func.max(_FACT.voided_day)).scalar_subquery()
    return greatest(clock, func.coalesce(last, clock))


def _unless(is_met: ColumnElement[bool], anchor: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((is_met, None), else_=anchor)


def accepts(accepted: RuleFilter, customer: Any) -> ColumnElement[bool]:
    """Return whether a customer passes every part of the filter that is set."""
    parts: tuple[tuple[frozenset[Any], ColumnElement[Any]], ...] = (
        (accepted.levels, type_coerce(customer.level, String)),
        (accepted.types, type_coerce(customer.type, String)),
        (accepted.industry_ids, customer.industry_id),
        (accepted.source_ids, customer.source_id),
        (accepted.provinces, customer.province),
    )
    conditions: list[ColumnElement[bool]] = [
        column.in_(sorted(wanted)) for wanted, column in parts if wanted
    ]
    if accepted.tags:
        conditions.append(_has_tag(accepted.tags, customer))
    return and_(True, *conditions)


def exempts(rule: Rule, customer: Any) -> ColumnElement[bool]:
    """Return whether the rule names a customer as never taken back."""
    conditions: list[ColumnElement[bool]] = []
    if rule.exempt_levels:
        conditions.append(type_coerce(customer.level, String).in_(sorted(rule.exempt_levels)))
    if rule.exempt_tags:
        conditions.append(_has_tag(rule.exempt_tags, customer))
    # A customer without a level is none of them, where SQL would not know.
    return func.coalesce(or_(false(), *conditions), false())


def _has_tag(tags: frozenset[str], customer: Any) -> ColumnElement[bool]:
    each = json_items(customer.tags).table_valued("value")
    found = select(each.c.value).select_from(each).where(each.c.value.in_(sorted(tags)))
    # Most customers have none, and opening a list costs more than a look at it.
    return and_(type_coerce(customer.tags, String) != _EMPTY_LIST, found.exists())
