"""`crm quote page` and `crm contract page`: the page that papers are printed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, UsageProblemError, help_hint
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.text_files import read_text
from crm_tui.i18n import _

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
]


Write = Callable[[Session, Path, bool], None]
"""Writes the present page into a file, over another one or not."""
Take = Callable[[Session, str | None], "Changed"]
"""Takes another page, or the usual one again."""


def page_of(write: Write, take: Take, is_taken: str) -> Callable[..., None]:
    """Return the command for the page of a kind of paper; `is_taken` says that another is used."""

    def page(
        context: typer.Context,
        *,
        file: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=_("Write the present page there.")),
        ] = None,
        use: Annotated[
            str | None,
            typer.Option("--use", metavar="FILE", help=_("Print on this page from now on.")),
        ] = None,
        usual: Annotated[
            bool,
            typer.Option("--usual", help=_("Print on the usual page again."), show_default=False),
        ] = False,
        overwrite: Overwrite = False,
        as_json: AsJson = False,
    ) -> None:
        """Write the page, or let papers be printed on another."""
        output = output_of(context, as_json=as_json)
        if [file is not None, use is not None, usual].count(True) != 1:
            raise UsageProblemError(
                _("Name one: -o FILE, --use FILE or --usual."), help_hint(context.command_path)
            )
        with opened(context) as session:
            if file is not None:
                write(session, file, overwrite)
                output.record({"file": str(file)}, [_("Written: {file}.").format(file=file)])
                return
            text = None if use is None else read_text(use)
            changed = take(session, text)
            said = _(is_taken) if use else _("The usual page is back.")
            output.record({"batch": changed.batch_id, "usual": use is None}, [said])

    return page
