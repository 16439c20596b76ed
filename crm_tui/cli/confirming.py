"""Ask before what replaces or clears everything: the office's name is typed."""

from __future__ import annotations

import sys

import typer

from crm_tui.cli.commands import UsageProblemError, help_hint
from crm_tui.cli.output import say
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence

_YES = "yes"


def confirm_office(context: typer.Context, name: str, *, yes: bool) -> None:
    """Go on only when the name of the office was typed, or `--yes` given.

    Of a database that cannot be read any more the name is not known; then the word yes is typed.
    """
    if yes:
        return
    wanted = name or _YES
    if not sys.stdin.isatty():
        raise UsageProblemError(
            _("This replaces everything, and there is nobody to ask; --yes says so."),
            help_hint(context.command_path),
        )
    say(_("Type “{name}” to go on:").format(name=name_in_sentence(wanted)))
    if clean(sys.stdin.readline()) != clean(wanted):
        say(_("That is not it; nothing was changed."))
        raise typer.Abort
