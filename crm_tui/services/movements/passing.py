"""Passing a customer from its owner to somebody else: the clock goes along, so nobody wins time."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.db.queries import customers, extensions, pools, tasks
from crm_tui.domain.events import CustomerTransferred
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import (
    Holding,
    PeriodEnd,
    PeriodStart,
    TransferRights,
    why_not_transfer,
)
from crm_tui.domain.tasks import ClosedReason
from crm_tui.errors import RefusedError
from crm_tui.services import protection
from crm_tui.services.duplicates import refuse_waiting_for_its_like
from crm_tui.services.pools import Batch
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Passing:
    """How a customer changes hands, and why."""

    started: PeriodStart = PeriodStart.TRANSFERRED
    ended: PeriodEnd = PeriodEnd.TRANSFERRED
    closed: ClosedReason = ClosedReason.TRANSFERRED
    reason: str = ""


def transfer_one(batch: Batch, customer: Holding, to: UserId, passing: Passing) -> None:
    """Pass an owned customer on if the rules allow it; record it."""
    unit = batch.unit
    refusal = why_not_transfer(
        customer,
        to=batch.claimant(to, customer),
        by=unit.person,
        rights=_rights(batch, customer, to),
        policy=batch.policy(customer.pool_id),
        today=unit.today,
    )
    if refusal is not None:
        raise RefusedError(refusal)
    before, after = pass_on(batch, customer, to, passing)
    unit.record(
        CustomerTransferred(
            customer_id=customer.customer_id,
            record_id=customer.customer_id,
            before=before,
            after=after,
        )
    )
    batch.gave(customer, to)


def _rights(batch: Batch, customer: Holding, to: UserId) -> TransferRights:
    return TransferRights(
        manages_owner=customer.owner_id is not None and batch.manages(customer.owner_id),
        manages_receiver=to == batch.unit.person.user_id or batch.manages(to),
        owners_may_transfer=batch.unit.office.owners_may_transfer,
    )


def pass_on(
    batch: Batch, customer: Holding, to: UserId, passing: Passing
) -> tuple[dict[str, object], dict[str, object]]:
    """End the owner's period and open one for somebody else; return what the event keeps.

    The clock, the facts, the lock and the extension go along; open tasks are closed and stand in
    the packet of the next owner, as does the planned contact. Who may was decided before.
    """
    unit = batch.unit
    # Before the owner loses it: a refusal changes nothing.
    refuse_waiting_for_its_like(unit, customer.customer_id, to)
    row = customers.stored(unit, customer.customer_id)
    closed = tasks.close_open_tasks(unit, [customer.customer_id], passing.closed)
    before = {**protection.clock_values(row), "tasks": closed.get(customer.customer_id, [])}
    close = pools.PeriodClose(passing.ended, unit.now, unit.today, note=passing.reason)
    pools.end_period(unit, customer, close)
    given = protection.give(
        unit,
        replace(customer, owner_id=None, period_id=None),
        to=batch.receiver(to),
        how=passing.started,
        policy=batch.policy(customer.pool_id),
        carry=pools.carried_of(row),
    )
    period_id = customers.stored(unit, customer.customer_id).period_id
    extensions.pass_requests_on(unit, row.period_id, period_id)
    return before, {**given, "how": passing.started.value, "reason": passing.reason}
