"""Which rule an owned customer runs under, through which day it protects, and storing that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_tui.db.queries import customers, pools
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import (
    ClockFacts,
    Deciding,
    HeldDay,
    Policy,
    Protection,
    Rule,
    RuleFacts,
    grace_of,
    is_overdue,
    protection,
    protection_under,
    rule_facts,
    rule_for,
    with_grace,
)

Match = tuple[Rule | None, bool]
MATCH_COLUMNS = ("rule_id", "deciding", "not_before_day", "not_before_cause")
CHUNK = 500
"""Customers computed at a time."""


def computed(view: View, row: Any, policy: Policy) -> Protection:
    """Return the protection of a stored customer; one in a pool as if it were given today.

    An owned one runs under the rule it had, and is exempt only if it was so before: what else its
    labels say now counts after `relabelled` has let it. Where another version of the rules took
    effect, it is matched anew.
    """
    facts = rule_facts(customers.fields_of(row))
    if row.owner_id is None:
        return protection(facts, ClockFacts(view.today), rules=policy.rules, calendar=view.calendar)
    return running(view, row, facts, policy)


def running(view: View, row: Any, facts: RuleFacts, policy: Policy) -> Protection:
    """Return the protection of an owned customer with these labels under the rule it has."""
    rule, is_exempt = running_rule(row, facts, policy.rules)
    return protection_under(
        rule, clock_facts(view, row, rule), is_exempt=is_exempt, calendar=view.calendar
    )


def running_rule(row: Any, facts: RuleFacts, rules: Sequence[Rule]) -> Match:
    """Return the rule an owned customer runs under, and whether it is exempt from it."""
    kept = next((rule for rule in rules if rule.id == row.rule_id), None)
    if kept is not None:
        return kept, row.deciding == Deciding.EXEMPT.value and kept.exempts(facts)
    return newly_matched(facts, rules)


def newly_matched(facts: RuleFacts, rules: Sequence[Rule]) -> Match:
    """Return the rule that fits a customer now, and whether it is exempt from it."""
    found = rule_for(facts, rules)
    return found, found is not None and found.exempts(facts)


def matched_anew(view: View, row: Any, facts: RuleFacts, policy: Policy) -> Protection:
    """Return the protection of an owned customer as these labels and the rules say now."""
    rule, is_exempt = newly_matched(facts, policy.rules)
    return protection_under(
        rule, clock_facts(view, row, rule), is_exempt=is_exempt, calendar=view.calendar
    )


def clock_facts(view: View, row: Any, rule: Rule | None) -> ClockFacts:
    """Return what the deadline of an owned customer counts from under a rule."""
    return pools.clock_facts(view, row, rule.facts_read if rule is not None else ())


def refresh(unit: Unit, customer_id: CustomerId, *, cause: str) -> int:
    """Recompute the stored last day of an owned customer after work on it; return the day.

    A day that comes forward keeps at least the grace of its rule, with the cause; what the owner
    changed on their own earns that grace once a period.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is None:
        return NEVER
    found = computed(unit, row, pools.policy(unit, row.pool_id))
    return store(unit, row, held_day(unit, row, found), found, cause)


def match_values(unit: Unit, row: Any) -> dict[str, object]:
    """Return what `rematched` needs to match an owned customer as it was before an edit."""
    if row.owner_id is None:
        return {}
    return {name: getattr(row, name) for name in MATCH_COLUMNS}


def rematched(unit: Unit, customer_id: CustomerId, values: Mapping[str, object]) -> None:
    """Match an owned customer with the rules as it was before an edit that is undone."""
    row = customers.stored(unit, customer_id)
    if row.owner_id is None or not values:
        return
    customers.update_customer(unit, customer_id, dict(values))
    refresh(unit, customer_id, cause="undo")


def recompute_owner(unit: Unit, owner_id: UserId, *, cause: str) -> int:
    """Recompute what somebody holds after their leave changed; return how many days moved.

    A period that has ended already, though no sweep noticed, is left to it: leave recorded
    afterwards revives nothing.
    """
    moved, after = 0, 0
    while rows := pools.protected_rows(unit, owner_id, after=after, limit=CHUNK):
        moved += recompute_rows(unit, rows, cause=cause)
        after = rows[-1].id
    return moved


def recompute_rows(
    unit: Unit, rows: Sequence[Any], *, cause: str, since_day: int | None = None
) -> int:
    """Recompute the stored days of owned customers in few statements; return how many moved.

    For what the office changed: a day that comes forward keeps its grace, whoever owns it, from
    the day on which the change took effect, which is today unless named.
    """
    policies = {row.pool_id: pools.policy(unit, row.pool_id) for row in rows}
    matched = {
        row.id: running_rule(row, rule_facts(customers.fields_of(row)), policies[row.pool_id].rules)
        for row in rows
    }
    day = unit.today if since_day is None else since_day
    changes = recomputed(unit, rows, matched, cause=cause, since_day=day)
    pools.store_days(unit, changes)
    return len(changes)


def recomputed(
    view: View, rows: Sequence[Any], matched: Mapping[int, Match], *, cause: str, since_day: int
) -> list[dict[str, object]]:
    """Return the columns of those whose protection is another than stored, by `customer_id`."""
    kinds = frozenset().union(*(rule.facts_read for rule, _ in matched.values() if rule))
    facts = pools.clock_facts_of(view, rows, kinds)
    changes = []
    for row in rows:
        rule, is_exempt = matched[row.id]
        found = protection_under(rule, facts[row.id], is_exempt=is_exempt, calendar=view.calendar)
        values = _values(row, _graced(row, found, since_day), found, cause)
        if any(getattr(row, name) != value for name, value in values.items()):
            changes.append({"customer_id": row.id, **values})
    return changes


def resume(unit: Unit, customer_id: CustomerId, *, cause: str) -> None:
    """Let the clock of a customer given back to its holder go on.

    One that would be overdue stays for the grace of its rule; leave, rules and calendar that
    changed meanwhile count from now on.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is None:
        return
    if is_overdue(row.last_day, unit.today):
        found = computed(unit, row, pools.policy(unit, row.pool_id))
        floor = unit.today + grace_of(found.rule)
        store(unit, row, HeldDay(floor, floor, Deciding.GRACE), found, cause)
        row = customers.stored(unit, customer_id)
    recompute_rows(unit, [row], cause=cause)


def store(unit: Unit, row: Any, held: HeldDay, found: Protection, cause: str) -> int:
    """Store what protects a customer; return the last protected day."""
    customers.update_customer(unit, row.id, _values(row, held, found, cause))
    return held.last_day


def _values(row: Any, held: HeldDay, found: Protection, cause: str) -> dict[str, object]:
    if held.not_before_day is None:
        cause = ""
    elif held.not_before_day == row.not_before_day:
        cause = row.not_before_cause
    return {
        "rule_id": found.rule.id if found.rule else None,
        "last_day": held.last_day,
        "deciding": held.deciding.value,
        "not_before_day": held.not_before_day,
        "not_before_cause": cause,
    }


def held_day(unit: Unit, row: Any, new: Protection) -> HeldDay:
    """Return the day with grace; what an owner earns by their own act is spent."""
    return held_day_if(unit, row, new, lambda: pools.use_own_grace(unit, row.period_id))


def held_day_if(view: View, row: Any, new: Protection, earns_grace: Callable[[], bool]) -> HeldDay:
    """Return the day with grace; an owner's own act is asked whether it earns any."""
    held = _graced(row, new, view.today)
    promised = with_grace(
        new,
        previous_last_day=new.last_day,
        not_before_day=row.not_before_day,
        today=view.today,
        grace_days=new.grace_days,
    )
    if held == promised or row.owner_id != view.person.user_id:
        return held
    return held if earns_grace() else promised


def _graced(row: Any, new: Protection, day: int) -> HeldDay:
    return with_grace(
        new,
        previous_last_day=row.last_day,
        not_before_day=row.not_before_day,
        today=day,
        grace_days=new.grace_days,
    )
