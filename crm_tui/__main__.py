"""The start: choose the language, answer --version at once, hand everything else to the shell."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from crm_tui import __version__
from crm_tui.clock import Clock
from crm_tui.i18n import use_language
from crm_tui.settings import Settings, load_settings


def main(arguments: Sequence[str] | None = None, *, clock: Clock | None = None) -> int:
    """Run the program with these arguments, or with those of the process; return the exit code."""
    # Starting makes many objects that stay: looking through them again and again is for nothing.
    gc.set_threshold(20_000, 20, 20)
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        sys.stdout.write(f"crm {__version__}\n")
        return 0
    # Before the command line loads: its help is translated as it is defined.
    use_language(load_settings(os.environ, language=_wished_language(given)).language)
    from crm_tui.cli.app import run  # noqa: PLC0415

    return run(given, _open_screens, clock=clock)


def _wished_language(arguments: Sequence[str]) -> str | None:
    for at, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang":
            return arguments[at + 1] if at + 1 < len(arguments) else None
    return None


def _open_screens(settings: Settings) -> int:
    from crm_tui.tui.app import run  # noqa: PLC0415 - only a bare `crm` needs the screens

    return run(settings)


if __name__ == "__main__":
    sys.exit(main())
