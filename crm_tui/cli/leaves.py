"""`crm leave`: who is away when."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import LeaveId
from crm_tui.domain.leaves import LeavePlan, LeaveRow
from crm_tui.domain.text import clean
from crm_tui.domain.today import CoverDone
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment, iso_day
from crm_tui.presentation.shapes import leaves as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, person_label

app = group(_("Who is away when."))


@command(app, "list", _("List who is away now and later."))
def list_leaves(
    context: typer.Context,
    *,
    login: Annotated[
        str | None, typer.Option("--of", metavar="LOGIN", help=_("Only of this person."))
    ] = None,
    ended: Annotated[
        bool, typer.Option("--ended", help=_("What has ended as well."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List leave, the earliest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins, crm = session.logins(), session.crm
        wanted = None if login is None else crm.people.find_anybody(session.actor, clean(login))
        listing = Listing[LeaveRow](
            (
                TableColumn[LeaveRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
                TableColumn[LeaveRow](person_label(), lambda row: row.person),
                TableColumn[LeaveRow](field_label("first_day"), lambda row: _day(row.first_day)),
                TableColumn[LeaveRow](field_label("last_day"), lambda row: _day(row.last_day)),
                TableColumn[LeaveRow](field_label("cover"), lambda row: row.cover, 1),
                TableColumn[LeaveRow](field_label("reason"), lambda row: row.reason, 2),
                TableColumn[LeaveRow](_("Status"), _status, 1),
            ),
            lambda row: shapes.leave(row, logins),
            shapes.KEYS,
        )
        output.rows(
            session.crm.leaves.list(session.actor, wanted, ended=ended),
            listing,
            nothing=_("Nobody is away; crm leave add notes a leave."),
        )


def _day(day: int) -> str:
    return iso_day(day) or ""


def _status(row: LeaveRow) -> str:
    return _("cancelled") if row.is_cancelled else ""


@command(app, "add", _("Note on which days somebody is away; those days do not count."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    login: Annotated[
        str, typer.Argument(metavar="LOGIN", help=_("A login, a name or its pinyin."))
    ],
    *,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help=_("The first day."))],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help=_("The last day."))],
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))] = "",
    cover: Annotated[
        str | None,
        typer.Option("--cover", metavar="LOGIN", help=_("Whose follow-ups count meanwhile.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record leave and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        plan = LeavePlan(
            session.user(login),
            _days(session, first, last),
            reason,
            None if cover is None else session.user(cover),
        )
        changed = session.crm.leaves.record(session.actor, plan)
        row = _row(session, changed.record_id)
        sentence = _("{person} is away from {first} to {last}.").format(
            person=name_in_sentence(row.person), first=_day(row.first_day), last=_day(row.last_day)
        )
        shape = {"batch": changed.batch_id, **shapes.leave(row, session.logins())}
        output.record(shape, [sentence])


def _days(session: Session, first: str, last: str) -> DayRange:
    first_day = read_day(session, "first_day", first, prefer="future")
    last_day = read_day(session, "last_day", last, prefer="future")
    if last_day < first_day:
        raise FieldError("last_day", "out_of_range", last)
    return DayRange(first_day, last_day)


@command(app, "cancel", _("Note that a leave does not take place."))
def cancel(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the leave."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Cancel leave and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        leave_id = LeaveId(read_number("leave", number))
        changed = session.crm.leaves.cancel(session.actor, leave_id)
        row = _row(session, leave_id)
        sentence = _("Cancelled: {person}, {first} to {last}.").format(
            person=name_in_sentence(row.person), first=_day(row.first_day), last=_day(row.last_day)
        )
        shape = {
            "batch": changed.batch_id if changed.kinds else None,
            **shapes.leave(row, session.logins()),
        }
        output.record(shape, [sentence])


@command(app, "report", _("What was done for somebody while they were away."))
def report(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the leave."))],
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the follow-ups of the cover, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        at = session.at
        rows = session.crm.leaves.report(session.actor, LeaveId(read_number("leave", number)))
        columns = (
            TableColumn[CoverDone](_("When"), lambda row: happened_moment(row.at, at.now, at.zone)),
            TableColumn[CoverDone](_("Customer"), lambda row: row.customer),
            TableColumn[CoverDone](field_label("cover"), lambda row: row.cover, 1),
            TableColumn[CoverDone](_("What"), lambda row: row.words, 2),
        )
        listing = Listing[CoverDone](
            columns, lambda row: shapes.done(row, at.zone), shapes.DONE_KEYS
        )
        output.rows(rows, listing, nothing=_("Nothing was done by the cover."))


def _row(session: Session, leave_id: int | None) -> LeaveRow:
    rows = session.crm.leaves.list(session.actor, ended=True)
    return next(row for row in rows if row.id == leave_id)
