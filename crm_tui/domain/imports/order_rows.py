"""Read the rows of a sheet of orders: each says of which order it is, and what of its goods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.columns import ORDER_LINE, Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_cells import PaperCells
from crm_tui.domain.imports.parsed import ImportContext, RefusedRow
from crm_tui.domain.imports.rows import in_order, with_absence
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount
from crm_tui.domain.text import name_key
from crm_tui.values import dataclass

_KEYS: Mapping[Column, str] = {
    Column.ORDER_NUMBER: "number",
    Column.NAME: "customer",
    Column.CONTACT_NAME: "contact",
    Column.ORDER_TITLE: "title",
    Column.DUE_ON: "due_day",
    Column.REMARKS: "note",
    Column.ORDER_STATUS: "status",
    Column.CONFIRMED_ON: "confirmed_day",
    Column.CLOSED_ON: "closed_day",
    Column.CLOSE_REASON: "reason",
    Column.PRODUCT_CODE: "code",
    Column.LINE_NAME: "name",
    Column.QUANTITY: "quantity_milli",
    Column.UNIT_PRICE: "unit_price_minor",
    Column.LINE_DISCOUNT: "discount_share",
    Column.TAX_RATE: "tax_share",
    Column.AMOUNT: "total_minor",
    Column.LINE_NOTE: "line_note",
    Column.LINE_DUE_ON: "line_due_day",
    Column.DELIVERED: "delivered_milli",
    Column.DELIVERED_ON: "delivered_day",
    Column.RETURNED: "returned_milli",
}
_OF_LINE = frozenset(_KEYS.get(column, column.value) for column in ORDER_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedOrderRow:
    """A row of a file of orders; `faults` refuse it and all that belongs to its order."""

    line: int
    number: str
    order: Mapping[str, Any]
    """What it says of the order as a whole."""
    goods: Mapping[str, Any]
    faults: tuple[RowFault, ...] = ()
    new_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """What a row says of one line of an order; what it leaves open is None."""

    line: int
    code: str = ""
    name: str = ""
    unit: str = ""
    quantity_milli: int | None = None
    unit_price_minor: int | None = None
    discount_share: int = 0
    tax_share: int | None = None
    total_minor: int | None = None
    """What the line comes to with tax, as the sheet has it."""
    line_note: str = ""
    line_due_day: int | None = None
    delivered_milli: int = 0
    delivered_day: int | None = None
    returned_milli: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedOrder:
    """An order put together of its rows; customer, contact and owner are known by name."""

    line: int
    number: str
    name: str
    """The customer's."""
    name_key: str
    goods: tuple[GoodsRow, ...]
    contact: str = ""
    owner: str | None = None
    title: str = ""
    order_day: int | None = None
    due_day: int | None = None
    currency: str = ""
    includes_tax: bool | None = None
    discount: Discount = NO_DISCOUNT
    terms: str = ""
    note: str = ""
    status: OrderStatus = OrderStatus.DRAFT
    confirmed_day: int | None = None
    closed_day: int | None = None
    reason: str = ""


class OrderRowParser:
    """Reads the rows below one header of orders.

    A row without a number and without a customer is one more line of the order above, as in
    sheets whose cells were merged.
    """

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._cells = PaperCells(header, context, _KEYS)
        self._above: str | None = None
        self._currencies: dict[str, str] = {}

    def parse(self, row: SheetRow) -> ParsedOrderRow | RefusedRow:
        """Return the row read, or refused where it does not say of which order it is."""
        faults: list[RowFault] = []
        values = self._cells.plain(row, faults)
        number = values.pop("number", None)
        if number is None and "customer" not in values:
            number = self._above
        if number is None:
            code = FaultCode.MISSING_NUMBER
            faults = with_absence(self._header, row.line, faults, Column.ORDER_NUMBER, code)
            return in_order(row.line, faults)
        self._above = number
        currency = self._currencies.setdefault(number, values.get("currency", ""))
        values |= self._cells.money(row, currency, faults)
        return ParsedOrderRow(
            line=row.line,
            number=number,
            order={name: each for name, each in values.items() if name not in _OF_LINE},
            goods={name: each for name, each in values.items() if name in _OF_LINE},
            faults=in_order(row.line, faults).faults,
        )


def order_of(header: HeaderMatch, rows: Sequence[ParsedOrderRow]) -> ParsedOrder | RefusedRow:
    """Return the order that its rows make together; the first says what it is as a whole.

    Where one of the rows is faulty, or the customer is missing, nothing of it is read.
    """
    first = rows[0]
    faults = [fault for row in rows for fault in row.faults]
    said = {"status": _usual_status(first.order), **first.order}
    customer = said.pop("customer", None)
    if customer is None:
        faults = with_absence(header, first.line, faults, Column.NAME, FaultCode.MISSING_NAME)
    goods = tuple(GoodsRow(line=row.line, **row.goods) for row in rows if row.goods)
    known = {fault.line for fault in faults}
    faults += [
        fault for each in goods if each.line not in known for fault in _why_no_goods(header, each)
    ]
    if faults or customer is None:
        return RefusedRow(first.line, tuple(faults))
    return ParsedOrder(
        line=first.line,
        number=first.number,
        name=customer,
        name_key=name_key(customer),
        goods=goods,
        **said,
    )


def _usual_status(order: Mapping[str, Any]) -> OrderStatus:
    """Return where an order stands of which nobody says: confirmed where a day of that is told."""
    return OrderStatus.CONFIRMED if "confirmed_day" in order else OrderStatus.DRAFT


def differing(first: ParsedOrderRow, row: ParsedOrderRow) -> tuple[str, ...]:
    """Return in which fields of the order a further row says otherwise than the first."""
    return tuple(name for name in row.order if row.order[name] != first.order.get(name))


def _why_no_goods(header: HeaderMatch, goods: GoodsRow) -> Iterator[RowFault]:
    """Yield why what a row says is no line: nothing is named, or it has no price."""
    if not (goods.name or goods.code or goods.total_minor is not None):
        yield from with_absence(header, goods.line, [], Column.LINE_NAME, FaultCode.MISSING_GOODS)
    elif goods.unit_price_minor is None and goods.total_minor is None and not goods.code:
        yield from with_absence(header, goods.line, [], Column.UNIT_PRICE, FaultCode.MISSING_PRICE)
