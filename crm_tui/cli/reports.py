"""`crm report day|week|month`: what people did, as text for the group chat or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crm_tui.cli.commands import AsJson, command, group
from crm_tui.cli.inputs import read_day
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.reports import ReportRequest, ReportSpan
from crm_tui.domain.text import clean
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.reports import report_lines, report_words
from crm_tui.presentation.shapes import reports as shapes

app = group(_("What was done in a day, week or month: text for the group chat, or a file."))

Person = Annotated[
    str | None, typer.Option("--person", metavar="LOGIN", help=_("Only of this person."))
]
Department = Annotated[
    str | None, typer.Option("--department", metavar="NAME", help=_("Only of this department."))
]
Date = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="DAY", help=_("A day of it: 2026-11-20, yesterday; else today.")
    ),
]
File = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help=_("Write an .xlsx or .csv instead.")),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
]


@command(app, "day", _("Report a day."))
def day(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    person: Person = None,
    department: Department = None,
    date: Date = None,
    file: File = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Report today, or the day named."""
    asked = _Asked(person, department, date, file, overwrite)
    _report(context, ReportSpan.DAY, asked, as_json=as_json)


@command(app, "week", _("Report a week, from Monday on."))
def week(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    person: Person = None,
    department: Department = None,
    date: Date = None,
    file: File = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Report this week, or the one in which a day lies."""
    asked = _Asked(person, department, date, file, overwrite)
    _report(context, ReportSpan.WEEK, asked, as_json=as_json)


@command(app, "month", _("Report a month."))
def month(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    person: Person = None,
    department: Department = None,
    date: Date = None,
    file: File = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Report this month, or the one in which a day lies."""
    asked = _Asked(person, department, date, file, overwrite)
    _report(context, ReportSpan.MONTH, asked, as_json=as_json)


class _Asked(NamedTuple):
    """What was typed after the span."""

    person: str | None
    department: str | None
    date: str | None
    file: Path | None
    overwrite: bool


def _report(context: typer.Context, span: ReportSpan, asked: _Asked, *, as_json: bool) -> None:
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        request = _request(session, span, asked)
        if asked.file is not None:
            count = session.crm.reports.export(
                session.actor, asked.file, request, report_words(), overwrite=asked.overwrite
            )
            said = ngettext("{count} person in {file}.", "{count} people in {file}.", count)
            shape: dict[str, object] = {"file": str(asked.file), "rows": count}
            output.record(shape, [said.format(count=count, file=asked.file)])
            return
        found = session.crm.reports.show(session.actor, request)
        lines = list(report_lines(found, session.currency))
        output.record(shapes.report(found, lines, session.currency), lines)


def _request(session: Session, span: ReportSpan, asked: _Asked) -> ReportRequest:
    today, people = session.at.today, session.crm.people
    return ReportRequest(
        span=span,
        day=today if asked.date is None else read_day(session, "report_day", asked.date),
        user_id=None if asked.person is None else session.user(asked.person),
        department_id=None
        if asked.department is None
        else people.find_department(session.actor, clean(asked.department)),
    )
