"""The rows of files of payments and of invoices: each amount in its own currency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from crm_tui.db.queries.payments import invoices, receipts
from crm_tui.db.unit_of_work import View
from crm_tui.domain.exports import ExportWords
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.payments.records import InvoiceRow, PaymentRow
from crm_tui.services.exports.cells import amount_cell
from crm_tui.services.exports.of_customers import OfCustomers

_MASKED = frozenset({"note", "void_reason", "paid_by"})


class PaymentRows(OfCustomers):
    """One row for each payment of customers, the oldest first."""

    takers: ClassVar[Mapping[str, Callable[[PaymentRow, ExportWords], Cell]]] = {
        "number": lambda row, _words: row.number,
        "name": lambda row, _words: row.customer,
        "payment_kind": lambda row, words: words.word(row.kind),
        "payment_day": lambda row, _words: date.fromordinal(row.day),
        "amount": lambda row, _words: amount_cell(row.amount_minor, row.currency),
        "currency": lambda row, _words: row.currency,
        "payment_method": lambda row, words: words.word(row.method),
        "paid_by": lambda row, _words: row.payer,
        "reference": lambda row, _words: row.reference,
        "settles": lambda row, _words: row.settles,
        "refunded": lambda row, _words: amount_cell(row.refunded_minor or None, row.currency),
        "owner": lambda row, _words: row.owner,
        "id": lambda row, _words: row.id,
    }
    masked_keys = _MASKED

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what these customers paid."""
        return ((row.customer_id, row) for row in receipts.payments_of(view, ids, self.asked))


class InvoiceRows(OfCustomers):
    """One row for each invoice of customers, the oldest first."""

    takers: ClassVar[Mapping[str, Callable[[InvoiceRow, ExportWords], Cell]]] = {
        "invoice_number": lambda row, _words: row.fields.number,
        "name": lambda row, _words: row.customer,
        "invoice_kind": lambda row, words: words.word(row.fields.kind),
        "invoice_status": lambda row, words: words.word(row.status),
        "invoice_title": lambda row, _words: row.fields.title,
        "document": lambda row, _words: row.document,
        "invoice_day": lambda row, _words: date.fromordinal(row.fields.day),
        "amount": lambda row, _words: amount_cell(row.fields.amount_minor, row.fields.currency),
        "tax": lambda row, _words: amount_cell(row.fields.tax_minor, row.fields.currency),
        "currency": lambda row, _words: row.fields.currency,
        "red_of": lambda row, _words: row.red_of,
        "reversed": lambda row, _words: amount_cell(
            row.reversed_minor or None, row.fields.currency
        ),
        "owner": lambda row, _words: row.owner,
        "note": lambda row, _words: row.fields.note,
        "void_reason": lambda row, _words: row.reason,
        "id": lambda row, _words: row.id,
    }
    masked_keys = _MASKED

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what was invoiced to these customers."""
        return ((row.customer_id, row) for row in invoices.invoices_of(view, ids, self.asked))
