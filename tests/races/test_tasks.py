"""Two programs that finish the same task of a series make one next task."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.tasks import TaskDraft, TaskRequest
from crm_tui.domain.users import Actor
from tests import make
from tests.races.racing import race

ROUNDS = 4


def finish(crm: Crm, actor: Actor, task_id: TaskId) -> bool:
    return crm.tasks.done(actor, task_id).next_id is not None


def escalate(crm: Crm, actor: Actor) -> int:
    return crm.escalations.run(actor).number


def test_of_two_who_finish_a_task_one_makes_the_next(crm: Crm, clock: FakeClock) -> None:
    rep = make.rep(crm)
    rule = Recurrence(RecurrenceUnit.DAY)
    drafts = [
        TaskDraft(f"日报{number}", make.NOW + make.DAY, recurrence=rule) for number in range(ROUNDS)
    ]
    ids = [crm.tasks.make(rep, draft).record_id for draft in drafts]
    rounds = [(rep, task_id) for task_id in ids]
    answers = race(crm, finish, [rounds, rounds], clock)
    assert [sorted(pair) for pair in zip(*answers, strict=True)] == [[False, True]] * ROUNDS
    assert len(crm.tasks.find(rep, TaskRequest())) == ROUNDS
    assert make.query(crm, "SELECT count(*) FROM task") == [(2 * ROUNDS,)]


def test_of_two_programs_one_reports_an_overdue_task(crm: Crm, clock: FakeClock) -> None:
    rep = make.rep(crm)
    boss = make.manager(crm, staff=(rep,))
    for number in range(ROUNDS):
        crm.tasks.make(rep, TaskDraft(f"回访{number}", make.NOW))
    clock.advance(2 * make.DAY)
    answers = race(crm, escalate, [[(rep,)], [(boss,)]], clock)
    assert sorted(number for (number,) in answers) == [0, ROUNDS]
    assert len(crm.notices.unseen(boss)) == ROUNDS
