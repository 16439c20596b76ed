"""Add to the prepared rows what only the transaction knows: when, by whom, whose, until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crm_tui.db.bulk import BulkContact, BulkCustomer
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.pools import (
    ClockFacts,
    PeriodStart,
    Policy,
    Protection,
    RuleFacts,
    protection,
)
from crm_tui.services.imports.deciding import Decision, Placed
from crm_tui.services.imports.preparing import Spool

# The same columns in the same order wherever a row goes, so that all go in one statement.
_IN_POOL: dict[str, object] = {
    "owner_id": None,
    "owned_since": None,
    "clock_day": None,
    "last_day": NEVER,
    "deciding": "",
    "reserved_for_id": None,
    "reserved_until_day": None,
}


class BulkMaker:
    """Makes what is written for the rows of one import."""

    def __init__(self, unit: Unit, policy: Policy) -> None:
        self._unit = unit
        self._policy = policy
        self._today = unit.today
        self._protections: dict[RuleFacts, Protection] = {}
        self._stamps = {
            "created_at": unit.now,
            "created_by_id": unit.person.user_id,
            "updated_at": unit.now,
            "updated_by_id": unit.person.user_id,
        }
        self._event: dict[str, object] = {
            "batch_id": unit.batch_id,
            "at": unit.now,
            "kind": CustomerCreated.kind(),
            "before": {},
        }

    def customers(self, decision: Decision, spool: Spool) -> Iterator[BulkCustomer]:
        """Yield the placed customers in the order of the file."""
        prepared = enumerate(spool.customers())
        for placed in decision.placed:
            customer = next(each for place, each in prepared if place == placed.row.place)
            yield self._customer(placed, customer)

    def _customer(self, placed: Placed, prepared: BulkCustomer) -> BulkCustomer:
        is_owned = placed.owner_id is not None and not placed.is_reserved
        return replace(
            prepared,
            values={**self._stamps, "pool_id": self._policy.pool_id, **self._holding(placed)},
            contacts=[
                BulkContact({**contact.values, **self._stamps}, contact.phones)
                for contact in prepared.contacts
            ],
            periods=[self._period(placed)] if is_owned else (),
            events=[{**self._event, "after": {"name": placed.row.name, "owned": is_owned}}],
        )

    def _holding(self, placed: Placed) -> dict[str, object]:
        if placed.owner_id is None:
            return _IN_POOL
        if placed.is_reserved:
            return {
                **_IN_POOL,
                "reserved_for_id": placed.owner_id,
                "reserved_until_day": self._today + self._unit.office.reserve_days,
            }
        found = self._protection(placed.row.rule_facts)
        return {
            "owner_id": placed.owner_id,
            "owned_since": self._unit.now,
            "clock_day": self._today,
            "last_day": found.last_day,
            "deciding": found.deciding.value,
            "reserved_for_id": None,
            "reserved_until_day": None,
        }

    def _period(self, placed: Placed) -> dict[str, object]:
        found = self._protection(placed.row.rule_facts)
        return {
            "owner_id": placed.owner_id,
            "pool_id": self._policy.pool_id,
            "rule_id": found.rule.id if found.rule else None,
            "started_at": self._unit.now,
            "start_day": self._today,
            "how_started": PeriodStart.IMPORTED,
            "started_by_id": self._unit.person.user_id,
        }

    def _protection(self, facts: RuleFacts) -> Protection:
        found = self._protections.get(facts)
        if found is None:
            found = protection(
                facts,
                ClockFacts(self._today),
                rules=self._policy.rules,
                calendar=self._unit.calendar,
            )
            self._protections[facts] = found
        return found
