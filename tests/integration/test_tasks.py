"""Tasks: made, given, worked on, done and reviewed, repeated, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import TaskId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.tasks import (
    ClosedByProgram,
    NoSeries,
    NotAssignable,
    NotYourTask,
    SeriesGoesOn,
    TaskDraft,
    TaskIsDone,
    TaskIsOpen,
    TaskKind,
    TaskOutcome,
    TaskPriority,
    TaskRequest,
    TaskReview,
    TaskState,
    TaskWhose,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError, UndoRefusedError
from tests import make

HOSTILE = "[/][@click=app.quit]x\x1b[2J\u202e" + "长" * 100
WEEKLY = Recurrence(RecurrenceUnit.WEEK)


def draft(title: str = "发方案", *, days: float = 1, **values: object) -> TaskDraft:
    return TaskDraft(title, make.NOW + days * make.DAY, **values)  # type: ignore[arg-type]  # by name


def made(crm: Crm, actor: Actor, task: TaskDraft | None = None) -> TaskId:
    record_id = crm.tasks.make(actor, task or draft()).record_id
    assert record_id is not None
    return TaskId(record_id)


def titles(crm: Crm, actor: Actor, request: TaskRequest | None = None) -> list[str]:
    return [row.title for row in crm.tasks.find(actor, request or TaskRequest())]


def refusal(error: pytest.ExceptionInfo[RefusedError]) -> object:
    return error.value.refusal


# Making and giving --------------------------------------------------------------------------------


def test_a_task_is_stored_with_all_that_was_said_of_it(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    contact = crm.customers.add_contact(lina, customer, make.contact()).record_id
    task_id = made(
        crm,
        lina,
        draft(
            customer_id=customer,
            contact_id=contact,
            priority=TaskPriority.HIGH,
            notes="第一版\n第二版",
            has_time=False,
        ),
    )
    row = crm.tasks.show(lina, task_id).task
    assert (row.title, row.contact, row.priority) == ("发方案", "张敏", TaskPriority.HIGH)
    assert (row.notes, row.has_time, row.kind) == ("第一版\n第二版", False, TaskKind.TASK)
    assert (row.assignee, row.created_by, row.is_open) == ("李娜", "李娜", True)


def test_what_is_typed_is_cleaned_before_it_is_stored(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina, draft(HOSTILE, notes=HOSTILE))
    crm.tasks.log(lina, task_id, HOSTILE)
    found = crm.tasks.show(lina, task_id)
    for text in (found.task.title, found.task.notes, found.actions[0].content):
        assert "\x1b" not in text
        assert "\u202e" not in text
    with pytest.raises(FieldError):
        made(crm, lina, draft("  "))
    with pytest.raises(FieldError):
        made(crm, lina, draft("长" * 501))
    with pytest.raises(FieldError):
        crm.tasks.log(lina, task_id, " ")


def test_a_manager_gives_a_task_to_their_staff_who_are_told(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    task_id = made(crm, boss, draft(assignee_id=lina.user_id))
    assert titles(crm, lina) == ["发方案"]
    (notice,) = crm.notices.unseen(lina)
    assert (notice.kind, notice.record_id) == (NoticeKind.TASK_GIVEN, task_id)
    crm.history.undo(boss)
    assert titles(crm, lina) == []
    assert crm.notices.unseen(lina) == []


def test_a_task_is_not_given_to_somebody_elses_staff(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    with pytest.raises(RefusedError) as caught:
        made(crm, lina, draft(assignee_id=zhao.user_id))
    assert refusal(caught) == NotAssignable("赵强")
    with pytest.raises(RefusedError):
        made(crm, lina, draft(assignee_id=boss.user_id))
    with pytest.raises(NotFoundError):
        made(crm, boss, draft(assignee_id=UserId(99)))


def test_who_sits_in_the_team_of_a_customer_may_be_given_its_tasks(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    made(crm, lina, draft(customer_id=customer, assignee_id=zhao.user_id))
    made(crm, zhao, draft("问价", customer_id=customer, assignee_id=lina.user_id))
    assert titles(crm, zhao) == ["发方案"]
    assert [each.name for each in crm.tasks.assignable(lina, customer)] == ["李娜", "赵强"]
    assert [each.name for each in crm.tasks.assignable(lina)] == ["李娜"]


def test_a_contact_is_of_the_customer_of_the_task(crm: Crm, lina: Actor) -> None:
    customer, other = make.customer(crm, lina), make.customer(crm, lina, name="另一家公司")
    contact = crm.customers.add_contact(lina, other, make.contact()).record_id
    with pytest.raises(NotFoundError):
        made(crm, lina, draft(customer_id=customer, contact_id=contact))
    with pytest.raises(NotFoundError):
        made(crm, lina, draft(contact_id=contact))


# Changing -----------------------------------------------------------------------------------------


def test_only_a_field_that_both_changed_is_a_conflict(crm: Crm, lina: Actor, boss: Actor) -> None:
    task_id = made(crm, lina, draft(customer_id=make.customer(crm, lina)))
    seen = crm.tasks.show(lina, task_id).task
    crm.tasks.edit(boss, task_id, {"title": "发新方案"}, seen=seen)
    crm.tasks.edit(lina, task_id, {"notes": "加急", "title": seen.title}, seen=seen)
    row = crm.tasks.show(lina, task_id).task
    assert (row.title, row.notes) == ("发新方案", "加急")
    with pytest.raises(ConflictError) as caught:
        crm.tasks.edit(lina, task_id, {"title": "发旧方案"}, seen=seen)
    assert caught.value.fields == {"title": ("发新方案", "发旧方案")}
    assert list(caught.value.changed) == ["title"]


def test_an_edit_is_taken_back_by_undo(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina)
    before = crm.tasks.show(lina, task_id).task
    crm.tasks.edit(
        lina,
        task_id,
        {
            "due_at": make.NOW + 3 * make.DAY,
            "priority": TaskPriority.LOW,
            "recurrence": WEEKLY,
            "title": "改了",
        },
    )
    changed = crm.tasks.show(lina, task_id).task
    assert changed.recurrence is not None
    assert changed.series_id == task_id
    crm.history.undo(lina)
    after = crm.tasks.show(lina, task_id).task
    assert (after.title, after.due_at, after.priority) == (
        before.title,
        before.due_at,
        before.priority,
    )
    assert after.recurrence is None


def test_a_task_is_the_business_of_whom_it_concerns(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    task_id = made(crm, lina, draft(customer_id=customer))
    assert crm.tasks.show(zhao, task_id).task.title == "发方案"
    acts: list[Callable[[], object]] = [
        lambda: crm.tasks.edit(zhao, task_id, {"title": "x"}),
        lambda: crm.tasks.log(zhao, task_id, "x"),
        lambda: crm.tasks.done(zhao, task_id),
        lambda: crm.tasks.delete(zhao, task_id),
    ]
    for act in acts:
        with pytest.raises(RefusedError) as caught:
            act()
        assert refusal(caught) == NotYourTask("发方案", "李娜")
    crm.tasks.log(boss, task_id, "催了一下")
    crm.tasks.done(boss, task_id)


def test_a_mere_reminder_of_another_is_their_own(crm: Crm, lina: Actor, boss: Actor) -> None:
    reminder = crm.tasks.add(lina, "接孩子", make.NOW + make.DAY).record_id
    assert reminder is not None
    for actor in (boss, make.admin(crm)):
        with pytest.raises(NotFoundError):
            crm.tasks.show(actor, TaskId(reminder))
    assert titles(crm, boss, TaskRequest(whose=TaskWhose.STAFF)) == []


# What is noted ------------------------------------------------------------------------------------


def test_actions_and_problems_are_noted_as_they_happen(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    task_id = made(crm, lina)
    crm.tasks.log(lina, task_id, "打了电话，未接")
    clock.advance(timedelta(hours=2))
    crm.tasks.log(lina, task_id, "对方换人了", is_problem=True)
    actions = crm.tasks.show(lina, task_id).actions
    assert [(each.content, each.is_problem) for each in actions] == [
        ("打了电话，未接", False),
        ("对方换人了", True),
    ]
    assert actions[1].at - actions[0].at == timedelta(hours=2)
    crm.history.undo(lina)
    assert [each.content for each in crm.tasks.show(lina, task_id).actions] == ["打了电话，未接"]


# Done, reviewed, reopened, deleted ----------------------------------------------------------------


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


# What comes again ---------------------------------------------------------------------------------


def test_the_next_of_a_series_is_made_when_one_is_done(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    task = draft(customer_id=customer, recurrence=WEEKLY, priority=TaskPriority.HIGH, notes="周会")
    task_id = made(crm, lina, task)
    finished = crm.tasks.done(lina, task_id)
    assert finished.next_due_at == make.NOW + 8 * make.DAY
    (row,) = crm.tasks.find(lina, TaskRequest())
    assert (row.id, row.series_id, row.due_at) == (
        finished.next_id,
        task_id,
        make.NOW + 8 * make.DAY,
    )
    assert (row.priority, row.notes, row.customer_id) == (TaskPriority.HIGH, "周会", customer)
    assert crm.tasks.done(lina, task_id).next_id is None
    assert len(crm.tasks.find(lina, TaskRequest())) == 1


def test_undo_takes_the_next_one_back(crm: Crm, lina: Actor) -> None:
    for customer_id in (None, make.customer(crm, lina)):
        task_id = made(crm, lina, draft(recurrence=WEEKLY, customer_id=customer_id))
        crm.tasks.done(lina, task_id)
        crm.history.undo(lina)
        assert [row.id for row in crm.tasks.find(lina, TaskRequest())] == [task_id]
        crm.tasks.delete(lina, task_id)


def test_undo_leaves_both_when_the_next_one_was_worked_on(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina, draft(recurrence=WEEKLY))
    finished = crm.tasks.done(lina, task_id)
    batch_id = finished.changed.batch_id
    assert finished.next_id is not None
    crm.tasks.log(lina, finished.next_id, "先准备")
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, batch_id)
    assert [row.id for row in crm.tasks.find(lina, TaskRequest())] == [finished.next_id]
    with pytest.raises(RefusedError) as caught:
        crm.tasks.reopen(lina, task_id)
    assert refusal(caught) == SeriesGoesOn("发方案")


def test_reopening_takes_the_untouched_next_one_away_and_undo_brings_it_back(
    crm: Crm, lina: Actor
) -> None:
    task_id = made(crm, lina, draft(recurrence=WEEKLY))
    following = crm.tasks.done(lina, task_id).next_id
    crm.tasks.reopen(lina, task_id)
    assert [row.id for row in crm.tasks.find(lina, TaskRequest())] == [task_id]
    crm.history.undo(lina)
    assert [row.id for row in crm.tasks.find(lina, TaskRequest())] == [following]


def test_skipping_leaves_one_out_and_counts_as_nothing_done(crm: Crm, lina: Actor) -> None:
    task_id = made(crm, lina, draft(recurrence=WEEKLY))
    skipped = crm.tasks.skip(lina, task_id)
    assert skipped.next_due_at == make.NOW + 8 * make.DAY
    assert crm.tasks.show(lina, task_id).task.is_skipped
    (person,) = crm.tasks.overview(lina).people
    assert person.days[0].done == 0
    plain = made(crm, lina)
    with pytest.raises(RefusedError) as caught:
        crm.tasks.skip(lina, plain)
    assert refusal(caught) == NoSeries("发方案")


def test_days_that_passed_while_one_was_open_are_not_made_up_for(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    daily = Recurrence(RecurrenceUnit.DAY)
    task_id = made(crm, lina, draft(days=0, recurrence=daily))
    clock.advance(timedelta(days=10))
    assert crm.tasks.done(lina, task_id).next_due_at == make.NOW + 10 * make.DAY


def test_a_series_ends_after_so_many_or_on_its_day(crm: Crm, lina: Actor) -> None:
    twice = made(crm, lina, draft(recurrence=Recurrence(RecurrenceUnit.DAY, count=2)))
    last = crm.tasks.done(lina, twice).next_id
    assert last is not None
    assert crm.tasks.done(lina, last).next_id is None
    day = (make.NOW + 2 * make.DAY).date().toordinal()
    until = made(crm, lina, draft(recurrence=Recurrence(RecurrenceUnit.DAY, until=day)))
    last = crm.tasks.done(lina, until).next_id
    assert last is not None
    assert crm.tasks.done(lina, last).next_id is None


def test_the_time_of_day_stays_and_month_ends_are_kept(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    clock.set_wall(datetime(2027, 1, 30, 9, tzinfo=zone))
    rule = Recurrence(RecurrenceUnit.MONTH, days=(31,))
    due = datetime(2027, 1, 31, 15, 30, tzinfo=zone)
    task_id = made(crm, lina, TaskDraft("月报", due, recurrence=rule))
    found = []
    for _ in range(3):
        finished = crm.tasks.done(lina, task_id)
        assert finished.next_id is not None
        assert finished.next_due_at is not None
        found.append(finished.next_due_at.astimezone(zone).isoformat())
        task_id = finished.next_id
    assert found == [
        "2027-02-28T15:30:00+08:00",
        "2027-03-31T15:30:00+08:00",
        "2027-04-30T15:30:00+08:00",
    ]


def test_the_next_one_stays_visible_to_who_gave_the_first(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    task_id = made(crm, boss, draft(assignee_id=lina.user_id, recurrence=WEEKLY))
    following = crm.tasks.done(lina, task_id).next_id
    assert following is not None
    assert crm.tasks.show(boss, following).task.created_by_id == boss.user_id


# Lists --------------------------------------------------------------------------------------------


def test_lists_are_of_a_state_and_of_whom_one_asks(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    made(crm, lina, draft("早", days=0.1))
    made(crm, lina, draft("晚", days=5))
    finished = made(crm, lina, draft("好", days=2))
    made(crm, zhao, draft("他的", days=1))
    crm.tasks.done(lina, finished)
    clock.advance(timedelta(days=3))
    assert titles(crm, lina) == ["早", "晚"]
    assert titles(crm, lina, TaskRequest(state=TaskState.OVERDUE)) == ["早"]
    assert titles(crm, lina, TaskRequest(state=TaskState.DONE)) == ["好"]
    assert titles(crm, lina, TaskRequest(whose=TaskWhose.STAFF)) == []
    assert titles(crm, boss, TaskRequest(whose=TaskWhose.STAFF)) == ["早", "他的", "晚"]
    overdue = TaskRequest(whose=TaskWhose.STAFF, state=TaskState.OVERDUE)
    assert titles(crm, boss, overdue) == ["早", "他的"]
    assert titles(crm, boss, TaskRequest(assignee_id=zhao.user_id)) == ["他的"]
    assert titles(crm, zhao, TaskRequest(assignee_id=lina.user_id)) == []


def test_a_task_of_a_day_is_overdue_when_its_day_is_over(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    made(crm, lina, draft(days=0.01, has_time=False))
    overdue = TaskRequest(state=TaskState.OVERDUE)
    clock.advance(timedelta(hours=3))
    assert titles(crm, lina, overdue) == []
    clock.advance(timedelta(days=1))
    assert titles(crm, lina, overdue) == ["发方案"]


# Reported upward ----------------------------------------------------------------------------------


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


# Nothing planned ----------------------------------------------------------------------------------


def test_customers_without_a_plan_are_listed_after_so_many_days(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    make.set_condition(crm, days=90)
    alone, called, planned, tasked, theirs = (
        make.customer(crm, actor, name=f"客户{name}公司")
        for actor, name in ((lina, "甲"), (lina, "乙"), (lina, "丙"), (lina, "丁"), (zhao, "戊"))
    )
    clock.advance(timedelta(days=6))
    assert crm.tasks.missing(lina) == []
    make.follow_up(crm, lina, called)
    crm.tasks.set_next_contact(lina, planned, clock.now() + make.DAY)
    made(crm, lina, draft(days=20, customer_id=tasked))
    clock.advance(timedelta(days=1))
    assert [row.customer_id for row in crm.tasks.missing(lina)] == [alone]
    assert [row.customer_id for row in crm.tasks.missing(boss, of_staff=True)] == [alone, theirs]
    assert crm.tasks.missing(lina, of_staff=True) == []
    clock.advance(timedelta(days=7))
    (first, second, third) = crm.tasks.missing(lina)
    assert [first.customer_id, second.customer_id, third.customer_id] == [alone, planned, called]
    assert (third.owner, third.customer) == ("李娜", "客户乙公司")


# 行动总表 -------------------------------------------------------------------------------------


def test_the_overview_counts_by_person_and_day(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    for title, days in (("昨天", 0.1), ("今天", 1.1), ("明天", 2)):
        made(crm, lina, draft(title, days=days))
    finished = made(crm, lina, draft("做完", days=2))
    made(crm, zhao, draft("他的", days=1.2))
    clock.advance(timedelta(days=1))
    crm.tasks.done(lina, finished)
    today = (make.NOW + make.DAY).date().toordinal()
    found = crm.tasks.overview(boss, today - 1, days=3)
    assert (found.first_day, found.last_day) == (today - 1, today + 1)
    by_name = {each.person: each for each in found.people}
    assert set(by_name) >= {"李娜", "赵强"}
    assert [(day.planned, day.done, day.overdue) for day in by_name["李娜"].days] == [
        (1, 0, 1),
        (1, 1, 0),
        (2, 0, 0),
    ]
    assert by_name["李娜"].overdue == 1
    assert [each.person for each in crm.tasks.overview(lina).people] == ["李娜"]
    for days in (0, 32):
        with pytest.raises(FieldError):
            crm.tasks.overview(boss, days=days)


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


# Who leaves ---------------------------------------------------------------------------------------


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


def test_who_holds_no_customer_hands_their_tasks_over_too(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    made(crm, lina, draft("月报"))
    make.hand_over(crm, boss, lina, zhao)
    assert titles(crm, zhao) == ["月报"]
    with pytest.raises(RefusedError):
        make.hand_over(crm, boss, lina, zhao)
