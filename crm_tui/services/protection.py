"""Keep the last protected day of a customer true: after giving, after work, after an edit.

Every service that touches an owned customer goes through here, so list, warning, explanation and
sweep read one stored value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_tui.db.queries import batches, customers, pools, tasks
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.events import CustomerReclaimed
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import (
    ClockFacts,
    Deciding,
    HeldDay,
    Holding,
    PeriodStart,
    Policy,
    Protection,
    is_overdue,
    protection,
    protection_under,
    rule_facts,
    rule_for,
    with_grace,
)
from crm_tui.domain.tasks import ClosedReason
from crm_tui.errors import AlreadyClaimedError

CLOCK_COLUMNS = (
    "owner_id",
    "period_id",
    "owned_since",
    "clock_day",
    "last_effective_day",
    "last_day",
    "deciding",
    "not_before_day",
    "not_before_cause",
    "next_contact_at",
    "next_contact_note",
)
"""What a customer loses when it goes back, and gets again when that is undone."""
_MATCH_COLUMNS = ("deciding", "not_before_day", "not_before_cause")


def computed(view: View, row: Any, policy: Policy) -> Protection:
    """Return the protection of a stored customer; one in a pool as if it were given today.

    An owned one runs under the rule of its period, and is exempt only if it was so before: what
    else its labels say now counts after `relabelled` has let it.
    """
    facts = rule_facts(customers.fields_of(row))
    if row.owner_id is None:
        return protection(facts, ClockFacts(view.today), rules=policy.rules, calendar=view.calendar)
    rule_id = pools.rule_id_of(view, row.period_id)
    kept = next((rule for rule in policy.rules if rule.id == rule_id), None)
    rule = kept or rule_for(facts, policy.rules)
    was_exempt = row.deciding == Deciding.EXEMPT.value
    return protection_under(
        rule,
        ClockFacts(row.clock_day, row.last_effective_day),
        is_exempt=was_exempt and rule is not None and rule.exempts(facts),
        calendar=view.calendar,
    )


def give(
    unit: Unit, customer: Holding, *, to: UserId, how: PeriodStart, policy: Policy
) -> dict[str, object]:
    """Open a period for somebody and start its clock; return what the event keeps.

    Raises AlreadyClaimedError when another transaction was first.
    """
    row = customers.stored(unit, customer.customer_id)
    found = protection(
        rule_facts(customers.fields_of(row)),
        ClockFacts(unit.today),
        rules=policy.rules,
        calendar=unit.calendar,
    )
    rule_id = found.rule.id if found.rule else None
    opened = pools.open_period(unit, customer, owner_id=to, how=how, rule_id=rule_id)
    if opened is None:
        now = customers.holding(unit, customer.customer_id)
        raise AlreadyClaimedError(now.name, now.owner or None, now.owned_since)
    customers.update_customer(
        unit,
        customer.customer_id,
        {"last_day": found.last_day, "deciding": found.deciding.value},
    )
    return {
        "owner_id": to,
        "period_id": opened[0],
        "holder_count": opened[1],
        "last_day": found.last_day,
    }


def refresh(unit: Unit, customer_id: CustomerId, *, cause: str) -> int:
    """Recompute the stored last day of an owned customer after work on it; return the day.

    A day that comes forward keeps at least the grace of the pool, with the cause; what the owner
    changed on their own earns that grace once a period.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is None:
        return NEVER
    policy = pools.policy(unit, row.pool_id)
    return _store(unit, row, _held(unit, row, computed(unit, row, policy), policy), cause)


def relabelled(unit: Unit, customer_id: CustomerId, *, cause: str) -> int:
    """Match an owned customer with the rules again after an edit of what they read.

    The owner's own edit never moves the last day later in the running period, not by a later
    follow-up either: then the period stays under its rule.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is None:
        return NEVER
    policy = pools.policy(unit, row.pool_id)
    kept = computed(unit, row, policy)
    new = protection(
        rule_facts(customers.fields_of(row)),
        ClockFacts(row.clock_day, row.last_effective_day),
        rules=policy.rules,
        calendar=unit.calendar,
    )
    if row.owner_id == unit.person.user_id and new.last_day > kept.last_day:
        new = kept
    else:
        pools.set_rule_id(unit, row.period_id, new.rule.id if new.rule else None)
    return _store(unit, row, _held(unit, row, new, policy), cause)


def match_values(unit: Unit, row: Any) -> dict[str, object]:
    """Return what `rematched` needs to match an owned customer as it was before an edit."""
    if row.owner_id is None:
        return {}
    return {
        "rule_id": pools.rule_id_of(unit, row.period_id),
        **{name: getattr(row, name) for name in _MATCH_COLUMNS},
    }


def rematched(unit: Unit, customer_id: CustomerId, values: Mapping[str, object]) -> None:
    """Match an owned customer with the rules as it was before an edit that is undone."""
    row = customers.stored(unit, customer_id)
    if row.owner_id is None or not values:
        return
    columns: dict[str, Any] = dict(values)
    pools.set_rule_id(unit, row.period_id, columns.pop("rule_id"))
    customers.update_customer(unit, customer_id, columns)
    refresh(unit, customer_id, cause="undo")


def _store(unit: Unit, row: Any, held: HeldDay, cause: str) -> int:
    values: dict[str, object] = {
        "last_day": held.last_day,
        "deciding": held.deciding.value,
        "not_before_day": held.not_before_day,
        "not_before_cause": (
            cause if held.not_before_day != row.not_before_day else row.not_before_cause
        )
        if held.not_before_day is not None
        else "",
    }
    customers.update_customer(unit, row.id, values)
    return held.last_day


def _held(unit: Unit, row: Any, new: Protection, policy: Policy) -> HeldDay:
    days = {"today": unit.today, "grace_days": policy.grace_days}
    promise = row.not_before_day
    held = with_grace(new, previous_last_day=row.last_day, not_before_day=promise, **days)
    promised = with_grace(new, previous_last_day=new.last_day, not_before_day=promise, **days)
    if held == promised or row.owner_id != unit.person.user_id:
        return held
    return held if pools.use_own_grace(unit, row.period_id) else promised


def settled(unit: Unit, customer_id: CustomerId) -> Any:
    """Return the stored row of a visible customer after ending a period that is overdue.

    A period ends at 00:00 after its last day, whenever it is noticed; so every writer comes
    through here first, and a late follow-up rescues nothing. While a sweep is held nothing ends:
    customers stay owned and follow-ups count.
    """
    return _settle(unit, customers.raw(unit, customer_id))


def settle(unit: Unit, customer_id: CustomerId) -> None:
    """End a period that is overdue, also of a customer that this person does not see."""
    _settle(unit, customers.stored(unit, customer_id))


def _settle(unit: Unit, row: Any) -> Any:
    if row.owner_id is None or not is_overdue(row.last_day, unit.today):
        return row
    if batches.standing_hold(unit) is not None:
        return row
    reclaim_overdue(unit, [row])
    return customers.stored(unit, row.id)


def reclaim_overdue(unit: Unit, rows: Sequence[Any]) -> int:
    """Put overdue customers back into their pools, with one event each; return how many."""
    ids = [row.id for row in rows]
    taken = pools.reclaim(unit, ids, unit.today)
    deadlines = {
        last_day: start_of_day(last_day + 1, unit.zone) for last_day in {r.last_day for r in rows}
    }
    pools.close_reclaimed_periods(unit, rows, deadlines)
    closed = tasks.close_open_tasks(unit, ids, ClosedReason.RECLAIMED)
    batches.add_events(
        unit,
        CustomerReclaimed.kind(),
        [
            {
                "customer_id": row.id,
                "record_id": row.period_id,
                "before": {**clock_values(row), "tasks": closed.get(row.id, [])},
                "after": {"ended_at": deadlines[row.last_day].isoformat()},
            }
            for row in rows
        ],
    )
    for row in rows:
        unit.touched(CustomerReclaimed.kind(), row.id)
    return taken


def clock_values(row: Any) -> dict[str, object]:
    """Return what undo needs to give a customer back to its holder as it was."""
    return {name: getattr(row, name) for name in CLOCK_COLUMNS}
