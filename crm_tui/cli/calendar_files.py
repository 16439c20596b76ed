"""`crm remind export`: one's calendar as a file that phones and other programs take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.formats.calendar_files import write_calendar
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.calendar_entries import calendar_entries


def declare(app: typer.Typer) -> None:
    """Put the command into its group."""
    command(app, "export", _("Write tasks, contacts and key dates into a calendar file."))(export)


def export(
    context: typer.Context,
    *,
    file: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help=_("Where to; an .ics file."))
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Export what is open of one's own, and key dates for three years."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.schedules.export(session.actor)
        entries = list(calendar_entries(found, _office(session)))
        write_calendar(
            file,
            entries,
            name=_("CRM"),
            zone=session.zone,
            now=session.now,
            overwrite=overwrite,
        )
        said = ngettext("{count} entry in {file}.", "{count} entries in {file}.", len(entries))
        output.record(
            {"file": str(file), "entries": len(entries)},
            [said.format(count=len(entries), file=file)],
        )


def _office(session: Session) -> str:
    """Return what tells this office from others, the same at each export."""
    _person, office, _today = session.crm.offices.who(session.actor)
    return f"{int(office.created_at.timestamp() * 1000):x}"
