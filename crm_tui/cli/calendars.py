"""`crm calendar`: which days are worked, and which are public holidays."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.output import Listing, Output, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.calendars import CalendarDay, CalendarYear, DayKind
from crm_tui.domain.days import date_of
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import iso_day, weekday
from crm_tui.presentation.shapes import calendars as shapes
from crm_tui.presentation.words import word

app = group(_("Which days are worked, and which are public holidays."))


@command(app, "list", _("List the days of a year that are not as in a plain week."))
def list_days(
    context: typer.Context,
    year: Annotated[
        str | None, typer.Argument(metavar="YEAR", help=_("This year unless named."))
    ] = None,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List holidays, swapped days and what was edited, in order."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        _answer(output, session, _year(session, year))


def _year(session: Session, year: str | None) -> int:
    return date_of(session.at.today).year if year is None else read_number("year", year)


def _answer(output: Output, session: Session, year: int) -> None:
    found = session.crm.calendars.year(session.actor, year)
    columns = (
        TableColumn[CalendarDay](_("Day"), lambda each: iso_day(each.day) or ""),
        TableColumn[CalendarDay](_("Weekday"), lambda each: weekday(each.day), 1),
        TableColumn[CalendarDay](_("What it is"), lambda each: word(each.kind)),
        TableColumn[CalendarDay](_("Name"), lambda each: each.name),
        TableColumn[CalendarDay](_("Edited"), lambda each: _("yes") if each.is_edited else "", 1),
    )
    output.rows(
        found.days,
        Listing[CalendarDay](columns, shapes.calendar_day, shapes.KEYS),
        nothing=_("This year has no days of its own; every weekday is worked."),
    )
    say(*_warning(found))


def _warning(found: CalendarYear) -> list[str]:
    if found.is_known:
        return []
    return [
        _(
            "The holidays of {year} are not known here: Monday to Friday count as worked"
            " until crm calendar set names them."
        ).format(year=found.year)
    ]


@command(app, "set", _("Say what days are; every day that follows from it is counted anew."))
def set_days(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="FIRST", help=_("The first day."))],
    last: Annotated[
        str | None, typer.Argument(metavar="LAST", help=_("The last day, if there are several."))
    ] = None,
    *,
    holiday: Annotated[
        bool, typer.Option("--holiday", help=_("A public holiday."), show_default=False)
    ] = False,
    workday: Annotated[
        bool, typer.Option("--workday", help=_("A day that is worked."), show_default=False)
    ] = False,
    rest: Annotated[
        bool,
        typer.Option("--rest", help=_("A day of rest that is no holiday."), show_default=False),
    ] = False,
    name: Annotated[str, typer.Option("--name", help=_("What the day is called."))] = "",
    as_json: AsJson = False,
) -> None:
    """Change days of the calendar and answer with how many they are."""
    output = output_of(context, as_json=as_json)
    kinds = {DayKind.HOLIDAY: holiday, DayKind.WORKDAY: workday, DayKind.REST: rest}
    chosen = [kind for kind, is_chosen in kinds.items() if is_chosen]
    if len(chosen) != 1:
        raise FieldError("kind", "required")
    with opened(context) as session:
        first_day = read_day(session, "first_day", first, prefer="future")
        last_day = (
            first_day if last is None else read_day(session, "last_day", last, prefer="future")
        )
        changed = session.crm.calendars.set_days(
            session.actor, first_day, last_day, chosen[0], name
        )
        number = last_day - first_day + 1
        shape = {
            "batch": changed.batch_id,
            "first_day": iso_day(first_day),
            "last_day": iso_day(last_day),
            "kind": chosen[0].value,
            "days": number,
        }
        sentence = ngettext(
            "{count} day from {first} on: {kind}.", "{count} days from {first} on: {kind}.", number
        ).format(count=number, first=iso_day(first_day), kind=word(chosen[0]))
        output.record(shape, [sentence])


@command(app, "reset", _("Let a year be as it was announced; edits in it are forgotten."))
def reset(
    context: typer.Context,
    year: Annotated[str, typer.Argument(metavar="YEAR")],
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Put a year back and answer with its days."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        number = _year(session, year)
        session.crm.calendars.reset(session.actor, number)
        _answer(output, session, number)
