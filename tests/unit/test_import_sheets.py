"""Rows of a sheet that are no customers: headers in two rows, headers again, sums, anything."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.imports import (
    BankReceiptRowParser,
    Cell,
    ContractRowParser,
    CustomerRowParser,
    ExpenseRowParser,
    FollowUpRowParser,
    ImportKind,
    OrderRowParser,
    PaymentPlanRowParser,
    QuoteRowParser,
    SkipReason,
    UsageRowParser,
    read_table,
)
from crm_tui.domain.imports.lead_rows import LeadRowParser
from crm_tui.domain.imports.opportunity_rows import OpportunityRowParser
from crm_tui.domain.text import printable
from tests.unit.import_rows import context
from tests.unit.import_tables import NAMES, OWN, parsed, rows_of, table_of


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


@pytest.mark.long
def test_a_header_of_as_many_columns_as_a_sheet_can_have_is_read_in_time() -> None:
    started = time.thread_time()
    table = table_of(("公司",) * 8_000 + ("颜色",) * 8_000, (NAMES[0],) * 16_000)
    assert len(table.header.repeated) == 7_999
    assert time.thread_time() - started < 15


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
).map(
    lambda labels: [
        *("公司", "联系人", "内容", "商机名称", "贷方金额", "订单号", "合同号", "报价单号", "金额"),
        *("用量", *labels),
    ]
)
PARSERS: Mapping[ImportKind, Callable[..., Any]] = {
    ImportKind.CUSTOMERS: CustomerRowParser,
    ImportKind.CONTACTS: CustomerRowParser,
    ImportKind.FOLLOW_UPS: FollowUpRowParser,
    ImportKind.LEADS: LeadRowParser,
    ImportKind.OPPORTUNITIES: OpportunityRowParser,
    ImportKind.ORDERS: OrderRowParser,
    ImportKind.CONTRACTS: ContractRowParser,
    ImportKind.BANK_RECEIPTS: BankReceiptRowParser,
    ImportKind.QUOTES: QuoteRowParser,
    ImportKind.EXPENSES: ExpenseRowParser,
    ImportKind.USAGES: UsageRowParser,
    ImportKind.PAYMENT_PLANS: PaymentPlanRowParser,
}


@given(LABELS, st.lists(st.lists(CELLS, max_size=9), max_size=6), st.sampled_from(ImportKind))
def test_no_sheet_whatever_is_an_error(
    labels: list[Cell], below: list[list[Cell]], kind: ImportKind
) -> None:
    rows = [labels, *below]
    known = replace(context(), fields=OWN, splits_notes=True, carries_names=True, adds_words=True)
    table = read_table(rows_of(*rows), known, kind)
    assert table is not None
    parser = PARSERS[kind](table.header, known)
    for row in table.rows:
        parsed = parser.parse(row)
        assert parsed.line == row.line
    assert all(
        each.samples == tuple(map(printable, each.samples)) for each in table.proposal.columns
    )
