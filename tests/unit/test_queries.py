"""The query language: what is understood, what is wrong and where, what is proposed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.custom_fields import (
    CustomField,
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.domain.queries import (
    QUERY_LENGTH,
    Circumstances,
    KnownName,
    Query,
    QueryFault,
    QueryTrouble,
    Vocabulary,
    bind,
    canonical,
    parse,
)
from crm_tui.domain.queries.building import Ask, TermDraft, asks_of, draft_of, written
from crm_tui.domain.queries.completion import complete
from crm_tui.domain.queries.conditions import OneOf, Within
from crm_tui.domain.queries.days import read_day_value, span_of
from crm_tui.domain.queries.fields import BY_KEY, FIELDS, SORT, FieldKind, QueryField, field_named
from crm_tui.domain.queries.ordering import shown_order, without_order
from crm_tui.domain.queries.places import province_spellings, spellings
from crm_tui.domain.queries.tree import SortKey
from crm_tui.errors import QuerySyntaxError
from crm_tui.i18n import use_language
from crm_tui.presentation.errors import sentence
from crm_tui.presentation.queries import description, fault_sentence, field_name, marked_place
from crm_tui.presentation.widths import cell_width

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AT = Circumstances(NOW, ZoneInfo("Asia/Shanghai"), NOW.toordinal())
OFFICE = Vocabulary(
    names={
        "owner": (
            KnownName("王伟", frozenset({1}), ("wangwei", "wangwei", "ww")),
            KnownName("李娜", frozenset({2}), ("lina", "lina", "ln")),
            KnownName("李强", frozenset({3}), ("liqiang", "liqiang", "lq")),
        ),
        "pool": (KnownName("华北公海", frozenset({4})), KnownName("华南公海", frozenset({5}))),
        "stage": (KnownName("方案报价", frozenset({6}), ("proposal", "Proposal")),),
    },
    words={"tag": ("VIP", "重点 客户")},
    own=(
        CustomField(
            id=CustomFieldId(1),
            holder=FieldHolder.CUSTOMER,
            code="nianji",
            fields=CustomFieldFields(
                name="年级",
                type=FieldType.CHOICE,
                choices=(FieldChoice("san", "三年级"), FieldChoice("si", "四年级")),
            ),
            position=1,
        ),
    ),
    me=frozenset({1}),
    team=frozenset({1, 2}),
)


@pytest.fixture(autouse=True)
def chinese() -> None:
    """Speak Chinese, and what was spoken before afterwards."""
    use_language("zh")


def understood(text: str) -> Query:
    found = parse(text)
    assert isinstance(found, Query), found
    return found


def fault(text: str) -> QueryFault:
    found = parse(text)
    assert isinstance(found, QueryFault), found
    return found


# --- understanding -------------------------------------------------------------------------------


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
    assert all(field_named(name) is not None for name in names)


# --- faults --------------------------------------------------------------------------------------


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


def test_names_of_the_office_are_known_whole_in_part_and_by_login() -> None:
    for text in ("owner:王伟", "owner:wangwei", "owner:WW", "负责人:伟", "负责人:我"):
        bound = bind(understood(text), OFFICE, AT)
        assert bound == bind(understood("owner:me"), OFFICE, AT)
    several = bind(understood("owner:李"), OFFICE, AT)
    assert not isinstance(several, QueryFault)
    assert several.conditions[0].checks == (OneOf(frozenset({2, 3})),)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("浙江", "浙江省"),
        ("浙江省", "浙江"),
        ("北京", "北京市"),
        ("广西", "广西壮族自治区"),
        ("广西自治区", "广西"),
        ("宁夏回族自治区", "宁夏"),
        ("香港", "香港特别行政区"),
        ("黑龙江省", "黑龙江"),
    ],
)
def test_a_province_is_found_with_its_own_ending_and_without_one(typed: str, stored: str) -> None:
    assert {typed, stored} <= province_spellings(typed)
    assert province_spellings(typed) <= spellings(typed)
    assert len(province_spellings(typed)) <= 3


def test_what_is_no_province_is_found_with_any_ending() -> None:
    assert province_spellings("杭州") == spellings("杭州") >= {"杭州", "杭州市", "杭州地区"}
    assert spellings("吉林") >= {"吉林市", "吉林省"}


def test_an_unknown_name_is_a_fault_with_the_candidates() -> None:
    text = "level:A owner:王三,我"
    found = bind(understood(text), OFFICE, AT)
    assert isinstance(found, QueryFault)
    assert (found.trouble, text[found.start : found.end]) == (QueryTrouble.UNKNOWN_NAME, "王三")
    assert found.near[0] == "王伟"


def test_a_day_that_does_not_exist_today_is_a_fault() -> None:
    found = bind(understood("next:2月31日"), OFFICE, AT)
    assert isinstance(found, QueryFault)
    assert found.trouble is QueryTrouble.NOT_A_DAY


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


# --- days ----------------------------------------------------------------------------------------


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "ahead", "first", "last"),
    [
        ("3天", True, "2026-11-25", "2026-11-25"),
        ("3天", False, "2026-11-19", "2026-11-19"),
        ("1m", False, "2026-10-22", "2026-10-22"),
        ("9m", False, "2026-02-22", "2026-02-22"),
        ("本周", False, "2026-11-16", "2026-11-22"),
        ("上周", False, "2026-11-09", "2026-11-15"),
        ("下周", True, "2026-11-23", "2026-11-29"),
        ("上月", False, "2026-10-01", "2026-10-31"),
        ("上季度", False, "2026-07-01", "2026-09-30"),
        ("去年", False, "2025-01-01", "2025-12-31"),
        ("2024-02", False, "2024-02-01", "2024-02-29"),
        ("12月", False, "2025-12-01", "2025-12-31"),
        ("12月", True, "2026-12-01", "2026-12-31"),
        ("11-25", True, "2026-11-25", "2026-11-25"),
        ("11-25", False, "2025-11-25", "2025-11-25"),
        ("下周一", True, "2026-11-23", "2026-11-23"),
        ("昨天", False, "2026-11-21", "2026-11-21"),
    ],
)
def test_days_are_found_from_today(text: str, ahead: bool, first: str, last: str) -> None:
    value = read_day_value(text)
    assert value is not None
    found = span_of(value, AT, looks_ahead=ahead)
    assert found is not None
    assert (found.first, found.last) == (day(first), day(last))


def test_the_last_day_of_a_short_month_stands_for_one_it_lacks() -> None:
    at = Circumstances(NOW, AT.zone, day("2026-03-31"))
    value = read_day_value("1个月")
    assert value is not None
    found = span_of(value, at, looks_ahead=False)
    assert found is not None
    assert found.first == day("2026-02-28")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("last:>30d", None, "2026-10-22"),
        ("last:<=30d", "2026-10-23", None),
        ("last:10d..20d", "2026-11-02", "2026-11-12"),
        ("last:30d..", None, "2026-10-23"),
        ("due:<3d", None, "2026-11-24"),
        ("due:>=3d", "2026-11-25", None),
        ("next:<=本周", None, "2026-11-22"),
        ("created:>2026-10", "2026-11-01", None),
        ("created:2026-10..2026-11-05", "2026-10-01", "2026-11-05"),
    ],
)
def test_days_ago_turn_a_comparison_round(text: str, low: str | None, high: str | None) -> None:
    bound = bind(understood(text), OFFICE, AT)
    assert not isinstance(bound, QueryFault)
    assert bound.conditions[0].checks == (
        Within(None if low is None else day(low), None if high is None else day(high)),
    )


# --- what is proposed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("dj", "等级:"),
        ("lev", "等级:"),
        ("科技 等", "等级:"),
        ("-hy", "行业:"),
        ("zdy", "自定义.年级:"),
        ("自定义.年级:", "三年级"),
        ("custom.nianji:si", "四年级"),
        ("等级:", "A"),
        ("负责人:", "我"),
        ("负责人:ln", "李娜"),
        ("owner:liq", "李强"),
        ("公海:hn", "华南公海"),
        ("阶段:bj", "方案报价"),
        ("标签:zd", '"重点 客户"'),
        ("标签:VIP,", "VIP"),
        ("上次跟进:s", "上周"),
        ("到期:<", "今天"),
        ("是:yq", "逾期"),
        ("计划:", "无"),
        ("plan:", "无"),
        ("sort:-sc", "上次跟进"),
    ],
)
def test_fields_and_values_are_proposed_by_their_sounds(text: str, best: str) -> None:
    found = complete(text, len(text), OFFICE, "zh")
    assert found is not None
    assert found.suggestions[0].text == best
    taken = text[: found.start] + best + text[found.end :]
    assert not isinstance(parse(taken.rstrip(":") if taken.endswith(":") else taken), QueryFault)


@pytest.mark.parametrize(
    "text", ["", "a", "科技 ", "等级:A", "地址:中", "x:a", "owner:王伟", "sort:-name", "\x1b"]
)
def test_nothing_is_proposed_where_nothing_is_to_add(text: str) -> None:
    assert complete(text, len(text), OFFICE, "zh") is None


def test_what_is_proposed_is_in_the_language_of_the_screens() -> None:
    found = complete("lev", 3, OFFICE, "en")
    assert found is not None
    assert found.suggestions[0].text == "level:"


# --- putting together ----------------------------------------------------------------------------

DRAFTS = [
    (TermDraft(BY_KEY["level"], Ask.IS, ("A", "B")), "等级:A,B"),
    (TermDraft(BY_KEY["owner"], Ask.IS_NOT, ("我", "李娜")), "-负责人:我,李娜"),
    (TermDraft(BY_KEY["due"], Ask.LESS, ("3天",)), "到期:<3天"),
    (TermDraft(BY_KEY["amount"], Ask.BETWEEN, ("10万", "20万")), "成交金额:10万..20万"),
    (TermDraft(BY_KEY["amount"], Ask.BETWEEN, ("", "20万")), "成交金额:..20万"),
    (TermDraft(BY_KEY["last"], Ask.EMPTY), "上次跟进:无"),
    (TermDraft(BY_KEY["tag"], Ask.IS, ("重点 客户", "无")), '标签:"重点 客户","无"'),
    (TermDraft(BY_KEY["name"], Ask.HAS_NOT, ("科技",)), "-名称:科技"),
    (TermDraft(BY_KEY["is"], Ask.IS, ("成交",)), "是:成交"),
]


@pytest.mark.parametrize(("draft", "text"), DRAFTS)
def test_a_term_is_put_together_and_taken_apart_again(draft: TermDraft, text: str) -> None:
    assert written(draft, "zh") == text
    assert draft.ask in asks_of(draft.field)
    (term,) = understood(text).terms
    assert draft_of(term, "zh", "CNY") == draft


def test_a_term_that_asks_several_things_is_changed_as_text() -> None:
    assert draft_of(understood("last:无,>30d").terms[0], "zh", "CNY") is None
    assert draft_of(understood("-due:<3d").terms[0], "zh", "CNY") is None


# --- order ---------------------------------------------------------------------------------------


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


# --- what is said of faults ----------------------------------------------------------------------


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


def test_a_condition_on_an_own_field_is_put_together_again() -> None:
    for text in (
        "自定义.年级:三年级",
        "自定义.保证金:>=5万",
        "-自定义.年级:三年级",
        "自定义.年级:无",
    ):
        query = parse(text)
        assert isinstance(query, Query)
        draft = draft_of(query.terms[0], "zh", "CNY")
        assert draft is not None
        assert written(draft, "zh") == text
