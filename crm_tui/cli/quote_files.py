"""`crm quote export` and `page`: quotes on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, UsageProblemError, command, help_hint
from crm_tui.cli.quote_inputs import find_quote
from crm_tui.cli.sessions import opened, output_of
from crm_tui.cli.text_files import read_text
from crm_tui.i18n import _
from crm_tui.presentation.quote_pages import quote_page

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of quotes."""
    command(app, "export", _("Write a quote as a page to print (.html) or as .xlsx."))(export)
    command(app, "page", _("Write the page that quotes are printed on, or take another."))(page)


def export(
    context: typer.Context,
    quote: Annotated[
        str, typer.Argument(metavar="QUOTE", help=_("Its number; -V2 for a version of it."))
    ],
    *,
    file: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help=_("Where to: .html or .xlsx."))
    ],
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Write a quote into a file and say which."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.quote_files.export(
            session.actor, find_quote(session, quote), file, quote_page, overwrite=overwrite
        )
        said = _("{number} is in {file}.").format(number=found.full_number, file=file)
        shape = {"file": str(file), "id": found.row.id, "number": found.row.number}
        output.record(shape, [said])


def page(
    context: typer.Context,
    *,
    file: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=_("Write the present page there.")),
    ] = None,
    use: Annotated[
        str | None, typer.Option("--use", metavar="FILE", help=_("Print on this page from now on."))
    ] = None,
    usual: Annotated[
        bool, typer.Option("--usual", help=_("Print on the usual page again."), show_default=False)
    ] = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Write the page, or let quotes be printed on another."""
    output = output_of(context, as_json=as_json)
    if [file is not None, use is not None, usual].count(True) != 1:
        raise UsageProblemError(
            _("Name one: -o FILE, --use FILE or --usual."), help_hint(context.command_path)
        )
    with opened(context) as session:
        if file is not None:
            session.crm.quote_files.page(session.actor, file, overwrite=overwrite)
            output.record({"file": str(file)}, [_("Written: {file}.").format(file=file)])
            return
        text = None if use is None else read_text(use)
        changed = session.crm.quote_files.set_page(session.actor, text)
        said = _("Quotes are printed on this page now.") if use else _("The usual page is back.")
        output.record({"batch": changed.batch_id, "usual": use is None}, [said])
