"""`crm import`: read customers from a sheet, and say of every row what became of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, UsageProblemError, command, group, help_hint
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.output import Form, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.json_shapes import Shape, batch_shape

if TYPE_CHECKING:
    from crm_tui.domain.imports.outcomes import ImportResult, RowRefusal
    from crm_tui.services.imports import ResultWords

app = group(_("Read customers from an Excel or CSV file."))

_SAID = 50


@command(app, "customers", _("Import customers from an Excel or CSV file, in one batch."))
def customers(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("An .xlsx, .xls, .ods or .csv."))],
    *,
    pool: Annotated[str | None, typer.Option("--pool", help=_("Into this pool."))] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="LOGIN", help=_("To this person."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Write nothing, only say."), show_default=False)
    ] = False,
    opening: Annotated[
        bool,
        typer.Option(
            "--opening",
            help=_("The office's first data: limits are only told, nothing is taken back soon."),
            show_default=False,
        ),
    ] = False,
    result: Annotated[
        Path | None,
        typer.Option("--result", help=_("Write what became of every row to this file.")),
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help=_("Which sheet."))] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help=_("Of a CSV: utf-8, gb18030 …"))
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Import a file and answer with the batch and every refused row."""
    from crm_tui.domain.imports.outcomes import ImportPlan  # noqa: PLC0415

    if pool is not None and owner is not None:
        raise UsageProblemError(
            _("--pool and --owner exclude each other."), help_hint(context.command_path)
        )
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        plan = ImportPlan(
            pool_id=None if pool is None else session.pool(pool),
            owner_id=None if owner is None else session.user(owner),
            dry_run=dry_run,
            is_opening=opening,
            sheet=sheet,
            encoding=encoding,
        )
        found = session.crm.imports.run(session.actor, file, plan, progress=_show_progress)
        _end_progress()
        if result is not None:
            session.crm.imports.write_result(found, result, result_words())
        output.record(_shape(session, found), _lines(found, result))
        if output.form is Form.TABLE:
            say(*_refused_lines(found))
    return ExitCode.REFUSED if found.refused else ExitCode.DONE


command(app, "customer", "")(customers)
app.registered_commands[-1].hidden = True


def result_words() -> ResultWords:
    """Return the words of a result file in the language in use."""
    from crm_tui.presentation.import_results import (  # noqa: PLC0415
        imported_word,
        refusal_sentence,
    )
    from crm_tui.services.imports import ResultWords  # noqa: PLC0415

    return ResultWords(
        line=_("Line"),
        outcome=_("Outcome"),
        reason=_("Reason"),
        imported=imported_word,
        refused=_("refused"),
        because=refusal_sentence,
    )


def _show_progress(done: int, total: int | None) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{total or '?'}")
        sys.stderr.flush()


def _end_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")


def _shape(session: Session, found: ImportResult) -> Shape:
    from crm_tui.presentation.shapes import openings  # noqa: PLC0415

    logins = session.logins()
    done: list[Shape] = [
        {
            "line": line.line,
            "id": line.customer_id,
            "name": line.name,
            "owner": None
            if line.owner_id is None or line.is_reserved
            else logins.get(line.owner_id),
            "over_limit": line.is_reserved,
            "incomplete": line.is_incomplete,
        }
        for line in found.imported
    ]
    refused = [_refused_shape(each) for line in found.refused for each in line.refusals]
    return {
        **batch_shape(_batch_id(found), done, refused),
        "dry_run": found.plan.dry_run,
        "imported_before": found.imported_before,
        "ignored": [column.label for column in found.ignored],
        "openings": [openings.opening(line, logins) for line in found.openings],
    }


def _refused_shape(refused: RowRefusal) -> Shape:
    from crm_tui.presentation.import_results import (  # noqa: PLC0415
        refusal_code,
        refusal_reason,
    )

    return {
        "line": refused.line,
        "reason": refusal_code(refused),
        "message": refusal_reason(refused),
        "column": refused.column_letter or None,
        "label": refused.column_label or None,
        "value": refused.value,
    }


def _batch_id(found: ImportResult) -> int | None:
    return found.changed.batch_id if found.changed is not None and found.imported else None


def _lines(found: ImportResult, result: Path | None) -> Iterator[str]:
    from crm_tui.presentation.import_results import opening_sentence  # noqa: PLC0415

    yield _sentence(found)
    if found.over_limit:
        yield ngettext(
            "{count} of them is in the pool, because its owner's limit is reached.",
            "{count} of them are in the pool, because their owners' limits are reached.",
            found.over_limit,
        ).format(count=found.over_limit)
    if found.incomplete:
        yield ngettext(
            "{count} of them has no contact yet and stands under the owner's today.",
            "{count} of them have no contact yet and stand under their owner's today.",
            found.incomplete,
        ).format(count=found.incomplete)
    if found.ignored:
        yield _("Columns that were not read: {labels}.").format(
            labels=_(", ").join(column.label for column in found.ignored)
        )
    if found.imported_before is not None:
        yield _("The same file was imported before, as batch {batch}.").format(
            batch=found.imported_before
        )
    if result is not None:
        yield _("What became of every row stands in {path}.").format(path=result)
    yield from map(opening_sentence, found.openings)
    if _batch_id(found) is not None:
        yield _("crm undo {batch} takes it back.").format(batch=_batch_id(found))


def _sentence(found: ImportResult) -> str:
    if found.plan.dry_run:
        sentence = ngettext(
            "Would import {count} customer; {refused} rows would be refused.",
            "Would import {count} customers; {refused} rows would be refused.",
            len(found.imported),
        )
    else:
        sentence = ngettext(
            "Imported {count} customer; {refused} rows were refused.",
            "Imported {count} customers; {refused} rows were refused.",
            len(found.imported),
        )
    return sentence.format(count=len(found.imported), refused=len(found.refused))


def _refused_lines(found: ImportResult) -> list[str]:
    from crm_tui.presentation.import_results import refusal_sentence  # noqa: PLC0415

    refusals = [each for line in found.refused for each in line.refusals]
    lines = [refusal_sentence(each) for each in refusals[:_SAID]]
    if len(refusals) > _SAID:
        lines.append(
            _("{count} more reasons; --result FILE writes them all.").format(
                count=len(refusals) - _SAID
            )
        )
    return lines
