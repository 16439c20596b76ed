"""One list of all that is money: its kinds, what a row says, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from zoneinfo import ZoneInfo

from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.payments.dues import OVERDUE, DueItem, age_of
from crm_tui.domain.payments.records import (
    InvoiceRow,
    Payment,
    PaymentRow,
    PlanRow,
)
from crm_tui.i18n import N_, _
from crm_tui.presentation.approvals import refund_words
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import (
    due_day_words,
    due_item_words,
    invoice_tone,
    invoice_word,
    money_word,
    payment_lines,
    payment_tone,
)
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.screens.approvals.facts import approval_sections
from crm_tui.tui.screens.settings.sections import fact, words
from crm_tui.tui.widgets.preview import Section
from crm_tui.values import dataclass

About = PaymentRow | DueItem | PlanRow | InvoiceRow


class MoneyKind(Enum):
    """Which rows of money are shown."""

    ALL = N_("Payments, plans, invoices")
    PAYMENTS = N_("Receipts and refunds")
    DUES = N_("To be paid")
    PLANS = N_("Planned payments")
    INVOICES = N_("Invoices")


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A row of the list; its id tells it from rows of the other kinds."""

    id: int
    about: About


def rows_of(*kinds: Iterable[About]) -> list[MoneyRow]:
    """Return rows of these kinds, each under an id of its own."""
    found = []
    for kind, those in enumerate(kinds):
        for at, each in enumerate(those):
            own = at if isinstance(each, DueItem) else each.id
            found.append(MoneyRow(own * len(kinds) + kind, each))
    return found


def customer_of(row: MoneyRow) -> tuple[CustomerId, str]:
    """Return whose money a row is."""
    about = row.about
    if isinstance(about, DueItem):
        return about.document.customer_id, about.document.customer
    return about.customer_id, about.customer


def kind_words(row: MoneyRow, today: int) -> str:
    """Return what a row is, and where it stands."""
    match row.about:
        case PaymentRow() as payment:
            return money_word(payment.kind)
        case DueItem() as item:
            return money_word(age_of(item.due_day, today))
        case PlanRow() as plan:
            return money_word(plan.fields.kind)
        case InvoiceRow() as invoice:
            return f"{money_word(invoice.fields.kind)} {invoice_word(invoice)}"


def tone_of(row: MoneyRow, today: int) -> Tone:
    """Return how a row is coloured."""
    match row.about:
        case PaymentRow() as payment:
            return payment_tone(payment)
        case DueItem() as item:
            return Tone.WARN if age_of(item.due_day, today) in OVERDUE else Tone.NORMAL
        case PlanRow() as plan:
            is_late = plan.fields.due_day < today and not is_paid(plan)
            return Tone.WARN if is_late else Tone.DIM if is_paid(plan) else Tone.NORMAL
        case InvoiceRow() as invoice:
            return invoice_tone(invoice)


def is_paid(plan: PlanRow) -> bool:
    """Return whether receipts that name a planned line paid it whole."""
    return plan.received_minor >= plan.fields.amount_minor


def day_words(row: MoneyRow) -> str:
    """Return the day of a row, or when it is due."""
    match row.about:
        case PaymentRow() as payment:
            return iso_day(payment.day) or ""
        case DueItem() as item:
            return due_day_words(item.due_day)
        case PlanRow() as plan:
            return iso_day(plan.fields.due_day) or ""
        case InvoiceRow() as invoice:
            return iso_day(invoice.fields.day) or ""


def number_of(row: MoneyRow) -> str:
    """Return under which number a row goes."""
    match row.about:
        case PaymentRow() as payment:
            return payment.number
        case DueItem() as item:
            return item.document.number
        case PlanRow() as plan:
            return plan.number
        case InvoiceRow() as invoice:
            return invoice.fields.number


def money_of(row: MoneyRow) -> tuple[int, str]:
    """Return what a row comes to, and in which currency; what is left of what is to be paid."""
    match row.about:
        case PaymentRow() as payment:
            return payment.amount_minor, payment.currency
        case DueItem() as item:
            return item.left_minor, item.document.currency
        case PlanRow() as plan:
            return plan.fields.amount_minor, plan.currency
        case InvoiceRow() as invoice:
            return invoice.counted_minor, invoice.fields.currency


def about_words(row: MoneyRow) -> str:
    """Return what a row is for."""
    match row.about:
        case PaymentRow() as payment:
            return " · ".join(filter(None, (refund_words(payment.asked), payment.settles)))
        case DueItem() as item:
            said = due_item_words(item)
            return said if item.plan_id is None else f"#{item.plan_id} {said}"
        case PlanRow() as plan:
            paid = amount(plan.received_minor, plan.currency)
            said = _("received {amount}").format(amount=paid) if plan.received_minor else ""
            return " · ".join(filter(None, (said, f"#{plan.id}", plan.fields.note)))
        case InvoiceRow() as invoice:
            return " · ".join(filter(None, (invoice.document, invoice.fields.title)))


def sum_words(rows: Iterable[MoneyRow]) -> str:
    """Return what rows come to, one sum for each kind and currency."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        minor, currency = money_of(row)
        key = (_(_KINDS[type(row.about)].value), currency)
        sums[key] = sums.get(key, 0) + minor
    said = [f"{name} {amount(minor, currency)}" for (name, currency), minor in sums.items()]
    return " · ".join(said)


_KINDS: dict[type, MoneyKind] = {
    PaymentRow: MoneyKind.PAYMENTS,
    DueItem: MoneyKind.DUES,
    PlanRow: MoneyKind.PLANS,
    InvoiceRow: MoneyKind.INVOICES,
}


def sections_of(
    row: MoneyRow, today: int, payment: Payment | None, zone: ZoneInfo
) -> Iterator[Section]:
    """Yield what stands beside the list about a row; of a payment also what it settles."""
    minor, currency = money_of(row)
    said = [
        (_("Customer"), name_in_sentence(customer_of(row)[1])),
        (_("Kind"), kind_words(row, today)),
        (field_label("amount"), amount(minor, currency)),
        (_("Day"), day_words(row)),
        *_more(row.about),
    ]
    yield Section(number_of(row), tuple(fact(label, text) for label, text in said if text))
    if payment is not None:
        yield from approval_sections(payment.approval, zone)
        lines = tuple(words(line) for line in payment_lines(payment))
        yield Section(field_label("splits"), lines)


def _more(about: About) -> list[tuple[str, str]]:
    match about:
        case PaymentRow():
            refunded = amount(about.refunded_minor, about.currency)
            return [
                (field_label("payment_method"), money_word(about.method)),
                (field_label("payer"), name_in_sentence(about.payer)),
                (field_label("bank_reference"), about.reference),
                (_("Given back"), refunded if about.refunded_minor else ""),
                (field_label("owner_id"), about.owner),
            ]
        case InvoiceRow():
            return [
                (field_label("tax"), amount(about.fields.tax_minor, about.fields.currency)),
                (field_label("invoice_title"), name_in_sentence(about.fields.title)),
                (_("Order or contract"), about.document),
                (_("Reverses"), about.red_of),
                (field_label("reason"), name_in_sentence(about.reason)),
            ]
        case PlanRow():
            received = amount(about.received_minor, about.currency)
            return [
                (_("Received"), received if about.received_minor else ""),
                (field_label("note"), name_in_sentence(about.fields.note)),
            ]
        case DueItem():
            return [(field_label("owner_id"), about.document.owner)]
