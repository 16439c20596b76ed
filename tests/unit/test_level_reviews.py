"""The score of a customer, and the level that follows from it, at their boundaries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.customers import Level
from crm_tui.domain.level_reviews import (
    UNKNOWN_CREDIT,
    Averages,
    ReviewFacts,
    contribution,
    credit,
    headcount_of,
    level_for,
    month_of,
    potential,
    proposed_level,
    scored,
)
from crm_tui.domain.work_settings import Thresholds, Weights

AVERAGES = Averages(amount_minor=1000, budget_minor=500)
WEIGHTS = Weights(50, 20, 30)
THRESHOLDS = Thresholds(70, 40)
BEST = ReviewFacts(
    amount_minor=2000,
    deals=3,
    has_bought=True,
    budget_minor=1000,
    has_needs=True,
    has_decision_chain=True,
    headcount="100-500人",
)


@pytest.mark.parametrize(
    ("amount", "points"),
    [(0, 0), (1, 0), (20, 1), (1000, 50), (1999, 99), (2000, 100), (10**15, 100)],
)
def test_twice_the_average_brings_the_full_contribution(amount: int, points: int) -> None:
    assert contribution(ReviewFacts(amount_minor=amount), AVERAGES) == points


def test_where_nobody_bought_nothing_is_contributed() -> None:
    assert contribution(ReviewFacts(amount_minor=5), Averages()) == 0


@pytest.mark.parametrize(
    ("deals", "voided", "points"),
    [(0, 0, UNKNOWN_CREDIT), (1, 0, 100), (0, 1, 0), (1, 1, 50), (2, 1, 66)],
)
def test_credit_is_the_share_of_deals_that_stood(deals: int, voided: int, points: int) -> None:
    assert credit(ReviewFacts(deals=deals, voided=voided)) == points


@pytest.mark.parametrize(
    ("text", "people"),
    [("", 0), ("100-500人", 100), ("约 20 人", 20), ("很多", 0), ("9" * 500, 999_999_999)],
)
def test_a_headcount_is_read_as_its_least_number(text: str, people: int) -> None:
    assert headcount_of(text) == people


@pytest.mark.parametrize(("text", "points"), [("19", 0), ("20", 10), ("99", 10), ("100", 20)])
def test_larger_customers_may_bring_more(text: str, points: int) -> None:
    assert potential(ReviewFacts(headcount=text), AVERAGES) == points


def test_each_part_of_the_potential_has_its_points() -> None:
    assert potential(ReviewFacts(), AVERAGES) == 0
    assert potential(ReviewFacts(budget_minor=500), AVERAGES) == 20
    assert potential(ReviewFacts(budget_minor=1000), AVERAGES) == 40
    assert potential(ReviewFacts(has_needs=True), AVERAGES) == 20
    assert potential(ReviewFacts(has_decision_chain=True), AVERAGES) == 20
    assert potential(BEST, AVERAGES) == 100


def test_the_parts_are_weighed() -> None:
    assert scored(BEST, AVERAGES, WEIGHTS).total == 100
    assert scored(replace(BEST, amount_minor=0), AVERAGES, WEIGHTS).total == 50
    only_credit = scored(replace(BEST, voided=3), AVERAGES, Weights(0, 1, 0))
    assert (only_credit.credit, only_credit.total) == (50, 50)


def test_who_never_bought_is_judged_by_potential_alone() -> None:
    prospect = replace(BEST, amount_minor=0, deals=0, has_bought=False)
    assert scored(prospect, AVERAGES, WEIGHTS).total == 100
    assert scored(prospect, AVERAGES, Weights(50, 50, 0)).total == 25


@pytest.mark.parametrize(
    ("score", "level"),
    [(100, Level.A), (70, Level.A), (69, Level.B), (40, Level.B), (39, Level.C), (0, Level.C)],
)
def test_a_level_begins_with_its_threshold(score: int, level: Level) -> None:
    assert level_for(score, THRESHOLDS) is level


def propose(current: Level | None, facts: ReviewFacts) -> Level | None:
    found = proposed_level(current, facts, AVERAGES, weights=WEIGHTS, thresholds=THRESHOLDS)
    return None if found is None else found[0]


def test_only_another_level_is_proposed() -> None:
    assert propose(Level.A, BEST) is None
    assert propose(Level.B, BEST) is Level.A
    assert propose(None, BEST) is Level.A
    assert propose(Level.A, ReviewFacts(has_needs=True)) is Level.C


def test_nothing_is_proposed_of_whom_nothing_is_known() -> None:
    assert propose(None, ReviewFacts()) is None
    assert propose(Level.A, ReviewFacts(headcount="不详")) is None
    assert propose(Level.A, ReviewFacts(headcount="15人")) is Level.C


def test_a_month_is_told_by_year_and_month() -> None:
    assert month_of(739_577) == 202_511
