"""Read the rows of a bank's list: what came is read whole, what went out is passed by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.domain.currencies import CURRENCIES
from crm_tui.domain.imports.amounts import signed_amount_parser
from crm_tui.domain.imports.cell_parsers import parser_of
from crm_tui.domain.imports.cells import Cell, SheetRow
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.faults import BadValueError, FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.parsed import ImportContext, ParsedBankReceipt, RefusedRow
from crm_tui.domain.imports.rows import Plan, called_in, in_order, read_values, with_absence
from crm_tui.domain.imports.values import Parser, entry_of, remembering
from crm_tui.domain.payments.bank_receipts import BankReceiptFields
from crm_tui.domain.text import folded

_KEYS: Mapping[Column, str] = {
    Column.RECEIVED_ON: "day",
    Column.PAYER_ACCOUNT: "account",
}
_APART = frozenset({Column.RECEIVED, Column.PAID_OUT, Column.CURRENCY})
_CURRENCIES = {
    **{code.lower(): code for code in CURRENCIES},
    **dict.fromkeys(("人民币", "人民币元", "rmb", "01"), "CNY"),
    **dict.fromkeys(("美元", "美金"), "USD"),
    **dict.fromkeys(("欧元",), "EUR"),
    **dict.fromkeys(("港币", "港元"), "HKD"),
    **dict.fromkeys(("英镑",), "GBP"),
    **dict.fromkeys(("日元", "日圆"), "JPY"),
}
_SUMMARY_CHARACTERS = 500
_BETWEEN = " · "


class BankReceiptRowParser:
    """Reads the rows below one header of a bank's list."""

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._context = context
        self._width = max(column.index for column in header.columns) + 1
        self._amounts: dict[tuple[Column, str], Parser[int]] = {}
        self._plan: Plan = [
            (found.index, _KEYS.get(found.column, found.column.value), parser_of(found, context),
             found)
            for found in header.columns
            if found.column is not None and found.column not in _APART
        ]  # fmt: skip
        self._currency: Plan = [
            (found.index, "currency", remembering(_currency), found)
            for found in header.columns
            if found.column is Column.CURRENCY
        ]

    def parse(self, row: SheetRow) -> ParsedBankReceipt | RefusedRow:
        """Return what came, that it went out instead, or the row refused with its faults."""
        cells = row.cells + (None,) * (self._width - len(row.cells))
        faults: list[RowFault] = []
        said = read_values(self._currency, cells, row.line, faults)
        currency = str(said.get("currency", self._context.currency))
        received = self._amount(Column.RECEIVED, cells, row.line, currency, faults)
        paid_out = self._amount(Column.PAID_OUT, cells, row.line, currency, faults)
        values = read_values(self._plan, cells, row.line, faults)
        went_out = values.get("direction") is False or (paid_out and not received)
        if not faults and (went_out or (received is not None and received < 0)):
            return ParsedBankReceipt(row.line, None)
        for column, is_there in (
            (Column.RECEIVED, bool(received)),
            (Column.RECEIVED_ON, "day" in values),
        ):
            if not is_there:
                code = FaultCode.MISSING_VALUE
                faults = with_absence(self._header, row.line, faults, column, code)
        if faults or not received:
            return in_order(row.line, faults, called_in(values, "payer"))
        return ParsedBankReceipt(row.line, _fields(values, received, currency))

    def _amount(
        self,
        column: Column,
        cells: tuple[Cell, ...],
        line: int,
        currency: str,
        faults: list[RowFault],
    ) -> int | None:
        """Return an amount in the minor units of the row's own currency."""
        found = self._header.first(column)
        if found is None:
            return None
        plan: Plan = [(found.index, "minor", self._parser(found, column, currency), found)]
        minor = read_values(plan, cells, line, faults).get("minor")
        return minor if isinstance(minor, int) else None

    def _parser(self, found: HeaderColumn, column: Column, currency: str) -> Parser[int]:
        if (column, currency) not in self._amounts:
            self._amounts[column, currency] = signed_amount_parser(found.unit, currency)
        return self._amounts[column, currency]


def _fields(values: dict[str, object], minor: int, currency: str) -> BankReceiptFields:
    """Return what the bank says; what the payment is for stands behind the summary."""
    told = (str(values.get(name) or "") for name in ("summary", "purpose"))
    summary = _BETWEEN.join(dict.fromkeys(filter(None, told)))
    texts: dict[str, Any] = {
        name: str(values.get(name) or "") for name in ("payer", "account", "serial")
    }
    day = values["day"]
    return BankReceiptFields(
        day=day if isinstance(day, int) else 0,
        amount_minor=minor,
        currency=currency,
        summary=" ".join(summary.split())[:_SUMMARY_CHARACTERS],
        **texts,
    )


def _currency(cell: Cell) -> str | None:
    """Return the code of a currency that a bank writes in words or in letters."""
    text = entry_of(cell)
    if not text:
        return None
    code = _CURRENCIES.get(folded(text).strip())
    if code is None:
        raise BadValueError(FaultCode.UNKNOWN_CHOICE, text, known=tuple(CURRENCIES))
    return code
