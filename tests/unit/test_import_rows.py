"""Rows of customer sheets: read as people write them, refused with what is wrong and where."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.contacts import Phone
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.imports import (
    Cell,
    Column,
    CustomerRowParser,
    DuplicateWatch,
    FaultCode,
    HeaderMatch,
    ImportContext,
    ParsedRow,
    RefusedRow,
    RowFault,
    SheetRow,
    column_letter,
    find_header,
    parse_customer_row,
    split_header,
)
from crm_tui.errors import FileFormatError
from crm_tui.formats.sheet_limits import SheetReason
from crm_tui.formats.sheets import read_sheet, sheet_error
from crm_tui.formats.workbooks import WorkbookError, WriteReason
from crm_tui.presentation.import_faults import fault_place, fault_sentence, file_sentence

DATA = Path(__file__).parents[2] / "data"
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
    rest = {**row.contact_values, **row.own_values}
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


# Headers


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
        ("颜色", None),
    ],
)
def test_labels_are_known_in_many_spellings(label: str, column: Column | None) -> None:
    header = header_of("客户名称", "备注", label)
    everything = header.columns + header.repeated + header.ignored
    (found,) = [one for one in everything if one.index == 2]
    assert found.column is column


def test_every_column_is_known_by_its_own_name() -> None:
    header = header_of(*(column.value for column in Column if column is not Column.TYPE))
    assert {one.column for one in header.columns} == set(Column) - {Column.TYPE}


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


# Values


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
    fields, contact = row.fields, row.contact
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
    assert contact is not None
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
    assert (row.contact, row.is_incomplete) == (None, True)

    refused = read(("客户名称", "联系人"), ("甲公司", " "), strict_contact=True)
    assert isinstance(refused, RefusedRow)
    assert [one.code for one in refused.faults] == [FaultCode.MISSING_CONTACT]
    assert refused.faults[0].column_letter == "B"


def test_a_phone_without_a_name_is_kept_and_the_row_is_incomplete() -> None:
    row = read(("客户名称", "电话"), ("甲公司", "13800000001"))
    assert isinstance(row, ParsedRow)
    assert row.contact is not None
    assert (row.contact.name, row.is_incomplete) == ("甲公司", True)


def test_a_person_is_their_own_contact() -> None:
    row = read(("客户名称", "类型"), ("王敏", "个人"), strict_contact=True)
    assert isinstance(row, ParsedRow)
    assert row.contact is not None
    assert (row.contact.name, row.is_incomplete) == ("王敏", False)


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 1, 5),
        datetime(2026, 1, 5, 10, 30),  # noqa: DTZ001 - a spreadsheet knows no zone
        46027,
        46027.0,
        46027.75,
        20260105.0,
        "46027",
        "2026-01-05",
        "2026-1-5",
        "2026/01/05",
        "2026.1.5",
        "2026年1月5日",
        "2026年01月05号",
        "20260105",
        "２０２６－０１－０５",
        "　2026-01-05 ",
        "2026-01-05 10:30:00",
        "2026-01-05T10:30:00Z",
        "2026/1/5 9:05",
        "2026年1月5日 10点30分",
        "2026 年 1 月 5 日",
    ],
)
def test_dates_are_read_in_many_spellings(cell: Cell) -> None:
    assert day("成立日期", cell) == "2026-01-05"


def test_a_date_that_reads_in_one_way_only_is_accepted() -> None:
    assert day("成立日期", "11/22/2025") == day("成立日期", "22/11/2025") == "2025-11-22"
    assert day("成立日期", "05.05.2025") == "2025-05-05"


def test_serial_numbers_follow_excel_around_its_leap_day() -> None:
    assert day("成立日期", 1.0) == "1900-01-01"
    assert day("成立日期", 59.0) == "1900-02-28"
    assert fault("成立日期", 60.0).code is FaultCode.DATE_IMPOSSIBLE
    assert day("成立日期", 61.0) == "1900-03-01"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("去年秋天", FaultCode.DATE_NOT_UNDERSTOOD),
        ("2026", FaultCode.DATE_NOT_UNDERSTOOD),
        (2015.0, FaultCode.DATE_NOT_UNDERSTOOD),
        ("2026-11", FaultCode.DATE_NOT_UNDERSTOOD),
        ("26-1-5", FaultCode.DATE_NOT_UNDERSTOOD),
        (True, FaultCode.DATE_NOT_UNDERSTOOD),
        ("2026年2月30日", FaultCode.DATE_IMPOSSIBLE),
        ("20260230", FaultCode.DATE_IMPOSSIBLE),
        ("2026-13-01", FaultCode.DATE_IMPOSSIBLE),
        ("03/04/2026", FaultCode.DATE_AMBIGUOUS),
        ("1899-12-31", FaultCode.DATE_OUT_OF_RANGE),
        ("2101-01-01", FaultCode.DATE_OUT_OF_RANGE),
        (date(1899, 12, 31), FaultCode.DATE_OUT_OF_RANGE),
        (-1.0, FaultCode.DATE_OUT_OF_RANGE),
        (2958470.0, FaultCode.DATE_OUT_OF_RANGE),
        (float("nan"), FaultCode.EXCEL_ERROR),
        ("#VALUE!", FaultCode.EXCEL_ERROR),
        ("2026-11-23", FaultCode.DATE_IN_FUTURE),
    ],
)
def test_dates_that_are_none_say_why(cell: Cell, code: FaultCode) -> None:
    assert fault("首次接触时间", cell).code is code


@given(st.dates(date(1900, 3, 1), TODAY))
def test_every_day_survives_all_its_spellings(some: date) -> None:
    serial = float(some.toordinal() - date(1899, 12, 30).toordinal())
    if not 1900 <= serial <= 2100:
        assert day("成立日期", serial) == some.isoformat()
    for spelling in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"):
        assert day("成立日期", some.strftime(spelling)) == some.isoformat()


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        (13800138000.0, [("13800138000", "13800138000", "")]),
        (13800138000, [("13800138000", "13800138000", "")]),
        (" 138 0013 8000 ", [("138 0013 8000", "13800138000", "")]),
        ("１３８００１３８０００", [("13800138000", "13800138000", "")]),
        ("+86 13800138000", [("+86 13800138000", "13800138000", "")]),
        ("手机：13800138000", [("13800138000", "13800138000", "")]),
        ("1.3800138001E+10", [("13800138001", "13800138001", "")]),
        ("010-60001234转8", [("010-60001234", "01060001234", "8")]),
        ("010-60001234-801", [("010-60001234", "01060001234", "801")]),
        ("(0571)86001234 ext.12", [("(0571)86001234", "057186001234", "12")]),
        (1060001234.0, [("01060001234", "01060001234", "")]),
        ("60001234", [("60001234", "60001234", "")]),
        ("400-800-1234", [("400-800-1234", "4008001234", "")]),
        ("95588", [("95588", "95588", "")]),
        ("+1 212 555 0100", [("+1 212 555 0100", "12125550100", "")]),
        ("13800138000/13900139000", [("13800138000",) * 2 + ("",), ("13900139000",) * 2 + ("",)]),
        ("13800138000 13900139000", [("13800138000",) * 2 + ("",), ("13900139000",) * 2 + ("",)]),
        ("13800138000、\n138-0013-8000", [("138-0013-8000", "13800138000", "")]),
        ("无", None),
        ("  ", None),
    ],
)
def test_phones_are_read_as_people_write_them(
    cell: Cell, phones: list[tuple[str, str, str]] | None
) -> None:
    expected = None if phones is None else tuple(Phone(*phone) for phone in phones)
    assert value("电话", cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("见名片", FaultCode.PHONE_NOT_A_NUMBER),
        ("张总13800138000", FaultCode.PHONE_NOT_A_NUMBER),
        ("12345678901", FaultCode.PHONE_NOT_A_NUMBER),
        ("1380013800", FaultCode.PHONE_TOO_SHORT),
        (1380013.0, FaultCode.PHONE_TOO_SHORT),
        ("123", FaultCode.PHONE_TOO_SHORT),
        ("138001380001", FaultCode.PHONE_TOO_LONG),
        ("1380013800013900139000", FaultCode.PHONE_TOO_LONG),
        ("1.38E+10", FaultCode.DIGITS_LOST),
        (1.3800138000139001e21, FaultCode.DIGITS_LOST),
        ("-" * 100_000, FaultCode.PHONE_TOO_LONG),
        (-13800138000.0, FaultCode.PHONE_NOT_A_NUMBER),
    ],
)
def test_phones_that_are_none_say_why(cell: Cell, code: FaultCode) -> None:
    assert fault("电话", cell).code is code


def test_two_phone_columns_are_put_together() -> None:
    row = read(("客户名称", "手机", "座机"), ("甲公司", "13800138000", "010-60001234"))
    assert isinstance(row, ParsedRow)
    assert [phone.digits for phone in row.phones] == ["13800138000", "01060001234"]


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        (200000.0, 20_000_000),
        (0.1, 10),
        (1234.565, 123_457),
        ("20万", 20_000_000),
        ("20w", 20_000_000),
        ("20 万元", 20_000_000),
        ("¥200,000", 20_000_000),
        ("￥200,000.50元", 20_000_050),
        ("２０万", 20_000_000),
        ("约20万", 20_000_000),
        ("1.5亿", 15_000_000_000),
        ("3千", 300_000),
        ("RMB 200000", 20_000_000),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(cell: Cell, minor: int) -> None:
    assert value("预算", cell) == minor


def test_the_unit_in_the_header_counts_for_bare_numbers_only() -> None:
    assert value("预算(万元)", 20.0) == value("预算（万元）", "20") == 20_000_000
    assert value("预算(万元)", "30万") == 30_000_000
    assert value("注册资本(万元)", 500.0) == "500万元"
    assert value("注册资本(万元)", "500万美元") == "500万美元"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("面议", FaultCode.AMOUNT_NOT_A_NUMBER),
        ("20-30万", FaultCode.AMOUNT_NOT_A_NUMBER),
        ("$2000", FaultCode.AMOUNT_NOT_A_NUMBER),
        ("2,00,000", FaultCode.AMOUNT_NOT_A_NUMBER),
        ("1E+999999", FaultCode.AMOUNT_NOT_A_NUMBER),
        ("1_000", FaultCode.AMOUNT_NOT_A_NUMBER),
        ("9" * 5_000, FaultCode.AMOUNT_NOT_A_NUMBER),
        (True, FaultCode.AMOUNT_NOT_A_NUMBER),
        (-20.0, FaultCode.AMOUNT_NEGATIVE),
        ("¥-20", FaultCode.AMOUNT_NEGATIVE),
        ("(200)", FaultCode.AMOUNT_NEGATIVE),
        ("99999999亿", FaultCode.AMOUNT_TOO_LARGE),
        (float("inf"), FaultCode.EXCEL_ERROR),
    ],
)
def test_amounts_that_are_none_say_why(cell: Cell, code: FaultCode) -> None:
    assert fault("预算", cell).code is code


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
    assert fault("行业", "房地产业").known == ("房地产",)
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
EVERY_LABEL = tuple(column.value for column in Column if column is not Column.TYPE)


@given(st.lists(CELLS, min_size=len(EVERY_LABEL), max_size=len(EVERY_LABEL)))
def test_no_cell_whatever_is_an_error(cells: list[Cell]) -> None:
    row = read(EVERY_LABEL, tuple(cells))
    if isinstance(row, RefusedRow):
        for one in row.faults:
            assert "\n" not in fault_sentence(one)
    else:
        assert row.fields.name
        assert row.contact is None or row.contact.name
        budget = row.fields.budget_minor
        assert budget is None or 0 <= budget < MAX_INTEGER


# Repetitions within a file


def test_the_later_of_two_equal_customers_is_refused_with_the_earlier_line() -> None:
    header = header_of("客户名称", "手机")
    parser, watch = CustomerRowParser(header, context()), DuplicateWatch(header)

    def faults_of(line: int, *cells: Cell) -> list[tuple[FaultCode, str, int | None]]:
        row = parser.parse(SheetRow(line, cells))
        assert isinstance(row, ParsedRow)
        return [(one.code, one.column_letter, one.earlier_line) for one in watch.faults_of(row)]

    assert faults_of(2, "甲公司", "13800000001") == []
    assert faults_of(3, "甲 公 司", "13900000003") == [(FaultCode.DUPLICATE_NAME, "A", 2)]
    assert faults_of(4, "乙公司", "+86 138 0000 0001") == [(FaultCode.DUPLICATE_PHONE, "B", 2)]
    assert faults_of(5, "乙公司", "13900000003") == []


# The samples


def outcome(name: str) -> tuple[list[ParsedRow], list[RowFault]]:
    good: list[ParsedRow] = []
    faults: list[RowFault] = []
    with read_sheet(DATA / name) as sheet:
        found = split_header(sheet.rows)
        assert found is not None
        header, rows = found
        assert not header.ignored
        assert not header.repeated
        parser, watch = CustomerRowParser(header, context()), DuplicateWatch(header)
        for row in rows:
            parsed = parser.parse(row)
            wrong = parsed.faults if isinstance(parsed, RefusedRow) else watch.faults_of(parsed)
            faults.extend(wrong)
            if isinstance(parsed, ParsedRow) and not wrong:
                good.append(parsed)
    return good, faults


def test_the_sample_has_300_good_customers_in_both_formats() -> None:
    workbook, faults = outcome("sample_customers.xlsx")
    text, faults_in_text = outcome("sample_customers.csv")
    assert faults == faults_in_text == []
    assert len(workbook) == len(text) == 300
    assert sum(row.is_incomplete for row in workbook) > 20
    assert [row.own_values for row in workbook] == [row.own_values for row in text]
    assert [row.contact_values for row in workbook] == [row.contact_values for row in text]


def test_the_dirty_sample_has_25_different_faults_and_all_are_found() -> None:
    good, faults = outcome("dirty_customers.xlsx")
    expected = json.loads((DATA / "dirty_customers.expected.json").read_bytes())
    assert [(one.line, one.column_letter, one.column_label, one.code.value) for one in faults] == [
        (one["line"], one["column"], one["label"], one["code"]) for one in expected
    ]
    assert len(expected) == 25
    assert len({(one["column"], one["code"]) for one in expected}) == 25
    assert len(good) == 9


def test_the_samples_are_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(DATA / "build_samples.py"), str(tmp_path)], check=True)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(built) == 4
    assert {name: (DATA / name).read_bytes() for name in built} == built


# Sentences


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_has_a_sentence_with_its_place(code: FaultCode) -> None:
    sentence = fault_sentence(
        RowFault(7, "手机\x1b[2J", "C", code, "值", ("甲", "乙"), limit=5, earlier_line=3)
    )
    assert sentence.startswith("line 7, column C (手机): ")
    assert "{" not in sentence
    assert "None" not in sentence


def test_a_fault_without_a_column_has_its_line() -> None:
    assert fault_place(RowFault(7, "", "", FaultCode.MISSING_CONTACT)) == "line 7"


@pytest.mark.parametrize("reason", [*SheetReason, *WriteReason])
def test_every_file_reason_has_a_sentence(reason: SheetReason | WriteReason) -> None:
    facts: dict[str, object] = {"limit": 9, "row": 3, "line": 4, "encoding": "x", "sheet": "甲"}
    facts |= {"sheets": ["乙"], "labels": ["丙", "丁"]}
    error: FileFormatError
    if isinstance(reason, SheetReason):
        error = sheet_error(Path("a.xlsx"), reason, **facts)
    else:
        error = WorkbookError(Path("a.xlsx"), reason, **facts)
    sentence = file_sentence(error)
    assert sentence.endswith(".")
    assert "{" not in sentence
