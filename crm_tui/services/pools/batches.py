"""A batch of customers: one thing done to each, one result for each, facts read once for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from crm_tui.db.queries import notices, pools, users
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import Candidate, Claimant, Holding, Policy
from crm_tui.services import limits
from crm_tui.services.outcomes import Outcome, attempt_each


@dataclass(slots=True)
class Batch:
    """One operation on many customers: policies, receivers and quotas are read once.

    Whoever is given a customer is locked before what they hold is counted, and the count is kept
    as the batch goes on.
    """

    unit: Unit
    override_reason: str = ""
    _policies: dict[PoolId, Policy] = field(default_factory=dict)
    _receivers: dict[UserId, limits.Receiver] = field(default_factory=dict)
    _claimants: dict[tuple[UserId, PoolId], Claimant] = field(default_factory=dict)
    _managed: dict[UserId, bool] = field(default_factory=dict)
    _candidates: dict[PoolId, list[Candidate]] = field(default_factory=dict)
    _given: dict[UserId, list[CustomerId]] = field(default_factory=dict)

    def each(
        self,
        customer_ids: Iterable[CustomerId],
        act: Callable[[Holding], None],
        *,
        all_or_nothing: bool = False,
    ) -> tuple[Outcome, ...]:
        """Do it to each customer once; with `all_or_nothing` the first refusal is raised."""

        def act_here(_unit: Unit, customer: Holding) -> None:
            act(customer)

        return attempt_each(
            self.unit,
            customer_ids,
            act_here,
            all_or_nothing=all_or_nothing,
            lost=self._note_lost,
        )

    def policy(self, pool_id: PoolId) -> Policy:
        """Return the settings and rules of a pool."""
        if pool_id not in self._policies:
            self._policies[pool_id] = pools.policy(self.unit, pool_id)
        return self._policies[pool_id]

    def receiver(self, user_id: UserId) -> limits.Receiver:
        """Return somebody who is given customers, locked and counted."""
        if user_id not in self._receivers:
            self._receivers[user_id] = limits.receiver(
                self.unit, user_id, override_reason=self.override_reason
            )
        return self._receivers[user_id]

    def claimant(self, user_id: UserId, customer: Holding) -> Claimant:
        """Return what the rules read of somebody who would get this customer now."""
        receiver = self.receiver(user_id)
        place = (user_id, customer.pool_id)
        if place not in self._claimants:
            self._claimants[place] = pools.claimant(
                self.unit, user_id, None, customer.pool_id, receiver.allowance
            )
        return replace(
            self._claimants[place],
            allowance=receiver.allowance,
            may_exceed=bool(self.override_reason),
            last_period=pools.last_period(self.unit, user_id, customer.customer_id),
        )

    def count_claim(self, user_id: UserId, pool_id: PoolId) -> None:
        """Add one to today's claims of somebody from a pool."""
        pools.count_claim(self.unit, user_id, pool_id)
        claimant = self._claimants[user_id, pool_id]
        self._claimants[user_id, pool_id] = replace(
            claimant, claims_today=claimant.claims_today + 1
        )

    def manages(self, user_id: UserId) -> bool:
        """Return whether the actor stands above somebody in the line of managers."""
        if user_id not in self._managed:
            self._managed[user_id] = users.manages(
                self.unit.connection, self.unit.person.user_id, user_id
            )
        return self._managed[user_id]

    def candidates(
        self, pool_id: PoolId, user_ids: tuple[UserId, ...] | None = None
    ) -> list[Candidate]:
        """Return who is present and could be given customers of a pool, with what they hold now.

        Everybody among them is locked, in the order of their ids.
        """
        if pool_id not in self._candidates:
            self._candidates[pool_id] = pools.candidates(self.unit, pool_id, user_ids)
            for each in self._candidates[pool_id]:
                pools.lock_claimant(self.unit, each.user_id)
        return self._candidates[pool_id]

    def gave(self, customer: Holding, to: UserId) -> None:
        """Remember whom to tell of a customer that they were given."""
        self._given.setdefault(to, []).append(customer.customer_id)

    def tell(self, words: str = "") -> None:
        """Tell each who was given customers of all of them at once; nobody of their own act."""
        for user_id, customer_ids in sorted(self._given.items()):
            notices.tell_given(self.unit, user_id, customer_ids, words=words)

    def note_given(self, user_id: UserId) -> None:
        """Count a customer given to one of the candidates, so that the next match knows."""
        self._note_held(user_id, 1)

    def _note_lost(self, user_id: UserId) -> None:
        """Count anew what somebody holds who lost a customer of the batch: its days were over."""
        if user_id in self._receivers:
            self._receivers[user_id].allowance = pools.allowance(self.unit, user_id)
        self._note_held(user_id, -1)

    def _note_held(self, user_id: UserId, more: int) -> None:
        for each_pool, known in self._candidates.items():
            self._candidates[each_pool] = [
                replace(each, held=each.held + more) if each.user_id == user_id else each
                for each in known
            ]
