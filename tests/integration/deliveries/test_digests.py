"""The day is told in the morning, once."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.deliveries import DeliveryStatus, ReminderKind
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.deliveries.sending import HOUR, channel, remind, send, status, wecom
from tests.mailboxes import Hook


def test_the_digest_says_who_when_and_what_was_said_last_once_a_day(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    customer = make.customer(crm, lina)
    make.follow_up(crm, lina, customer, "预算已批，要分期方案")
    crm.tasks.set_next_contact(lina, customer, make.NOW + make.DAY, "发方案")
    remind(crm, lina, "填周报", make.NOW + make.DAY + HOUR)
    clock.set_wall(make.NOW + timedelta(hours=23))
    send(crm, lina, digest=True)
    send(crm, lina, digest=True)
    (text,) = robot.texts
    assert text.splitlines() == [
        "Today, 11-23 Mon",
        "1. 北京恒信科技有限公司 · today 10:00 · 发方案 · last: 预算已批，要分期方案",
        "2. 填周报 · today 11:00",
    ]


def test_a_contact_that_is_about_to_be_taken_back_stands_in_the_digest_once(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    crm.tasks.set_next_contact(lina, make.customer(crm, lina), make.NOW + 28 * make.DAY)
    clock.advance(28 * make.DAY)
    send(crm, lina, digest=True)
    assert robot.texts[0].splitlines()[1:] == [
        "1. 北京恒信科技有限公司 · today 10:00 · 2 days until it is taken back"
    ]


def test_what_is_about_to_be_taken_back_is_told_once_with_what_was_said_last(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    make.follow_up(crm, lina, make.customer(crm, lina), "对方在比价")
    clock.advance(28 * make.DAY)
    send(crm, lina, digest=True)
    assert robot.texts[0].splitlines()[1:] == [
        "1. 北京恒信科技有限公司 · 2 days until it is taken back · last: 对方在比价"
    ]


def test_a_free_day_brings_no_digest(crm: Crm, lina: Actor, robot: Hook) -> None:
    channel(crm, lina, wecom(robot))
    send(crm, lina, digest=True)
    assert robot.posted == []


def test_a_digest_that_failed_is_not_sent_the_next_day(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    robot.status = 500
    channel(crm, lina, wecom(robot), wants=(ReminderKind.DIGEST,))
    remind(crm, lina, "填周报", make.NOW + HOUR)
    send(crm, lina, digest=True)
    robot.status = 200
    clock.advance(make.DAY)
    send(crm, lina, digest=True)
    assert status(crm, lina) == [DeliveryStatus.SENT, DeliveryStatus.GIVEN_UP]
    assert [row.is_late for row in crm.deliveries.log(lina)] == [False, False]
    assert len(robot.posted) == 2
