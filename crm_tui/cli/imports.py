"""`crm import`: read the rows of a file, and say of every one what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli import product_files
from crm_tui.cli.commands import AsJson, UsageProblemError, command, group, help_hint
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.import_runs import run_import
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.import_choices import ImportKind, MatchAction
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.i18n import _

app = group(_("Read customers, contacts, follow-ups, leads and more from a file."))

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help=_("An .xlsx, .xls, .xlsb, .ods, .csv, .tsv, .json or .vcf.")
    ),
]
Sheet = Annotated[str | None, typer.Option("--sheet", help=_("Which sheet."))]
Encoding = Annotated[str | None, typer.Option("--encoding", help=_("Of a CSV: utf-8, gb18030 …"))]
HeaderLine = Annotated[
    int | None,
    typer.Option("--header", min=0, help=_("The line of the header; 0 where there is none.")),
]
Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="COLUMN=FIELD", help=_("What a column holds; “-” leaves it out.")
    ),
]
Words = Annotated[
    list[str] | None,
    typer.Option(
        "--word", metavar="FIELD:WORD=KNOWN", help=_("What a word of the file means to us.")
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=_("Write nothing, only say."), show_default=False)
]
ResultFile = Annotated[
    Path | None, typer.Option("--result", help=_("Write what became of every row to this file."))
]
AddWords = Annotated[
    bool,
    typer.Option("--add-words", help=_("Add words that no list has yet."), show_default=False),
]
AllowDuplicate = Annotated[
    bool,
    typer.Option(
        "--allow-duplicate", help=_("Enter also what is here already."), show_default=False
    ),
]
_INSISTING = MatchPolicy(MatchAction.NEW, MatchAction.NEW, MatchAction.NEW)
CarryNames = Annotated[
    bool,
    typer.Option(
        "--carry-names",
        help=_("A row without a customer is about the one above."),
        show_default=False,
    ),
]


@command(app, "customers", _("Import customers with their contacts, in one batch."))
def customers(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: File,
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
    maps: Maps = None,
    words: Words = None,
    dry_run: DryRun = False,
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
    result: ResultFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    header: HeaderLine = None,
    as_json: AsJson = False,
) -> int:
    """Import a file and answer with the batch and what became of every row."""
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415

    if pool is not None and owner:
        raise UsageProblemError(
            _("--pool and --owner exclude each other."), help_hint(context.command_path)
        )
    with opened(context) as session:
        plan = ImportPlan(
            file,
            sheet=sheet,
            encoding=encoding,
            header_line=header,
            mapping=_mapping(context, maps),
            meanings=_meanings(context, words),
            policy=MatchPolicy(same, alike, similar),
            pool_id=None if pool is None else session.pool(pool),
            owner_ids=tuple(session.user(each) for each in owner or ()),
            adds_words=add_words,
            splits_notes=split_notes,
            carries_names=carry_names,
            is_opening=opening,
            dry_run=dry_run,
        )
        return run_import(session, plan, result, output_of(context, as_json=as_json))


command(app, "customer", "")(customers)
app.registered_commands[-1].hidden = True


@command(app, "contacts", _("Import contacts of customers, in one batch."))
def contacts(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: File,
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
    maps: Maps = None,
    words: Words = None,
    dry_run: DryRun = False,
    carry_names: CarryNames = False,
    result: ResultFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    header: HeaderLine = None,
    as_json: AsJson = False,
) -> int:
    """Import contacts and answer with the batch and what became of every row."""
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415

    action = MatchAction.OVERWRITE if overwrite else MatchAction.FILL
    with opened(context) as session:
        plan = ImportPlan(
            file,
            ImportKind.CONTACTS,
            sheet=sheet,
            encoding=encoding,
            header_line=header,
            mapping=_mapping(context, maps),
            meanings=_meanings(context, words),
            policy=MatchPolicy(action, action, MatchAction.NEW),
            adds_customers=add_customers,
            carries_names=carry_names,
            dry_run=dry_run,
        )
        return run_import(session, plan, result, output_of(context, as_json=as_json))


@command(app, "follow-ups", _("Import follow-ups with their authors and days, in one batch."))
def follow_ups(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: File,
    *,
    maps: Maps = None,
    words: Words = None,
    dry_run: DryRun = False,
    add_words: AddWords = False,
    carry_names: CarryNames = False,
    result: ResultFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    header: HeaderLine = None,
    as_json: AsJson = False,
) -> int:
    """Import follow-ups and answer with the batch and what became of every row."""
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415

    with opened(context) as session:
        plan = ImportPlan(
            file,
            ImportKind.FOLLOW_UPS,
            sheet=sheet,
            encoding=encoding,
            header_line=header,
            mapping=_mapping(context, maps),
            meanings=_meanings(context, words),
            adds_words=add_words,
            carries_names=carry_names,
            dry_run=dry_run,
        )
        return run_import(session, plan, result, output_of(context, as_json=as_json))


@command(app, "leads", _("Import leads, in one batch."))
def leads(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: File,
    *,
    owner: Annotated[
        list[str] | None,
        typer.Option("--owner", metavar="LOGIN", help=_("To this person; to several in turn.")),
    ] = None,
    in_turn: Annotated[
        bool,
        typer.Option(
            "--in-turn",
            help=_("What the file gives to nobody goes by the routes, or lies open."),
            show_default=False,
        ),
    ] = False,
    allow_duplicate: AllowDuplicate = False,
    maps: Maps = None,
    words: Words = None,
    dry_run: DryRun = False,
    add_words: AddWords = False,
    result: ResultFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    header: HeaderLine = None,
    as_json: AsJson = False,
) -> int:
    """Import leads, your own unless said otherwise, and answer what became of every row."""
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415

    if in_turn and owner:
        raise UsageProblemError(
            _("--in-turn and --owner exclude each other."), help_hint(context.command_path)
        )
    with opened(context) as session:
        people = tuple(session.user(each) for each in owner or ()) or (session.actor.user_id,)
        plan = ImportPlan(
            file,
            ImportKind.LEADS,
            sheet=sheet,
            encoding=encoding,
            header_line=header,
            mapping=_mapping(context, maps),
            meanings=_meanings(context, words),
            policy=_INSISTING if allow_duplicate else MatchPolicy(),
            owner_ids=() if in_turn else people,
            in_turn=in_turn,
            adds_words=add_words,
            dry_run=dry_run,
        )
        return run_import(session, plan, result, output_of(context, as_json=as_json))


@command(app, "opportunities", _("Import opportunities of customers that are here, in one batch."))
def opportunities(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: File,
    *,
    allow_duplicate: AllowDuplicate = False,
    maps: Maps = None,
    words: Words = None,
    dry_run: DryRun = False,
    add_words: AddWords = False,
    carry_names: CarryNames = False,
    result: ResultFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    header: HeaderLine = None,
    as_json: AsJson = False,
) -> int:
    """Import opportunities and answer with the batch and what became of every row."""
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415

    with opened(context) as session:
        plan = ImportPlan(
            file,
            ImportKind.OPPORTUNITIES,
            sheet=sheet,
            encoding=encoding,
            header_line=header,
            mapping=_mapping(context, maps),
            meanings=_meanings(context, words),
            policy=_INSISTING if allow_duplicate else MatchPolicy(),
            adds_words=add_words,
            carries_names=carry_names,
            dry_run=dry_run,
        )
        return run_import(session, plan, result, output_of(context, as_json=as_json))


@command(app, "bank-receipts", _("Import what came into the bank, to be claimed, in one batch."))
def receipts(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: File,
    *,
    allow_duplicate: AllowDuplicate = False,
    maps: Maps = None,
    words: Words = None,
    dry_run: DryRun = False,
    result: ResultFile = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    header: HeaderLine = None,
    as_json: AsJson = False,
) -> int:
    """Import a bank's list and answer with the batch and what became of every row."""
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415

    with opened(context) as session:
        plan = ImportPlan(
            file,
            ImportKind.BANK_RECEIPTS,
            sheet=sheet,
            encoding=encoding,
            header_line=header,
            mapping=_mapping(context, maps),
            meanings=_meanings(context, words),
            policy=_INSISTING if allow_duplicate else MatchPolicy(),
            dry_run=dry_run,
        )
        return run_import(session, plan, result, output_of(context, as_json=as_json))


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
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415
    from crm_tui.presentation.import_plans import column_lines  # noqa: PLC0415
    from crm_tui.presentation.shapes.imports import proposal_shape  # noqa: PLC0415

    with opened(context) as session:
        plan = ImportPlan(
            file,
            kind,
            sheet=sheet,
            encoding=encoding,
            header_line=header,
            mapping=_mapping(context, maps),
        )
        found = session.crm.imports.propose(session.actor, plan)
        shape = proposal_shape(found.mapping, found.sheet, found.sheets, found.encoding)
        shape["imported_before"] = found.imported_before
        output_of(context, as_json=as_json).record(shape, column_lines(found.mapping))
    return ExitCode.DONE


def _mapping(context: typer.Context, maps: list[str] | None) -> dict[str, str]:
    """Return what was said of columns; raise for what is no pair."""
    found: dict[str, str] = {}
    for pair in maps or ():
        column, sign, field = pair.rpartition("=")
        if not sign or not column.strip():
            raise UsageProblemError(
                _("“{pair}” is not COLUMN=FIELD.").format(pair=pair),
                help_hint(context.command_path),
            )
        found[column.strip()] = field.strip()
    return found


def _meanings(context: typer.Context, words: list[str] | None) -> dict[str, dict[str, str]]:
    """Return what was said of words; raise for what says nothing of one."""
    found: dict[str, dict[str, str]] = {}
    for said in words or ():
        field, colon, pair = said.replace("：", ":", 1).partition(":")
        word, sign, known = pair.rpartition("=")
        if not (colon and sign and field.strip() and word.strip()):
            raise UsageProblemError(
                _("“{pair}” is not FIELD:WORD=KNOWN.").format(pair=said),
                help_hint(context.command_path),
            )
        found.setdefault(field.strip(), {})[word.strip()] = known.strip()
    return found
