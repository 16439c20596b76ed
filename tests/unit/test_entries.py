"""A follow-up on one line: what is understood, what stays, and that nothing is lost."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.contacts import ContactFields, ContactRow
from crm_tui.domain.dictionaries import SEEDS, DictionaryItem
from crm_tui.domain.entries import Entry, Known, SpanKind, begins_with, read_entry, split_paste
from crm_tui.domain.entries.contents import JOINTS
from crm_tui.domain.identifiers import ContactId, CustomerId, UserId
from crm_tui.domain.mentions import Colleague
from crm_tui.domain.moments import Moment
from crm_tui.domain.numerals import half_width
from tests.unit.entry_lines import LINES

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 15, tzinfo=SHANGHAI)


def person(number: int, name: str, title: str = "", gender: str = "") -> ContactRow:
    fields = ContactFields(name, title=title, gender=gender)
    return ContactRow(ContactId(number), CustomerId(1), 1, fields)


def words() -> tuple[DictionaryItem, ...]:
    seeds = [(kind, seed) for kind, listed in SEEDS.items() for seed in listed]
    return tuple(
        DictionaryItem(number, kind, seed.code, seed.zh, seed.counts)
        for number, (kind, seed) in enumerate(seeds, start=1)
    )


KNOWN = Known(
    NOW,
    SHANGHAI,
    contacts=(
        person(1, "张敏", "采购总监", "女"),
        person(2, "李强", "工程师"),
        person(3, "张伟", "技术经理", "男"),
        person(4, "Zhang Min"),
    ),
    words=words(),
    colleagues=(
        Colleague(UserId(1), "wangwei", "王伟"),
        Colleague(UserId(2), "lina", "李娜"),
    ),
)


def at(moment: Moment | None) -> str | None:
    return None if moment is None else f"{moment.instant.astimezone(SHANGHAI):%m-%d %H:%M}"


def understood(entry: Entry) -> dict[str, object]:
    """All that a line was understood as, without what was not said."""
    named: dict[str, object] = {
        "contact": entry.contact and entry.contact.fields.name,
        "method": entry.method and entry.method.name,
        "result": entry.result and entry.result.name,
        "mood": entry.mood and entry.mood.value,
        "happened": at(entry.happened),
        "next": at(entry.next_contact),
        "note": entry.next_contact_note,
        "stage": entry.stage and entry.stage.name,
        "tags": entry.tags,
        "tasks": tuple(
            (each.title, f"{each.due_at.astimezone(SHANGHAI):%m-%d %H:%M}", each.assignee_id)
            for each in entry.tasks
        ),
        "colleagues": tuple(each.login for each in entry.colleagues),
        "doubts": tuple(each.kind.value for each in entry.doubts),
    }
    return {name: value for name, value in named.items() if value} | {"content": entry.content}


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line[:20] for line, _ in LINES])
def test_a_line_means(line: str, meaning: dict[str, object]) -> None:
    assert understood(read_entry(line, KNOWN)) == meaning


def test_what_only_says_how_it_went_is_kept_in_its_own_words() -> None:
    assert read_entry("张敏 电话 未接 明天10点 再打", KNOWN).said == "电话 未接"
    assert read_entry("明天10点 发方案", KNOWN).said == ""


def test_a_name_that_several_have_lists_them_and_chooses_nobody() -> None:
    entry = read_entry("小张 电话 聊了", KNOWN)
    assert entry.contact is None
    assert [each.fields.name for each in entry.candidates] == ["张敏", "张伟"]
    assert entry.draft(KNOWN).contact_id is None


def test_the_only_contact_is_meant_where_nobody_is_named() -> None:
    alone = Known(NOW, SHANGHAI, contacts=KNOWN.contacts[:1], words=KNOWN.words)
    assert read_entry("电话 聊了", alone).draft(alone).contact_id == 1
    assert read_entry("电话 聊了", KNOWN).draft(KNOWN).contact_id is None


def test_a_disabled_word_of_the_office_is_understood_no_more() -> None:
    off = tuple(replace(each, enabled=each.code != "call") for each in KNOWN.words)
    entry = read_entry("电话 聊了", replace(KNOWN, words=off))
    assert (entry.method, entry.content) == (None, "电话 聊了")


def test_the_stretches_say_what_each_was_understood_as() -> None:
    line = "张敏 电话 预算已批 明天10点 发方案 #报价"
    kinds = {
        line[each.start : each.end]: each.kind
        for each in read_entry(line, KNOWN).spans
        if not each.is_content
    }
    assert kinds == {
        "张敏": SpanKind.CONTACT,
        "电话": SpanKind.METHOD,
        "明天10点": SpanKind.NEXT,
        "发方案": SpanKind.NOTE,
        "#报价": SpanKind.STAGE,
    }


# --- any text ------------------------------------------------------------------------------------

PIECES = (
    *(
        "张敏",
        "张总",
        "李工",
        "小张",
        "王姐",
        "电话",
        "微信",
        "未接",
        "积极",
        "消极",
        "反馈积极",
        "说",
    ),
    *(
        "预算已批",
        "明天10点",
        "昨天下午",
        "周五",
        "3天后",
        "11-25",
        "下次",
        "发方案",
        "再",
        "的",
        "给",
    ),
    *(
        "#报价",
        "#重点",
        "#",
        "@李娜",
        "@",
        "!",
        "！",
        "任务：",
        "任务 ",
        "任务",
        "，",
        "。",
        "；",
        "、",
    ),
    *(
        " ",
        "　",
        "\n",
        "：",
        "call",
        "positive",
        "tomorrow 10am",
        "next ",
        "Zhang Min",
        "C#",
        "a@b.c",
    ),
    *("[/]", "\x1b[31m", "\u202e", "ﬁ", "İ", "１０", "!周五 准备合同"),
)
ANY_TEXT = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(ANY_TEXT)
def test_every_character_is_in_exactly_one_stretch(text: str) -> None:
    spans = read_entry(text, KNOWN).spans
    places = [place for each in spans for place in range(each.start, each.end)]
    assert places == list(range(len(text)))
    assert all(each.end > each.start for each in spans)


@given(ANY_TEXT)
def test_the_content_and_what_was_taken_out_are_the_whole_text(text: str) -> None:
    entry = read_entry(text, KNOWN)
    kept = "".join(text[each.start : each.end] for each in entry.spans if each.is_content)
    assert solid(entry.content) == solid(kept)


def solid(text: str) -> str:
    """A text without blanks and the signs that join its clauses."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in JOINTS)


@given(ANY_TEXT)
def test_full_width_letters_are_understood_like_plain_ones(text: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    plain, full = read_entry(text, KNOWN), read_entry(wide, KNOWN)
    assert [(each.start, each.end, each.kind) for each in plain.spans] == [
        (each.start, each.end, each.kind) for each in full.spans
    ]
    assert half_width(full.content) == half_width(half_width(plain.content))


@given(ANY_TEXT)
def test_what_was_taken_out_is_what_is_said_to_be_understood(text: str) -> None:
    entry = read_entry(text, KNOWN)
    kinds = {each.kind for each in entry.spans}
    assert (entry.method is not None) == (SpanKind.METHOD in kinds)
    assert (entry.mood is not None) == (SpanKind.MOOD in kinds)
    assert (entry.next_contact is not None) == (SpanKind.NEXT in kinds)
    assert bool(entry.tags) == (SpanKind.TAG in kinds)
    assert len(entry.tasks) == sum(each.kind is SpanKind.TASK for each in entry.spans)
    if entry.next_contact is not None:
        assert entry.next_contact.instant > NOW
    if entry.happened is not None:
        assert entry.happened.instant <= NOW


def test_a_very_long_text_is_content() -> None:
    text = "报价 " * 20_000
    assert read_entry(text, KNOWN).content == text.strip()


@pytest.mark.parametrize("piece", ["11-25 ", "! a ", "@a ", "#a ", "任务 ", "今", "一", "张敏 "])
def test_no_text_takes_long_to_read(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    begun = time.process_time()
    read_entry(text, KNOWN)
    # What grew with the square of its length took seconds.
    assert time.process_time() - begun < 1


# --- several lines -------------------------------------------------------------------------------


def test_a_paste_is_taken_line_by_line_and_set_in_lines_go_on() -> None:
    text = "恒信 电话 聊了\n\n- 星河 微信 好\n  他说可以\n3、蓝海 拜访 看厂"
    assert [(each.number, each.text) for each in split_paste(text)] == [
        (1, "恒信 电话 聊了"),
        (3, "星河 微信 好\n他说可以"),
        (5, "蓝海 拜访 看厂"),
    ]


@given(st.text(max_size=200))
def test_of_a_paste_no_word_is_lost(text: str) -> None:
    pasted = "".join("".join(each.text.split()) for each in split_paste(text))
    assert len(pasted) <= len("".join(text.split()))
    assert all(each.text.strip() for each in split_paste(text))


NAMES = {1: "北京恒信科技有限公司", 2: "恒信", 3: "Acme Trading Ltd", 4: "Acme Tools"}


@pytest.mark.parametrize(
    ("line", "meant", "rest"),
    [
        ("北京恒信科技有限公司 电话 聊了", [1], "电话 聊了"),
        ("北京恒信 电话 聊了", [1], "电话 聊了"),
        ("恒信：电话 聊了", [2], "电话 聊了"),
        ("Acme Trading call positive", [3], "call positive"),
        ("acme trading ltd: call positive", [3], "call positive"),
        ("acme call positive", [3, 4], "call positive"),
        ("蓝海 电话 聊了", [], "蓝海 电话 聊了"),
        ("恒信", [2], ""),
    ],
)
def test_a_pasted_line_begins_with_its_customer(line: str, meant: list[int], rest: str) -> None:
    assert begins_with(line, NAMES) == (meant, rest)


@pytest.mark.parametrize(
    ("line", "method", "words"),
    [
        ("昨天去拜访了客户，聊了方案", "拜访", "去拜访了"),
        ("和张敏见了一面", "拜访", "见了"),
        ("今天给他打了电话，预算批了", "电话", "打了电话"),
        ("打了三个电话都没人接", "电话", "打了三个电话"),
        ("刚打了个电话，说考虑", "电话", "打了个电话"),
        ("发了邮件给采购", "邮件", "发了邮件"),
        ("加了微信，聊了需求", "微信", "加了微信"),
        ("发了条短信问候", "短信", "发了条短信"),
    ],
)
def test_a_sentence_that_says_how_it_was_done_proposes_the_method(
    line: str, method: str, words: str
) -> None:
    entry = read_entry(line, KNOWN)
    assert entry.method is None
    assert entry.proposed is not None
    assert (entry.proposed.method.name, entry.proposed.words) == (method, words)
    assert entry.draft(KNOWN).method_id == entry.proposed.method.id
    assert entry.next_contact is None


@pytest.mark.parametrize(
    "line",
    [
        "没打电话",
        "还没见到人",
        "准备下周打电话",
        "他说下周来拜访",
        "客户打了电话来问价格",
        "张敏说去拜访了竞品",
        "李强发了邮件来",
        "预算已批 !明天打了电话再说",
    ],
)
def test_what_others_did_or_nobody_did_proposes_no_method(line: str) -> None:
    assert read_entry(line, KNOWN).proposed is None


def test_a_method_that_is_named_leaves_nothing_to_propose() -> None:
    entry = read_entry("微信 给他打了电话", KNOWN)
    assert (entry.method and entry.method.name, entry.proposed) == ("微信", None)


def test_of_several_methods_in_a_sentence_none_is_proposed() -> None:
    entry = read_entry("下午见了张总，晚上打了电话", KNOWN)
    assert entry.proposed is None
    (doubt,) = entry.doubts
    assert doubt.names == ("拜访", "电话")
