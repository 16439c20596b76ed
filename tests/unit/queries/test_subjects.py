"""A query is about customers or about another noun, whose fields have names of their own."""

from __future__ import annotations

from crm_tui.domain.queries import Query, QueryFault, QueryTrouble, parse
from crm_tui.domain.queries.completion import complete
from crm_tui.domain.queries.fields import BY_KEY, CUSTOMERS, OPPORTUNITIES, SORT, SUBJECTS
from crm_tui.domain.queries.ordering import shown_order, without_order
from crm_tui.domain.queries.tree import SortKey
from crm_tui.domain.queries.vocabulary import Vocabulary
from crm_tui.domain.record_lists import RecordRequest


def understood(text: str) -> Query:
    found = parse(text, subject=OPPORTUNITIES)
    assert isinstance(found, Query), found
    return found


def test_one_name_means_a_field_of_its_own_in_each_subject() -> None:
    of_customers = parse("阶段:报价")
    assert isinstance(of_customers, Query)
    assert of_customers.terms[0].field == "stage"
    assert understood("阶段:报价").terms[0].field == "opportunity_stage"


def test_a_key_means_one_field_in_all_subjects() -> None:
    for subject in SUBJECTS:
        for field in (*subject.fields, SORT):
            assert BY_KEY[field.key] is field


def test_a_field_of_another_subject_is_not_known() -> None:
    found = parse("预计:<本月")
    assert isinstance(found, QueryFault)
    assert found.trouble is QueryTrouble.UNKNOWN_FIELD


def test_a_comparison_needs_no_colon_where_the_subject_has_the_field() -> None:
    assert understood("预计<3天").terms[0].field == "expected"
    of_customers = parse("预计<3天")
    assert isinstance(of_customers, Query)
    assert of_customers.words == ("预计<3天",)


def test_a_word_with_a_minus_is_sought_in_what_names_the_record() -> None:
    assert understood("-二期").terms[0].field == OPPORTUNITIES.named_by
    of_customers = parse("-二期")
    assert isinstance(of_customers, Query)
    assert of_customers.terms[0].field == CUSTOMERS.named_by


def test_the_order_is_one_of_the_subject() -> None:
    assert understood("排序:-金额").sort == (SortKey("opportunity_amount", descending=True),)
    found = parse("排序:距回收", subject=OPPORTUNITIES)
    assert isinstance(found, QueryFault)
    assert found.trouble is QueryTrouble.UNKNOWN_SORT


def test_a_list_is_sorted_by_what_its_query_says() -> None:
    asked = RecordRequest(OPPORTUNITIES, query="排序:-金额 二期", sort="expected")
    assert shown_order(asked) == SortKey("amount", descending=True)
    assert without_order("排序:-金额 二期", OPPORTUNITIES) == "二期"


def test_names_of_the_subject_are_proposed() -> None:
    found = complete("预", 1, Vocabulary(), "zh", OPPORTUNITIES)
    assert found is not None
    assert [each.text for each in found.suggestions] == ["预计成交:"]
