"""Tasks are done and reviewed, reopened, deleted, closed with their customer, handed over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.handovers import HandoverPlan, HandoverWay, NothingToHandOver
from crm_tui.domain.tasks import (
    ClosedByProgram,
    TaskIsDone,
    TaskIsOpen,
    TaskOutcome,
    TaskRequest,
    TaskReview,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, RefusedError
from tests import make
from tests.integration.tasks.making import WEEKLY, draft, made, refusal, titles


def test_a_plain_task_is_done_at_once_and_reviewed_when_one_likes(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina)
    with pytest.raises(RefusedError) as caught:
        crm.tasks.review(lina, task_id, TaskReview(TaskOutcome.WORKED))
    assert refusal(caught) == TaskIsOpen("发方案")
    crm.tasks.done(lina, task_id)
    reason = make.word(crm, DictionaryKind.LOSS_REASON, "price")
    crm.tasks.review(lina, task_id, TaskReview(TaskOutcome.LOST, "报价高了", reason))
    row = crm.tasks.show(lina, task_id).task
    assert (row.outcome, row.review, row.loss_reason_id) == (TaskOutcome.LOST, "报价高了", reason)
    assert row.loss_reason
    crm.history.undo(lina)
    assert crm.tasks.show(lina, task_id).task.outcome is None
    with pytest.raises(FieldError):
        crm.tasks.review(lina, task_id, TaskReview(TaskOutcome.LOST, loss_reason_id=99_999))


def test_a_review_may_be_said_with_done(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina)
    crm.tasks.done(lina, task_id, TaskReview(TaskOutcome.WORKED, "先打电话再发"))
    row = crm.tasks.show(lina, task_id).task
    assert (row.outcome, row.review) == (TaskOutcome.WORKED, "先打电话再发")
    crm.history.undo(lina)
    row = crm.tasks.show(lina, task_id).task
    assert (row.is_open, row.outcome, row.review) == (True, None, "")


def test_what_is_done_is_not_changed_until_it_is_reopened(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina)
    crm.tasks.done(lina, task_id, TaskReview(TaskOutcome.PARTLY, "一半"))
    acts: list[Callable[[], object]] = [
        lambda: crm.tasks.edit(lina, task_id, {"title": "x"}),
        lambda: crm.tasks.log(lina, task_id, "x"),
    ]
    for act in acts:
        with pytest.raises(RefusedError) as caught:
            act()
        assert refusal(caught) == TaskIsDone("发方案")
    crm.tasks.reopen(lina, task_id)
    assert crm.tasks.show(lina, task_id).task.outcome is None
    crm.history.undo(lina)
    row = crm.tasks.show(lina, task_id).task
    assert (row.is_open, row.outcome, row.review) == (False, TaskOutcome.PARTLY, "一半")
    with pytest.raises(RefusedError):
        crm.tasks.skip(lina, task_id)


def test_a_deleted_task_comes_back_by_undo(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina)
    crm.tasks.delete(lina, task_id)
    assert titles(crm, lina) == []
    crm.history.undo(lina)
    assert titles(crm, lina) == ["发方案"]


def test_what_was_closed_with_its_customer_is_not_reopened(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    task_id = made(crm, lina, draft(customer_id=customer, notes="带样品", recurrence=WEEKLY))
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    row = crm.tasks.show(lina, task_id).task
    assert (row.is_open, row.closed_reason, row.notes) == (False, "returned", "带样品")
    with pytest.raises(RefusedError) as caught:
        crm.tasks.reopen(lina, task_id)
    assert refusal(caught) == ClosedByProgram("发方案")
    crm.history.undo(lina)
    row = crm.tasks.show(lina, task_id).task
    assert row.is_open
    assert row.recurrence is not None


def test_tasks_go_along_when_somebody_hands_over(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    theirs = make.customer(crm, zhao, name="赵强的客户公司")
    crm.teams.add(zhao, [theirs], lina.user_id, make.seat())
    own = made(crm, lina, draft("月报"))
    shared = made(crm, lina, draft("陪访", customer_id=theirs))
    closed = made(crm, lina, draft("回访", customer_id=customer))
    handed = make.hand_over(crm, boss, lina, zhao)
    assert titles(crm, zhao) == ["月报", "陪访"]
    assert crm.tasks.show(boss, closed).task.closed_reason == "handed_over"
    crm.history.undo(boss, handed.batch_id)
    assert {row.id for row in crm.tasks.find(lina, TaskRequest())} == {own, shared, closed}


def test_what_somebody_reminds_themselves_of_stays_theirs_in_a_hand_over(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    made(crm, lina, draft("月报"))
    crm.tasks.add(lina, "看牙医", make.NOW + make.DAY)
    theirs = make.customer(crm, zhao)
    crm.teams.add(zhao, [theirs], lina.user_id, make.seat())
    crm.tasks.add(lina, "陪访", make.NOW + 2 * make.DAY, customer_id=theirs)
    plan = HandoverPlan(HandoverWay.PERSON, (zhao.user_id,))
    assert crm.handovers.preview(boss, lina.user_id, plan).own_reminders == 1
    make.hand_over(crm, boss, lina, zhao)
    assert titles(crm, zhao) == ["月报", "陪访"]
    assert titles(crm, lina) == ["看牙医"]


def test_who_has_only_reminders_of_their_own_has_nothing_to_hand_over(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    crm.tasks.add(lina, "看牙医", make.NOW + make.DAY)
    with pytest.raises(RefusedError) as caught:
        make.hand_over(crm, boss, lina, zhao)
    assert isinstance(refusal(caught), NothingToHandOver)


def test_who_holds_no_customer_hands_their_tasks_over_too(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    made(crm, lina, draft("月报"))
    make.hand_over(crm, boss, lina, zhao)
    assert titles(crm, zhao) == ["月报"]
    with pytest.raises(RefusedError):
        make.hand_over(crm, boss, lina, zhao)
