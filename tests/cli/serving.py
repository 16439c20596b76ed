"""Answer many commands, each in a process of its own.

It is forked from one that has loaded the libraries already and has run a few commands: the same
program, without the second it takes to load them and to write the statements most of them ask.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import Any

import typer.main

from crm_tui import cli, db, domain, formats, presentation, services, values
from crm_tui.__main__ import _wished_language
from crm_tui.cli.commands import LATE_COMMANDS
from crm_tui.i18n import current_language
from crm_tui.settings import load_settings
from tests import make
from tests.cli.entry import run
from tests.engines import share_compiled_statements

_LOOKED_UP = ("get_params_from_function", "get_command")
PACKAGES = (db, domain, formats, presentation, services, cli)
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
    for package in PACKAGES:
        for each in walk_packages(package.__path__, f"{package.__name__}."):
            if not each.name.startswith("crm_tui.db.migrations."):
                importlib.import_module(each.name)
    for library in ("typer.main", "platformdirs", "tomllib", "crm_tui.bootstrap"):
        importlib.import_module(library)
    for value in tuple(values._waiting):
        values._finish(value)
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


def forget_help() -> None:
    """Let the commands load again: their help is translated as they do."""
    for name in [each for each in sys.modules if each.startswith("crm_tui.cli")]:
        del sys.modules[name]


def serve() -> None:
    share_compiled_statements()
    load()
    run_common()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(request)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(request: dict[str, Any]) -> None:
    code = 1
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        files = ((os.devnull, os.O_RDONLY), *((name, os.O_WRONLY) for name in request["files"]))
        for number, (name, mode) in enumerate(files):
            os.dup2(os.open(name, mode), number)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        wished = _wished_language(request["arguments"])
        if load_settings(os.environ, language=wished).language != current_language():
            forget_help()
        code = run(request["at"], request["arguments"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
