"""Taking customers out of their pools, and giving them out, as the rules allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import customers, pools
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import CustomerAssigned, CustomerClaimed
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import (
    AssignMode,
    AssignRefusal,
    Candidate,
    ClaimRefusal,
    GivenByHand,
    Holding,
    MatchFacts,
    NobodyInTurn,
    NobodySuits,
    OwnedByAnother,
    PeriodStart,
    by_match,
    in_turn,
    why_not_assign,
    why_not_claim,
    why_not_free,
)
from crm_tui.errors import RefusedError
from crm_tui.services import protection
from crm_tui.services.pools.batches import Batch


def claim_one(batch: Batch, customer: Holding) -> None:
    """Give the actor a customer of a pool; raise what refuses it."""
    unit = batch.unit
    me = unit.person.user_id
    policy = batch.policy(customer.pool_id)
    _refuse_claim(
        unit,
        why_not_claim(
            customer,
            by=batch.claimant(me, customer),
            policy=policy,
            today=unit.today,
            now=unit.now.astimezone(unit.zone),
        ),
    )
    given = protection.give(
        unit, customer, to=batch.receiver(me), how=PeriodStart.CLAIMED, policy=policy
    )
    batch.count_claim(me, customer.pool_id)
    unit.record(
        CustomerClaimed(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before=_left_behind(customer),
            after=given,
        )
    )


def _refuse_claim(unit: Unit, refusal: ClaimRefusal | None) -> None:
    if isinstance(refusal, OwnedByAnother):
        raise protection.taken_before(unit, refusal.customer, refusal.owner, refusal.since)
    if refusal is not None:
        raise RefusedError(refusal)


def _left_behind(customer: Holding) -> Mapping[str, object]:
    """Return what of a customer in its pool is gone once somebody has it."""
    return {
        "pool_id": customer.pool_id,
        "opens_at": None if customer.opens_at is None else customer.opens_at.isoformat(),
        "pool_since": None if customer.pool_since is None else customer.pool_since.isoformat(),
        "reserved_for_id": customer.reserved_for_id,
        "reserved_until_day": customer.reserved_until_day,
    }


def assign_one(batch: Batch, customer: Holding, to: UserId) -> None:
    """Give somebody a customer of a pool; raise what refuses it.

    Who gives to themselves claims, with the opening and the daily limit of a claim.
    """
    if _is_claim(batch, to):
        claim_one(batch, customer)
        return
    refusal = _why_not_assign(batch, customer, to)
    if refusal is not None:
        raise RefusedError(refusal)
    _assign(batch, customer, to)


def _is_claim(batch: Batch, to: UserId) -> bool:
    person = batch.unit.person
    return to == person.user_id and not person.is_admin


def _why_not_assign(batch: Batch, customer: Holding, to: UserId) -> AssignRefusal | None:
    return why_not_assign(
        customer,
        to=batch.claimant(to, customer),
        by=batch.unit.person,
        manages_receiver=batch.manages(to),
        policy=batch.policy(customer.pool_id),
        today=batch.unit.today,
    )


def _assign(batch: Batch, customer: Holding, to: UserId) -> None:
    given = protection.give(
        batch.unit,
        customer,
        to=batch.receiver(to),
        how=PeriodStart.ASSIGNED,
        policy=batch.policy(customer.pool_id),
    )
    batch.unit.record(
        CustomerAssigned(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before=_left_behind(customer),
            after=given,
        )
    )
    batch.gave(customer, to)


def assign_in_turn(
    batch: Batch, customer: Holding, user_ids: tuple[UserId, ...] | None = None
) -> None:
    """Give a customer to the next in turn (轮流) who is present and may have it.

    The turn stands with the pool and moves in the same transaction; the one who just lost the
    customer is passed over.
    """
    unit = batch.unit
    _refuse_not_free(batch, customer)
    candidates = batch.candidates(customer.pool_id, user_ids)
    after = pools.turn_user_id(unit, customer.pool_id)
    lost_by = pools.last_owner_id(unit, customer.customer_id)
    for candidate in in_turn(candidates, after):
        if candidate.user_id != lost_by and _gave(batch, customer, candidate):
            pools.update_pool(unit, customer.pool_id, {"turn_user_id": candidate.user_id})
            return
    name = batch.policy(customer.pool_id).name
    raise RefusedError(NobodyInTurn(customer.name, name, len(candidates)))


def assign_as_set(batch: Batch, customer: Holding) -> None:
    """Give a customer out in the way its pool is set to; raise where that is by hand."""
    policy = batch.policy(customer.pool_id)
    match policy.assign_mode:
        case AssignMode.TURN:
            assign_in_turn(batch, customer)
        case AssignMode.MATCH:
            assign_by_match(batch, customer)
        case AssignMode.HAND:
            raise RefusedError(GivenByHand(customer.name, policy.name))


def assign_by_match(batch: Batch, customer: Holding) -> None:
    """Give a customer to whom of its pool it suits best, then to who holds the fewest."""
    _refuse_not_free(batch, customer)
    candidates = batch.candidates(customer.pool_id)
    wanted = _match_facts(customers.stored(batch.unit, customer.customer_id))
    lost_by = pools.last_owner_id(batch.unit, customer.customer_id)
    for candidate in by_match(candidates, wanted):
        if candidate.user_id != lost_by and _gave(batch, customer, candidate):
            return
    name = batch.policy(customer.pool_id).name
    raise RefusedError(NobodySuits(customer.name, name, len(candidates)))


def _match_facts(row: Any) -> MatchFacts:
    return MatchFacts(row.province, row.industry_id, frozenset(row.need_tags))


def _gave(batch: Batch, customer: Holding, candidate: Candidate) -> bool:
    """Give the customer to a candidate if the rules allow it."""
    try:
        assign_one(batch, customer, candidate.user_id)
    except RefusedError:
        return False
    batch.note_given(candidate.user_id)
    return True


def _refuse_not_free(batch: Batch, customer: Holding) -> None:
    """Raise what would be the same whoever got it, so that nobody's turn passes for it."""
    refusal = why_not_free(customer, batch.unit.person.user_id)
    if refusal is not None:
        raise RefusedError(refusal)
