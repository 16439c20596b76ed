"""The program told from outside to end: the terminal comes back as it was."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from pathlib import Path

import pytest

from tests import make
from tests.cli.process import ENTRY, LIMIT_SECONDS, NOON, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends by signal, on a pty")

GIVEN_BACK = b"\x1b[?1049l"


@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP"])
def test_the_terminal_is_given_back_when_the_program_is_told_to_end(
    tmp_path: Path, number: str
) -> None:
    wanted = getattr(signal, number)
    process, terminal = _opened(make.office_file(tmp_path), tmp_path)
    try:
        # What is drawn comes after the program listens for signals.
        _wait_for("客户".encode(), terminal)
        os.kill(process, wanted)
        _wait_for(GIVEN_BACK, terminal)
        status = _ended(process)
    except BaseException:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        raise
    finally:
        os.close(terminal)
    assert os.WEXITSTATUS(status) == 128 + wanted


def _opened(database: Path, folder: Path) -> tuple[int, int]:
    import pty  # noqa: PLC0415 - where there is one

    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TERM": "xterm-256color",
        "CRM_DB": str(database),
        "CRM_CONFIG": str(folder / "settings.toml"),
        "CRM_LANG": "zh",
    }
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execvpe(ENTRY[0], [*ENTRY, NOON], environment)
    return process, terminal


def _wait_for(wanted: bytes, terminal: int) -> None:
    read, limit = b"", time.monotonic() + LIMIT_SECONDS
    while wanted not in read and time.monotonic() < limit:
        if select.select([terminal], [], [], 0.2)[0]:
            read += os.read(terminal, 65536)
    assert wanted in read, read[-500:]


def _ended(process: int) -> int:
    limit = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < limit:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.05)
    raise AssertionError("the program did not end")
