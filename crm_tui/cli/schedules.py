"""`crm agenda`: one's calendar, day by day."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, single
from crm_tui.cli.inputs import read_day
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.schedules import ScheduleItem
from crm_tui.i18n import _
from crm_tui.presentation.dates import NO_DAY, clock_time, day_heading
from crm_tui.presentation.key_dates import lunar_words
from crm_tui.presentation.schedules import day_mark, day_names, item_sign, item_title
from crm_tui.presentation.shapes import schedules as shapes

app = single()


@command(app, "agenda", _("Your calendar, day by day: contacts, tasks, key dates, leave."))
def agenda(
    context: typer.Context,
    first: Annotated[
        str, typer.Argument(metavar="FIRST", help=_("The first day; today unless named."))
    ] = "",
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=400, help=_("How many days."))] = 7,
    login: Annotated[
        str | None,
        typer.Option("--of", metavar="LOGIN", help=_("Of a colleague whom you stand above.")),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what stands in the calendar of some days."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        first_day = read_day(session, "first_day", first) if first else session.at.today
        whose = None if login is None else session.user(login)
        found = session.crm.schedules.show(
            session.actor, first_day, first_day + days - 1, user_id=whose
        )
        headings = {
            day.day: " ".join(
                filter(
                    None,
                    (
                        day_heading(day.day, found.today),
                        lunar_words(day.lunar),
                        *day_names(day),
                        day_mark(day),
                    ),
                )
            )
            for day in found.days
        }

        def at(each: ScheduleItem) -> str:
            return NO_DAY if each.at is None else clock_time(each.at, session.zone)

        listing = Listing[ScheduleItem](
            (
                TableColumn[ScheduleItem](_("Day"), lambda each: headings[each.day]),
                TableColumn[ScheduleItem]("", item_sign, 1),
                TableColumn[ScheduleItem](_("Time"), at),
                TableColumn[ScheduleItem](_("Customer"), lambda each: each.customer),
                TableColumn[ScheduleItem](_("What"), item_title, 2),
            ),
            lambda each: shapes.item(each, session.zone),
            shapes.KEYS,
        )
        output.rows(
            list(shapes.items(found)),
            listing,
            nothing=_("Nothing stands in these days; --days looks further ahead."),
        )
