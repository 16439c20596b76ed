"""Take back deals, voids and what was said by hand."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import customers, deals, pools, sale_deals
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import DealId
from crm_tui.domain.pools import FactKind
from crm_tui.domain.sale_deals import SaleStep
from crm_tui.services import protection
from crm_tui.services.undo.customer_types import reopen_closed
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of


def _unrecord(unit: Unit, event: EventRow) -> bool:
    deal_id = DealId(record_id_of(event))
    sale_deals.forget_deal(unit, deal_id)
    deals.delete_deal(unit, deal_id)
    # Not void from today on: what was never so moves no day.
    pools.remove_facts(unit, (FactKind.DEAL,), deal_id)
    return _unmark(unit, event)


def _unvoid(unit: Unit, event: EventRow) -> bool:
    deal_id = DealId(record_id_of(event))
    deals.unvoid_deal(unit, deal_id)
    pools.unvoid_fact(unit, (FactKind.DEAL,), deal_id)
    receipt_id = event.after.get("receipt_id")
    if isinstance(receipt_id, int):
        sale_deals.set_deal(unit, SaleStep.RECEIVED, receipt_id, deal_id)
    return _unmark(unit, event)


def _unmark(unit: Unit, event: EventRow) -> bool:
    customer_id, before = customer_id_of(event), event.before
    values: dict[str, object] = {
        "is_deal": before["is_deal"],
        "type": CustomerType(before["type"]),
    }
    values |= {name: before[name] for name in ("loss_reason_id", "loss_note") if name in before}
    customers.update_customer(unit, customer_id, values)
    reopen_closed(unit, event)
    match = before.get("protection")
    protection.rematched(unit, customer_id, match if isinstance(match, Mapping) else {})
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "deal_recorded": _unrecord,
    "deal_voided": _unvoid,
    "deal_marked": _unmark,
}
