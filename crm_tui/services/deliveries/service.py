"""Send what is due, once to each person on each channel, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from crm_tui import messengers
from crm_tui.db.queries import channels, deliveries, parcels, reminders
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.deliveries import (
    LEASE,
    DeliveryRow,
    DeliveryStatus,
    Failure,
    FailureReason,
    Message,
    Parcel,
    Reminder,
    ReminderKind,
)
from crm_tui.domain.digests import Digest
from crm_tui.domain.identifiers import ChannelId, DeliveryId, UserId
from crm_tui.domain.users import Actor, Permission
from crm_tui.services.channels import FAILING_DAYS
from crm_tui.services.deliveries.gathering import Planned, digest_of, planned_for
from crm_tui.services.tasks import Escalations
from crm_tui.values import dataclass

MOST_IN_ONE = 20
"""Reminders in one message: group robots take twenty messages a minute and no more."""
_QUEUED_AT_ONCE = 500
"""Reminders that a transaction puts on their way: the write lock is held well under 250 ms."""
_CLOCK_SLACK = timedelta(minutes=5)


Writer = Callable[[Parcel, Digest | None], Message]
"""Puts what is sent into words; a digest is there where the parcel is one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one message."""

    parcel: Parcel
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class Sending:
    """What one run of the sender did."""

    queued: int
    outcomes: tuple[Outcome, ...]
    is_clock_back: bool
    """Whether the clock stands before what the database has seen: nothing goes out twice by it."""

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return what did not arrive."""
        return tuple(each for each in self.outcomes if each.failure is not None)


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Reminders on their way out of the program."""

    database: Database

    def planned(self, actor: Actor, *, digest: bool = False) -> list[Planned]:
        """Return what a run would put on its way; nothing is written and nothing sent."""
        return list(self._planned(actor, digest=digest))

    def send(self, actor: Actor, write: Writer, *, digest: bool = False) -> Sending:
        """Send what is due: to everybody where the actor runs the office, else to themselves.

        Each message is taken before it is sent and confirmed after, both outside of the sending:
        what was taken and never confirmed is sent again once its lease is over, and says so.
        """
        self._report_overdue(actor)
        planned = list(self._planned(actor, digest=digest))
        queued = sum(
            self._queue(actor, planned[at : at + _QUEUED_AT_ONCE])
            for at in range(0, len(planned), _QUEUED_AT_ONCE)
        )
        outcomes = list(self._send_all(actor, write))
        with self.database.reading(actor) as view:
            is_back = view.now < view.office.max_seen_at - _CLOCK_SLACK
        return Sending(queued, tuple(outcomes), is_back)

    def log(
        self,
        actor: Actor,
        *,
        everybody: bool = False,
        statuses: Sequence[DeliveryStatus] = (),
        limit: int = 100,
    ) -> list[DeliveryRow]:
        """Return deliveries, the newest first; everybody's for who runs the office."""
        with self.database.reading(actor) as view:
            sees_all = everybody and view.person.is_admin
            user_id = None if sees_all else view.person.user_id
            return deliveries.log(view, user_id=user_id, statuses=statuses, limit=limit)

    def failing(self, actor: Actor) -> int:
        """Return how many of one's reminders did not get through lately; of who runs it, of all."""
        with self.database.reading(actor) as view:
            since = view.now - timedelta(days=FAILING_DAYS)
            return deliveries.failing(view, _own_only(view), since)

    def became_due(self, actor: Actor, since: datetime, until: datetime) -> list[Reminder]:
        """Return what became due for somebody after `since`, for a sign while they work."""
        with self.database.reading(actor) as view:
            return [
                *reminders.due_contacts(view, since, until, limit=MOST_IN_ONE),
                *reminders.due_tasks(view, since, until, limit=MOST_IN_ONE),
                *(each for each in reminders.told(view) if since < each.due_at <= until),
            ]

    # --- the steps of a run ----------------------------------------------------------------------

    def _report_overdue(self, actor: Actor) -> None:
        """Let what stays overdue be reported first, so that the manager hears of it by this run."""
        with self.database.reading(actor) as view:
            may_report = view.person.may(Permission.SWEEP)
        escalations = Escalations(self.database)
        if may_report and escalations.is_due(actor):
            escalations.run(actor)

    def _planned(self, actor: Actor, *, digest: bool) -> Iterator[Planned]:
        with self.database.reading(actor) as view:
            if not channels.has_any(view):
                return
            people = channels.recipients(view, everybody=view.person.is_admin)
        for each in people:
            with self.database.reading(Actor(each.user_id, actor.road)) as view:
                yield from planned_for(view, each, digest=digest)

    @operation(Permission.VIEW)
    def _queue(self, actor: Actor, planned: Sequence[Planned]) -> int:
        def place(each: Planned) -> tuple[ChannelId, UserId]:
            return each.target.channel_id, each.recipient.user_id

        count = 0
        with self.database.writing(actor) as unit:
            for (_channel, user_id), group in groupby(planned, place):
                listed = list(group)
                found = [each.reminder for each in listed]
                count += deliveries.queue(unit, listed[0].target, user_id, found)
        return count

    def _send_all(self, actor: Actor, write: Writer) -> Iterator[Outcome]:
        """Send one message after the other; a channel that fails is left alone for this run."""
        skipped: set[ChannelId] = set()
        while self._has_due(actor, skipped):
            parcel = self._take(actor, skipped)
            if parcel is None:
                return
            parcel = self._without_over(actor, parcel)
            if not parcel.items:
                continue
            failure = self._deliver(parcel, write)
            self._confirm(actor, parcel, failure)
            if failure is not None:
                skipped.add(parcel.target.channel_id)
            yield Outcome(parcel, failure)

    def _has_due(self, actor: Actor, skipped: set[ChannelId]) -> bool:
        # Asked first without a lock: a run that finds nothing writes nothing.
        with self.database.reading(actor) as view:
            return deliveries.has_due(view, user_id=_own_only(view), skipped=skipped)

    @operation(Permission.VIEW)
    def _take(self, actor: Actor, skipped: set[ChannelId]) -> Parcel | None:
        with self.database.writing(actor) as unit:
            deliveries.expire_digests(unit)
            return deliveries.take(
                unit,
                user_id=_own_only(unit),
                skipped=skipped,
                until=unit.now + LEASE,
                most=MOST_IN_ONE,
            )

    def _without_over(self, actor: Actor, parcel: Parcel) -> Parcel:
        """Return a parcel without what was done, or went out of sight, while it waited."""
        with self.database.reading(Actor(parcel.recipient.user_id)) as view:
            reasons = parcels.over(view, parcel)
        return self._drop(actor, parcel, reasons) if reasons else parcel

    @operation(Permission.VIEW)
    def _drop(
        self, actor: Actor, parcel: Parcel, reasons: Mapping[DeliveryId, FailureReason]
    ) -> Parcel:
        with self.database.writing(actor) as unit:
            return parcels.drop(unit, parcel, reasons)

    def _deliver(self, parcel: Parcel, write: Writer) -> Failure | None:
        with self.database.reading(Actor(parcel.recipient.user_id)) as view:
            is_digest = parcel.items[0].reminder.kind is ReminderKind.DIGEST
            digest = digest_of(view, parcel.recipient) if is_digest else None
            shown = parcels.as_shown(view, parcel)
        message, target = write(shown, digest), parcel.target
        return messengers.send(target.kind, target.address, message, self.database.clock.now())

    @operation(Permission.VIEW)
    def _confirm(self, actor: Actor, parcel: Parcel, failure: Failure | None) -> None:
        with self.database.writing(actor) as unit:
            deliveries.confirm(unit, parcel, failure)


def _own_only(view: View) -> UserId | None:
    """Return whose reminders somebody sends: None for everybody's."""
    return None if view.person.is_admin else view.person.user_id
