"""Quotes as dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import Quote, QuoteLine, QuoteRow
from crm_tui.domain.written_amounts import written_amount
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount
from crm_tui.presentation.shapes.approvals import standing

KEYS = (
    "id", "number", "version", "latest", "customer_id", "customer", "contact", "owner", "title",
    "status", "day", "valid_until", "total", "currency", "approval",
)  # fmt: skip


def row(quote: QuoteRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a quote as a list gives it; `status` as of today."""
    return {
        "id": quote.id,
        "number": quote.number,
        "version": quote.version_no,
        "latest": quote.is_latest,
        "customer_id": quote.customer_id,
        "customer": quote.customer,
        "contact": quote.contact or None,
        "owner": logins.get(quote.owner_id),
        "title": quote.title or None,
        "status": quote.status.value,
        "day": iso_day(quote.quote_day),
        "valid_until": iso_day(quote.valid_until_day),
        "total": plain_amount(quote.total_minor, quote.currency),
        "currency": quote.currency,
        "approval": standing(quote.asked),
    }


def whole(quote: Quote, logins: Mapping[UserId, str], versions: Sequence[QuoteRow] = ()) -> Shape:
    """Return a quote with its lines, its sums and, where they are given, its versions."""
    fields, price, currency = quote.fields, quote.price, quote.fields.currency
    return {
        **row(quote.row, logins),
        "opportunity_id": fields.opportunity_id,
        "opportunity": quote.opportunity or None,
        "includes_tax": fields.includes_tax,
        "discount": discount_text(fields.discount, currency),
        "lines": [line_shape(each, at, currency) for at, each in enumerate(quote.lines, start=1)],
        "amount": plain_amount(price.amount_minor, currency),
        "reduced": plain_amount(price.reduced_minor, currency),
        "net": plain_amount(price.net_minor, currency),
        "tax": plain_amount(price.tax_minor, currency),
        "in_words": written_amount(price.total_minor) if currency == "CNY" else None,
        "terms": fields.terms or None,
        "note": fields.note or None,
        "sent_on": None if quote.sent_day is None else iso_day(quote.sent_day),
        "decided_on": None if quote.decided_day is None else iso_day(quote.decided_day),
        "reason": quote.reason or None,
        "versions": [
            {"id": each.id, "version": each.version_no, "status": each.status.value}
            for each in versions
        ],
    }


def discount_text(discount: Discount, currency: str) -> str | None:
    """Return what a whole is reduced by as it may be typed; None for nothing."""
    match discount.kind:
        case DiscountKind.NONE:
            return None
        case DiscountKind.PERCENT:
            return f"{decimal_text(discount.value, 2)}%"
        case DiscountKind.AMOUNT:
            return plain_amount(discount.value, currency)


def line_shape(line: QuoteLine, at: int, currency: str) -> Shape:
    """Return a line with all it comes to."""
    fields, price = line.fields, line.price
    cost = fields.cost_minor
    return {
        "line": at,
        "product_id": fields.product_id,
        "code": fields.code or None,
        "name": fields.name,
        "quantity": decimal_text(fields.quantity_milli, 3),
        "unit": fields.unit or None,
        "unit_price": plain_amount(fields.unit_price_minor, currency),
        "discount": decimal_text(fields.discount_share, 2),
        "tax_rate": decimal_text(fields.tax_share, 2),
        "amount": plain_amount(price.amount_minor, currency),
        "reduced": plain_amount(price.reduced_minor, currency),
        "net": plain_amount(price.net_minor, currency),
        "tax": plain_amount(price.tax_minor, currency),
        "total": plain_amount(price.total_minor, currency),
        "cost": None if cost is None else plain_amount(cost, currency),
        "note": fields.note or None,
    }
