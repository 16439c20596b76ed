"""`crm quote export` and `page`: quotes on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.own_pages import Overwrite, page_of
from crm_tui.cli.quote_inputs import find_quote
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.i18n import N_, _
from crm_tui.presentation.quote_pages import quote_page

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of quotes."""
    command(app, "export", _("Write a quote as a page to print (.html) or as .xlsx."))(export)
    command(app, "page", _("Write the page that quotes are printed on, or take another."))(
        page_of(_write_page, _take_page, N_("Quotes are printed on this page now."))
    )


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


def _write_page(session: Session, file: Path, overwrite: bool) -> None:
    session.crm.quote_files.page(session.actor, file, overwrite=overwrite)


def _take_page(session: Session, text: str | None) -> Changed:
    return session.crm.quote_files.set_page(session.actor, text)
