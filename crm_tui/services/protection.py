"""Keep the last protected day of a customer true: after giving, after work, after an edit.

Every service that touches an owned customer goes through here, so list, warning, explanation and
sweep read one stored value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from crm_tui.db.queries import batches, customers, pools, tasks, teams, users
from crm_tui.db.queries.pools import Carried, PeriodOpening
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.customers import RULE_FIELDS, CustomerFields, changed_fields
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.events import CustomerReclaimed
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    ClockFacts,
    Deciding,
    HeldDay,
    Holding,
    PeriodStart,
    Policy,
    Protection,
    Relabelling,
    Rule,
    RuleFacts,
    grace_of,
    is_overdue,
    may_lengthen,
    opens_after_reclaim,
    protection,
    protection_under,
    rule_facts,
    rule_for,
    with_grace,
)
from crm_tui.domain.tasks import ClosedReason
from crm_tui.errors import AlreadyClaimedError
from crm_tui.services import holds
from crm_tui.services.duplicates import refuse_waiting_for_its_like
from crm_tui.services.limits import Receiver, held_customer

CLOCK_COLUMNS = (
    "owner_id",
    "period_id",
    "owned_since",
    "rule_id",
    "is_self_found",
    "clock_day",
    "last_effective_day",
    "last_day",
    "deciding",
    "locked_until_day",
    "extended_until_day",
    "not_before_day",
    "not_before_cause",
    "next_contact_at",
    "next_contact_note",
)
"""What a customer loses when it goes back, and gets again when that is undone."""
CHUNK = 500
"""Customers computed at a time."""
_CLOCK_OF = attrgetter(*CLOCK_COLUMNS)
_Match = tuple[Rule | None, bool]
MATCH_COLUMNS = ("rule_id", "deciding", "not_before_day", "not_before_cause")


def computed(view: View, row: Any, policy: Policy) -> Protection:
    """Return the protection of a stored customer; one in a pool as if it were given today.

    An owned one runs under the rule it had, and is exempt only if it was so before: what else its
    labels say now counts after `relabelled` has let it. Where another version of the rules took
    effect, it is matched anew.
    """
    facts = rule_facts(customers.fields_of(row))
    if row.owner_id is None:
        return protection(facts, ClockFacts(view.today), rules=policy.rules, calendar=view.calendar)
    return _running(view, row, facts, policy)


def _running(view: View, row: Any, facts: RuleFacts, policy: Policy) -> Protection:
    """Return the protection of an owned customer with these labels under the rule it has."""
    rule, is_exempt = running_rule(row, facts, policy.rules)
    return protection_under(
        rule, clock_facts(view, row, rule), is_exempt=is_exempt, calendar=view.calendar
    )


def running_rule(row: Any, facts: RuleFacts, rules: Sequence[Rule]) -> _Match:
    """Return the rule an owned customer runs under, and whether it is exempt from it."""
    kept = next((rule for rule in rules if rule.id == row.rule_id), None)
    if kept is not None:
        return kept, row.deciding == Deciding.EXEMPT.value and kept.exempts(facts)
    return newly_matched(facts, rules)


def newly_matched(facts: RuleFacts, rules: Sequence[Rule]) -> _Match:
    """Return the rule that fits a customer now, and whether it is exempt from it."""
    found = rule_for(facts, rules)
    return found, found is not None and found.exempts(facts)


def _matched(view: View, row: Any, facts: RuleFacts, policy: Policy) -> Protection:
    """Return the protection of an owned customer as these labels and the rules say now."""
    rule, is_exempt = newly_matched(facts, policy.rules)
    return protection_under(
        rule, clock_facts(view, row, rule), is_exempt=is_exempt, calendar=view.calendar
    )


def clock_facts(view: View, row: Any, rule: Rule | None) -> ClockFacts:
    """Return what the deadline of an owned customer counts from under a rule."""
    return pools.clock_facts(view, row, rule.facts_read if rule is not None else ())


def give(
    unit: Unit,
    customer: Holding,
    *,
    to: Receiver,
    how: PeriodStart,
    policy: Policy,
    carry: Carried | None = None,
) -> dict[str, object]:
    """Open a period for somebody within their limits; return what the event keeps.

    Its clock starts today, or goes on with what is carried of the period before: then the day
    follows from the same clock, rule and facts, and one that comes forward keeps its grace.
    Raises AlreadyClaimedError when another transaction was first, RefusedError beyond a limit
    that nothing overrides, and for a duplicate of what they may not have back yet.
    """
    refuse_waiting_for_its_like(unit, customer.customer_id, to.user_id)
    held = held_customer(
        customers.stored(unit, customer.customer_id),
        unit,
        is_self_found=how is PeriodStart.CREATED,
    )
    if carry is not None:
        locked_until = carry.locked_until_day
        held = replace(held, is_locked=locked_until is not None and locked_until >= unit.today)
    reached = to.admit(held, policy.name)
    opened = pools.open_period(unit, customer, PeriodOpening(to.user_id, how, carry))
    if opened is None:
        now = customers.holding(unit, customer.customer_id)
        raise taken_before(unit, now.name, now.owner, now.owned_since)
    to.took(unit, customer.customer_id, held, reached)
    row = customers.stored(unit, customer.customer_id)
    if carry is None:
        found = _matched(unit, row, rule_facts(customers.fields_of(row)), policy)
        last_day = _store(unit, row, HeldDay(found.last_day, None, found.deciding), found, "")
    else:
        found = computed(unit, row, policy)
        last_day = _store(unit, row, _held(unit, row, found), found, how.value)
    return {
        "owner_id": to.user_id,
        "period_id": opened.id,
        "holder_count": opened.holder_number,
        "is_new_holder": opened.is_new_holder,
        "last_day": last_day,
    }


def taken_before(
    unit: Unit, customer: str, winner: str, since: datetime | None
) -> AlreadyClaimedError:
    """Return the error that tells who had the customer first, and when, by the office's clock."""
    at = None if since is None else since.astimezone(unit.zone)
    return AlreadyClaimedError(customer, winner or None, at, unit.now.astimezone(unit.zone))


def refresh(unit: Unit, customer_id: CustomerId, *, cause: str) -> int:
    """Recompute the stored last day of an owned customer after work on it; return the day.

    A day that comes forward keeps at least the grace of its rule, with the cause; what the owner
    changed on their own earns that grace once a period.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is None:
        return NEVER
    found = computed(unit, row, pools.policy(unit, row.pool_id))
    return _store(unit, row, _held(unit, row, found), found, cause)


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
    new = _matched(unit, row, facts, policy)
    if not by_rule:
        new = _edited(unit, row, facts, policy, new)
    return _store(unit, row, _held(unit, row, new), new, cause)


def relabelling(view: View, row: Any, fields: CustomerFields) -> Relabelling | None:
    """Return what `relabelled` would do if a stored customer had these fields, or None for nothing.

    None also in a pool, and for a period that is over, which the next writer ends.
    """
    row = _as_settled(view, row)
    if row is None:
        return None
    old = customers.fields_of(row)
    names = tuple(each.name for each in changed_fields(old, fields) if each.name in RULE_FIELDS)
    if not names:
        return None
    before, after = rule_facts(old), rule_facts(fields)
    policy = pools.policy(view, row.pool_id)
    matched = _matched(view, row, after, policy)
    new = _edited(view, row, after, policy, matched)
    held = _held_if(view, row, new, lambda: not pools.own_grace_was_used(view, row.period_id))
    if held.last_day == row.last_day and matched == _matched(view, row, before, policy):
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
    kept = _running(view, row, facts, policy)
    return kept if matched.last_day > kept.last_day else matched


def _may_lengthen(view: View, row: Any) -> bool:
    manages_owner = users.manages(view.connection, view.person.user_id, row.owner_id)
    return may_lengthen(customers.holding_of(row), by=view.person, manages_owner=manages_owner)


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
    changes = _recomputed(unit, rows, matched, cause=cause, since_day=day)
    pools.store_days(unit, changes)
    return len(changes)


def _recomputed(
    view: View, rows: Sequence[Any], matched: Mapping[int, _Match], *, cause: str, since_day: int
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
        _store(unit, row, HeldDay(floor, floor, Deciding.GRACE), found, cause)
        row = customers.stored(unit, customer_id)
    recompute_rows(unit, [row], cause=cause)


def _store(unit: Unit, row: Any, held: HeldDay, found: Protection, cause: str) -> int:
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


def _held(unit: Unit, row: Any, new: Protection) -> HeldDay:
    return _held_if(unit, row, new, lambda: pools.use_own_grace(unit, row.period_id))


def _held_if(view: View, row: Any, new: Protection, earns_grace: Callable[[], bool]) -> HeldDay:
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


def settled(unit: Unit, customer_id: CustomerId) -> Any:
    """Return the stored row of a visible customer after ending a period that is overdue.

    A period ends at 00:00 after its last day, whenever it is noticed; so every writer comes
    through here first, and a late follow-up rescues nothing. While a sweep is held, or would be if
    it ran first, nothing ends: customers stay owned and follow-ups count.
    """
    return _settle(unit, customers.raw(unit, customer_id))


def settle(unit: Unit, customer_id: CustomerId) -> None:
    """End a period that is overdue, also of a customer that this person does not see."""
    _settle(unit, customers.stored(unit, customer_id))


def _settle(unit: Unit, row: Any) -> Any:
    if row.owner_id is None:
        return row
    changes = _under_current_rules(unit, row)
    if changes:
        pools.store_days(unit, changes)
        row = customers.stored(unit, row.id)
    if not is_overdue(row.last_day, unit.today) or holds.hold_if_due(unit):
        return row
    reclaim_overdue(unit, [row])
    return customers.stored(unit, row.id)


def _as_settled(view: View, row: Any) -> Any | None:
    """Return an owned customer as a writer would find it after `settled`, None in the pool."""
    if row.owner_id is None:
        return None
    for values in _under_current_rules(view, row):
        row = customers.as_if(row, values)
    return None if _has_ended(view, row) else row


def _has_ended(view: View, row: Any) -> bool:
    return is_overdue(row.last_day, view.today) and not holds.is_held(view)


def _under_current_rules(view: View, row: Any) -> list[dict[str, object]]:
    """Return the columns of an owned customer under rules in force that no sweep applied yet.

    A period that had ended before they took effect stays ended.
    """
    effective_day = pools.unapplied_day(view, row.pool_id)
    if effective_day is None or is_overdue(row.last_day, effective_day - 1):
        return []
    facts = rule_facts(customers.fields_of(row))
    match = newly_matched(facts, pools.policy(view, row.pool_id).rules)
    return _recomputed(view, [row], {row.id: match}, cause="rules", since_day=effective_day)


def reclaim_overdue(unit: Unit, rows: Sequence[Any]) -> int:
    """Put overdue customers back into their pools, with one event each; return how many."""
    ids = [row.id for row in rows]
    # Before the owners leave: what their teams keep depends on what the customer was.
    seats = teams.after_reclaim(unit, ids)
    deadlines = {
        last_day: start_of_day(last_day + 1, unit.zone) for last_day in {r.last_day for r in rows}
    }
    taken = pools.reclaim(unit, _by_instants(unit, rows, deadlines), unit.today)
    pools.close_reclaimed_periods(unit, rows, deadlines)
    closed = tasks.close_open_tasks(unit, ids, ClosedReason.RECLAIMED)
    batches.add_events(
        unit,
        CustomerReclaimed.kind(),
        [
            {
                "customer_id": row.id,
                "record_id": row.period_id,
                "before": {
                    **clock_values(row),
                    "tasks": closed.get(row.id, []),
                    "team": seats.get(row.id, []),
                },
                "after": {"ended_at": deadlines[row.last_day].isoformat()},
            }
            for row in rows
        ],
    )
    for row in rows:
        unit.touched(CustomerReclaimed.kind(), row.id)
    return taken


def _by_instants(
    unit: Unit, rows: Sequence[Any], deadlines: Mapping[int, datetime]
) -> dict[tuple[datetime, datetime | None], list[int]]:
    """Return the customers by when they fell due, and when members may claim them there."""
    minutes = pools.opening_minutes(unit)
    openings = {
        (pool_id, last_day): opens_after_reclaim(
            last_day, minutes[PoolId(pool_id)], unit.calendar, unit.zone
        )
        for pool_id, last_day in {(row.pool_id, row.last_day) for row in rows}
    }
    found: dict[tuple[datetime, datetime | None], list[int]] = {}
    for row in rows:
        opens_at = openings[row.pool_id, row.last_day]
        found.setdefault((deadlines[row.last_day], opens_at), []).append(row.id)
    return found


def clock_values(row: Any) -> dict[str, object]:
    """Return what undo needs to give a customer back to its holder as it was."""
    return dict(zip(CLOCK_COLUMNS, _CLOCK_OF(row), strict=True))
