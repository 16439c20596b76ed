"""Read what was typed of plans, payments and invoices; the rest is a FieldError."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TypeVar

from crm_tui.cli.inputs import read_choice, read_day, read_limit, read_money
from crm_tui.cli.sessions import Session
from crm_tui.domain.decimals import parse_share
from crm_tui.domain.identifiers import InvoiceId, PaymentId
from crm_tui.domain.payments.entries import amounts_of
from crm_tui.domain.payments.records import (
    Document,
    InvoiceKind,
    PaymentMethod,
    PlanFields,
    PlanKind,
    Split,
    Target,
)
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.presentation.payments import money_word

Choice = TypeVar("Choice", bound=Enum)
_CHINESE: Mapping[str, Enum] = {
    "预付款": PlanKind.ADVANCE,
    "进度款": PlanKind.INSTALMENT,
    "尾款": PlanKind.FINAL,
    "质保金": PlanKind.RETENTION,
    "转账": PaymentMethod.TRANSFER,
    "现金": PaymentMethod.CASH,
    "支票": PaymentMethod.CHEQUE,
    "承兑": PaymentMethod.ACCEPTANCE,
    "微信": PaymentMethod.WECHAT,
    "支付宝": PaymentMethod.ALIPAY,
    "专票": InvoiceKind.SPECIAL,
    "普票": InvoiceKind.PLAIN,
}
"""What is understood in Chinese also where the program speaks English."""
_FEWEST_PARTS, _MOST_PARTS = 2, 3


def find_payment(session: Session, reference: str) -> PaymentId:
    """Return the payment that a number means."""
    return session.crm.payments.find(session.actor, clean(reference))


def find_invoice(session: Session, reference: str) -> InvoiceId:
    """Return the invoice that a number means."""
    return session.crm.invoices.find(session.actor, clean(reference))


def find_document(session: Session, reference: str) -> Document:
    """Return the order or contract that a number means."""
    return session.crm.payments.document(session.actor, clean(reference))


def read_kind(field: str, text: str, choices: type[Choice]) -> Choice:
    """Return the kind or way that a code or its word means."""
    written = clean(text)
    words = {money_word(each): each for each in choices}
    named = _CHINESE.get(written)
    if isinstance(named, choices):
        return named
    return words.get(written) or read_choice(field, written, choices)


def read_splits(
    session: Session, typed: Sequence[str], minor: int, currency: str
) -> Sequence[Split]:
    """Return what a receipt settles: NUMBER=AMOUNT or #LINE=AMOUNT, one each.

    Without an amount a part takes what is left of the receipt, of a planned line at most what is
    left of that.
    """
    lines = [clean(each) for each in typed]
    return session.crm.payments.splits_meant(session.actor, minor, currency, lines)


def read_plan_lines(session: Session, document: Document, typed: Sequence[str]) -> list[PlanFields]:
    """Return planned lines of a document: “30% 2026-12-01 质保金”, “5000 +30d”, one each.

    Shares of it sum exactly to what they say together.
    """
    parts = [clean(each).split() for each in typed]
    if any(not _FEWEST_PARTS <= len(each) <= _MOST_PARTS for each in parts):
        raise FieldError("lines", "plan_line", clean(" ".join(typed))[:40])
    shares = [_share(each[0]) for each in parts]
    amounts = amounts_of(document.total_minor, [each or 0 for each in shares])
    return [
        PlanFields(
            due_day=read_day(session, "plan_due_day", each[1], prefer="future"),
            amount_minor=(
                read_money("amount", each[0], document.currency) if share is None else minor
            ),
            kind=read_kind("kind", each[2], PlanKind) if each[2:] else PlanKind.INSTALMENT,
        )
        for each, share, minor in zip(parts, shares, amounts, strict=True)
    ]


def _share(text: str) -> int | None:
    """Return the hundredths of a percent that a text says; None for an amount."""
    if not text.endswith(("%", "％")):
        return None
    found = parse_share(text)
    if not found:
        raise FieldError("amount", "no_percentage", text[:20])
    return found


def read_changes(
    session: Session, typed: Mapping[str, str | None], currency: str
) -> dict[str, object]:
    """Return the fields of a payment or invoice that were typed, read; what was not is left out."""
    code = clean(currency).upper()
    readers: Mapping[str, tuple[str, Callable[[str], object]]] = {
        "amount": ("amount_minor", lambda text: read_money("amount", text, code)),
        "tax": ("tax_minor", lambda text: read_money("tax", text, code)),
        "currency": ("currency", lambda text: clean(text).upper()),
        "day": ("day", lambda text: read_day(session, "payment_day", text)),
        "invoice_day": ("day", lambda text: read_day(session, "invoice_day", text)),
        "due": ("due_day", lambda text: read_day(session, "plan_due_day", text, prefer="future")),
        "method": ("method", lambda text: read_kind("payment_method", text, PaymentMethod)),
        "plan_kind": ("kind", lambda text: read_kind("kind", text, PlanKind)),
        "invoice_kind": ("kind", lambda text: read_kind("kind", text, InvoiceKind)),
        "owner": ("owner_id", session.user),
    }
    found: dict[str, object] = {}
    for name, text in typed.items():
        if text is not None:
            field, read = readers.get(name, (name, clean))
            found[field] = read(text)
    return found


def read_days(text: str) -> int | None:
    """Return days to pay; None for the office's."""
    return read_limit("payment_days", text)


def read_target(session: Session, text: str | None) -> Target:
    """Return the order or contract of a number; none for nothing and for none."""
    if text is None or clean(text) == "none":
        return Target()
    return find_document(session, text).target
