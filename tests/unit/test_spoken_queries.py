"""A query in the words of a person: every field and every comparison has its own."""

from __future__ import annotations

import pytest

from crm_tui.domain.queries import Query, parse
from crm_tui.domain.queries.choices import CHOICES
from crm_tui.domain.queries.fields import FIELDS, FieldKind, QueryField
from crm_tui.i18n import use_language
from crm_tui.presentation.queries import readable
from crm_tui.presentation.spoken_queries import spoken


@pytest.fixture(autouse=True)
def chinese() -> None:
    """Speak Chinese, and what was spoken before afterwards."""
    use_language("zh")


def said(text: str) -> str:
    query = parse(text)
    assert isinstance(query, Query), (text, query)
    return spoken(query, "CNY")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("due:<=3d 科技 level:A,B", "3天内掉公海，等级 A 或 B，名称等含“科技”"),
        ("due:<3d", "不到3天就掉公海"),
        ("科技 上海", "名称等含“科技”和“上海”"),
        ("owner:me", "我负责"),
        ("owner:me,none", "我负责 或 无人负责"),
        ("-industry:教育", "排除行业 教育"),
        ("-科技", "排除名称含“科技”"),
        ("last:>30d,none", "超过30天没跟进 或 从未跟进"),
        ("last:<=1w", "1周内最后跟进"),
        ("last:..10d", "10天内最后跟进"),
        ("next:<=today", "今天或之前要联系"),
        ("created:this-week", "本周录入"),
        ("inpool:7d..30d", "7天前到30天前进公海"),
        ("amount:>=10w", "成交金额至少 10万"),
        ("budget:10万..50万", "预算 10万 到 50万"),
        ("complete:<60", "完善度低于 60%"),
        ("is:won,overdue", "已成交 或 联系逾期"),
        ("tag:VIP", "带标签 VIP"),
        ("tag:none", "没有标签"),
        ("custom.年级:三", "年级含“三”"),
        ("sort:-last,name", "按上次跟进倒序、名称排序"),
        ("", ""),
    ],
)
def test_a_query_is_said_as_people_say_it(typed: str, words: str) -> None:
    assert said(typed) == words


def test_it_is_said_in_english_too() -> None:
    use_language("en")
    assert said("due:<=3d owner:me -level:C last:>1m created:this-week") == (
        "taken back within 3 days; held by me; all but: level C;"
        " not followed up for more than 1 month; entered this week"
    )


def queries_of(field: QueryField) -> list[str]:
    """Every way in which a field can be asked."""
    name = field.en[0] + (".x" if field.kind is FieldKind.CUSTOM else "")
    values: tuple[str, ...] = {
        FieldKind.NUMBER: ("7", "9"),
        FieldKind.MONEY: ("7", "9"),
        FieldKind.DAY: ("7d", "2026-11-05"),
    }.get(field.kind, ("甲", "乙"))
    if field.kind in {FieldKind.CHOICE, FieldKind.FLAG}:
        values = tuple(each.en for each in CHOICES[field.key])
    asked = [*values]
    if field.is_ordered:
        asked += [sign + each for sign in ("<", "<=", ">", ">=") for each in values]
        asked += [f"{values[0]}..{values[1]}"]
    if field.kind is not FieldKind.FLAG:
        asked += ["none", "any"]
    return [f"{name}:{each}" for each in dict.fromkeys(asked)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_and_comparison_has_words_of_its_own(field: QueryField, language: str) -> None:
    use_language(language)
    queries = queries_of(field)
    words = [said(each) for each in queries]
    assert len(set(words)) == len(words)
    assert all(words)
    for text, shown in zip(queries, words, strict=True):
        query = parse(text)
        assert isinstance(query, Query)
        assert shown != readable(query, "CNY")
        assert "{" not in shown
        assert said(f"-{text}") != shown


def test_what_a_terminal_would_act_upon_is_not_said() -> None:
    assert "\x1b" not in said('tag:"\x1b[31m" 科\u202e技')
