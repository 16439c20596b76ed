"""Eight programs move the same customers about at once; at the end every law holds."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from tests import invariants, moves
from tests.races.racing import race

FULL = [pytest.mark.long, pytest.mark.timeout(1200)]
SIZES = [pytest.param(3, 25, id="small"), pytest.param(8, 500, id="full", marks=FULL)]


def move_about(crm: Crm, stage: moves.Stage, seed: int, number: int) -> dict[str, int]:
    """Make so many moves; count how each kind of answer came."""
    chance = random.Random(seed)
    answers: Counter[str] = Counter()
    for _ in range(number):
        name, customer = chance.choice(moves.OFTEN), chance.choice(stage.customers)
        actor = moves.somebody(crm, stage, chance.randrange(9), customer)
        turn = moves.Turn(actor, customer, chance.randrange(100))
        answers[f"{name}: {moves.make_move(crm, stage, name, turn)}"] += 1
    return dict(answers)


@pytest.mark.parametrize(("processes", "number"), SIZES)
def test_random_movements_of_many_programs_break_no_law(
    crm: Crm, clock: FakeClock, processes: int, number: int
) -> None:
    stage = moves.stage(crm, customers=12)
    contestants = [[(stage, seed, number)] for seed in range(processes)]
    answers = race(crm, move_about, contestants, clock)
    done: Counter[str] = Counter()
    for (answer,) in answers:
        assert isinstance(answer, dict), answer
        done.update(answer)
    assert sum(done.values()) == processes * number
    assert {name.split(":")[0] for name in done if name.endswith(": done")} >= {
        "claim",
        "return",
        "follow up",
    }
    assert invariants.broken(crm) == []
