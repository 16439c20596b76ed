"""Money in words: what is planned, paid, given back and invoiced, and how old what is owed is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.payments.dues import Age, DueItem, DueRow
from crm_tui.domain.payments.records import (
    DocumentKind,
    InvoiceKind,
    InvoiceRow,
    InvoiceStatus,
    Payment,
    PaymentKind,
    PaymentMethod,
    PaymentRow,
    PlanKind,
    SplitRow,
)
from crm_tui.domain.payments.totals import CustomerMoney
from crm_tui.i18n import N_, _
from crm_tui.presentation.approvals import refund_words
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label

_WORDS: Mapping[Enum, str] = {
    PlanKind.ADVANCE: N_("advance payment"),
    PlanKind.INSTALMENT: N_("instalment"),
    PlanKind.FINAL: N_("final payment"),
    PlanKind.RETENTION: N_("retention money"),
    PlanKind.OTHER: N_("other payment"),
    DocumentKind.ORDER: N_("order"),
    DocumentKind.CONTRACT: N_("contract"),
    PaymentKind.RECEIPT: N_("receipt"),
    PaymentKind.REFUND: N_("refund"),
    PaymentMethod.TRANSFER: N_("bank transfer"),
    PaymentMethod.CASH: N_("cash"),
    PaymentMethod.CHEQUE: N_("cheque"),
    PaymentMethod.ACCEPTANCE: N_("acceptance bill"),
    PaymentMethod.WECHAT: N_("WeChat Pay"),
    PaymentMethod.ALIPAY: N_("Alipay"),
    PaymentMethod.CARD: N_("card"),
    PaymentMethod.OTHER: N_("other way"),
    InvoiceKind.SPECIAL: N_("special VAT invoice"),
    InvoiceKind.PLAIN: N_("plain invoice"),
    InvoiceKind.OTHER: N_("other invoice"),
    InvoiceStatus.ISSUED: N_("issued"),
    InvoiceStatus.VOID: N_("void"),
    Age.UNDATED: N_("no day agreed"),
    Age.TO_COME: N_("not due yet"),
    Age.MONTH: N_("1–30 days overdue"),
    Age.TWO_MONTHS: N_("31–60 days overdue"),
    Age.THREE_MONTHS: N_("61–90 days overdue"),
    Age.OLDER: N_("over 90 days overdue"),
}


def is_of_money(value: Enum) -> bool:
    """Return whether a value is one of money, for which `money_word` has a word."""
    return value in _WORDS


def money_word(value: Enum) -> str:
    """Return the word for a kind, a way, a status or an age."""
    return _(_WORDS[value])


def invoice_word(row: InvoiceRow) -> str:
    """Return where an invoice stands: void, red, taken back in part or whole, issued."""
    if row.status is InvoiceStatus.VOID:
        return money_word(row.status)
    if row.red_of_id is not None:
        return _("red")
    if not row.reversed_minor:
        return money_word(row.status)
    is_whole = row.reversed_minor == row.fields.amount_minor
    return _("reversed") if is_whole else _("reversed in part")


def invoice_tone(row: InvoiceRow) -> Tone:
    """Return how an invoice is coloured."""
    if row.status is InvoiceStatus.VOID:
        return Tone.DIM
    return Tone.WARN if row.red_of_id is not None or row.reversed_minor else Tone.NORMAL


def payment_words(row: PaymentRow) -> str:
    """Return what a payment is: money that came or went back, and a refund that is asked for."""
    return " · ".join(filter(None, (money_word(row.kind), refund_words(row.asked))))


def payment_tone(row: PaymentRow) -> Tone:
    """Return how a receipt or a refund is coloured."""
    return Tone.WARN if row.kind is PaymentKind.REFUND else Tone.GOOD


def split_words(split: SplitRow, currency: str) -> str:
    """Return what a part of a payment settles, in one line."""
    plan_id = split.split.target.plan_id
    plan = "" if plan_id is None else _("planned line {id}").format(id=plan_id)
    said = (split.number, plan, amount(split.split.amount_minor, currency))
    return " · ".join(filter(None, said))


def payment_lines(payment: Payment) -> list[str]:
    """Return what each part of a payment settles, and what of it settles nothing yet."""
    currency = payment.row.currency
    lines = [split_words(each, currency) for each in payment.splits]
    if payment.free_minor:
        lines.append(_("on account: {amount}").format(amount=amount(payment.free_minor, currency)))
    return lines


def due_item_words(item: DueItem) -> str:
    """Return what is to be paid: what kind of line, or that nothing was planned for it."""
    return _("without a plan") if item.kind is None else money_word(item.kind)


def due_day_words(day: int | None) -> str:
    """Return the day on which something is due; nothing for none."""
    return "" if day is None else iso_day(day) or ""


def ages_words(row: DueRow) -> str:
    """Return what is owed by age, and what was paid ahead of it."""
    said = [
        _("{what} {amount}").format(what=money_word(age), amount=amount(minor, row.currency))
        for age, minor in row.ages
        if minor
    ]
    if row.on_account_minor:
        paid = amount(-row.on_account_minor, row.currency)
        said.append(_("paid ahead {amount}").format(amount=paid))
    return " · ".join(said)


def money_lines(money: CustomerMoney, currency: str) -> list[tuple[str, str]]:
    """Return label and words of all that a customer shows of money; nothing where there is none."""
    found: list[tuple[str, str]] = []
    opportunities = money.opportunities
    if opportunities.total_minor:
        said = _("{amount} (open {open})").format(
            amount=amount(opportunities.total_minor, currency),
            open=amount(opportunities.open_minor, currency),
        )
        found.append((field_label("opportunity_total"), said))
    if money.totals:
        found += [
            (field_label("order_total"), _sums(money, "ordered_minor")),
            (field_label("received_total"), _sums(money, "received_minor")),
            (field_label("outstanding"), _sums(money, "outstanding_minor")),
        ]
        if money.reported is not None and money.reported.exchange_minor:
            said = amount(money.reported.exchange_minor, currency)
            found.append((field_label("exchange_difference"), said))
        if any(each.invoiced_minor for each in money.totals):
            found.append((field_label("invoiced_total"), _sums(money, "invoiced_minor")))
    found += [(field_label("due_ages"), words) for row in money.dues if (words := ages_words(row))]
    return [*found, *credit_lines(money, currency)]


def credit_lines(money: CustomerMoney, currency: str) -> list[tuple[str, str]]:
    """Return what a customer may owe and how long, where that is set."""
    found: list[tuple[str, str]] = []
    if money.limit_minor is not None:
        found.append((field_label("credit_limit"), amount(money.limit_minor, currency)))
    if money.payment_days is not None:
        found.append((field_label("payment_days"), str(money.payment_days)))
    return found


def _sums(money: CustomerMoney, name: str) -> str:
    """Return one of the totals, each currency for itself and all together in the office's."""
    totals, whole = money.totals, money.reported
    said = " + ".join(amount(getattr(each, name), each.currency) for each in totals)
    if whole is None:
        return _("{sums} (a rate is missing)").format(sums=said)
    is_own = [each.currency for each in totals] == [whole.currency]
    return said if is_own else f"{said} = {amount(getattr(whole, name), whole.currency)}"
