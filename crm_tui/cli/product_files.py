"""`crm product export`, `import` and `template`: products in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.output import one_line, say
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.product_rows import ProductsRead
from crm_tui.domain.products import ProductRequest, category_path
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.product_files import product_words
from crm_tui.presentation.products import row_fault

_SHOWN = 20

NAMES = frozenset({"product", "products"})
"""How products are named where files of several kinds are read and written."""

Target = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help=_("Where to: .xlsx or .csv."))
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of products."""
    command(app, "export", _("Write products into a file."))(export)
    command(app, "import", _("Enter and change products from a file."))(load)
    command(app, "template", _("Write an empty form for products."))(template)


def export(
    context: typer.Context,
    file: Target,
    *,
    category: Annotated[
        str | None, typer.Option("--category", metavar="PATH", help=_("Only of this category."))
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Write every product, retired ones as well."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        request = ProductRequest(category=category_path(category or ""), active=None)
        count = session.crm.product_files.export(
            session.actor, file, request, product_words(), overwrite=overwrite
        )
        said = ngettext("{count} product in {file}.", "{count} products in {file}.", count)
        output.record({"file": str(file), "rows": count}, [said.format(count=count, file=file)])


def template(
    context: typer.Context, file: Target, *, overwrite: Overwrite = False, as_json: AsJson = False
) -> None:
    """Write an empty form and answer with how many columns it has."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        count = session.crm.product_files.form(
            session.actor, file, product_words(), overwrite=overwrite
        )
        said = _("Written: {file}. Fill it in, then: crm product import {file}").format(file=file)
        output.record({"file": str(file), "columns": count}, [said])


def load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("An Excel or CSV file."))],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only say what would happen."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Enter the products of a file; one whose code is there already is changed."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if dry_run:
            read = session.crm.product_files.trial(session.actor, file)
        else:
            read = session.crm.product_files.load(session.actor, file)
        shape = {
            "added": read.added,
            "changed": read.changed,
            "same": read.same,
            "dry_run": dry_run,
            "refused": [
                {"line": each.line, "reason": each.reason, "message": row_fault(each)}
                for each in read.refused
            ],
            "ignored": list(read.ignored),
        }
        output.record(shape, _lines(read))
        say(*map(one_line, map(row_fault, read.refused[:_SHOWN])))
    if read.refused:
        raise typer.Exit(ExitCode.REFUSED)


def _lines(read: ProductsRead) -> Iterator[str]:
    yield _("New {added}, changed {changed}, as before {same}, left out {refused}.").format(
        added=read.added, changed=read.changed, same=read.same, refused=len(read.refused)
    )
    if read.ignored:
        names = _(", ").join(read.ignored)
        yield _("These columns say nothing of a product: {names}.").format(names=names)
