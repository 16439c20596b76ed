"""What another label does to the last day, told before and done when it is saved."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import customers, pools, users
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.customers import RULE_FIELDS, CustomerFields, changed_fields
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import (
    Policy,
    Protection,
    Relabelling,
    Rule,
    RuleFacts,
    may_lengthen,
    rule_facts,
)
from crm_tui.services.protection.computing import (
    held_day,
    held_day_if,
    matched_anew,
    running,
    running_rule,
    store,
)
from crm_tui.services.protection.settling import as_settled


def relabelled(unit: Unit, customer_id: CustomerId, *, cause: str, by_rule: bool = False) -> int:
    """Match an owned customer with the rules again after an edit of what they read.

    The edit of an owner or of a colleague who helps them never moves the last day later in the
    running period, not by a later follow-up either: then the period stays under its rule. What
    follows `by_rule`, as a deal makes a customer won, is not their edit.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is None:
        return NEVER
    facts = rule_facts(customers.fields_of(row))
    policy = pools.policy(unit, row.pool_id)
    new = matched_anew(unit, row, facts, policy)
    if not by_rule:
        new = _edited(unit, row, facts, policy, new)
    return store(unit, row, held_day(unit, row, new), new, cause)


def relabelling(view: View, row: Any, fields: CustomerFields) -> Relabelling | None:
    """Return what `relabelled` would do if a stored customer had these fields, or None for nothing.

    None also in a pool, and for a period that is over, which the next writer ends.
    """
    row = as_settled(view, row)
    if row is None:
        return None
    old = customers.fields_of(row)
    names = tuple(each.name for each in changed_fields(old, fields) if each.name in RULE_FIELDS)
    if not names:
        return None
    before, after = rule_facts(old), rule_facts(fields)
    policy = pools.policy(view, row.pool_id)
    matched = matched_anew(view, row, after, policy)
    new = _edited(view, row, after, policy, matched)
    held = held_day_if(view, row, new, lambda: not pools.own_grace_was_used(view, row.period_id))
    if held.last_day == row.last_day and matched == matched_anew(view, row, before, policy):
        return None
    return Relabelling(
        fields=names,
        level=fields.level,
        before_day=row.last_day,
        after_day=held.last_day,
        matched_day=matched.last_day,
        rule_before=_name_of(running_rule(row, before, policy.rules)[0]),
        rule_after=_name_of(new.rule),
    )


def _name_of(rule: Rule | None) -> str:
    return "" if rule is None else rule.name


def _edited(
    view: View, row: Any, facts: RuleFacts, policy: Policy, matched: Protection
) -> Protection:
    """Return what protects a customer that this person gives these labels."""
    if _may_lengthen(view, row):
        return matched
    kept = running(view, row, facts, policy)
    return kept if matched.last_day > kept.last_day else matched


def _may_lengthen(view: View, row: Any) -> bool:
    manages_owner = users.manages(view.connection, view.person.user_id, row.owner_id)
    return may_lengthen(customers.holding_of(row), by=view.person, manages_owner=manages_owner)
