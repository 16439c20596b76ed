"""Reminders leave the program once: late ones too, never twice, and never silently lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.raw import run
from crm_tui.domain.days import DayRange
from crm_tui.domain.deliveries import (
    MOST_ATTEMPTS,
    OLDEST_DAYS,
    PAUSES,
    ChannelKind,
    DeliveryStatus,
    FailureReason,
    Message,
    NewChannel,
    Parcel,
    ReminderKind,
    failure_of,
)
from crm_tui.domain.digests import Digest
from crm_tui.domain.identifiers import ChannelId, UserId
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.tasks import TaskDraft, TaskKind
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.i18n import use_language
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.deliveries import message_of
from crm_tui.services.deliveries import Sending, service
from tests import make
from tests.mailboxes import Hook, MailBox, free_port, hook, mail_server, silent_server

HOUR = timedelta(hours=1)
SECRET = "a1b2c3d4-e5f6-7788"


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture
def clock() -> FakeClock:
    return make.clock()


@pytest.fixture
def crm(tmp_path: Path, clock: FakeClock) -> Iterator[Crm]:
    office = make.office(tmp_path, clock=clock)
    yield office
    make.close(office)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def robot() -> Iterator[Hook]:
    with hook() as there:
        yield there


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as there:
        yield there


def moment(crm: Crm) -> Moment:
    now = crm.database.clock.now().astimezone(make.SHANGHAI)
    return Moment(now, make.SHANGHAI, now.date().toordinal())


def send(crm: Crm, actor: Actor, *, digest: bool = False) -> Sending:
    """Send what is due, in the words of the program."""

    def write(parcel: Parcel, digest: Digest | None) -> Message:
        return message_of(parcel, digest, moment(crm))

    return crm.deliveries.send(actor, write, digest=digest)


def channel(
    crm: Crm,
    actor: Actor,
    address: str,
    kind: ChannelKind = ChannelKind.WECOM,
    *,
    wants: tuple[ReminderKind, ...] = (),
    office: bool = False,
) -> ChannelId:
    """A channel of the actor's, or the office's."""
    owner: UserId | None = None if office else actor.user_id
    new = NewChannel(kind, address, wants=wants, user_id=owner)
    return ChannelId(crm.channels.add(actor, new).record_id or 0)


def wecom(robot: Hook) -> str:
    return f"{robot.url}/cgi-bin/webhook/send?key={SECRET}"


def remind(crm: Crm, actor: Actor, title: str, at: datetime) -> None:
    crm.tasks.add(actor, title, at)


def status(crm: Crm, actor: Actor) -> list[DeliveryStatus]:
    return [row.status for row in crm.deliveries.log(actor)]


# --- what arrives --------------------------------------------------------------------------------


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
        KeyDateKind.RENEWAL, KeyDay(month=day.month, day=day.day), "维保", leads=("7d", "0d")
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


# --- late, and clocks ----------------------------------------------------------------------------


def test_a_machine_that_was_off_delivers_late_ones_once_and_marks_them(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(3 * make.DAY)
    send(crm, lina)
    send(crm, lina)
    (text,) = robot.texts
    assert "[late] To do: 回访" in text
    assert [row.is_late for row in crm.deliveries.log(lina)] == [True]


def test_a_clock_set_back_delivers_none_twice(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    make.customer(crm, lina)
    clock.advance(24 * make.DAY)
    send(crm, lina)
    send(crm, lina, digest=True)
    assert len(robot.posted) == 2
    clock.set_wall(clock.now() - 3 * HOUR)
    assert send(crm, lina).is_clock_back
    send(crm, lina, digest=True)
    clock.set_wall(clock.now() + 4 * HOUR)
    send(crm, lina)
    send(crm, lina, digest=True)
    assert len(robot.posted) == 2


def test_what_a_wrong_clock_put_off_for_years_is_not_waited_for(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    with hook() as robot:
        robot.status = 500
        channel(crm, lina, wecom(robot))
        remind(crm, lina, "回访", make.NOW + HOUR)
        clock.set_wall(make.NOW + 3650 * make.DAY)
        crm.tasks.add(lina, "今天的", make.NOW + 3650 * make.DAY)
        send(crm, lina)
        assert crm.deliveries.log(lina, statuses=[DeliveryStatus.FAILED])
        robot.status = 200
        clock.set_wall(make.NOW + 2 * HOUR)
        send(crm, lina)
        assert any("今天的" in text for text in robot.texts)


def test_setting_up_a_channel_does_not_bring_years_of_overdue_work(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    for number in range(40):
        remind(crm, lina, f"旧{number}", make.NOW + HOUR)
    clock.advance((OLDEST_DAYS + 30) * make.DAY)
    remind(crm, lina, "新的", clock.now() + HOUR)
    clock.advance(2 * HOUR)
    channel(crm, lina, wecom(robot))
    send(crm, lina)
    for _day in range(3):
        clock.advance(make.DAY)
        send(crm, lina)
    (text,) = robot.texts
    assert "To do: 新的" in text
    assert "40 more have been overdue for over two weeks" in text
    assert "旧" not in text


def test_what_was_told_before_is_not_counted_among_the_old(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    for _day in range(OLDEST_DAYS + 3):
        clock.advance(make.DAY)
        send(crm, lina)
    assert len(robot.posted) == 1


# --- what fails ----------------------------------------------------------------------------------


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


@pytest.mark.parametrize("hangs_up", [True, pytest.param(False, marks=pytest.mark.long)])
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
    crm.channels.edit(lina, channel_id, {"address": wecom(robot)})
    send(crm, lina)
    assert "perhaps sent before" in robot.texts[0]


def test_once_the_address_is_mended_what_failed_goes_out(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel_id = channel(crm, lina, f"http://127.0.0.1:{free_port()}/?key={SECRET}")
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    send(crm, lina)
    crm.channels.edit(lina, channel_id, {"address": wecom(robot)})
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


# --- the day in the morning ----------------------------------------------------------------------


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


# --- mail, signatures, hostile words -------------------------------------------------------------


def mail(box: MailBox) -> str:
    return f"mailto://127.0.0.1:{box.port}/?from=crm@example.com&to=lina@example.com"


def test_a_mail_arrives_whole_with_its_chinese(
    crm: Crm, clock: FakeClock, lina: Actor, box: MailBox
) -> None:
    channel(crm, lina, mail(box), ChannelKind.EMAIL)
    remind(crm, lina, "给张总发分期方案", make.NOW + HOUR)
    clock.advance(HOUR)
    assert send(crm, lina).failed == ()
    (found,) = box.mails
    assert found["Subject"] == "To do: 给张总发分期方案 · today 11:00"
    assert found["To"] == "lina@example.com"
    assert found.get_content_type() == "text/plain"
    assert _text(found).strip() == "To do: 给张总发分期方案 · today 11:00"
    assert box.recipients == [["lina@example.com"]]


def test_a_mail_server_that_refuses_is_told_by_its_words(
    crm: Crm, clock: FakeClock, lina: Actor, box: MailBox
) -> None:
    box.refusal = "550 mailbox full"
    channel(crm, lina, mail(box), ChannelKind.EMAIL)
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    (outcome,) = send(crm, lina).failed
    assert outcome.failure is not None
    assert outcome.failure.reason is FailureReason.REFUSED
    assert "mailbox full" in outcome.failure.detail


HOSTILE = '续约\r\nBcc: evil@example.com <at user_id="all">所有人</at> \x1b]0;x\x07 \u202e [点我](http://x)'


def test_hostile_words_begin_no_header_and_call_for_nobody(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook, box: MailBox
) -> None:
    channel(crm, lina, mail(box), ChannelKind.EMAIL)
    channel(crm, lina, f"{robot.url}/feishu", ChannelKind.FEISHU)
    remind(crm, lina, "续约", make.NOW + HOUR)
    with crm.database.setting_up() as connection:
        # Past the door, where such words are cleaned.
        run(connection, "UPDATE task SET title = ?", [HOSTILE])
    clock.advance(HOUR)
    assert send(crm, lina).failed == ()
    (found,) = box.mails
    assert found["Bcc"] is None
    assert box.recipients == [["lina@example.com"]]
    said = robot.posted[0].json["content"]["text"]
    for text in (said, found["Subject"], _text(found)):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<" not in said
    assert "\r" not in said


def test_a_robot_with_a_secret_is_sent_signed_messages_and_never_the_secret(
    crm: Crm, lina: Actor, robot: Hook
) -> None:
    message = Message("一", "二")
    ding = channel(crm, lina, f"{robot.url}/robot/send?access_token={SECRET}&secret=SECxyz",
                   ChannelKind.DINGTALK)  # fmt: skip
    feishu = channel(crm, lina, f"{robot.url}/hook/{SECRET}?secret=SECxyz", ChannelKind.FEISHU)
    assert crm.channels.test(lina, ding, message) is None
    assert crm.channels.test(lina, feishu, message) is None
    first, second = robot.posted
    assert "&timestamp=" in first.path
    assert "&sign=" in first.path
    assert second.json["sign"]
    assert "SECxyz" not in first.path + second.path + str(second.body)


def test_what_is_too_long_for_a_robot_is_cut_between_two_characters(
    crm: Crm, lina: Actor, robot: Hook
) -> None:
    channel_id = channel(crm, lina, wecom(robot))
    assert crm.channels.test(lina, channel_id, Message("长", "汉" * 5000)) is None
    (text,) = robot.texts
    assert len(text.encode()) <= 2048
    assert text.endswith("汉…")


def test_a_webhook_gets_the_facts_and_a_ticket_that_tells_a_repetition(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, f"{robot.url}/in", ChannelKind.WEBHOOK)
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    robot.status = 503
    send(crm, lina)
    robot.status, robot.answer = 204, b""
    clock.advance(PAUSES[0])
    assert send(crm, lina).failed == ()
    first, second = robot.posted
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.json["person"] == "lina"
    (fact,) = first.json["reminders"]
    assert (fact["title"], fact["kind"], fact["late"]) == ("回访", "task", False)


def test_any_service_that_apprise_knows_can_be_a_channel(
    crm: Crm, lina: Actor, robot: Hook
) -> None:
    address = robot.url.replace("http://", "json://") + "/notify"
    channel_id = channel(crm, lina, address, ChannelKind.WEBHOOK)
    assert crm.channels.test(lina, channel_id, Message("标题", "正文")) is None
    assert (robot.posted[0].json["title"], robot.posted[0].json["message"]) == ("标题", "正文")


# --- setting up ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "address", "reason"),
    [
        (ChannelKind.WECOM, "", "address_missing"),
        (ChannelKind.WECOM, "qyapi.weixin.qq.com", "address_no_web"),
        (ChannelKind.WECOM, "https://x/\nHost: y", "address_signs"),
        (ChannelKind.WECOM, "file:///etc/passwd", "address_no_web"),
        (ChannelKind.WEBHOOK, "ftp://x/y", "address_unknown"),
        (ChannelKind.WEBHOOK, "syslog://localhost", "address_here"),
        (ChannelKind.WEBHOOK, "nonsense://x", "address_unknown"),
        (ChannelKind.EMAIL, "lina@example.com", "address_no_mail"),
        (ChannelKind.EMAIL, "mailtos://smtp.example.com", "address_no_recipient"),
        (ChannelKind.DINGTALK, "https://x/" + "y" * 1000, "address_too_long"),
        (ChannelKind.FEISHU, "https://[half", "address_no_web"),
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(
    crm: Crm, lina: Actor, kind: ChannelKind, address: str, reason: str
) -> None:
    with pytest.raises(FieldError) as caught:
        crm.channels.add(lina, NewChannel(kind, address, user_id=lina.user_id))
    assert (caught.value.field, caught.value.reason, caught.value.value) == ("address", reason, "")


def test_only_who_has_a_channel_or_runs_the_office_sets_it_up(crm: Crm, lina: Actor) -> None:
    admin, zhao = make.admin(crm), make.rep(crm, "zhao")
    address = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}"
    mine = channel(crm, lina, address)
    offices = channel(crm, admin, address, office=True)
    for actor, channel_id in ((zhao, mine), (zhao, offices), (lina, offices)):
        for act in (
            lambda actor=actor, at=channel_id: crm.channels.edit(actor, at, {"name": "x"}),
            lambda actor=actor, at=channel_id: crm.channels.remove(actor, at),
            lambda actor=actor, at=channel_id: crm.channels.test(actor, at, Message("", "")),
        ):
            with pytest.raises(RefusedError):
                act()
    with pytest.raises(RefusedError):
        crm.channels.add(lina, NewChannel(ChannelKind.WECOM, address, user_id=zhao.user_id))
    crm.channels.edit(admin, mine, {"name": "李娜的"})
    assert [each.id for each in crm.channels.list(zhao)] == [offices]
    assert {each.id for each in crm.channels.list(admin)} == {mine, offices}


def test_no_secret_leaves_the_database(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    robot.answer = f'{{"errcode": 1, "errmsg": "key {SECRET} is wrong"}}'.encode()
    channel_id = channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    done = send(crm, lina)
    crm.channels.edit(lina, channel_id, {"address": f"{wecom(robot)}9"})
    crm.channels.remove(lina, channel_id)
    told = [crm.channels.list(lina), crm.deliveries.log(lina), [e.failure for e in done.failed]]
    assert SECRET not in str(told)
    assert [row for row in make.dump(crm) if SECRET in row and not row.startswith("channel")] == []


def test_setting_up_can_be_taken_back_but_no_copy_of_an_address_is_kept(
    crm: Crm, lina: Actor
) -> None:
    address = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}"
    channel_id = channel(crm, lina, address)
    crm.channels.edit(lina, channel_id, {"name": "群", "enabled": False})
    crm.history.undo(lina)
    (row,) = crm.channels.list(lina)
    assert (row.name, row.enabled) == ("", True)
    crm.channels.remove(lina, channel_id)
    assert crm.channels.list(lina) == []
    crm.history.undo(lina)
    assert len(crm.channels.list(lina)) == 1


def test_a_channel_that_was_removed_or_switched_off_sends_nothing(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    off, gone = channel(crm, lina, wecom(robot)), channel(crm, lina, wecom(robot))
    crm.channels.edit(lina, off, {"enabled": False})
    crm.channels.remove(lina, gone)
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    assert send(crm, lina).queued == 0
    with pytest.raises(NotFoundError):
        crm.channels.test(lina, gone, Message("", ""))


def test_what_became_due_is_told_to_who_sits_at_the_program(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    remind(crm, lina, "回访", make.NOW + HOUR)
    since = clock.now()
    assert crm.deliveries.became_due(lina, since, clock.now()) == []
    clock.advance(HOUR)
    assert [each.title for each in crm.deliveries.became_due(lina, since, clock.now())] == ["回访"]
    assert crm.deliveries.became_due(lina, clock.now(), clock.now()) == []


def _text(mail: EmailMessage) -> str:
    return str(mail.get_content())


# --- what is none of the recipient's business ----------------------------------------------------


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
