"""`crm template`: a form for Excel that the import reads as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli import product_files
from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.file_kinds import kind_named
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.text import clean
from crm_tui.i18n import _

app = single()


@command(app, "template", _("Write a form for Excel that the import reads."))
def template(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=_(
                "customers, contacts, follow_ups, leads, opportunities, orders, contracts,"
                " quotes, expenses, usages, payment_plans, bank_receipts or products."
            ),
        ),
    ],
    *,
    file: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help=_("Where to; an .xlsx file."))
    ],
    opening: Annotated[
        bool,
        typer.Option(
            "--opening",
            help=_("Also since when, last follow-up and next contact, for the first import."),
            show_default=False,
        ),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a form and answer with its columns."""
    from crm_tui.presentation.template_words import template_words  # noqa: PLC0415

    if clean(kind).lower() in product_files.NAMES:
        product_files.template(context, file, overwrite=overwrite, as_json=as_json)
        return
    output = output_of(context, as_json=as_json)
    wanted = kind_named(kind, ImportKind)
    with opened(context) as session:
        count = session.crm.templates.write(
            session.actor,
            wanted,
            file,
            template_words(wanted),
            is_opening=opening,
            overwrite=overwrite,
        )
        said = _("Written: {file}. Fill it in, then: crm import {kind} {file}").format(
            file=file, kind=wanted.value
        )
        output.record({"file": str(file), "kind": wanted.value, "columns": count}, [said])
