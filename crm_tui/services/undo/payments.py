"""Take back what was done to plans, payments and invoices, and to what an office says of them."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import papers
from crm_tui.db.queries.payments import credit_limits, invoices, plans, receipts
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    CreditSet,
    EventRow,
    InvoiceAdded,
    InvoiceDeleted,
    InvoiceEdited,
    InvoiceRestored,
    InvoiceVoided,
    PaymentAdded,
    PaymentDeleted,
    PaymentEdited,
    PaymentPlanAdded,
    PaymentPlanDeleted,
    PaymentPlanEdited,
    PaymentPlanRestored,
    PaymentRestored,
    PaymentSettingsChanged,
)
from crm_tui.domain.identifiers import InvoiceId, PaymentId, PaymentPlanId
from crm_tui.domain.payments.papers import KIND
from crm_tui.domain.payments.records import InvoiceKind, InvoiceStatus, PaymentMethod, PlanKind
from crm_tui.services.payments.writing import count_payment
from crm_tui.services.undo.bank_receipts import is_settled_by_bank
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of


def _drop_plan(unit: Unit, event: EventRow) -> bool:
    plan_id = PaymentPlanId(record_id_of(event))
    if plans.plan(unit, plan_id).received_minor:
        return False
    plans.update_plan(unit, plan_id, {"deleted_at": unit.now})
    return True


def _unedit_plan(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = dict(event.before)
    if "kind" in values:
        values["kind"] = PlanKind(values["kind"])
    plans.update_plan(unit, PaymentPlanId(record_id_of(event)), values)
    return True


def _bring_plan(unit: Unit, event: EventRow) -> bool:
    plans.update_plan(unit, PaymentPlanId(record_id_of(event)), {"deleted_at": None})
    return True


def _drop_payment(unit: Unit, event: EventRow) -> bool:
    payment_id = PaymentId(record_id_of(event))
    payment = receipts.payment(unit, payment_id)
    if payment.row.refunded_minor:
        return False
    if is_settled_by_bank(unit, payment_id):
        # Its receipt of the bank was not taken back, and would be claimed by nobody.
        return False
    splits: Any = event.before.get("splits")
    if splits is not None:
        receipts.set_splits(unit, payment_id, splits)
    receipts.update_payment(unit, payment_id, {"deleted_at": unit.now, **_deal_before(event)})
    count_payment(unit, payment)
    return True


def _unedit_payment(unit: Unit, event: EventRow) -> bool:
    payment_id = PaymentId(record_id_of(event))
    values: dict[str, Any] = dict(event.before)
    splits = values.pop("splits", None)
    if "method" in values:
        values["method"] = PaymentMethod(values["method"])
    if splits is not None:
        receipts.set_splits(unit, payment_id, splits)
    receipts.update_payment(unit, payment_id, values)
    count_payment(unit, receipts.payment(unit, payment_id))
    return True


def _bring_payment(unit: Unit, event: EventRow) -> bool:
    payment_id = PaymentId(record_id_of(event))
    old = receipts.payment(unit, payment_id, deleted=True)
    if old.bank_receipt_id is not None and not is_settled_by_bank(unit, payment_id, deleted=True):
        return False
    receipts.update_payment(unit, payment_id, {"deleted_at": None})
    count_payment(unit, old)
    return True


def _deal_before(event: EventRow) -> dict[str, Any]:
    """Return the deal of a payment before it was brought back."""
    return {"deal_id": event.before["deal_id"]} if "deal_id" in event.before else {}


def _drop_invoice(unit: Unit, event: EventRow) -> bool:
    invoice_id = InvoiceId(record_id_of(event))
    if invoices.invoice(unit, invoice_id).reversed_minor:
        return False
    invoices.update_invoice(unit, invoice_id, {"deleted_at": unit.now})
    return True


def _unedit_invoice(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = dict(event.before)
    if "kind" in values:
        values["kind"] = InvoiceKind(values["kind"])
    if "status" in values:
        values["status"] = InvoiceStatus(values["status"])
    invoice_id = InvoiceId(record_id_of(event))
    number = values.get("number")
    if isinstance(number, str) and invoices.is_taken(unit, number, but=invoice_id):
        return False
    invoices.update_invoice(unit, invoice_id, values)
    return True


def _bring_invoice(unit: Unit, event: EventRow) -> bool:
    invoice_id = InvoiceId(record_id_of(event))
    number = invoices.invoice(unit, invoice_id, deleted=True).fields.number
    if invoices.is_taken(unit, number):
        return False
    invoices.update_invoice(unit, invoice_id, {"deleted_at": None})
    return True


def _unset_credit(unit: Unit, event: EventRow) -> bool:
    credit_limits.set_credit(unit, customer_id_of(event), dict(event.before))
    return True


def _unset_settings(unit: Unit, event: EventRow) -> bool:
    if dict(papers.paper(unit, KIND).settings) != event.after["settings"]:
        return False
    papers.set_paper(unit, KIND, event.before)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    PaymentPlanAdded.kind(): _drop_plan,
    PaymentPlanEdited.kind(): _unedit_plan,
    PaymentPlanDeleted.kind(): _bring_plan,
    PaymentPlanRestored.kind(): _drop_plan,
    PaymentAdded.kind(): _drop_payment,
    PaymentEdited.kind(): _unedit_payment,
    PaymentDeleted.kind(): _bring_payment,
    PaymentRestored.kind(): _drop_payment,
    InvoiceAdded.kind(): _drop_invoice,
    InvoiceEdited.kind(): _unedit_invoice,
    InvoiceVoided.kind(): _unedit_invoice,
    InvoiceDeleted.kind(): _bring_invoice,
    InvoiceRestored.kind(): _drop_invoice,
    CreditSet.kind(): _unset_credit,
    PaymentSettingsChanged.kind(): _unset_settings,
}
"""How each event of money is taken back."""
