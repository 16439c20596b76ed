"""`crm task missing` and `crm task overview`: who plans nothing, and who does what when."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, single
from crm_tui.cli.inputs import read_day
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.tasks import PersonDays, Unplanned
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day, relative_day, short_day, weekday
from crm_tui.presentation.shapes import tasks as shapes
from crm_tui.presentation.task_words import day_cell
from crm_tui.presentation.widths import Align

_DAYS_A_WEEK = 7

_verbs = single()


def add_to(app: typer.Typer) -> None:
    """Let these stand among the verbs of tasks."""
    app.registered_commands += _verbs.registered_commands


@command(_verbs, "missing", _("List customers for which nothing is planned."))
def missing(
    context: typer.Context,
    limit: Limit = 200,
    *,
    staff: Annotated[
        bool, typer.Option("--staff", help=_("Those of your staff."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List customers without a next contact or an open task, the longest forgotten first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.tasks.missing(session.actor, of_staff=staff, limit=limit)
        logins, today = session.logins(), session.at.today
        listing = Listing[Unplanned](
            (
                TableColumn[Unplanned](
                    _("No."), lambda row: str(row.customer_id), align=Align.RIGHT
                ),
                TableColumn[Unplanned](_("Customer"), lambda row: row.customer),
                TableColumn[Unplanned](_("Level"), lambda row: row.level, 1),
                TableColumn[Unplanned](_("Owner"), lambda row: row.owner),
                TableColumn[Unplanned](
                    _("Nothing since"), lambda row: relative_day(row.since_day, today)
                ),
            ),
            lambda row: shapes.unplanned(row, logins),
            shapes.UNPLANNED_KEYS,
        )
        output.rows(
            rows,
            listing,
            nothing=_("Something is planned for every customer that is due for it."),
        )


@command(_verbs, "overview", _("Show who has what planned, done and overdue, day by day."))
def overview(
    context: typer.Context,
    *,
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("From this day on, if not today."))
    ] = "",
    week: Annotated[
        bool, typer.Option("--week", help=_("Seven days instead of one."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the tasks of your staff by person and day."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        first = read_day(session, "day", day, prefer="future") if day else None
        days = _DAYS_A_WEEK if week else 1
        found = session.crm.tasks.overview(session.actor, first, days=days)
        span = range(found.first_day, found.last_day + 1)
        output.rows(
            found.people,
            _listing(session, span),
            nothing=_("Nobody of yours has tasks on these days."),
        )


def _listing(session: Session, span: range) -> Listing[PersonDays]:
    logins = session.logins()
    columns = [TableColumn[PersonDays](_("Who"), lambda row: row.person)]
    for place, day in enumerate(span):
        columns.append(
            TableColumn[PersonDays](
                f"{short_day(day, session.at.today)} {weekday(day)}",
                lambda row, place=place: day_cell(row.days[place]),  # type: ignore[misc]  # bound now
            )
        )
    columns.append(
        TableColumn[PersonDays](_("Past due"), lambda row: str(row.overdue), align=Align.RIGHT)
    )
    return Listing[PersonDays](
        columns,
        lambda row: shapes.person_days(row, logins),
        (
            "login",
            "person",
            "overdue",
            *(f"{name}_{iso_day(day)}" for day in span for name in shapes.COUNTS),
        ),
    )
