"""The rows of files of payments and of invoices: each amount in its own currency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from crm_tui.db.queries import exports
from crm_tui.db.queries.payments import invoices, receipts
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.unit_of_work import View
from crm_tui.domain.exports import ExportColumn, ExportWords, Subject
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.masking import mask_text
from crm_tui.domain.payments.records import InvoiceRow, PaymentRow
from crm_tui.services.exports.cells import CellWriters, amount_cell
from crm_tui.services.exports.rows import Row, RowMaker

Taker = Callable[[Any, ExportWords], Cell]
_PAYMENT: Mapping[str, Callable[[PaymentRow, ExportWords], Cell]] = {
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
_INVOICE: Mapping[str, Callable[[InvoiceRow, ExportWords], Cell]] = {
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
    "reversed": lambda row, _words: amount_cell(row.reversed_minor or None, row.fields.currency),
    "owner": lambda row, _words: row.owner,
    "note": lambda row, _words: row.fields.note,
    "void_reason": lambda row, _words: row.reason,
    "id": lambda row, _words: row.id,
}
_MASKED = frozenset({"note", "void_reason", "paid_by"})


class MoneyRows(RowMaker):
    """One row for each payment or invoice of customers, the oldest first."""

    def __init__(
        self,
        subject: Subject,
        columns: Sequence[ExportColumn],
        writers: CellWriters,
        words: ExportWords,
    ) -> None:
        super().__init__(columns, writers)
        self._is_of_payments = subject is Subject.PAYMENTS
        self._words = words
        takers: Mapping[str, Taker] = _PAYMENT if self._is_of_payments else _INVOICE
        self._plan = [(takers[each.key], each.key in _MASKED) for each in columns]

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield what these customers paid, or what was invoiced to them."""
        shown = exports.customer_rows(view, ["name"], ids)
        pooled = [id_ for id_, row in shown.items() if row[1] is None]
        hidden = hidden_ids(view, pooled) if pooled else frozenset[int]()
        found: dict[int, list[PaymentRow | InvoiceRow]] = {}
        for row in self._stored(view, list(shown)):
            found.setdefault(row.customer_id, []).append(row)
        for each in ids:
            for row in found.get(each, ()):
                self.masked += each in hidden
                yield self._cells(row, is_hidden=each in hidden)

    def _stored(self, view: View, ids: Sequence[int]) -> Sequence[PaymentRow | InvoiceRow]:
        if self._is_of_payments:
            return receipts.payments_of(view, ids)
        return invoices.invoices_of(view, ids)

    def _cells(self, row: PaymentRow | InvoiceRow, *, is_hidden: bool) -> Row:
        cells = []
        for take, is_masked in self._plan:
            cell = take(row, self._words)
            if is_hidden and is_masked and isinstance(cell, str):
                cell = mask_text(cell)
            cells.append(None if cell == "" else cell)
        return cells
