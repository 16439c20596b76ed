"""Tasks are made, given, changed, and worked on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import TaskId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.tasks import (
    NotAssignable,
    NotYourTask,
    TaskKind,
    TaskPriority,
    TaskRequest,
    TaskWhose,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError
from tests import make
from tests.integration.tasks.making import WEEKLY, draft, made, refusal, titles

HOSTILE = "[/][@click=app.quit]x\x1b[2J\u202e" + "长" * 100


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
    assert (after.recurrence, after.series_id) == (None, None)


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
