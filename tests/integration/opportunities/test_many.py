"""Several opportunities are moved, given up and passed on at once, after a look at each."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, StageId
from crm_tui.domain.opportunities import OpportunityClosed, OpportunityState
from crm_tui.domain.teams import Seat, TeamRole
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services.opportunities.ending import Ending
from crm_tui.services.outcomes import in_chunks
from tests import make
from tests.integration.opportunities.entering import LOST, add, row, stages


def test_marked_ones_move_together_and_one_undo_brings_all_back(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    first, second, third = (add(crm, lina, customer, name=name) for name in "甲乙丙")
    there = stages(crm, lina)[2]
    crm.opportunities.move(lina, second, there)
    crm.opportunities.lose(lina, third, LOST)
    found = crm.opportunities.foretell(lina, [first, second, third, first], there)
    assert ([each.id for each in found.changing], found.unchanged) == ([first], 1)
    assert found.reported_minor == 320_000_00
    assert [each.opportunity for each in found.refused] == ["丙"]
    batch = crm.opportunities.move_all(lina, [third, first, second], there)
    assert [each.opportunity for each in batch.results] == ["丙", "甲", "乙"]
    (refused,) = batch.refused
    assert isinstance(refused.error, RefusedError)
    assert isinstance(refused.error.refusal, OpportunityClosed)
    assert row(crm, lina, first).stage_id == there
    crm.history.undo(lina)
    assert row(crm, lina, first).stage_id == stages(crm, lina)[0]
    assert row(crm, lina, second).stage_id == there


@pytest.mark.long
def test_many_are_given_up_for_one_reason_as_one_batch(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    ids = [add(crm, lina, customer, name=str(number)) for number in range(45)]
    hidden = add(crm, wang, make.customer(crm, wang, "乙"))
    outcome = in_chunks(
        lambda part: crm.opportunities.give_up(
            lina, part, OpportunityState.LOST, Ending("价格太高", "早点见决策人")
        ),
        [*ids, hidden],
        lambda _done, _total: True,
    )
    assert len(outcome.done) == 45
    (refused,) = outcome.refused
    assert isinstance(refused.error, NotFoundError)
    assert refused.opportunity == ""
    lost = row(crm, lina, ids[-1])
    assert (lost.state, lost.close_reason) == (OpportunityState.LOST, "价格太高")
    crm.history.undo(lina)
    assert all(row(crm, lina, each).is_open for each in ids)


def test_many_are_never_won_at_once_and_never_end_without_a_reason(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    with pytest.raises(FieldError):
        crm.opportunities.give_up(lina, [found], OpportunityState.WON, LOST)
    with pytest.raises(FieldError):
        crm.opportunities.give_up(lina, [found], OpportunityState.VOID, Ending())
    with pytest.raises(NotFoundError):
        crm.opportunities.move_all(lina, [found], StageId(999))
    assert row(crm, lina, found).is_open


def test_who_only_reads_the_customer_is_told_so_for_each(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    admin = make.admin(crm)
    crm.teams.add(admin, [customer], wang.user_id, Seat(TeamRole.COLLABORATION))
    told = crm.opportunities.foretell(wang, [found])
    assert (told.changing, len(told.refused)) == ((), 1)
    batch = crm.opportunities.give_up(wang, [found], OpportunityState.VOID, LOST)
    assert (batch.done, batch.changed.kinds) == ((), frozenset())
