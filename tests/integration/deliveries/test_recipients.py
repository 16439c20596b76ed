"""Nobody is reminded of what is none of their business."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayRange
from crm_tui.domain.deliveries import DeliveryStatus, ReminderKind
from crm_tui.domain.identifiers import KeyDateId
from crm_tui.domain.key_dates import Dealing, Handling, KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.tasks import TaskDraft, TaskKind
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.deliveries.sending import HOUR, channel, remind, send, status, wecom
from tests.mailboxes import Hook


def test_a_cover_is_not_reminded_of_what_somebody_reminds_themselves_of(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    today = clock.now().astimezone(make.SHANGHAI).toordinal()
    wang = make.rep(crm, "wang", "王伟")
    away = LeavePlan(lina.user_id, DayRange(today, today + 1), "年假", wang.user_id)
    crm.leaves.record(make.admin(crm), away)
    began, due_at = clock.now(), clock.now() + timedelta(minutes=5)
    remind(crm, lina, "看牙医", due_at)
    crm.tasks.make(lina, TaskDraft("寄样品", due_at, kind=TaskKind.TASK))
    clock.advance(HOUR)
    told = crm.deliveries.became_due(wang, began, clock.now())
    assert [each.title for each in told] == ["寄样品"]
    assert len(crm.deliveries.became_due(lina, began, clock.now())) == 2


def test_what_waits_about_a_customer_that_went_to_another_goes_out_no_more(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    customer = make.customer(crm, lina, "浦江精密")
    crm.tasks.set_next_contact(lina, customer, clock.now() + timedelta(minutes=5), "谈价")
    remind(crm, lina, "自己的事", clock.now() + timedelta(minutes=5))
    clock.advance(timedelta(minutes=6))
    robot.status = 500
    assert len(send(crm, lina).failed) == 1
    robot.status, robot.posted[:] = 200, []
    crm.movements.transfer(make.admin(crm), [customer], make.rep(crm, "zhao").user_id)
    clock.advance(HOUR)
    send(crm, lina)
    assert "自己的事" in robot.texts[0]
    assert not any("浦江精密" in text for text in robot.texts)
    assert sorted((row.title, row.last_error) for row in crm.deliveries.log(lina)) == [
        ("", "out_of_sight"),
        ("自己的事", ""),
    ]
    assert crm.deliveries.failing(lina) == 0


def settled(crm: Crm, actor: Actor) -> list[str]:
    return [row.title for row in crm.deliveries.log(actor) if row.last_error == "settled"]


def test_what_was_done_while_its_channel_failed_is_not_sent_and_the_log_says_why(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    soon = clock.now() + timedelta(minutes=5)
    called, moved = make.customer(crm, lina, "浦江精密"), make.customer(crm, lina, "恒信科技")
    crm.tasks.set_next_contact(lina, called, soon)
    crm.tasks.set_next_contact(lina, moved, soon)
    remind(crm, lina, "做完的事", soon)
    remind(crm, lina, "没做的事", soon)
    clock.advance(timedelta(minutes=6))
    robot.status = 500
    assert send(crm, lina).queued == 4
    robot.status, robot.posted[:] = 200, []
    done = next(row for row in crm.tasks.list(lina) if row.title == "做完的事")
    crm.tasks.done(lina, done.id)
    make.follow_up(crm, lina, called)
    crm.tasks.set_next_contact(lina, called, None)
    crm.tasks.set_next_contact(lina, moved, clock.now() + 9 * HOUR)
    clock.advance(HOUR)
    send(crm, lina)
    assert [text.count("\n") for text in robot.texts] == [0]
    assert "没做的事" in robot.texts[0]
    assert sorted(settled(crm, lina)) == ["做完的事", "恒信科技", "浦江精密"]
    assert crm.deliveries.failing(lina) == 0


def test_what_was_done_by_mistake_is_told_of_once_it_is_to_do_again(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "发方案", clock.now() + timedelta(minutes=5))
    clock.advance(timedelta(minutes=6))
    robot.status = 500
    send(crm, lina)
    crm.tasks.done(lina, crm.tasks.list(lina)[0].id)
    clock.advance(HOUR)
    robot.status, robot.posted[:] = 200, []
    send(crm, lina)
    assert robot.posted == []
    crm.history.undo(lina)
    assert send(crm, lina).queued == 1
    assert "发方案" in robot.texts[0]
    assert status(crm, lina) == [DeliveryStatus.SENT]


def test_a_key_date_that_was_handled_meanwhile_is_not_told_of(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    customer = make.customer(crm, lina, "浦江精密")
    on = KeyDay(once_day=make.NOW.astimezone(make.SHANGHAI).toordinal())
    added = crm.key_dates.add(lina, customer, KeyDateFields(KeyDateKind.OTHER, on, "交付"))
    robot.status = 500
    assert len(send(crm, lina).failed) == 1
    robot.status, robot.posted[:] = 200, []
    crm.key_dates.handle(lina, KeyDateId(added.record_id or 0), Dealing(Handling.DONE))
    clock.advance(HOUR)
    send(crm, lina)
    assert robot.posted == []
    assert settled(crm, lina) == ["浦江精密"]


def test_a_warning_of_a_customer_that_was_followed_up_meanwhile_is_not_sent(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    make.set_condition(crm, days=30)
    channel(crm, lina, wecom(robot), wants=(ReminderKind.EXPIRING,))
    customer = make.customer(crm, lina, "浦江精密")
    clock.advance(timedelta(days=29))
    robot.status = 500
    assert len(send(crm, lina).failed) == 1
    robot.status, robot.posted[:] = 200, []
    make.follow_up(crm, lina, customer)
    clock.advance(HOUR)
    send(crm, lina)
    assert robot.posted == []
    assert settled(crm, lina) == ["浦江精密"]


def test_a_message_that_was_read_meanwhile_is_not_sent(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot), wants=(ReminderKind.NOTICE,))
    crm.tasks.make(
        make.admin(crm), TaskDraft("发方案", clock.now() + HOUR, assignee_id=lina.user_id)
    )
    robot.status = 500
    assert len(send(crm, lina).failed) == 1
    robot.status, robot.posted[:] = 200, []
    crm.notices.mark_seen(lina)
    clock.advance(HOUR)
    send(crm, lina)
    assert robot.posted == []
    assert len(settled(crm, lina)) == 1


def test_a_message_that_went_out_before_keys_told_its_kind_does_not_go_out_again(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot), wants=(ReminderKind.NOTICE,))
    draft = TaskDraft("发方案", clock.now() + HOUR, assignee_id=lina.user_id)
    crm.tasks.make(make.admin(crm), draft)
    send(crm, lina)
    assert len(robot.posted) == 1
    make.meddle(crm, "UPDATE delivery SET reminder = replace(reminder, ':task_given', '')")
    clock.advance(HOUR)
    send(crm, lina)
    assert len(robot.posted) == 1


def test_a_run_that_finds_only_what_went_out_of_sight_sends_nothing(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    customer = make.customer(crm, lina, "浦江精密")
    crm.tasks.set_next_contact(lina, customer, clock.now() + timedelta(minutes=5))
    clock.advance(timedelta(minutes=6))
    robot.status = 500
    send(crm, lina)
    robot.status, robot.posted[:] = 200, []
    crm.movements.transfer(make.admin(crm), [customer], make.rep(crm, "zhao").user_id)
    clock.advance(HOUR)
    assert send(crm, lina).outcomes == ()
    assert robot.posted == []
