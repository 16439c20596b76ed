"""Deliveries: reminders on their way to people outside the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from crm_tui.domain.identifiers import ChannelId, CustomerId, DeliveryId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

MOST_CHANNELS = 50
"""Channels that one person, or the office, may have."""
OLDEST_DAYS = 14
"""What has been due for longer goes out as one line that counts it."""
KEPT_DAYS = 90
"""How long the log keeps what is over."""
LATE_AFTER = timedelta(minutes=30)
LEASE = timedelta(minutes=5)
"""For so long what one program is sending is left alone by the others."""
AHEAD = timedelta(days=1)
"""What waits for longer than anything ever does was put there by a clock that was wrong."""
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""How long a failed delivery waits after each attempt; then it is given up."""
MOST_ATTEMPTS = len(PAUSES) + 1
LONGEST_ERROR = 500


class ChannelKind(Enum):
    """By which road a reminder goes."""

    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


class DeliveryStatus(Enum):
    """How a delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class ReminderKind(Enum):
    """What a reminder is about; it begins the key of each."""

    TASK = "task"
    CONTACT = "contact"
    KEY_DATE = "key_date"
    EXPIRING = "expiring"
    STAFF_EXPIRING = "staff_expiring"
    ESCALATION = "escalation"
    NOTICE = "notice"
    DIGEST = "digest"
    EARLIER = "earlier"
    GREETING = "greeting"
    """A greeting to a customer: it goes out once as well, and is noted in the same log."""


CHOOSABLE: tuple[ReminderKind, ...] = tuple(
    each for each in ReminderKind if each not in {ReminderKind.EARLIER, ReminderKind.GREETING}
)
"""What a channel may be chosen for; the line that counts old ones goes with tasks and contacts."""
_NOTICE_KINDS = {each.value: each for each in NoticeKind}
COUNTED = (ReminderKind.TASK, ReminderKind.CONTACT)
"""Of which the oldest go out as one line."""


class FailureReason(Enum):
    """Why a message did not arrive."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    """Nobody answered in time: it may have arrived all the same."""
    STATUS = "status"
    REFUSED = "refused"
    BAD_ADDRESS = "bad_address"
    NOT_SENT = "not_sent"
    OUTDATED = "outdated"
    SETTLED = "settled"
    """What it was about was done, moved or read while it waited."""
    OUT_OF_SIGHT = "out_of_sight"
    """It was about a customer that its person sees no more."""
    UNCONFIRMED = "unconfirmed"
    """The program ended while it was sent: it may have arrived."""


DROPPED = (FailureReason.SETTLED, FailureReason.OUT_OF_SIGHT)
"""Why something is not sent though nothing went wrong."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message did not arrive, with what the other side said; never with an address."""

    reason: FailureReason
    detail: str = ""


def failure_text(failure: Failure) -> str:
    """Return a failure as it is stored."""
    said = " ".join(failure.detail.split())
    return f"{failure.reason.value} {said}".strip()[:LONGEST_ERROR]


def failure_of(stored: str) -> Failure | None:
    """Return the failure that was stored; None where nothing went wrong."""
    code, _blank, detail = stored.partition(" ")
    known = {each.value: each for each in FailureReason}
    return Failure(known[code], detail) if code in known else None


@dataclass(frozen=True, slots=True)
class NewChannel:
    """A road for reminders as somebody sets it up; of the office where there is no person."""

    kind: ChannelKind
    address: str
    name: str = ""
    wants: tuple[ReminderKind, ...] = ()
    """Which reminders go there; none named means all."""
    user_id: UserId | None = None


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A road for reminders as it is listed: its address is masked."""

    id: ChannelId
    kind: ChannelKind
    name: str
    user_id: UserId | None
    person: str
    """Whose it is; empty for the office's."""
    masked_address: str
    wants: tuple[ReminderKind, ...]
    enabled: bool
    version: int
    failing: int = 0
    """Reminders that did not get through and are tried again or were given up."""
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go, with the secret; it leaves the services for a sender only."""

    channel_id: ChannelId
    kind: ChannelKind
    name: str
    address: str
    user_id: UserId | None
    wants: tuple[ReminderKind, ...]

    def takes(self, kind: ReminderKind) -> bool:
        """Return whether reminders of a kind go there."""
        if kind is ReminderKind.EARLIER:
            return any(self.takes(each) for each in COUNTED)
        return not self.wants or kind in self.wants


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who works here and is reminded."""

    user_id: UserId
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing somebody is reminded of; the key names it and its occurrence."""

    kind: ReminderKind
    key: str
    due_at: datetime
    title: str
    """The customer or the task."""
    body: str = ""
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A reminder that is to go out, as of the instant it is sent."""

    delivery_id: DeliveryId
    reminder: Reminder
    is_late: bool
    may_be_repeated: bool
    """Whether it may have arrived before: the program ended, or nobody answered, while it went."""
    attempts: int
    """The one under way among them."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one person on one channel in one message."""

    target: Target
    recipient: Recipient
    items: tuple[Queued, ...]
    taken_until: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: words for people, and the same as plain facts for programs."""

    title: str
    body: str
    ticket: str = ""
    """The same whenever the same is sent again."""
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as the log lists it."""

    id: DeliveryId
    channel_id: ChannelId
    channel: str
    channel_kind: ChannelKind
    person: str
    login: str
    reminder: str
    title: str
    due_at: datetime
    is_late: bool
    status: DeliveryStatus
    attempts: int
    next_try_at: datetime
    sent_at: datetime | None
    last_error: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelNotYours:
    """Only who has the channel, or who runs the office, sets it up."""

    name: str


@dataclass(frozen=True, slots=True)
class OfficeChannel:
    """A channel of the office is set up by who runs it."""


@dataclass(frozen=True, slots=True)
class InternalAddress:
    """Only who runs the office lets the program speak to machines of the office's own network."""

    host: str


ChannelRefusal = ChannelNotYours | OfficeChannel | InternalAddress


def why_not_set(owner_id: UserId | None, *, by: Person, name: str = "") -> ChannelRefusal | None:
    """Return why somebody may not set up a channel of that owner, or None."""
    if by.may(Permission.MANAGE_OFFICE) or owner_id == by.user_id:
        return None
    return OfficeChannel() if owner_id is None else ChannelNotYours(name)


def why_not_internal(host: str | None, *, by: Person) -> InternalAddress | None:
    """Return why somebody may not name a host of the own network as an address, or None."""
    if host is None or by.may(Permission.MANAGE_OFFICE):
        return None
    return InternalAddress(host)


def reminder_key(kind: ReminderKind, *parts: int | str) -> str:
    """Return the key of one occurrence of a reminder: what moves its day or hour makes another."""
    return ":".join((kind.value, *map(str, parts)))


def kind_of(key: str) -> ReminderKind:
    """Return what the reminder of a key is about."""
    return ReminderKind(key.partition(":")[0])


def parts_of(key: str) -> tuple[int, ...]:
    """Return the numbers in a key, in their order."""
    return tuple(int(each) for each in key.split(":")[1:] if each.isdecimal())


def notice_kind_of(key: str) -> NoticeKind | None:
    """Return what a message is about, as the end of its key tells."""
    return _NOTICE_KINDS.get(key.rpartition(":")[2])


def without_kind(key: str) -> str:
    """Return the key that a message had before keys told what it is about."""
    return key if notice_kind_of(key) is None else key.rpartition(":")[0]


def millisecond(instant: datetime) -> int:
    """Return an instant as a number that stands in a key."""
    return round(instant.timestamp() * 1000)


def is_late(due_at: datetime, now: datetime) -> bool:
    """Return whether a reminder goes out so long after its time that it says so."""
    return now - due_at > LATE_AFTER


def next_try(attempts: int, now: datetime) -> datetime | None:
    """Return when a delivery that failed so often is tried again; None when it is given up."""
    return now + PAUSES[attempts - 1] if attempts < MOST_ATTEMPTS else None


def wanted_kinds(stored: object) -> tuple[ReminderKind, ...]:
    """Return which reminders a channel takes, as stored; what is not known is left out."""
    known = {each.value: each for each in CHOOSABLE}
    listed: Sequence[object] = stored if isinstance(stored, list) else ()
    return tuple(known[each] for each in listed if isinstance(each, str) and each in known)
