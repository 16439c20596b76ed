"""`crm today`: what to do now, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, single
from crm_tui.cli.output import Listing, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.today import Asked, Quota, Today, Waiting
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import NO_DAY, days_left, relative_moment
from crm_tui.presentation.json_shapes import KEYS, Shape

app = single()

Item = tuple[str, CustomerRow | TaskRow | Asked]


@command(app, "today", _("What to do today."))
def today(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the day's work and say how much room there is left."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        day = session.crm.days.today(session.actor)
        waiting = session.crm.days.waiting(session.actor)
        shapes = session.shapes()

        def shape(item: Item) -> Shape:
            why, each = item
            if isinstance(each, Asked):
                return shapes.waiting_item(why, each)
            return shapes.today_item(why, each)

        items = list(day_items(day, waiting))
        output.rows(items, Listing[Item](_columns(session), shape, KEYS["today"]))
        say(*_numbers(day, is_empty=not items))


def day_items(day: Today, waiting: Waiting) -> Iterator[Item]:
    """Yield the day's work, the most urgent first, each with why it stands there."""
    told = {row.id for row in day.taken_back}
    groups: tuple[tuple[str, Iterable[CustomerRow | TaskRow]], ...] = (
        ("incomplete", day.incomplete),
        ("taken_back", day.taken_back),
        ("new_in_pools", (row for row in waiting.new_in_pools if row.id not in told)),
        ("upcoming", day.upcoming),
    )
    yield from (("contact", row) for row in day.contacts)
    yield from (("expiring", row) for row in day.expiring)
    yield from (("task", task) for task in day.tasks)
    yield from ((each.why, each) for each in waiting.asked)
    yield from (("staff_expiring", row) for row in day.staff_expiring)
    yield from ((why, each) for why, entries in groups for each in entries)


def _columns(session: Session) -> list[TableColumn[Item]]:
    at = session.at

    def when(item: Item) -> str:
        each = item[1]
        if isinstance(each, Asked):
            return NO_DAY
        due = each.due_at if isinstance(each, TaskRow) else each.next_contact_at
        return NO_DAY if due is None else relative_moment(due, at.now, at.zone)

    def left(item: Item) -> str:
        each = item[1]
        is_held = isinstance(each, CustomerRow) and each.owner_id is not None
        return days_left(each.last_day, at.today) if is_held else NO_DAY  # type: ignore[union-attr]  # a customer

    return [
        TableColumn[Item](_("Why now"), lambda item: _why(item[0])),
        TableColumn[Item](_("Customer"), lambda item: _customer(item[1])),
        TableColumn[Item](_("When"), when),
        TableColumn[Item](_("What"), lambda item: _what(item[1]), 2),
        TableColumn[Item](_("Days left"), left, 1),
    ]


def _customer(each: CustomerRow | TaskRow | Asked) -> str:
    return each.name if isinstance(each, CustomerRow) else each.customer


def _what(each: CustomerRow | TaskRow | Asked) -> str:
    if isinstance(each, Asked):
        return f"{each.person}: {each.words}" if each.words else each.person
    return each.title if isinstance(each, TaskRow) else each.next_contact_note


def _why(code: str) -> str:
    return {
        "contact": _("to be contacted"),
        "expiring": _("about to be taken back"),
        "staff_expiring": _("about to be taken from your staff"),
        "task": _("reminder"),
        "handed_over": _("handed over to you"),
        "extension": _("more days asked for"),
        "dispute": _("a clash to decide"),
        "new_in_pools": _("new in your pools"),
        "taken_back": _("was taken back"),
        "incomplete": _("to be completed"),
        "upcoming": _("coming up"),
    }[code]


def _numbers(day: Today, *, is_empty: bool) -> Iterator[str]:
    if is_empty:
        yield _("Nothing is due today.")
    yield _quota_line(day.quota)
    if day.held_sweep:
        yield ngettext(
            "A sweep of {count} customer waits for you: crm pool sweep --dry-run, then --confirm.",
            "A sweep of {count} customers waits for you: crm pool sweep --dry-run, then --confirm.",
            day.held_sweep,
        ).format(count=day.held_sweep)


def _quota_line(quota: Quota) -> str:
    holding = f"{quota.held}/{_number(quota.holding_limit)}"
    claims = f"{quota.claims_today}/{_number(quota.daily_limit)}"
    return _("Holding {holding} · claimed today {claims} · follow-ups this week {count}").format(
        holding=holding, claims=claims, count=quota.follow_ups_this_week
    )


def _number(limit: int | None) -> str:
    return "∞" if limit is None else str(limit)
