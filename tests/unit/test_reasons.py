"""Refusals and explanations say the rule, the number, and when it is possible again."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import (
    AlreadyYours,
    Combine,
    ConditionDay,
    CoolingOff,
    DailyLimitReached,
    Deciding,
    Explanation,
    HoldingLimitReached,
    IdleCondition,
    NotAMember,
    NotOwned,
    NotYours,
    OwnedByAnother,
    PeriodEnd,
    PoolClosed,
    Protection,
    ReservedForFinder,
    Rule,
)
from crm_tui.presentation.reasons import Refusal, explanation_lines, refusal

TODAY = date(2026, 11, 22).toordinal()
AGAIN = date(2026, 11, 29).toordinal()

SAID: list[tuple[Refusal, tuple[str, ...]]] = [
    (OwnedByAnother("恒信", UserId(2), "李娜", None), ("李娜", "恒信")),
    (AlreadyYours("恒信"), ("恒信", "already")),
    (NotAMember("华北公海", "王伟"), ("王伟", "华北公海", "admin")),
    (PoolClosed("华北公海"), ("华北公海", "switched off")),
    (HoldingLimitReached("王伟", 50, 50), ("50 of 50", "returned")),
    (HoldingLimitReached("王伟", 5, 5, "华北公海"), ("5 of 5", "华北公海")),
    (DailyLimitReached(30, 30, "公海", TODAY + 1), ("30 of 30", "2026-11-23")),
    *[(CoolingOff("恒信", "王伟", how, AGAIN), ("恒信", "2026-11-29")) for how in PeriodEnd],
    (ReservedForFinder("恒信", AGAIN), ("2026-11-29", "2026-11-30")),
    (NotOwned("恒信"), ("in the pool already",)),
    (NotYours("恒信", "李娜"), ("恒信", "李娜", "administrator")),
    (NotYours("恒信", ""), ("only the one who holds it",)),
]


@pytest.mark.parametrize(("reason", "words"), SAID)
def test_a_refusal_says_the_rule_its_number_and_when_again(
    reason: Refusal, words: tuple[str, ...]
) -> None:
    said = refusal(reason)
    assert all(word in said for word in words), said
    assert said.endswith(".")


def test_every_refusal_of_the_rules_is_tried_here() -> None:
    assert {type(reason) for reason, _words in SAID} == set(get_args(Refusal))


def test_names_in_a_refusal_are_plain_and_short() -> None:
    said = refusal(NotOwned("\x1b[31m\u202e" + "长" * 500))
    assert said.isprintable()
    assert len(said) < 100


def explained(
    *,
    last_day: int = TODAY + 12,
    owner: str = "王伟",
    last_effective_day: int | None = None,
    deciding: Deciding = Deciding.IDLE,
    rule: bool = True,
    skipped: int = 0,
) -> list[str]:
    condition = IdleCondition(15, DayUnit.NON_HOLIDAY)
    anchor = last_effective_day or last_day - 15 - skipped
    found = Protection(
        last_day,
        deciding,
        Rule(1, (condition,), Combine.ANY) if rule else None,
        (ConditionDay(condition, anchor, last_day),) if rule and owner else (),
    )
    return explanation_lines(
        Explanation(
            customer_id=CustomerId(1),
            customer="恒信",
            owner=owner,
            pool="公海",
            protection=found,
            last_day=last_day,
            deciding=deciding.value,
            clock_day=anchor,
            last_effective_day=last_effective_day,
            not_before_day=last_day if deciding is Deciding.GRACE else None,
            today=TODAY,
        )
    )


def test_the_explanation_names_rule_anchor_counted_day_and_what_helps() -> None:
    lines = "\n".join(explained())
    assert "Protected through 2026-12-04 Fri (12 days left); taken back on 2026-12-05" in lines
    assert "15 days without an effective follow-up, public holidays not counted" in lines
    assert "when it was taken over" in lines
    assert "The 15th counted day is 2026-12-04" in lines
    assert "starts the count anew" in lines


def test_days_that_do_not_count_are_told() -> None:
    assert any("3 days in between do not count" in line for line in explained(skipped=3))


def test_after_a_follow_up_it_is_counted_from_that() -> None:
    lines = explained(last_effective_day=TODAY - 3)
    assert any("Counted from the last effective follow-up on 2026-11-19" in line for line in lines)


@pytest.mark.parametrize(
    ("last_day", "said"),
    [
        (TODAY, "Today is the last day"),
        (TODAY - 1, "Protection ended after 2026-11-21"),
        (TODAY + 1, "(1 day left)"),
        (NEVER, "Nothing takes it back."),
    ],
)
def test_the_deadline_is_told_as_people_ask_for_it(last_day: int, said: str) -> None:
    assert any(said in line for line in explained(last_day=last_day, rule=last_day < NEVER))


def test_grace_and_exemption_are_told() -> None:
    assert any("kept until 2026-12-04" in line for line in explained(deciding=Deciding.GRACE))
    assert any("exempt" in line for line in explained(deciding=Deciding.EXEMPT))


def test_a_customer_in_the_pool_says_whether_it_can_be_claimed() -> None:
    lines = explained(owner="")
    assert lines[:2] == ["“恒信” is in the pool “公海”.", "You can claim it now."]
    assert "15 days" in lines[2]
    assert "no rule" in explained(owner="", rule=False)[-1]
