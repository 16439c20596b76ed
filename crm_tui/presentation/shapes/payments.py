"""Plans, payments, invoices and what is owed as dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.payments.dues import DueItem, DueRow, age_of
from crm_tui.domain.payments.records import (
    InvoiceRow,
    Payment,
    PaymentRow,
    PlanRow,
    SplitRow,
)
from crm_tui.domain.payments.totals import CustomerMoney, MoneyTotals, ReportedMoney
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount
from crm_tui.presentation.shapes.approvals import standing

PLAN_KEYS = (
    "id", "document", "customer_id", "customer", "owner", "kind", "due", "amount", "received",
    "currency", "note",
)  # fmt: skip
KEYS = (
    "id", "number", "kind", "customer_id", "customer", "owner", "day", "amount", "currency",
    "method", "payer", "reference", "settles", "refunded", "approval",
)  # fmt: skip
INVOICE_KEYS = (
    "id", "number", "customer_id", "customer", "owner", "kind", "status", "title", "document",
    "day", "amount", "tax", "currency", "red_of", "reversed", "note", "reason",
)  # fmt: skip
ITEM_KEYS = (
    "document", "plan_id", "kind", "customer_id", "customer", "owner", "due", "age", "amount",
    "left", "currency",
)  # fmt: skip
ROW_KEYS = (
    "customer_id", "customer", "owner", "currency", "undated", "to_come", "days_30", "days_60",
    "days_90", "older", "on_account", "overdue", "outstanding",
)  # fmt: skip


def plan(row: PlanRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a planned line."""
    fields = row.fields
    return {
        "id": row.id,
        "document": row.number,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "owner": logins.get(row.owner_id),
        "kind": fields.kind.value,
        "due": iso_day(fields.due_day),
        "amount": plain_amount(fields.amount_minor, row.currency),
        "received": plain_amount(row.received_minor, row.currency),
        "currency": row.currency,
        "note": fields.note or None,
    }


def row(payment: PaymentRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a receipt or a refund as a list gives it."""
    return {
        "id": payment.id,
        "number": payment.number,
        "kind": payment.kind.value,
        "customer_id": payment.customer_id,
        "customer": payment.customer,
        "owner": logins.get(payment.owner_id),
        "day": iso_day(payment.day),
        "amount": plain_amount(payment.amount_minor, payment.currency),
        "currency": payment.currency,
        "method": payment.method.value,
        "payer": payment.payer or None,
        "reference": payment.reference or None,
        "settles": payment.settles or None,
        "refunded": plain_amount(payment.refunded_minor, payment.currency),
        "approval": standing(payment.asked),
    }


def whole(payment: Payment, logins: Mapping[UserId, str]) -> Shape:
    """Return a payment with its parts, and what settles nothing yet."""
    currency = payment.row.currency
    return {
        **row(payment.row, logins),
        "note": payment.fields.note or None,
        "splits": [_split(each, currency) for each in payment.splits],
        "on_account": plain_amount(payment.free_minor, currency),
        "refund_of": payment.refund_of or None,
        "deal_id": payment.deal_id,
        "bank_receipt_id": payment.bank_receipt_id,
    }


def _split(split: SplitRow, currency: str) -> Shape:
    return {
        "document": split.number,
        "plan_id": split.split.target.plan_id,
        "amount": plain_amount(split.split.amount_minor, currency),
    }


def invoice(found: InvoiceRow, logins: Mapping[UserId, str]) -> Shape:
    """Return an invoice."""
    fields = found.fields
    return {
        "id": found.id,
        "number": fields.number,
        "customer_id": found.customer_id,
        "customer": found.customer,
        "owner": logins.get(found.owner_id),
        "kind": fields.kind.value,
        "status": found.status.value,
        "title": fields.title or None,
        "document": found.document or None,
        "day": iso_day(fields.day),
        "amount": plain_amount(fields.amount_minor, fields.currency),
        "tax": plain_amount(fields.tax_minor, fields.currency),
        "currency": fields.currency,
        "red_of": found.red_of or None,
        "reversed": plain_amount(found.reversed_minor, fields.currency),
        "note": fields.note or None,
        "reason": found.reason or None,
    }


def item(due: DueItem, logins: Mapping[UserId, str], today: int) -> Shape:
    """Return something still to be paid."""
    document = due.document
    return {
        "document": document.number,
        "plan_id": due.plan_id,
        "kind": None if due.kind is None else due.kind.value,
        "customer_id": document.customer_id,
        "customer": document.customer,
        "owner": logins.get(document.owner_id),
        "due": None if due.due_day is None else iso_day(due.due_day),
        "age": age_of(due.due_day, today).value,
        "amount": plain_amount(due.amount_minor, document.currency),
        "left": plain_amount(due.left_minor, document.currency),
        "currency": document.currency,
    }


def due_row(found: DueRow) -> Shape:
    """Return what a customer has to pay by age."""
    return {
        "customer_id": found.customer_id,
        "customer": found.customer,
        "owner": found.owner,
        "currency": found.currency,
        **{age.value: plain_amount(minor, found.currency) for age, minor in found.ages},
        "on_account": plain_amount(found.on_account_minor, found.currency),
        "overdue": plain_amount(found.overdue_minor, found.currency),
        "outstanding": plain_amount(found.outstanding_minor, found.currency),
    }


def money(found: CustomerMoney, currency: str) -> Shape:
    """Return all that a customer shows of money."""
    limit = found.limit_minor
    return {
        "opportunities": plain_amount(found.opportunities.total_minor, currency),
        "opportunities_open": plain_amount(found.opportunities.open_minor, currency),
        "currency": currency,
        "totals": [_totals(each) for each in found.totals],
        "reported": None if found.reported is None else _reported(found.reported),
        "due": [due_row(each) for each in found.dues],
        "credit_limit": None if limit is None else plain_amount(limit, currency),
        "payment_days": found.payment_days,
    }


def _totals(found: MoneyTotals) -> Shape:
    return {
        "currency": found.currency,
        "ordered": plain_amount(found.ordered_minor, found.currency),
        "received": plain_amount(found.received_minor, found.currency),
        "outstanding": plain_amount(found.outstanding_minor, found.currency),
        "invoiced": plain_amount(found.invoiced_minor, found.currency),
    }


def _reported(found: ReportedMoney) -> Shape:
    return {
        "currency": found.currency,
        "ordered": plain_amount(found.ordered_minor, found.currency),
        "received": plain_amount(found.received_minor, found.currency),
        "outstanding": plain_amount(found.outstanding_minor, found.currency),
        "invoiced": plain_amount(found.invoiced_minor, found.currency),
        "exchange": plain_amount(found.exchange_minor, found.currency),
    }
