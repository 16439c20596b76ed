"""The one check of holding limits, for every road on which somebody is given a customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm_tui.db.queries import pools
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    Allowance,
    HeldCustomer,
    HoldingLimitReached,
    why_not_one_more,
)
from crm_tui.errors import RefusedError


@dataclass(slots=True)
class Receiver:
    """Somebody who is given customers in this transaction; counted once, under their lock.

    With an `override_reason` they may exceed their limits; each time one is exceeded, that is
    written down. Who may override is decided by whoever sets the reason.
    """

    user_id: UserId
    name: str
    allowance: Allowance
    override_reason: str = ""

    def why_not(self, customer: HeldCustomer, pool: str) -> HoldingLimitReached | None:
        """Return the limit that giving them this customer would break, or None."""
        return why_not_one_more(self.allowance, customer, person=self.name, pool=pool)

    def admit(self, customer: HeldCustomer, pool: str) -> HoldingLimitReached | None:
        """Return the limit that giving them this customer exceeds by an override, or None.

        Raises RefusedError where a limit is reached and nothing overrides it.
        """
        reached = self.why_not(customer, pool)
        if reached is not None and not self.override_reason:
            raise RefusedError(reached)
        return reached

    def took(
        self,
        unit: Unit,
        customer_id: CustomerId,
        customer: HeldCustomer,
        reached: HoldingLimitReached | None,
    ) -> None:
        """Count a customer that they were given, and write down the limit it exceeded."""
        self.allowance = self.allowance.with_one_more(customer)
        if reached is None:
            return
        pools.add_override(
            unit,
            self.user_id,
            customer_id,
            reached,
            pool_id=None if reached.pool is None else customer.pool_id,
            reason=self.override_reason,
        )


def receiver(unit: Unit, user_id: UserId, *, override_reason: str = "") -> Receiver:
    """Return somebody about to be given customers, their row locked before anything is counted.

    Raises NotFoundError for somebody who does not work here.
    """
    pools.lock_claimant(unit, user_id)
    name = pools.active_name(unit, user_id)
    return Receiver(user_id, name, pools.allowance(unit, user_id), override_reason)


def fits(unit: Unit, user_id: UserId, customer: HeldCustomer) -> bool:
    """Return whether somebody may be given a customer within their limits; locks their row."""
    return receiver(unit, user_id).why_not(customer, "") is None


def held_customer(row: Any, view: View, *, is_self_found: bool = False) -> HeldCustomer:
    """Return what limits read of a stored customer that somebody is given."""
    return HeldCustomer(
        PoolId(row.pool_id),
        is_deal=row.is_deal,
        is_locked=row.locked_until_day is not None and row.locked_until_day >= view.today,
        is_self_found=is_self_found,
    )
