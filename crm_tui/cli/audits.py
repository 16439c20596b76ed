"""`crm audit`: what happened event by event, and whether the history is as it was sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.history import By, Kind, OfCustomer, Refused, Since, Until, asked_history
from crm_tui.cli.inputs import read_number
from crm_tui.cli.output import Listing, TableColumn, labelled
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.audits import AuditRow
from crm_tui.domain.text import clean
from crm_tui.domain.users import Road
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.audits import (
    audit_about,
    audit_cells,
    audit_changes,
    audit_header,
    audit_lines,
    audit_who,
    seal_words,
)
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.health import check_sentence
from crm_tui.presentation.shapes import audits as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import operation_word, road_word

app = group(_("What happened, event by event, and whether it is as it was sealed."))

ByRoad = Annotated[
    str | None,
    typer.Option("--road", metavar="ROAD", help=_("screen, shell, import, sweep or setup.")),
]


@command(app, "list", _("List events that you may see, the newest first."))
def list_events(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    limit: Limit = 50,
    *,
    by: By = None,
    kind: Kind = None,
    customer: OfCustomer = None,
    since: Since = None,
    until: Until = None,
    road: ByRoad = None,
    refused: Refused = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List events, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        days = (since, until)
        asked = asked_history(session, by, kind, customer, days, _road(road), refused=refused)
        crm, actor, at = session.crm, session.actor, session.at
        rows = crm.audits.rows(actor, crm.audits.ids(actor, asked, limit=limit))
        columns = [
            TableColumn[AuditRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
            TableColumn[AuditRow](_("When"), lambda row: happened_moment(row.at, at.now, at.zone)),
            TableColumn[AuditRow](_("By"), audit_who),
            TableColumn[AuditRow](_("Operation"), lambda row: operation_word(row.operation)),
            TableColumn[AuditRow](_("Concerns"), audit_about, 1),
            TableColumn[AuditRow](_("Road"), lambda row: road_word(row.road), 2),
        ]
        listing = Listing[AuditRow](
            columns, lambda row: shapes.event(row, session.iso), shapes.KEYS
        )
        output.rows(rows, listing, nothing=_("Nothing was done yet."))


@command(app, "show", _("Show one event, with what was there before and after."))
def show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("As the list shows it."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one event."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        row = session.crm.audits.event(session.actor, read_number("event", number))
        told = [*audit_lines(row, session.now, session.zone), *audit_changes(row)]
        lines = [labelled(label, text) for label, text in told]
        output.record(shapes.event(row, session.iso), lines)


@command(app, "export", _("Write events that you may see into a file."))
def export(  # noqa: PLR0913 - as above
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=_("Where to; the ending says how: .xlsx .csv .json"),
        ),
    ],
    *,
    by: By = None,
    kind: Kind = None,
    customer: OfCustomer = None,
    since: Since = None,
    until: Until = None,
    road: ByRoad = None,
    refused: Refused = False,
    as_json: AsJson = False,
) -> None:
    """Write events into a file; it is written down who took them."""
    from crm_tui.services.audits import AuditFile  # noqa: PLC0415 - SQL loads only now

    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        days = (since, until)
        asked = asked_history(session, by, kind, customer, days, _road(road), refused=refused)
        wanted = AuditFile(file.expanduser().absolute(), audit_header(), audit_cells)
        count = session.crm.audits.export(session.actor, asked, wanted)
        said = _("{count} events: {path}").format(count=f"{count:,}", path=wanted.path)
        output.record({"file": str(wanted.path), "rows": count}, [said])


@command(app, "seals", _("Say how far the history is sealed; with --check compare all of it."))
def show_seals(
    context: typer.Context,
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help=_("Compare every event."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say how far the history is sealed; exit 6 where it was changed past the program."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        state = session.crm.audits.sealed(session.actor)
        shape = shapes.seals(state, session.iso)
        lines = [seal_words(state, session.now, session.zone)]
        found = session.crm.audits.check_seals(session.actor) if check else None
        if found is not None:
            shape = {**shape, "whole": found.is_sound, "faults": list(found.faults)}
            lines += [check_sentence(found), *found.faults]
        output.record(shape, lines)
    if found is not None and not found.is_sound:
        raise typer.Exit(ExitCode.DATABASE_UNAVAILABLE)


def _road(written: str | None) -> Road | None:
    if written is None:
        return None
    roads = {each.value: each for each in Road}
    typed = clean(written).casefold()
    if typed not in roads:
        raise FieldError("road", "not_one_of", typed[:40])
    return roads[typed]
