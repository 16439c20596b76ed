"""`crm init --reset`: the fresh start of an office that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from crm_tui.cli.confirming import typed_office
from crm_tui.cli.output import Form, Output, say
from crm_tui.cli.sessions import opened
from crm_tui.i18n import _
from crm_tui.presentation.resets import reset_lines

if TYPE_CHECKING:  # its import is slow
    from crm_tui.domain.resets import ResetContents


def reset(context: typer.Context, output: Output, typed: str, *, dry_run: bool) -> None:
    """Say what goes, let the office's name be typed unless it was, and clear."""
    with opened(context) as session:
        contents = session.crm.resets.preview(session.actor)
        if dry_run:
            output.record(_shape(contents, None), reset_lines(contents))
            if output.form is Form.TABLE:
                say(_("Nothing was cleared."))
            return
        if not typed:
            for line in reset_lines(contents):
                say(line)
            office = session.crm.offices.who(session.actor)[1]
            typed = typed_office(context, office.name, instead="--office NAME")
        done = session.crm.resets.reset(session.actor, typed)
        backup = str(done.backup.path)
        output.record(_shape(done.contents, backup), _cleared_lines(done.contents, backup))


def _cleared_lines(contents: ResetContents, backup: str) -> Iterator[str]:
    yield _("The office begins anew.")
    yield from reset_lines(contents)
    yield _("All of it is in the backup {path}; crm restore brings it back.").format(path=backup)


def _shape(contents: ResetContents, backup: str | None) -> dict[str, object]:
    return {"backup": backup, "rows": dict(contents.rows)}
