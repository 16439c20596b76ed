"""What people do with the pool: look, claim, return, assign, and ask why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.db.queries import customers, pools
from crm_tui.db.queries.dictionaries import items
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    ClaimRefusal,
    Explanation,
    Holding,
    PoolRow,
    why_not_claim,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.services.checks import checked_text
from crm_tui.services.outcomes import BatchOutcome, attempt_each
from crm_tui.services.pools.batches import Batch
from crm_tui.services.pools.claiming import (
    assign_as_set,
    assign_by_match,
    assign_in_turn,
    assign_one,
    claim_one,
)
from crm_tui.services.pools.explaining import explained
from crm_tui.services.pools.returning import return_one
from crm_tui.services.references import one_of
from crm_tui.values import dataclass

_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Pools:
    """The pool as people use it."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def pools(self, actor: Actor) -> list[PoolRow]:
        """Return the pools this person belongs to or administers, with sizes and own quota."""
        with self.database.reading(actor) as view:
            return pools.pool_rows(view)

    def find(self, actor: Actor, reference: str) -> PoolId:
        """Return the pool that a name or id means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            return PoolId(one_of("pool", reference, pools.find_pools(view, reference)))

    def why_not_claim(self, actor: Actor, customer_id: CustomerId) -> ClaimRefusal | None:
        """Return why this person could not claim the customer now, or None."""
        with self.database.reading(actor) as view:
            return _claim_refusal(view, customers.holding(view, customer_id))

    def why(self, actor: Actor, customer_id: CustomerId) -> Explanation:
        """Return 回收说明: the rule, its conditions, what they count from, and what holds it."""
        with self.database.reading(actor) as view:
            refusal = _claim_refusal(view, customers.holding(view, customer_id))
            return replace(explained(view, customer_id), claim_refusal=refusal)

    def return_reasons(self, actor: Actor) -> list[tuple[int, str]]:
        """Return the reasons for a return, as (id, words)."""
        with self.database.reading(actor) as view:
            return [(i.id, i.name) for i in items(view.connection, DictionaryKind.RETURN_REASON)]

    # --- moving ----------------------------------------------------------------------------------

    @operation(Permission.CLAIM)
    def claim(
        self,
        actor: Actor,
        customer_ids: Sequence[CustomerId],
        *,
        all_or_nothing: bool = False,
        override_reason: str = "",
    ) -> BatchOutcome:
        """Take customers out of their pools, each as far as the rules allow.

        A batch takes the first it may and answers for each. With `all_or_nothing` the first
        refusal raises and nothing is taken. A reason lets who may override exceed holding limits,
        recorded; daily limit and cool-off hold for everybody.
        """
        reason = _checked_reason(override_reason)
        with self.database.writing(actor) as unit:
            _refuse_override(unit, reason)
            batch = Batch(unit, reason)
            batch.receiver(unit.person.user_id)

            def claim(customer: Holding) -> None:
                claim_one(batch, customer)

            results = batch.each(customer_ids, claim, all_or_nothing=all_or_nothing)
        return BatchOutcome(unit.changed, results)

    @operation(Permission.RETURN)
    def return_to_pool(
        self, actor: Actor, customer_ids: Sequence[CustomerId], reason_id: int, note: str = ""
    ) -> BatchOutcome:
        """Give owned customers back to their pools; their open work is closed with the reason."""
        note = checked_text("note", note, limit=_REASON_LIMIT)
        with self.database.writing(actor) as unit:
            reason = _reason(unit, reason_id)

            def take_back(unit: Unit, customer: Holding) -> None:
                return_one(unit, customer, reason, note)

            results = attempt_each(unit, customer_ids, take_back)
        return BatchOutcome(unit.changed, results)

    @operation(Permission.ASSIGN)
    def assign(
        self,
        actor: Actor,
        customer_ids: Sequence[CustomerId],
        to: UserId,
        *,
        all_or_nothing: bool = False,
        override_reason: str = "",
    ) -> BatchOutcome:
        """Give customers out of their pools to somebody, within the receiver's limits.

        A reason lets who may override exceed them, recorded.
        """
        reason = _checked_reason(override_reason)
        with self.database.writing(actor) as unit:
            _refuse_override(unit, reason)
            batch = Batch(unit, reason)
            batch.receiver(to)

            def give(customer: Holding) -> None:
                assign_one(batch, customer, to)

            results = batch.each(customer_ids, give, all_or_nothing=all_or_nothing)
            batch.tell()
        return BatchOutcome(unit.changed, results)

    @operation(Permission.ASSIGN)
    def assign_in_turn(
        self,
        actor: Actor,
        customer_ids: Sequence[CustomerId],
        user_ids: Sequence[UserId] | None = None,
        *,
        all_or_nothing: bool = False,
    ) -> BatchOutcome:
        """Give customers out one after the other (轮流), to those named or the pool's members.

        Who is away or at a limit is passed over, as is the one who just lost the customer.
        """
        with self.database.writing(actor) as unit:
            batch = Batch(unit)
            named = None if user_ids is None else tuple(dict.fromkeys(user_ids))

            def give(customer: Holding) -> None:
                assign_in_turn(batch, customer, named)

            results = batch.each(customer_ids, give, all_or_nothing=all_or_nothing)
            batch.tell()
        return BatchOutcome(unit.changed, results)

    @operation(Permission.ASSIGN)
    def assign_by_match(
        self, actor: Actor, customer_ids: Sequence[CustomerId], *, all_or_nothing: bool = False
    ) -> BatchOutcome:
        """Give each customer to the member of its pool it suits by region, industry and products.

        Among several who suit as well, who holds the fewest gets it.
        """
        with self.database.writing(actor) as unit:
            batch = Batch(unit)

            def give(customer: Holding) -> None:
                assign_by_match(batch, customer)

            results = batch.each(customer_ids, give, all_or_nothing=all_or_nothing)
            batch.tell()
        return BatchOutcome(unit.changed, results)

    @operation(Permission.ASSIGN)
    def assign_as_set(
        self, actor: Actor, customer_ids: Sequence[CustomerId], *, all_or_nothing: bool = False
    ) -> BatchOutcome:
        """Give each customer out as its pool is set to: in turn or by match.

        One of a pool that gives out by hand is refused: somebody has to be named.
        """
        with self.database.writing(actor) as unit:
            batch = Batch(unit)

            def give(customer: Holding) -> None:
                assign_as_set(batch, customer)

            results = batch.each(customer_ids, give, all_or_nothing=all_or_nothing)
            batch.tell()
        return BatchOutcome(unit.changed, results)


def _checked_reason(reason: str) -> str:
    return checked_text("override", reason, limit=_REASON_LIMIT)


def _refuse_override(unit: Unit, reason: str) -> None:
    if reason and not unit.person.may(Permission.OVERRIDE_LIMITS):
        raise NotPermittedError(Permission.OVERRIDE_LIMITS.value)


def _reason(unit: Unit, reason_id: int) -> DictionaryItem:
    reasons = items(unit.connection, DictionaryKind.RETURN_REASON)
    found = next((item for item in reasons if item.id == reason_id), None)
    if found is None:
        raise FieldError("reason", "unknown", str(reason_id))
    return found


def _claim_refusal(view: View, customer: Holding) -> ClaimRefusal | None:
    by = pools.claimant(view, view.person.user_id, customer.customer_id, customer.pool_id)
    policy = pools.policy(view, customer.pool_id)
    return why_not_claim(
        customer, by=by, policy=policy, today=view.today, now=view.now.astimezone(view.zone)
    )
