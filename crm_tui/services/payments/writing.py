"""What every change of a payment does: its number, its parts, the deal it may be, what is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers, papers
from crm_tui.db.queries.payments import receipt_facts, receipts
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import date_of
from crm_tui.domain.events import Changed, PaymentAdded, PaymentDeleted, PaymentEdited
from crm_tui.domain.identifiers import BankReceiptId, CustomerId, DealId, PaymentId
from crm_tui.domain.payments.papers import KIND
from crm_tui.domain.payments.records import Payment, PaymentFields, PaymentKind, Split, Target
from crm_tui.domain.payments.rules import FREE_FIELDS, refund_splits, why_not_refund_again
from crm_tui.domain.quotes.numbering import number_span, numbered
from crm_tui.services import protection, sale_deals
from crm_tui.services.approvals import gates
from crm_tui.services.deals import void_deal
from crm_tui.services.payments.checking import checked_payment, refuse, settings_of
from crm_tui.values import dataclass

SAID = FREE_FIELDS
_CAUSE = "payment"
_OF_DEAL = ("day", "amount_minor", "currency")


@dataclass(frozen=True, slots=True)
class PaymentWritten:
    """A payment as written, and the last protected day of its customer that now holds."""

    payment_id: PaymentId
    changed: Changed
    last_day: int


def add_receipt(
    unit: Unit,
    customer: Any,
    fields: PaymentFields,
    splits: Sequence[Split],
    *,
    bank_receipt_id: BankReceiptId | None = None,
) -> PaymentWritten:
    """Store a receipt under the next number, with the deal it may be and whence it came."""
    number = _next_number(unit, fields.day)
    deal_id = None
    if sale_deals.is_counted(unit, CustomerId(customer.id)):
        deal_id = sale_deals.record_received(unit, customer, fields, number, splits)
    values = {
        **receipts.field_values(fields),
        "number": number,
        "customer_id": customer.id,
        "kind": PaymentKind.RECEIPT,
        "deal_id": deal_id,
        "bank_receipt_id": bank_receipt_id,
    }
    return _added(unit, CustomerId(customer.id), values, splits, "")


def add_refund(unit: Unit, receipt: Payment, fields: PaymentFields) -> PaymentWritten:
    """Store a refund, whose parts take back what those of its receipt settled."""
    refunded = receipts.refunded_splits(unit, receipt.row.id)
    splits = refund_splits(receipt, refunded, fields.amount_minor)
    values = {
        **receipts.field_values(replace(fields, amount_minor=-fields.amount_minor)),
        "number": _next_number(unit, fields.day),
        "customer_id": receipt.row.customer_id,
        "kind": PaymentKind.REFUND,
        "refund_of_id": receipt.row.id,
    }
    return _added(unit, receipt.row.customer_id, values, splits, receipt.row.number)


def _added(
    unit: Unit,
    customer_id: CustomerId,
    values: dict[str, Any],
    splits: Sequence[Split],
    refund_of: str,
) -> PaymentWritten:
    payment_id = receipts.add_payment(unit, values)
    receipts.set_splits(unit, payment_id, [receipts.split_values(each) for each in splits])
    said = told(receipts.payment(unit, payment_id))
    said |= {"refund_of": refund_of} if refund_of else {}
    unit.record(PaymentAdded(customer_id=customer_id, record_id=payment_id, after=said))
    count(unit, customer_id, values.get("refund_of_id") or payment_id)
    return as_written(unit, customer_id, payment_id)


def checked_edit(unit: Unit, customer: Any, old: Payment, wanted: PaymentFields) -> PaymentFields:
    """Return an edit cleaned; an owner who stays need not be this person's to name anew."""
    stays = wanted.owner_id == old.fields.owner_id
    is_refund = old.row.kind is PaymentKind.REFUND
    positive = replace(wanted, amount_minor=-wanted.amount_minor) if is_refund else wanted
    checked = checked_payment(
        unit, customer, replace(positive, owner_id=None) if stays else positive
    )
    return replace(
        checked,
        amount_minor=-checked.amount_minor if is_refund else checked.amount_minor,
        owner_id=old.fields.owner_id if stays else checked.owner_id,
    )


def rewrite(
    unit: Unit,
    customer: Any,
    old: Payment,
    fields: PaymentFields,
    splits: Sequence[Split] | None,
) -> None:
    """Store what differs, with the deal anew where that is another, and tell of it."""
    was = {**receipts.field_values(old.fields), "deal_id": old.deal_id}
    deal_id = _deal_after(unit, customer, old, fields, splits)
    now = {**receipts.field_values(fields), "deal_id": deal_id}
    names = [name for name in now if was[name] != now[name]]
    before: dict[str, object] = {name: was[name] for name in names}
    after: dict[str, object] = {name: now[name] for name in names}
    kept = stored_splits(old)
    parts = kept if splits is None else [receipts.split_values(each) for each in splits]
    if parts != kept:
        before["splits"], after["splits"] = kept, parts
        receipts.set_splits(unit, old.row.id, parts)
    if not after:
        return
    receipts.update_payment(unit, old.row.id, {name: now[name] for name in names})
    count_payment(unit, old)
    unit.record(
        PaymentEdited(
            customer_id=old.row.customer_id,
            record_id=old.row.id,
            before=before,
            after={**told(old), **after},
        )
    )


def take_out(unit: Unit, customer: Any, payment: Payment, reason: str) -> None:
    """Let a payment be in no list and count for nothing, with the deal that it was."""
    take_deal_back(unit, customer, payment, reason)
    receipts.update_payment(unit, payment.row.id, {"deleted_at": unit.now})
    count_payment(unit, payment)
    unit.record(
        PaymentDeleted(
            customer_id=payment.row.customer_id,
            record_id=payment.row.id,
            before=told(payment),
            after={"reason": reason},
        )
    )


def give_back_again(unit: Unit, refund: Payment, receipt_id: PaymentId) -> None:
    """Let a deleted refund take back what those of its receipt settle now.

    Raises RefusedError where not so much is left, or not in that currency, and where it has to be
    granted anew.
    """
    receipt = receipts.payment(unit, receipt_id)
    minor = -refund.row.amount_minor
    refuse(why_not_refund_again(receipt, refund))
    gates.pass_refund_again(unit, receipt, minor)
    refunded = receipts.refunded_splits(unit, receipt.row.id)
    parts = refund_splits(receipt, refunded, minor)
    receipts.set_splits(unit, refund.row.id, [receipts.split_values(each) for each in parts])


def stored_splits(payment: Payment) -> list[dict[str, Any]]:
    """Return what a payment settles, as events keep it."""
    return [receipts.split_values(each.split) for each in payment.splits]


def count_payment(unit: Unit, payment: Payment) -> None:
    """Let the rules of the pool count a receipt, or that of a refund, as it stands now."""
    count(unit, payment.row.customer_id, payment.refund_of_id or payment.row.id)


def count(unit: Unit, customer_id: CustomerId, receipt_id: PaymentId) -> None:
    """Let the rules of the pool count a receipt as it stands now."""
    period_id = customers.stored(unit, customer_id).period_id
    receipt_facts.write_facts(unit, receipt_id, period_id)
    protection.refresh(unit, customer_id, cause=_CAUSE)


def take_deal_back(unit: Unit, customer: Any, payment: Payment, reason: str) -> None:
    """Void the deal of a receipt, unless somebody has; what it settled is the deal in its place."""
    deal = sale_deals.standing_deal(unit, payment.deal_id)
    if deal is not None:
        sale_deals.leave(unit, customer, payment, _settled(payment))
        void_deal(unit, customers.stored(unit, payment.row.customer_id), deal, reason)


def deal_again(unit: Unit, customer: Any, payment: Payment) -> DealId | None:
    """Record the deal of a receipt that is brought back, where it was one."""
    if payment.deal_id is None:
        return None
    splits = [each.split for each in payment.splits]
    return sale_deals.record_received(unit, customer, payment.fields, payment.row.number, splits)


def _deal_after(
    unit: Unit,
    customer: Any,
    old: Payment,
    fields: PaymentFields,
    splits: Sequence[Split] | None,
) -> DealId | None:
    """Return the deal of a receipt that is changed: another where it comes to something else.

    What it settles no more is the deal in its place; one that somebody took back stays so.
    """
    kept = [each.split for each in old.splits]
    parts = kept if splits is None else splits
    is_said = all(getattr(old.fields, name) == getattr(fields, name) for name in _OF_DEAL)
    if is_said and parts == kept:
        return old.deal_id
    customer_id, number = old.row.customer_id, old.row.number
    deal = sale_deals.standing_deal(unit, old.deal_id)
    if deal is None:
        was_covered = old.deal_id is None and sale_deals.covered_minor(unit, customer_id, kept)
        if not was_covered or not sale_deals.is_counted(unit, customer_id, old.row.id):
            return old.deal_id
        return sale_deals.record_received(unit, customer, fields, number, parts)
    sale_deals.leave(unit, customer, old, _settled(old) - {each.target.document for each in parts})
    others = sale_deals.covered_minor(unit, customer_id, parts, but=deal.id)
    if is_said and fields.amount_minor - others == deal.amount_minor:
        return deal.id
    row = customers.stored(unit, customer_id)
    deal_id = sale_deals.record_received(unit, row, fields, number, parts)
    void_deal(unit, customers.stored(unit, customer_id), deal, number)
    return deal_id


def _settled(payment: Payment) -> set[Target]:
    """Return the orders and contracts that a payment settles something of."""
    return {each.split.target.document for each in payment.splits}


def told(payment: Payment) -> dict[str, object]:
    """Return what every event of a payment says of it."""
    row = payment.row
    return {
        "number": row.number,
        "kind": row.kind,
        "day": row.day,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
        "payer": row.payer,
        "settles": row.settles,
    }


def as_written(unit: Unit, customer_id: CustomerId, payment_id: PaymentId) -> PaymentWritten:
    """Return what a change of a payment came to."""
    last_day = customers.stored(unit, customer_id).last_day
    return PaymentWritten(payment_id, unit.changed, last_day)


def _next_number(unit: Unit, day: int) -> str:
    span = number_span(settings_of(unit).number_pattern, date_of(day))
    return numbered(span, papers.next_number(unit, f"{KIND}:{span}"))
