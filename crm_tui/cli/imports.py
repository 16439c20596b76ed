"""`crm import`: read the rows of a file, and say of every one what became of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from crm_tui.cli import paper_imports, product_files, sales_imports
from crm_tui.cli.commands import AsJson, UsageProblemError, command, group, help_hint
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.import_options import (
    AddWords,
    Asked,
    CarryNames,
    Encoding,
    File,
    HeaderLine,
    Maps,
    Sheet,
)
from crm_tui.cli.import_runs import imported, plan_of
from crm_tui.cli.joined_options import joined
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.import_choices import ImportKind, MatchAction
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.i18n import _

app = group(_("Read customers, contacts, follow-ups, leads and more from a file."))


@command(app, "customers", _("Import customers with their contacts, in one batch."))
@joined(Asked)
def customers(  # noqa: PLR0913 - one argument for each option
    asked: Asked,
    *,
    pool: Annotated[str | None, typer.Option("--pool", help=_("Into this pool."))] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option("--owner", metavar="LOGIN", help=_("To this person; to several in turn.")),
    ] = None,
    same: Annotated[
        MatchAction, typer.Option("--same", help=_("What to do with who is here already."))
    ] = MatchAction.REPORT,
    alike: Annotated[
        MatchAction, typer.Option("--alike", help=_("What to do with who is probably here."))
    ] = MatchAction.REPORT,
    similar: Annotated[
        MatchAction, typer.Option("--similar", help=_("What to do with who looks like one."))
    ] = MatchAction.NEW,
    opening: Annotated[
        bool,
        typer.Option(
            "--opening",
            help=_("The office's first data: limits are only told, nothing is taken back soon."),
            show_default=False,
        ),
    ] = False,
    split_notes: Annotated[
        bool,
        typer.Option(
            "--split-notes",
            help=_("Make follow-ups of dated notes in the remarks."),
            show_default=False,
        ),
    ] = False,
    add_words: AddWords = False,
    carry_names: CarryNames = False,
) -> int:
    """Import a file and answer with the batch and what became of every row."""
    if pool is not None and owner:
        raise UsageProblemError(
            _("--pool and --owner exclude each other."), help_hint(asked.context.command_path)
        )
    with opened(asked.context) as session:
        plan = replace(
            plan_of(ImportKind.CUSTOMERS, asked),
            policy=MatchPolicy(same, alike, similar),
            pool_id=None if pool is None else session.pool(pool),
            owner_ids=tuple(session.user(each) for each in owner or ()),
            adds_words=add_words,
            splits_notes=split_notes,
            carries_names=carry_names,
            is_opening=opening,
        )
        return imported(session, plan, asked)


command(app, "customer", "")(customers)
app.registered_commands[-1].hidden = True


@command(app, "contacts", _("Import contacts of customers, in one batch."))
@joined(Asked)
def contacts(
    asked: Asked,
    *,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help=_("Replace what is known of a contact."), show_default=False
        ),
    ] = False,
    add_customers: Annotated[
        bool,
        typer.Option(
            "--add-customers",
            help=_("Add customers that are not here yet."),
            show_default=False,
        ),
    ] = False,
    carry_names: CarryNames = False,
) -> int:
    """Import contacts and answer with the batch and what became of every row."""
    action = MatchAction.OVERWRITE if overwrite else MatchAction.FILL
    with opened(asked.context) as session:
        plan = replace(
            plan_of(ImportKind.CONTACTS, asked),
            policy=MatchPolicy(action, action, MatchAction.NEW),
            adds_customers=add_customers,
            carries_names=carry_names,
        )
        return imported(session, plan, asked)


@command(app, "follow-ups", _("Import follow-ups with their authors and days, in one batch."))
@joined(Asked)
def follow_ups(
    asked: Asked, *, add_words: AddWords = False, carry_names: CarryNames = False
) -> int:
    """Import follow-ups and answer with the batch and what became of every row."""
    with opened(asked.context) as session:
        plan = replace(
            plan_of(ImportKind.FOLLOW_UPS, asked), adds_words=add_words, carries_names=carry_names
        )
        return imported(session, plan, asked)


sales_imports.add_to(app)
paper_imports.add_to(app)
command(app, "products", _("Enter and change products from a file."))(product_files.load)


@command(app, "columns", _("Say how a file would be read, and import nothing."))
def columns(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: File,
    *,
    kind: Annotated[
        ImportKind, typer.Option("--kind", help=_("What its rows are."))
    ] = ImportKind.CUSTOMERS,
    maps: Maps = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    header: HeaderLine = None,
    as_json: AsJson = False,
) -> int:
    """Answer with the sheets of a file, its header, and what each column is taken for."""
    from crm_tui.presentation.import_plans import column_lines  # noqa: PLC0415
    from crm_tui.presentation.shapes.imports import proposal_shape  # noqa: PLC0415

    asked = Asked(
        context, file, maps, sheet=sheet, encoding=encoding, header=header, as_json=as_json
    )
    with opened(context) as session:
        plan = plan_of(kind, asked)
        found = session.crm.imports.propose(session.actor, plan)
        shape = proposal_shape(found.mapping, found.sheet, found.sheets, found.encoding)
        shape["imported_before"] = found.imported_before
        output_of(context, as_json=as_json).record(shape, column_lines(found.mapping))
    return ExitCode.DONE
