"""What a customer is found by, and in which order."""

from __future__ import annotations

import pytest

from crm_tui.domain.search import (
    Candidate,
    SearchFields,
    TermKind,
    compile_search,
    matches,
    rank_key,
    search_columns,
    tokens,
    tokens_of,
)

HENGXIN = SearchFields(
    name="北京朝阳TCL恒信（集团）有限公司",
    short_name="恒信",
    aliases=("老蓝天",),
    contact_names=("仇英", "John Smith"),
    phones=("138-1234-2231", "010-65432100转808"),
)


def finds(query: str, fields: SearchFields = HENGXIN) -> bool:
    plan = compile_search(query)
    assert plan is not None
    return matches(plan, search_columns(fields))


@pytest.mark.parametrize(
    "query",
    [
        "恒信",
        "恒信集团",
        "恒信（集团",
        "集团 北京",
        "老蓝天",
        "仇英",
        "qiuying",
        "qy",
        "bjcy",
        "bjzy",
        "hengx",
        "chaoyang",
        "beijingchao",
        "tcl",
        "ＴＣＬ",
        "TCL恒信",
        "smith",
        "johnsm",
        "john恒信",
        "2231",
        "231",
        "13812342231",
        "+86 138 1234 2231",
        "(010) 6543-2100",
        "恒信 2231",
        "京 恒信",
        "恒",
    ],
)
def test_a_customer_is_found_by(query: str) -> None:
    assert finds(query)


@pytest.mark.parametrize("query", ["恒泰", "恒信 上海", "mithx", "hengb", "eijing", "808", "信恒"])
def test_a_customer_is_not_found_by(query: str) -> None:
    assert not finds(query)


@pytest.mark.parametrize("query", ["", "   ", "　", "\u00a0\n"])
def test_nothing_typed_is_no_search(query: str) -> None:
    assert compile_search(query) is None


@pytest.mark.parametrize("query", ["京", "b", "13", "[/]", "京 b 1"])
def test_what_is_too_short_for_the_index_looks_only_at_beginnings(query: str) -> None:
    plan = compile_search(query)
    assert plan is not None
    assert plan.match is None
    assert plan.prefix


def test_words_have_kinds() -> None:
    plan = compile_search("恒信 hx 138")
    assert plan is not None
    assert [term.kind for term in plan.terms] == [TermKind.HAN, TermKind.LATIN, TermKind.DIGITS]


def test_a_word_is_read_as_syllables_in_every_way() -> None:
    plan = compile_search("xian")
    assert plan is not None
    assert plan.terms[0].spellings[:2] == ("xian", "xi an")


def test_tokens_hold_no_quotes_and_follow_from_the_stored_columns() -> None:
    found = tokens(HENGXIN)
    assert found == tokens_of(search_columns(HENGXIN))
    assert {"北京", "1tcl", "beijing", "0bjc", "0bjz", "92231", "9231"} <= set(found.split())
    assert len(found.split()) == len(set(found.split()))


def candidate(identifier: int, name: str, *, own: bool = False, recency: int = 0) -> Candidate:
    columns = search_columns(SearchFields(name))
    return Candidate(
        id=identifier,
        name_keys=(name,),
        pinyin=columns.pinyin.strip(),
        initials=columns.initials,
        is_own=own,
        recency=recency,
    )


def ranked(query: str, *candidates: Candidate) -> list[int]:
    plan = compile_search(query)
    assert plan is not None
    return [found.id for found in sorted(candidates, key=lambda one: rank_key(one, plan))]


def test_the_whole_name_comes_first_then_its_beginning_then_the_inside() -> None:
    inside = candidate(1, "北京恒信", own=True, recency=9)
    beginning = candidate(2, "恒信科技", own=True)
    whole = candidate(3, "恒信")
    assert ranked("恒信", inside, beginning, whole) == [3, 2, 1]


def test_a_reading_that_begins_so_comes_before_one_inside() -> None:
    inside = candidate(1, "北京恒信")
    by_initials = candidate(2, "恒信科技")
    assert ranked("hx", inside, by_initials) == [2, 1]
    assert ranked("hengxin", inside, by_initials) == [2, 1]


def test_own_customers_come_before_others_and_recent_before_old() -> None:
    old = candidate(1, "恒信甲", own=True, recency=1)
    recent = candidate(2, "恒信乙", own=True, recency=2)
    foreign = candidate(3, "恒信丙", recency=3)
    assert ranked("恒信", foreign, old, recent) == [2, 1, 3]
