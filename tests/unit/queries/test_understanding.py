"""What a query says, in either language, and the order it asks for."""

from __future__ import annotations

import pytest

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.queries import canonical, parse
from crm_tui.domain.queries.fields import CUSTOMERS, FIELDS, SORT, FieldKind, QueryField
from crm_tui.domain.queries.ordering import shown_order, without_order
from crm_tui.domain.queries.tree import SortKey
from tests.unit.queries.office import understood


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("level:A owner:me", "等级：A　负责人：我"),
        ("pool:华北 stage:报价", "公海:华北 跟进阶段:报价"),
        ("due:<3d last:>30d", "到期：＜３天 上次跟进>30天"),
        ("due:<3d", "到期<3天"),
        ("next:<=tomorrow", "下次联系≤明天"),
        ("amount:>=100000", "成交金额：>=10万"),
        ("amount:>=100000", "成交额:>=10w"),
        ("amount:100000..200000", "成交金额:10w..20万"),
        ("amount:100000..200000", "成交金额:10w～20w"),
        ("amount:..200000", "成交金额:..200,000"),
        ("budget:150000000", "预算:1.5亿"),
        ("-industry:教育", "－行业：教育"),
        ("level:A,B", "等级：A级，b"),
        ("created:2026-11 created:2026-10..2026-11", "创建:2026年11月 录入:2026-10..2026.11"),
        ("owner:none", "负责人:无"),
        ("tag:any", "标签:有"),
        ("is:won,overdue", "是:成交、逾期"),
        ("last:>1m", "上次跟进:>一个月"),
        ("last:2w", "跟进:两周"),
        ("type:at-risk", "类型:流失预警"),
        ('tag:"重要 客户"', "标签：“重要 客户”"),
        ("custom.年级:三", "自定义.年级：三"),
        ("sort:-last,name", "排序：－上次跟进，名称"),
        ("-name:科技", "-科技"),
    ],
)
def test_both_languages_and_full_width_signs_say_the_same(english: str, chinese: str) -> None:
    assert understood(english) == understood(chinese)


@pytest.mark.parametrize(
    "text",
    [
        "科技 北京",
        "12:30",
        "http://example.com:80/x",
        "a<b",
        "a=b",
        "-",
        "A&B",
        "3>2",
        "到期",
        "O'Neil",
    ],
)
def test_what_is_no_term_is_searched_for(text: str) -> None:
    found = understood(text)
    assert (found.text, found.terms) == (text, ())


def test_quotes_make_a_word_of_anything() -> None:
    assert understood('"level:A" 「-科技」').words == ("level:A", "-科技")


def test_what_a_terminal_would_act_upon_only_separates() -> None:
    assert understood("北京\x1b[31m\u202e等级:A\x07科技").words == ("北京", "[31m", "科技")


def test_a_query_is_written_out_in_either_language() -> None:
    query = understood("科技 level:A owner:me due:<3d amount:>=10w created:上月 sort:-last")
    assert (
        canonical(query)
        == "等级:A 负责人:我 到期:<3天 成交金额:>=10万 创建:上月 科技 排序:-上次跟进"
    )
    assert canonical(query, "en") == (
        "level:A owner:me due:<3d amount:>=100000 created:last-month 科技 sort:-last"
    )


@pytest.mark.parametrize("field", [*FIELDS, SORT], ids=lambda field: field.key)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_is_understood_as_its_example_says(field: QueryField, language: str) -> None:
    name, _, value = field.example(language).partition(":")
    if field.kind is not FieldKind.CUSTOM:
        assert parse(f"{name.upper()}:{value}") == parse(f"{name}:{value}")
    found = understood(field.example(language))
    assert found.sort if field is SORT else found.terms[0].field == field.key


def test_no_name_means_two_fields() -> None:
    names = [name for each in (*FIELDS, SORT) for name in {*each.zh, *each.en}]
    assert len(names) == len(set(names))
    assert all(CUSTOMERS.field_named(name) is not None for name in names)


def test_a_typed_order_stands_above_the_lists_own_and_words_are_ranked() -> None:
    request = ListRequest(CustomerView.ALL, sort="last_day")
    typed = {"": "last_day", "level:A": "last_day", "x sort:-last": "last_follow_up_at"}
    for query, expected in typed.items():
        found = shown_order(ListRequest(CustomerView.ALL, query=query, sort="last_day"))
        assert found is not None
        assert found.field == expected
    assert shown_order(request) == SortKey("last_day")
    assert shown_order(ListRequest(CustomerView.ALL, query="level:A 科技")) is None


def test_an_order_is_taken_out_and_all_else_stays_as_typed() -> None:
    assert without_order("  level:A   sort:-last,name 科技 ") == "level:A 科技"
    assert without_order("排序:名称") == ""
    assert without_order("level:A  x") == "level:A  x"
