"""Read the rows of a sheet of payment plans: when how much of an order or contract is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from crm_tui.domain.currencies import rounded
from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.paper_cells import PaperCells
from crm_tui.domain.imports.parsed import ImportContext, RefusedRow
from crm_tui.domain.imports.rows import called_in, in_order, with_absence
from crm_tui.domain.payments.entries import WHOLE_SHARE
from crm_tui.domain.payments.records import DocumentKind, PlanKind
from crm_tui.domain.text import name_key
from crm_tui.values import dataclass

_KEYS: Mapping[Column, str] = {
    Column.NAME: "customer",
    Column.DOCUMENT: "number",
    Column.PLAN_KIND: "kind",
    Column.PLAN_DUE_ON: "due_day",
    Column.PLAN_SHARE: "share",
    Column.PLAN_ID: "plan",
    Column.AMOUNT: "amount_minor",
    Column.REMARKS: "note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPaymentPlan:
    """A row of a file of payment plans; what is to be paid is known by its number."""

    line: int
    number: str
    name: str
    """The customer's; empty where the number says whose it is."""
    name_key: str
    due_day: int
    amount_minor: int | None = None
    share: int | None = None
    """How much of the whole, in hundredths of a percent; an amount goes before it."""
    currency: str = ""
    kind: PlanKind | None = None
    plan: str = ""
    """The number of a planned line that is here, as it was written into a file."""
    document_kind: DocumentKind | None = None
    note: str = ""
    new_words: Mapping[str, str] = field(default_factory=dict)


class PaymentPlanRowParser:
    """Reads the rows below one header of payment plans.

    A row without a number and without a customer is one more line of the paper above, as in
    sheets whose cells were merged.
    """

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._cells = PaperCells(header, context, _KEYS)
        self._above: Mapping[str, object] = {}

    def parse(self, row: SheetRow) -> ParsedPaymentPlan | RefusedRow:
        """Return the line read, or the row refused with its faults."""
        faults: list[RowFault] = []
        values = self._cells.plain(row, faults)
        names = {"number", "customer", "document_kind", "currency"}
        if not {"number", "customer"} & values.keys():
            values = {**self._above, **values}
        self._above = {name: values[name] for name in names & values.keys()}
        values |= self._cells.money(row, values.get("currency", ""), faults)
        for is_there, column, code in (
            ("number" in values, Column.DOCUMENT, FaultCode.MISSING_NUMBER),
            ("due_day" in values, Column.PLAN_DUE_ON, FaultCode.MISSING_DAY),
            (
                "amount_minor" in values or "share" in values,
                Column.AMOUNT,
                FaultCode.MISSING_VALUE,
            ),
        ):
            if not is_there:
                faults = with_absence(self._header, row.line, faults, column, code)
        if faults:
            return in_order(row.line, faults, called_in(values, "number", "customer"))
        customer = values.pop("customer", "")
        return ParsedPaymentPlan(
            line=row.line, name=customer, name_key=name_key(customer), **values
        )


def part_of(total_minor: int, share: int, before: int) -> int:
    """Return what a share of a total comes to, where so much of it was shared out before.

    Parts that are the whole together sum to the total.
    """
    end = rounded(total_minor * (before + share), WHOLE_SHARE)
    return end - rounded(total_minor * before, WHOLE_SHARE)
