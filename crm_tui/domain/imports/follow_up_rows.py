"""Read the rows of a sheet of follow-ups."""

from __future__ import annotations

from crm_tui.domain.imports.cell_parsers import parser_of
from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.parsed import NO_WORDS, ImportContext, ParsedFollowUp, RefusedRow
from crm_tui.domain.imports.rows import (
    Plan,
    called_in,
    in_order,
    key_of,
    new_words,
    read_values,
    with_absence,
)
from crm_tui.domain.text import name_key

_TEXTS = ("needs", "problems", "next_contact_note")


class FollowUpRowParser:
    """Reads the rows below one header of follow-ups."""

    def __init__(self, header: HeaderMatch, context: ImportContext) -> None:
        self._header = header
        self._context = context
        self._width = max(column.index for column in header.columns) + 1
        self._name_above: str | None = None
        self._plan: Plan = [
            (found.index, key_of(found, header.kind), parser_of(found, context), found)
            for found in header.columns
        ]

    def parse(self, row: SheetRow) -> ParsedFollowUp | RefusedRow:
        """Return the follow-up read, or the row refused with its faults."""
        cells = row.cells + (None,) * (self._width - len(row.cells))
        faults: list[RowFault] = []
        values = read_values(self._plan, cells, row.line, faults)
        self._carry_name(values)
        for key, column, code in (
            ("name", Column.NAME, FaultCode.MISSING_NAME),
            ("happened_at", Column.HAPPENED_AT, FaultCode.MISSING_DAY),
            ("content", Column.CONTENT, FaultCode.MISSING_CONTENT),
        ):
            if key not in values:
                faults = with_absence(self._header, row.line, faults, column, code)
        if faults:
            return in_order(row.line, faults, called_in(values, "name"))
        return self._parsed(row.line, values)

    def _carry_name(self, values: dict[str, object]) -> None:
        name = values.get("name")
        if isinstance(name, str):
            self._name_above = name
        elif self._context.carries_names and self._name_above is not None:
            values["name"] = self._name_above

    def _parsed(self, line: int, values: dict[str, object]) -> ParsedFollowUp:
        words = new_words(values) if self._context.adds_words else NO_WORDS
        name, contact = str(values["name"]), values.get("name_of_contact", "")
        moment: tuple[int, int | None] = values["happened_at"]  # type: ignore[assignment]
        return ParsedFollowUp(
            line=line,
            name=name,
            name_key=name_key(name),
            day=moment[0],
            second=moment[1],
            content=str(values["content"]),
            contact="、".join(contact) if isinstance(contact, tuple) else str(contact),
            author=_text_or_none(values.get("author")),
            method_id=_number_or_none(values.get("method_id")),
            result_id=_number_or_none(values.get("result_id")),
            next_contact=_number_or_none(values.get("next_contact")),
            new_words=words,
            **{key: str(values.get(key, "")) for key in _TEXTS},
        )


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number_or_none(value: object) -> int | None:
    return value if isinstance(value, int) else None
