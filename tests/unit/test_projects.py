"""Shares and plans as they are typed, and how amounts are split."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.projects import (
    Share,
    Step,
    may_be_same,
    parts_of,
    plan_text,
    read_plan,
    read_shares,
    shares_text,
)

LINA, WANG = UserId(1), UserId(2)
PEOPLE = {"李娜": LINA, "lina": LINA, "王伟": WANG}


@pytest.mark.parametrize(
    "text", ["李娜 60，王伟 40", "lina=60%,王伟=40%", "李娜：60；王伟：40", " 李娜 60\n王伟 40 "]
)
def test_shares_are_read_as_people_type_them(text: str) -> None:
    assert read_shares(text, PEOPLE) == (Share(LINA, 6000), Share(WANG, 4000))


def test_what_is_no_share_is_named() -> None:
    assert read_shares("李娜 60，张三 40", PEOPLE) == "张三 40"
    assert read_shares("李娜", PEOPLE) == "李娜"
    assert read_shares("", PEOPLE) == ()


def test_what_is_shown_is_read_again() -> None:
    shares = (Share(LINA, 3350), Share(WANG, 6650))
    assert read_shares(shares_text(shares, {LINA: "李娜", WANG: "王伟"}), PEOPLE) == shares


@given(st.integers(0, 10**15), st.lists(st.integers(1, 10_000), min_size=1, max_size=20))
def test_parts_are_the_whole(minor: int, percents: list[int]) -> None:
    shares = [Share(UserId(number), each) for number, each in enumerate(percents)]
    assert sum(parts_of(minor, shares, None).values()) == minor


def test_what_nobody_shares_is_its_owners() -> None:
    assert parts_of(100, (), LINA) == {LINA: 100}
    assert parts_of(100, (), None) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("网络", "网络改造", True),
        ("", "机房", True),
        ("网络", "机房", False),
        ("SV 100", "sv100", True),
    ],
)
def test_registrations_may_be_for_the_same(one: str, other: str, *, same: bool) -> None:
    assert may_be_same(one, other) is same


def test_a_plan_is_read_line_by_line_and_by_its_days() -> None:
    def read_day(text: str) -> int | None:
        return int(text.removeprefix("d")) if text.startswith("d") else None

    plan = read_plan("d9 验收\n\n✓ d3 交方案\n", read_day)
    assert plan == (Step("交方案", 3, is_done=True), Step("验收", 9))
    assert read_plan("d9\n", read_day) == "d9"
    assert read_plan("明天 验收", read_day) == "明天 验收"


def test_a_plan_that_is_shown_is_read_again() -> None:
    plan = (Step("交方案", 739_000, is_done=True), Step("验收 终验", 739_100))

    def read_day(text: str) -> int:
        return date.fromisoformat(text).toordinal()

    assert read_plan(plan_text(plan), read_day) == plan
