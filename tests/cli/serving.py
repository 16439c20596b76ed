"""Answer many commands, those of each file of tests in a process of its own.

It is forked from one that has loaded the libraries already and has run a few commands: the same
program, without the second it takes to load them and to write the statements most of them ask. To
fork takes longer than most commands do, so that those of one file share a process.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import socket
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, NoReturn

import typer.main

from crm_tui.__main__ import _wished_language
from crm_tui.cli.commands import LATE_COMMANDS
from crm_tui.i18n import current_language, language_from, use_language
from crm_tui.settings import load_settings
from tests import make
from tests.cli.entry import run
from tests.engines import share_compiled_statements
from tests.loading import load_program

_LOOKED_UP = ("get_params_from_function", "get_command")
COMMON = (
    "user add lina --name 李娜",
    "user list",
    "customer add 恒信 --contact 张敏",
    "customer show 恒信",
    "customer list",
    "follow add 恒信 --text 聊了报价",
    "task list",
    "today",
    "pool why 恒信",
    "pool list",
    "history",
)
"""What is run once: the questions that nearly every command asks are ready then."""


def load() -> None:
    """Do once what every process would do again: load modules, write the methods of values."""
    load_program(but=("crm_tui.tui",))
    for library in ("platformdirs", "tomllib"):
        importlib.import_module(library)
    # A group looks all its commands' parameters up again for each one that is called.
    for name in _LOOKED_UP:
        vars(typer.main)[name] = cache(vars(typer.main)[name])
    for late in LATE_COMMANDS.values():
        typer.main.get_command(vars(sys.modules[f"crm_tui.cli.{late.module}"])[late.app])


def run_common() -> None:
    """Run a few commands on an office of nobody's."""
    before = dict(os.environ)
    nowhere = TextIOWrapper(BytesIO(), "utf-8")
    with TemporaryDirectory() as folder, redirect_stdout(nowhere), redirect_stderr(nowhere):
        os.environ.update(
            HOME=folder,
            CRM_CONFIG=f"{folder}/settings.toml",
            CRM_DB=str(make.office_file(Path(folder))),
            CRM_USER="wangwei",
            CRM_LANG=current_language(),
        )
        for command in COMMON:
            code = run(make.NOW.isoformat(), command.split())
            assert code == 0, command
    os.environ.clear()
    os.environ.update(before)


_HELP: dict[str, dict[str, ModuleType]] = {}
"""The commands in each language that was spoken: their help is translated as they load."""


def speak(language: str) -> None:
    """Have the commands as they load in a language."""
    if language == current_language():
        return
    loaded = {name: each for name, each in sys.modules.items() if name.startswith("crm_tui.cli")}
    _HELP[current_language()] = loaded
    for name in loaded:
        del sys.modules[name]
    if language in _HELP:
        sys.modules.update(_HELP[language])
        vars(sys.modules["crm_tui"])["cli"] = sys.modules["crm_tui.cli"]
    use_language(language)


def serve(listener: socket.socket) -> None:
    """Answer until the other end of the input is closed."""
    share_compiled_statements()
    load()
    run_common()
    for language in ("zh", "en"):
        speak(language)
        load()
    gc.collect()
    gc.freeze()
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _answer_all(line)
        line.close()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _answer_all(line: socket.socket) -> NoReturn:
    """Answer all that is asked on a line, then end."""
    with line, line.makefile("rw", encoding="utf-8") as told:
        for question in told:
            told.write(f"{_answer(json.loads(question))}\n")
            told.flush()
    os._exit(0)


def _answer(request: dict[str, Any]) -> int:
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, name in enumerate(request["files"]):
        mode = os.O_WRONLY if number else os.O_RDONLY
        opened = os.open(name, mode)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    try:
        wished = _wished_language(request["arguments"])
        settings = load_settings(os.environ, language=wished)
        speak(settings.language or language_from(os.environ))
        return run(request["at"], request["arguments"])
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
