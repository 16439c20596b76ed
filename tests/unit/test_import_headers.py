"""The header of a customer sheet: found below titles, known in many spellings."""

from __future__ import annotations

import pytest

from crm_tui.domain.imports import (
    Column,
    ImportKind,
    SheetRow,
    column_letter,
    find_header,
    split_header,
)
from crm_tui.domain.imports.columns import columns_of
from tests.unit.import_rows import header_of


def test_the_header_is_found_below_titles_and_notes() -> None:
    rows = [
        SheetRow(1, ("2026年客户资料",)),
        SheetRow(2, ("填表说明：带*为必填",)),
        SheetRow(4, ("客户名称 ＊", "联 系 人", "联系电话（手机）", "颜色")),
        SheetRow(5, ("甲公司", "王敏", "13800000001")),
    ]
    found = split_header(rows)
    assert found is not None
    header, below = found
    assert header.line == 4
    assert [one.column for one in header.columns] == [
        Column.NAME,
        Column.CONTACT_NAME,
        Column.CONTACT_PHONE,
    ]
    assert [one.label for one in header.ignored] == ["颜色"]
    assert [row.line for row in below] == [5]


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("公司名称", Column.NAME),
        ("Company", Column.NAME),
        ("Customer Name", Column.NAME),
        ("ＣＯＭＰＡＮＹ＿ＮＡＭＥ", Column.NAME),
        ("*名称：", Column.NAME),
        ("手机/电话", Column.CONTACT_PHONE),
        ("Contact Phone", Column.CONTACT_PHONE),
        ("contact_phone", Column.CONTACT_PHONE),
        ("E-mail", Column.CONTACT_EMAIL),
        ("金额（元）", Column.BUDGET),
        ("省/直辖市", Column.PROVINCE),
        ("首次接触时间", Column.FIRST_CONTACT_ON),
        ("负责人", Column.OWNER),
        ("邮件地址", Column.CONTACT_EMAIL),
        ("E-Mail地址", Column.CONTACT_EMAIL),
        ("采购单位", Column.NAME),
        ("跟进记录", Column.REMARKS),
        ("所属业务员", Column.OWNER),
        ("Mobile/WhatsApp", Column.CONTACT_PHONE),
        ("国家/地区", None),
        ("Country", None),
        ("颜色", None),
    ],
)
def test_labels_are_known_in_many_spellings(label: str, column: Column | None) -> None:
    header = header_of("客户名称", "备注", label)
    everything = header.columns + header.repeated + header.ignored
    (found,) = [one for one in everything if one.index == 2]
    assert found.column is column


def test_every_column_is_known_by_its_own_name() -> None:
    for kind in ImportKind:
        wanted = columns_of(kind) - {Column.TYPE, Column.REGION}
        # In a list of people a name is that of a person.
        of_people = kind in {ImportKind.CONTACTS, ImportKind.LEADS}
        labels = {Column.NAME: "company"} if of_people else {}
        row = SheetRow(1, tuple(labels.get(column, column.value) for column in wanted))
        header = find_header([row], kind)
        assert header is not None
        assert {one.column for one in header.columns} == wanted


def test_customer_type_means_what_its_values_say() -> None:
    for sample, column in (("潜在", Column.TYPE), ("企业", Column.KIND)):
        header = find_header([SheetRow(1, ("客户名称", "客户类型")), SheetRow(2, ("甲", sample))])
        assert header is not None
        assert header.columns[1].column is column


def test_a_second_column_of_the_same_meaning_is_told_and_not_read() -> None:
    header = header_of("客户名称", "公司名称", "地址")
    assert [one.letter for one in header.repeated] == ["B"]


def test_without_a_name_column_there_is_no_header() -> None:
    assert find_header([SheetRow(1, ("联系人", "电话")), SheetRow(2, ("王敏", "1"))]) is None
    assert split_header([SheetRow(1, ("客户名称表", "二"))]) is None
    assert find_header([SheetRow(n, ("x",)) for n in range(15)] + [SheetRow(16, ("名称",))]) is None


def test_a_foreign_currency_is_not_taken_for_yuan() -> None:
    header = header_of("客户名称", "联系人", "预算（USD）")
    assert [one.label for one in header.ignored] == ["预算（USD）"]


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_have_the_letters_of_a_spreadsheet(index: int, letter: str) -> None:
    assert column_letter(index) == letter
