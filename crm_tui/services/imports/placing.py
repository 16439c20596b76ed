"""Where the accepted rows of a file go: into which pool, and to whom within their limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field

from crm_tui.db.queries import pools
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.imports.outcomes import ImportPlan
from crm_tui.domain.pools import (
    Allowance,
    HeldCustomer,
    HoldingLimitReached,
    Policy,
    RuleFacts,
    pool_for,
    why_not_one_more,
)
from crm_tui.errors import NotFoundError
from crm_tui.services.imports.preparing import PreparedRow
from crm_tui.values import dataclass

Lock = Callable[[UserId], None]


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its home pool and its owner.

    A reserved one is beyond their limit and lies in the pool for them; in an opening import it is
    theirs all the same, and `exceeds` says which limit it exceeds.
    """

    row: PreparedRow
    policy: Policy
    owner_id: UserId | None
    is_reserved: bool = False
    is_self_found: bool = False
    is_deal: bool = False
    exceeds: HoldingLimitReached | None = None


class Homes:
    """Says to which pool a row belongs: the one named, else where the routes put it."""

    def __init__(self, view: View, plan: ImportPlan) -> None:
        self._view = view
        self._named = _named_pool(view, plan)
        self._routes = pools.routes(view)
        self._default = pools.default_pool(view.connection)
        self._policies: dict[PoolId, Policy] = {}
        self._places: dict[RuleFacts, Policy] = {}

    def of(self, facts: RuleFacts) -> Policy:
        """Return the home pool of a row, with its rules."""
        found = self._places.get(facts)
        if found is None:
            found = self._policy(self._named or pool_for(facts, self._routes, self._default))
            self._places[facts] = found
        return found

    def _policy(self, pool_id: PoolId) -> Policy:
        if pool_id not in self._policies:
            self._policies[pool_id] = pools.policy(self._view, pool_id)
        return self._policies[pool_id]


def _named_pool(view: View, plan: ImportPlan) -> PoolId | None:
    mine = view.person.pool_ids
    if plan.pool_id is not None and plan.pool_id not in mine and not view.person.is_admin:
        raise NotFoundError("pool", str(plan.pool_id))
    return plan.pool_id


@dataclass(slots=True)
class Receivers:
    """Gives rows to people within their limits; each is locked, then counted once."""

    view: View
    plan: ImportPlan
    names: dict[UserId, str]
    allowances: dict[UserId, Allowance] = field(default_factory=dict)

    def lock(self, user_ids: Iterable[UserId], lock: Lock) -> None:
        """Lock and count everybody who is about to be given something, by their ids."""
        for user_id in sorted(set(user_ids)):
            lock(user_id)
            self.allowances[user_id] = pools.allowance(self.view, user_id)

    def place(self, row: PreparedRow, policy: Policy, owner_id: UserId | None) -> Placed:
        """Return where a row goes; beyond a limit it is kept for its owner in the pool."""
        # An office's first data says itself who has bought; later a recorded deal does.
        is_deal = self.plan.is_opening and row.rule_facts.type == CustomerType.DEAL.value
        if owner_id is None:
            return Placed(row, policy, None, is_deal=is_deal)
        is_own = owner_id == self.view.person.user_id
        customer = HeldCustomer(policy.pool_id, is_deal=is_deal, is_self_found=is_own)
        allowance = self.allowances[owner_id]
        reached = why_not_one_more(
            allowance, customer, person=self.names.get(owner_id, ""), pool=policy.name
        )
        if reached is not None and not self.plan.is_opening:
            return Placed(row, policy, owner_id, is_reserved=True, is_deal=is_deal)
        self.allowances[owner_id] = allowance.with_one_more(customer)
        return Placed(row, policy, owner_id, is_self_found=is_own, is_deal=is_deal, exceeds=reached)
