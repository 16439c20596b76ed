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
    if not yes:
        typed_office(context, name or _YES, instead="--yes")


def typed_office(context: typer.Context, name: str, *, instead: str) -> str:
    """Return what was typed when it is the name; a script says so by an option instead."""
    if not sys.stdin.isatty():
        raise UsageProblemError(
            _("Nothing of it would be left, and there is nobody to ask; {option} says so.").format(
                option=instead
            ),
            help_hint(context.command_path),
        )
    say(_("Type “{name}” to go on:").format(name=name_in_sentence(name)))
    typed = clean(sys.stdin.readline())
    if typed != clean(name):
        say(_("That is not it; nothing was changed."))
        raise typer.Abort
    return typed
