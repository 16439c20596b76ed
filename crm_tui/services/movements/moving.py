"""Moving a customer to another pool: the clock stays, the new pool's rules apply at once."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.db.queries import customers, pools
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import CustomerMoved
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    Allowance,
    Holding,
    HoldingLimitReached,
    Policy,
    opens_after_entry,
    why_not_move,
    why_not_one_more,
)
from crm_tui.errors import RefusedError
from crm_tui.services import protection


def move_one(unit: Unit, customer: Holding, pool_id: PoolId) -> None:
    """Move a customer, owned or not, to another pool; record it.

    What an owner may hold of the new pool binds as when they were given it. One without an owner
    opens as a new one does, and stays kept for whom it was kept.
    """
    here, there = pools.policy(unit, customer.pool_id), pools.policy(unit, pool_id)
    refusal = why_not_move(customer, by=unit.person, here=here, there=there) or why_owner_is_full(
        unit, customer, there
    )
    if refusal is not None:
        raise RefusedError(refusal)
    row = customers.stored(unit, customer.customer_id)
    match = protection.match_values(unit, row)
    values: dict[str, object] = {"pool_id": pool_id}
    if customer.owner_id is None:
        values["opens_at"] = opens_after_entry(unit.now, there.new_closed_hours)
        values["pool_since"] = unit.now
    customers.update_customer(unit, customer.customer_id, values)
    last_day = protection.relabelled(unit, customer.customer_id, cause="pool")
    unit.record(
        CustomerMoved(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before={
                "pool_id": row.pool_id,
                "opens_at": row.opens_at,
                "pool_since": row.pool_since,
                "protection": match,
            },
            after={"pool_id": pool_id, "pool": there.name, "last_day": last_day},
        )
    )


def why_owner_is_full(unit: Unit, customer: Holding, there: Policy) -> HoldingLimitReached | None:
    """Return the limit of a pool that its owner would exceed with the customer, or None."""
    if customer.owner_id is None:
        return None
    pools.lock_claimant(unit, customer.owner_id)
    found = pools.allowance(unit, customer.owner_id)
    # Over all pools they hold as many as before; only the new pool's own limits can be reached.
    only_there = tuple(limit for limit in found.limits if limit.pool_id == there.pool_id)
    return why_not_one_more(
        Allowance(only_there, found.holdings),
        replace(customer.as_given, pool_id=there.pool_id),
        person=customer.owner,
        pool=there.name,
    )
