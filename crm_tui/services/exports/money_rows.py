"""The rows of files of payments and of invoices: each amount in its own currency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from crm_tui.db.queries.payments import invoices, lists, plans, receipts
from crm_tui.db.unit_of_work import View
from crm_tui.domain.exports import ExportWords
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.payments.dues import OVERDUE, Age, DueItem, age_of
from crm_tui.domain.payments.records import InvoiceRow, PaymentRow, PlanRow
from crm_tui.services.exports.cells import amount_cell
from crm_tui.services.exports.of_customers import OfCustomers
from crm_tui.services.exports.rows import Row
from crm_tui.services.payments.receivables import by_customer, dues_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be paid, as of a day."""

    item: DueItem
    today: int

    @property
    def currency(self) -> str:
        """Return what it is to be paid in."""
        return self.item.document.currency

    @property
    def age(self) -> Age:
        """Return how long it is overdue, roughly."""
        return age_of(self.item.due_day, self.today)

    @property
    def days(self) -> int | None:
        """Return how many days it is overdue; None where it is not."""
        return self.today - (self.item.due_day or 0) if self.age in OVERDUE else None


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

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what these customers paid."""
        return ((row.customer_id, row) for row in receipts.payments_of(view, ids, self.asked))


class ListedPaymentRows(PaymentRows):
    """The same of the payments of a list, in its order."""

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield these payments."""
        return map(self.cells_of, self.shown(view, lists.payments_named(view, ids)))


class PaymentPlanRows(OfCustomers):
    """One row for each planned line of the customers' orders and contracts, as they fall due."""

    takers: ClassVar[Mapping[str, Callable[[PlanRow, ExportWords], Cell]]] = {
        "document": lambda row, _words: row.number,
        "document_kind": lambda row, words: words.word(row.target.kind),
        "name": lambda row, _words: row.customer,
        "plan_kind": lambda row, words: words.word(row.fields.kind),
        "plan_due_on": lambda row, _words: date.fromordinal(row.fields.due_day),
        "amount": lambda row, _words: amount_cell(row.fields.amount_minor, row.currency),
        "currency": lambda row, _words: row.currency,
        "remarks": lambda row, _words: row.fields.note,
        "plan_received": lambda row, _words: amount_cell(row.received_minor, row.currency),
        "owner": lambda row, _words: row.owner,
        "id": lambda row, _words: row.id,
    }

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what these customers are to pay when."""
        return ((row.customer_id, row) for row in plans.plans_of(view, ids, self.asked))


class DueRows(OfCustomers):
    """One row for whatever customers have to pay still: planned lines, and what has no plan."""

    takers: ClassVar[Mapping[str, Callable[[_Due, ExportWords], Cell]]] = {
        "document": lambda due, _words: due.item.document.number,
        "document_kind": lambda due, words: words.word(due.item.document.target.kind),
        "name": lambda due, _words: due.item.document.customer,
        "plan_kind": lambda due, words: due.item.kind and words.word(due.item.kind),
        "plan_due_on": lambda due, _words: due.item.due_day and date.fromordinal(due.item.due_day),
        "overdue_days": lambda due, _words: due.days,
        "due_age": lambda due, words: words.word(due.age),
        "amount": lambda due, _words: amount_cell(due.item.amount_minor, due.currency),
        "outstanding": lambda due, _words: amount_cell(due.item.left_minor, due.currency),
        "currency": lambda due, _words: due.currency,
        "owner": lambda due, _words: due.item.document.owner,
    }
    _of_whom: Mapping[int, Sequence[DueItem]] | None = None
    """Read once: what contracts and orders come to together is not read by parts."""

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what these customers have to pay, the first to be due first."""
        if self._of_whom is None:
            only = (CustomerId(ids[0]),) if len(ids) == 1 else None
            self._of_whom = by_customer(dues_of(view, only))
        for each in ids:
            for item in self._of_whom.get(each, ()):
                yield each, _Due(item, view.today)


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

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what was invoiced to these customers."""
        return ((row.customer_id, row) for row in invoices.invoices_of(view, ids, self.asked))
