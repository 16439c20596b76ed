"""What stays overdue is reported to the manager."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.tasks.making import draft, made


def test_what_stays_overdue_is_reported_to_the_manager_once(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    task_id = made(crm, lina, draft(days=1))
    crm.tasks.add(lina, "接孩子", make.NOW + make.DAY)
    clock.advance(timedelta(days=1, hours=23))
    assert not crm.escalations.is_due(lina)
    clock.advance(timedelta(hours=2))
    assert crm.escalations.is_due(lina)
    assert crm.escalations.run(lina).number == 1
    (notice,) = crm.notices.unseen(boss)
    assert (notice.kind, notice.record_id, notice.author, notice.words) == (
        NoticeKind.ESCALATION,
        task_id,
        "李娜",
        "发方案",
    )
    assert crm.tasks.show(boss, task_id).task.escalated_at is not None
    assert not crm.escalations.is_due(lina)
    assert crm.escalations.run(boss).number == 0
    assert len(crm.notices.unseen(boss)) == 1


def test_the_manager_is_told_also_when_their_own_program_notices(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    made(crm, lina)
    clock.advance(timedelta(days=3))
    crm.escalations.run(boss)
    assert [each.kind for each in crm.notices.unseen(boss)] == [NoticeKind.ESCALATION]


def test_nobody_is_told_of_those_who_have_no_manager_or_of_old_ones(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    made(crm, make.admin(crm))
    made(crm, lina)
    clock.advance(timedelta(days=60))
    assert not crm.escalations.is_due(lina)
    assert crm.escalations.run(lina).number == 0


def test_what_is_planned_anew_is_reported_again_when_it_stays_overdue(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    task_id = made(crm, lina)
    clock.advance(timedelta(days=3))
    crm.escalations.run(boss)
    reported_at = crm.tasks.show(boss, task_id).task.escalated_at
    crm.tasks.edit(lina, task_id, {"due_at": clock.now() + make.DAY})
    assert crm.tasks.show(boss, task_id).task.escalated_at is None
    clock.advance(timedelta(days=3))
    assert crm.escalations.run(boss).number == 1
    assert len(crm.notices.unseen(boss)) == 2
    crm.history.undo(lina)
    assert crm.tasks.show(boss, task_id).task.escalated_at == reported_at
    assert crm.escalations.run(boss).number == 0


def test_a_new_title_alone_is_no_new_plan(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    task_id = made(crm, lina)
    clock.advance(timedelta(days=3))
    crm.escalations.run(boss)
    crm.tasks.edit(lina, task_id, {"title": "改了"})
    assert crm.escalations.run(boss).number == 0


def test_what_was_done_and_is_open_again_is_reported_again(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    task_id = made(crm, lina)
    clock.advance(timedelta(days=3))
    crm.escalations.run(boss)
    crm.tasks.done(lina, task_id)
    crm.history.undo(lina)
    assert crm.escalations.run(boss).number == 0
    crm.tasks.done(lina, task_id)
    crm.tasks.reopen(lina, task_id)
    assert crm.escalations.run(boss).number == 1
    crm.history.undo(lina)
    assert crm.tasks.show(boss, task_id).task.escalated_at is not None


def test_a_report_does_not_stand_in_the_way_of_undo(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    task_id = made(crm, lina, draft(customer_id=customer))
    crm.tasks.edit(lina, task_id, {"title": "改了"})
    clock.advance(timedelta(days=3))
    crm.escalations.run(boss)
    crm.history.undo(lina)
    assert crm.tasks.show(lina, task_id).task.title == "发方案"


def test_the_manager_opens_what_was_reported_whatever_their_scope(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    above = make.manager(crm, "above", staff=(lina,))
    task_id = made(crm, lina)
    clock.advance(timedelta(days=3))
    crm.escalations.run(lina)
    (notice,) = crm.notices.unseen(above)
    assert notice.record_id == task_id
    assert crm.tasks.show(above, task_id).task.title == "发方案"
