"""The evening's text: what was done today, to be sent or read."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from crm_tui.domain.day_summaries import DaySummary, FollowedUp
from crm_tui.domain.days import date_of, day_of
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import clock_time, short_day, weekday
from crm_tui.presentation.day_entries import said_of
from crm_tui.presentation.money import amount
from crm_tui.presentation.widths import plain
from crm_tui.presentation.words import word

WORDS_LIMIT = 60
"""Signs of what was said that the summary repeats."""


def summary_lines(summary: DaySummary, zone: ZoneInfo) -> Iterator[str]:
    """Yield the lines of the evening's text; nothing in them can disturb a terminal."""
    day = date_of(summary.day)
    yield _("{person} · {day} {weekday}").format(
        person=plain(summary.person), day=f"{day:%Y-%m-%d}", weekday=weekday(summary.day)
    )
    yield from _followed_up(summary, zone)
    for sold in summary.deals:
        yield _("Deal: {customer} {amount}").format(
            customer=plain(sold.customer), amount=amount(sold.amount_minor, sold.currency)
        )
    for taken in summary.taken:
        yield _("New: {customer} ({how})").format(
            customer=plain(taken.customer), how=word(taken.how)
        )
    for task in summary.tasks:
        yield _("Done: {title}").format(title=plain(task.title))
    yield _left(summary)


def _followed_up(summary: DaySummary, zone: ZoneInfo) -> Iterator[str]:
    count = len(summary.follow_ups)
    if not count:
        yield _("No follow-up today.")
        return
    customers = ngettext("{count} customer", "{count} customers", summary.customers)
    yield ngettext(
        "{count} follow-up with {customers}:", "{count} follow-ups with {customers}:", count
    ).format(count=count, customers=customers.format(count=summary.customers))
    for each in summary.follow_ups:
        yield f"  {_line(each, summary.day, zone)}"


def _line(each: FollowedUp, today: int, zone: ZoneInfo) -> str:
    words = plain(" ".join(each.words.split()))
    if len(words) > WORDS_LIMIT:
        words = f"{words[:WORDS_LIMIT]}…"
    how = " ".join(filter(None, (each.method, word(each.mood) if each.mood else "")))
    what = " ".join(filter(None, (plain(each.customer), how)))
    said = f"{clock_time(each.happened_at, zone)} {said_of(what, words)}"
    if each.next_contact_at is None:
        return said
    day = short_day(day_of(each.next_contact_at, zone), today)
    return _("{line} → {day}").format(line=said, day=day)


def _left(summary: DaySummary) -> str:
    return _(
        "Left of today: contacts {contacts}, tasks {tasks} · planned for tomorrow {tomorrow}"
    ).format(contacts=summary.contacts_left, tasks=summary.tasks_left, tomorrow=summary.tomorrow)
