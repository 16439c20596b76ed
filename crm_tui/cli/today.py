"""`crm today`: what to do now, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, single
from crm_tui.cli.output import Listing, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.today import Quota, Today
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import NO_DAY, days_left, relative_moment
from crm_tui.presentation.json_shapes import KEYS, Shape

app = single()

Item = tuple[str, CustomerRow | TaskRow]


@command(app, "today", _("What to do today."))
def today(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the day's work and say how much room there is left."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        day = session.crm.days.today(session.actor)
        shapes = session.shapes()

        def shape(item: Item) -> Shape:
            return shapes.today_item(*item)

        items = list(day_items(day))
        output.rows(items, Listing[Item](_columns(session), shape, KEYS["today"]))
        say(*_numbers(day))


def day_items(day: Today) -> Iterator[Item]:
    """Yield the day's work, the most urgent first, each with why it stands there."""
    groups = (
        ("contact", day.contacts),
        ("expiring", day.expiring),
        ("staff_expiring", day.staff_expiring),
        ("task", day.tasks),
        ("taken_back", day.taken_back),
        ("incomplete", day.incomplete),
        ("upcoming", day.upcoming),
    )
    yield from ((why, each) for why, entries in groups for each in entries)


def _columns(session: Session) -> list[TableColumn[Item]]:
    at = session.at

    def when(item: Item) -> str:
        each = item[1]
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


def _customer(each: CustomerRow | TaskRow) -> str:
    return each.customer if isinstance(each, TaskRow) else each.name


def _what(each: CustomerRow | TaskRow) -> str:
    return each.title if isinstance(each, TaskRow) else each.next_contact_note


def _why(code: str) -> str:
    return {
        "contact": _("to be contacted"),
        "expiring": _("about to be taken back"),
        "staff_expiring": _("about to be taken from your staff"),
        "task": _("reminder"),
        "taken_back": _("was taken back"),
        "incomplete": _("to be completed"),
        "upcoming": _("coming up"),
    }[code]


def _numbers(day: Today) -> Iterator[str]:
    if not any((day.contacts, day.expiring, day.tasks, day.incomplete, day.taken_back)):
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
