"""Read the rows of a sheet of contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_cells import PaperCells
from crm_tui.domain.imports.parsed import ImportContext, RefusedRow
from crm_tui.domain.imports.rows import called_in, in_order, with_absence
from crm_tui.domain.text import name_key
from crm_tui.values import dataclass

_KEYS: Mapping[Column, str] = {
    Column.CONTRACT_NUMBER: "number",
    Column.NAME: "customer",
    Column.CONTRACT_TITLE: "title",
    Column.AMOUNT: "amount_minor",
    Column.CONTRACT_STATUS: "status",
    Column.SIGNED_ON: "sign_day",
    Column.START_ON: "start_day",
    Column.END_ON: "end_day",
    Column.OF_ORDER: "order",
    Column.TERMINATED_ON: "closed_day",
    Column.CLOSE_REASON: "reason",
    Column.REMARKS: "note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedContract:
    """A row of a file of contracts; customer, order and owner are known by name."""

    line: int
    number: str
    name: str
    """The customer's."""
    name_key: str
    amount_minor: int | None = None
    currency: str = ""
    title: str = ""
    order: str = ""
    """The number of the order it was made from."""
    owner: str | None = None
    our_party: str = ""
    our_signatory: str = ""
    their_party: str = ""
    their_signatory: str = ""
    note: str = ""
    status: ContractStatus = ContractStatus.DRAFT
    sign_day: int | None = None
    start_day: int | None = None
    end_day: int | None = None
    closed_day: int | None = None
    reason: str = ""
    new_words: Mapping[str, str] = field(default_factory=dict)


class ContractRowParser:
    """Reads the rows below one header of contracts.

    One with a day of signing was signed, unless the row says otherwise.
    """

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._cells = PaperCells(header, context, _KEYS)

    def parse(self, row: SheetRow) -> ParsedContract | RefusedRow:
        """Return the contract read, or the row refused with its faults."""
        faults: list[RowFault] = []
        values = self._cells.plain(row, faults)
        values |= self._cells.money(row, values.get("currency", ""), faults)
        for key, column, code in (
            ("number", Column.CONTRACT_NUMBER, FaultCode.MISSING_NUMBER),
            ("customer", Column.NAME, FaultCode.MISSING_NAME),
        ):
            if key not in values:
                faults = with_absence(self._header, row.line, faults, column, code)
        values.setdefault(
            "status", ContractStatus.SIGNED if "sign_day" in values else ContractStatus.DRAFT
        )
        if values["status"] is not ContractStatus.DRAFT and "sign_day" not in values:
            code = FaultCode.MISSING_DAY
            faults = with_absence(self._header, row.line, faults, Column.SIGNED_ON, code)
        if faults:
            return in_order(row.line, faults, called_in(values, "number", "customer"))
        customer = values.pop("customer")
        return ParsedContract(line=row.line, name=customer, name_key=name_key(customer), **values)
