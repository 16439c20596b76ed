"""What signing a contract brings about, and what goes when it is ended: facts, a deal, a key date.

Each is recorded by an event of its own, so that undo takes each back by its own way.
"""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import contract_facts, key_dates
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.deals import DealFields
from crm_tui.domain.events import KeyDateAdded, KeyDateDeleted
from crm_tui.domain.identifiers import CustomerId, DealId, KeyDateId, PeriodId
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.sale_deals import SaleRoad, SaleStep
from crm_tui.services import protection
from crm_tui.services.sale_deals import record_once, take_back

CAUSE = "contract"


def write_facts(unit: Unit, contract: Contract, period_id: PeriodId | None) -> None:
    """Let a contract protect its customer as it now stands, from this period on."""
    contract_facts.write_facts(unit, contract.row.id, period_id)
    protection.refresh(unit, contract.row.customer_id, cause=CAUSE)


def add_deal(unit: Unit, customer: Any, contract: Contract, sign_day: int) -> DealId | None:
    """Record the deal that a signed contract is, in its currency, where the office says so.

    None where its order or opportunity is the deal of this sale already.
    """
    row = contract.row
    note = f"{row.number} {row.title}"
    fields = DealFields(row.amount_minor, sign_day, note, currency=row.currency)
    return record_once(unit, customer, SaleStep.SIGNED, _road(contract), fields, row.owner_id)


def take_deal_back(unit: Unit, customer: Any, contract: Contract, reason: str) -> None:
    """Void the deal that signing recorded, unless somebody has."""
    take_back(unit, customer, _road(contract), contract.deal_id, reason)


def _road(contract: Contract) -> SaleRoad:
    fields = contract.fields
    return SaleRoad(
        contract.row.customer_id,
        quote_id=fields.quote_id,
        order_id=fields.order_id,
        contract_id=contract.row.id,
    )


def remember_end(unit: Unit, contract: Contract) -> KeyDateId | None:
    """Remember the last day of a contract as one to talk about its renewal."""
    row = contract.row
    if row.end_day is None or row.end_day < unit.today:
        return None
    fields = KeyDateFields(
        KeyDateKind.RENEWAL, KeyDay(once_day=row.end_day), f"{row.number} {row.title}"[:200]
    )
    key_date_id = key_dates.add_key_date(unit, row.customer_id, fields)
    unit.record(
        KeyDateAdded(
            customer_id=row.customer_id,
            record_id=key_date_id,
            after=key_dates.values_of(fields),
        )
    )
    return key_date_id


def forget_end(unit: Unit, contract: Contract) -> None:
    """Remember the last day no more, unless somebody took that key date out before."""
    customer_id = CustomerId(contract.row.customer_id)
    known = key_dates.key_dates_of(unit, customer_id)
    date = next((each for each in known if each.id == contract.key_date_id), None)
    if date is None:
        return
    key_dates.update_key_date(unit, date.id, {"deleted_at": unit.now})
    unit.record(
        KeyDateDeleted(
            customer_id=customer_id, record_id=date.id, before=key_dates.values_of(date.fields)
        )
    )
