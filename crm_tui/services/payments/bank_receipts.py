"""待认领回款 as people use it: claimed by reps, confirmed or refused by finance, set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import notices
from crm_tui.db.queries.payments import bank_receipts, receipts
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import (
    BankReceiptClaimed,
    BankReceiptConfirmed,
    BankReceiptRefused,
    BankReceiptReopened,
    BankReceiptSetAside,
    BankReceiptWithdrawn,
    Changed,
    Event,
)
from crm_tui.domain.identifiers import BankReceiptId, CustomerId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.payments.bank_receipts import (
    AsideKind,
    BankReceipt,
    BankReceiptRefusal,
    BankReceiptRequest,
    BankReceiptRow,
    BankReceiptStatus,
    ClaimPart,
    ClaimPartRow,
    ConfirmedRefunded,
    masked_account,
    splits_of,
    why_not_claim,
    why_not_decide,
    why_not_reopen,
    why_not_set_aside,
    why_not_withdraw,
)
from crm_tui.domain.payments.records import PaymentFields
from crm_tui.domain.payments.rules import PaymentOwnerNotYours
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import (
    AlreadyClaimedError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_reason, checked_text
from crm_tui.services.payments import claim_parts, writing
from crm_tui.services.payments.checking import MOST_SPLITS, checked_splits
from crm_tui.services.references import one_of
from crm_tui.values import dataclass

_OPEN: Mapping[str, Any] = {
    "status": BankReceiptStatus.OPEN,
    "claimant_id": None,
    "claimed_at": None,
    "aside_kind": None,
}
_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class BankReceipts:
    """What came into the bank; who confirms sees all of it, others what is open or their own."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def list(
        self, actor: Actor, request: BankReceiptRequest, *, limit: int = 200
    ) -> Sequence[BankReceiptRow]:
        """Return what came of what is asked for, the newest first."""
        with self.database.reading(actor) as view:
            _refuse_reading(view)
            return [_shown(view, row) for row in bank_receipts.bank_receipts(view, request, limit)]

    def receipt(self, actor: Actor, receipt_id: BankReceiptId) -> BankReceipt:
        """Return what came, whole, with whom its payer may have paid for."""
        with self.database.reading(actor) as view:
            _refuse_reading(view)
            found = bank_receipts.bank_receipt(view, receipt_id)
            return replace(found, row=_shown(view, found.row))

    def find(self, actor: Actor, reference: str) -> BankReceiptId:
        """Return what an id, the bank's number or a payer means."""
        with self.database.reading(actor) as view:
            _refuse_reading(view)
            found = bank_receipts.bank_receipts_called(view, reference.strip())
            named = [(each.id, each.fields.payer) for each in found]
            return one_of("bank_receipt", reference, named)

    def parts_meant(
        self, actor: Actor, receipt_id: BankReceiptId, lines: Sequence[str]
    ) -> Sequence[ClaimPart]:
        """Return the parts that a person means: 恒信=500, DD-202611-0001, #12, one each."""
        with self.database.reading(actor) as view:
            _refuse_reading(view)
            fields = bank_receipts.bank_receipt(view, receipt_id, whoever=True).row.fields
            return claim_parts.parts_meant(view, fields, lines)

    # --- claiming --------------------------------------------------------------------------------

    @operation(Permission.EDIT_PAYMENT)
    def claim(self, actor: Actor, receipt_id: BankReceiptId, parts: Sequence[ClaimPart]) -> Changed:
        """Say for which customers of one's own something came, each with its exact part.

        One's own claim is replaced. Raises AlreadyClaimedError where somebody was first,
        RefusedError for parts that do not come to what came.
        """
        with self.database.writing(actor) as unit:
            found = bank_receipts.bank_receipt(unit, receipt_id, whoever=True)
            _refuse_taken(unit, found.row)
            _refuse(why_not_claim(found.row, parts))
            values = {
                "status": BankReceiptStatus.CLAIMED,
                "claimant_id": unit.person.user_id,
                "claimed_at": unit.now,
                "reason": "",
            }
            checked = _checked_parts(unit, found.row, parts)
            _change(unit, found, BankReceiptClaimed, values, checked)
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def withdraw(self, actor: Actor, receipt_id: BankReceiptId) -> Changed:
        """Take one's claim back before it is decided on."""
        with self.database.writing(actor) as unit:
            found = bank_receipts.bank_receipt(unit, receipt_id)
            may_confirm = unit.person.may(Permission.CONFIRM_PAYMENT)
            me = unit.person.user_id
            _refuse(why_not_withdraw(found.row, by=me, may_confirm=may_confirm))
            _change(unit, found, BankReceiptWithdrawn, _OPEN, [])
        return unit.changed

    # --- deciding --------------------------------------------------------------------------------

    @operation(Permission.CONFIRM_PAYMENT)
    def confirm(self, actor: Actor, receipt_id: BankReceiptId) -> Changed:
        """Make receipts of what is claimed, one for each customer; the payer is kept on them.

        Raises NotFoundError where one of the customers is out of sight or gone.
        """
        with self.database.writing(actor) as unit:
            found = bank_receipts.bank_receipt(unit, receipt_id)
            _refuse(why_not_decide(found.row))
            _refuse_hidden(found)
            for customer_id, parts in _by_customer(found.parts).items():
                _store_receipt(unit, found, customer_id, parts)
            values = {"status": BankReceiptStatus.CONFIRMED, "decided_by_id": unit.person.user_id}
            _change(unit, found, BankReceiptConfirmed, values)
            _tell(unit, found, NoticeKind.RECEIPT_CONFIRMED, "")
        return unit.changed

    @operation(Permission.CONFIRM_PAYMENT)
    def refuse(self, actor: Actor, receipt_id: BankReceiptId, reason: str) -> Changed:
        """Refuse a claim, with a reason; others may claim it then."""
        reason = checked_reason(reason)
        with self.database.writing(actor) as unit:
            found = bank_receipts.bank_receipt(unit, receipt_id)
            _refuse(why_not_decide(found.row))
            values = {**_OPEN, "reason": reason, "decided_by_id": unit.person.user_id}
            _change(unit, found, BankReceiptRefused, values, [])
            _tell(unit, found, NoticeKind.RECEIPT_REFUSED, reason)
        return unit.changed

    @operation(Permission.CONFIRM_PAYMENT)
    def set_aside(
        self, actor: Actor, receipt_id: BankReceiptId, kind: AsideKind, reason: str
    ) -> Changed:
        """Call something no customer's payment, with a reason: nobody claims it any more."""
        reason = checked_reason(reason)
        with self.database.writing(actor) as unit:
            found = bank_receipts.bank_receipt(unit, receipt_id)
            _refuse(why_not_set_aside(found.row))
            values = {
                "status": BankReceiptStatus.ASIDE,
                "aside_kind": kind,
                "reason": reason,
                "decided_by_id": unit.person.user_id,
            }
            _change(unit, found, BankReceiptSetAside, values)
        return unit.changed

    @operation(Permission.CONFIRM_PAYMENT)
    def reopen(self, actor: Actor, receipt_id: BankReceiptId, reason: str = "") -> Changed:
        """Let something be claimed again; the receipts that it became are deleted, with a reason.

        Raises RefusedError where something of them was given back.
        """
        with self.database.writing(actor) as unit:
            found = bank_receipts.bank_receipt(unit, receipt_id)
            _refuse(why_not_reopen(found.row))
            was_confirmed = found.row.status is BankReceiptStatus.CONFIRMED
            said = checked_text("reason", reason, limit=_REASON_LIMIT)
            if was_confirmed:
                said = checked_reason(reason)
                _refuse_hidden(found)
                _take_payments_out(unit, found, said)
            values = {**_OPEN, "reason": said, "decided_by_id": unit.person.user_id}
            _change(unit, found, BankReceiptReopened, values, [])
            if was_confirmed:
                _tell(unit, found, NoticeKind.RECEIPT_REFUSED, said)
        return unit.changed


def _refuse(refusal: BankReceiptRefusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _refuse_reading(view: View) -> None:
    wanted = (Permission.EDIT_PAYMENT, Permission.CONFIRM_PAYMENT)
    if not any(map(view.person.may, wanted)):
        raise NotPermittedError(Permission.EDIT_PAYMENT.value)


def _refuse_taken(unit: Unit, row: BankReceiptRow) -> None:
    """Raise for who comes second; who claims it already may claim it otherwise."""
    is_claimed = row.status is BankReceiptStatus.CLAIMED
    if is_claimed and row.claimant_id != unit.person.user_id and row.claimed_at is not None:
        at = row.claimed_at.astimezone(unit.zone)
        now = unit.now.astimezone(unit.zone)
        raise AlreadyClaimedError(row.fields.payer, row.claimant, at, now)


def _refuse_hidden(found: BankReceipt) -> None:
    """Raise for claims of customers that this person does not see: others decide on them."""
    for each in found.parts:
        if not each.customer:
            raise NotFoundError("customer", str(each.part.customer_id))


def _shown(view: View, row: BankReceiptRow) -> BankReceiptRow:
    """Return what came with the payer's account as this person may see it."""
    if view.person.may(Permission.CONFIRM_PAYMENT):
        return row
    account = masked_account(row.fields.account)
    return replace(row, fields=replace(row.fields, account=account))


def _checked_parts(
    unit: Unit, row: BankReceiptRow, parts: Sequence[ClaimPart]
) -> Sequence[Mapping[str, Any]]:
    """Return the columns of parts; raise for what this person or this customer cannot have."""
    if len(parts) > MOST_SPLITS:
        raise FieldError("splits", "out_of_range", str(len(parts)))
    by_customer: dict[CustomerId, list[ClaimPart]] = {}
    for each in parts:
        by_customer.setdefault(each.customer_id, []).append(each)
    rows = []
    for customer_id, those in by_customer.items():
        customer = access.editable(unit, customer_id)
        owner_id = access.owner_of_paper(unit, customer, None, PaymentOwnerNotYours)
        fields = _fields(row, those, owner_id)
        checked = iter(checked_splits(unit, customer_id, fields, splits_of(those)))
        for each in those:
            target = next(checked).target if splits_of([each]) else each.target
            named = replace(each, target=target)
            whole = ClaimPartRow(part=named, customer="", number="", owner_id=owner_id)
            rows.append(bank_receipts.part_values(whole))
    return rows


def _fields(row: BankReceiptRow, parts: Sequence[ClaimPart], owner_id: UserId) -> PaymentFields:
    """Return the receipt that some parts become."""
    said = row.fields
    return PaymentFields(
        day=said.day,
        amount_minor=sum(each.amount_minor for each in parts),
        currency=said.currency,
        payer=said.payer,
        reference=said.serial,
        note=said.summary,
        owner_id=owner_id,
    )


def _by_customer(rows: Sequence[ClaimPartRow]) -> dict[CustomerId, list[ClaimPartRow]]:
    found: dict[CustomerId, list[ClaimPartRow]] = {}
    for each in rows:
        found.setdefault(each.part.customer_id, []).append(each)
    return found


def _store_receipt(
    unit: Unit, found: BankReceipt, customer_id: CustomerId, rows: Sequence[ClaimPartRow]
) -> None:
    customer = protection.settled(unit, customer_id)
    parts = [each.part for each in rows]
    fields = _fields(found.row, parts, rows[0].owner_id)
    splits = checked_splits(unit, customer_id, fields, splits_of(parts))
    writing.add_receipt(unit, customer, fields, splits, bank_receipt_id=found.row.id)


def _take_payments_out(unit: Unit, found: BankReceipt, reason: str) -> None:
    for payment_id, number in found.payments:
        payment = receipts.payment(unit, payment_id)
        if payment.row.refunded_minor:
            raise RefusedError(ConfirmedRefunded(found.row.fields.payer, number))
        customer = protection.settled(unit, payment.row.customer_id)
        writing.take_out(unit, customer, payment, reason)


def _change(
    unit: Unit,
    found: BankReceipt,
    event: type[Event],
    values: Mapping[str, Any],
    parts: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Store how something that came stands now, and tell of it; raise where another was first."""
    row = found.row
    before = bank_receipts.state(unit, row.id)
    if not bank_receipts.update_bank_receipt(unit, row.id, values, when=row.status):
        raise AlreadyClaimedError(row.fields.payer, None, None)
    if parts is not None:
        bank_receipts.set_parts(unit, row.id, parts)
    now = bank_receipts.state(unit, row.id)
    told = {
        "name": row.fields.payer,
        "day": row.fields.day,
        "amount_minor": row.fields.amount_minor,
        "currency": row.fields.currency,
    }
    unit.record(event(record_id=row.id, before=before, after={**told, **now}))


def _tell(unit: Unit, found: BankReceipt, kind: NoticeKind, reason: str) -> None:
    """Tell who claimed it what was decided."""
    row = found.row
    if row.claimant_id is None:
        return
    customers = {each.part.customer_id for each in found.parts}
    words = " · ".join(filter(None, (row.fields.payer, reason)))
    notices.tell(
        unit,
        row.claimant_id,
        kind,
        customer_id=customers.pop() if len(customers) == 1 else None,
        record_id=row.id,
        words=words,
    )
