"""Read the rows of a sheet of leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.domain.imports.cell_parsers import parser_of
from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.parsed import NO_WORDS, ImportContext, ParsedLead, RefusedRow
from crm_tui.domain.imports.rows import (
    Plan,
    called_in,
    in_order,
    new_words,
    read_values,
    with_absence,
)
from crm_tui.domain.leads.records import EDITABLE, LeadFields
from crm_tui.domain.leads.values import LeadStage

_KEYS: Mapping[Column, str] = {
    Column.NAME: "company",
    Column.CONTACT_NAME: "name",
    Column.CONTACT_TITLE: "title",
    Column.CONTACT_PHONE: "phones",
    Column.CONTACT_EMAIL: "email",
    Column.CONTACT_WECHAT: "wechat",
    Column.INDUSTRY: "industry_id",
    Column.SOURCE: "source_id",
    Column.NEEDS: "need",
    Column.REMARKS: "note",
}
_BETWEEN = "、"


class LeadRowParser:
    """Reads the rows below one header of leads."""

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._context = context
        self._width = max(column.index for column in header.columns) + 1
        self._plan: Plan = [
            (found.index, _KEYS.get(found.column, found.column.value), parser_of(found, context),
             found)
            for found in header.columns
            if found.column is not None
        ]  # fmt: skip

    def parse(self, row: SheetRow) -> ParsedLead | RefusedRow:
        """Return the lead read, or the row refused with its faults."""
        cells = row.cells + (None,) * (self._width - len(row.cells))
        faults: list[RowFault] = []
        values = read_values(self._plan, cells, row.line, faults)
        if not values.keys() & {"company", "name"}:
            missing = Column.NAME if self._header.first(Column.NAME) else Column.CONTACT_NAME
            faults = with_absence(self._header, row.line, faults, missing, FaultCode.MISSING_NAME)
        if faults:
            return in_order(row.line, faults, called_in(values, "company", "name"))
        return self._parsed(row.line, values)

    def _parsed(self, line: int, values: dict[str, object]) -> ParsedLead:
        words = new_words(values) if self._context.adds_words else NO_WORDS
        owner, stage = values.pop("owner", None), values.pop("lead_stage", LeadStage.NEW)
        said: dict[str, Any] = {**_region(values.pop("region", None)), **values}
        if district := said.pop("district", ""):
            said["address"] = f"{district}{said.get('address', '')}"
        if isinstance(said.get("name"), tuple):
            said["name"] = _BETWEEN.join(said["name"])
        if isinstance(emails := said.get("email"), tuple):
            said["email"], *others = emails
            said["note"] = "\n".join(filter(None, (said.get("note"), *others)))
        fields = LeadFields(**{name: each for name, each in said.items() if name in EDITABLE})
        return ParsedLead(
            line,
            fields,
            owner if isinstance(owner, str) else None,
            stage if isinstance(stage, LeadStage) else LeadStage.NEW,
            words,
        )


def _region(found: object) -> Mapping[str, object]:
    return found if isinstance(found, Mapping) else {}
