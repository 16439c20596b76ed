"""The cells of a row of papers: amounts are read in the currency that the paper is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm_tui.domain.imports.cell_parsers import parser_of
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.faults import RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.parsed import ImportContext
from crm_tui.domain.imports.rows import Plan, read_values

_MONEY = frozenset({Column.AMOUNT, Column.UNIT_PRICE, Column.DISCOUNT})
_BETWEEN = "、"


class PaperCells:
    """Reads the cells of rows below one header; `keys` name what some columns fill."""

    def __init__(
        self, header: HeaderMatch, context: ImportContext, keys: Mapping[Column, str]
    ) -> None:
        self._context = context
        self._keys = keys
        self._width = max(column.index for column in header.columns) + 1
        self._money = [each for each in header.columns if each.column in _MONEY]
        others = [each for each in header.columns if each.column not in _MONEY]
        self._plain = self._planned(others, context)
        self._plans: dict[str, Plan] = {}

    def plain(self, row: SheetRow, faults: list[RowFault]) -> dict[str, Any]:
        """Return what the cells say that are no amounts; what is wrong is added to the faults."""
        values: dict[str, Any] = read_values(self._plain, self._cells(row), row.line, faults)
        if isinstance(people := values.get("contact"), tuple):
            values["contact"] = _BETWEEN.join(people)
        if "currency" in values:
            values["currency"] = values["currency"].strip().upper()
        return values

    def money(self, row: SheetRow, currency: str, faults: list[RowFault]) -> dict[str, Any]:
        """Return the amounts of a row, in the minor units of a currency; none is the office's."""
        code = currency or self._context.currency
        if code not in self._plans:
            context = replace(self._context, currency=code)
            self._plans[code] = self._planned(self._money, context)
        return read_values(self._plans[code], self._cells(row), row.line, faults)

    def _planned(self, columns: list[HeaderColumn], context: ImportContext) -> Plan:
        return [
            (each.index, self._keys.get(each.column, each.column.value), parser_of(each, context),
             each)
            for each in columns
            if each.column is not None
        ]  # fmt: skip

    def _cells(self, row: SheetRow) -> tuple[Cell, ...]:
        return row.cells + (None,) * (self._width - len(row.cells))


class CustomerAbove:
    """Knows whom a row without a customer's name is about, where names carry on downwards."""

    def __init__(self, *, carries: bool) -> None:
        self._carries = carries
        self._name: str | None = None

    def fill_in(self, values: dict[str, Any]) -> None:
        """Remember the customer of a row, or put the one of the row above into it."""
        name = values.get("customer")
        if isinstance(name, str):
            self._name = name
        elif self._carries and self._name is not None:
            values["customer"] = self._name
