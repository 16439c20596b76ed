"""Pages with places for values: whatever stands in a value stays text, and nothing runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.quotes.pages import LABELS
from crm_tui.formats.pages import PageTrouble, filled, page_fault
from crm_tui.formats.quote_files import quote_page_fault, usual_page
from crm_tui.presentation import quote_pages

PAGE = (
    "<head></head><p>{{name}}</p>{{#lines}}<i>{{no}} {{name}}</i>{{/lines}}"
    "{{#note}}({{note}}){{/note}}"
)


def body(page: str) -> str:
    return page.partition("</head>")[2]


def test_values_blocks_and_what_is_empty() -> None:
    lines = ({"no": "1"}, {"no": "2", "name": "own"})
    page = filled(PAGE, {"name": "甲", "lines": lines, "note": ""})
    assert body(page) == "<p>甲</p><i>1 甲</i><i>2 own</i>"
    assert body(filled(PAGE, {"name": "", "lines": (), "note": "x\ny"})) == "<p></p>(x<br>y)"


@pytest.mark.parametrize(
    ("label", "shown"),
    [("授权代表：", "授权代表：张敏"), ("Represented by:", "Represented by: 张敏")],
)
def test_a_wide_colon_holds_its_own_space(label: str, shown: str) -> None:
    page = "<head></head>{{label.signatory}} {{name}}"
    assert body(filled(page, {"label.signatory": label, "name": "张敏"})) == shown
    text = "<head></head>{{#note}}{{note}} {{name}}{{/note}} {{name}}"
    assert body(filled(text, {"note": label, "name": "张敏"})) == f"{shown} 张敏"


@given(st.text(max_size=60))
def test_no_value_becomes_a_tag_a_place_or_a_control_sign(value: str) -> None:
    page = body(filled("<head></head>{{name}}", {"name": value})).replace("<br>", "")
    assert not set(page) & set("<>\"'\x1b\u202e")
    assert filled("<head></head>{{name}}", {"name": "{{lines}}{{#x}}"}).endswith("{{lines}}{{#x}}")


def test_whatever_shows_it_is_told_to_run_nothing_and_to_load_nothing() -> None:
    page = filled("<html><HEAD lang=zh><script>1</script></head>", {})
    assert page.index("Content-Security-Policy") < page.index("<script>")
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("text", "trouble", "part"),
    [
        ("<head>{{secret}}", PageTrouble.UNKNOWN, "{{secret}}"),
        ("<head>{{no}}", PageTrouble.UNKNOWN, "{{no}}"),
        ("<head>{{#lines}}{{no}}", PageTrouble.OPEN, "{{#lines}}"),
        ("<head>{{/lines}}", PageTrouble.OPEN, "{{/lines}}"),
        ("<head>{{#lines}}{{#name}}{{/lines}}{{/name}}", PageTrouble.OPEN, "{{/lines}}"),
        ("{{name}}", PageTrouble.NO_HEAD, "<head>"),
    ],
)
def test_what_is_no_page_is_named(text: str, trouble: PageTrouble, part: str) -> None:
    found = page_fault(text, ("name",), {"lines": ("no",)})
    assert found is not None
    assert (found.trouble, found.part) == (trouble, part)


def test_the_usual_page_asks_only_for_what_a_quote_says() -> None:
    assert quote_page_fault(usual_page()) is None
    assert set(quote_pages.LABELS) == set(LABELS)
