"""Rows of customer sheets: what becomes of a whole row, and what is wrong in it and where."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.contacts import Phone
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.imports import Cell, Column, FaultCode, ImportKind, ParsedRow, RefusedRow
from crm_tui.domain.imports.columns import columns_of
from crm_tui.presentation.import_results import refusal_sentence
from tests.unit.import_rows import MAX_INTEGER, TODAY, fault, read


def test_a_whole_row_becomes_a_customer_and_a_contact() -> None:
    labels: tuple[str, ...] = (
        "客户名称",
        "类型",
        "行业",
        "客户状态",
        "级别",
        "来源",
        "阶段",
        "标签",
        "联系人",
        "手机",
    )
    labels += ("职务", "负责人", "首次接触时间", "备注")
    cells: tuple[Cell, ...] = ("　杭州 栖桐软件有限公司 ", "企业", "软件", "成交", "重点", "展会")
    cells += ("方案报价", "续费、华东;VIP|续费", "王敏", 13800000001.0, "采购总监", "王伟")
    cells += (date(2026, 1, 5), "第一行\r\n第二行")
    row = read(labels, cells)

    assert isinstance(row, ParsedRow)
    fields, contact = row.fields, row.people[0]
    assert fields.name == row.name == "杭州 栖桐软件有限公司"
    assert row.name_key == "杭州栖桐软件有限公司"
    assert (fields.kind, fields.type) == (CustomerKind.ENTERPRISE, CustomerType.DEAL)
    assert (fields.level, fields.industry_id, fields.source_id, fields.stage_id) == (
        Level.A,
        1,
        1,
        3,
    )
    assert fields.tags == ("续费", "华东", "VIP")
    assert fields.remarks == "第一行\n第二行"
    assert fields.first_contact_day == date(2026, 1, 5).toordinal()
    assert (contact.name, contact.title) == ("王敏", "采购总监")
    assert row.phones == contact.phones == (Phone("13800000001", "13800000001"),)
    assert (row.owner, row.is_incomplete) == ("wangwei", False)


def test_the_first_contact_is_today_when_the_sheet_says_nothing() -> None:
    row = read(("客户名称", "首次接触时间"), ("甲公司",))
    assert isinstance(row, ParsedRow)
    assert row.fields.first_contact_day == TODAY.toordinal()


def test_a_row_without_a_contact_is_incomplete_or_refused_when_strict() -> None:
    row = read(("客户名称", "联系人"), ("甲公司", None))
    assert isinstance(row, ParsedRow)
    assert (row.people, row.is_incomplete) == ((), True)

    refused = read(("客户名称", "联系人"), ("甲公司", " "), strict_contact=True)
    assert isinstance(refused, RefusedRow)
    assert [one.code for one in refused.faults] == [FaultCode.MISSING_CONTACT]
    assert refused.faults[0].column_letter == "B"


def test_a_phone_without_a_name_is_kept_and_the_row_is_incomplete() -> None:
    row = read(("客户名称", "电话"), ("甲公司", "13800000001"))
    assert isinstance(row, ParsedRow)
    assert (row.people[0].name, row.is_incomplete) == ("甲公司", True)


def test_a_person_is_their_own_contact() -> None:
    row = read(("客户名称", "类型"), ("王敏", "个人"), strict_contact=True)
    assert isinstance(row, ParsedRow)
    assert (row.people[0].name, row.is_incomplete) == ("王敏", False)


@pytest.mark.parametrize(
    ("label", "cell", "code"),
    [
        ("邮箱", "zhang.example.com", FaultCode.EMAIL_INVALID),
        ("邮箱", "a b@example.com", FaultCode.EMAIL_INVALID),
        ("网址", "见名片", FaultCode.WEBSITE_INVALID),
        ("网址", "javascript:alert(1)", FaultCode.WEBSITE_INVALID),
        ("网址", "ftp://example.com", FaultCode.WEBSITE_INVALID),
        ("信用代码", "91110108MA0000", FaultCode.CREDIT_CODE_LENGTH),
        ("信用代码", "91110108MAI000000X", FaultCode.CREDIT_CODE_CHARACTER),
        ("信用代码", 9.1110108e17, FaultCode.DIGITS_LOST),
        ("级别", "S", FaultCode.UNKNOWN_CHOICE),
        ("类型", "合作社", FaultCode.UNKNOWN_CHOICE),
        ("客户状态", "观望", FaultCode.UNKNOWN_CHOICE),
        ("来源", "扫楼", FaultCode.UNKNOWN_VALUE),
        ("阶段", "聊聊", FaultCode.UNKNOWN_VALUE),
        ("负责人", "查无此人", FaultCode.UNKNOWN_OWNER),
        ("负责人", "李娜", FaultCode.AMBIGUOUS_OWNER),
        ("地址", "长" * 501, FaultCode.TEXT_TOO_LONG),
        ("标签", "长" * 41, FaultCode.TEXT_TOO_LONG),
        ("生日", "2027-01-01", FaultCode.DATE_IN_FUTURE),
        ("备注", "#REF!", FaultCode.EXCEL_ERROR),
    ],
)
def test_other_faults_have_their_own_codes(label: str, cell: Cell, code: FaultCode) -> None:
    assert fault(label, cell).code is code


def test_an_unknown_word_comes_with_the_nearest_known_ones() -> None:
    assert fault("来源", "展会现场").known == ("展会",)
    assert fault("负责人", "王玮").known == ("王伟",)
    assert fault("负责人", "李娜").known == ("lina", "lina2")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("", "x"), FaultCode.MISSING_NAME),
        ((None, "x"), FaultCode.MISSING_NAME),
        (("　\u200b", "x"), FaultCode.MISSING_NAME),
        (("——？", "x"), FaultCode.NAME_WITHOUT_WORDS),
        (("！！——", "x"), FaultCode.NAME_WITHOUT_WORDS),
        (("#N/A", "x"), FaultCode.EXCEL_ERROR),
        (("长" * 501, "x"), FaultCode.TEXT_TOO_LONG),
    ],
)
def test_a_name_is_required_and_must_be_one(cells: tuple[Cell, ...], code: FaultCode) -> None:
    row = read(("客户名称", "备注"), cells)
    assert isinstance(row, RefusedRow)
    assert [(one.code, one.column_letter) for one in row.faults] == [(code, "A")]


@pytest.mark.parametrize("name", ["[/]", "[@click=app.quit]x[/]", "长" * 500, "2025"])
def test_odd_names_are_kept_as_plain_text(name: str) -> None:
    row = read(("客户名称", "备注"), (name,))
    assert isinstance(row, ParsedRow)
    assert row.name == name


def test_control_and_bidi_characters_do_not_get_in() -> None:
    row = read(("客户名称", "备注"), ("甲\x1b[2J\u202e公司", "a\x00b"))
    assert isinstance(row, ParsedRow)
    assert (row.name, row.fields.remarks) == ("甲公司", "ab")


def test_all_faults_of_a_row_are_told_from_left_to_right() -> None:
    row = read(("电话", "客户名称", "级别"), ("见名片", None, "S"))
    assert isinstance(row, RefusedRow)
    assert [one.column_letter for one in row.faults] == ["A", "B", "C"]


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=40),
    st.text(alphabet="0123456789-/.年月日万亿¥,+转 eE()#、", max_size=24),
)
EVERY_LABEL = tuple(
    column.value for column in columns_of(ImportKind.CUSTOMERS) if column is not Column.TYPE
)


@given(st.lists(CELLS, min_size=len(EVERY_LABEL), max_size=len(EVERY_LABEL)))
def test_no_cell_whatever_is_an_error(cells: list[Cell]) -> None:
    row = read(EVERY_LABEL, tuple(cells))
    if isinstance(row, RefusedRow):
        for one in row.faults:
            assert "\n" not in refusal_sentence(one)
    else:
        assert row.fields.name
        assert all(person.name for person in row.people)
        budget = row.fields.budget_minor
        assert budget is None or 0 <= budget < MAX_INTEGER
