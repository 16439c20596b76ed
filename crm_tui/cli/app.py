"""The command line: its global options, and what becomes of every error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, Any, TextIO

import typer

from crm_tui import __version__
from crm_tui.cli.commands import RootGroup, UsageProblemError, help_hint
from crm_tui.cli.exits import ExitCode, exit_code
from crm_tui.cli.output import Form, json_text, say, write
from crm_tui.cli.sessions import Invocation, invocation_of, no_keys
from crm_tui.clock import Clock, SystemClock
from crm_tui.crashes import is_of_an_update, write_crash_log
from crm_tui.errors import CrmError, FieldError, QuerySyntaxError
from crm_tui.i18n import LANGUAGES, _, current_language
from crm_tui.presentation.key_rows import KeyRow
from crm_tui.presentation.updates import update_sentence
from crm_tui.settings import Settings, load_settings

PROGRAM = "crm"
GLOBAL_OPTIONS = frozenset({"--db", "--user", "--lang"})


def _show_version(wanted: bool) -> None:
    if wanted:
        write(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


def root(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    database: Annotated[
        str | None, typer.Option("--db", metavar="PATH|URL", help=_("The database to use."))
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", metavar="LOGIN", help=_("Who you are."))
    ] = None,
    language: Annotated[
        str | None, typer.Option("--lang", metavar="zh|en", help=_("The language to use."))
    ] = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help=_("Answer as JSON."), show_default=False)
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help=_("Answer as CSV."), show_default=False)
    ] = False,
    print_keys: Annotated[
        bool,
        typer.Option("--print-keys", help=_("Print the keys of the screens."), show_default=False),
    ] = False,
    print_man: Annotated[
        bool,
        typer.Option("--print-man", help=_("Print the manual page."), show_default=False),
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help=_("Show the version.")
        ),
    ] = False,
) -> None:
    """Take the global options; without a command open the screens."""
    if language is not None and language not in LANGUAGES:
        raise FieldError("language", "not_one_of", language)
    invocation = invocation_of(context)
    invocation.settings = load_settings(os.environ, database=database, user=user, language=language)
    if as_json or as_csv:
        invocation.form = Form.JSON if as_json else Form.CSV
    if print_keys:
        from crm_tui.cli.key_listing import print_keys_of  # noqa: PLC0415

        print_keys_of(invocation)
    elif print_man:
        from crm_tui.cli.manual_page import manual_page  # noqa: PLC0415

        write(manual_page(context))
    elif context.invoked_subcommand is None:
        open_on_terminal(invocation)
        return
    else:
        return
    raise typer.Exit


def has_terminal() -> bool:
    """Return whether there is a terminal to read from and to draw on."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_on_terminal(invocation: Invocation) -> None:
    """Open the screens and end with their exit code; without a terminal say so."""
    if not has_terminal():
        raise UsageProblemError(
            _("There is no terminal to open the screens in."), help_hint(PROGRAM)
        )
    raise typer.Exit(invocation.open_screens(invocation.settings))


def make_app() -> typer.Typer:
    """Return the root of the command line."""
    app = typer.Typer(
        cls=RootGroup,
        help=_("客户通, a sales CRM for the terminal. Without a command it opens the screens."),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
    )
    app.callback()(root)
    return app


def run(
    arguments: Sequence[str],
    open_screens: Callable[[Settings], int],
    *,
    clock: Clock | None = None,
    key_rows: Callable[[Settings], Sequence[KeyRow]] = no_keys,
) -> int:
    """Run one command line and return its exit code; no error leaves here as a traceback."""
    _prepare_streams()
    as_json = "--json" in arguments
    settings = load_settings(os.environ)
    try:
        answer = typer.main.get_command(make_app())(
            args=_globals_first(arguments),
            prog_name=PROGRAM,
            standalone_mode=False,
            obj=Invocation(settings, open_screens, clock, key_rows=key_rows),
        )
    except CrmError as error:
        _report(error, as_json=as_json)
        return exit_code(error)
    except UsageProblemError as problem:
        _tell(problem.message, problem.hint, as_json=as_json)
        return ExitCode.BAD_INPUT
    except typer.Abort:
        return ExitCode.BAD_INPUT
    except Exception as error:
        if isinstance(error, typer.TyperException):
            return _report_usage(error, as_json=as_json)
        return _report_bug(error, settings, clock or SystemClock())
    return answer if isinstance(answer, int) else ExitCode.DONE


def _globals_first(arguments: Sequence[str]) -> list[str]:
    """Let --db, --user and --lang stand anywhere, as people type them."""
    first: list[str] = []
    rest = list(arguments)
    end = rest.index("--") if "--" in rest else len(rest)
    at = 0
    while at < end:
        name, is_joined, _value = rest[at].partition("=")
        if name not in GLOBAL_OPTIONS:
            at += 1
            continue
        taken = rest[at : at + (1 if is_joined else 2)]
        del rest[at : at + len(taken)]
        end -= len(taken)
        first += taken
    return first + rest


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _prepare_streams() -> None:
    # Python has none for what the shell closed with `>&-`.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty():
            # What is read by programs is UTF-8 everywhere; a terminal knows its own encoding.
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # real streams
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # real streams


def report(error: Exception, settings: Settings) -> int:
    """Say what kept the screens from opening, and return the exit code."""
    _prepare_streams()
    if isinstance(error, CrmError):
        _report(error, as_json=False)
        return exit_code(error)
    return _report_bug(error, settings, SystemClock())


def _report(error: CrmError, *, as_json: bool) -> None:
    from crm_tui.presentation import errors  # noqa: PLC0415 - only when something went wrong

    if as_json:
        from crm_tui.presentation.json_shapes import error_shape  # noqa: PLC0415

        sys.stderr.write(json_text(error_shape(error)))
        return
    say(*_place(error), errors.sentence(error), *filter(None, [errors.hint(error)]))


def _place(error: CrmError) -> Sequence[str]:
    """Return the query with marks under the place that is wrong; nothing for other errors."""
    if not isinstance(error, QuerySyntaxError):
        return ()
    from crm_tui.presentation.queries import marked_place  # noqa: PLC0415 - only when wrong

    return marked_place(error.text, error.start, error.end, get_terminal_size().columns - 1)


def _tell(message: str, hint: str, *, as_json: bool) -> None:
    if as_json:
        sys.stderr.write(json_text({"error": "usage", "message": message, "hint": hint}))
        return
    say(message, hint)


def _report_usage(error: Any, *, as_json: bool) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
        say(*context.get_help().splitlines())
        return ExitCode.BAD_INPUT
    _tell(_usage_sentence(error), help_hint(path), as_json=as_json)
    return ExitCode.BAD_INPUT


def _usage_sentence(error: Any) -> str:
    match type(error).__name__:
        case "MissingParameter":
            return _("Missing: {name}.").format(name=_parameter_name(error.param))
        case "NoSuchOption":
            return _("There is no option {name} here.").format(name=error.option_name)
        case "BadParameter" if error.param is not None:
            # The reason given there is English whatever the language is.
            return _("{name} cannot be that.").format(name=_parameter_name(error.param))
        case "BadOptionUsage":
            # Only the English message tells one misuse from the other.
            is_flag = "does not take" in error.message
            words = _("{name} takes no value.") if is_flag else _("{name} needs a value.")
            return words.format(name=error.option_name)
        case _ if current_language() == "en":
            return _("The command was not understood: {reason}").format(
                reason=error.format_message()
            )
        case _:
            return _("The command was not understood.")


def _parameter_name(parameter: Any) -> str:
    """Return a parameter as the help of its command shows it."""
    if parameter is None:
        return ""
    is_argument = parameter.param_type_name == "argument"
    return parameter.metavar if is_argument else " ".join(parameter.opts)


def _report_bug(error: Exception, settings: Settings, clock: Clock) -> int:
    log = write_crash_log(error, settings.log_folder, clock.now())
    if is_of_an_update(error):
        # What the other sentence needs may be of another version by now.
        say(update_sentence())
        return ExitCode.BUG
    from crm_tui.presentation.errors import crash_sentence  # noqa: PLC0415 - only now needed

    say(crash_sentence(log))
    return ExitCode.BUG
