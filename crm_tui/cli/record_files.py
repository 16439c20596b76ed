"""`crm lead|order|expense … import, export, template`: their files under the noun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli import exports, paper_imports, sales_imports, templates
from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.domain.exports import Subject
from crm_tui.i18n import _

Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="QUERY",
        help=_("Only these, as in their list; of expenses and usage those of such customers."),
    ),
]
Target = Annotated[
    Path,
    typer.Option(
        "-o", "--output", metavar="FILE", help=_("Where to; .xlsx .csv .tsv .json or .md.")
    ),
]
View = Annotated[str, typer.Option("--view", metavar="VIEW", help=_("One view of the list."))]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
]

_LOADING: Mapping[Subject, Callable[..., int]] = {
    Subject.LEADS: sales_imports.leads,
    Subject.OPPORTUNITIES: sales_imports.opportunities,
    Subject.ORDERS: paper_imports.orders,
    Subject.CONTRACTS: paper_imports.contracts,
    Subject.QUOTES: paper_imports.quotes,
    Subject.EXPENSES: sales_imports.expenses,
    Subject.USAGES: paper_imports.usages,
    Subject.PAYMENT_PLANS: sales_imports.payment_plans,
}


def add_to(app: typer.Typer, subject: Subject) -> None:
    """Declare the commands for files in the group of a noun."""
    add_reading(app, subject)

    def export(  # noqa: PLR0913 - one argument for each option
        context: typer.Context,
        query: Query = None,
        *,
        file: Target,
        view: View = ALL_VIEW,
        columns: Annotated[
            str | None,
            typer.Option(
                "--columns", metavar="A,B", help=_("Which columns, in their order; else the usual.")
            ),
        ] = None,
        overwrite: Overwrite = False,
        as_json: AsJson = False,
    ) -> None:
        exports.export(
            context,
            subject.value,
            query,
            file=file,
            view=view,
            columns=columns,
            overwrite=overwrite,
            as_json=as_json,
        )

    command(app, "export", _("Write what is listed into a file."))(export)


def add_reading(app: typer.Typer, subject: Subject) -> None:
    """Declare the commands that read files, in the group of a noun that prints by `export`."""

    def template(
        context: typer.Context,
        *,
        file: Target,
        overwrite: Overwrite = False,
        as_json: AsJson = False,
    ) -> None:
        templates.template(context, subject.value, file=file, overwrite=overwrite, as_json=as_json)

    command(app, "import", _("Enter the rows of a file, in one batch."))(_LOADING[subject])
    command(app, "template", _("Write an empty form for a spreadsheet."))(template)
