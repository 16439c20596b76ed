"""Which characters of a shown text a search matched, and where it was found otherwise."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.search import (
    FoundIn,
    FoundPlace,
    SearchPlan,
    compile_search,
    found_in,
    matched_spans,
    snippet,
)
from crm_tui.i18n import use_language
from crm_tui.presentation.findings import place_words
from tests import make


def plan_of(typed: str) -> SearchPlan:
    plan = compile_search(typed)
    assert plan is not None
    return plan


def marked(text: str, typed: str) -> str:
    """The text with brackets around what was matched."""
    shown, at = "", 0
    for start, end in matched_spans(text, plan_of(typed)):
        shown += f"{text[at:start]}[{text[start:end]}]"
        at = end
    return shown + text[at:]


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("北京恒信科技有限公司", "恒信", "北京[恒信]科技有限公司"),
        ("北京恒信科技有限公司", "恒信 公司", "北京[恒信]科技有限[公司]"),
        ("北京恒信科技有限公司", "hx", "北京[恒信]科技有限公司"),
        ("北京恒信科技有限公司", "hengxinke", "北京[恒信科]技有限公司"),
        ("北京恒信科技有限公司", "hengx", "北京[恒信]科技有限公司"),
        ("重庆银行", "chongqingyh", "重庆银行"),
        ("重庆银行", "cqyh", "[重庆银行]"),
        ("重庆银行", "yinhang", "重庆[银行]"),
        ("恒信（集团）公司", "恒信集团", "[恒信（集团]）公司"),
        ("仇英 总经理", "qiuying", "[仇英] 总经理"),
        ("ＴＣＬ电子", "tcl", "[ＴＣＬ]电子"),
        ("TCL电子", "cl", "T[CL]电子"),
        ("qiu.ying@hengxin.cn", "hengxin", "qiu.ying@[hengxin].cn"),
        ("138-0013-2231", "2231", "138-0013-[2231]"),
        ("138-0013-2231", "00132", "138-[0013-2]231"),
        ("恒信恒信", "恒信", "[恒信恒信]"),
        ("上海浦江", "恒信", "上海浦江"),
    ],
)
def test_what_was_typed_is_marked(text: str, typed: str, shown: str) -> None:
    assert marked(text, typed) == shown


@given(text=st.text(max_size=30), typed=st.text(min_size=1, max_size=10))
def test_spans_lie_in_the_text_in_order_and_apart(text: str, typed: str) -> None:
    plan = compile_search(typed)
    if plan is None:
        return
    reached = -1
    for start, end in matched_spans(text, plan):
        assert reached < start < end <= len(text)
        reached = end


@pytest.fixture
def chinese() -> None:
    use_language("zh")


NAME = "北京恒信"
TEXTS = (
    (FoundPlace.CONTACT, "张敏"),
    (FoundPlace.PHONE, "13800132231"),
    (FoundPlace.TAG, "VIP"),
)


def test_what_the_name_says_is_looked_for_nowhere_else() -> None:
    assert found_in(plan_of("恒信"), NAME, TEXTS) == ((), True)


def test_each_word_that_the_name_does_not_say_is_told_where_it_stands() -> None:
    found, is_whole = found_in(plan_of("恒信 zm vip"), NAME, TEXTS)
    assert found == (FoundIn(FoundPlace.CONTACT, "张敏"), FoundIn(FoundPlace.TAG, "VIP"))
    assert is_whole
    assert found_in(plan_of("恒信 预算"), NAME, TEXTS) == ((), False)


def test_a_long_text_is_shown_around_what_was_typed() -> None:
    content = (
        "今天和王总在园区见了面，聊了很久的近况，\n"
        "最后说预算已批，但是要分三次付款，下周把方案发过去再定时间"
    )
    shown = snippet(plan_of("预算已批"), content, width=20)
    assert "预算已批" in shown
    assert "\n" not in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 22
    assert snippet(plan_of("预算"), "预算已批") == "预算已批"


def test_where_something_was_found_is_said_with_the_words_marked(chinese: None) -> None:
    at = datetime(2026, 11, 18, 9, tzinfo=make.SHANGHAI)
    found = (FoundIn(FoundPlace.TAG, "VIP"), FoundIn(FoundPlace.FOLLOW_UP, "…预算已批", at))
    said = place_words(found, plan_of("vip 预算"), zone=make.SHANGHAI, now=make.NOW)
    assert said.text == "标签：VIP · 跟进 11-18：…预算已批"
    assert [said.text[start:end] for start, end in said.spans] == ["VIP", "预算"]
