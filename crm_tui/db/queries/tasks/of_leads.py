"""What becomes of the tasks for a lead: they change hands with it, end with it, go along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import LeadId, UserId
from crm_tui.domain.tasks import ClosedReason

_MOST = 1_000
_IS_OPEN = (TASK.c.done_at.is_(None), TASK.c.deleted_at.is_(None))


def ids_of_lead(view: View, lead_id: LeadId) -> list[int]:
    """Return the tasks for a lead that are not deleted, whoever asks."""
    statement = select(TASK.c.id).where(TASK.c.lead_id == lead_id, TASK.c.deleted_at.is_(None))
    return list(view.connection.execute(statement.order_by(TASK.c.id).limit(_MOST)).scalars())


def pass_with_lead(unit: Unit, lead_id: LeadId, from_id: UserId, to: UserId) -> list[int]:
    """Give the open tasks for a lead that its former owner has to who holds it now."""
    return _changed(unit, lead_id, {"assignee_id": to}, TASK.c.assignee_id == from_id)


def close_with_lead(unit: Unit, lead_id: LeadId, reason: ClosedReason) -> list[int]:
    """Close the open tasks for a lead that nobody works on any more."""
    return _changed(unit, lead_id, {"done_at": unit.now, "closed_reason": reason.value})


def change_those(unit: Unit, task_ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Change columns of these tasks as what they are for changes; nobody edited them."""
    if task_ids:
        unit.connection.execute(
            update(TASK).where(TASK.c.id.in_(task_ids)).values(**values, **_stamps(unit))
        )


def reopen_closed(unit: Unit, task_ids: Sequence[int]) -> None:
    """Open these again that the program had closed."""
    if task_ids:
        unit.connection.execute(
            update(TASK)
            .where(TASK.c.id.in_(task_ids), TASK.c.closed_reason != "")
            .values(done_at=None, closed_reason="", **_stamps(unit))
        )


def _changed(unit: Unit, lead_id: LeadId, values: Mapping[str, Any], *which: Any) -> list[int]:
    found = unit.connection.execute(
        update(TASK)
        .where(TASK.c.lead_id == lead_id, TASK.c.customer_id.is_(None), *_IS_OPEN, *which)
        .values(**values, **_stamps(unit))
        .returning(TASK.c.id)
    )
    return sorted(found.scalars())


def _stamps(unit: Unit) -> dict[str, Any]:
    return {"version": TASK.c.version + 1, "updated_at": unit.now}
