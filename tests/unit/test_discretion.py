"""Of how many customers of others the duplicate check tells in an hour."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.duplicates import HOUR, Discretion, MatchKind, MatchLevel
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import ToldEnough
from tests import make

NOW = make.NOW


def match(
    number: int, *, visible: bool = False, claimable: bool = False, owner: str = "李娜"
) -> DuplicateMatch:
    return DuplicateMatch(
        kind=MatchKind.MOBILE,
        key="13800138000",
        customer_id=CustomerId(number),
        customer="",
        owner=owner,
        department="销售部",
        pool="公海",
        visible=visible,
        claimable=claimable,
        level=MatchLevel.WARN,
    )


def test_so_many_of_others_are_told_and_the_rest_left_out() -> None:
    discretion = Discretion(2, {CustomerId(9): NOW})
    found = [match(1), match(2), match(9), match(3, visible=True), match(4, claimable=True)]
    assert [each.customer_id for each in discretion.only_told(found)] == [1, 9, 3, 4]
    assert discretion.newly_told == {CustomerId(1): "mobile"}


def test_each_counts_once() -> None:
    discretion = Discretion(1, {})
    assert len(discretion.only_told([match(1), match(1), match(1)])) == 3
    assert discretion.only_told([match(2)]) == []


def test_it_says_when_it_tells_of_more() -> None:
    told = {CustomerId(each): NOW - timedelta(minutes=10 * each) for each in range(4)}
    assert Discretion(5, told).refusal is None
    assert Discretion(4, told).refusal == ToldEnough(4, NOW - timedelta(minutes=30) + HOUR)
    assert Discretion(2, told).refusal == ToldEnough(2, NOW - timedelta(minutes=10) + HOUR)


def test_who_sees_everybodys_has_no_limit() -> None:
    discretion = Discretion(None, {})
    found = [match(each) for each in range(100)]
    assert discretion.only_told(found) == found
    assert not discretion.newly_told
    assert discretion.refusal is None


def test_beyond_the_limit_a_row_is_known_and_nobodys() -> None:
    discretion = Discretion(1, {})
    assert [discretion.told_of(match(each)).owner for each in (1, 2, 1)] == ["李娜", "", "李娜"]
    looked = Discretion(9, {CustomerId(1): NOW})
    assert [looked.said_again(match(each)).owner for each in (1, 2)] == ["李娜", ""]
    assert not looked.newly_told
