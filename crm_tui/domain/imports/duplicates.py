"""Customers that stand twice in one file."""

from __future__ import annotations

from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.parsed import ParsedRow


class DuplicateWatch:
    """Remembers the names and phones of the rows it let pass, and refuses their repetition."""

    def __init__(self, header: HeaderMatch) -> None:
        self._name_column = header.first(Column.NAME)
        self._phone_column = header.first(Column.CONTACT_PHONE)
        self._lines_of_names: dict[str, int] = {}
        self._lines_of_phones: dict[str, int] = {}

    def faults_of(self, row: ParsedRow) -> tuple[RowFault, ...]:
        """Return why this row repeats an earlier one; without a reason it is remembered."""
        faults: list[RowFault] = []
        if earlier := self._lines_of_names.get(row.name_key):
            faults.append(self._fault(row, FaultCode.DUPLICATE_NAME, row.name, earlier))
        for phone in row.phones:
            if earlier := self._lines_of_phones.get(phone.digits):
                faults.append(self._fault(row, FaultCode.DUPLICATE_PHONE, phone.number, earlier))
                break
        if not faults:
            self._lines_of_names[row.name_key] = row.line
            self._lines_of_phones.update((phone.digits, row.line) for phone in row.phones)
        return tuple(faults)

    def _fault(self, row: ParsedRow, code: FaultCode, value: str, earlier: int) -> RowFault:
        column = self._name_column if code is FaultCode.DUPLICATE_NAME else self._phone_column
        label, letter = (column.label, column.letter) if column else ("", "")
        return RowFault(row.line, label, letter, code, value, earlier_line=earlier)
