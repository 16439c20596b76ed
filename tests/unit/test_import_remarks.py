"""Remarks that are a diary become notes of single days; other remarks stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.imports import CustomerRowParser, ParsedRow, SheetRow, read_table
from crm_tui.domain.imports.remarks import split_notes
from tests.unit.import_rows import TODAY, context


def split(remarks: str) -> tuple[list[tuple[str, str]], str]:
    notes, rest = split_notes(remarks, TODAY)
    return [(date.fromordinal(note.day).isoformat(), note.text) for note in notes], rest


@pytest.mark.parametrize(
    ("remarks", "notes", "rest"),
    [
        (
            "11.3电话:要报价；11.8寄样",
            [("2026-11-03", "电话:要报价"), ("2026-11-08", "寄样")],
            "",
        ),
        (
            "11/3 打电话\n11/8 寄样",
            [("2026-11-03", "打电话"), ("2026-11-08", "寄样")],
            "",
        ),
        (
            "老客户介绍。11月3日来访；11月8号：寄样。",
            [("2026-11-03", "来访"), ("2026-11-08", "寄样")],
            "老客户介绍",
        ),
        (
            "11.3电话，11.8寄样，11.20报价3.5万",
            [("2026-11-03", "电话"), ("2026-11-08", "寄样"), ("2026-11-20", "报价3.5万")],
            "",
        ),
        (
            "2025-11-03 电话；2025.11.25 拜访",
            [("2025-11-03", "电话"), ("2025-11-25", "拜访")],
            "",
        ),
        ("25.11.3 电话；25.11.8 寄样", [("2025-11-03", "电话"), ("2025-11-08", "寄样")], ""),
        ("【11.3】电话\n【11.8】寄样", [("2026-11-03", "电话"), ("2026-11-08", "寄样")], ""),
    ],
)
def test_a_diary_becomes_notes_of_single_days(
    remarks: str, notes: list[tuple[str, str]], rest: str
) -> None:
    assert split(remarks) == (notes, rest)


def test_days_without_a_year_follow_each_other_over_new_year() -> None:
    assert split("11.25报价；12.20签约；1.5发货")[0] == [
        ("2025-11-25", "报价"),
        ("2025-12-20", "签约"),
        ("2026-01-05", "发货"),
    ]


def test_a_diary_with_the_newest_on_top_is_understood_and_put_in_order() -> None:
    assert split("1.5发货；12.20签约；11.25报价")[0] == [
        ("2025-11-25", "报价"),
        ("2025-12-20", "签约"),
        ("2026-01-05", "发货"),
    ]


@pytest.mark.parametrize(
    "remarks",
    [
        "",
        "对价格敏感",
        "10.5折优惠；3.2万",
        "预算3.5万，11.8元一个",
        "客户 11.3 来过",
        "3.5mm接口；2.0版本",
        "11.3",
        "13.45电话；11.32寄样",
        "2027-01-05 会来电话",
        "400-800-1234；021-58881234",
    ],
)
def test_remarks_that_are_no_diary_stay_as_they_are(remarks: str) -> None:
    assert split(remarks) == ([], remarks)


def test_notes_are_taken_out_of_the_remarks_only_when_that_is_wanted() -> None:
    sheet = [
        SheetRow(1, ("公司", "备注")),
        SheetRow(2, ("甲公司", "介绍人王敏。11.3电话；11.8寄样")),
    ]

    def read(*, splits: bool) -> ParsedRow:
        known = replace(context(), splits_notes=splits)
        table = read_table(sheet, known)
        assert table is not None
        row = CustomerRowParser(table.header, known).parse(next(table.rows))
        assert isinstance(row, ParsedRow)
        return row

    kept, taken = read(splits=False), read(splits=True)
    assert (kept.notes, kept.fields.remarks) == ((), "介绍人王敏。11.3电话；11.8寄样")
    assert ([note.text for note in taken.notes], taken.fields.remarks) == (
        ["电话", "寄样"],
        "介绍人王敏",
    )


@given(
    st.lists(
        st.sampled_from(
            ["11.3", "2026-1-5", "电话", "；", "，", "\n", " ", "13.40", "3.5万", "。"]
        ),
        max_size=14,
    ).map("".join)
)
def test_nothing_that_was_written_is_lost(remarks: str) -> None:
    notes, rest = split_notes(remarks, TODAY)
    kept = rest + "".join(note.text for note in notes)
    assert kept.count("电话") == remarks.count("电话")
    assert all(note.day <= TODAY.toordinal() and note.text for note in notes)
