"""A sheet taken as a table: what its columns are taken for, why, and what somebody says instead."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.custom_fields import (
    CustomField,
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.customers import Level
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.domain.imports import (
    NO_HEADER,
    Cell,
    Column,
    CustomerRowParser,
    FaultCode,
    FollowUpRowParser,
    ImportContext,
    ImportKind,
    Mapped,
    MappingProposal,
    MappingReason,
    ParsedRow,
    RefusedRow,
    SheetRow,
    SkipReason,
    Sureness,
    Table,
    UnknownMapping,
    field_names,
    mapping_faults,
    read_table,
)
from crm_tui.domain.imports.mappings import meaning_faults, meanings_of
from crm_tui.domain.text import printable
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


def told(proposal: MappingProposal) -> list[tuple[str, MappingReason]]:
    return [(each.field, each.reason) for each in proposal.columns]


def parsed(table: Table, known: ImportContext | None = None) -> list[ParsedRow]:
    parser = CustomerRowParser(table.header, known or context())
    rows = [parser.parse(row) for row in table.rows]
    good = [row for row in rows if isinstance(row, ParsedRow)]
    assert good == rows
    return good


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


# Headers in two rows, headers again, sums


def test_two_header_rows_are_read_as_groups_and_labels() -> None:
    table = table_of(
        ("公司信息", None, "联系人1", None, "联系人2", None),
        ("名称", "地址", "姓名", "电话", "姓名", "电话"),
        (NAMES[0], "一路1号", "王敏", "13800000001", "李强", "13800000002"),
    )
    (row,) = parsed(table)
    assert row.fields.address == "一路1号"
    assert [(person.name, person.phones[0].digits) for person in row.people] == [
        ("王敏", "13800000001"),
        ("李强", "13800000002"),
    ]


def test_a_label_that_spans_both_header_rows_counts_once() -> None:
    table = table_of(
        ("客户名称", "联系人", None),
        (None, "姓名", "电话"),
        (NAMES[0], "王敏", "13800000001"),
    )
    (row,) = parsed(table)
    assert (row.name, row.people[0].name, row.line) == (NAMES[0], "王敏", 3)


def test_a_second_header_in_another_language_and_one_on_each_page_are_no_customers() -> None:
    table = table_of(
        ("公司名称", "联系人", "手机"),
        ("Company", "Contact", "Mobile"),
        (NAMES[0], "王敏", "13800000001"),
        ("公司名称", "联系人", "手机"),
        (NAMES[1], "李强", "13800000002"),
        ("合计", None, "2"),
        ("共 2 条",),
    )
    assert [row.name for row in parsed(table)] == [NAMES[0], NAMES[1]]
    assert [(line.line, line.reason) for line in table.skipped] == [
        (2, SkipReason.HEADER_AGAIN),
        (4, SkipReason.HEADER_AGAIN),
        (6, SkipReason.TOTAL),
        (7, SkipReason.FOOTER),
    ]


def test_a_company_that_is_called_like_a_sum_is_a_customer() -> None:
    table = table_of(("公司", "手机", "地址"), ("合计网络科技有限公司", "13800000001", "一路1号"))
    assert [row.name for row in parsed(table)] == ["合计网络科技有限公司"]


def test_a_list_of_people_without_any_company_is_one_of_customers() -> None:
    table = table_of(("姓名", "手机", "备注"), ("王敏", "13800000001", "朋友"))
    (row,) = parsed(table)
    assert (row.name, row.fields.kind.value, row.is_incomplete) == ("王敏", "individual", False)


def test_a_dash_in_several_columns_says_nothing_and_one_alone_is_a_text() -> None:
    table = table_of(("公司", "简称", "曾用名"), (NAMES[0], "-", "-"), (NAMES[1], "甲", "-"))
    assert [row.given for row in parsed(table)] == [{"name"}, {"name", "short_name"}]
    table = table_of(("公司", "简称"), (NAMES[0], "-"))
    assert parsed(table)[0].fields.short_name == "-"


def test_a_header_of_as_many_columns_as_a_sheet_can_have_is_read_in_time() -> None:
    started = time.monotonic()
    table = table_of(("公司",) * 8_000 + ("颜色",) * 8_000, (NAMES[0],) * 16_000)
    assert len(table.header.repeated) == 7_999
    assert time.monotonic() - started < 15


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.dates(),
    st.text(max_size=8),
    st.sampled_from(["公司", "联系人", "电话", "联系人2", "电话2", "备注", "合计", "-", *NAMES]),
)


LABELS = st.lists(
    st.sampled_from(
        ["公司", "联系人", "电话", "联系人2", "内容", "时间", "颜色", "行业", "备注", "地区"]
    ),
    min_size=2,
    max_size=7,
).map(lambda labels: ["公司", "联系人", "内容", *labels])


@given(LABELS, st.lists(st.lists(CELLS, max_size=9), max_size=6), st.sampled_from(ImportKind))
def test_no_sheet_whatever_is_an_error(
    labels: list[Cell], below: list[list[Cell]], kind: ImportKind
) -> None:
    rows = [labels, *below]
    known = replace(context(), fields=OWN, splits_notes=True, carries_names=True, adds_words=True)
    table = read_table(rows_of(*rows), known, kind)
    assert table is not None
    is_talk = kind is ImportKind.FOLLOW_UPS
    parser = (FollowUpRowParser if is_talk else CustomerRowParser)(table.header, known)
    for row in table.rows:
        parsed = parser.parse(row)
        assert parsed.line == row.line
    assert all(
        each.samples == tuple(map(printable, each.samples)) for each in table.proposal.columns
    )


# Words of a file that mean others


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


# Fields of the office's own


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
