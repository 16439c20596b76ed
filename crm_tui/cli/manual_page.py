"""`crm --print-man`: the manual page, written from the commands as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from crm_tui import __version__
from crm_tui.cli.commands import help_record
from crm_tui.cli.exits import ExitCode
from crm_tui.domain.text import printable
from crm_tui.i18n import _

_PROGRAM = "crm"


def manual_page(context: typer.Context) -> str:
    """Return the page in troff, in the language in use: `crm --print-man | man -l -`."""
    return "\n".join(_lines(context.find_root())) + "\n"


def _lines(root: Any) -> Iterator[str]:
    yield f'.TH "{_PROGRAM.upper()}" "1" "" "{_PROGRAM} {__version__}" ""'
    yield from _section(_("Name"))
    what = _("a sales CRM for the terminal")
    yield _text(f"{_PROGRAM} - {what}")
    yield from _section(_("Synopsis"))
    options, command = _("OPTIONS"), _("COMMAND")
    yield f".B {_PROGRAM}\n[{_text(options)}] [{_text(command)} ...]"
    yield from _section(_("Description"))
    yield _text(root.command.help or "")
    yield from _parameters(_("Options"), root.command, root)
    yield from _section(_("Commands"))
    yield from _commands(root.command, root, ())
    yield from _section(_("Environment"))
    for name, words in _environment():
        yield from _entry(f"\\fB{name}\\fR", words)
    yield from _section(_("Exit codes"))
    for code, words in _exit_codes():
        yield from _entry(str(int(code)), words)


def _commands(group: Any, context: Any, path: tuple[str, ...]) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        here = (*path, name)
        inner = typer.Context(command, info_name=name, parent=context)
        if hasattr(command, "list_commands"):
            yield from _commands(command, inner, here)
            continue
        pieces = " ".join(command.collect_usage_pieces(inner))
        yield f'.SS "{_text(" ".join((_PROGRAM, *here)))} {_quoted(pieces)}"'
        yield _text(command.help or "")
        yield from _parameters("", command, inner)


def _parameters(heading: str, command: Any, context: Any) -> Iterator[str]:
    shown = []
    for parameter in command.get_params(context):
        record = help_record(parameter, context)
        if record is None or "--help" in parameter.opts:
            continue
        is_argument = parameter.param_type_name == "argument"
        name = parameter.metavar if is_argument else record[0]
        shown.append((name, record[1] or ""))
    if heading and shown:
        yield from _section(heading)
    for name, words in shown:
        yield from _entry(f"\\fB{_text(name)}\\fR", words)


def _section(heading: str) -> Iterator[str]:
    yield f'.SH "{_quoted(heading.upper())}"'


def _entry(term: str, words: str) -> Iterator[str]:
    yield ".TP"
    yield term
    yield _text(words)


def _environment() -> Iterator[tuple[str, str]]:
    yield "CRM_DB", _("The database to use.")
    yield "CRM_USER", _("Who you are.")
    yield "CRM_LANG", _("The language to use.")
    yield "CRM_CONFIG", _("The settings file of this machine.")
    yield "NO_COLOR", _("Show no colours.")


def _exit_codes() -> Iterator[tuple[ExitCode, str]]:
    yield ExitCode.DONE, _("Done.")
    yield ExitCode.BUG, _("A mistake of the program.")
    yield ExitCode.BAD_INPUT, _("The command line or what was typed is wrong.")
    yield ExitCode.NOT_FOUND, _("There is no such thing, or you may not see it.")
    yield ExitCode.REFUSED, _("A rule or a missing permission refuses it.")
    yield ExitCode.RACE_LOST, _("Somebody else was first.")
    yield ExitCode.DATABASE_UNAVAILABLE, _("The database cannot be used.")


def _text(words: str) -> str:
    """Return words as troff takes them: no backslash, and no line that begins like a request."""
    escaped = printable(words).replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(
        "\\&" + line if line[:1] in {".", "'"} else line for line in escaped.split("\n")
    )


def _quoted(words: str) -> str:
    return _text(words).replace('"', "\\(dq")
