"""Take back what was done to expenses."""

from __future__ import annotations

from crm_tui.db.queries import expenses
from crm_tui.domain.events import ExpenseAdded, ExpenseDeleted, ExpenseEdited, ExpenseRestored
from crm_tui.services.undo.events import TakeBack
from crm_tui.services.undo.records import records_taken_back

TAKE_BACK: dict[str, TakeBack] = records_taken_back(
    (ExpenseAdded, ExpenseEdited, ExpenseDeleted, ExpenseRestored),
    expenses.stored_expense,
    expenses.update_expense,
)
"""How each event of expenses is taken back."""
