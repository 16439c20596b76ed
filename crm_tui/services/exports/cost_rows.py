"""The rows of files of expenses, and of what customers use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from crm_tui.db.queries import expenses, usages
from crm_tui.db.unit_of_work import View
from crm_tui.domain.expenses import ExpenseRow
from crm_tui.domain.exports import ExportWords
from crm_tui.domain.usages import UsageRow
from crm_tui.services.exports.cells import amount_cell, quantity_cell, share_cell
from crm_tui.services.exports.of_customers import OfCustomers
from crm_tui.services.exports.rows import Row


class ExpenseRows(OfCustomers):
    """One row for each expense of customers, the oldest first; then those of campaigns alone."""

    takers: ClassVar[Mapping[str, Callable[[ExpenseRow, ExportWords], Any]]] = {
        "expense_day": lambda row, _words: date.fromordinal(row.fields.day),
        "name": lambda row, _words: row.customer,
        "opportunity": lambda row, _words: row.opportunity,
        "campaign": lambda row, _words: row.fields.campaign,
        "expense_kind": lambda row, _words: row.kind,
        "amount": lambda row, _words: amount_cell(row.fields.amount_minor, row.fields.currency),
        "currency": lambda row, _words: row.fields.currency,
        "spent_by": lambda row, _words: row.fields.person_id,
        "remarks": lambda row, _words: row.fields.note,
        "reported_amount": lambda row, _words: row.reported_minor,
        "id": lambda row, _words: row.id,
    }

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what was spent on these customers."""
        for row in expenses.expenses_of(view, ids):
            if row.fields.customer_id is not None:
                yield row.fields.customer_id, row

    def last_rows(self, view: View) -> Iterator[Row]:
        """Yield what was spent on campaigns alone."""
        for row in expenses.expenses_of_nobody(view):
            yield self.cells_of(row)


class UsageRows(OfCustomers):
    """One row for each product, or other thing, that a customer uses."""

    takers: ClassVar[Mapping[str, Callable[[UsageRow, ExportWords], Any]]] = {
        "name": lambda row, _words: row.customer,
        "product_code": lambda row, _words: row.code,
        "line_name": lambda row, _words: row.product,
        "used": lambda row, _words: quantity_cell(row.fields.quantity_milli),
        "unit": lambda row, _words: row.fields.unit,
        "used_per": lambda row, words: words.word(row.fields.per),
        "ours": lambda row, _words: quantity_cell(row.fields.ours_milli),
        "competitor": lambda row, _words: row.fields.competitor,
        "remarks": lambda row, _words: row.fields.note,
        "our_share": lambda row, _words: share_cell(row.share),
        "gap": lambda row, _words: quantity_cell(row.gap_milli),
        "id": lambda row, _words: row.id,
    }

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what these customers use."""
        return ((row.customer_id, row) for row in usages.usages_of(view, ids))
