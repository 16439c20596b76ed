"""Why something cannot be done with money, in sentences, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

from crm_tui.domain.days import date_of
from crm_tui.domain.payments.records import PaymentKind
from crm_tui.domain.payments.rules import (
    BeyondInvoice,
    BeyondReceipt,
    CreditPassed,
    DocumentCurrency,
    DocumentOfOthers,
    DocumentVoid,
    InvoiceIsRed,
    InvoiceNotIssued,
    InvoiceReversed,
    NotAReceipt,
    PaymentOfBank,
    PaymentOwnerNotYours,
    PaymentRefunded,
    PaymentRefusal,
    PlanIsPaid,
    PlansBeyond,
    RefundStays,
)
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import N_, _
from crm_tui.presentation.money import amount
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence

PaymentEntry = Literal[
    EntryKind.PAYMENT_PLAN_ADDED,
    EntryKind.PAYMENT_PLAN_EDITED,
    EntryKind.PAYMENT_PLAN_DELETED,
    EntryKind.PAYMENT_PLAN_RESTORED,
    EntryKind.PAYMENT_ADDED,
    EntryKind.PAYMENT_EDITED,
    EntryKind.PAYMENT_DELETED,
    EntryKind.PAYMENT_RESTORED,
    EntryKind.INVOICE_ADDED,
    EntryKind.INVOICE_EDITED,
    EntryKind.INVOICE_VOIDED,
    EntryKind.INVOICE_DELETED,
    EntryKind.INVOICE_RESTORED,
    EntryKind.CREDIT_SET,
]
_ICON = "¥"
_TITLES: Mapping[EntryKind, tuple[str, Tone]] = {
    EntryKind.PAYMENT_PLAN_ADDED: (N_("Payment planned"), Tone.DIM),
    EntryKind.PAYMENT_PLAN_EDITED: (N_("Planned payment edited"), Tone.DIM),
    EntryKind.PAYMENT_PLAN_DELETED: (N_("Planned payment deleted"), Tone.WARN),
    EntryKind.PAYMENT_PLAN_RESTORED: (N_("Planned payment restored"), Tone.DIM),
    EntryKind.PAYMENT_ADDED: (N_("Payment received"), Tone.GOOD),
    EntryKind.PAYMENT_EDITED: (N_("Payment edited"), Tone.DIM),
    EntryKind.PAYMENT_DELETED: (N_("Payment deleted"), Tone.WARN),
    EntryKind.PAYMENT_RESTORED: (N_("Payment restored"), Tone.DIM),
    EntryKind.INVOICE_ADDED: (N_("Invoice issued"), Tone.NORMAL),
    EntryKind.INVOICE_EDITED: (N_("Invoice edited"), Tone.DIM),
    EntryKind.INVOICE_VOIDED: (N_("Invoice voided"), Tone.WARN),
    EntryKind.INVOICE_DELETED: (N_("Invoice deleted"), Tone.WARN),
    EntryKind.INVOICE_RESTORED: (N_("Invoice restored"), Tone.DIM),
    EntryKind.CREDIT_SET: (N_("Credit set"), Tone.NORMAL),
}


_NUMBERED: Mapping[type, str] = {
    DocumentVoid: N_("{number} is void; nothing is paid or planned for it."),
    DocumentOfOthers: N_("{number} is another customer's."),
    PlanIsPaid: N_("Receipts name this line of {number}; change or delete them first."),
    PaymentRefunded: N_("Something of {number} was given back; delete that refund first."),
    RefundStays: N_("{number} is a refund; delete it and enter it anew."),
    NotAReceipt: N_("{number} is a refund; only what was received is given back."),
    InvoiceNotIssued: N_("{number} is void."),
    InvoiceReversed: N_("A red invoice took something of {number} back; delete or void that."),
    InvoiceIsRed: N_("{number} is a red invoice; void or delete it instead."),
}


def payment_refusal(reason: PaymentRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    match reason:
        case CreditPassed():
            return credit_words(reason)
        case PaymentOwnerNotYours():
            return _("Only who stands above {person} makes a payment theirs.").format(
                person=name_in_sentence(reason.person)
            )
        case DocumentCurrency():
            return _("{number} is in {currency}; enter it in that currency.").format(
                number=reason.number, currency=reason.currency
            )
        case PaymentOfBank():
            return _(
                "{number} came with the bank's list; finance takes it back: crm receipt reopen {id}"
            ).format(number=name_in_sentence(reason.number), id=reason.bank_receipt_id)
        case PlansBeyond() | BeyondReceipt() | BeyondInvoice():
            return _left_words(reason)
        case _:
            said = _(_NUMBERED[type(reason)])
            return said.format(number=name_in_sentence(reason.number))


def _left_words(reason: PlansBeyond | BeyondReceipt | BeyondInvoice) -> str:
    match reason:
        case PlansBeyond():
            said = _("{number}: only {left} are left to be planned.")
        case BeyondReceipt():
            said = _("{number}: only {left} are left to be given back.")
        case BeyondInvoice():
            said = _("{number}: only {left} are left to be reversed.")
        case _:
            assert_never(reason)
    left = amount(reason.left_minor, reason.currency)
    return said.format(number=name_in_sentence(reason.number), left=left)


def credit_words(passed: CreditPassed) -> str:
    """Return by what an order passes what its customer may owe."""
    return _("{customer} would owe {owed}; its credit is {limit}.").format(
        customer=name_in_sentence(passed.customer),
        owed=amount(passed.owed_minor, passed.currency),
        limit=amount(passed.limit_minor, passed.currency),
    )


def shown_payment(kind: EntryKind, facts: Mapping[str, object]) -> ShownEntry:
    """Return what happened to money: which, how much, for what, why."""
    after = {**mapping(facts.get("before")), **mapping(facts.get("after"))}
    title, tone = _TITLES[kind]
    if kind is EntryKind.PAYMENT_ADDED and after.get("kind") == PaymentKind.REFUND.value:
        title, tone = N_("Payment given back"), Tone.WARN
    if kind is EntryKind.INVOICE_ADDED and after.get("red_of"):
        title, tone = N_("Red invoice issued"), Tone.WARN
    lines = (_heading(after), *_besides(after))
    return ShownEntry(_ICON, _(title), tuple(filter(None, lines)), tone)


def _heading(after: Mapping[str, object]) -> str:
    currency = str(after.get("currency") or "CNY")
    minor, day = after.get("amount_minor"), after.get("day", after.get("due_day"))
    limit, days = after.get("limit_minor"), after.get("payment_days")
    said = [
        name_in_sentence(str(after.get("number") or "")),
        amount(minor, currency) if isinstance(minor, int) else "",
        date_of(day).isoformat() if isinstance(day, int) else "",
        name_in_sentence(str(after.get("payer") or after.get("title") or "")),
        amount(limit, currency) if isinstance(limit, int) else "",
        _("{count} days to pay").format(count=days) if isinstance(days, int) else "",
    ]
    return " · ".join(filter(None, said))


def _besides(after: Mapping[str, object]) -> list[str]:
    said = []
    if settles := after.get("settles"):
        said.append(_("for {number}").format(number=name_in_sentence(str(settles))))
    if source := after.get("refund_of") or after.get("red_of"):
        said.append(_("from {number}").format(number=name_in_sentence(str(source))))
    if reason := after.get("reason"):
        said.append(_("Reason: {reason}").format(reason=name_in_sentence(str(reason))))
    return said
