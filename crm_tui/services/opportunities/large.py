"""Tell who stands above of a large opportunity: once when it is large, once when it is won."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import customers, notices, opportunities
from crm_tui.db.queries.tasks import escalations
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import CustomerId, OpportunityId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.opportunities import OpportunityState

_NOTED = {
    NoticeKind.LARGE_DEAL: "large_told_at",
    NoticeKind.LARGE_WON: "large_won_told_at",
}


def tell_if_large(unit: Unit, opportunity_id: OpportunityId) -> None:
    """Let the manager of its owner know of an opportunity of the office's amount or more.

    Nobody is told of their own act, nor twice; without a manager nobody is told.
    """
    row = opportunities.stored_opportunity(unit, opportunity_id)
    is_won = row.state is OpportunityState.WON
    kind = NoticeKind.LARGE_WON if is_won else NoticeKind.LARGE_DEAL
    noted = _NOTED[kind]
    if row.reported_minor < unit.office.work.large_deal_minor or getattr(row, noted) is not None:
        return
    manager_id = escalations.managers_of(unit).get(_owner(unit, row))
    if manager_id is None:
        return
    opportunities.update_opportunity(unit, opportunity_id, {noted: unit.now}, is_edit=False)
    notices.tell(
        unit,
        manager_id,
        kind,
        customer_id=CustomerId(row.customer_id),
        record_id=opportunity_id,
        words=row.name,
    )


def untell(unit: Unit, opportunity_id: OpportunityId, kind: NoticeKind) -> None:
    """Let nobody be told any more of what was taken back; it is told again when it comes back."""
    managers = sorted(set(escalations.managers_of(unit).values()))
    notices.take_back(unit, kind, opportunity_id, managers)
    opportunities.update_opportunity(unit, opportunity_id, {_NOTED[kind]: None}, is_edit=False)


def _owner(unit: Unit, row: Any) -> UserId:
    held_by = row.owner_id or customers.stored(unit, CustomerId(row.customer_id)).owner_id
    return UserId(held_by or unit.person.user_id)
