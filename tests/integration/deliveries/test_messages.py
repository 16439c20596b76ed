"""What arrives is whole, signed where that is asked for, and does no harm."""

from __future__ import annotations

from email.message import EmailMessage

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.raw import run
from crm_tui.domain.deliveries import PAUSES, ChannelKind, FailureReason, Message
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.deliveries.sending import HOUR, SECRET, channel, remind, send, wecom
from tests.mailboxes import Hook, MailBox


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


def _text(mail: EmailMessage) -> str:
    return str(mail.get_content())
