"""Reminders leave the program once, each to whom it is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.deliveries import OLDEST_DAYS, ChannelKind, DeliveryStatus, ReminderKind
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.tasks import TaskKind
from crm_tui.domain.users import Actor
from crm_tui.services.deliveries import pruning, service
from tests import make
from tests.integration.deliveries.sending import HOUR, SECRET, channel, remind, send, status, wecom
from tests.mailboxes import Hook


def test_a_task_that_is_due_arrives_once(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "给张总发分期方案", make.NOW + HOUR)
    assert send(crm, lina).queued == 0
    clock.advance(HOUR)
    assert send(crm, lina).queued == 1
    assert send(crm, lina).queued == 0
    assert robot.texts == ["To do: 给张总发分期方案 · today 11:00"]
    assert robot.posted[0].path.endswith(SECRET)
    assert robot.posted[0].json["msgtype"] == "text"


def test_nothing_is_written_when_nothing_is_due(crm: Crm, lina: Actor, robot: Hook) -> None:
    channel(crm, lina, wecom(robot))
    before = make.dump(crm)
    send(crm, lina)
    assert make.dump(crm) == before


def test_a_task_put_off_is_another_reminder(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    customer = make.customer(crm, lina)
    for hours in (1, 3):
        crm.tasks.set_next_contact(lina, customer, make.NOW + hours * HOUR, "发方案")
        clock.advance(2 * HOUR)
        send(crm, lina)
    assert len(robot.posted) == 2
    assert "北京恒信科技有限公司 · today 13:00 · 发方案" in robot.texts[1]


def test_several_reminders_of_one_run_come_in_one_message(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    for number in range(3):
        remind(crm, lina, f"第{number}件", make.NOW + HOUR)
    clock.advance(HOUR)
    done = send(crm, lina)
    assert done.queued == 3
    (text,) = robot.texts
    assert text.splitlines()[0] == "3 reminders"
    assert len(text.splitlines()) == 4


def test_each_gets_only_their_own_and_only_what_the_channel_wants(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    admin = make.admin(crm)
    channel(crm, lina, wecom(robot), wants=(ReminderKind.CONTACT,))
    remind(crm, lina, "不要这件", make.NOW + HOUR)
    remind(crm, admin, "管理员的", make.NOW + HOUR)
    crm.tasks.set_next_contact(lina, make.customer(crm, lina), make.NOW + HOUR)
    clock.advance(HOUR)
    send(crm, admin)
    (text,) = robot.texts
    assert "To contact: 北京恒信科技有限公司" in text
    assert "不要这件" not in text
    assert "管理员的" not in text


def test_in_the_group_of_the_office_each_line_says_for_whom_it_is(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    admin = make.admin(crm)
    channel(crm, admin, wecom(robot), office=True)
    remind(crm, lina, "回访", make.NOW + HOUR)
    remind(crm, admin, "开会", make.NOW + HOUR)
    clock.advance(HOUR)
    send(crm, admin)
    assert sorted(text.split(" · ")[0] for text in robot.texts) == ["李娜", "王伟"]


def test_who_does_not_run_the_office_sends_only_their_own(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    admin = make.admin(crm)
    channel(crm, admin, wecom(robot), office=True)
    remind(crm, lina, "回访", make.NOW + HOUR)
    remind(crm, admin, "开会", make.NOW + HOUR)
    clock.advance(HOUR)
    send(crm, lina)
    assert [row.title for row in crm.deliveries.log(admin, everybody=True)] == ["回访"]


@pytest.mark.long
def test_a_customer_about_to_be_taken_back_is_warned_of_at_each_lead(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    make.customer(crm, lina)
    channel(crm, lina, wecom(robot))
    for _day in range(31):
        clock.advance(make.DAY)
        send(crm, lina)
    leads = [row.reminder.split(":")[3] for row in crm.deliveries.log(lina)]
    assert leads == ["0", "1", "3", "7"]


def test_a_key_date_is_told_of_at_each_of_its_leads_once(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot), wants=(ReminderKind.KEY_DATE,))
    day = make.NOW + 8 * make.DAY
    fields = KeyDateFields(
        KeyDateKind.RENEWAL, KeyDay(month=day.month, day=day.day), "维保", lead_times=("7d", "0d")
    )
    crm.key_dates.add(lina, make.customer(crm, lina), fields)
    clock.set_wall(make.NOW - timedelta(minutes=80))
    for _day in range(10):
        clock.advance(make.DAY)
        send(crm, lina)
    assert [text.splitlines()[0] for text in robot.texts] == [
        "Key date: 北京恒信科技有限公司 · Renewal 11-30 · 维保",
        "Key date: 北京恒信科技有限公司 · Renewal today · 维保",
    ]


def test_what_stays_overdue_is_reported_to_the_manager_by_the_same_run(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    boss = make.manager(crm, staff=(lina,))
    channel(crm, boss, wecom(robot), wants=(ReminderKind.ESCALATION,))
    crm.tasks.add(lina, "回访", make.NOW + HOUR, kind=TaskKind.TASK)
    clock.advance(3 * make.DAY)
    send(crm, make.admin(crm))
    (text,) = robot.texts
    assert text.startswith("Reported to you:")
    assert "回访" in text


def test_what_became_due_is_told_to_who_sits_at_the_program(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    remind(crm, lina, "回访", make.NOW + HOUR)
    since = clock.now()
    assert crm.deliveries.became_due(lina, since, clock.now()) == []
    clock.advance(HOUR)
    assert [each.title for each in crm.deliveries.became_due(lina, since, clock.now())] == ["回访"]
    assert crm.deliveries.became_due(lina, clock.now(), clock.now()) == []


def test_very_many_reminders_are_put_on_their_way_in_several_transactions(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_QUEUED_AT_ONCE", 2)
    channel(crm, lina, wecom(robot))
    for number in range(5):
        remind(crm, lina, f"第 {number} 件", clock.now() + timedelta(minutes=number))
    clock.advance(HOUR)
    assert send(crm, lina).queued == 5
    assert send(crm, lina).queued == 0
    assert status(crm, lina) == [DeliveryStatus.SENT] * 5


@pytest.mark.parametrize("statuses", [(), (DeliveryStatus.GIVEN_UP,)])
def test_the_log_of_one_person_is_found_by_an_index(
    crm: Crm, lina: Actor, statuses: tuple[DeliveryStatus, ...]
) -> None:
    make.is_about_a_file()
    channel(crm, lina, "https://example.com/in", ChannelKind.WEBHOOK)
    steps: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "FROM delivery" in statement and not statement.startswith("EXPLAIN"):
            other = cursor.connection.cursor()
            found = other.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps.extend(step[3] for step in found)

    event.listen(crm.database.engine, "before_cursor_execute", explain)
    crm.deliveries.log(lina, statuses=statuses)
    crm.deliveries.log(make.admin(crm), everybody=True, statuses=(DeliveryStatus.GIVEN_UP,))
    event.remove(crm.database.engine, "before_cursor_execute", explain)
    assert any(step.startswith("SEARCH delivery USING INDEX") for step in steps), steps
    assert not any(step.startswith("SCAN delivery") for step in steps), steps


# --- what is over --------------------------------------------------------------------------------


def test_what_is_over_for_long_leaves_the_log_but_not_what_may_remind_again(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    make.set_condition(crm, days=5)
    channel(crm, lina, wecom(robot))
    soon = clock.now() + timedelta(minutes=5)
    remind(crm, lina, "做完的事", soon)
    remind(crm, lina, "没做的事", soon)
    crm.tasks.set_next_contact(lina, make.customer(crm, lina, "浦江精密"), soon)
    clock.advance(HOUR)
    send(crm, lina)
    crm.tasks.done(lina, next(row.id for row in crm.tasks.list(lina) if row.title == "做完的事"))
    admin = make.admin(crm)
    crm.upkeep.run(admin)
    assert len(crm.deliveries.log(lina)) == 4, "the warning is one of them"
    clock.advance(timedelta(days=89))
    assert crm.upkeep.run(admin).pruned == 0
    clock.advance(timedelta(days=2))
    assert crm.upkeep.run(admin).pruned == 1
    kept = {row.title for row in crm.deliveries.log(lina)}
    assert kept == {"没做的事", "浦江精密"}
    robot.posted.clear()
    send(crm, lina)
    assert robot.posted == []


def test_the_last_count_of_what_is_old_stays(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    remind(crm, lina, "很久以前的事", clock.now() + HOUR)
    clock.advance(timedelta(days=OLDEST_DAYS + 1))
    channel(crm, lina, wecom(robot))
    send(crm, lina)
    assert len(robot.posted) == 1
    clock.advance(timedelta(days=91))
    assert crm.upkeep.run(make.admin(crm)).pruned == 0
    send(crm, lina)
    assert len(robot.posted) == 1


def test_very_many_old_deliveries_go_in_several_transactions(
    crm: Crm, clock: FakeClock, lina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_CHUNK", 2)
    channel_id = channel(crm, lina, "https://example.com/in", ChannelKind.WEBHOOK)
    old = round(clock.now().timestamp() * 1000)
    make.meddle(
        crm,
        "INSERT INTO delivery (channel_id, user_id, reminder, title, body, due_at, is_late, status,"
        " attempts, next_try_at, last_error, created_at)"
        " VALUES (?, ?, ?, 'x', '', ?, ?, 'sent', 1, ?, '', ?)",
        *((channel_id, lina.user_id, f"digest:{n}", old, False, old, old) for n in range(5)),
    )
    clock.advance(timedelta(days=100))
    assert crm.upkeep.run(make.admin(crm)).pruned == 5
    assert crm.deliveries.log(lina) == []
