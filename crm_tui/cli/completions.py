"""`crm completion`: the shell completes commands, options, names and queries."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import CrmCommand, UsageProblemError, command, group, help_hint
from crm_tui.cli.completion_scripts import SCRIPTS, installed_line, profile_of
from crm_tui.cli.output import say, write
from crm_tui.file_rights import PRIVATE
from crm_tui.i18n import _

app = group(_("Let the shell complete commands, names and queries."))

_PATH = "crm completion install"


class ShellName(Enum):
    """The shells that can complete."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


Wished = Annotated[
    ShellName | None,
    typer.Argument(metavar="bash|zsh|fish|powershell", help=_("Which shell; yours if left out.")),
]


def _shell(wished: ShellName | None) -> ShellName:
    if wished is not None:
        return wished
    name = Path(os.environ.get("SHELL", "")).name
    found = next((each for each in ShellName if each.value == name), None)
    if found is None and os.name == "nt":
        found = ShellName.POWERSHELL
    if found is None:
        raise UsageProblemError(_("It is not known which shell you use."), help_hint(_PATH))
    return found


@command(app, "install", _("Let your shell complete from its next start on."))
def install(shell: Wished = None) -> None:
    """Write the script, and the line that loads it, once."""
    found = _shell(shell)
    script, profile = profile_of(found.value, Path.home(), os.environ)
    PRIVATE.make_folder(script.parent)
    handle = PRIVATE.open_file(script, os.O_WRONLY | os.O_TRUNC)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(SCRIPTS[found.value])
    line = installed_line(found.value, script)
    if profile is not None and line is not None:
        written = profile.read_text(encoding="utf-8") if profile.exists() else ""
        if line not in written.splitlines():
            PRIVATE.make_folder(profile.parent)
            if not profile.exists():
                os.close(PRIVATE.open_file(profile, os.O_WRONLY))
            gap = "" if not written or written.endswith("\n") else "\n"
            with profile.open("a", encoding="utf-8") as file:
                file.write(f"{gap}{line}\n")
    say(_("{shell} completes crm from its next start on ({file}).").format(
        shell=found.value, file=profile or script
    ))  # fmt: skip


@command(app, "script", _("Print the script that lets a shell complete."))
def script(shell: Wished = None) -> None:
    """Write the script to where the person wants it."""
    write(SCRIPTS[_shell(shell).value])


@app.command("words", cls=CrmCommand, hidden=True)
def words(
    context: typer.Context,
    typed: Annotated[list[str] | None, typer.Argument(metavar="WORD")] = None,
    line: Annotated[str | None, typer.Option("--line")] = None,
) -> None:
    """Answer the shell: what the last word may become, one a line, with what it means."""
    from crm_tui.cli.completing import completed, words_of  # noqa: PLC0415 - it knows every command

    found = completed(context, list(typed or ()) if line is None else words_of(line))
    write("".join(f"{each.value}\t{each.told}\n" for each in found))
