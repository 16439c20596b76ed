"""What no row of a file can fill is left to the defaults of the columns."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Table

from crm_tui.db.bulk import defaults, encoded, has_default, plain_dialect
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import EDITABLE, CustomerFields
from crm_tui.domain.imports import ImportContext, SheetRow, read_table
from crm_tui.services.bulk_values import CONTACT_COLUMNS
from crm_tui.services.imports.staging import StagedColumns, staged_columns

SQLITE = plain_dialect("sqlite")
CONTEXT = ImportContext({}, {}, {}, (), date(2026, 11, 23))


def literal(value: object) -> str:
    """How SQL writes a default."""
    if value is None:
        return "NULL"
    return "FALSE" if value is False else f"'{value}'"


def columns_of(*labels: str) -> StagedColumns:
    table = read_table([SheetRow(1, labels), SheetRow(2, ("甲",) * len(labels))], CONTEXT)
    assert table is not None
    return staged_columns(table.header, CONTEXT)


@pytest.mark.parametrize(
    ("table", "new", "names"),
    [
        (CUSTOMER, CustomerFields(name="甲", first_contact_day=1), EDITABLE),
        (CONTACT, ContactFields("甲"), CONTACT_COLUMNS),
    ],
)
def test_a_column_that_is_left_out_holds_what_a_new_record_holds(
    table: Table, new: object, names: tuple[str, ...]
) -> None:
    left_out = [name for name in names if has_default(table, name)]
    assert left_out
    others = [each.name for each in table.columns if each.name not in left_out]
    told = dict(zip(*defaults(table, others, SQLITE), strict=True))
    values = encoded(SQLITE, table, {name: getattr(new, name) for name in left_out})
    assert {name: told[name] for name in left_out} == {
        name: literal(value) for name, value in values.items()
    }


def test_only_what_the_header_names_is_staged_beside_what_is_always_there() -> None:
    few = columns_of("客户名称", "电话")
    assert few.customer == ("name", "kind", "type", "first_contact_day", "custom")
    assert "birthday" not in few.contact
    assert few.contact[:1] == ("name",)


def test_a_region_fills_the_three_fields_it_is_split_into() -> None:
    assert {"province", "city", "district"} <= {*columns_of("客户名称", "地区").customer}
