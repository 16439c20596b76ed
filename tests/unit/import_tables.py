"""Sheets as tests write them, taken as tables, and what is read of their rows."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.custom_fields import (
    CustomField,
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.domain.imports import (
    Cell,
    CustomerRowParser,
    ImportContext,
    ImportKind,
    Mapped,
    ParsedRow,
    SheetRow,
    Table,
    read_table,
)
from tests.unit.import_rows import context

NAMES = ("杭州栖桐软件有限公司", "苏州澜岳机械厂", "上海沐禾电子集团")


def rows_of(*rows: Sequence[Cell]) -> list[SheetRow]:
    return [SheetRow(line, tuple(cells)) for line, cells in enumerate(rows, start=1)]


def table_of(
    *rows: Sequence[Cell],
    known: ImportContext | None = None,
    kind: ImportKind = ImportKind.CUSTOMERS,
    given: Mapped | None = None,
    saved: Mapped | None = None,
    header_line: int | None = None,
) -> Table:
    table = read_table(
        rows_of(*rows),
        known or context(),
        kind,
        given=given,
        saved=saved,
        header_line=header_line,
    )
    assert table is not None
    return table


def parsed(table: Table, known: ImportContext | None = None) -> list[ParsedRow]:
    parser = CustomerRowParser(table.header, known or context())
    rows = [parser.parse(row) for row in table.rows]
    good = [row for row in rows if isinstance(row, ParsedRow)]
    assert good == rows
    return good


def own_field(
    code: str, name: str, kind: FieldType, holder: FieldHolder, *choices: str
) -> CustomField:
    return CustomField(
        id=CustomFieldId(1),
        holder=holder,
        code=code,
        position=1,
        fields=CustomFieldFields(
            name=name,
            type=kind,
            choices=tuple(FieldChoice(f"c{place}", each) for place, each in enumerate(choices)),
        ),
    )


OWN = (
    own_field("machines", "设备台数", FieldType.NUMBER, FieldHolder.CUSTOMER),
    own_field("limit", "授信额度", FieldType.MONEY, FieldHolder.CUSTOMER),
    own_field("signed", "签约日", FieldType.DATE, FieldHolder.CUSTOMER),
    own_field("grade", "信用评级", FieldType.CHOICE, FieldHolder.CUSTOMER, "优", "良"),
    own_field("vip", "是否会员", FieldType.YES_NO, FieldHolder.CUSTOMER),
    own_field("hobby", "爱好", FieldType.CHOICES, FieldHolder.CONTACT, "球", "茶"),
)
