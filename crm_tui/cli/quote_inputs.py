"""Read what was typed of a quote and of its lines; what cannot be understood is a FieldError."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.cli.sessions import Session
from crm_tui.domain.decimals import parse_discount_share, parse_quantity, parse_share
from crm_tui.domain.identifiers import ProductId, QuoteId
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.quotes.entries import free_line, line_of, parse_entry
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.presentation.errors import AMOUNT_REASON

_NONE = "none"


def find_quote(session: Session, reference: str) -> QuoteId:
    """Return the quote that a number means."""
    return session.crm.quotes.find(session.actor, clean(reference))


def read_lines(session: Session, typed: Sequence[str], currency: str) -> list[QuoteLineFields]:
    """Return the lines that were typed, one each."""
    return [read_line(session, each, currency) for each in typed]


def read_line(session: Session, text: str, currency: str) -> QuoteLineFields:
    """Return the line of a product, or a free one where there is no such product but a price."""
    entry = parse_entry(clean(text), currency)
    products = session.crm.products
    try:
        product_id: ProductId = products.find(session.actor, entry.words)
    except NotFoundError:
        if entry.price_minor is None:
            raise
        return free_line(entry, session.crm.papers.settings(session.actor).tax_share)
    if entry.price_minor is None and currency != session.currency:
        raise FieldError("unit_price", "price_in_currency", currency)
    return line_of(products.product(session.actor, product_id), entry)


def read_quantity(text: str) -> int:
    """Return a quantity in thousandths."""
    found = parse_quantity(clean(text))
    if not found:
        raise FieldError("quantity", "no_quantity", clean(text)[:20])
    return found


def read_share(field: str, text: str) -> int:
    """Return a percentage in its hundredths."""
    found = parse_share(clean(text))
    if found is None:
        raise FieldError(field, "no_percentage", clean(text)[:20])
    return found


def read_line_discount(text: str) -> int:
    """Return what is taken off a line: 10% or 9折; none for nothing."""
    written = clean(text)
    found = 0 if written == _NONE else parse_discount_share(written)
    if found is None:
        raise FieldError("line_discount", "no_percentage", written[:20])
    return found


def read_price(text: str, currency: str) -> int:
    """Return a price in minor units of the quote's currency."""
    found = parse_amount(clean(text), currency)
    if isinstance(found, AmountFault):
        raise FieldError("unit_price", AMOUNT_REASON + found.trouble.value, found.part)
    return found


def read_discount(text: str, currency: str) -> Discount:
    """Return what the whole is reduced by: 5%, 95折 or an amount; none for nothing."""
    written = clean(text)
    if written == _NONE:
        return NO_DISCOUNT
    if written.endswith(("%", "％", "折")):
        share = parse_discount_share(written)
        if share is None:
            raise FieldError("discount", "no_percentage", written[:20])
        return Discount(DiscountKind.PERCENT, share)
    found = parse_amount(written, currency)
    if isinstance(found, AmountFault):
        raise FieldError("discount", AMOUNT_REASON + found.trouble.value, found.part)
    return Discount(DiscountKind.AMOUNT, found)
