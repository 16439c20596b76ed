"""Leads by themselves: points, routes, what a form sends, what may be done."""

from __future__ import annotations

import pytest

from crm_tui.domain.contacts import Phone
from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.intake import names_of, read_intake
from crm_tui.domain.leads.records import LeadFields, as_contact, as_customer, lead_keys
from crm_tui.domain.leads.routing import LeadRoute, RouteFacts, next_receiver, route_of
from crm_tui.domain.leads.scoring import (
    ScoreRule,
    rule_fault,
    rules_to_begin_with,
    score,
    score_parts,
)
from crm_tui.domain.leads.settings import LeadSettings, settings_from_json, settings_to_json
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.domain.pools.assigning import Candidate
from crm_tui.errors import FieldError
from crm_tui.formats.form_records import MOST_BYTES, read_form_record

FILLED, IS, CONTAINS = ScoreCondition.FILLED, ScoreCondition.IS, ScoreCondition.CONTAINS
ANN, BO, CY = (Candidate(UserId(key), name, 0) for key, name in ((1, "ann"), (2, "bo"), (3, "cy")))


# --- the score -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "held", "points"),
    [
        (ScoreRule(ScoreField.CITY, FILLED, 5), "", 0),
        (ScoreRule(ScoreField.CITY, FILLED, 5), "杭州", 5),
        (ScoreRule(ScoreField.CITY, IS, 5, "杭州"), "杭州市", 0),
        (ScoreRule(ScoreField.CITY, IS, 5, "ABC"), "abc", 5),
        (ScoreRule(ScoreField.CITY, CONTAINS, -7, "杭"), "杭州市", -7),
        (ScoreRule(ScoreField.CITY, CONTAINS, -7, "杭"), "", 0),
    ],
)
def test_a_rule_gives_its_points_where_its_condition_holds(
    rule: ScoreRule, held: str, points: int
) -> None:
    assert score([rule], {ScoreField.CITY: held}) == points


def test_a_score_is_the_sum_of_its_parts() -> None:
    rules = LeadSettings().score_rules
    facts = {ScoreField.PHONE: "139", ScoreField.TITLE: "采购总监"}
    parts = score_parts(rules, facts)
    assert len(parts) == len(rules)
    assert score(rules, facts) == sum(part.points for part in parts) == 35


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (ScoreRule(ScoreField.CITY, IS, 1000, "x"), None),
        (ScoreRule(ScoreField.CITY, IS, 1001, "x"), ("points", "out_of_range")),
        (ScoreRule(ScoreField.CITY, IS, -1001, "x"), ("points", "out_of_range")),
        (ScoreRule(ScoreField.CITY, IS, 1), ("value", "required")),
        (ScoreRule(ScoreField.CITY, FILLED, 1, "x"), ("value", "not_for_filled")),
        (ScoreRule(ScoreField.CITY, CONTAINS, 1, "x" * 201), ("value", "too_long")),
    ],
)
def test_a_rule_that_says_nothing_is_no_rule(
    rule: ScoreRule, fault: tuple[str, str] | None
) -> None:
    assert rule_fault(rule) == fault


# --- routes --------------------------------------------------------------------------------------


def test_the_first_route_that_fits_is_taken() -> None:
    south = LeadRoute(1, (UserId(1),), provinces=("广东", "广西"))
    web = LeadRoute(2, (UserId(2),), source_ids=(7,))
    rest = LeadRoute(3, (UserId(3),))
    routes = (south, web, rest)
    assert route_of(routes, RouteFacts("广东省", source_id=7)) is south
    assert route_of(routes, RouteFacts("", source_id=7)) is web
    assert route_of(routes, RouteFacts("浙江")) is rest
    assert route_of(routes[:2], RouteFacts("浙江")) is None


@pytest.mark.parametrize(
    ("after", "held", "limit", "whose"),
    [
        (None, {}, None, ANN),
        (1, {}, None, BO),
        (3, {}, None, ANN),
        (1, {2: 5}, 5, CY),
        (1, {2: 4}, 5, BO),
        (None, {1: 1, 2: 1, 3: 1}, 1, None),
    ],
)
def test_a_turn_goes_on_behind_the_last_past_whoever_is_full(
    after: int | None, held: dict[int, int], limit: int | None, whose: Candidate | None
) -> None:
    last = None if after is None else UserId(after)
    open_leads = {UserId(key): count for key, count in held.items()}
    found = next_receiver([CY, ANN, BO], last, open_leads=open_leads, limit=limit)
    assert found == whose


def test_a_turn_passes_over_who_is_away() -> None:
    found = next_receiver([ANN, CY], UserId(1), open_leads={}, limit=None)
    assert found == CY


def test_settings_are_the_same_after_they_were_kept() -> None:
    kept = LeadSettings(
        reps_claim=False,
        open_limit=3,
        score_rules=(ScoreRule(ScoreField.CITY, IS, -5, "杭州"),),
        routes=(LeadRoute(4, (UserId(1),), ("广东",), (2,), (3,)),),
    )
    assert settings_from_json(settings_to_json(kept)) == kept
    assert settings_from_json({}) == LeadSettings()


# --- what a form sends ---------------------------------------------------------------------------


def test_a_form_is_read_in_chinese_and_in_english() -> None:
    found = read_intake(
        {"您的姓名 *": "张敏", "Phone-Number": "139", "公司名称：": "云启", "别的": "x"}
    )
    assert found.fields == {"name": "张敏", "phone": "139", "company": "云启"}
    assert found.others == {"别的": "x"}


def test_the_first_filled_name_of_a_field_stands_and_the_other_is_kept() -> None:
    found = read_intake({"手机": "", "电话": "139", "mobile": "138"})
    assert found.fields == {"phone": "139"}
    assert found.others == {"mobile": "138"}


def test_no_name_of_a_form_means_two_fields() -> None:
    names = [name for field in ("name", "company", "phone", "need") for name in names_of(field)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b'{"name": "\xe5\xbc\xa0", "n": 3, "none": null}', {"name": "张", "n": "3"}),
        (b'{"form": "x", "entry": {"phone": "139", "form": "y"}}', {"form": "x", "phone": "139"}),
        (b'[{"name": ["a", "b"]}]', {"name": "a、b"}),
        (b"name=%E5%BC%A0&phone=139&phone=138", {"name": "张", "phone": "139"}),
        ("姓名=张".encode("gb18030"), {"姓名": "张"}),
    ],
)  # fmt: skip
def test_a_record_is_read_as_json_or_as_a_form_sends_it(
    data: bytes, values: dict[str, str]
) -> None:
    assert read_form_record(data) == values


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no_record"),
        (b"{}", "no_record"),
        (b"hello", "no_record"),
        (b'{"name": ', "broken_record"),
        (b"[1, 2]", "not_one_record"),
        (b"[" * 100_000, "broken_record"),
        (b"&".join(b"a%d=1" % n for n in range(2000)), "too_many"),
        (b"x" * (MOST_BYTES + 1), "record_too_large"),
    ],
)
def test_what_is_no_record_is_refused_in_words(data: bytes, reason: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_form_record(data)
    assert caught.value.reason == reason


# --- what becomes of one -------------------------------------------------------------------------


def test_a_company_becomes_a_company_with_its_person() -> None:
    lead = LeadFields(name="张敏", company="云启科技", phones=(Phone("139", "139"),), need="报价")
    customer = as_customer(lead, first_contact_day=3)
    assert (customer.name, customer.needs, as_contact(lead).name) == ("云启科技", "报价", "张敏")


def test_a_person_alone_is_known_by_their_numbers_and_not_by_their_name() -> None:
    person = LeadFields(name="张敏", phones=(Phone("13900001111", "13900001111"),))
    assert lead_keys(person) == [("phone", "13900001111")]
    assert ("name", "云启科技") in lead_keys(LeadFields(company="云启科技"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_office_begins_with_rules_that_name_words_of_its_own_lists(language: str) -> None:
    sources = {getattr(each, language) for each in SEEDS[DictionaryKind.SOURCE]}
    named = [
        each.value
        for each in rules_to_begin_with(language)
        if (each.field, each.condition) == (ScoreField.SOURCE, IS)
    ]
    assert named
    assert set(named) <= sources
