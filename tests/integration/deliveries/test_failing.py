"""A reminder that does not get through is kept, tried again and told of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.deliveries import (
    MOST_ATTEMPTS,
    PAUSES,
    ChannelKind,
    DeliveryStatus,
    FailureReason,
    Message,
    Parcel,
    failure_of,
)
from crm_tui.domain.digests import Digest
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.deliveries.sending import HOUR, SECRET, channel, remind, send, status, wecom
from tests.long_runs import only_long
from tests.mailboxes import Hook, free_port, silent_server


@pytest.mark.parametrize(
    ("status", "answer", "reason", "detail"),
    [
        (500, b"", FailureReason.STATUS, "500"),
        (302, b"", FailureReason.STATUS, "302"),
        (200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}', FailureReason.REFUSED,
         "93000 invalid webhook url"),
        (200, b'{"code": 19024, "msg": "Key Words Not Found"}', FailureReason.REFUSED,
         "19024 Key Words Not Found"),
        (200, b"<html>log in here</html>", FailureReason.REFUSED, "no answer of a robot"),
    ],
)  # fmt: skip
def test_a_channel_that_does_not_take_it_keeps_the_reminder_and_says_why(  # noqa: PLR0917
    crm: Crm,
    clock: FakeClock,
    lina: Actor,
    robot: Hook,
    status: int,
    answer: bytes,
    reason: FailureReason,
    detail: str,
) -> None:
    robot.status, robot.answer = status, answer
    robot.headers = {"Location": f"{robot.url}/elsewhere"}
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    done = send(crm, lina)
    (outcome,) = done.failed
    assert outcome.failure is not None
    assert (outcome.failure.reason, outcome.failure.detail) == (reason, detail)
    (row,) = crm.deliveries.log(lina)
    assert row.status is DeliveryStatus.FAILED
    assert failure_of(row.last_error) == outcome.failure
    assert crm.deliveries.failing(lina) == 1
    assert [each.failing for each in crm.channels.list(lina)] == [1]
    assert len(robot.posted) == 1
    assert [task.title for task in crm.tasks.list(lina)] == ["回访"]
    assert crm.doctor.examine().sizes["undelivered_reminders"] == 1


def test_a_channel_that_nobody_listens_at_is_tried_again_later_and_then_given_up(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    channel(crm, lina, f"http://127.0.0.1:{free_port()}/?key={SECRET}")
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    for pause in PAUSES:
        assert len(send(crm, lina).failed) == 1
        assert send(crm, lina).outcomes == ()
        clock.advance(pause)
    send(crm, lina)
    clock.advance(make.DAY)
    assert send(crm, lina).outcomes == ()
    (row,) = crm.deliveries.log(lina)
    assert (row.status, row.attempts) == (DeliveryStatus.GIVEN_UP, MOST_ATTEMPTS)
    assert row.last_error == "unreachable Connection refused"


@pytest.mark.parametrize("hangs_up", [True, *only_long([False])])
def test_where_nobody_answers_it_may_have_arrived_so_the_next_one_says_so(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook, *, hangs_up: bool
) -> None:
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    with silent_server(hangs_up=hangs_up) as address:
        channel_id = channel(crm, lina, f"{address}/?key={SECRET}")
        (outcome,) = send(crm, lina).failed
    assert outcome.failure is not None
    assert outcome.failure.reason is FailureReason.TIMEOUT
    crm.channels.edit(make.admin(crm), channel_id, {"address": wecom(robot)})
    send(crm, lina)
    assert "perhaps sent before" in robot.texts[0]


def test_once_the_address_is_mended_what_failed_goes_out(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel_id = channel(crm, lina, f"http://127.0.0.1:{free_port()}/?key={SECRET}")
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    send(crm, lina)
    crm.channels.edit(make.admin(crm), channel_id, {"address": wecom(robot)})
    send(crm, lina)
    assert status(crm, lina) == [DeliveryStatus.SENT]
    assert crm.deliveries.failing(lina) == 0


def test_one_channel_that_fails_keeps_no_other_from_sending(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, f"http://127.0.0.1:{free_port()}/?key={SECRET}")
    channel(crm, lina, f"{robot.url}/feishu", ChannelKind.FEISHU)
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    assert len(send(crm, lina).failed) == 1
    assert robot.posted[0].json["content"]["text"].startswith("To do: 回访")


def test_what_was_taken_and_never_confirmed_is_left_alone_and_then_sent_again_and_says_so(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)

    def cut_off(parcel: Parcel, digest: Digest | None) -> Message:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crm.deliveries.send(lina, cut_off)
    assert send(crm, lina).outcomes == ()
    clock.advance(timedelta(minutes=6))
    send(crm, lina)
    assert "perhaps sent before" in robot.texts[0]
    assert status(crm, lina) == [DeliveryStatus.SENT]
