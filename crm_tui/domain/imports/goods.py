"""What the lines of imported papers are: what rows say, and the product where they do not."""

from __future__ import annotations

from crm_tui.domain.currencies import rounded
from crm_tui.domain.imports.paper_rows import GoodsRow
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.products import Product, price_at
from crm_tui.domain.quotes.pricing import THOUSAND, WHOLE
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Usual:
    """What a line is called, taxed and priced like where its row does not say."""

    name: str
    tax_share: int
    includes_tax: bool
    has_list_prices: bool
    """Whether the order is in the currency in which products have their price."""


def line_of(goods: GoodsRow, product: Product | None, usual: Usual) -> OrderLineFields | None:
    """Return the line that a row says, None where it has no price.

    Without a price it is the one that makes the amount of the row, else that of the product. A
    row that names its goods itself says their unit as well, if any.
    """
    sold = None if product is None else product.fields
    quantity = THOUSAND if goods.quantity_milli is None else goods.quantity_milli
    tax = goods.tax_share
    if tax is None:
        tax = usual.tax_share if sold is None else sold.tax_share
    price = goods.unit_price_minor
    if price is None and goods.total_minor is not None:
        price = _price_of(goods.total_minor, quantity, goods.discount_share, tax, usual)
    if price is None and sold is not None and usual.has_list_prices:
        price = price_at(sold, quantity)
    if price is None:
        return None
    sale = QuoteLineFields(
        name=goods.name or ("" if sold is None else sold.name) or usual.name,
        quantity_milli=quantity,
        unit=goods.unit or ("" if sold is None or goods.name else sold.unit),
        unit_price_minor=price,
        discount_share=goods.discount_share,
        tax_share=tax,
        note=goods.line_note,
        product_id=None if product is None else product.id,
        code=goods.code if sold is None else sold.code,
    )
    return OrderLineFields(sale, goods.line_due_day)


def _price_of(total_minor: int, quantity: int, discount: int, tax: int, usual: Usual) -> int:
    """Return the price of one unit that comes nearest to a total; the order is priced with it."""
    due = total_minor if usual.includes_tax else rounded(total_minor * WHOLE, WHOLE + tax)
    kept = quantity * (WHOLE - discount)
    return rounded(due * THOUSAND * WHOLE, kept) if kept else 0
