"""`crm today`: what to do now, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, single
from crm_tui.cli.output import Listing, TableColumn, one_line, say, write
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.rhythms import Pace
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.today import Asked, DayEntry, Quota, Today, Waiting
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import BY_KEY, Moment
from crm_tui.presentation.dates import NO_DAY, days_left, relative_moment
from crm_tui.presentation.day_entries import entry_words, said_of
from crm_tui.presentation.day_headings import HEADINGS, contact_heading, standing_in_words
from crm_tui.presentation.day_summaries import summary_lines
from crm_tui.presentation.json_shapes import KEYS, Shape
from crm_tui.presentation.paces import pace_words
from crm_tui.presentation.shapes.days import day_entry, day_summary

app = single()

Item = tuple[str, CustomerRow | TaskRow | Asked | DayEntry]
_BRIEFLY = 5
BRIEF_LIMIT = 100


@command(app, "today", _("What to do today."))
def today(
    context: typer.Context,
    *,
    summary: Annotated[
        bool, typer.Option("--summary", help=_("Say what was done today instead: the evening."))
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help=_("Only a few lines, for the start of a shell."))
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the day's work and say how much room there is left."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        if summary:
            found = session.crm.days.summary(session.actor)
            lines = list(summary_lines(found, session.at.zone))
            output.record(day_summary(found, lines), lines)
            return
        if brief:
            _say_briefly(session)
            return
        day = session.crm.days.today(session.actor)
        waiting = session.crm.days.waiting(session.actor)
        shapes = session.shapes()

        def shape(item: Item) -> Shape:
            why, each = item
            if isinstance(each, Asked):
                return shapes.waiting_item(why, each)
            if isinstance(each, CustomerRow | TaskRow):
                return shapes.today_item(why, each)
            return day_entry(each, entry_words(each.about, session.at))

        items = list(day_items(day, waiting))
        output.rows(
            items,
            Listing[Item](_columns(session), shape, KEYS["today"]),
            nothing=_("Nothing is due today."),
        )
        say(*_numbers(day, waiting))
        say(*_undelivered(session.crm.deliveries.failing(session.actor)))


def day_items(day: Today, waiting: Waiting) -> Iterator[Item]:
    """Yield the day's work, the most urgent first, each with why it stands there."""
    told = {row.id for row in day.taken_back}
    above = {row.id for row in (*day.contacts, *day.expiring)}
    forgotten = waiting.forgotten(above)
    above |= {each.customer_id for each in forgotten if each.customer_id is not None}
    behind = {row.id for row in waiting.behind}
    groups: tuple[tuple[str, Iterable[CustomerRow | TaskRow]], ...] = (
        ("behind", (row for row in waiting.behind if row.id not in above)),
        ("incomplete", day.incomplete),
        ("taken_back", day.taken_back),
        ("new_in_pools", (row for row in waiting.new_in_pools if row.id not in told)),
        ("upcoming", (row for row in day.upcoming if row.id not in behind)),
    )
    yield from (("contact", row) for row in day.contacts)
    yield from (("expiring", row) for row in day.expiring)
    yield from (("covered", row) for row in waiting.covered)
    yield from (("covered", task) for task in waiting.covered_tasks)
    yield from (("task", task) for task in day.tasks)
    yield from ((each.why, each) for each in waiting.urgent)
    yield from ((each.why, each) for each in waiting.asked)
    yield from (("staff_expiring", row) for row in day.staff_expiring)
    yield from ((each.why, each) for each in (*waiting.upward, *forgotten))
    yield from ((why, each) for why, entries in groups for each in entries)
    yield from ((each.why, each) for each in waiting.reported)


def _columns(session: Session) -> list[TableColumn[Item]]:
    at = session.at

    def when(item: Item) -> str:
        each = item[1]
        if isinstance(each, Asked):
            return NO_DAY
        if not isinstance(each, CustomerRow | TaskRow):
            return entry_words(each.about, at).when or NO_DAY
        due = each.due_at if isinstance(each, TaskRow) else each.next_contact_at
        return NO_DAY if due is None else relative_moment(due, at.now, at.zone)

    def left(item: Item) -> str:
        each = item[1]
        is_held = isinstance(each, CustomerRow) and each.owner_id is not None
        return days_left(each.last_day, at.today) if is_held else NO_DAY  # type: ignore[union-attr]  # a customer

    return [
        TableColumn[Item](_("Why now"), lambda item: _why(item, at)),
        TableColumn[Item](_("Customer"), lambda item: _customer(item[1], at)),
        TableColumn[Item](_("When"), when),
        TableColumn[Item](_("What"), lambda item: _what(item, at), 2),
        TableColumn[Item](_("Days left"), left, 1),
    ]


def _customer(each: CustomerRow | TaskRow | Asked | DayEntry, at: Moment) -> str:
    if isinstance(each, CustomerRow):
        return each.name
    if isinstance(each, TaskRow):
        return each.subject
    if isinstance(each, Asked):
        return each.customer
    return entry_words(each.about, at).subject


def _what(item: Item, at: Moment) -> str:
    why, each = item
    if isinstance(each, Asked):
        return said_of(each.person, each.words)
    if isinstance(each, TaskRow):
        return standing_in_words(each.assignee, each.title) if why == "covered" else each.title
    if not isinstance(each, CustomerRow):
        return entry_words(each.about, at).what
    if why == "covered":
        return standing_in_words(each.owner, each.next_contact_note)
    return BY_KEY["rhythm"].text(each, at) if why == "behind" else each.next_contact_note


def _why(item: Item, at: Moment) -> str:
    why, each = item
    if why == "contact" and isinstance(each, CustomerRow):
        return _(contact_heading(each, at).value)
    return _(HEADINGS[why].value)


def _say_briefly(session: Session) -> None:
    """Say the first contacts of the day and how many more there are: one read, a few lines."""
    found = session.crm.days.pressing(session.actor, BRIEF_LIMIT)
    at = session.at
    rows = (*found.contacts, *found.expiring)
    for row in rows[:_BRIEFLY]:
        due = row.next_contact_at
        when = NO_DAY if due is None else relative_moment(due, at.now, at.zone)
        _write_line(" · ".join(filter(None, (when, row.name, row.next_contact_note))))
    more = len(rows) - _BRIEFLY
    if more > 0:
        words = ngettext("and {count} more: crm today", "and {count} more: crm today", more)
        _write_line(words.format(count=more))
    elif not rows:
        _write_line(_("Nothing is due today."))


def _write_line(text: str) -> None:
    write(f"{one_line(text)}\n")


def _numbers(day: Today, waiting: Waiting) -> Iterator[str]:
    yield _quota_line(day.quota, waiting.pace)
    if day.held_sweep:
        yield ngettext(
            "A sweep of {count} customer waits for you: crm pool sweep --dry-run, then --confirm.",
            "A sweep of {count} customers waits for you: crm pool sweep --dry-run, then --confirm.",
            day.held_sweep,
        ).format(count=day.held_sweep)


def _undelivered(count: int) -> Iterator[str]:
    if count:
        yield ngettext(
            "{count} reminder could not be sent out; why: crm remind log --failed",
            "{count} reminders could not be sent out; why: crm remind log --failed",
            count,
        ).format(count=count)


def _quota_line(quota: Quota, pace: Pace) -> str:
    holding = f"{quota.held}/{_number(quota.holding_limit)}"
    claims = f"{quota.claims_today}/{_number(quota.daily_limit)}"
    line = _("Holding {holding} · claimed today {claims} · follow-ups this week {count}").format(
        holding=holding, claims=claims, count=pace_words(pace, quota.follow_ups_this_week)
    )
    return _("{line} · behind {count}").format(line=line, count=pace.behind)


def _number(limit: int | None) -> str:
    return "∞" if limit is None else str(limit)
