"""Where the accepted rows of a file go: into which pool, and to whom within their limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field
from typing import NamedTuple

from crm_tui.db.queries import pools
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.imports.outcomes import StillCoolingOff
from crm_tui.domain.imports.plans import ImportPlan
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
from crm_tui.services.imports.candidates import Candidate
from crm_tui.services.imports.deciding import Owners, Verdict
from crm_tui.values import dataclass

Lock = Callable[[UserId], None]


class Placed(NamedTuple):
    """A row with its home pool and its owner.

    A reserved one is beyond their limit and lies in the pool for them; in an opening import it is
    theirs all the same, and `exceeds` says which limit it exceeds.
    """

    place: int
    row: Candidate
    policy: Policy
    owner_id: UserId | None
    is_reserved: bool = False
    is_self_found: bool = False
    is_deal: bool = False
    exceeds: HoldingLimitReached | None = None

    @property
    def holder_id(self) -> UserId | None:
        """Return who has it, None where it lies in its pool."""
        return None if self.is_reserved else self.owner_id


class Homes:
    """Says to which pool a row belongs: the one named, else where the routes put it."""

    def __init__(self, view: View, plan: ImportPlan) -> None:
        self._view = view
        self._named = _named_pool(view, plan)
        self._routes = pools.routes(view)
        self._default = pools.default_pool(view.connection)
        self._policies: dict[PoolId, Policy] = {}
        self._places: dict[RuleFacts, PoolId] = {}

    def of(self, row: Candidate) -> Policy:
        """Return the home pool of a row, with its rules."""
        if self._named is not None:
            return self._policy(self._named)
        if row.pool_id is not None:
            return self._policy(PoolId(row.pool_id))
        found = self._places.get(row.rule_facts)
        if found is None:
            found = pool_for(row.rule_facts, self._routes, self._default)
            self._places[row.rule_facts] = found
        return self._policy(found)

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
    """Gives rows to people within their limits; each is locked, then counted once.

    Of several owners in the plan each gets the next in turn, so that all get as many.
    """

    view: View
    plan: ImportPlan
    owners: Owners
    homes: Homes
    allowances: dict[UserId, Allowance] = field(default_factory=dict)
    given: int = 0

    def lock(self, user_ids: Iterable[UserId], lock: Lock) -> None:
        """Lock and count everybody who is about to be given something, by their ids."""
        for user_id in sorted(set(user_ids)):
            lock(user_id)
            self.allowances[user_id] = pools.allowance(self.view, user_id)

    def place(self, verdict: Verdict) -> Placed | StillCoolingOff:
        """Return where a row goes; beyond a limit it is kept for its owner in the pool.

        Whoever waits for such a customer gets it on no road: then the reason is returned.
        """
        waiting = dict(verdict.waiting)
        owner_id = self._next(waiting) if len(self.plan.owner_ids) > 1 else verdict.owner_id
        if waiting and (refusal := waiting.get(owner_id or self.view.person.user_id)):
            return refusal
        row, policy = verdict.row, self.homes.of(verdict.row)
        # An office's first data says itself who has bought; later a recorded deal does.
        is_deal = self.plan.is_opening and row.rule_facts.type == CustomerType.DEAL.value
        if owner_id is None:
            return Placed(verdict.place, row, policy, None, is_deal=is_deal)
        is_own = owner_id == self.view.person.user_id
        customer = HeldCustomer(policy.pool_id, is_deal=is_deal, is_self_found=is_own)
        allowance = self._allowance(owner_id)
        reached = why_not_one_more(
            allowance, customer, person=self.owners.names.get(owner_id, ""), pool=policy.name
        )
        is_reserved = reached is not None and not self.plan.is_opening
        if not is_reserved:
            self.allowances[owner_id] = allowance.with_one_more(customer)
        return Placed(
            verdict.place,
            row,
            policy,
            owner_id,
            is_reserved,
            is_own and not is_reserved,
            is_deal,
            None if is_reserved else reached,
        )

    def _allowance(self, user_id: UserId) -> Allowance:
        if user_id not in self.allowances:
            self.allowances[user_id] = pools.allowance(self.view, user_id)
        return self.allowances[user_id]

    def _next(self, waiting: dict[UserId, StillCoolingOff]) -> UserId:
        """Return whose turn it is among those who do not wait for this customer."""
        everyone = self.plan.owner_ids
        for step in range(len(everyone)):
            chosen = everyone[(self.given + step) % len(everyone)]
            if chosen not in waiting:
                self.given += step + 1
                return chosen
        return everyone[self.given % len(everyone)]
