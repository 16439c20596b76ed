"""A form's record that arrives twice at the same moment is one lead; a free lead has one taker."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.users import Actor
from tests import make
from tests.races.racing import race

ROUNDS = 4


def send(crm: Crm, actor: Actor, number: int) -> int:
    return make.sent(crm, actor, id=str(number), name="张敏")


def claim(crm: Crm, actor: Actor, lead_id: LeadId) -> bool:
    return bool(crm.leads.claim(actor, [lead_id]).done)


def test_a_record_sent_twice_at_once_is_one_lead(crm: Crm, clock: FakeClock) -> None:
    admin, rep = make.admin(crm), make.rep(crm)
    make.lead_route(crm, admin, rep)
    rounds = [[(each, number) for number in range(ROUNDS)] for each in (admin, rep)]
    one, other = race(crm, send, rounds, clock)
    assert one == other
    assert make.query(crm, "SELECT count(*), count(DISTINCT owner_id) FROM lead") == [(ROUNDS, 2)]
    assert make.query(crm, "SELECT count(*) FROM event WHERE kind = 'lead_added'") == [(ROUNDS,)]


def test_a_lead_that_two_claim_at_once_has_one_owner(crm: Crm, clock: FakeClock) -> None:
    people = [make.rep(crm, login) for login in ("lina", "zhao")]
    free = [make.lead(crm, nobody=True, company=f"甲{n}") for n in range(ROUNDS)]
    rounds = [[(each, lead_id) for lead_id in free] for each in people]
    answers = race(crm, claim, rounds, clock)
    assert [sorted(pair) for pair in zip(*answers, strict=True)] == [[False, True]] * ROUNDS
