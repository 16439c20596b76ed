"""Of what comes again, the next is made when one is done or left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.tasks import NoSeries, SeriesGoesOn, TaskDraft, TaskPriority, TaskRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import RefusedError, UndoRefusedError
from tests import make
from tests.integration.tasks.making import WEEKLY, draft, made, refusal


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


@pytest.mark.parametrize(("count", "further"), [(None, 2), (4, 2), (3, 2), (2, 1)])
def test_what_was_opened_again_goes_on_after_the_last_of_its_series(
    crm: Crm, lina: Actor, count: int | None, further: int
) -> None:
    rule = Recurrence(RecurrenceUnit.DAY, count=count)
    first = made(crm, lina, draft(recurrence=rule))
    second = crm.tasks.done(lina, first).next_id
    assert second is not None
    third = crm.tasks.done(lina, second).next_id
    assert (third is not None) == (further == 2)
    crm.tasks.reopen(lina, first)
    # The third went, the second stays done: its day does not come again.
    again = crm.tasks.done(lina, first)
    assert again.next_due_at == (make.NOW + 3 * make.DAY if further == 2 else None)


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
