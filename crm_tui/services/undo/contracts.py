"""Take back what was done to contracts, and to what an office says of them."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import contracts, papers, pools
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
from crm_tui.domain.pools import FactKind
from crm_tui.services import protection
from crm_tui.services.contracts.signing import CAUSE
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of


def _take_out(unit: Unit, event: EventRow) -> bool:
    contracts.update_contract(unit, _id(event), {"deleted_at": unit.now})
    return True


def _bring_back(unit: Unit, event: EventRow) -> bool:
    contracts.update_contract(unit, _id(event), {"deleted_at": None})
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    contracts.update_contract(unit, _id(event), dict(event.before))
    return True


def _unset_status(unit: Unit, event: EventRow) -> bool:
    contract_id, status = _id(event), ContractStatus(event.before["status"])
    values: dict[str, Any] = {**event.before, "status": status}
    if status is ContractStatus.DRAFT:
        # Not void from today on: what was never so moves no day.
        pools.remove_facts(unit, (FactKind.CONTRACT,), contract_id)
    match event.after.get("status"):
        case ContractStatus.VOID.value:
            pools.unvoid_fact(unit, (FactKind.CONTRACT,), contract_id)
        case ContractStatus.TERMINATED.value:
            end_day = contracts.contract(unit, contract_id).row.end_day
            pools.end_fact(unit, FactKind.CONTRACT, contract_id, end_day)
    contracts.update_contract(unit, contract_id, values)
    protection.refresh(unit, customer_id_of(event), cause=CAUSE)
    return True


def _unset_settings(unit: Unit, event: EventRow) -> bool:
    if dict(papers.paper(unit, KIND).settings) != event.after["settings"]:
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
