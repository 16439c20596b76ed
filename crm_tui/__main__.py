"""The start: choose the language, open the screens, or hand over to the shell's commands."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from crm_tui import __version__
from crm_tui.clock import Clock
from crm_tui.i18n import LANGUAGES, use_language
from crm_tui.settings import Settings, load_settings

if TYPE_CHECKING:
    from crm_tui.presentation.key_rows import KeyRow
    from crm_tui.tui.early import EarlyAnswers

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, *, clock: Clock | None = None) -> int:
    """Run the program with these arguments, or with those of the process; return the exit code."""
    # Starting makes many objects that stay: looking through them again and again is for nothing.
    # Later the screens look for garbage while they rest; this is for when they never do.
    gc.disable()
    gc.set_threshold(100_000, 20, 20)
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments), clock)
    finally:
        gc.enable()


def _run(given: Sequence[str], clock: Clock | None) -> int:
    if list(given) == ["--version"]:
        sys.stdout.write(f"crm {__version__}\n")
        return 0
    wished = _options_alone(given)
    if wished is not None and _has_terminal():
        # The screens need nothing of the command line, whose import would be seen.
        return _start_screens(wished)
    # Before the command line loads: its help is translated as it is defined.
    use_language(load_settings(os.environ, language=_wished_language(given)).language)
    from crm_tui.cli.app import run  # noqa: PLC0415

    return run(given, _open_screens, clock=clock, key_rows=_key_rows)


def _options_alone(arguments: Sequence[str]) -> Mapping[str, str] | None:
    """Return the global options by name when nothing else is given, and all are in order."""
    found = {}
    rest = list(arguments)
    while rest:
        name, is_joined, value = rest.pop(0).partition("=")
        if name not in {"--db", "--user", "--lang"} or not (is_joined or rest):
            return None
        found[name] = value if is_joined else rest.pop(0)
    return found if found.get("--lang", LANGUAGES[0]) in LANGUAGES else None


def _has_terminal() -> bool:
    streams = (sys.stdin, sys.stdout)
    return all(each is not None and each.isatty() for each in streams)


def _start_screens(wished: Mapping[str, str]) -> int:
    settings = load_settings(
        os.environ,
        database=wished.get("--db"),
        user=wished.get("--user"),
        language=wished.get("--lang"),
    )
    use_language(settings.language)
    # A name that is no text must not stop the screens.
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]  # a real stream
    try:
        return _open_screens(settings)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:
        from crm_tui.cli.app import report  # noqa: PLC0415 - only when something went wrong

        return report(error, settings)


def _wished_language(arguments: Sequence[str]) -> str | None:
    for at, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang":
            return arguments[at + 1] if at + 1 < len(arguments) else None
    return None


def _key_rows(settings: Settings) -> Sequence[KeyRow]:
    from crm_tui.tui.keys.telling import key_rows  # noqa: PLC0415 - only where they are asked for

    return key_rows(settings)


def _open_screens(settings: Settings) -> int:
    # Before anything is loaded: the copy loads what it needs meanwhile.
    early = _ask_early(settings)
    from crm_tui.tui.terminal.first_frame import FirstFrame  # noqa: PLC0415 - only for the screens
    from crm_tui.tui.thrift import share_memory  # noqa: PLC0415 - only for the screens

    frame = FirstFrame(settings.display, os.environ)
    # Not `with`: a signal may come before its block begins.
    try:
        frame.put_up()
        share_memory()
        from crm_tui.tui.app import run  # noqa: PLC0415 - slow: the frame stands meanwhile

        return run(settings, early)
    finally:
        frame.take_down()


def _ask_early(settings: Settings) -> EarlyAnswers | None:
    from crm_tui.tui.early import EarlyAnswers, is_worth_it  # noqa: PLC0415 - only for the screens

    return EarlyAnswers(lambda: _read_early(settings)) if is_worth_it() else None


def _read_early(settings: Settings) -> Iterator[object]:
    from crm_tui.tui.early_day import read_early  # noqa: PLC0415 - only in the copy

    return read_early(settings)


if __name__ == "__main__":
    sys.exit(main())
