"""The program and its terminal: it is given back as it was, and nothing that is typed is lost."""

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
from tests.long_runs import only_long

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends by signal, on a pty")

TAKEN, GIVEN_BACK = b"\x1b[?1049h", b"\x1b[?1049l"
_AMID_A_CLASS = """
import os, signal
from crm_tui.settings import Display
from crm_tui.tui.terminal.first_frame import FirstFrame

class Named:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.SIGTERM)

FirstFrame(Display(), os.environ).put_up()

class Loading:
    part = Named()
"""
"""Python takes any error that comes while a class names its parts for an error of the class."""


@pytest.mark.parametrize("number", ["SIGTERM", *only_long(["SIGHUP"])])
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


def test_a_start_told_to_end_before_anything_is_loaded_gives_the_terminal_back(
    tmp_path: Path,
) -> None:
    process, terminal = _opened(make.office_file(tmp_path), tmp_path)
    try:
        os.write(terminal, b"typed too early")
        _wait_for(TAKEN, terminal)
        assert not _shows_what_is_typed(terminal)
        os.kill(process, signal.SIGTERM)
        _wait_for(GIVEN_BACK, terminal)
        status = _ended(process)
        assert _shows_what_is_typed(terminal)
    finally:
        os.close(terminal)
    assert os.WEXITSTATUS(status) == 128 + signal.SIGTERM


def test_a_start_told_to_end_amid_a_class_that_loads_gives_the_terminal_back(
    tmp_path: Path,
) -> None:
    process, terminal = _started((sys.executable, "-c", _AMID_A_CLASS), {}, tmp_path)
    try:
        _wait_for(GIVEN_BACK, terminal)
        status = _ended(process)
        assert _shows_what_is_typed(terminal)
    finally:
        os.close(terminal)
    assert os.WEXITSTATUS(status) == 128 + signal.SIGTERM


@pytest.mark.long
def test_a_key_pressed_before_anything_is_loaded_has_its_effect(tmp_path: Path) -> None:
    process, terminal = _opened(make.office_file(tmp_path), tmp_path)
    try:
        _wait_for(TAKEN, terminal)
        os.write(terminal, b"2")
        _wait_for("[2客户]".encode(), terminal)
    finally:
        os.kill(process, signal.SIGTERM)
        _ended(process)
        os.close(terminal)


def _shows_what_is_typed(terminal: int) -> bool:
    import termios  # noqa: PLC0415 - where there is one

    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def _opened(database: Path, folder: Path) -> tuple[int, int]:
    chosen = {
        "CRM_DB": str(database),
        "CRM_CONFIG": str(folder / "settings.toml"),
        "CRM_LANG": "zh",
    }
    return _started((*ENTRY, NOON), chosen, folder)


def _started(command: tuple[str, ...], chosen: dict[str, str], folder: Path) -> tuple[int, int]:
    import pty  # noqa: PLC0415 - where there is one

    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color"}
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execvpe(command[0], command, environment | chosen)
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
