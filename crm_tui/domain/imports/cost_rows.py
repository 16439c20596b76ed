"""Read the rows of a sheet of expenses, and of one of what customers use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from crm_tui.domain.currencies import rounded
from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_cells import CustomerAbove, PaperCells
from crm_tui.domain.imports.parsed import NO_WORDS, ImportContext, RefusedRow
from crm_tui.domain.imports.rows import called_in, in_order, new_words, with_absence
from crm_tui.domain.quotes.pricing import WHOLE
from crm_tui.domain.text import folded, name_key
from crm_tui.domain.usages import UsagePer, read_ours
from crm_tui.values import dataclass

_OF_EXPENSES: Mapping[Column, str] = {
    Column.NAME: "customer",
    Column.EXPENSE_DAY: "day",
    Column.EXPENSE_KIND: "kind_id",
    Column.AMOUNT: "amount_minor",
    Column.SPENT_BY: "person",
    Column.REMARKS: "note",
}
_OF_USAGES: Mapping[Column, str] = {
    Column.NAME: "customer",
    Column.PRODUCT_CODE: "code",
    Column.LINE_NAME: "product",
    Column.USED_PER: "per",
    Column.REMARKS: "note",
}
_YEARLY = ("年", "year", "annual")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedExpense:
    """A row of a file of expenses; customer, opportunity and who spent it are known by name."""

    line: int
    name: str
    """The customer's; empty for an expense of a campaign alone."""
    name_key: str
    day: int
    amount_minor: int
    kind_id: int | None = None
    """None where no list has its word yet."""
    currency: str = ""
    opportunity: str = ""
    campaign: str = ""
    person: str | None = None
    """A login, None when the sheet names nobody."""
    note: str = ""
    new_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedUsage:
    """A row of a file of what customers use; customer and product are known by name."""

    line: int
    name: str
    """The customer's."""
    name_key: str
    quantity_milli: int
    per: UsagePer
    ours_milli: int | None = None
    code: str = ""
    product: str = ""
    unit: str = ""
    competitor: str = ""
    note: str = ""
    new_words: Mapping[str, str] = field(default_factory=dict)


class ExpenseRowParser:
    """Reads the rows below one header of expenses."""

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._adds_words = context.adds_words
        self._cells = PaperCells(header, context, _OF_EXPENSES)
        self._above = CustomerAbove(carries=context.carries_names)

    def parse(self, row: SheetRow) -> ParsedExpense | RefusedRow:
        """Return the expense read, or the row refused with its faults."""
        faults: list[RowFault] = []
        values = self._cells.plain(row, faults)
        values |= self._cells.money(row, values.get("currency", ""), faults)
        if "campaign" not in values or "customer" in values:
            self._above.fill_in(values)
        is_of_campaign = "campaign" in values
        for is_there, column, code in (
            ("day" in values, Column.EXPENSE_DAY, FaultCode.MISSING_DAY),
            ("kind_id" in values, Column.EXPENSE_KIND, FaultCode.MISSING_VALUE),
            ("amount_minor" in values, Column.AMOUNT, FaultCode.MISSING_VALUE),
            ("customer" in values or is_of_campaign, Column.NAME, FaultCode.MISSING_NAME),
        ):
            if not is_there:
                faults = with_absence(self._header, row.line, faults, column, code)
        if faults:
            return in_order(row.line, faults, called_in(values, "customer", "campaign"))
        words = new_words(values) if self._adds_words else NO_WORDS
        customer = values.pop("customer", "")
        return ParsedExpense(
            line=row.line, name=customer, name_key=name_key(customer), new_words=words, **values
        )


class UsageRowParser:
    """Reads the rows below one header of what customers use.

    A use lasts a month, unless the cell, a column of its own or the header says a year.
    """

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._cells = PaperCells(header, context, _OF_USAGES)
        self._above = CustomerAbove(carries=context.carries_names)
        found = header.first(Column.USED)
        label = "" if found is None else folded(found.label)
        is_yearly = any(word in label for word in _YEARLY)
        self._usual_per = UsagePer.YEAR if is_yearly else UsagePer.MONTH

    def parse(self, row: SheetRow) -> ParsedUsage | RefusedRow:
        """Return what is used, or the row refused with its faults."""
        faults: list[RowFault] = []
        values = self._cells.plain(row, faults)
        self._above.fill_in(values)
        for is_there, column, code in (
            ("customer" in values, Column.NAME, FaultCode.MISSING_NAME),
            ("code" in values or "product" in values, Column.LINE_NAME, FaultCode.MISSING_GOODS),
            ("used" in values, Column.USED, FaultCode.MISSING_VALUE),
        ):
            if not is_there:
                faults = with_absence(self._header, row.line, faults, column, code)
        if faults:
            return in_order(row.line, faults, called_in(values, "customer"))
        customer = values.pop("customer")
        return ParsedUsage(
            line=row.line, name=customer, name_key=name_key(customer), **self._used(values)
        )

    def _used(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return how much is used for how long, and how much of that is ours."""
        quantity, unit, per = values.pop("used")
        ours, share = values.pop("ours", None), values.pop("our_share", None)
        used: dict[str, Any] = {"unit": unit, "per": per or self._usual_per, **values}
        used["quantity_milli"] = quantity
        if ours is not None:
            used["ours_milli"] = read_ours(ours, quantity)
        elif share is not None:
            used["ours_milli"] = rounded(quantity * share, WHOLE)
        return used
