"""Channels are set up by whom they belong to, and tell nobody their secrets."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.deliveries import ChannelKind, InternalAddress, Message, NewChannel
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from tests import make
from tests.integration.deliveries.sending import HOUR, SECRET, channel, remind, send, wecom
from tests.mailboxes import Hook


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


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ChannelKind.WEBHOOK, "http://127.0.0.1:8000/in"),
        (ChannelKind.WEBHOOK, "json://localhost/notify"),
        (ChannelKind.WECOM, "http://intranet/send?key=x"),
        (ChannelKind.EMAIL, "mailto://10.0.0.5:25/?to=lina@example.com&from=crm@example.com"),
    ],
)
def test_only_who_runs_the_office_names_a_machine_of_its_own_network(
    crm: Crm, lina: Actor, kind: ChannelKind, address: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        crm.channels.add(lina, NewChannel(kind, address, user_id=lina.user_id))
    assert isinstance(caught.value.refusal, InternalAddress)
    held = channel(crm, lina, address, kind)
    crm.channels.edit(lina, held, {"name": "内网"})
    outside = channel(crm, lina, "https://example.com/in", ChannelKind.WEBHOOK)
    if kind is ChannelKind.WEBHOOK:
        with pytest.raises(RefusedError):
            crm.channels.edit(lina, outside, {"address": address})


def test_no_secret_leaves_the_database(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    robot.answer = f'{{"errcode": 1, "errmsg": "key {SECRET} is wrong"}}'.encode()
    channel_id = channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(HOUR)
    done = send(crm, lina)
    crm.channels.edit(make.admin(crm), channel_id, {"address": f"{wecom(robot)}9"})
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
