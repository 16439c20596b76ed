"""Read rows of which those of one number are one paper: each says what of it, and of its goods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, ClassVar

from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.columns import GOODS, Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_cells import PaperCells
from crm_tui.domain.imports.parsed import ImportContext, RefusedRow
from crm_tui.domain.imports.rows import called_in, in_order, with_absence
from crm_tui.domain.text import name_key
from crm_tui.values import dataclass

GOODS_KEYS: Mapping[Column, str] = {
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
_OF_GOODS = frozenset(GOODS_KEYS.get(column, column.value) for column in GOODS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPaperRow:
    """A row of a file of papers; `faults` refuse it and all that belongs to its paper."""

    line: int
    number: str
    paper: Mapping[str, Any]
    """What it says of the paper as a whole."""
    goods: Mapping[str, Any]
    faults: tuple[RowFault, ...] = ()
    new_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """What a row says of one line of a paper; what it leaves open is None."""

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


class PaperRowParser:
    """Reads the rows below one header of papers that have lines.

    A row without a number and without a customer is one more line of the paper above, as in
    sheets whose cells were merged.
    """

    keys: ClassVar[Mapping[Column, str]]
    """What the columns about a paper as a whole fill, where that is not called like them."""
    number_column: ClassVar[Column]

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._cells = PaperCells(header, context, {**self.keys, **GOODS_KEYS})
        self._above: str | None = None
        self._currencies: dict[str, str] = {}

    def number_of(self, values: dict[str, Any]) -> str | None:
        """Take out of what a row says what its paper is known by."""
        number: str | None = values.pop("number", None)
        return number

    def parse(self, row: SheetRow) -> ParsedPaperRow | RefusedRow:
        """Return the row read, or refused where it does not say of which paper it is."""
        faults: list[RowFault] = []
        values = self._cells.plain(row, faults)
        number = self.number_of(values)
        if number is None and "customer" not in values:
            number = self._above
        if number is None:
            code = FaultCode.MISSING_NUMBER
            faults = with_absence(self._header, row.line, faults, self.number_column, code)
            return in_order(row.line, faults, called_in(values, "customer"))
        self._above = number
        currency = self._currencies.setdefault(number, values.get("currency", ""))
        values |= self._cells.money(row, currency, faults)
        return ParsedPaperRow(
            line=row.line,
            number=number,
            paper={name: each for name, each in values.items() if name not in _OF_GOODS},
            goods={name: each for name, each in values.items() if name in _OF_GOODS},
            faults=in_order(row.line, faults).faults,
        )


def put_together(
    header: HeaderMatch, rows: Sequence[ParsedPaperRow]
) -> dict[str, Any] | RefusedRow:
    """Return what the rows of one paper say of it; the first says what it is as a whole.

    Where one of the rows is faulty, or the customer is missing, nothing of it is read.
    """
    first = rows[0]
    faults = [fault for row in rows for fault in row.faults]
    said = dict(first.paper)
    customer = said.pop("customer", None)
    if customer is None:
        faults = with_absence(header, first.line, faults, Column.NAME, FaultCode.MISSING_NAME)
    goods = tuple(GoodsRow(line=row.line, **row.goods) for row in rows if row.goods)
    faulty = {fault.line for fault in faults}
    for each in goods:
        if each.line not in faulty:
            faults += _why_no_goods(header, each)
    if faults or customer is None:
        return RefusedRow(first.line, tuple(faults))
    return {
        "line": first.line,
        "name": customer,
        "name_key": name_key(customer),
        "goods": goods,
        **said,
    }


def differing(first: ParsedPaperRow, row: ParsedPaperRow) -> tuple[str, ...]:
    """Return in which fields of the paper a further row says otherwise than the first."""
    return tuple(name for name in row.paper if row.paper[name] != first.paper.get(name))


def _why_no_goods(header: HeaderMatch, goods: GoodsRow) -> Iterator[RowFault]:
    """Yield why what a row says is no line: nothing is named, or it has no price."""
    if not (goods.name or goods.code or goods.total_minor is not None):
        yield from with_absence(header, goods.line, [], Column.LINE_NAME, FaultCode.MISSING_GOODS)
    elif goods.unit_price_minor is None and goods.total_minor is None and not goods.code:
        yield from with_absence(header, goods.line, [], Column.UNIT_PRICE, FaultCode.MISSING_PRICE)
