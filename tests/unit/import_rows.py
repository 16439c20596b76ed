"""Rows of customer sheets as tests write them: a header, cells, and what is read of them."""

from __future__ import annotations

from datetime import date

from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.imports import (
    Cell,
    HeaderMatch,
    ImportContext,
    ParsedRow,
    RefusedRow,
    RowFault,
    SheetRow,
    find_header,
    parse_customer_row,
)

TODAY = date(2026, 11, 22)
MAX_INTEGER = 2**63


def words(kind: DictionaryKind) -> dict[str, int]:
    return {seed.zh: number for number, seed in enumerate(SEEDS[kind], start=1)}


def context(*, strict_contact: bool = False) -> ImportContext:
    return ImportContext(
        industries=words(DictionaryKind.INDUSTRY),
        sources=words(DictionaryKind.SOURCE),
        stages=words(DictionaryKind.STAGE),
        people=(("wangwei", "王伟"), ("lina", "李娜"), ("lina2", "李娜")),
        today=TODAY,
        strict_contact=strict_contact,
    )


def header_of(*labels: str) -> HeaderMatch:
    found = find_header([SheetRow(1, labels)])
    assert found is not None
    return found


def read(
    labels: tuple[str, ...], cells: tuple[Cell, ...], *, strict_contact: bool = False
) -> ParsedRow | RefusedRow:
    return parse_customer_row(2, cells, header_of(*labels), context(strict_contact=strict_contact))


def value(label: str, cell: Cell) -> object:
    """Read a row of a name and one other column; return that column's value."""
    row = read(("客户名称", label), ("甲公司", cell))
    assert isinstance(row, ParsedRow), row
    rest = {**(row.contacts[0] if row.contacts else {}), **row.own_values}
    keys = set(rest) - {"name", "first_contact_day"}
    return rest[keys.pop()] if keys else None


def fault(label: str, cell: Cell) -> RowFault:
    """Read a row of a name and one other column; return what is wrong in it."""
    row = read(("客户名称", label), ("甲公司", cell))
    assert isinstance(row, RefusedRow), row
    (only,) = row.faults
    assert (only.line, only.column_label, only.column_letter) == (2, label, "B")
    return only


def day(label: str, cell: Cell) -> str:
    found = value(label, cell)
    assert isinstance(found, int)
    return date.fromordinal(found).isoformat()
