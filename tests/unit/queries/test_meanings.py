"""What the names and days of a query mean in an office, today."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.domain.queries import (
    Circumstances,
    QueryFault,
    QueryTrouble,
    bind,
)
from crm_tui.domain.queries.conditions import OneOf, Within
from crm_tui.domain.queries.days import read_day_value, span_of
from crm_tui.domain.queries.places import province_spellings, spellings
from tests.unit.queries.office import AT, NOW, OFFICE, understood


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
