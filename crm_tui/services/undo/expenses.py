"""Take back what was done to expenses."""

from __future__ import annotations

from crm_tui.db.queries import expenses
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    EventRow,
    ExpenseAdded,
    ExpenseDeleted,
    ExpenseEdited,
    ExpenseRestored,
)
from crm_tui.domain.identifiers import ExpenseId
from crm_tui.services.undo.events import TakeBack, record_id_of


def _take_out(unit: Unit, event: EventRow) -> bool:
    expenses.update_expense(unit, _id(event), {"deleted_at": unit.now})
    return True


def _bring_back(unit: Unit, event: EventRow) -> bool:
    expenses.update_expense(unit, _id(event), {"deleted_at": None})
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    """Put the fields back that were changed, unless they were changed again since."""
    row = expenses.stored_expense(unit, _id(event))
    if any(getattr(row, name) != event.after[name] for name in event.before):
        return False
    expenses.update_expense(unit, _id(event), dict(event.before))
    return True


def _id(event: EventRow) -> ExpenseId:
    return ExpenseId(record_id_of(event))


TAKE_BACK: dict[str, TakeBack] = {
    ExpenseAdded.kind(): _take_out,
    ExpenseEdited.kind(): _unedit,
    ExpenseDeleted.kind(): _bring_back,
    ExpenseRestored.kind(): _take_out,
}
"""How each event of expenses is taken back."""
