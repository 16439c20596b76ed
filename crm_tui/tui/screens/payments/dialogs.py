"""What is asked of a receipt, a refund, a planned line and an invoice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, TypeVar

from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.decimals import parse_share
from crm_tui.domain.money import AmountFault, minor_digits, parse_amount
from crm_tui.domain.payments.dues import DueItem
from crm_tui.domain.payments.entries import amounts_of, tax_within
from crm_tui.domain.payments.records import (
    Document,
    InvoiceFields,
    InvoiceKind,
    PaymentFields,
    PaymentMethod,
    PlanFields,
    PlanKind,
    Split,
    SplitRow,
    Target,
)
from crm_tui.domain.pinyin import initials, pinyin
from crm_tui.i18n import _
from crm_tui.presentation.money import amount, amount_fault, plain_amount
from crm_tui.presentation.payments import due_day_words, due_item_words, money_word
from crm_tui.presentation.words import field_label
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import Values

OLDEST_FIRST = "oldest"
"""What is chosen to let a receipt pay what is due, the oldest first."""
ChoiceT = TypeVar("ChoiceT", bound=Enum)
_SHORT, _NUMBER, _NAME, _NOTE = 60, 100, 200, 2000
_SPLIT_LIMIT = 4_000


def receipt_fields(
    session: Session,
    fields: PaymentFields,
    items: Sequence[DueItem] | None,
    splits: Sequence[SplitRow] | None = None,
) -> Sequence[FormField[Any]]:
    """Return the fields of a payment; with what is to be paid, one for what it settles.

    With `splits` that is written by hand, a line each. Their values are read by
    `receipt_changes`, `settled_by` and `split_lines`.
    """
    shown = plain_amount(abs(fields.amount_minor), fields.currency) if fields.amount_minor else ""
    settles: list[FormField[Any]] = [] if items is None else [_settles_field(items)]
    settles += [] if splits is None else [_splits_field(splits, fields.currency)]
    return [
        _amount_field("amount", shown, fields.currency),
        *settles,
        _day_field(session, "payment_day", fields.day, prefer="past"),
        _kind_field("method", PaymentMethod, fields.method),
        TextField(field_label("payer"), fields.payer, limit=_NAME, id="payer"),
        TextField(field_label("bank_reference"), fields.reference, limit=_NUMBER, id="reference"),
        TextField(field_label("note"), fields.note, limit=_NOTE, id="note"),
    ]


def receipt_changes(session: Session, values: Values, currency: str) -> dict[str, Any]:
    """Return what the fields of a payment say; the amount above zero."""
    return {
        "amount_minor": parse_amount(str(values["amount"]), currency),
        "day": day_of(values["payment_day"], session.zone),
        "method": values["method"],
        "payer": str(values["payer"]),
        "reference": str(values["reference"]),
        "note": str(values["note"]),
    }


def settled_by(values: Values, items: Sequence[DueItem], minor: int) -> tuple[Split, ...]:
    """Return what a receipt settles as was chosen: one thing, the oldest first, or nothing."""
    chosen = values["settles"]
    if chosen is None:
        return ()
    wanted = items if chosen == OLDEST_FIRST else [items[int(chosen)]]
    found: list[Split] = []
    for each in wanted:
        part = min(minor, each.left_minor)
        if part > 0:
            document = each.document.target
            target = Target(document.order_id, document.contract_id, each.plan_id)
            found.append(Split(target, part))
            minor -= part
    return tuple(found)


def split_lines(values: Values) -> list[str]:
    """Return what a receipt settles as it was written by hand, a line each."""
    return [line for line in str(values["splits"]).splitlines() if line.strip()]


def plan_fields(
    session: Session, documents: Sequence[Document], fields: PlanFields | None, currency: str
) -> Sequence[FormField[Any]]:
    """Return the fields of a planned line; a new one says of which order or contract it is."""
    of = [] if fields is not None else [_document_field(documents, None, required=True)]
    currencies = {currency, *(each.currency for each in documents)}
    day = session.today if fields is None else fields.due_day
    shown = "" if fields is None else plain_amount(fields.amount_minor, currency)
    return [
        *of,
        _amount_field("amount", shown, *sorted(currencies), shares=fields is None),
        _day_field(session, "plan_due_day", day, prefer="future"),
        _kind_field("kind", PlanKind, PlanKind.INSTALMENT if fields is None else fields.kind),
        TextField(field_label("note"), "" if fields is None else fields.note, limit=500, id="note"),
    ]


def plan_of(session: Session, values: Values, total_minor: int, currency: str) -> PlanFields:
    """Return the planned line that the fields say; a share is one of what it belongs to."""
    typed = str(values["amount"])
    share = parse_share(typed) if typed.endswith(("%", "％")) else None
    minor = parse_amount(typed, currency) if share is None else amounts_of(total_minor, [share])[0]
    return PlanFields(
        due_day=day_of(values["plan_due_day"], session.zone),
        amount_minor=0 if isinstance(minor, AmountFault) else minor,
        kind=values["kind"],
        note=str(values["note"]),
    )


def invoice_fields(
    session: Session, documents: Sequence[Document], fields: InvoiceFields
) -> Sequence[FormField[Any]]:
    """Return the fields of an invoice; their values are read by `invoice_changes`."""
    currency, target = fields.currency, Target(fields.order_id, fields.contract_id)
    shown = plain_amount(fields.amount_minor, currency) if fields.amount_minor else ""
    return [
        _required("invoice_number", fields.number, "number"),
        _amount_field("amount", shown, currency),
        _amount_field("tax", plain_amount(fields.tax_minor, currency), currency, shares=True),
        _kind_field("kind", InvoiceKind, fields.kind),
        _document_field(documents, target if fields.number else None),
        TextField(field_label("invoice_title"), fields.title, limit=_NAME, id="title"),
        _day_field(session, "invoice_day", fields.day, prefer="past"),
        TextField(field_label("note"), fields.note, limit=_NOTE, id="note"),
    ]


def invoice_changes(
    session: Session, documents: Sequence[Document], values: Values, currency: str
) -> dict[str, Any]:
    """Return what the fields of an invoice say; a tax rate is that of the amount."""
    minor = parse_amount(str(values["amount"]), currency)
    typed = str(values["tax"])
    share = parse_share(typed) if typed.endswith(("%", "％")) else None
    tax = parse_amount(typed or "0", currency)
    if share is not None and isinstance(minor, int):
        tax = tax_within(minor, share)
    chosen = values["document"]
    target = Target() if chosen is None else documents[int(chosen)].target
    return {
        "number": str(values["number"]),
        "amount_minor": minor,
        "tax_minor": tax,
        "kind": values["kind"],
        "order_id": target.order_id,
        "contract_id": target.contract_id,
        "title": str(values["title"]),
        "day": day_of(values["invoice_day"], session.zone),
        "note": str(values["note"]),
    }


def red_fields(left_minor: int, currency: str) -> Sequence[FormField[Any]]:
    """Return the fields of a red invoice: its number, and how much it takes back."""
    return [
        _required("invoice_number", "", "number"),
        _amount_field("amount", plain_amount(left_minor, currency), currency),
    ]


def red_of(values: Values, currency: str) -> tuple[str, int]:
    """Return the number of a red invoice, and how much it takes back."""
    found = parse_amount(str(values["amount"]), currency)
    return str(values["number"]), 0 if isinstance(found, AmountFault) else found


def _settles_field(items: Sequence[DueItem]) -> ChoiceField[str]:
    choices = [
        Choice(OLDEST_FIRST, _("the oldest first"), "zz"),
        *(
            Choice(str(at), _item_words(each), each.document.number)
            for at, each in enumerate(items)
        ),
    ]
    first = OLDEST_FIRST if items else None
    return ChoiceField(field_label("splits"), choices if items else [], first, id="settles")


def split_texts(splits: Sequence[SplitRow], currency: str) -> list[str]:
    """Return what a receipt settles as one writes it by hand."""
    lines = []
    for each in splits:
        plan_id = each.split.target.plan_id
        name = each.number if plan_id is None else f"#{plan_id}"
        lines.append(f"{name}={plain_amount(each.split.amount_minor, currency)}")
    return lines


def _splits_field(splits: Sequence[SplitRow], currency: str) -> MultiLineField:
    shown = "\n".join(split_texts(splits, currency))
    return MultiLineField(_("Split by hand"), shown, limit=_SPLIT_LIMIT, id="splits")


def _item_words(item: DueItem) -> str:
    left = amount(item.left_minor, item.document.currency)
    said = (item.document.number, due_item_words(item), due_day_words(item.due_day), left)
    return " · ".join(filter(None, said))


def _document_field(
    documents: Sequence[Document], chosen: Target | None, *, required: bool = False
) -> ChoiceField[str]:
    choices = [
        Choice(str(at), f"{each.number} {amount(each.total_minor, each.currency)}", each.number)
        for at, each in enumerate(documents)
    ]
    at = next((str(n) for n, each in enumerate(documents) if each.target == chosen), None)
    if chosen is None and (len(documents) == 1 or (required and documents)):
        # The newest comes first.
        at = "0"
    label = _("Order or contract")
    return ChoiceField(label, choices, at, required=required, id="document")


def _kind_field(name: str, kinds: type[ChoiceT], chosen: ChoiceT) -> ChoiceField[ChoiceT]:
    choices = [
        Choice(each, shown, f"{initials(shown)} {pinyin(shown).replace(' ', '')}")
        for each in kinds
        for shown in [money_word(each)]
    ]
    label = field_label("payment_method") if name == "method" else _("Kind")
    return ChoiceField(label, choices, chosen, required=True, id=name)


def _required(name: str, shown: str, key: str) -> TextField:
    return TextField(field_label(name), shown, required=True, limit=_SHORT, id=key)


def _amount_field(name: str, shown: str, *currencies: str, shares: bool = False) -> TextField:
    """Return a field for an amount; where it may be of several currencies, what is chosen says."""
    currency = max(currencies, key=minor_digits)
    return ValueField(
        f"{field_label(name)} {'/'.join(currencies)}",
        shown,
        required=name == "amount",
        placeholder=_("5000, 12k or 30%") if shares else "",
        limit=_SHORT,
        why_wrong=_why_wrong(currency, shares=shares),
        id=name,
    )


def _why_wrong(currency: str, *, shares: bool) -> Callable[[str], str | None]:
    def wrong(text: str) -> str | None:
        if shares and text.endswith(("%", "％")):
            is_share = parse_share(text) is not None
            return None if is_share else _("Write it so: {example}").format(example="13%")
        found = parse_amount(text, currency)
        return amount_fault(found) if isinstance(found, AmountFault) else None

    return wrong


def _day_field(session: Session, name: str, day: int, *, prefer: str) -> MomentField:
    is_past = prefer == "past"
    return MomentField(
        field_label(name),
        moment_reader(session, prefer="past" if is_past else "future", only_day=True),
        date_of(day).isoformat(),
        required=True,
        placeholder=_("yesterday, 11-20") if is_past else _("11-25, next Monday, +2w"),
        id=name,
    )
