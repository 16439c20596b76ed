"""Quotes of a sheet: rows of one number and version put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_rows import (
    GoodsRow,
    PaperRowParser,
    ParsedPaperRow,
    put_together,
)
from crm_tui.domain.imports.parsed import RefusedRow
from crm_tui.domain.quotes.pricing import NO_DISCOUNT, Discount
from crm_tui.domain.quotes.records import QuoteStatus, version_number
from crm_tui.values import dataclass

_VERSION = re.compile(r"(.+)-V([1-9][0-9]{0,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuote:
    """One version of a quote put together of its rows; people and opportunity are known by name."""

    line: int
    number: str
    """What all its versions are called by."""
    version_no: int
    name: str
    """The customer's."""
    name_key: str
    goods: tuple[GoodsRow, ...]
    contact: str = ""
    opportunity: str = ""
    owner: str | None = None
    title: str = ""
    quote_day: int | None = None
    valid_until_day: int | None = None
    currency: str = ""
    includes_tax: bool | None = None
    discount: Discount = NO_DISCOUNT
    terms: str = ""
    note: str = ""
    status: QuoteStatus = QuoteStatus.DRAFT
    sent_day: int | None = None
    closed_day: int | None = None
    reason: str = ""

    @property
    def full_number(self) -> str:
        """Return its number with the version, from the second one on."""
        return version_number(self.number, self.version_no)


class QuoteRowParser(PaperRowParser):
    """Reads the rows below one header of quotes.

    Which version a row is of stands in a column of its own, or behind the number: BJ-7-V2.
    """

    keys: ClassVar[Mapping[Column, str]] = {
        Column.QUOTE_NUMBER: "number",
        Column.QUOTE_VERSION: "version_no",
        Column.NAME: "customer",
        Column.CONTACT_NAME: "contact",
        Column.QUOTE_TITLE: "title",
        Column.VALID_UNTIL: "valid_until_day",
        Column.REMARKS: "note",
        Column.QUOTE_STATUS: "status",
        Column.SENT_ON: "sent_day",
        Column.CLOSED_ON: "closed_day",
        Column.CLOSE_REASON: "reason",
    }
    number_column = Column.QUOTE_NUMBER

    def number_of(self, values: dict[str, Any]) -> str | None:
        """Take out of what a row says number and version, as they are written together."""
        number, version_no = values.pop("number", None), values.pop("version_no", None)
        if number is None:
            return None
        plain, written = number_and_version(number)
        return version_number(plain, version_no or written)


def number_and_version(text: str) -> tuple[str, int]:
    """Return what stands in BJ-7-V2: the number, and the version, which is 1 where none does."""
    found = _VERSION.fullmatch(text)
    return (text, 1) if found is None else (found[1], int(found[2]))


def quote_of(header: HeaderMatch, rows: Sequence[ParsedPaperRow]) -> ParsedQuote | RefusedRow:
    """Return the version of a quote that its rows make together."""
    said = put_together(header, rows)
    if isinstance(said, RefusedRow):
        return said
    number, version_no = number_and_version(rows[0].number)
    # One of which a day says that it was sent is no draft.
    usual = QuoteStatus.SENT if "sent_day" in said else QuoteStatus.DRAFT
    return ParsedQuote(number=number, version_no=version_no, **{"status": usual, **said})
