"""Take back what was done to what came into the bank, as long as it stands as it was left."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import batches, notices
from crm_tui.db.queries.customers import departures
from crm_tui.db.queries.payments import bank_receipts, receipts
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    BankReceiptAdded,
    BankReceiptClaimed,
    BankReceiptConfirmed,
    BankReceiptRefused,
    BankReceiptReopened,
    BankReceiptSetAside,
    BankReceiptWithdrawn,
    EventRow,
)
from crm_tui.domain.identifiers import BankReceiptId, PaymentId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.payments.bank_receipts import AsideKind, BankReceiptStatus
from crm_tui.services.undo.events import TakeBack, instant_of, record_id_of


def _unadd(unit: Unit, event: EventRow) -> bool:
    receipt_id = BankReceiptId(record_id_of(event))
    if not _stands(unit, event):
        return False
    bank_receipts.put_back(unit, receipt_id, {"deleted_at": unit.now})
    return True


def _put_back(unit: Unit, event: EventRow) -> bool:
    """Let it stand as before, unless somebody did something with it since."""
    if not _stands(unit, event):
        return False
    before: dict[str, Any] = dict(event.before)
    before["status"] = BankReceiptStatus(before["status"])
    before["claimed_at"] = instant_of(before["claimed_at"])
    if before["aside_kind"] is not None:
        before["aside_kind"] = AsideKind(before["aside_kind"])
    bank_receipts.put_back(unit, BankReceiptId(record_id_of(event)), before)
    return True


def _unconfirm(unit: Unit, event: EventRow) -> bool:
    """Let a claim wait again, with all of its receipts or not at all."""
    before: Any = event.before
    customers = {each["customer_id"] for each in before["parts"]}
    if customers & batches.customers_changed_since(unit, event.batch_id):
        return False
    if departures.out_of_sight(unit, sorted(customers)):
        return False
    whole = bank_receipts.bank_receipt(unit, BankReceiptId(record_id_of(event)))
    for payment_id, _number in whole.payments:
        if receipts.payment(unit, payment_id).row.refunded_minor:
            return False
    return _put_back(unit, event) and _untell(unit, event, NoticeKind.RECEIPT_CONFIRMED)


def _unrefuse(unit: Unit, event: EventRow) -> bool:
    return _put_back(unit, event) and _untell(unit, event, NoticeKind.RECEIPT_REFUSED)


def _untell(unit: Unit, event: EventRow, kind: NoticeKind) -> bool:
    claimant = event.before.get("claimant_id")
    if isinstance(claimant, int):
        notices.take_back(unit, kind, record_id_of(event), [claimant])
    return True


def _stands(unit: Unit, event: EventRow) -> bool:
    # Of what was removed for good nothing is kept that could be put back.
    kept = event.after.get("version")
    receipt_id = BankReceiptId(record_id_of(event))
    return kept is not None and bank_receipts.version(unit, receipt_id) == kept


def is_settled_by_bank(unit: Unit, payment_id: PaymentId, *, deleted: bool = False) -> bool:
    """Return whether a payment is what something of the bank's list was confirmed to be."""
    receipt_id = receipts.payment(unit, payment_id, deleted=deleted).bank_receipt_id
    if receipt_id is None:
        return False
    status = bank_receipts.bank_receipt(unit, receipt_id, whoever=True).row.status
    return status is BankReceiptStatus.CONFIRMED


TAKE_BACK: dict[str, TakeBack] = {
    BankReceiptAdded.kind(): _unadd,
    BankReceiptClaimed.kind(): _put_back,
    BankReceiptWithdrawn.kind(): _put_back,
    BankReceiptConfirmed.kind(): _unconfirm,
    BankReceiptRefused.kind(): _unrefuse,
    BankReceiptSetAside.kind(): _put_back,
    BankReceiptReopened.kind(): _unrefuse,
}
