"""`crm export`: what one may see of a list into a file for Excel, phones or other programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli import product_files
from crm_tui.cli.commands import AsJson, UsageProblemError, command, help_hint, single
from crm_tui.cli.file_kinds import kind_named
from crm_tui.cli.inputs import UnknownChoiceError
from crm_tui.cli.list_requests import ALL_VIEW, asked_list
from crm_tui.cli.output import Output
from crm_tui.cli.record_requests import asked_records
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import ListRequest
from crm_tui.domain.exported_columns import COLUMNS_OF
from crm_tui.domain.exports import (
    Exported,
    ExportOrder,
    FileKind,
    Subject,
    file_kind,
)
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.words import name_in_sentence

app = single()

_OFFICE = "office"
_OWN_LISTS = {each.value for each in ListTab} - {Subject.CUSTOMERS.value}
"""What is asked for as its own list asks; anything else is that of some customers."""


@command(app, "export", _("Write customers and what belongs to them into a file."))
def export(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=_(
                "customers, contacts, follow_ups, deals, tasks, payments, payment_plans, dues,"
                " invoices, quotes, expenses, usages, leads, opportunities, orders, contracts,"
                " products; or office and a folder."
            ),
        ),
    ],
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help=_("Of which customers, or which leads, orders and so on, as in their lists."),
        ),
    ] = None,
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=_("Where to; the ending says how: .xlsx .csv .tsv .json .md .vcf .ics"),
        ),
    ] = None,
    view: Annotated[
        str, typer.Option("--view", metavar="VIEW", help=_("A view by its name, number or key."))
    ] = ALL_VIEW,
    pool: Annotated[str | None, typer.Option("--pool", help=_("Only of this pool."))] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", help=_("Sort by this column; -column turns it round."))
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns", metavar="A,B", help=_("Which columns, in their order; else the usual.")
        ),
    ] = None,
    file_format: Annotated[
        str | None, typer.Option("--format", help=_("The kind of file, whatever its name."))
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", help=_("Of .csv and .tsv: utf-8-sig, gb18030 …"))
    ] = "utf-8-sig",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a file and answer with its rows and columns."""
    output = output_of(context, as_json=as_json)
    if clean(kind).lower() == _OFFICE:
        _export_office(context, output, query, file)
        return
    if file is None:
        raise UsageProblemError(
            _("Missing: {name}.").format(name="-o --output"), help_hint(context.command_path)
        )
    if clean(kind).lower() in product_files.NAMES:
        product_files.export(context, file, overwrite=overwrite, as_json=as_json)
        return
    subject = kind_named(kind, Subject)
    found_kind = file_kind_of(file, file_format)
    with opened(context) as session:
        request: ListRequest | RecordRequest
        if subject.value not in _OWN_LISTS:
            request, _shown = asked_list(session, query, view=view, pool=pool, sort=sort)
        elif pool is not None:
            raise FieldError("pool", "unknown", pool)
        else:
            tab = ListTab(subject.value)
            request = asked_records(session, tab, query, view=view, sort=sort)
        order = ExportOrder(
            subject=subject,
            path=file,
            kind=found_kind,
            request=request,
            columns=_columns(columns),
            encoding=encoding,
            overwrites=overwrite,
        )
        write(session, output, order)


def write(session: Session, output: Output, order: ExportOrder) -> None:
    """Write a file and answer with its rows and columns."""
    from crm_tui.presentation.export_words import (  # noqa: PLC0415
        column_label,
        export_words,
    )

    try:
        found = session.crm.exports.run(
            session.actor, order, export_words(order.subject), progress=_show_progress
        )
    except FieldError as error:
        if error.field != "columns":
            raise
        known = tuple(map(column_label, COLUMNS_OF[order.subject]))
        raise UnknownChoiceError("columns", "unknown_choice", error.value, known=known) from None
    _end_progress()
    shape = {
        "file": str(found.path),
        "subject": order.subject.value,
        "format": order.kind.value.removeprefix("."),
        "rows": found.rows,
        "columns": list(found.columns),
        "masked": found.masked,
    }
    output.record(shape, _lines(found))


def _export_office(
    context: typer.Context, output: Output, words: list[str] | None, file: Path | None
) -> None:
    """Write everything of the office into a new folder."""
    named = [*(words or ()), *([str(file)] if file else ())]
    if len(named) != 1:
        raise UsageProblemError(
            _("Name one new folder: crm export office FOLDER."), help_hint(context.command_path)
        )
    with opened(context) as session:
        found = session.crm.office_files.export(session.actor, Path(named[0]))
    shape = {"folder": str(found.folder), "office": found.office, "rows": found.rows}
    said = _("{office}: {count} rows of {tables} tables in {folder}.").format(
        office=name_in_sentence(found.office),
        count=f"{sum(found.rows.values()):,}",
        tables=len(found.rows),
        folder=found.folder,
    )
    output.record(shape, [said, _("Attached files are not in it; copy their folder too.")])


def _columns(typed: str | None) -> tuple[str, ...]:
    parts = re.split("[,，、]", typed or "")
    return tuple(filter(None, map(clean, parts)))


def file_kind_of(file: Path, typed: str | None = None) -> FileKind:
    """Return what kind of file is to be written, by its name unless that is typed."""
    found = file_kind(Path(f"x.{clean(typed).lower().removeprefix('.')}") if typed else file)
    if found is None:
        raise UnknownChoiceError(
            "format",
            "unknown_choice",
            typed or file.suffix or file.name,
            known=tuple(kind.value.removeprefix(".") for kind in FileKind),
        )
    return found


def _lines(found: Exported) -> Iterator[str]:
    said = ngettext("{count} row in {file}.", "{count} rows in {file}.", found.rows)
    yield said.format(count=found.rows, file=found.path)
    if found.masked:
        yield ngettext(
            "Contact details are hidden in {count} of them, as on the screen.",
            "Contact details are hidden in {count} of them, as on the screen.",
            found.masked,
        ).format(count=found.masked)


def _show_progress(done: int, total: int) -> bool:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{total}")
        sys.stderr.flush()
    return True


def _end_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
