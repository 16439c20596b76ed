"""`crm move-to`: the whole office to a server, or from there back into a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.output import Form, say
from crm_tui.cli.sessions import invocation_of, opened, output_of
from crm_tui.domain.moves import MovedOffice, MoveProgress, MoveStep
from crm_tui.domain.text import clean
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.moves import move_sentence
from crm_tui.settings import remember_database, remember_person

app = single()

_SECONDS_BETWEEN = 0.2
_YES = frozenset({"y", "yes", "是"})


@command(app, "move-to", _("Copy the whole office into an empty database, and compare every row."))
def move_to(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="PATH|URL",
            help=_("An empty database: a file, or postgresql+psycopg://HOST/NAME."),
        ),
    ],
    *,
    files_folder: Annotated[
        Path | None,
        typer.Option(
            "--files-folder",
            metavar="FOLDER",
            help=_("Where attached files go; a database on a server needs one."),
        ),
    ] = None,
    use: Annotated[
        bool,
        typer.Option("--use", help=_("Open the new one from now on."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copy everything in one transaction; what is here stays as it is."""
    output = output_of(context, as_json=as_json)
    settings = invocation_of(context).settings
    folder = None if files_folder is None else files_folder.expanduser().absolute()
    telling = _Telling()
    with opened(context) as session:
        try:
            moved = session.crm.moves.move(session.actor, target, telling, files_folder=folder)
        except KeyboardInterrupt:
            telling.end()
            say(_("Stopped; nothing was copied."))
            raise typer.Abort from None
        telling.end()
        login = session.login
    output.record(_shape(moved), _lines(moved))
    if not use and output.form is Form.TABLE and sys.stdin.isatty() and sys.stderr.isatty():
        say(_("Open the new one from now on? [y/N]"))
        use = clean(sys.stdin.readline()).lower() in _YES
    if use:
        remember_database(settings, target if "://" in target else moved.location, folder)
        remember_person(settings, moved.location, login)
        say(_("{file} names it now; crm opens it.").format(file=settings.file))


class _Telling:
    """Tells on one line how far the move is."""

    def __init__(self) -> None:
        self._step: MoveStep | None = None
        self._started = self._said = 0.0

    def __call__(self, at: MoveProgress) -> None:
        """Take how far a step is; said some times a second, and only on a terminal."""
        now = time.monotonic()
        if at.step is not self._step:
            self._step, self._started, self._said = at.step, now, 0.0
        if sys.stderr.isatty() and now - self._said > _SECONDS_BETWEEN:
            self._said = now
            sys.stderr.write(f"\r\033[K{move_sentence(at, now - self._started)}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line empty."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def _shape(moved: MovedOffice) -> dict[str, object]:
    return {
        "database": moved.location,
        "rows": moved.rows,
        "files": moved.files,
        "lost_files": moved.lost_files,
        "tables": [
            {"table": each.name, "rows": each.rows, "sha256": each.sha256} for each in moved.tables
        ],
    }


def _lines(moved: MovedOffice) -> Iterator[str]:
    said = ngettext(
        "{count} row was copied to {location} and compared; all are the same.",
        "{count} rows were copied to {location} and compared; all are the same.",
        moved.rows,
    )
    yield said.format(count=f"{moved.rows:,}", location=moved.location)
    if moved.files:
        yield ngettext(
            "{count} attached file was copied.", "{count} attached files were copied.", moved.files
        ).format(count=f"{moved.files:,}")
    if moved.lost_files:
        yield ngettext(
            "{count} attached file was missing here before.",
            "{count} attached files were missing here before.",
            moved.lost_files,
        ).format(count=f"{moved.lost_files:,}")
    yield _("Open it with: crm --db {location}").format(location=moved.location)
    yield _("What was moved is still here, unchanged: from now on work in one of them only.")
