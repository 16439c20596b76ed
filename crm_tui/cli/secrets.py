"""Ask for a password: typed unseen, or given by the environment; never on the command line."""

from __future__ import annotations

import os
import sys
from getpass import getpass

from crm_tui.cli.commands import UsageProblemError
from crm_tui.i18n import _


def read_secret(prompt: str, variable: str, *, again: str = "") -> str:
    """Return what was typed unseen, or stands in a variable of the environment.

    With `again` it is asked for twice. Raises UsageProblemError where nobody can be asked.
    """
    given = os.environ.get(variable)
    if given:
        return given
    if not sys.stdin.isatty():
        raise UsageProblemError(
            _("A password is needed, and there is nobody to ask."),
            _("Put it into the environment as {name}.").format(name=variable),
        )
    typed = getpass(f"{prompt}: ")
    if again and getpass(f"{again}: ") != typed:
        raise UsageProblemError(_("The two are not the same."), _("Try again."))
    return typed
