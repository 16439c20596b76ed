"""Run the program as a process whose clock stands at the first argument.

With `--serve` it answers many commands, each in a process of its own that is forked from one which
has loaded the libraries already: the same program, without the second it takes to load them.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from datetime import datetime
from typing import Any

from crm_tui.__main__ import main
from crm_tui.clock import FakeClock

LIBRARIES = ("typer", "crm_tui.bootstrap", "crm_tui.presentation.import_results")


def run(at: str, arguments: list[str]) -> int:
    return main(arguments, clock=FakeClock(datetime.fromisoformat(at)))


def serve() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
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
        code = run(request["at"], request["arguments"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        serve()
    else:
        sys.exit(run(sys.argv[1], sys.argv[2:]))
