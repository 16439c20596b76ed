"""回收说明 as one object for other programs."""

from __future__ import annotations

from crm_tui.domain.days import NEVER
from crm_tui.domain.pools import ConditionCount, ConditionDay, Explanation, Milestone
from crm_tui.domain.pools.conditions import stored_condition
from crm_tui.errors import RefusedError
from crm_tui.presentation import errors
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.explanations import explanation_lines
from crm_tui.presentation.json_shapes import Shape


def explanation(found: Explanation, *, owner: str | None, deadline: Shape) -> Shape:
    """Return what led to the last day; `owner` is a login, `deadline` the day as lists give it."""
    refused, rule, clock = found.claim_refusal, found.protection.rule, found.clock
    return {
        "customer_id": found.customer_id,
        "customer": found.customer,
        "owner": owner,
        "pool": found.pool,
        **deadline,
        "deciding": found.deciding,
        "clock_day": _day(found.clock_day),
        "last_effective_day": _day(found.last_effective_day),
        "not_before_day": _day(found.not_before_day),
        "not_before_cause": found.not_before_cause or None,
        "rule": None if rule is None else rule.name,
        "rule_version": None if rule is None else rule.version,
        "combine": None if rule is None else rule.combine.value,
        "conditions": [_condition(each) for each in found.counts],
        "locked_until": None if clock is None else _day(clock.locked_until_day),
        "extended_until": None if clock is None else _day(clock.extended_until_day),
        "asked_until": _day(found.asked_until_day),
        "asked_of": found.asked_of or None,
        "contract_until": _day(found.contract_until_day),
        "unknown_years": list(found.unknown_years),
        "claimable": refused is None,
        "claim_refusal": None if refused is None else errors.code(RefusedError(refused)),
        "lines": explanation_lines(found),
    }


def _condition(each: ConditionCount) -> Shape:
    day: ConditionDay = each.day
    stored = stored_condition(day.condition)
    return {
        "condition": stored.kind,
        "days": stored.days,
        "unit": stored.unit.value,
        "count": stored.count,
        "counted_from": iso_day(day.anchor_day),
        "met": day.is_met,
        "last_day": _day(day.last_day),
        "missing": None if day.milestone is None else _milestone(day.milestone),
        "off_days": each.off_days,
        "leave_days": each.leave_days,
    }


def _milestone(milestone: Milestone) -> str:
    return milestone.method or milestone.kind.value


def _day(day: int | None) -> str | None:
    return None if day is None or day >= NEVER else iso_day(day)
