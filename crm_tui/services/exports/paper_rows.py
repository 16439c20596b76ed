"""The rows of files of orders and quotes, one for each of their lines, and of contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

from crm_tui.db.queries import contracts, order_goods, orders, quote_lists
from crm_tui.db.unit_of_work import View
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.exports import ExportColumn, ExportWords
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.orders.records import Order, OrderLine
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import Quote, QuoteLine, QuoteLineFields
from crm_tui.services.exports.cells import CellWriters, amount_cell, quantity_cell, share_cell
from crm_tui.services.exports.of_customers import OfCustomers
from crm_tui.services.exports.rows import Row, RowMaker
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Goods:
    """A line of an order, when goods of it went out last; no line where the order has none."""

    order: Order
    line: OrderLine | None
    delivered_day: int | None = None


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A line of a quote; no line where the quote has none."""

    quote: Quote
    line: QuoteLine | None


_OF_ORDER: Mapping[str, Callable[[Order], Any]] = {
    "order_number": lambda order: order.row.number,
    "name": lambda order: order.row.customer,
    "contact_name": lambda order: order.row.contact,
    "order_title": lambda order: order.row.title,
    "order_day": lambda order: _day(order.row.order_day),
    "due_on": lambda order: _day(order.row.due_day),
    "currency": lambda order: order.row.currency,
    "includes_tax": lambda order: order.fields.includes_tax,
    "discount": lambda order: _discount(order.fields.discount, order.row.currency),
    "terms": lambda order: order.fields.terms,
    "remarks": lambda order: order.fields.note,
    "owner": lambda order: order.row.owner_id,
    "order_status": lambda order: order.row.status.value,
    "confirmed_on": lambda order: _day(order.confirmed_day),
    "closed_on": lambda order: _day(order.decided_day),
    "close_reason": lambda order: order.reason,
    "order_total": lambda order: amount_cell(order.row.total_minor, order.row.currency),
    "order_returned": lambda order: amount_cell(order.row.returned_minor, order.row.currency),
    "quote": lambda order: order.quote,
    "id": lambda order: order.row.id,
}
_OF_SALE: Mapping[str, Callable[[QuoteLineFields, str], Any]] = {
    "product_code": lambda sale, _currency: sale.code,
    "line_name": lambda sale, _currency: sale.name,
    "unit": lambda sale, _currency: sale.unit,
    "quantity": lambda sale, _currency: quantity_cell(sale.quantity_milli),
    "unit_price": lambda sale, currency: amount_cell(sale.unit_price_minor, currency),
    "line_discount": lambda sale, _currency: share_cell(sale.discount_share) or None,
    "tax_rate": lambda sale, _currency: share_cell(sale.tax_share) or "0%",
    "line_note": lambda sale, _currency: sale.note,
}
_OF_LINE: Mapping[str, Callable[[OrderLine, str], Any]] = {
    "amount": lambda line, currency: amount_cell(line.price.total_minor, currency),
    "line_due_on": lambda line, _currency: _day(line.fields.due_day),
    "delivered": lambda line, _currency: quantity_cell(line.delivered_milli) or None,
    "returned": lambda line, _currency: quantity_cell(line.returned_milli) or None,
}
_OF_QUOTE: Mapping[str, Callable[[Quote], Any]] = {
    "quote_number": lambda quote: quote.row.number,
    "quote_version": lambda quote: quote.row.version_no,
    "name": lambda quote: quote.row.customer,
    "contact_name": lambda quote: quote.row.contact,
    "quote_title": lambda quote: quote.row.title,
    "quote_day": lambda quote: _day(quote.row.quote_day),
    "valid_until": lambda quote: _day(quote.row.valid_until_day),
    "currency": lambda quote: quote.row.currency,
    "includes_tax": lambda quote: quote.fields.includes_tax,
    "discount": lambda quote: _discount(quote.fields.discount, quote.row.currency),
    "terms": lambda quote: quote.fields.terms,
    "remarks": lambda quote: quote.fields.note,
    "owner": lambda quote: quote.row.owner_id,
    "opportunity": lambda quote: quote.opportunity,
    "quote_status": lambda quote: quote.row.status.value,
    "sent_on": lambda quote: _day(quote.sent_day),
    "closed_on": lambda quote: _day(quote.decided_day),
    "close_reason": lambda quote: quote.reason,
    "quote_total": lambda quote: amount_cell(quote.row.total_minor, quote.row.currency),
    "id": lambda quote: quote.row.id,
}
_OF_CONTRACT: Mapping[str, Callable[[Contract], Any]] = {
    "contract_number": lambda found: found.row.number,
    "name": lambda found: found.row.customer,
    "contract_title": lambda found: found.row.title,
    "amount": lambda found: amount_cell(found.row.amount_minor, found.row.currency),
    "currency": lambda found: found.row.currency,
    "contract_status": lambda found: found.row.status.value,
    "signed_on": lambda found: _day(found.row.sign_day),
    "start_on": lambda found: _day(found.row.start_day),
    "end_on": lambda found: _day(found.row.end_day),
    "our_party": lambda found: found.fields.our_party,
    "our_signatory": lambda found: found.fields.our_signatory,
    "their_party": lambda found: found.fields.their_party,
    "their_signatory": lambda found: found.fields.their_signatory,
    "of_order": lambda found: found.row.order,
    "owner": lambda found: found.row.owner_id,
    "remarks": lambda found: found.fields.note,
    "terminated_on": lambda found: _day(found.closed_day),
    "close_reason": lambda found: found.reason,
    "quote": lambda found: found.row.quote,
    "id": lambda found: found.row.id,
}


def _of_quoted(key: str, quoted: _Quoted, _words: ExportWords) -> Any:
    if key in _OF_QUOTE:
        return _OF_QUOTE[key](quoted.quote)
    if quoted.line is None:
        return None
    currency = quoted.quote.row.currency
    if key == "amount":
        return amount_cell(quoted.line.price.total_minor, currency)
    return _OF_SALE[key](quoted.line.fields, currency)


class OrderRows(RowMaker):
    """One row for each line of an order."""

    def __init__(self, columns: Sequence[ExportColumn], writers: CellWriters) -> None:
        super().__init__(columns, writers)
        self._plan = [(each.key, writers.of(each.field)) for each in columns]

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield the lines of these orders; an order without lines is a row all the same."""
        days = order_goods.last_deliveries(view, ids)
        for order in self.shown(view, orders.whole_orders(view, ids)):
            for line in order.lines or (None,):
                day = None if line is None else days.get(line.id)
                goods = _Goods(order, line, day)
                yield [_cell(write, _of_goods(key, goods)) for key, write in self._plan]


class QuoteRows(OfCustomers):
    """One row for each line of the quotes of customers, every version of each."""

    takers: ClassVar[Mapping[str, Callable[[_Quoted, ExportWords], Any]]] = {
        key: partial(_of_quoted, key) for key in (*_OF_QUOTE, *_OF_SALE, "amount")
    }

    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield the lines of these quotes; a quote without lines is a row all the same."""
        for quote in quote_lists.whole_quotes_of(view, ids, self.asked):
            for line in quote.lines or (None,):
                yield quote.row.customer_id, _Quoted(quote, line)


class ListedQuoteRows(QuoteRows):
    """The same of the quotes of a list, in its order."""

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield the lines of these quotes."""
        for quote in self.shown(view, quote_lists.whole_quotes_named(view, ids)):
            for line in quote.lines or (None,):
                yield self.cells_of(_Quoted(quote, line))


class ContractRows(RowMaker):
    """One row for each contract."""

    def __init__(self, columns: Sequence[ExportColumn], writers: CellWriters) -> None:
        super().__init__(columns, writers)
        self._plan = [(_OF_CONTRACT[each.key], writers.of(each.field)) for each in columns]

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield these contracts."""
        for found in self.shown(view, contracts.whole_contracts(view, ids)):
            yield [_cell(write, take(found)) for take, write in self._plan]


def _of_goods(key: str, goods: _Goods) -> Any:
    if key in _OF_ORDER:
        return _OF_ORDER[key](goods.order)
    if goods.line is None:
        return None
    if key == "delivered_on":
        return _day(goods.delivered_day)
    if key in _OF_SALE:
        return _OF_SALE[key](goods.line.fields.sale, goods.order.row.currency)
    return _OF_LINE[key](goods.line, goods.order.row.currency)


def _cell(write: Callable[[Any], Cell] | None, value: Any) -> Cell:
    found: Cell = value if write is None else write(value)
    return None if found == "" else found


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)


def _discount(discount: Discount, currency: str) -> Cell:
    if not discount.value:
        return None
    is_share = discount.kind is DiscountKind.PERCENT
    return share_cell(discount.value) if is_share else amount_cell(discount.value, currency)
