"""Columns of the office's own fields, and words of a file that mean others."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.customers import Level
from crm_tui.domain.imports import (
    CustomerRowParser,
    FaultCode,
    ImportKind,
    MappingReason,
    RefusedRow,
    field_names,
)
from crm_tui.domain.imports.mappings import meaning_faults, meanings_of
from tests.unit.import_rows import context
from tests.unit.import_tables import NAMES, OWN, parsed, table_of


def test_a_word_of_the_file_may_be_told_to_mean_one_of_ours() -> None:
    said = {
        "行业": {"深海采矿": "能源"},
        "level": {"S": "A"},
        "custom.grade": {"Top": "优"},
        "来源": {"不详": ""},
    }
    known = replace(context(), fields=OWN)
    known = replace(known, meanings=meanings_of(said, ImportKind.CUSTOMERS, OWN))
    table = table_of(
        ("公司", "行业", "客户级别", "信用评级", "来源"),
        (NAMES[0], "深海采矿", "ｓ", "top", "不详"),
        (NAMES[1], "软件", "B", "良", "展会"),
        known=known,
    )
    first, second = parsed(table, known)
    assert first.own_values["industry_id"] == known.industries["能源"]
    assert (first.fields.level, first.own_values["custom"]) == (Level.A, {"grade": "c0"})
    assert "source_id" not in first.given
    assert second.own_values["source_id"] == known.sources["展会"]


def test_words_of_a_field_that_there_is_not_are_told() -> None:
    faults = meaning_faults({"industri": {"a": "b"}, "level": {}}, ImportKind.CUSTOMERS, ())
    assert [(fault.field, fault.known[0]) for fault in faults] == [("industri", "industry")]


def test_columns_of_own_fields_are_known_by_name_and_by_code() -> None:
    known = replace(context(), fields=OWN)
    table = table_of(
        (
            "公司",
            "设备台数",
            "授信额度（万元）",
            "custom.signed",
            "信用评级",
            "是否会员",
            "联系人",
            "爱好",
        ),
        (NAMES[0], "1,200", -50.0, "2026年1月5日", "良", "是", "王敏", "茶、球"),
        known=known,
    )
    assert [each.field for each in table.proposal.columns] == [
        "name",
        "custom.machines",
        "custom.limit",
        "custom.signed",
        "custom.grade",
        "custom.vip",
        "contact_name",
        "contact_custom.hobby",
    ]
    assert table.proposal.columns[1].reason is MappingReason.OWN_FIELD
    (row,) = parsed(table, known)
    assert row.own_values["custom"] == {
        "machines": 1200,
        "limit": -50_000_000,
        "signed": 739621,
        "grade": "c1",
        "vip": True,
    }
    assert row.contacts[0]["custom"] == {"hobby": ("c0", "c1")}
    assert "custom" in row.given


def test_a_wrong_value_of_an_own_field_is_told_with_the_right_ones() -> None:
    known = replace(context(), fields=OWN)
    table = table_of(("公司", "设备台数", "信用评级"), (NAMES[0], "许多", "差"), known=known)
    refused = CustomerRowParser(table.header, known).parse(next(table.rows))
    assert isinstance(refused, RefusedRow)
    assert [(one.code, one.column_letter, one.known) for one in refused.faults] == [
        (FaultCode.NUMBER_NOT_UNDERSTOOD, "B", ()),
        (FaultCode.UNKNOWN_CHOICE, "C", ("优", "良")),
    ]


def test_the_names_that_a_mapping_may_use_hold_the_own_fields() -> None:
    names = field_names(ImportKind.CUSTOMERS, OWN)
    assert {"name", "contact_phone", "custom.grade", "contact_custom.hobby"} <= set(names)
    names = field_names(ImportKind.CONTACTS, OWN)
    assert "custom.grade" not in names
    assert "contact_custom.hobby" in names
