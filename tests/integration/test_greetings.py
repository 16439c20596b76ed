"""节日名单: who is on it, texts, greetings written down once, by mail too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.addresses import mail_to
from crm_tui.domain.deliveries import (
    ChannelKind,
    DeliveryStatus,
    FailureReason,
    Message,
    NewChannel,
)
from crm_tui.domain.festivals import Festival
from crm_tui.domain.greetings import Written, written_for
from crm_tui.domain.identifiers import CustomerId, MessageTemplateId
from crm_tui.domain.key_dates import Handling
from crm_tui.domain.message_templates import MessageTemplateFields
from crm_tui.domain.users import Actor, Permission, Scope
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError
from crm_tui.services.greetings import GreetingList
from tests import make
from tests.mailboxes import MailBox, mail_server

TEXT = MessageTemplateFields("祝福", "{称呼}您好，祝{公司}{节日}快乐！", "{节日}快乐")
BEFORE_MID_AUTUMN = datetime(2026, 9, 22, 4, tzinfo=UTC)
"""Three days before, the lead time of festivals."""


@pytest.fixture
def clock() -> FakeClock:
    return make.clock(BEFORE_MID_AUTUMN)


@pytest.fixture
def crm(tmp_path: Path, clock: FakeClock) -> Crm:
    return make.office(tmp_path, clock=clock)


@pytest.fixture
def rep(crm: Crm) -> Actor:
    return make.rep(crm, "zhouqi", "周琪")


def written(found: GreetingList) -> list[Written]:
    return [written_for(each, TEXT, occasion="中秋节", me="周琪") for each in found.rows]


def test_a_festival_reminds_with_how_many_are_not_greeted(crm: Crm, rep: Actor) -> None:
    make.customer(crm, rep, "甲")
    make.customer(crm, rep, "乙")
    make.customer(crm, make.rep(crm, "lina"), "别人的")
    make.customer(crm, rep, "公海的", in_pool=True)
    (reminder,) = crm.greetings.reminders(rep)
    assert (reminder.festival, reminder.ungreeted) == (Festival.MID_AUTUMN, 2)


def test_no_festival_reminds_before_its_lead(crm: Crm, rep: Actor, clock: FakeClock) -> None:
    make.customer(crm, rep, "甲")
    clock.advance(timedelta(days=30))
    assert crm.greetings.reminders(rep) == []


def test_everybody_is_greeted_once_as_a_follow_up_that_does_not_count(crm: Crm, rep: Actor) -> None:
    first = make.customer(crm, rep, "甲", contact_name="张敏")
    make.customer(crm, rep, "乙", contact_name="李强")
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    greeted = crm.greetings.write_down(rep, found.occasion, written(found))
    assert (greeted.done, greeted.left_out) == (2, 0)
    again = crm.greetings.write_down(rep, found.occasion, written(found))
    assert (again.done, again.left_out) == (0, 2)
    (said,) = crm.follow_ups.list(rep, first)
    assert (said.content, said.method, said.effective) == (
        "张敏您好，祝甲中秋节快乐！", "节日祝福", False,
    )  # fmt: skip
    assert crm.greetings.reminders(rep) == []
    assert all(each.is_greeted for each in crm.greetings.list(rep, Festival.MID_AUTUMN).rows)


@pytest.mark.long
def test_one_undo_takes_all_greetings_back(crm: Crm, rep: Actor) -> None:
    ids = [make.customer(crm, rep, f"客户{number}") for number in range(45)]
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    assert crm.greetings.write_down(rep, found.occasion, written(found)).done == 45
    crm.history.undo(rep)
    assert all(crm.follow_ups.list(rep, each) == [] for each in ids)
    (reminder,) = crm.greetings.reminders(rep)
    assert reminder.ungreeted == 45


def test_the_list_of_birthdays_holds_each_contact(crm: Crm, rep: Actor) -> None:
    customer_id = make.customer(crm, rep, "甲")
    crm.customers.add_contact(rep, customer_id, make.contact("李强", birthday="09-24"))
    lunar = make.contact("王芳", birthday="1990-08-15", birthday_is_lunar=True, gender="女")
    crm.customers.add_contact(rep, customer_id, lunar)
    crm.customers.add_contact(rep, customer_id, make.contact("赵六", birthday="12-24"))
    found = crm.greetings.list(rep, None, days=7)
    assert [each.salutation for each in found.rows] == ["李强", "王女士"]
    greeted = crm.greetings.write_down(rep, found.occasion, written(found)[:1])
    assert greeted.done == 1
    left = [each.name for each in crm.greetings.list(rep, None).rows if not each.is_greeted]
    assert left == ["王芳"]
    assert Handling.DONE.value in {
        row[0] for row in make.query(crm, "SELECT handling FROM key_date_handling")
    }


def test_a_query_narrows_the_list(crm: Crm, rep: Actor) -> None:
    make.customer(crm, rep, "北京恒信", province="北京")
    make.customer(crm, rep, "上海浦江", province="上海")
    found = crm.greetings.list(rep, Festival.MID_AUTUMN, query="恒信")
    assert [each.customer for each in found.rows] == ["北京恒信"]


def test_a_customer_that_went_to_another_is_left_out(crm: Crm, rep: Actor) -> None:
    other = make.rep(crm, "lina")
    make.customer(crm, other, "甲")
    found = crm.greetings.list(other, Festival.MID_AUTUMN)
    greeted = crm.greetings.write_down(rep, found.occasion, written(found))
    assert (greeted.done, greeted.left_out) == (0, 1)
    assert greeted.changed.batch_id is None


def test_texts_are_kept_changed_deleted_and_each_is_taken_back(crm: Crm, rep: Actor) -> None:
    changed = crm.greetings.add_template(rep, TEXT)
    key = MessageTemplateId(changed.record_id or 0)
    other = MessageTemplateFields("祝福", "{称呼}好[/]")
    crm.greetings.edit_template(rep, key, other)
    assert [row.fields for row in crm.greetings.templates(rep)] == [other]
    crm.history.undo(rep)
    assert [row.fields for row in crm.greetings.templates(rep)] == [TEXT]
    crm.greetings.delete_template(rep, key)
    assert list(crm.greetings.templates(rep)) == []
    crm.history.undo(rep)
    assert [row.fields for row in crm.greetings.templates(rep)] == [TEXT]
    with pytest.raises(NotFoundError):
        crm.greetings.delete_template(rep, MessageTemplateId(99))


def test_an_unknown_placeholder_is_refused_by_name(crm: Crm, rep: Actor) -> None:
    with pytest.raises(FieldError) as refused:
        crm.greetings.add_template(rep, MessageTemplateFields("x", "{称呼} {生日} {foo}"))
    assert (refused.value.reason, refused.value.value) == ("placeholders", "{生日} {foo}")


def test_mail_needs_a_channel(crm: Crm, rep: Actor) -> None:
    make.customer(crm, rep, "甲")
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    with pytest.raises(FieldError) as refused:
        crm.greetings.send(rep, found.occasion, written(found))
    assert refused.value.reason == "no_mail_channel"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "mailtos://me:secret@smtp.example.com/?to=boss@example.com&from=me@example.com",
            "mailtos://me:secret@smtp.example.com/?from=me%40example.com&to=zhang%40a.cn",
        ),
        (
            "mailto://smtp.example.com:25/boss@example.com?CC=x@example.com",
            "mailto://smtp.example.com:25/?to=zhang%40a.cn",
        ),
    ],
)
def test_a_greeting_goes_to_its_addressee_alone(address: str, expected: str) -> None:
    assert mail_to(address, "zhang@a.cn") == expected


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as there:
        yield there


def channel(crm: Crm, actor: Actor, box: MailBox) -> None:
    address = f"mailto://127.0.0.1:{box.port}/?to=me@example.com&from=crm@example.com"
    new = NewChannel(ChannelKind.EMAIL, address, user_id=actor.user_id)
    crm.channels.add(make.admin(crm), new)


def two_to_greet(crm: Crm, rep: Actor) -> list[CustomerId]:
    """One customer whose contact has an address, and one without."""
    ids = [make.customer(crm, rep, "甲"), make.customer(crm, rep, "乙")]
    contact_id = crm.customers.detail(rep, ids[0]).contacts[0].id
    crm.customers.edit_contact(rep, contact_id, make.contact(email="zhang@example.com"))
    return ids


@pytest.mark.long
def test_a_greeting_arrives_by_mail_and_is_written_down_once(
    crm: Crm, rep: Actor, box: MailBox
) -> None:
    channel(crm, rep, box)
    first, second = two_to_greet(crm, rep)
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    sent = crm.greetings.send(rep, found.occasion, written(found))
    assert (sent.done, sent.without_address, sent.failures) == (1, 1, ())
    (mail,) = box.mails
    assert box.recipients == [["zhang@example.com"]]
    assert mail["subject"] == "中秋节快乐"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "张敏您好，祝甲中秋节快乐！" in body.get_content()
    assert len(crm.follow_ups.list(rep, first)) == 1
    assert crm.follow_ups.list(rep, second) == []
    again = crm.greetings.send(rep, found.occasion, written(found))
    assert (again.done, again.left_out) == (0, 1)
    assert len(box.mails) == 1


def test_a_mail_that_did_not_arrive_is_not_written_down(crm: Crm, rep: Actor, box: MailBox) -> None:
    channel(crm, rep, box)
    box.refusal = "550 no such user"
    first, _second = two_to_greet(crm, rep)
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    sent = crm.greetings.send(rep, found.occasion, written(found))
    assert [each.greeting.customer for each in sent.failures] == ["甲"]
    assert crm.follow_ups.list(rep, first) == []
    assert not any(each.is_greeted for each in crm.greetings.list(rep, Festival.MID_AUTUMN).rows)


def test_what_did_not_arrive_may_be_sent_again_and_the_log_tells_both(
    crm: Crm, rep: Actor, box: MailBox
) -> None:
    channel(crm, rep, box)
    box.refusal = "550 no such user"
    first, _second = two_to_greet(crm, rep)
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    crm.greetings.send(rep, found.occasion, written(found))
    (row,) = crm.deliveries.log(rep)
    assert (row.status, row.attempts, row.title) == (DeliveryStatus.GIVEN_UP, 1, "甲")
    assert "550" in row.last_error
    assert crm.deliveries.failing(rep) == 0, "nothing is wrong with the reminders"
    box.refusal = ""
    sent = crm.greetings.send(rep, found.occasion, written(found))
    assert (sent.done, sent.failures) == (1, ())
    (row,) = crm.deliveries.log(rep)
    assert (row.status, row.attempts) == (DeliveryStatus.SENT, 2)
    assert len(crm.follow_ups.list(rep, first)) == 1


def test_a_crash_while_it_is_mailed_greets_nobody_twice(crm: Crm, rep: Actor, box: MailBox) -> None:
    channel(crm, rep, box)
    two_to_greet(crm, rep)
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    crm.greetings.send(rep, found.occasion, written(found))
    assert len(box.mails) == 1
    # As a program leaves it that ended between the sending and its confirmation.
    crm.history.undo(rep)
    make.meddle(crm, "UPDATE delivery SET status = 'given_up', last_error = 'unconfirmed'")
    sent = crm.greetings.send(rep, found.occasion, written(found))
    assert [each.failure.reason for each in sent.failures] == [FailureReason.UNCONFIRMED]
    assert len(box.mails) == 1
    send_reminders = crm.deliveries.send(rep, lambda _parcel, _digest: Message("", ""))
    assert (send_reminders.outcomes, len(box.mails)) == ((), 1)
    crm.greetings.write_down(rep, found.occasion, written(found))
    assert all(each.is_greeted for each in crm.greetings.list(rep, Festival.MID_AUTUMN).rows)


def test_nothing_is_mailed_that_could_not_be_written_down(
    crm: Crm, rep: Actor, box: MailBox
) -> None:
    channel(crm, rep, box)
    first, _second = two_to_greet(crm, rep)
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    fitting, long = written(found)
    with pytest.raises(FieldError):
        crm.greetings.send(rep, found.occasion, [fitting, replace(long, body="长" * 10_001)])
    assert box.mails == []
    with pytest.raises(FieldError):
        crm.greetings.write_down(rep, found.occasion, [fitting, replace(long, body=" ")])
    assert crm.follow_ups.list(rep, first) == []


def test_nobody_mails_to_a_customer_that_went_to_another_meanwhile(
    crm: Crm, rep: Actor, box: MailBox
) -> None:
    channel(crm, rep, box)
    first, _second = two_to_greet(crm, rep)
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    crm.movements.transfer(make.admin(crm), [first], make.rep(crm, "lina").user_id)
    sent = crm.greetings.send(rep, found.occasion, written(found))
    assert (sent.done, sent.left_out, len(box.mails)) == (0, 1, 0)


def test_who_may_not_follow_up_mails_no_greetings(crm: Crm, rep: Actor, box: MailBox) -> None:
    two_to_greet(crm, rep)
    found = crm.greetings.list(rep, Festival.MID_AUTUMN)
    reads = frozenset({Permission.VIEW})
    crm.people.add_role(make.admin(crm), "clerk", name="内勤", scope=Scope.ALL, permissions=reads)
    clerk = make.rep(crm, "clerk", role="clerk")
    channel(crm, clerk, box)
    with pytest.raises(NotPermittedError):
        crm.greetings.send(clerk, found.occasion, written(found))
    assert box.mails == []
