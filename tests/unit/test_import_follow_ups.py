"""Rows of a sheet of follow-ups: when, with whom, how, and what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.imports import (
    Cell,
    FaultCode,
    FollowUpRowParser,
    ImportContext,
    ImportKind,
    ParsedFollowUp,
    RefusedRow,
    SheetRow,
    read_table,
)
from tests.unit.import_rows import context, words

LABELS = ("客户名称", "跟进时间", "跟进方式", "联系人", "跟进内容", "跟进人", "下次联系时间")


def known() -> ImportContext:
    return replace(
        context(),
        methods=words(DictionaryKind.FOLLOW_UP_METHOD),
        results=words(DictionaryKind.FOLLOW_UP_RESULT),
    )


def read(
    labels: tuple[str, ...], *rows: tuple[Cell, ...], office: ImportContext | None = None
) -> list[ParsedFollowUp | RefusedRow]:
    office = office or known()
    sheet = [SheetRow(1, labels), *(SheetRow(line, row) for line, row in enumerate(rows, start=2))]
    table = read_table(sheet, office, ImportKind.FOLLOW_UPS)
    assert table is not None
    parser = FollowUpRowParser(table.header, office)
    return [parser.parse(row) for row in table.rows]


def one(labels: tuple[str, ...], *cells: Cell) -> ParsedFollowUp:
    (row,) = read(labels, cells)
    assert isinstance(row, ParsedFollowUp), row
    return row


def test_a_whole_row_becomes_a_follow_up() -> None:
    row = one(
        LABELS, "甲公司", "2026-11-03 09:30", "电话", "王敏", "要报价\n下周给", "王伟", "2026-12-01"
    )
    assert (row.name, row.contact, row.author) == ("甲公司", "王敏", "wangwei")
    assert (row.day, row.second) == (date(2026, 11, 3).toordinal(), 9 * 3600 + 30 * 60)
    assert row.method_id == known().methods["电话"]
    assert row.content == "要报价\n下周给"
    assert row.next_contact == date(2026, 12, 1).toordinal()


@pytest.mark.parametrize(
    ("cell", "second"),
    [
        (date(2026, 11, 3), None),
        ("2026-11-03", None),
        (datetime(2026, 11, 3, 14, 5), 50_700),  # noqa: DTZ001 - a spreadsheet knows no zone
        ("2026年11月3日 14点05分", 50_700),
        ("2026/11/3 2:05 PM", 50_700),
        ("Nov 3, 2026", None),
        ("3-Nov-2026 14:05:00", 50_700),
        ("2026-11-03T14:05:00+08:00", 50_700),
    ],
)
def test_the_moment_is_read_with_its_time_where_it_has_one(cell: Cell, second: int | None) -> None:
    row = one(("客户", "时间", "内容"), "甲公司", cell, "电话")
    assert (row.day, row.second) == (date(2026, 11, 3).toordinal(), second)


def test_a_row_without_customer_day_or_content_is_refused_with_all_that_is_missing() -> None:
    (refused,) = read(LABELS, (None, None, "短跑", None, None, None, None))
    assert isinstance(refused, RefusedRow)
    assert [(fault.code, fault.column_letter) for fault in refused.faults] == [
        (FaultCode.MISSING_NAME, "A"),
        (FaultCode.MISSING_DAY, "B"),
        (FaultCode.UNKNOWN_VALUE, "C"),
        (FaultCode.MISSING_CONTENT, "E"),
    ]


def test_a_way_that_no_list_has_is_kept_to_be_added() -> None:
    (row,) = read(
        LABELS,
        ("甲公司", "2026-11-03", "短跑", None, "见面", None, None),
        office=replace(known(), adds_words=True),
    )
    assert isinstance(row, ParsedFollowUp)
    assert (row.method_id, dict(row.new_words)) == (None, {"method_id": "短跑"})


def test_a_customer_in_the_first_row_only_counts_for_those_below_when_that_is_wanted() -> None:
    rows: tuple[tuple[Cell, ...], ...] = (
        ("甲公司", "2026-11-03", None, None, "电话", None, None),
        (None, "2026-11-08", None, None, "寄样", None, None),
    )
    carried = read(LABELS, *rows, office=replace(known(), carries_names=True))
    assert [row.name for row in carried if isinstance(row, ParsedFollowUp)] == ["甲公司"] * 2
    assert isinstance(read(LABELS, *rows)[1], RefusedRow)


def test_a_follow_up_that_is_still_to_come_is_refused() -> None:
    (refused,) = read(LABELS, ("甲公司", "2026-11-23", None, None, "电话", None, None))
    assert isinstance(refused, RefusedRow)
    assert [fault.code for fault in refused.faults] == [FaultCode.DATE_IN_FUTURE]
