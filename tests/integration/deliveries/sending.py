"""What the tests of reminders do: set up a channel, plan something, send what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_tui.bootstrap import Crm
from crm_tui.domain.deliveries import (
    ChannelKind,
    DeliveryStatus,
    Message,
    NewChannel,
    Parcel,
    ReminderKind,
)
from crm_tui.domain.digests import Digest
from crm_tui.domain.identifiers import ChannelId, UserId
from crm_tui.domain.users import Actor
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.deliveries import message_of
from crm_tui.services.deliveries import Sending
from tests import make
from tests.mailboxes import Hook

HOUR = timedelta(hours=1)

SECRET = "a1b2c3d4-e5f6-7788"


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
    """A channel of the actor's, or the office's; set up by who may name a machine of one's own."""
    owner: UserId | None = None if office else actor.user_id
    new = NewChannel(kind, address, wants=wants, user_id=owner)
    return ChannelId(crm.channels.add(make.admin(crm), new).record_id or 0)


def wecom(robot: Hook) -> str:
    return f"{robot.url}/cgi-bin/webhook/send?key={SECRET}"


def remind(crm: Crm, actor: Actor, title: str, at: datetime) -> None:
    crm.tasks.add(actor, title, at)


def status(crm: Crm, actor: Actor) -> list[DeliveryStatus]:
    return [row.status for row in crm.deliveries.log(actor)]
