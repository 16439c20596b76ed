"""Lists of tasks, of customers without one, and the table of who does how much when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.tasks import TaskRequest, TaskState, TaskWhose
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError
from tests import make
from tests.integration.tasks.making import draft, made, titles


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
