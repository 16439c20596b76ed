"""Giving a customer to somebody: the one way into an ownership."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from crm_tui.db.queries import customers, pools
from crm_tui.db.queries.pools import Carried, PeriodOpening
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.pools import (
    HeldDay,
    Holding,
    PeriodStart,
    Policy,
    rule_facts,
)
from crm_tui.errors import AlreadyClaimedError
from crm_tui.services.duplicates import refuse_waiting_for_its_like
from crm_tui.services.limits import Receiver, held_customer
from crm_tui.services.protection.computing import computed, held_day, matched_anew, store


def give(  # noqa: PLR0913 - each says something else of the period that begins
    unit: Unit,
    customer: Holding,
    *,
    to: Receiver,
    how: PeriodStart,
    policy: Policy,
    carry: Carried | None = None,
    is_self_found: bool = False,
) -> dict[str, object]:
    """Open a period for somebody within their limits; return what the event keeps.

    Its clock starts today, or goes on with what is carried of the period before: then the day
    follows from the same clock, rule and facts, and one that comes forward keeps its grace.
    Raises AlreadyClaimedError when another transaction was first, RefusedError beyond a limit
    that nothing overrides, and for a duplicate of what they may not have back yet.
    """
    refuse_waiting_for_its_like(unit, customer.customer_id, to.user_id)
    row = customers.stored(unit, customer.customer_id)
    held = held_customer(row, unit, is_self_found=is_self_found)
    if carry is not None:
        locked_until = carry.locked_until_day
        held = replace(held, is_locked=locked_until is not None and locked_until >= unit.today)
    reached = to.admit(held, policy.name)
    opened = pools.open_period(unit, customer, PeriodOpening(to.user_id, how, carry, is_self_found))
    if opened is None:
        now = customers.holding(unit, customer.customer_id)
        raise taken_before(unit, now.name, now.owner, now.owned_since)
    to.took(unit, customer.customer_id, held, reached)
    row = customers.stored(unit, customer.customer_id)
    if carry is None:
        found = matched_anew(unit, row, rule_facts(customers.fields_of(row)), policy)
        last_day = store(unit, row, HeldDay(found.last_day, None, found.deciding), found, "")
    else:
        found = computed(unit, row, policy)
        last_day = store(unit, row, held_day(unit, row, found), found, how.value)
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
