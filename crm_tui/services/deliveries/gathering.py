"""Gather what a person is reminded of now, and what of it no channel has taken yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from crm_tui.db.queries import channels, deliveries, reminders
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import date_of, day_of, start_of_day
from crm_tui.domain.deliveries import (
    COUNTED,
    OLDEST_DAYS,
    Recipient,
    Reminder,
    ReminderKind,
    Target,
    reminder_key,
)
from crm_tui.domain.digests import MOST_LINES, Digest, DigestLine
from crm_tui.domain.key_dates import DueDate
from crm_tui.values import dataclass

_COUNTED_AT_MOST = 1000
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder that is not on its way yet, and where it would go."""

    target: Target
    recipient: Recipient
    reminder: Reminder


def planned_for(view: View, recipient: Recipient, *, digest: bool) -> Iterator[Planned]:
    """Yield what is to be put on its way for the person of this view."""
    targets = channels.targets(view, recipient.user_id)
    if not targets:
        return
    found = _digest_reminders(view, recipient) if digest else reminders_now(view)
    old = [] if digest else _old(view)
    for target in targets:
        wanted = [each for each in found if target.takes(each.kind)]
        there = deliveries.keys_there(view, target, recipient.user_id, [e.key for e in wanted])
        fresh = [each for each in wanted if each.key not in there]
        fresh += _count_of_old(view, target, recipient, old)
        yield from (Planned(target, recipient, each) for each in fresh)


def reminders_now(view: View) -> list[Reminder]:
    """Return all that is due for the person of this view, but for what is old."""
    since = _oldest(view)
    return [
        *reminders.due_contacts(view, since, view.now),
        *reminders.due_tasks(view, since, view.now),
        *_expiring(view),
        *_dates(view),
        *(each for each in reminders.told(view) if each.due_at > since),
    ]


def _oldest(view: View) -> datetime:
    return view.now - timedelta(days=OLDEST_DAYS)


def _expiring(view: View) -> list[Reminder]:
    sides = ((ReminderKind.EXPIRING, False), (ReminderKind.STAFF_EXPIRING, True))
    found = [
        _warning(view, kind, each)
        for kind, of_staff in sides
        for each in reminders.warned(view, of_staff=of_staff)
    ]
    return [each for each in found if each.due_at <= view.now]


def _warning(view: View, kind: ReminderKind, found: reminders.Warned) -> Reminder:
    due = morning_of(view, found.last_day - found.lead)
    if found.owned_since is not None:
        # Nobody can be late with a warning about what they have had since noon.
        due = max(due, found.owned_since)
    key = reminder_key(kind, found.customer_id, found.last_day, found.lead)
    return Reminder(kind, key, due, found.name, customer_id=found.customer_id)


def _dates(view: View) -> list[Reminder]:
    since = _oldest(view)
    found = [_date(view, each) for each in reminders.dates(view)]
    return [each for each in found if since < each.due_at <= view.now]


def _date(view: View, due: DueDate) -> Reminder:
    """Return the reminder of one lead of an occurrence; its key tells the day and the kind."""
    date = due.date
    kind = date.fields.kind.value
    return Reminder(
        ReminderKind.KEY_DATE,
        reminder_key(ReminderKind.KEY_DATE, date.id, due.occurs_day, due.lead_day, kind),
        morning_of(view, due.lead_day),
        date.customer,
        " · ".join(filter(None, (date.contact, date.fields.title))),
        date.customer_id,
    )


def morning_of(view: View, day: int) -> datetime:
    """Return when on a day the office's people are reminded of the day itself."""
    at: time = view.office.work.digest_time
    return datetime.combine(date_of(day), at, tzinfo=view.zone).astimezone(UTC)


def _old(view: View) -> list[Reminder]:
    until = _oldest(view)
    return [
        *reminders.due_tasks(view, _EVER, until, _COUNTED_AT_MOST),
        *reminders.due_contacts(view, _EVER, until, _COUNTED_AT_MOST),
    ]


def _count_of_old(
    view: View, target: Target, recipient: Recipient, old: Sequence[Reminder]
) -> list[Reminder]:
    """Return one line that counts what is old and was never told there; none for nothing."""
    wanted = [each for each in old if each.kind in COUNTED and target.takes(each.kind)]
    if not wanted:
        return []
    last = deliveries.newest_counted_day(view, target, recipient.user_id)
    fresh = [each for each in wanted if day_of(each.due_at, view.zone) > last]
    there = deliveries.keys_there(view, target, recipient.user_id, [e.key for e in fresh])
    count = sum(each.key not in there for each in fresh)
    key = reminder_key(ReminderKind.EARLIER, day_of(_oldest(view), view.zone))
    return [Reminder(ReminderKind.EARLIER, key, view.now, str(count))] if count else []


# --- the day in a few lines ----------------------------------------------------------------------


def _digest_reminders(view: View, recipient: Recipient) -> list[Reminder]:
    if digest_of(view, recipient).is_empty:
        return []
    key = reminder_key(ReminderKind.DIGEST, view.today)
    return [Reminder(ReminderKind.DIGEST, key, morning_of(view, view.today), "")]


def digest_of(view: View, recipient: Recipient) -> Digest:
    """Return the day of the person of this view: whom to contact, when, what was said last."""
    since, end = _oldest(view), start_of_day(view.today + 1, view.zone)
    due = [
        *reminders.due_contacts(view, since, end),
        *reminders.due_tasks(view, since, end),
    ]
    ids = [e.customer_id for e in due if e.kind is ReminderKind.CONTACT and e.customer_id]
    last_days: dict[int | None, reminders.Warned] = {
        each.customer_id: each for each in reminders.warned(view, of_staff=False)
    }
    expiring = [each for each in last_days.values() if each.customer_id not in ids]
    told = reminders.last_words(view, [*ids, *(each.customer_id for each in expiring)][:MOST_LINES])
    lines = [
        _line(each, told, last_days.get(each.customer_id))
        for each in sorted(due, key=lambda each: each.due_at)
    ]
    lines += [
        DigestLine(
            ReminderKind.EXPIRING,
            each.name,
            last_words=told.get(each.customer_id, ""),
            last_day=each.last_day,
        )
        for each in expiring
    ]
    lines += [
        DigestLine(each.kind, each.title, note=each.body, key=each.key) for each in _dates(view)
    ]
    return Digest(
        recipient,
        view.today,
        tuple(lines[:MOST_LINES]),
        more=max(len(lines) - MOST_LINES, 0),
        earlier=len(_old(view)),
    )


def _line(each: Reminder, told: Mapping[int, str], warned: reminders.Warned | None) -> DigestLine:
    if each.kind is not ReminderKind.CONTACT:
        return DigestLine(each.kind, each.title, each.due_at, each.body)
    said = told.get(each.customer_id or 0, "")
    last_day = None if warned is None else warned.last_day
    return DigestLine(each.kind, each.title, each.due_at, each.body, said, last_day)
