"""Nobody is reminded of what is none of their business."""

from __future__ import annotations

from datetime import timedelta

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayRange
from crm_tui.domain.deliveries import DeliveryStatus
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
    assert status(crm, lina) == [DeliveryStatus.SENT]


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
