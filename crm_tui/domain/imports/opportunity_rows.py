"""Read the rows of a sheet of opportunities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.domain.imports.amounts import amount_parser
from crm_tui.domain.imports.cell_parsers import parser_of
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_cells import CustomerAbove
from crm_tui.domain.imports.parsed import NO_WORDS, ImportContext, ParsedOpportunity, RefusedRow
from crm_tui.domain.imports.rows import (
    Plan,
    called_in,
    in_order,
    new_words,
    read_values,
    with_absence,
)
from crm_tui.domain.imports.values import Parser
from crm_tui.domain.opportunities import FIELD_NAMES, OpportunityFields, OpportunityState
from crm_tui.domain.text import name_key

_KEYS: Mapping[Column, str] = {
    Column.NAME: "customer",
    Column.OPPORTUNITY: "name",
    Column.EXPECTED_ON: "expected_day",
    Column.BUSINESS_TYPE: "kind",
    Column.SOURCE: "source_id",
    Column.NEXT_STEP_ON: "next_day",
    Column.REMARKS: "note",
}


class OpportunityRowParser:
    """Reads the rows below one header of opportunities."""

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._context = context
        self._width = max(column.index for column in header.columns) + 1
        self._above = CustomerAbove(carries=context.carries_names)
        self._amounts: dict[str, Parser[int]] = {}
        self._plan: Plan = [
            (found.index, _KEYS.get(found.column, found.column.value), parser_of(found, context),
             found)
            for found in header.columns
            if found.column not in {None, Column.AMOUNT}
        ]  # fmt: skip

    def parse(self, row: SheetRow) -> ParsedOpportunity | RefusedRow:
        """Return the opportunity read, or the row refused with its faults."""
        cells = row.cells + (None,) * (self._width - len(row.cells))
        faults: list[RowFault] = []
        values = read_values(self._plan, cells, row.line, faults)
        values |= self._amount(cells, row.line, str(values.get("currency", "")), faults)
        self._above.fill_in(values)
        for key, column in (("customer", Column.NAME), ("name", Column.OPPORTUNITY)):
            if key not in values:
                code = FaultCode.MISSING_NAME
                faults = with_absence(self._header, row.line, faults, column, code)
        if faults:
            return in_order(row.line, faults, called_in(values, "name", "customer"))
        return self._parsed(row.line, values)

    def _amount(
        self, cells: tuple[Cell, ...], line: int, currency: str, faults: list[RowFault]
    ) -> dict[str, object]:
        """Return the amount in the minor units of the row's own currency."""
        column = self._header.first(Column.AMOUNT)
        if column is None:
            return {}
        code = currency.strip().upper() or self._context.currency
        plan: Plan = [(column.index, "amount_minor", self._amount_parser(column, code), column)]
        return read_values(plan, cells, line, faults)

    def _amount_parser(self, column: HeaderColumn, currency: str) -> Parser[int]:
        if currency not in self._amounts:
            self._amounts[currency] = amount_parser(column.unit, currency)
        return self._amounts[currency]

    def _parsed(self, line: int, values: dict[str, object]) -> ParsedOpportunity:
        words = new_words(values) if self._context.adds_words else NO_WORDS
        said: dict[str, Any] = {name: each for name, each in values.items() if name in FIELD_NAMES}
        customer, state = str(values["customer"]), values.get("opportunity_state")
        return ParsedOpportunity(
            line=line,
            name=customer,
            name_key=name_key(customer),
            fields=OpportunityFields(**said),
            pipeline=str(values.get("pipeline", "")),
            stage=str(values.get("opportunity_stage", "")),
            state=state if isinstance(state, OpportunityState) else OpportunityState.OPEN,
            new_words=words,
        )
