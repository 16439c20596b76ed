"""Several programs on one file: one winner, no lost count, nobody reads "database is locked"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import AlreadyClaimedError, RefusedError
from tests import make
from tests.races.racing import Rounds, race

FULL = [pytest.mark.long, pytest.mark.timeout(900)]
SIZES = [pytest.param(8, 1, id="small"), pytest.param(16, 10, id="full", marks=FULL)]


def claim_all(crm: Crm, actor: Actor, customers: list[CustomerId]) -> list[str]:
    """Claim one after the other; tell for each "won", the winner's name, or the refusal."""
    answers = []
    for customer in customers:
        (result,) = crm.pools.claim(actor, [customer]).results
        match result.error:
            case None:
                answers.append("won")
            case AlreadyClaimedError(winner=winner):
                answers.append(str(winner))
            case RefusedError(refusal=refusal):
                answers.append(type(refusal).__name__)
            case other:
                answers.append(repr(other))
    return answers


def follow_up(crm: Crm, actor: Actor, customer: CustomerId) -> str:
    return str(make.follow_up(crm, actor, customer).why_not_effective)


def sweep(crm: Crm, actor: Actor) -> int:
    return crm.sweeps.sweep(actor).total


@pytest.mark.parametrize(("processes", "rounds"), SIZES)
def test_of_many_claimers_one_wins_and_the_others_are_told_who(
    crm: Crm, clock: FakeClock, processes: int, rounds: int
) -> None:
    reps = [make.rep(crm, f"rep{each}") for each in range(processes)]
    customers = [make.customer(crm, name=f"客户{each}", in_pool=True) for each in range(rounds)]
    contestants = [[(rep, [customer]) for customer in customers] for rep in reps]
    answers = race(crm, claim_all, contestants, clock)
    for each in range(rounds):
        said = [answer[each] for answer in answers]
        winner = said.index(["won"])
        assert said.count(["won"]) == 1
        assert said[:winner] + said[winner + 1 :] == [[f"rep{winner}"]] * (processes - 1)
    assert make.query(crm, "SELECT count(*) FROM ownership_period") == [(rounds,)]
    assert make.query(crm, "SELECT sum(claims) FROM claim_ledger") == [(rounds,)]


@pytest.mark.parametrize(("processes", "rounds"), SIZES)
def test_the_limits_hold_when_one_person_claims_from_many_terminals(
    crm: Crm, clock: FakeClock, processes: int, rounds: int
) -> None:
    make.set_pool(crm, daily_limit=5)
    half = processes // 2
    people, few, many = [], [], []
    for each in range(rounds):
        lina = make.rep(crm, f"lina{each}", holding_limit=3)
        zhao = make.rep(crm, f"zhao{each}")
        customers = [make.customer(crm, name=f"客户{each}-{n}", in_pool=True) for n in range(12)]
        people.append((lina, zhao))
        few.append((lina, customers))
        many.append((zhao, customers[::-1]))
    answers = race(crm, claim_all, [few] * half + [many] * half, clock)
    for each, (lina, zhao) in enumerate(people):
        said = [answer[each] for answer in answers]
        won = [sum(words.count("won") for words in part) for part in (said[:half], said[half:])]
        assert won == [3, 5]
        assert {word for words in said for word in words} <= {
            "won",
            f"lina{each}",
            f"zhao{each}",
            "AlreadyYours",
            "HoldingLimitReached",
            "DailyLimitReached",
        }
        held = "SELECT held FROM app_user WHERE id IN (?, ?) ORDER BY id"
        assert make.query(crm, held, lina.user_id, zhao.user_id) == [(3,), (5,)]


def test_follow_ups_and_sweeps_at_midnight_agree_on_one_outcome(crm: Crm, clock: FakeClock) -> None:
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    lina = make.rep(crm, "lina")
    saved, lost = (make.customer(crm, lina, name=name) for name in "甲乙")
    clock.advance(7 * make.DAY)
    make.follow_up(crm, lina, saved)
    clock.advance(timedelta(hours=14))
    contestants: list[Rounds] = [[(lina, lost)], [(lina, lost)], [(lina, None)], [(lina, None)]]
    (first,), (second,), *swept = race(crm, follow_up_or_sweep, contestants, clock)
    assert {first, second} == {"Ineffective.NO_PERIOD"}
    assert sum(each for (each,) in swept) <= 1
    rows = make.query(crm, "SELECT owner_id FROM customer ORDER BY id")
    assert rows == [(lina.user_id,), (None,)]
    reclaimed = "SELECT count(*) FROM event WHERE kind = 'customer_reclaimed'"
    assert make.query(crm, reclaimed) == [(1,)]


def follow_up_or_sweep(crm: Crm, actor: Actor, customer: CustomerId | None) -> str | int:
    return sweep(crm, actor) if customer is None else follow_up(crm, actor, customer)


def test_counts_are_never_lost(crm: Crm, clock: FakeClock) -> None:
    lina = make.rep(crm, "lina")
    answers = race(crm, enter_ten, [[(lina, each)] for each in range(3)], clock)
    assert answers == [[10]] * 3
    assert crm.days.quota(lina).held == 30
    assert make.query(crm, "SELECT count(*) FROM batch WHERE operation = 'Customers.add'") == [
        (30,)
    ]


def enter_ten(crm: Crm, actor: Actor, number: int) -> int:
    return sum(make.customer(crm, actor, name=f"客户{number}-{each}") > 0 for each in range(10))
