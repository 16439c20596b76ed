"""Reminders as messages, and what became of them in words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from crm_tui.domain.deliveries import (
    ChannelRow,
    Failure,
    FailureReason,
    Message,
    Parcel,
    Queued,
    Reminder,
    ReminderKind,
    failure_of,
    notice_kind_of,
    parts_of,
)
from crm_tui.domain.digests import Digest
from crm_tui.domain.notices import GIVING, NoticeKind
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import iso, relative_moment
from crm_tui.presentation.day_entries import said_of
from crm_tui.presentation.digests import (
    digest_text,
    digest_title,
    earlier_words,
    key_date_words,
    one_line,
    until_taken_back,
)
from crm_tui.presentation.widths import cut
from crm_tui.presentation.words import word

_WORDS = 120
_FAILURES: Mapping[FailureReason, str] = {
    FailureReason.UNREACHABLE: N_("cannot be reached"),
    FailureReason.TIMEOUT: N_("no answer in time; it may have arrived all the same"),
    FailureReason.STATUS: N_("answered with error {detail}"),
    FailureReason.REFUSED: N_("refused it"),
    FailureReason.BAD_ADDRESS: N_("the address cannot be used"),
    FailureReason.NOT_SENT: N_("was not sent"),
    FailureReason.OUTDATED: N_("the day it was for is over"),
    FailureReason.SETTLED: N_("not needed any more: it was done or changed meanwhile"),
    FailureReason.UNCONFIRMED: N_(
        "the program ended while it was sent; it may have arrived, so it is not sent again"
    ),
    FailureReason.OUT_OF_SIGHT: N_("not sent: its person sees the customer no more"),
}
_LEADS: Mapping[ReminderKind, str] = {
    ReminderKind.TASK: N_("To do: {what}"),
    ReminderKind.CONTACT: N_("To contact: {what}"),
    ReminderKind.KEY_DATE: N_("Key date: {what}"),
    ReminderKind.EXPIRING: N_("Soon taken back: {what}"),
    ReminderKind.STAFF_EXPIRING: N_("Soon taken from your staff: {what}"),
    ReminderKind.ESCALATION: N_("Reported to you: {what}"),
    ReminderKind.NOTICE: N_("Message: {what}"),
    ReminderKind.GREETING: N_("Greeting: {what}"),
}


def message_of(parcel: Parcel, digest: Digest | None, at: Moment) -> Message:
    """Return what is sent for a parcel: one line for each reminder, the facts beside them."""
    title, body = _words(parcel, digest, at)
    keys = " ".join(sorted(each.reminder.key for each in parcel.items))
    place = f"{parcel.target.channel_id} {parcel.recipient.user_id} {keys}"
    return Message(
        title=title,
        body=body,
        ticket=hashlib.sha256(place.encode()).hexdigest()[:32],
        facts=(
            ("person", parcel.recipient.login),
            ("kind", "digest" if digest is not None else "reminders"),
            ("reminders", [_facts(each, at) for each in parcel.items]),
        ),
    )


def _words(parcel: Parcel, digest: Digest | None, at: Moment) -> tuple[str, str]:
    # Where all read the same group, each line says for whom it is.
    is_shared = parcel.target.user_id is None
    if digest is not None:
        return digest_title(digest, named=is_shared), digest_text(digest, at)
    lines = [queued_line(each, at) for each in parcel.items]
    count = len(lines)
    title = ngettext("{count} reminder", "{count} reminders", count).format(count=count)
    if count == 1:
        title = cut(lines[0], _WORDS)
    if is_shared:
        title = f"{one_line(parcel.recipient.name)} · {title}"
    return title, "\n".join(lines)


def queued_line(queued: Queued, at: Moment) -> str:
    """Return a reminder as one line of a message, and that it is late or may be there twice."""
    line = reminder_line(queued.reminder, at)
    if queued.is_late:
        line = _("[late] {words}").format(words=line)
    if queued.may_be_repeated:
        line = _("{words} (perhaps sent before: the last attempt was not confirmed)").format(
            words=line
        )
    return line


def reminder_line(reminder: Reminder, at: Moment) -> str:
    """Return a reminder as one line: what, whom, when, what for."""
    kind = reminder.kind
    if kind is ReminderKind.EARLIER:
        return earlier_words(int(reminder.title or 0))
    if kind is ReminderKind.DIGEST:
        return _("The day in the morning")
    when = relative_moment(reminder.due_at, at.now, at.zone)
    if kind in {ReminderKind.EXPIRING, ReminderKind.STAFF_EXPIRING}:
        when = until_taken_back(parts_of(reminder.key)[1], at.today)
    if kind in {ReminderKind.NOTICE, ReminderKind.ESCALATION}:
        when = ""
    if kind is ReminderKind.KEY_DATE:
        when = key_date_words(reminder.key, at.today)
    about = notice_kind_of(reminder.key)
    if about is not None:
        parts = _told(reminder, about)
    else:
        parts = (one_line(reminder.title), when, one_line(reminder.body, _WORDS))
    return _(_LEADS[kind]).format(what=" · ".join(filter(None, parts)))


def _told(reminder: Reminder, kind: NoticeKind) -> tuple[str, ...]:
    """Return whom a message is about, and who did what: 王伟 通过了你的审批：BJ-202611-0001."""
    title = one_line(reminder.title)
    if reminder.customer_id is None and kind not in GIVING:
        return (said_of(f"{title} {word(kind)}", one_line(reminder.body, _WORDS)),)
    author, _colon, words = reminder.body.partition(": ")
    said = said_of(f"{one_line(author)} {word(kind)}", one_line(words, _WORDS))
    if reminder.customer_id is not None:
        return (title, said)
    count = int(title)
    return (ngettext("{count} customer", "{count} customers", count).format(count=count), said)


def channel_label(row: ChannelRow) -> str:
    """Return what a channel is called: its name, and what it is."""
    return f"{row.name} ({word(row.kind)})" if row.name else word(row.kind)


def whose_channel(row: ChannelRow) -> str:
    """Return whose a channel is."""
    return _("the office") if row.user_id is None else row.person


def wants_words(row: ChannelRow) -> str:
    """Return which reminders go to a channel."""
    return _(", ").join(map(word, row.wants)) or _("all")


def trial_message() -> Message:
    """Return the message by which somebody sees whether a channel works."""
    return Message(_("A test"), _("Reminders of the CRM arrive here."), "test", (("kind", "test"),))


def failure_words(failure: Failure) -> str:
    """Return why a message did not arrive, with what the other side said."""
    detail = one_line(failure.detail, _WORDS)
    said = _(_FAILURES[failure.reason]).format(detail=detail)
    if failure.reason is FailureReason.STATUS or not detail:
        return said
    return f"{said} ({detail})"


def error_words(stored: str) -> str:
    """Return why a delivery failed, as it was stored; nothing where it did not."""
    failure = failure_of(stored)
    return "" if failure is None else failure_words(failure)


def _facts(queued: Queued, at: Moment) -> dict[str, object]:
    reminder = queued.reminder
    return {
        "key": reminder.key,
        "kind": reminder.kind.value,
        "title": reminder.title,
        "body": reminder.body,
        "customer_id": reminder.customer_id,
        "due_at": iso(reminder.due_at, at.zone),
        "late": queued.is_late,
        "may_be_repeated": queued.may_be_repeated,
    }
