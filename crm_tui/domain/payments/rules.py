"""What may be done with money that was planned, received, given back or invoiced."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm_tui.domain.currencies import split
from crm_tui.domain.payments.records import (
    Document,
    InvoiceRow,
    InvoiceStatus,
    Payment,
    PaymentKind,
    Split,
    Target,
)
from crm_tui.values import dataclass

FREE_FIELDS = frozenset({"method", "payer", "reference", "note", "owner_id"})
"""What may be said of a receipt still of which something was given back."""
_OF_BANK = frozenset({"day", "amount_minor", "currency", "payer", "reference"})


@dataclass(frozen=True, slots=True)
class DocumentVoid:
    """Nothing is planned, paid or invoiced for what is void."""

    number: str


@dataclass(frozen=True, slots=True)
class DocumentOfOthers:
    """The order or contract is another customer's."""

    number: str


@dataclass(frozen=True, slots=True)
class DocumentCurrency:
    """A receipt settles what is in its own currency."""

    number: str
    currency: str


@dataclass(frozen=True, slots=True)
class PlansBeyond:
    """More would be planned than the order or contract comes to."""

    number: str
    left_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class PlanIsPaid:
    """Receipts name the planned line: they are changed or deleted first."""

    number: str


@dataclass(frozen=True, slots=True)
class PaymentRefunded:
    """Something of the receipt was given back: its amount and what it settles stay."""

    number: str


@dataclass(frozen=True, slots=True)
class RefundStays:
    """What a refund gave back follows from its receipt: it is deleted and entered anew."""

    number: str


@dataclass(frozen=True, slots=True)
class PaymentOfBank:
    """It came with the bank's list: what the bank says of it stays, and finance takes it back."""

    number: str
    bank_receipt_id: int


@dataclass(frozen=True, slots=True)
class NotAReceipt:
    """Only what was received is given back."""

    number: str


@dataclass(frozen=True, slots=True)
class BeyondReceipt:
    """More would be given back than is left of the receipt."""

    number: str
    left_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class PaymentOwnerNotYours:
    """A payment is one's own, the customer's owner's, or somebody's below."""

    person: str


@dataclass(frozen=True, slots=True)
class InvoiceNotIssued:
    """The invoice is void."""

    number: str


@dataclass(frozen=True, slots=True)
class InvoiceReversed:
    """A red invoice took something of it back; that is deleted first."""

    number: str


@dataclass(frozen=True, slots=True)
class InvoiceIsRed:
    """A red invoice is not taken back by another."""

    number: str


@dataclass(frozen=True, slots=True)
class BeyondInvoice:
    """More would be taken back than is left of the invoice."""

    number: str
    left_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class CreditPassed:
    """With this order the customer would owe more than it may."""

    customer: str
    owed_minor: int
    limit_minor: int
    currency: str


PaymentRefusal = (
    CreditPassed
    | DocumentVoid
    | DocumentOfOthers
    | DocumentCurrency
    | PlansBeyond
    | PlanIsPaid
    | PaymentRefunded
    | RefundStays
    | PaymentOfBank
    | NotAReceipt
    | BeyondReceipt
    | PaymentOwnerNotYours
    | InvoiceNotIssued
    | InvoiceReversed
    | InvoiceIsRed
    | BeyondInvoice
)


def why_not_for(
    document: Document, customer_id: int, currency: str | None
) -> DocumentVoid | DocumentOfOthers | DocumentCurrency | None:
    """Return why a document cannot be paid or invoiced by a customer in a currency, or None."""
    if document.customer_id != customer_id:
        return DocumentOfOthers(document.number)
    if document.is_void:
        return DocumentVoid(document.number)
    if currency is not None and currency != document.currency:
        return DocumentCurrency(document.number, document.currency)
    return None


def why_not_plan(
    document: Document, planned_minor: int, more_minor: int
) -> DocumentVoid | PlansBeyond | None:
    """Return why more cannot be planned for a document, or None."""
    if document.is_void:
        return DocumentVoid(document.number)
    left = document.total_minor - planned_minor
    if more_minor > left:
        return PlansBeyond(document.number, left, document.currency)
    return None


def why_not_change(
    payment: Payment, names: Collection[str], *, with_splits: bool
) -> PaymentRefunded | RefundStays | PaymentOfBank | None:
    """Return why these fields of a payment, or what it settles, stay as they are; or None."""
    if payment.bank_receipt_id is not None and not _OF_BANK.isdisjoint(names):
        return PaymentOfBank(payment.row.number, payment.bank_receipt_id)
    if FREE_FIELDS.issuperset(names) and not with_splits:
        return None
    if payment.row.kind is PaymentKind.REFUND:
        return RefundStays(payment.row.number)
    return PaymentRefunded(payment.row.number) if payment.row.refunded_minor else None


def why_not_delete(payment: Payment) -> PaymentRefunded | PaymentOfBank | None:
    """Return why a payment cannot be taken out of all lists, or None."""
    if payment.bank_receipt_id is not None:
        return PaymentOfBank(payment.row.number, payment.bank_receipt_id)
    return PaymentRefunded(payment.row.number) if payment.row.refunded_minor else None


def why_not_restore(payment: Payment) -> PaymentOfBank | None:
    """Return why a deleted payment cannot be brought back, or None: others may claim it now."""
    if payment.bank_receipt_id is None:
        return None
    return PaymentOfBank(payment.row.number, payment.bank_receipt_id)


def why_not_refund(payment: Payment, minor: int) -> NotAReceipt | BeyondReceipt | None:
    """Return why an amount of a payment cannot be given back, or None."""
    row = payment.row
    if row.kind is not PaymentKind.RECEIPT:
        return NotAReceipt(row.number)
    left = row.amount_minor - row.refunded_minor
    return BeyondReceipt(row.number, left, row.currency) if minor > left else None


def why_not_refund_again(
    receipt: Payment, refund: Payment
) -> DocumentCurrency | NotAReceipt | BeyondReceipt | None:
    """Return why a deleted refund of a receipt cannot be brought back, or None."""
    if receipt.row.currency != refund.row.currency:
        return DocumentCurrency(receipt.row.number, receipt.row.currency)
    return why_not_refund(receipt, -refund.row.amount_minor)


def refund_splits(payment: Payment, refunded: Sequence[Split], minor: int) -> tuple[Split, ...]:
    """Return what a refund takes back of each part of a receipt, below zero.

    The parts, and what settles nothing, give in proportion to what is left of each, exactly:
    so what is given back whole leaves nothing settled.
    """
    left: dict[Target | None, int] = {}
    for each in (*(row.split for row in payment.splits), *refunded):
        left[each.target] = left.get(each.target, 0) + each.amount_minor
    whole = payment.row.amount_minor - payment.row.refunded_minor
    left[None] = whole - sum(left.values())
    parts = split(minor, [max(0, each) for each in left.values()])
    return tuple(
        Split(target, -part)
        for target, part in zip(left, parts, strict=True)
        if target is not None and part
    )


def why_not_void(invoice: InvoiceRow) -> InvoiceNotIssued | InvoiceReversed | None:
    """Return why an invoice cannot be called void, or None."""
    if invoice.status is not InvoiceStatus.ISSUED:
        return InvoiceNotIssued(invoice.fields.number)
    return InvoiceReversed(invoice.fields.number) if invoice.reversed_minor else None


def why_not_take_out(invoice: InvoiceRow) -> InvoiceReversed | None:
    """Return why an invoice cannot be deleted or changed, or None."""
    return InvoiceReversed(invoice.fields.number) if invoice.reversed_minor else None


def why_not_reverse(
    invoice: InvoiceRow, minor: int
) -> InvoiceNotIssued | InvoiceIsRed | BeyondInvoice | None:
    """Return why an amount of an invoice cannot be taken back by a red one, or None."""
    fields = invoice.fields
    if invoice.status is not InvoiceStatus.ISSUED:
        return InvoiceNotIssued(fields.number)
    if fields.amount_minor < 0:
        return InvoiceIsRed(fields.number)
    left = fields.amount_minor - invoice.reversed_minor
    return BeyondInvoice(fields.number, left, fields.currency) if minor > left else None
