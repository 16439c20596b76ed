"""The keys of a customer, and what a match of two of them means."""

from __future__ import annotations

import pytest

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerFields, CustomerKind
from crm_tui.domain.duplicates import (
    ALLOWED_LEVELS,
    DEFAULT_LEVELS,
    DuplicateLevels,
    KeyKind,
    MatchKind,
    MatchLevel,
    are_branches,
    asked_keys,
    company_name,
    customer_keys,
    former_names,
    levels_from_json,
    levels_to_json,
    mail_domain,
    match_kind,
    strong_keys,
    web_domain,
)

CODE = "91310115MA1K4LRT3L"


def fields(**values: object) -> CustomerFields:
    base: dict[str, object] = {"name": "北京恒信科技有限公司", "first_contact_day": 1}
    return CustomerFields(**{**base, **values})  # type: ignore[arg-type]  # named by the test


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("北京恒信科技有限公司", "恒信科技"),
        ("恒信科技（上海）有限公司", "恒信科技"),
        ("恒信科技", "恒信科技"),
        ("北京市朝阳区恒信科技有限责任公司", "恒信科技"),
        ("恒信科技(集团)股份有限公司", "恒信科技"),
        ("恒信科技有限公司北京第二分公司", "恒信科技"),
        ("中国工商银行股份有限公司北京朝阳支行", "工商银行"),
        ("招商银行上海分行", "招商银行"),
        ("广西壮族自治区南宁市恒信机械有限公司", "恒信机械"),
        ("Ｈｅｎｇｘｉｎ Technology (Shanghai) Co., Ltd.", "hengxintechnology"),
        ("恒信投资中心（有限合伙）", "恒信投资中心"),
    ],
)
def test_the_core_of_a_name_has_no_place_and_no_form(name: str, core: str) -> None:
    assert company_name(name).core == core


@pytest.mark.parametrize(
    ("name", "core"),
    [("北京大学", "北京大学"), ("上海电气集团股份有限公司", "上海电气"), ("北京银行", "北京银行")],
)
def test_a_place_stays_where_what_follows_says_nothing(name: str, core: str) -> None:
    assert company_name(name).core == core


@pytest.mark.parametrize("name", ["有限公司", "[/]", "公司", "　"])
def test_what_is_no_name_has_no_core(name: str) -> None:
    assert company_name(name).core == ""


def test_firms_in_two_places_are_branches_and_one_without_a_place_is_not() -> None:
    assert are_branches("北京恒信科技有限公司", "上海恒信科技有限公司")
    assert are_branches("恒信科技有限公司", "恒信科技有限公司北京分公司")
    assert not are_branches("恒信科技", "北京恒信科技有限公司")
    assert not are_branches("北京恒信科技有限公司", "北京恒信科技股份有限公司")


def test_a_customer_has_a_key_of_each_kind() -> None:
    person = ContactFields(
        name="张敏",
        phones=(Phone("138 1234 2231", "13812342231"),),
        wechat=" ZhangMin_88 ",
        email="Zhang@Mail.HengXin.com.cn",
    )
    keys = customer_keys(
        fields(
            short_name="恒信",
            former_names="北京恒新科技有限公司、Hengxin Tech Co., Ltd",
            credit_code=CODE.lower(),
            website="https://www.hengxin.com.cn/about?x=1",
        ),
        [person],
    )
    assert keys == [
        ("name", "北京恒信科技有限公司"),
        ("credit", CODE),
        ("former", "北京恒新科技有限公司"),
        ("former", "hengxintechcoltd"),
        ("short", "恒信"),
        ("core", "恒信科技"),
        ("phone", "13812342231"),
        ("wechat", "zhangmin_88"),
        ("email", "zhang@mail.hengxin.com.cn"),
        ("domain", "hengxin.com.cn"),
    ]


def test_a_wrong_credit_code_is_no_key() -> None:
    assert KeyKind.CREDIT not in dict(customer_keys(fields(credit_code="913101150000000000")))


def test_a_person_has_no_core_name() -> None:
    assert customer_keys(fields(name="张敏", kind=CustomerKind.INDIVIDUAL)) == [("name", "张敏")]


def test_public_mail_and_pages_on_others_sites_name_no_firm() -> None:
    assert mail_domain("zhang@vip.163.com") == mail_domain("12345@qq.com") == ""
    assert mail_domain("zhang@sales.hengxin.com") == "hengxin.com"
    assert web_domain("hengxin.1688.com") == ""
    assert web_domain("http://hengxin.com:8080/a") == web_domain("www.hengxin.com") == "hengxin.com"
    assert web_domain("192.168.1.1") == web_domain("暂无") == ""
    assert mail_domain("zhang@sales.example.com") == web_domain("www.hengxin.test") == ""


def test_a_former_name_may_hold_a_comma_of_its_form() -> None:
    assert former_names("Hengxin Co., Ltd，恒新科技") == ["hengxincoltd", "恒新科技"]


def test_names_are_asked_among_former_and_short_names_too() -> None:
    assert list(asked_keys([("name", "恒信")])) == [
        ("name", "恒信"),
        ("former", "恒信"),
        ("short", "恒信"),
    ]
    assert asked_keys([("short", "恒信")])["core", "恒信"] == "short"
    assert asked_keys([("phone", "13812342231")]) == {
        ("phone", "13812342231"): "phone",
        ("wechat", "13812342231"): "phone",
    }
    assert list(asked_keys([("wechat", "zhang_88"), ("phone", "")])) == [("wechat", "zhang_88")]


def test_the_first_kind_that_asks_for_a_key_stands() -> None:
    asked = asked_keys([("name", "恒信"), ("short", "恒信"), ("core", "恒信")])
    assert asked["name", "恒信"] == "name"
    assert asked["core", "恒信"] == "short"


def test_the_cool_off_asks_for_what_is_one_customers_alone() -> None:
    keys = [("name", "a"), ("core", "b"), ("short", "c"), ("phone", "1"), ("domain", "d")]
    assert strong_keys(keys) == [("name", "a"), ("phone", "1")]


@pytest.mark.parametrize(
    ("asked", "stored", "key", "kind"),
    [
        ("name", "name", "恒信", MatchKind.NAME),
        ("name", "former", "恒信", MatchKind.FORMER_NAME),
        ("former", "name", "恒信", MatchKind.FORMER_NAME),
        ("short", "core", "恒信", MatchKind.SHORT_NAME),
        ("core", "core", "恒信", MatchKind.CORE_NAME),
        ("phone", "phone", "13812342231", MatchKind.MOBILE),
        ("phone", "phone", "02158881234", MatchKind.FIXED_LINE),
        ("phone", "wechat", "13812342231", MatchKind.WECHAT),
        ("credit", "credit", CODE, MatchKind.CREDIT_CODE),
        ("email", "email", "a@b.cn", MatchKind.EMAIL),
        ("domain", "domain", "b.cn", MatchKind.DOMAIN),
    ],
)
def test_a_match_is_called_by_the_weaker_of_its_keys(
    asked: str, stored: str, key: str, kind: MatchKind
) -> None:
    assert match_kind(asked, stored, key) is kind


def test_branches_of_one_group_are_a_hint_and_never_a_block() -> None:
    strict = DuplicateLevels(core_name=MatchLevel.WARN)
    beijing, shanghai = "北京恒信科技有限公司", "上海恒信科技有限公司"
    assert strict.of_match(MatchKind.CORE_NAME, beijing, shanghai) is MatchLevel.HINT
    assert strict.of_match(MatchKind.CORE_NAME, beijing, "恒信科技") is MatchLevel.WARN
    off = DuplicateLevels(core_name=MatchLevel.OFF)
    assert off.of_match(MatchKind.CORE_NAME, beijing, shanghai) is MatchLevel.OFF
    for kind in (MatchKind.CORE_NAME, MatchKind.FIXED_LINE, MatchKind.DOMAIN):
        assert MatchLevel.BLOCK not in ALLOWED_LEVELS[kind]


def test_levels_come_back_from_what_was_stored_and_rubbish_is_the_usual() -> None:
    levels = DuplicateLevels(mobile=MatchLevel.BLOCK, domain=MatchLevel.OFF)
    assert levels_to_json(levels) == {"mobile": "block", "domain": "off"}
    assert levels_from_json(levels_to_json(levels)) == levels
    assert levels_from_json({"core_name": "block", "mobile": 3, "x": "off"}) == DEFAULT_LEVELS
    assert levels_from_json([1]) == levels_from_json(None) == DEFAULT_LEVELS
    assert DEFAULT_LEVELS.of(MatchKind.NAME).weight > DEFAULT_LEVELS.of(MatchKind.DOMAIN).weight
