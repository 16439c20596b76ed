"""What exactly is asked for of a quote, an order, a contract or a refund.

Of a quote and an order its lines and what they come to, of a contract all that it says but its
note and whose it is, of a refund how much of which receipt: anything else of them may change
after a grant.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of

from crm_tui.domain.approvals.discounts import ListedLine, Reduction, reduction
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalContent
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.orders.records import Order
from crm_tui.domain.payments.records import Payment
from crm_tui.domain.products import Product, price_at
from crm_tui.domain.quotes.pricing import Discount, PricedQuote
from crm_tui.domain.quotes.records import Quote, QuoteLineFields
from crm_tui.values import dataclass

_NOT_AGREED = frozenset({"note", "owner_id"})
Prices = Mapping[ProductId, Product]
"""The products of lines, with their list prices in the currency of the office."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is asked for, and how far it is below the list."""

    content: ApprovalContent
    reduction: Reduction


def quote_content(quote: Quote, prices: Prices, own_currency: str) -> Measured:
    """Return what is asked for of a quote."""
    lines, fields = [each.fields for each in quote.lines], quote.fields
    found = _reduction(lines, quote.price, fields.currency, prices, own_currency)
    content = ApprovalContent(
        act=ApprovalAct.QUOTE,
        record_id=quote.row.id,
        customer_id=quote.row.customer_id,
        number=quote.full_number,
        amount_minor=quote.price.total_minor,
        currency=fields.currency,
        discount_share=found.share,
        mark=_mark(lines, fields.discount, quote.price, found, fields.currency),
    )
    return Measured(content, found)


def order_content(order: Order, prices: Prices, own_currency: str) -> Measured:
    """Return what is asked for of an order; with the lines of a quote its mark is the quote's."""
    lines, fields = [each.fields.sale for each in order.lines], order.fields
    found = _reduction(lines, order.price, fields.currency, prices, own_currency)
    content = ApprovalContent(
        act=ApprovalAct.ORDER,
        record_id=order.row.id,
        customer_id=order.row.customer_id,
        number=order.row.number,
        amount_minor=order.price.total_minor,
        currency=fields.currency,
        discount_share=found.share,
        mark=_mark(lines, fields.discount, order.price, found, fields.currency),
    )
    return Measured(content, found)


def contract_content(contract: Contract) -> ApprovalContent:
    """Return what is asked for of a contract."""
    row, fields = contract.row, contract.fields
    names = (each.name for each in fields_of(fields) if each.name not in _NOT_AGREED)
    return ApprovalContent(
        act=ApprovalAct.CONTRACT,
        record_id=row.id,
        customer_id=row.customer_id,
        number=row.number,
        amount_minor=row.amount_minor,
        currency=row.currency,
        discount_share=None,
        mark=mark_of({name: getattr(fields, name) for name in names}),
    )


def refund_content(receipt: Payment, amount_minor: int) -> ApprovalContent:
    """Return what is asked for of a refund, above zero, of a receipt."""
    row = receipt.row
    return ApprovalContent(
        act=ApprovalAct.REFUND,
        record_id=row.id,
        customer_id=row.customer_id,
        number=row.number,
        amount_minor=amount_minor,
        currency=row.currency,
        discount_share=None,
        mark=mark_of(
            {"receipt_id": row.id, "amount_minor": amount_minor, "currency": row.currency}
        ),
    )


def _reduction(
    lines: Sequence[QuoteLineFields],
    price: PricedQuote,
    currency: str,
    prices: Prices,
    own_currency: str,
) -> Reduction:
    listed = [ListedLine(each.saleable, _list_price(each, prices)) for each in lines]
    if currency != own_currency:
        # A list in another currency says nothing of what was typed in this one.
        listed = [ListedLine(each.sale, None) for each in listed]
    return reduction(listed, price.reduced_minor)


def _list_price(line: QuoteLineFields, prices: Prices) -> int | None:
    product = None if line.product_id is None else prices.get(line.product_id)
    return None if product is None else price_at(product.fields, line.quantity_milli)


def _mark(
    lines: Sequence[QuoteLineFields],
    discount: Discount,
    price: PricedQuote,
    found: Reduction,
    currency: str,
) -> str:
    return mark_of(
        {
            "lines": [_said(each) for each in lines],
            "discount": [discount.kind.value, discount.value],
            "sums": [price.amount_minor, price.reduced_minor, price.tax_minor, price.total_minor],
            "listed_minor": found.listed_minor,
            "currency": currency,
        }
    )


def _said(line: QuoteLineFields) -> list[object]:
    sale = line.saleable
    return [
        *(line.product_id, line.name, line.unit, sale.quantity_milli),
        *(sale.unit_price_minor, sale.discount_share, sale.tax_share),
    ]


def mark_of(said: Mapping[str, object]) -> str:
    """Return what tells this content from any other: sixteen bytes in hexadecimal digits."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
