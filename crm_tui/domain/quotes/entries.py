"""A line of a quote typed in one go: 云服务器 3台 @11500 9折."""

from __future__ import annotations

import re

from crm_tui.domain.decimals import parse_discount_share, parse_quantity
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.numerals import half_width
from crm_tui.domain.products import Product, price_at
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.values import dataclass

ONE = 1_000
_QUANTITY = re.compile(r"[x×*]?(?P<number>\d[\d,]*(?:\.\d{1,3})?)(?P<unit>[^\d\s.,%折@]{0,4})")
_DISCOUNT = re.compile(r".*(?:%|折)")


@dataclass(frozen=True, slots=True)
class LineEntry:
    """What was understood: which product or words, how many, at which price, how much off.

    A quantity, price or discount that was not typed is None.
    """

    words: str
    quantity_milli: int | None = None
    unit: str = ""
    price_minor: int | None = None
    discount_share: int | None = None


def parse_entry(text: str, currency: str) -> LineEntry:
    """Return what a typed line says; what is no quantity, price or discount is the product."""
    words = half_width_signs(text).split()
    found: dict[str, object] = {}
    while len(words) > 1 and (read := _read(words[-1], found, currency)):
        found |= read
        words.pop()
    return LineEntry(" ".join(words), **found)  # type: ignore[arg-type]  # each by its name


def half_width_signs(text: str) -> str:
    """Return the text with ＠ × ％ and full-width digits as typed on any keyboard."""
    return "".join(
        narrow if narrow.isdigit() or narrow in "@%.*" else sign
        for sign, narrow in zip(text, half_width(text), strict=True)
    )


def _read(word: str, found: dict[str, object], currency: str) -> dict[str, object] | None:
    if word.startswith("@") and "price_minor" not in found:
        price = parse_amount(word[1:], currency)
        return None if isinstance(price, AmountFault) or price < 0 else {"price_minor": price}
    if _DISCOUNT.fullmatch(word) and "discount_share" not in found:
        share = parse_discount_share(word)
        return None if share is None or share > 10_000 else {"discount_share": share}
    quantity = _QUANTITY.fullmatch(word)
    if quantity is None or "quantity_milli" in found:
        return None
    milli = parse_quantity(quantity["number"])
    return {"quantity_milli": milli, "unit": quantity["unit"]} if milli else None


def line_of(product: Product, entry: LineEntry) -> QuoteLineFields:
    """Return the line for a product: at the price of its tier unless another was typed."""
    fields = product.fields
    quantity = entry.quantity_milli or ONE
    price = price_at(fields, quantity) if entry.price_minor is None else entry.price_minor
    return QuoteLineFields(
        name=fields.name,
        quantity_milli=quantity,
        unit=fields.unit,
        unit_price_minor=price,
        discount_share=entry.discount_share or 0,
        tax_share=fields.tax_share,
        product_id=product.id,
        code=fields.code,
    )


def free_line(entry: LineEntry, tax_share: int) -> QuoteLineFields:
    """Return a line that names no product."""
    return QuoteLineFields(
        name=entry.words,
        quantity_milli=entry.quantity_milli or ONE,
        unit=entry.unit,
        unit_price_minor=entry.price_minor or 0,
        discount_share=entry.discount_share or 0,
        tax_share=tax_share,
    )
