"""What is wrong in a query, where, and what is said of it."""

from __future__ import annotations

import pytest

from crm_tui.domain.queries import (
    QUERY_LENGTH,
    Query,
    QueryFault,
    QueryTrouble,
    parse,
)
from crm_tui.domain.queries.fields import FIELDS, SORT, QueryField
from crm_tui.errors import QuerySyntaxError
from crm_tui.i18n import use_language
from crm_tui.presentation.errors import sentence
from crm_tui.presentation.queries import description, fault_sentence, field_name, marked_place
from crm_tui.presentation.widths import cell_width
from tests.unit.queries.office import fault


@pytest.mark.parametrize(
    ("text", "trouble", "part", "near"),
    [
        ("科技 levl:A", QueryTrouble.UNKNOWN_FIELD, "levl", "level"),
        ("等級:A", QueryTrouble.UNKNOWN_FIELD, "等級", "等级"),
        ("level:D", QueryTrouble.UNKNOWN_VALUE, "D", "A"),
        ("type:潜", QueryTrouble.UNKNOWN_VALUE, "潜", "潜在"),
        ("amount:>=x", QueryTrouble.NOT_AN_AMOUNT, ">=x", ""),
        ("amount:-5", QueryTrouble.NOT_AN_AMOUNT, "-5", ""),
        ("due:<3x", QueryTrouble.NOT_A_DAY, "<3x", ""),
        ("created:2026-13", QueryTrouble.NOT_A_DAY, "2026-13", ""),
        ("complete:高", QueryTrouble.NOT_A_NUMBER, "高", ""),
        ("city:>杭州", QueryTrouble.NOT_COMPARED, ">杭州", ""),
        ("is:无", QueryTrouble.NOT_EMPTY, "无", ""),
        ("sort:phone", QueryTrouble.UNKNOWN_SORT, "phone", ""),
        ("-sort:last", QueryTrouble.NOT_NEGATED, "sort", ""),
        ("custom:x", QueryTrouble.UNKNOWN_FIELD, "custom", ""),
        ("level.x:A", QueryTrouble.UNKNOWN_FIELD, "level.x", "level"),
    ],
)
def test_a_fault_names_its_place_and_what_was_meant(
    text: str, trouble: QueryTrouble, part: str, near: str
) -> None:
    found = fault(text)
    assert (found.trouble, text[found.start : found.end]) == (trouble, part)
    assert near in ("", *found.near)
    words = fault_sentence(found)
    assert words
    assert words.isprintable()


@pytest.mark.parametrize("text", ["level:", "level:A,", "到期:<", 'tag:""', "sort:", "amount:.."])
def test_a_value_that_is_still_missing_is_told_at_its_place(text: str) -> None:
    found = fault(text)
    assert found.trouble in {QueryTrouble.VALUE_MISSING, QueryTrouble.NOT_AN_AMOUNT}
    assert found.end == len(text)


def test_a_query_has_a_greatest_length() -> None:
    assert isinstance(parse("长" * QUERY_LENGTH), Query)
    assert fault("长" * (QUERY_LENGTH + 1)).trouble is QueryTrouble.TOO_LONG


def test_the_marks_stand_under_the_place_in_cells() -> None:
    text = "科技 levl:A"
    shown, marks = marked_place(text, 3, 7, 80)
    assert (shown, marks) == (text, "     ^^^^")
    shown, marks = marked_place("长" * 400 + " levl:A", 401, 405, 60)
    assert cell_width(shown) <= 60
    assert shown[: len(shown) - 2].endswith("levl")
    assert len(marks) <= 60
    assert marks.endswith("^^^^")


def test_the_sentence_of_an_error_is_that_of_its_fault() -> None:
    found = fault("levl:A")
    error = QuerySyntaxError("levl:A", found.trouble.value, 0, 4, "levl", "", found.near)
    use_language("en")
    assert sentence(error) == fault_sentence(found)
    assert "“levl”" in sentence(error)


@pytest.mark.parametrize(
    ("text", "start", "end", "closing"),
    [
        ('"等级:A', 0, 5, '"'),
        ("科技 标签:「重点 客户", 6, 12, "」"),
        ("-“科技", 0, 4, "”"),
        ('等级:A "', 5, 6, '"'),
        ('标签:VIP,"a""', 7, 11, '"'),
    ],
)
def test_a_quote_that_is_not_closed_is_a_fault_at_its_place(
    text: str, start: int, end: int, closing: str
) -> None:
    found = fault(text)
    assert (found.trouble, found.near) == (QueryTrouble.OPEN_QUOTE, (closing,))
    assert (found.start, found.end) == (start, end)
    assert not isinstance(parse(text + closing), QueryFault)


def test_an_open_quote_is_told_with_what_closes_it() -> None:
    assert fault_sentence(fault('"等级:A')) == '引号没有关上：“等级:A”后面要加 "'


def test_the_field_is_told_from_the_sentence_about_it() -> None:
    assert fault_sentence(fault("是:foo")).startswith("“是”没有“foo”，可写：成交、")
    assert fault_sentence(fault("-sort:name")).startswith("“排序”前面不能加 -")


def test_all_that_lists_can_be_sorted_by_is_named_the_nearest_first() -> None:
    said = fault_sentence(fault("sort:-foo"))
    assert said.startswith("不能按“-foo”排序，可以按这些排：")
    for field in FIELDS:
        assert not field.sort or field.zh[0] in said


@pytest.mark.parametrize("field", [*FIELDS, SORT], ids=lambda field: field.key)
def test_what_a_field_means_does_not_say_its_name_again(field: QueryField) -> None:
    assert description(field) != field_name(field)
    assert not description(field).startswith(f"{field_name(field)}：")
