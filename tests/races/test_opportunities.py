"""Several programs move one opportunity at once: each move is told, or was the first."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import OpportunityId, StageId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError
from tests import make
from tests.races.racing import race

FULL = [pytest.mark.long, pytest.mark.timeout(900)]
SIZES = [pytest.param(4, id="small"), pytest.param(16, id="full", marks=FULL)]


def move(crm: Crm, actor: Actor, opportunity: OpportunityId, seen: StageId, to: StageId) -> bool:
    try:
        crm.opportunities.move(actor, opportunity, to, seen=seen)
    except ConflictError:
        return False
    return True


@pytest.mark.parametrize("processes", SIZES)
def test_whoever_moves_what_another_has_moved_is_told(
    crm: Crm, clock: FakeClock, processes: int
) -> None:
    admin = make.admin(crm)
    customer = make.customer(crm, admin)
    fields = OpportunityFields(name="二期")
    opportunity = crm.opportunities.add(admin, customer, fields).opportunity_id
    first, *others = (each.id for each in crm.pipelines.list(admin)[0].stages)
    work = [
        [(admin, opportunity, first, others[number % len(others)])] for number in range(processes)
    ]
    found = race(crm, move, work, clock)
    stays = crm.opportunities.detail(admin, opportunity).stays
    assert len(stays) == 2
    to = crm.opportunities.detail(admin, opportunity).row.stage_id
    won = [
        answer
        for answers, ((_who, _which, _seen, wished),) in zip(found, work, strict=True)
        for answer in answers
        if wished == to
    ]
    lost = [
        answer
        for answers, ((_who, _which, _seen, wished),) in zip(found, work, strict=True)
        for answer in answers
        if wished != to
    ]
    assert all(won)
    assert not any(lost)
