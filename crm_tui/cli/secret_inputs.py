"""Read passwords: from a person, without showing what they type, or line by line from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from crm_tui.cli.commands import UsageProblemError
from crm_tui.errors import FieldError
from crm_tui.i18n import _

Stdin = Annotated[
    bool,
    typer.Option(
        "--stdin", help=_("Read passwords from the input, one a line."), show_default=False
    ),
]
_MOST_CHARACTERS = 1024

Asking = Callable[[str], str]
"""Asks for a password under a heading, and returns it."""


def asking(context: typer.Context, *, stdin: bool) -> Asking:
    """Return what asks for passwords; raise UsageProblemError where nobody could answer."""
    if stdin:
        return lambda _heading: sys.stdin.readline(_MOST_CHARACTERS).rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageProblemError(
            _("There is no terminal to type a password in."),
            _("Scripts say --stdin, or show a token in CRM_TOKEN ({command} --help).").format(
                command=context.command_path
            ),
        )
    # Only here, because few commands ask.
    from getpass import getpass  # noqa: PLC0415

    return lambda heading: getpass(heading + " ")


def asked_twice(ask: Asking, *, stdin: bool) -> str:
    """Return a new password, typed a second time by a person; raise FieldError where it differs."""
    first = ask(_("New password:"))
    if not stdin and ask(_("New password, once more:")) != first:
        raise FieldError("new_password", "differs")
    return first
