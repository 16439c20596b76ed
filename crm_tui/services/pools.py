"""Everything people do with the pool: look, claim, return, assign, and ask why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_tui.db.queries import customers, pools, tasks, users
from crm_tui.db.queries.dictionaries import items
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import Changed, CustomerAssigned, CustomerClaimed, CustomerReturned
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    ClaimRefusal,
    Explanation,
    Holding,
    OwnedByAnother,
    PeriodEnd,
    PeriodStart,
    PoolRow,
    Protection,
    is_overdue,
    why_not_assign,
    why_not_claim,
    why_not_return,
)
from crm_tui.domain.tasks import ClosedReason
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import AlreadyClaimedError, CrmError, FieldError, NotFoundError, RefusedError
from crm_tui.services import protection
from crm_tui.services.references import one_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one customer of a batch: done, or the error that refused it."""

    customer_id: CustomerId
    customer: str
    error: CrmError | None = None


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The results of a batch, one per customer, in the order asked."""

    changed: Changed
    results: tuple[Outcome, ...]

    @property
    def done(self) -> tuple[Outcome, ...]:
        """Return the customers for which it was done."""
        return tuple(result for result in self.results if result.error is None)

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """Return the customers for which it was refused, each with its error."""
        return tuple(result for result in self.results if result.error is not None)


@dataclass(frozen=True, slots=True)
class Pools:
    """The pool as people use it."""

    database: Database

    def pools(self, actor: Actor) -> list[PoolRow]:
        """Return the pools this person may see, with sizes and their own quota."""
        with self.database.reading(actor) as view:
            return pools.pool_rows(view)

    def find(self, actor: Actor, reference: str) -> PoolId:
        """Return the pool that a name or id means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            return PoolId(one_of("pool", reference, pools.find_pools(view.connection, reference)))

    @operation(Permission.CLAIM)
    def claim(
        self, actor: Actor, customer_ids: Sequence[CustomerId], *, all_or_nothing: bool = False
    ) -> BatchOutcome:
        """Take customers out of their pools, each as far as the rules allow.

        A batch takes the first it may and answers for each. With `all_or_nothing` the first
        refusal raises and nothing is taken.
        """
        with self.database.writing(actor) as unit:
            pools.lock_claimant(unit, actor.user_id)
            results = []
            for customer_id in dict.fromkeys(customer_ids):
                results.append(_attempt(unit, customer_id, _claim_one))
                if all_or_nothing and (error := results[-1].error) is not None:
                    raise error
        return BatchOutcome(unit.changed, tuple(results))

    @operation(Permission.RETURN)
    def return_to_pool(
        self, actor: Actor, customer_ids: Sequence[CustomerId], reason_id: int, note: str = ""
    ) -> BatchOutcome:
        """Give owned customers back to their pools; their open work is closed with the reason."""
        with self.database.writing(actor) as unit:
            reason = _reason(unit, reason_id)

            def take_back(unit: Unit, customer: Holding) -> None:
                _return_one(unit, customer, reason, note)

            results = [
                _attempt(unit, customer_id, take_back)
                for customer_id in dict.fromkeys(customer_ids)
            ]
        return BatchOutcome(unit.changed, tuple(results))

    @operation(Permission.ASSIGN)
    def assign(self, actor: Actor, customer_ids: Sequence[CustomerId], to: UserId) -> BatchOutcome:
        """Give customers out of their pools to somebody, within the receiver's limits."""
        with self.database.writing(actor) as unit:
            pools.lock_claimant(unit, to)

            def give(unit: Unit, customer: Holding) -> None:
                _assign_one(unit, customer, to)

            results = [
                _attempt(unit, customer_id, give) for customer_id in dict.fromkeys(customer_ids)
            ]
        return BatchOutcome(unit.changed, tuple(results))

    def why_not_claim(self, actor: Actor, customer_id: CustomerId) -> ClaimRefusal | None:
        """Return why this person could not claim the customer now, or None."""
        with self.database.reading(actor) as view:
            return _claim_refusal(view, customers.holding(view, customer_id))

    def why(self, actor: Actor, customer_id: CustomerId) -> Explanation:
        """Return 回收说明: the rule, its anchor and counted days, and what holds it."""
        with self.database.reading(actor) as view:
            record = customers.record(view, customer_id)
            row = customers.raw(view, customer_id)
            policy = pools.policy(view, row.pool_id)
            owned = row.owner_id is not None
            found = protection.computed(view, row, policy)
            return Explanation(
                customer_id=customer_id,
                customer=record.row.name,
                owner=record.row.owner,
                pool=record.row.pool,
                protection=found
                if owned
                else Protection(found.last_day, found.deciding, found.rule),
                last_day=row.last_day,
                deciding=row.deciding,
                clock_day=row.clock_day,
                last_effective_day=row.last_effective_day,
                not_before_day=row.not_before_day,
                today=view.today,
                claim_refusal=_claim_refusal(view, customers.holding(view, customer_id)),
            )

    def return_reasons(self, actor: Actor) -> list[tuple[int, str]]:
        """Return the reasons for a return, as (id, words)."""
        with self.database.reading(actor) as view:
            return [(i.id, i.name) for i in items(view.connection, DictionaryKind.RETURN_REASON)]


def _attempt(unit: Unit, customer_id: CustomerId, act: Callable[[Unit, Holding], None]) -> Outcome:
    customer: Holding | None = None
    try:
        customer = customers.holding(unit, customer_id)
        if customer.owner_id is not None and is_overdue(customer.last_day, unit.today):
            protection.settle(unit, customer_id)
            customer = customers.holding(unit, customer_id)
        act(unit, customer)
    except (RefusedError, AlreadyClaimedError) as error:
        # Each is raised before the customer is given or taken, so the others of the batch go on.
        return Outcome(customer_id, customer.name if customer else "", error)
    except NotFoundError as error:
        # What may not be seen has no name, though it lies in a pool of the person.
        return Outcome(customer_id, "", error)
    return Outcome(customer_id, customer.name)


def _claim_one(unit: Unit, customer: Holding) -> None:
    _refuse_claim(_claim_refusal(unit, customer))
    policy = pools.policy(unit, customer.pool_id)
    given = protection.give(
        unit, customer, to=unit.person.user_id, how=PeriodStart.CLAIMED, policy=policy
    )
    pools.count_claim(unit, unit.person.user_id, customer.pool_id)
    unit.record(
        CustomerClaimed(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before={"pool_id": customer.pool_id},
            after=given,
        )
    )


def _refuse_claim(refusal: ClaimRefusal | None) -> None:
    if isinstance(refusal, OwnedByAnother):
        raise AlreadyClaimedError(refusal.customer, refusal.owner, refusal.since)
    if refusal is not None:
        raise RefusedError(refusal)


def _return_one(unit: Unit, customer: Holding, reason: DictionaryItem, note: str) -> None:
    customers.raw(unit, customer.customer_id)  # a refusal names no holder to whom may not see it
    refusal = why_not_return(
        customer,
        by=unit.person,
        manages_owner=users.manages(unit.connection, unit.person.user_id, customer.owner_id),
    )
    if refusal is not None:
        raise RefusedError(refusal)
    give_back(unit, customer, how=PeriodEnd.RETURNED, reason=reason, note=note)


def give_back(
    unit: Unit,
    customer: Holding,
    *,
    how: PeriodEnd,
    reason: DictionaryItem | None = None,
    note: str = "",
) -> None:
    """Close the period of an owned customer now, and its open tasks; record the return."""
    before = protection.clock_values(customers.stored(unit, customer.customer_id))
    closed = tasks.close_open_tasks(unit, [customer.customer_id], ClosedReason.RETURNED)
    pools.end_period(
        unit,
        customer,
        pools.PeriodClose(how, unit.now, unit.today, reason.id if reason else None, note),
    )
    unit.record(
        CustomerReturned(
            customer_id=customer.customer_id,
            record_id=customer.period_id,
            before={**before, "tasks": closed.get(customer.customer_id, [])},
            after={"reason": reason.name if reason else "", "note": note, "how": how.value},
        )
    )


def _assign_one(unit: Unit, customer: Holding, to: UserId) -> None:
    policy = pools.policy(unit, customer.pool_id)
    receiver = pools.claimant(unit, to, customer.customer_id, customer.pool_id)
    refusal = why_not_assign(
        customer,
        to=receiver,
        by=unit.person,
        manages_receiver=users.manages(unit.connection, unit.person.user_id, to),
        policy=policy,
        today=unit.today,
    )
    if refusal is not None:
        raise RefusedError(refusal)
    given = protection.give(unit, customer, to=to, how=PeriodStart.ASSIGNED, policy=policy)
    unit.record(
        CustomerAssigned(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before={"pool_id": customer.pool_id},
            after=given,
        )
    )


def _reason(unit: Unit, reason_id: int) -> DictionaryItem:
    reasons = items(unit.connection, DictionaryKind.RETURN_REASON)
    found = next((item for item in reasons if item.id == reason_id), None)
    if found is None:
        raise FieldError("reason", "unknown", str(reason_id))
    return found


def _claim_refusal(view: View, customer: Holding) -> ClaimRefusal | None:
    by = pools.claimant(view, view.person.user_id, customer.customer_id, customer.pool_id)
    policy = pools.policy(view, customer.pool_id)
    return why_not_claim(customer, by=by, policy=policy, today=view.today)
