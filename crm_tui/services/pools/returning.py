"""Giving customers back to their pools."""

from __future__ import annotations

from crm_tui.db.queries import customers, pools, tasks, teams, users
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.dictionaries import DictionaryItem
from crm_tui.domain.events import CustomerReturned
from crm_tui.domain.pools import Holding, PeriodEnd, why_not_return
from crm_tui.domain.tasks import ClosedReason
from crm_tui.errors import RefusedError
from crm_tui.services import protection


def return_one(unit: Unit, customer: Holding, reason: DictionaryItem, note: str) -> None:
    """Give an owned customer back if this person may; raise what refuses it."""
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
    seats = teams.after_return(unit, [customer.customer_id])
    pools.end_period(
        unit,
        customer,
        pools.PeriodClose(how, unit.now, unit.today, reason.id if reason else None, note),
    )
    unit.record(
        CustomerReturned(
            customer_id=customer.customer_id,
            record_id=customer.period_id,
            before={
                **before,
                "tasks": closed.get(customer.customer_id, []),
                "team": seats.get(customer.customer_id, []),
            },
            after={"reason": reason.name if reason else "", "note": note, "how": how.value},
        )
    )
