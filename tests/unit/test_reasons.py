"""Refusals and explanations say the rule, the number, and when it is possible again."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.customers import Standing
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import (
    AlreadyInPool,
    AlreadyYours,
    CoolingOff,
    DailyLimitReached,
    DefaultPool,
    GivenByHand,
    HeldByYourself,
    HoldingLimitReached,
    LimitKind,
    LimitLevel,
    NobodyInTurn,
    NobodySuits,
    NotAMember,
    NotOwned,
    NotPoolAdmin,
    NotYours,
    NotYourStaff,
    OwnedByAnother,
    PeriodEnd,
    PoolClosed,
    PoolNotOpenYet,
    ReservedForFinder,
    SetAside,
    TransferNotAllowed,
)
from crm_tui.presentation.reasons import Refusal, refusal

TODAY = date(2026, 11, 22).toordinal()
AGAIN = date(2026, 11, 29).toordinal()
OPENS_AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

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
    (NotYours("恒信", "", is_pooled=True), ("恒信", "claim it first")),
    *[
        (HoldingLimitReached("王伟", 5, 5, pool, level, kind), ("5 of 5",))
        for pool in (None, "华北公海")
        for level in LimitLevel
        for kind in LimitKind
    ],
    *[
        (SetAside("恒信", each), ("恒信", "restore"))
        for each in Standing
        if each is not Standing.NORMAL
    ],
    (PoolNotOpenYet("恒信", OPENS_AT), ("恒信", "2026-11-23", "09:00")),
    (NotYourStaff("李娜"), ("李娜", "manager")),
    (TransferNotAllowed("恒信"), ("恒信", "office")),
    (NobodyInTurn("恒信", "公海", 3), ("恒信", "公海", "3 people")),
    (NobodySuits("恒信", "公海", 1), ("恒信", "公海", "1 person")),
    (AlreadyInPool("恒信", "公海"), ("恒信", "公海", "already")),
    (GivenByHand("恒信", "公海"), ("恒信", "公海", "by hand")),
    (HeldByYourself("恒信"), ("恒信", "administrator")),
    (NotPoolAdmin("华北公海"), ("华北公海", "admin")),
    (DefaultPool("公海"), ("公海", "default")),
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
