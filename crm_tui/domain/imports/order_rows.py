"""Orders of a sheet: rows of one number put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_rows import (
    GoodsRow,
    PaperRowParser,
    ParsedPaperRow,
    put_together,
)
from crm_tui.domain.imports.parsed import RefusedRow
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount
from crm_tui.values import dataclass


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


class OrderRowParser(PaperRowParser):
    """Reads the rows below one header of orders."""

    keys: ClassVar[Mapping[Column, str]] = {
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
    }
    number_column = Column.ORDER_NUMBER


def order_of(header: HeaderMatch, rows: Sequence[ParsedPaperRow]) -> ParsedOrder | RefusedRow:
    """Return the order that its rows make together."""
    said = put_together(header, rows)
    if isinstance(said, RefusedRow):
        return said
    # One of which a day says that it was confirmed is no draft.
    usual = OrderStatus.CONFIRMED if "confirmed_day" in said else OrderStatus.DRAFT
    return ParsedOrder(number=rows[0].number, **{"status": usual, **said})
