"""Several programs draft quotes at once: each number is given once."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from tests import make
from tests.races.racing import race

FULL = [pytest.mark.long, pytest.mark.timeout(900)]
SIZES = [pytest.param(4, 5, id="small"), pytest.param(16, 50, id="full", marks=FULL)]


def draft(crm: Crm, actor: Actor, customer: CustomerId) -> str:
    quote = crm.quotes.add(actor, customer, crm.quotes.blank(actor, customer)).quote_id
    return crm.quotes.quote(actor, quote).row.number


@pytest.mark.parametrize(("processes", "rounds"), SIZES)
def test_a_number_is_given_once(crm: Crm, clock: FakeClock, processes: int, rounds: int) -> None:
    reps = [make.rep(crm, f"rep{each}") for each in range(processes)]
    mine = [(rep, make.customer(crm, rep, name=f"客户{rep.user_id}")) for rep in reps]
    found = race(crm, draft, [[each] * rounds for each in mine], clock)
    numbers = sorted(number for answers in found for number in answers)
    assert numbers == [f"BJ-202611-{each:04d}" for each in range(1, processes * rounds + 1)]
