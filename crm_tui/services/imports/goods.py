"""The lines of imported orders and quotes: products by their codes, and amounts compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from crm_tui.db.queries import imports, products
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.identifiers import ContactId
from crm_tui.domain.imports import Column, FaultCode, HeaderMatch, RefusedRow, RowFault
from crm_tui.domain.imports.goods import Usual, line_of
from crm_tui.domain.imports.outcomes import (
    ImportLine,
    JoinedLine,
    KnownLine,
    NotStored,
    RefusedLine,
    RowNotStored,
    RowRefusal,
)
from crm_tui.domain.imports.paper_rows import GoodsRow, ParsedPaperRow, differing
from crm_tui.domain.money import minor_digits
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.products import Product
from crm_tui.domain.quotes import papers as quote_papers
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.domain.text import name_key
from crm_tui.services.imports.deciding import place_of
from crm_tui.services.imports.refusing import RowError
from crm_tui.services.paper_settings import stored_settings

Group = Sequence[ParsedPaperRow]
"""The rows of one paper."""


class PricedPaper(Protocol):
    """A paper with lines, as its rows say it."""

    @property
    def line(self) -> int:
        """Return the line of its first row."""

    @property
    def number(self) -> str:
        """Return its number."""

    @property
    def contact(self) -> str:
        """Return the name of its contact."""

    @property
    def goods(self) -> Sequence[GoodsRow]:
        """Return what its rows say of its lines."""


class Goods:
    """Makes lines of what rows say, with the products and contacts of the office."""

    def __init__(self, unit: Unit, header: HeaderMatch, number_column: Column) -> None:
        self._unit = unit
        self._header = header
        self._number_column = number_column
        self._tax_share = stored_settings(unit, quote_papers.SETTINGS).tax_share
        self._products: dict[str, Product | None] = {}
        self._contacts: Mapping[int, list[tuple[ContactId, str]]] = {}

    def learn_contacts(self, customer_ids: frozenset[int]) -> None:
        """Learn who the contacts of some customers are."""
        self._contacts = imports.contacts_named(self._unit, customer_ids)

    def contact(self, paper: PricedPaper, customer_id: int) -> ContactId:
        """Return the contact that a paper names; raise RowError where there is none."""
        wanted = name_key(paper.contact)
        people = self._contacts.get(customer_id, ())
        found = next((each for each, name in people if name_key(name) == wanted), None)
        if found is None:
            raise RowError(
                self._not_stored(
                    paper.line, Column.CONTACT_NAME, paper.contact, NotStored.NO_CONTACT
                )
            )
        return found

    def lines(
        self, paper: PricedPaper, name: str, currency: str, *, includes_tax: bool
    ) -> list[OrderLineFields]:
        """Return the lines of a paper; one that nobody names is called by `name`."""
        has_list_prices = currency == self._unit.office.currency
        usual = Usual(name or paper.number, self._tax_share, includes_tax, has_list_prices)
        return [self._line_of(goods, usual) for goods in paper.goods]

    def refuse_other_amounts(
        self, paper: PricedPaper, lines: Iterable[QuoteLine], currency: str
    ) -> None:
        """Raise RowError where a line comes to another amount than its row says."""
        faults = [
            self._amount_differs(goods, line.price.total_minor, currency)
            for goods, line in zip(paper.goods, lines, strict=True)
            if goods.total_minor not in {None, line.price.total_minor}
        ]
        if faults:
            raise RowError(*faults)

    def refused(self, group: Group, refusals: Iterable[RowRefusal]) -> Iterator[RefusedLine]:
        """Yield the rows of a paper that is refused: each with its reasons, or the others'."""
        by_line: dict[int, list[RowRefusal]] = {}
        for each in refusals:
            by_line.setdefault(each.line, []).append(each)
        for row in group:
            others = self._not_stored(
                row.line, self._number_column, row.number, NotStored.WITH_OTHERS
            )
            yield RefusedLine(row.line, tuple(by_line.get(row.line, [others])), row.number)

    def _not_stored(self, line: int, column: Column, value: str, why: NotStored) -> RowNotStored:
        return RowNotStored(line, *place_of(self._header, column), value, why)

    def _amount_differs(self, goods: GoodsRow, minor: int, currency: str) -> RowFault:
        digits = minor_digits(currency)
        said, found = (decimal_text(each, digits) for each in (goods.total_minor or 0, minor))
        place = place_of(self._header, Column.AMOUNT)
        return RowFault(goods.line, *place, FaultCode.AMOUNT_DIFFERS, said, known=(found,))

    def _line_of(self, goods: GoodsRow, usual: Usual) -> OrderLineFields:
        product = self._product(goods.code)
        if goods.code and product is None and not goods.name:
            no_product = NotStored.NO_PRODUCT
            raise RowError(
                self._not_stored(goods.line, Column.PRODUCT_CODE, goods.code, no_product)
            )
        line = line_of(goods, product, usual)
        if line is None:
            place = place_of(self._header, Column.UNIT_PRICE)
            raise RowError(RowFault(goods.line, *place, FaultCode.MISSING_PRICE))
        return line

    def _product(self, code: str) -> Product | None:
        if code and code not in self._products:
            self._products[code] = products.product_of_code(self._unit, code)
        return self._products.get(code)


def told(goods: Goods, group: Group, found: ImportLine | RefusedRow) -> Iterator[ImportLine]:
    """Yield what became of the rows of a paper: of its first, and that others were put to it."""
    if isinstance(found, RefusedRow):
        yield from goods.refused(group, found.faults)
        return
    if isinstance(found, RefusedLine):
        yield from goods.refused(group, found.refusals)
        return
    yield found
    first, *others = group
    for row in others:
        if isinstance(found, KnownLine):
            yield replace(found, line=row.line)
        else:
            yield JoinedLine(row.line, row.number, first.line, differing(first, row))


def customer_named(row: ParsedPaperRow) -> str:
    """Return the customer that a row of a paper names, empty where it names none."""
    named: Any = row.paper.get("customer", "")
    return str(named)
