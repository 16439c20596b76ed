"""Whom a customer is given to in turn or by match, and when it opens for claims."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crm_tui.domain.days import WorkCalendar
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.imports.openings import SPREAD_DAYS, spread_last_days
from crm_tui.domain.pools import (
    Candidate,
    MatchFacts,
    Route,
    RuleFacts,
    RuleFilter,
    by_match,
    in_turn,
    matches,
    opens_after_entry,
    opens_after_reclaim,
    pool_for,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
A, B, C = (Candidate(UserId(n), f"第{n}人", held=10 - n) for n in (1, 2, 3))


def ids(found: list[Candidate]) -> list[int]:
    return [each.user_id for each in found]


def test_the_turn_goes_on_behind_the_last_one_and_round_again() -> None:
    assert ids(in_turn([C, A, B], None)) == [1, 2, 3]
    assert ids(in_turn([A, B, C], UserId(1))) == [2, 3, 1]
    assert ids(in_turn([A, B, C], UserId(3))) == [1, 2, 3]
    assert ids(in_turn([A, C], UserId(2))) == [3, 1]


def test_the_best_match_comes_first_then_who_holds_the_fewest() -> None:
    customer = MatchFacts("浙江", 5, frozenset({"打印机"}))
    regional = Candidate(UserId(4), "甲", 9, regions=frozenset({"浙江", "上海"}))
    expert = Candidate(UserId(5), "乙", 9, regions=frozenset({"浙江"}), industry_ids=frozenset({5}))
    stranger = Candidate(UserId(6), "丙", 0, regions=frozenset({"广东"}))
    assert ids(by_match([A, B, regional, expert, stranger], customer)) == [5, 4, 2, 1]


def test_what_is_not_known_excludes_nobody_and_a_clash_does() -> None:
    narrow = Candidate(UserId(4), "甲", 0, products=frozenset({"扫描仪"}))
    assert matches(narrow, MatchFacts()) == 0
    assert matches(narrow, MatchFacts(needs=frozenset({"打印机"}))) is None
    assert matches(narrow, MatchFacts(needs=frozenset({"打印机", "扫描仪"}))) == 1
    assert matches(A, MatchFacts("浙江", 5)) == 0


def test_the_first_route_that_fits_names_the_home_pool() -> None:
    north = Route(10, PoolId(2), RuleFilter(provinces=frozenset({"北京"})))
    large = Route(20, PoolId(3), RuleFilter(levels=frozenset({"A"})))
    routes, default = (north, large), PoolId(1)
    assert pool_for(RuleFacts(province="北京", level="A"), routes, default) == 2
    assert pool_for(RuleFacts(province="上海", level="A"), routes, default) == 3
    assert pool_for(RuleFacts(province="上海"), routes, default) == 1


# --- opening -------------------------------------------------------------------------------------


def test_new_ones_stay_closed_for_the_hours_that_are_set() -> None:
    now = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
    assert opens_after_entry(now, None) is None
    assert opens_after_entry(now, 0) is None
    assert opens_after_entry(now, 24) == now + timedelta(days=1)


def test_what_was_reclaimed_opens_in_the_morning_of_the_next_working_day() -> None:
    friday = date(2026, 11, 20).toordinal()
    holiday = friday + 3
    opened = opens_after_reclaim(friday, 540, WorkCalendar(), SHANGHAI)
    assert opened == datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
    later = opens_after_reclaim(friday, 540, WorkCalendar(holidays=frozenset({holiday})), SHANGHAI)
    assert later == datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)
    midnight = opens_after_reclaim(friday - 1, 0, WorkCalendar(), SHANGHAI)
    assert midnight == datetime(2026, 11, 20, 0, 0, tzinfo=SHANGHAI)
    assert opens_after_reclaim(friday, None, WorkCalendar(), SHANGHAI) is None


# --- the first deadlines of an office ------------------------------------------------------------

MONDAY = date(2026, 12, 21).toordinal()


def spread(last_days: list[int]) -> list[int]:
    return spread_last_days(last_days, first_day=MONDAY, calendar=WorkCalendar())


def test_nothing_ends_before_the_first_day_nor_on_a_day_off() -> None:
    days = spread([MONDAY - 100 + n for n in range(60)])
    assert min(days) == MONDAY
    assert all(date.fromordinal(day).weekday() < 5 for day in days)


def test_at_most_a_twentieth_ends_on_a_day_in_the_order_there_was() -> None:
    last_days = [MONDAY - n for n in range(100)]
    days = spread(last_days)
    assert max(days.count(day) for day in days) == 5
    assert len(set(days)) == SPREAD_DAYS
    assert days == sorted(days, reverse=True)


def test_those_that_end_on_one_day_are_spread_as_well() -> None:
    days = spread([MONDAY + 3] * 41)
    assert min(days) == MONDAY + 3
    assert max(days.count(day) for day in days) == 3


def test_what_ends_later_anyway_stays_as_it_is() -> None:
    far = MONDAY + 200
    assert spread([far, MONDAY - 5]) == [far, MONDAY]
    assert spread([]) == []
