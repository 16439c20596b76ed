"""Pipelines as they are set up: order, what goes out of use and where opportunities go then."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, OpportunityId, PipelineId, StageId
from crm_tui.domain.pipelines import LastStage, StageFields, StageGoesToo, StageInUse
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, RefusedError, UndoRefusedError
from crm_tui.services.pipelines import _AT_ONCE
from tests import make
from tests.integration.opportunities.entering import LOST, add, entered, row, stages


def _other(crm: Crm, name: str = "渠道") -> tuple[PipelineId, StageId]:
    crm.pipelines.add(make.admin(crm), name, StageFields("接洽", 10))
    found = next(each for each in crm.pipelines.list(make.admin(crm)) if each.name == name)
    return found.id, found.stages[0].id


def _moves(crm: Crm) -> int:
    (found,) = make.query(crm, "SELECT count(*) FROM event WHERE kind = 'opportunity_moved'")
    return int(str(found[0]))


def test_what_stands_open_in_a_stage_goes_where_it_is_told_and_what_ended_stays(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    first, second, *_rest = stages(crm, lina)
    still_open = [add(crm, lina, customer) for _ in range(2)]
    ended = add(crm, lina, customer)
    crm.opportunities.lose(lina, ended, LOST)
    with pytest.raises(RefusedError) as caught:
        crm.pipelines.remove_stage(admin, first)
    assert caught.value.refusal == StageInUse("初步接洽", 2)
    crm.pipelines.remove_stage(admin, first, second)
    assert first not in stages(crm, lina)
    assert [row(crm, lina, each).stage for each in still_open] == ["需求确认"] * 2
    assert row(crm, lina, ended).stage == "初步接洽"
    stays = crm.opportunities.detail(lina, still_open[0]).stays
    assert [each.stage for each in stays] == ["初步接洽", "需求确认"]


def test_one_undo_brings_the_stage_and_all_that_stood_in_it_back(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    first, second, *_rest = stages(crm, lina)
    found = [add(crm, lina, customer) for _ in range(3)]
    before = [row(crm, lina, each).stage_since for each in found]
    crm.pipelines.remove_stage(admin, first, second)
    crm.history.undo(admin)
    assert [row(crm, lina, each).stage_id for each in found] == [first] * 3
    assert [row(crm, lina, each).stage_since for each in found] == before


@pytest.mark.long
def test_more_than_one_transaction_takes_is_one_batch_as_well(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    first, second, *_rest = stages(crm, lina)
    for _ in range(_AT_ONCE + 1):
        add(crm, lina, customer)
    crm.pipelines.remove_stage(admin, first, second)
    assert _moves(crm) == _AT_ONCE + 1
    crm.history.undo(admin)
    assert crm.pipelines.survey(admin).standing == {first: _AT_ONCE + 1}


def test_what_is_opened_again_stands_in_the_nearest_stage_before_that_is_in_use(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    _first, second, third, *_rest = stages(crm, lina)
    lost, deleted = add(crm, lina, customer), add(crm, lina, customer)
    for each in (lost, deleted):
        crm.opportunities.move(lina, each, third)
    crm.opportunities.lose(lina, lost, LOST)
    crm.opportunities.delete(lina, deleted)
    crm.pipelines.remove_stage(admin, third)
    crm.opportunities.reopen(lina, lost)
    crm.opportunities.restore(lina, deleted)
    assert [row(crm, lina, each).stage_id for each in (lost, deleted)] == [second] * 2
    crm.history.undo(lina)
    assert row(crm, lina, deleted).is_deleted
    crm.history.undo(lina)
    assert (row(crm, lina, lost).is_open, row(crm, lina, lost).stage_id) == (False, third)


def test_undo_opens_nothing_in_a_stage_that_is_out_of_use(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    first, *_rest = stages(crm, lina)
    lost = add(crm, lina, customer)
    crm.opportunities.lose(lina, lost, LOST)
    crm.pipelines.remove_stage(admin, first)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina)
    assert not row(crm, lina, lost).is_open


def test_a_stage_comes_back_at_the_end_of_its_pipeline(crm: Crm, admin: Actor) -> None:
    first, *rest = stages(crm, admin)
    crm.pipelines.remove_stage(admin, first)
    crm.pipelines.restore_stage(admin, first)
    assert stages(crm, admin) == [*rest, first]
    crm.history.undo(admin)
    assert stages(crm, admin) == rest


def test_a_name_taken_meanwhile_keeps_a_stage_out_of_use(crm: Crm, admin: Actor) -> None:
    first, *_rest = stages(crm, admin)
    crm.pipelines.remove_stage(admin, first)
    crm.pipelines.add_stage(admin, PipelineId(1), StageFields("初步接洽", 10))
    with pytest.raises(FieldError):
        crm.pipelines.restore_stage(admin, first)


def test_a_pipeline_goes_with_its_stages_and_comes_back_with_them(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    other, stage = _other(crm)
    goal = stages(crm, lina)[1]
    found = crm.opportunities.add(
        lina, customer, entered(), pipeline_id=other, stage_id=stage
    ).opportunity_id
    with pytest.raises(RefusedError) as caught:
        crm.pipelines.remove(admin, other, stage)
    assert caught.value.refusal == StageGoesToo("接洽")
    crm.pipelines.remove(admin, other, goal)
    assert _place(crm, lina, found) == (PipelineId(1), goal)
    assert [each.id for each in crm.pipelines.list(admin)] == [PipelineId(1)]
    crm.pipelines.restore(admin, other)
    assert [each.name for each in crm.pipelines.list(admin)[1].stages] == ["接洽"]


def test_a_pipeline_keeps_one_stage(crm: Crm, admin: Actor) -> None:
    _pipeline, stage = _other(crm)
    with pytest.raises(RefusedError) as caught:
        crm.pipelines.remove_stage(admin, stage, stages(crm, admin)[0])
    assert caught.value.refusal == LastStage("渠道")


def test_adding_a_pipeline_is_not_undone_under_what_stands_in_it(
    crm: Crm, admin: Actor, lina: Actor, customer: CustomerId
) -> None:
    other, stage = _other(crm)
    crm.opportunities.add(lina, customer, entered(), pipeline_id=other, stage_id=stage)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin)


def _place(crm: Crm, actor: Actor, found: OpportunityId) -> tuple[PipelineId, StageId]:
    now = row(crm, actor, found)
    return now.pipeline_id, now.stage_id
