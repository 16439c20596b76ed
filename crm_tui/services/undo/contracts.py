"""Take back what was done to contracts, and to what an office says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import contracts, customers, papers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contracts.papers import KIND
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.events import (
    ContractAdded,
    ContractDeleted,
    ContractEdited,
    ContractRestored,
    ContractSettingsChanged,
    ContractStatusSet,
    EventRow,
)
from crm_tui.domain.identifiers import ContractId
from crm_tui.services.contracts.checking import why_order_taken
from crm_tui.services.contracts.signing import write_facts
from crm_tui.services.undo.events import TakeBack, record_id_of


def _take_out(unit: Unit, event: EventRow) -> bool:
    contracts.update_contract(unit, _id(event), {"deleted_at": unit.now})
    return True


def _bring_back(unit: Unit, event: EventRow) -> bool:
    contract = contracts.contract(unit, _id(event), deleted=True)
    if contract.row.status is ContractStatus.DRAFT and why_order_taken(unit, contract):
        return False
    contracts.update_contract(unit, _id(event), {"deleted_at": None})
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    contracts.update_contract(unit, _id(event), dict(event.before))
    return True


def _unset_status(unit: Unit, event: EventRow) -> bool:
    contract_id, status = _id(event), ContractStatus(event.before["status"])
    contract = contracts.contract(unit, contract_id)
    if status is ContractStatus.SIGNED and why_order_taken(unit, contract):
        return False
    values: dict[str, Any] = {**event.before, "status": status}
    contracts.update_contract(unit, contract_id, values)
    period_id = customers.stored(unit, contract.row.customer_id).period_id
    write_facts(unit, contract, period_id)
    return True


def _unset_settings(unit: Unit, event: EventRow) -> bool:
    stored = papers.paper(unit, KIND)
    now: Mapping[str, object] = {"settings": dict(stored.settings), "template": stored.template}
    if any(now[name] != value for name, value in event.after.items()):
        return False
    papers.set_paper(unit, KIND, event.before)
    return True


def _id(event: EventRow) -> ContractId:
    return ContractId(record_id_of(event))


TAKE_BACK: dict[str, TakeBack] = {
    ContractAdded.kind(): _take_out,
    ContractEdited.kind(): _unedit,
    ContractStatusSet.kind(): _unset_status,
    ContractDeleted.kind(): _bring_back,
    ContractRestored.kind(): _take_out,
    ContractSettingsChanged.kind(): _unset_settings,
}
"""How each event of contracts is taken back."""
