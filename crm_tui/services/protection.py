"""Keep the last protected day of a customer true: after giving, after work, after an edit.

Every service that touches an owned customer goes through here, so list, warning, explanation and
sweep read one stored value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_tui.db.queries import customers, pools, tasks
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.customers import RULE_FIELDS
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.events import CustomerReclaimed
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import (
    ClockFacts,
    HeldDay,
    Holding,
    PeriodStart,
    Policy,
    Protection,
    RuleFacts,
    is_overdue,
    protection,
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


def rule_facts(row: Any) -> RuleFacts:
    """Return what the rules' filters read from a stored customer."""
    return RuleFacts(
        level=row.level.value if row.level else None,
        type=row.type.value,
        industry_id=row.industry_id,
        source_id=row.source_id,
        province=row.province,
        tags=frozenset(row.tags or ()),
    )


def computed(view: View, row: Any, policy: Policy) -> Protection:
    """Return the protection of a stored, owned customer as the rules see it now."""
    anchor = row.clock_day if row.clock_day is not None else view.today
    return protection(
        rule_facts(row),
        ClockFacts(anchor, row.last_effective_day),
        rules=policy.rules,
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
        rule_facts(row), ClockFacts(unit.today), rules=policy.rules, calendar=unit.calendar
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
    """Recompute the stored last day of an owned customer after something changed; return it.

    A day that comes forward keeps at least the grace of the pool, with the cause. What the owner
    changed on their own earns that grace once a period, and relabelling never moves the day later.
    """
    row = customers.stored(unit, customer_id)
    if row.owner_id is None:
        return NEVER
    policy = pools.policy(unit, row.pool_id)
    new = computed(unit, row, policy)
    by_owner = row.owner_id == unit.person.user_id
    if cause in RULE_FIELDS and by_owner and new.last_day > row.last_day:
        return int(row.last_day)
    held = _held(unit, row, new, policy)
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
    customers.update_customer(unit, customer_id, values)
    return held.last_day


def _held(unit: Unit, row: Any, new: Protection, policy: Policy) -> HeldDay:
    comes_forward = new.last_day < row.last_day
    own_act = row.owner_id == unit.person.user_id
    if comes_forward and own_act and not pools.use_own_grace(unit, row.period_id):
        return HeldDay(new.last_day, None, new.deciding)
    return with_grace(
        new,
        previous_last_day=row.last_day,
        not_before_day=row.not_before_day,
        today=unit.today,
        grace_days=policy.grace_days,
    )


def settled(unit: Unit, customer_id: CustomerId) -> Any:
    """Return the stored row of a visible customer after ending a period that is overdue.

    A period ends at 00:00 after its last day, whenever it is noticed; so every writer comes
    through here first, and a late follow-up rescues nothing.
    """
    row = customers.raw(unit, customer_id)
    if row.owner_id is None or not is_overdue(row.last_day, unit.today):
        return row
    reclaim_overdue(unit, [row])
    return customers.stored(unit, customer_id)


def reclaim_overdue(unit: Unit, rows: Sequence[Any]) -> int:
    """Put overdue customers back into their pools, with one event each; return how many."""
    ids = [row.id for row in rows]
    taken = pools.reclaim(unit, ids, unit.today)
    deadlines = {
        last_day: start_of_day(last_day + 1, unit.zone) for last_day in {r.last_day for r in rows}
    }
    pools.close_reclaimed_periods(unit, rows, deadlines)
    closed = tasks.close_open_tasks(unit, ids, ClosedReason.RECLAIMED)
    pools.add_events(
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
