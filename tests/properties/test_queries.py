"""What SQL finds for a query is what the pure rule says of the same customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.queries import Query, QueryFault, bind, canonical, holds, parse
from crm_tui.domain.queries.choices import CHOICES
from crm_tui.domain.queries.fields import FIELDS, FieldKind, QueryField
from crm_tui.domain.queries.wording import quoted
from crm_tui.domain.users import Actor
from crm_tui.errors import QuerySyntaxError
from tests import make
from tests.long_runs import only_long
from tests.properties.queried_offices import Queried, queried

ZONE = "Asia/Shanghai"
FURTHER_ZONES = ("America/New_York", "Asia/Kathmandu", "Africa/Cairo")
DAYS = (
    "3d", "0天", "1w", "1m", "2个月", "1y", "30", "半年", "今天", "昨天", "明天", "本周", "上周",
    "下周", "this-month", "上月", "本季度", "今年", "去年", "2026", "2026-11", "11月", "11-25",
    "2026-11-22", "下周一", "3天后", "3天前",
)  # fmt: skip
NUMBERS = ("0", "1", "59", "60%", "100")
AMOUNTS = ("0", "10w", "10万", "1.23", "5万", "100,000", "50万")
NAMES = {
    "owner": ("我", "me", "team", "lina", "李娜", "wangwei", "赵"),
    "pool": ("公海", "华北", "华东公海"),
    "stage": ("报价", "needs", "初步接洽"),
    "industry": ("软件", "Internet"),
    "source": ("展会", "官网"),
    "department": ("销售",),
}
TEXTS = ("中关村", "zhong", "a", '"', "100%", "_", "[", "王总", "138", "2231", "ä", "例", "科技")
TAGS = ("VIP", "重点", 'a"VIP', "vip", "VIP,x", "无")
PLACES = ("浙江", "浙江省", "北京", "杭州市", "朝阳", "朝阳区")


VALUES: Mapping[FieldKind, Sequence[str]] = {
    FieldKind.NUMBER: NUMBERS,
    FieldKind.MONEY: AMOUNTS,
    FieldKind.DAY: DAYS,
    FieldKind.PLACE: PLACES,
    FieldKind.TAG: [quoted(each) for each in TAGS],
    FieldKind.TEXT: [quoted(each) for each in TEXTS],
}
"""Values that may be asked of each kind; texts in quotes, so that their signs mean nothing."""

_COMPARED = ("", "<", "<=", ">", ">=", "=")
OWN = {
    "文字": [quoted(each) for each in TEXTS],
    "数字": [f"{sign}{each}" for sign in _COMPARED for each in ("0", "-3", "2.5", "100")]
    + ["0..2.5", "..0", "2.5.."],
    "金额": [f"{sign}{each}" for sign in _COMPARED for each in ("10万", "1.23", "0")]
    + ["1..100000"],
    "日期": [f"{sign}{each}" for sign in _COMPARED for each in DAYS] + ["本月..", "昨天..明天"],
    "单选": ["甲", "乙", "yi"],
    "多选": ["甲", "乙"],
    "是否": ["是", "no"],
}
"""What may be asked of each of the office's own fields."""


def values_of(field: QueryField) -> list[str]:
    if field.kind is FieldKind.CUSTOM:
        return OWN["数字"]
    if field.kind is FieldKind.NAME:
        return list(NAMES[field.key])
    if field.key in CHOICES:
        return [name for each in CHOICES[field.key] for name in (each.zh, each.en)]
    return list(VALUES[field.kind])


def name_of(field: QueryField) -> list[str]:
    return ["自定义.数字"] if field.kind is FieldKind.CUSTOM else [field.zh[0], field.en[-1]]


def checks_of(field: QueryField) -> st.SearchStrategy[str]:
    value = st.sampled_from(values_of(field))
    choices = [value]
    if field.kind is not FieldKind.FLAG:
        choices.append(st.sampled_from(["无", "any"]))
    if field.is_ordered:
        choices.append(st.tuples(st.sampled_from(["<", "<=", ">", ">=", "="]), value).map("".join))
        ends = st.tuples(st.one_of(st.just(""), value), value)
        choices.append(ends.map(lambda pair: f"{pair[0]}..{pair[1]}"))
    return st.one_of(choices)


@st.composite
def terms(draw: st.DrawFn) -> str:
    field = draw(st.sampled_from(FIELDS))
    if field.kind is FieldKind.CUSTOM:
        return draw(own_terms())
    checks = draw(st.lists(checks_of(field), min_size=1, max_size=3))
    if len(checks) > 1:
        # A comma between digits belongs to the number: of several only the last may have one.
        checks = [each.replace("100,000", "100000") for each in checks]
    minus = draw(st.sampled_from(["", "", "-"]))
    return f"{minus}{draw(st.sampled_from(name_of(field)))}:{','.join(checks)}"


@st.composite
def own_terms(draw: st.DrawFn) -> str:
    name, values = draw(st.sampled_from(list(OWN.items())))
    checks = draw(st.lists(st.sampled_from([*values, "无", "any"]), min_size=1, max_size=2))
    minus = draw(st.sampled_from(["", "-"]))
    return f"{minus}{draw(st.sampled_from(['custom', '自定义']))}.{name}:{','.join(checks)}"


queries = st.lists(terms(), min_size=1, max_size=3).map(" ".join)


@pytest.fixture(
    scope="module",
    params=[ZONE, *only_long(FURTHER_ZONES)],
)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Queried]:
    folder: Path = tmp_path_factory.mktemp("queried")
    zone: str = request.param
    found = queried(folder, zone, seed=len(zone))
    yield found
    found.crm.close()


def understood(text: str) -> Query:
    query = parse(text)
    assert isinstance(query, Query), (text, query)
    return query


def by_rule(office: Queried, text: str, actor: Actor) -> set[int]:
    """Who fits by the rule, whoever may see it; what a pool hides stays hidden."""
    asked = bind(understood(text), office.names[actor], office.at)
    assert not isinstance(asked, QueryFault), (text, asked)
    hidden, seen = hidden_from(office, actor), visible(office, actor)
    return {
        customer
        for customer, facts in office.facts.items()
        if holds(
            asked,
            replace(
                facts,
                is_hidden=customer in hidden,
                texts={**facts.texts, "parent": parent_of(office, customer, seen)},
            ),
        )
    }


def parent_of(office: Queried, customer: int, seen: set[int]) -> tuple[str, ...]:
    """What a customer's parent is called, where who asks sees it."""
    parent = office.parents.get(customer, 0)
    return office.facts[parent].texts["name"] if parent in seen else ()


def hidden_from(office: Queried, actor: Actor) -> set[int]:
    if actor == office.admin:
        return set()
    masked = make.pool_id(office.crm, "华东公海")
    return {each for each in office.in_pool if office.facts[each].ids["pool"] == masked}


def by_sql(office: Queried, text: str, actor: Actor) -> list[int]:
    return list(office.crm.customers.ids(actor, ListRequest(CustomerView.ALL, query=text)))


def visible(office: Queried, actor: Actor) -> set[int]:
    return set(by_sql(office, "", actor))


@given(text=queries)
def test_sql_finds_exactly_what_the_rule_says(office: Queried, text: str) -> None:
    found = by_sql(office, text, office.admin)
    assert len(found) == len(set(found))
    assert set(found) == by_rule(office, text, office.admin), text


@given(text=queries)
def test_what_a_pool_hides_is_found_by_no_term(office: Queried, text: str) -> None:
    expected = by_rule(office, text, office.rep) & visible(office, office.rep)
    assert set(by_sql(office, text, office.rep)) == expected, text


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_value_of_every_field_is_found_alike(office: Queried, field: QueryField) -> None:
    name = name_of(field)[0]
    if office.at.zone.key != ZONE and field.kind is not FieldKind.DAY:
        return  # only days depend on the zone
    texts = [f"{name}:{value}" for value in values_of(field)]
    if field.is_ordered:
        texts += [f"{name}:{sign}{value}" for value in values_of(field) for sign in ("<", ">=")]
    if field.kind is not FieldKind.FLAG:
        texts += [f"{name}:无", f"-{name}:none", f"{name}:有"]
    for text in texts:
        assert set(by_sql(office, text, office.admin)) == by_rule(office, text, office.admin), text


@given(text=queries)
def test_a_query_written_out_is_the_same_query(text: str) -> None:
    query = understood(text)
    for language in ("zh", "en"):
        assert parse(canonical(query, language)) == query


SIGNS = st.sampled_from(
    [*'-:<>=.,"：“”「」，、。~%＜＞≤ 　\t\x1b\u202e\u200d[]', "level", "等级", "到期", "A", "3天",
     "10万", "..", "custom.", "sort:", "是:", "无", "me", "😀", "📈️", "İ", "ﷺ"]
)  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=60), st.lists(SIGNS, max_size=25).map("".join))


@given(text=ANYTHING)
def test_any_text_is_a_query_or_a_fault_with_its_place(text: str) -> None:
    found = parse(text)
    if isinstance(found, QueryFault):
        assert 0 <= found.start <= found.end <= len(text)
        return
    for language in ("zh", "en"):
        written = canonical(found, language)
        assert written.isprintable()
        assert parse(written) == found, written


@given(text=ANYTHING)
def test_any_text_is_answered_or_refused_as_a_query(office: Queried, text: str) -> None:
    error: QuerySyntaxError | None = None
    try:
        by_sql(office, text, office.admin)
    except QuerySyntaxError as raised:
        error = raised
    assert error is None or 0 <= error.start <= error.end <= len(text)
