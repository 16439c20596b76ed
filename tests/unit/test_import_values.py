"""Dates, phones and amounts of customer sheets, read as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.contacts import Phone
from crm_tui.domain.imports import (
    Cell,
    FaultCode,
    ParsedRow,
    RefusedRow,
)
from tests.unit.import_rows import TODAY, day, fault, read, value


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
        ("张总13800138000 订单12345678", FaultCode.PHONE_NOT_A_NUMBER),
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


def test_what_arithmetic_leaves_behind_a_number_does_not_count() -> None:
    assert value("预算", 0.1 + 0.2) == 30
    assert value("预算(万元)", 20.000000000000004) == 20_000_000


def test_texts_of_several_columns_are_together_no_longer_than_one() -> None:
    row = read(("客户名称", "备注", "说明"), ("甲公司", "长" * 3_000, "长" * 3_000))
    assert isinstance(row, RefusedRow)
    assert [(one.code, one.column_letter, one.limit) for one in row.faults] == [
        (FaultCode.TEXT_TOO_LONG, "C", 4_000)
    ]
    emails = "; ".join(f"{n}{'x' * 60}@example.com" for n in range(12))
    labels = ("客户名称", "联系人", "邮箱", "联系人备注")
    row = read(labels, ("甲公司", "王敏", emails, "长" * 1_900))
    assert isinstance(row, RefusedRow)
    assert [one.code for one in row.faults] == [FaultCode.TEXT_TOO_LONG]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Nov 22, 2025", "2025-11-22"),
        ("22-Nov-2025", "2025-11-22"),
        ("22 November 2025", "2025-11-22"),
        ("11/22/2025 3:05 PM", "2025-11-22"),
        ("2025-11-22T10:30:00+08:00", "2025-11-22"),
    ],
)
def test_dates_of_other_programs_are_read(cell: str, expected: str) -> None:
    assert day("成立日期", cell) == expected
