"""A sheet taken as a table: what its columns are taken for, why, and what somebody says instead."""

from __future__ import annotations

import pytest

from crm_tui.domain.imports import (
    NO_HEADER,
    Cell,
    Column,
    ImportKind,
    MappingProposal,
    MappingReason,
    Sureness,
    UnknownMapping,
    mapping_faults,
    read_table,
)
from tests.unit.import_rows import context
from tests.unit.import_tables import NAMES, parsed, rows_of, table_of


def told(proposal: MappingProposal) -> list[tuple[str, MappingReason]]:
    return [(each.field, each.reason) for each in proposal.columns]


# What a column is taken for


def test_each_column_is_proposed_with_its_reason_and_three_samples() -> None:
    table = table_of(
        ("公司", "联系人手机号码2024", "颜色", "颜色2", "备注"),
        (NAMES[0], 13800000001.0, "红", "a@example.com", None),
        (NAMES[1], 13800000002.0, "红", "b@example.com", None),
        (NAMES[2], 13800000003.0, "绿", "c@example.com", None),
        ("丁公司", 13800000004.0, "蓝", "d@example.com", None),
    )
    first, second, third, fourth, _ = table.proposal.columns
    assert (first.field, first.sureness, first.reason) == (
        "name",
        Sureness.SURE,
        MappingReason.LABEL,
    )
    assert (second.field, second.sureness) == ("contact_phone", Sureness.LIKELY)
    assert second.reason is MappingReason.SIMILAR_LABEL
    assert second.samples == ("13800000001", "13800000002", "13800000003")
    assert (third.field, third.sureness) == ("", Sureness.UNKNOWN)
    assert third.samples == ("红", "绿", "蓝")
    assert (fourth.field, fourth.sureness) == ("contact_email", Sureness.GUESSED)
    assert fourth.reason is MappingReason.VALUES


def test_a_sample_shows_no_more_of_a_text_than_fits_and_nothing_a_terminal_acts_upon() -> None:
    table = table_of(("公司", "颜色", "备注"), (NAMES[0], "[/]\x1b[2J\u202e" + "长" * 500))
    (sample,) = table.proposal.columns[1].samples
    assert sample == "[/]" + "长" * 57


@pytest.mark.parametrize(
    ("label", "cells", "column"),
    [
        ("甲", ("330000@example.com", "b@example.com", "c@example.cn"), Column.CONTACT_EMAIL),
        ("甲", ("www.example.com", "example.cn", "https://example.com/a"), Column.WEBSITE),
        ("甲", ("浙江省", "江苏", "上海市"), Column.PROVINCE),
        ("甲", ("王敏", "李强", "张伟"), Column.CONTACT_NAME),
        ("甲", ("A级", "B类", "a"), Column.LEVEL),
        ("甲", ("软件", "制造", "教育"), Column.INDUSTRY),
        ("甲", ("王伟", "lina2", "王伟"), Column.OWNER),
        ("甲", ("文三路100号3楼某室", "人民路20号某某大厦", "科苑路3号科技园"), Column.ADDRESS),
        ("甲", ("13800000001", 13800000002.0, "0571-86000001"), Column.CONTACT_PHONE),
        ("甲", ("红", "绿", "蓝"), None),
        ("甲", ("13800000001", None, None), None),
    ],
)
def test_an_unknown_column_is_guessed_by_what_nearly_all_its_cells_look_like(
    label: str, cells: tuple[Cell, ...], column: Column | None
) -> None:
    rows = [(name, cell) for name, cell in zip(NAMES, cells, strict=True)]
    table = table_of(("公司", label, "备注"), *rows)
    assert table.proposal.columns[1].column.column is column


def test_a_fax_and_a_number_of_something_else_are_no_second_phone() -> None:
    rows = [(name, f"1380000000{n}", f"0571-8600000{n}") for n, name in enumerate(NAMES)]
    table = table_of(("公司", "手机", "传真"), *rows)
    assert told(table.proposal)[2] == ("", MappingReason.NOTHING_KNOWN)


def test_a_state_of_something_else_is_not_taken_for_the_customers_state() -> None:
    table = table_of(("公司", "状态"), *[(name, "存续") for name in NAMES])
    assert told(table.proposal)[1] == ("", MappingReason.VALUES_DISAGREE)
    assert [row.name for row in parsed(table)] == list(NAMES)


def test_of_two_columns_for_the_name_the_one_with_companies_is_it() -> None:
    people = ("王敏", "李强", "张伟")
    rows = list(zip(people, NAMES, strict=True))
    table = table_of(("客户", "单位"), *rows)
    assert told(table.proposal) == [
        ("contact_name", MappingReason.VALUES),
        ("name", MappingReason.LABEL),
    ]
    assert [(row.name, row.people[0].name) for row in parsed(table)] == [
        (company, person) for person, company in rows
    ]


def test_a_column_that_holds_the_same_again_is_told_and_not_read() -> None:
    table = table_of(("公司", "地址", "联系地址"), (NAMES[0], "一路1号", "二路2号"))
    assert told(table.proposal)[1:] == [
        ("address", MappingReason.LABEL),
        ("", MappingReason.REPEATED),
    ]
    assert [column.letter for column in table.header.repeated] == ["C"]
    assert parsed(table)[0].fields.address == "一路1号"


# What somebody says instead


def test_what_is_given_goes_before_what_is_saved_and_both_before_the_label() -> None:
    header = ("公司", "备注", "说明", "颜色")
    table = table_of(
        header,
        (NAMES[0], "甲", "乙", "红"),
        saved={"备注": "needs", "颜色": "tags"},
        given={"B": "business_scope", "说明": "-"},
    )
    assert told(table.proposal) == [
        ("name", MappingReason.LABEL),
        ("business_scope", MappingReason.GIVEN),
        ("", MappingReason.NOT_READ),
        ("tags", MappingReason.SAVED),
    ]
    (row,) = parsed(table)
    assert (row.fields.business_scope, row.fields.tags) == ("甲", ("红",))
    assert "remarks" not in row.given


def test_a_proposal_can_be_kept_and_given_again() -> None:
    rows = (("公司", "颜色", "手机"), (NAMES[0], "红", "13800000001"))
    first = table_of(*rows, given={"颜色": "tags"}).proposal
    again = table_of(*rows, saved=first.mapping).proposal
    assert again.header == first.header
    assert again.header_key == first.header_key
    assert table_of(("公司", "手机"), (NAMES[0], "1")).proposal.header_key != first.header_key


def test_a_label_in_chinese_names_a_field_as_well_also_of_the_second_contact() -> None:
    table = table_of(
        ("公司", "甲", "乙", "丙", "备注"),
        (NAMES[0], "王敏", "李强", "13800000002"),
        given={"甲": "联系人", "乙": "contact2_name", "丙": "第二联系人电话"},
    )
    (row,) = parsed(table)
    assert [(person.name, len(person.phones)) for person in row.people] == [
        ("王敏", 0),
        ("李强", 1),
    ]


def test_a_mapping_that_names_what_there_is_not_is_told_with_the_nearest() -> None:
    labels = [(0, "公司名称"), (1, "手机")]
    faults = mapping_faults(
        labels, {"公司名": "name", "手机": "contact_fone", "A": "name"}, ImportKind.CUSTOMERS, ()
    )
    assert faults == (
        UnknownMapping("公司名", "name", is_field=False, known=("公司名称",)),
        UnknownMapping("手机", "contact_fone", is_field=True, known=faults[1].known),
    )
    assert "contact_phone" in faults[1].known


def test_a_file_without_a_header_is_read_by_letters() -> None:
    rows = ((NAMES[0], "13800000001"), (NAMES[1], "13800000002"))
    assert read_table(rows_of(*rows), context()) is None
    table = table_of(*rows, given={"A": "name", "B": "contact_phone"})
    assert table.header.line == NO_HEADER
    assert [row.line for row in parsed(table)] == [1, 2]


def test_a_header_that_nobody_would_find_is_named_by_its_line() -> None:
    rows = (("甲", "乙"), ("公司", "手机"), ("丙", "丁"), (NAMES[0], "13800000001"))
    table = table_of(*rows, given={"丙": "name", "丁": "contact_phone"}, header_line=3)
    assert [row.name for row in parsed(table)] == [NAMES[0]]
    assert read_table(rows_of(*rows), context(), header_line=9) is None
