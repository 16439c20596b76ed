"""A program as a process on a real pseudo terminal, timed and weighed from outside."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ
from types import TracebackType

import psutil

from tests.bench.glass import Glass

COLUMNS, LINES = 160, 45
QUIET_SECONDS = 0.3
"""So long after a byte nothing more follows from a key; an answer may come after its echo."""

_MINUTE = 60

LIST_LINES = range(4, LINES - 1)
"""Where a list's rows stand: below the status line and its head, above its foot and the keys.

How many there are may be said later than the rows: it is told in the foot.
"""

_MOVES_ALONE = re.compile(rb"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])|[\x00-\x1f]")
"""Some programs send the cursor about while nothing happens: that answers no key."""

CRM = (sys.executable, "-m", "crm_tui")


class NotShownError(Exception):
    """What was waited for did not appear on the terminal in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How many milliseconds after a key the list was painted, and the last byte written."""

    painted: float
    last: float


@dataclass(frozen=True, slots=True)
class Idle:
    """What a program did while nobody touched it."""

    cpu_percent: float
    bytes_written: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What a program holds, in megabytes: with shared pages, and with its share of them."""

    rss: float
    pss: float


class Terminal:
    """A program on a pseudo terminal of 160 × 45; leaving the `with` ends it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        child, self._master = pty.fork()
        if child == 0:
            # Before the program starts: it asks for its size once, at the beginning.
            ioctl(0, TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.environ.update(environment)
            os.execvp(command[0], [*command])
        self.child = child
        self.seen = b""
        self._glass = Glass(COLUMNS, LINES)
        self._heard: list[tuple[float, bytes]] = []
        self._is_open = True

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self._master)

    def wait_for(self, *markers: str, seconds: float = 60) -> float:
        """Return the milliseconds from the start until any of the markers was written."""
        self._await(markers, seconds)
        return self.since_start_ms()

    def since_start_ms(self) -> float:
        """Return the milliseconds since the program was started."""
        return (time.perf_counter() - self.started) * 1000

    def press(
        self, keys: bytes, *, within: float = 20, quiet: float = QUIET_SECONDS, at_most: float = 60
    ) -> Answer:
        """Return when the last byte came that a key made the program write, and the list's last.

        When the list stays as it is, the first byte of all counts for it: the line that was typed
        into, say. Raises NotShownError when nothing is written within so many seconds, or when
        writing has no end.
        """
        while self._read(0):
            continue
        self._show()
        pressed = self._write(keys)
        last = 0.0
        while self._text(quiet if last else within):
            last = time.perf_counter() - pressed
            if last > at_most:
                raise NotShownError(f"not in {at_most:.0f} s")
        if not last:
            raise NotShownError(f"{keys!r} changed nothing")
        return Answer((self._show() - pressed) * 1000, last * 1000)

    def _show(self) -> float:
        """Put all that was read on the glass; return when the list came to stand as it stays.

        That is when the first of it came, where the list stood so before.
        """
        before, painted = self._list(), self._heard[0][0] if self._heard else 0.0
        for at, piece in self._heard:
            self._glass.write(piece)
            after = self._list()
            if after != before:
                before, painted = after, at
        self._heard.clear()
        return painted

    def _list(self) -> object:
        # The last columns are the scroll bar's and the border's.
        return self._glass.shown(LIST_LINES[0], LIST_LINES[-1], COLUMNS - 2)

    def press_until(self, keys: bytes, *markers: str, seconds: float = 120) -> float:
        """Return the milliseconds from a key until one of the markers was written."""
        pressed = self._write(keys)
        self.seen = b""
        self._await(markers, seconds)
        return (time.perf_counter() - pressed) * 1000

    def send(self, keys: bytes) -> None:
        """Type without measuring, and wait until the screen is quiet."""
        os.write(self._master, keys)
        self.settle()

    def type(self, keys: bytes) -> None:
        """Type without measuring or waiting."""
        os.write(self._master, keys)

    def settle(self, quiet: float = QUIET_SECONDS, seconds: float = 60) -> float:
        """Read on until nothing is written for a moment; return when the last text came.

        It is told in milliseconds since the program was started.
        """
        end = time.perf_counter() + seconds
        last = self.since_start_ms()
        while self._text(quiet) and time.perf_counter() < end:
            last = self.since_start_ms()
        return last

    def idle(self, seconds: float) -> Idle:
        """Return what the program does in so many seconds in which nobody touches it.

        They lie in one minute: when the next one begins, a clock on the screen says so.
        """
        left = _MINUTE - time.time() % _MINUTE
        self.settle(1.0 if left > seconds + 2 else left + 1.0)
        process = psutil.Process(self.child)
        before, written, started = process.cpu_times(), 0, time.perf_counter()
        while (left := started + seconds - time.perf_counter()) > 0:
            written += len(self._read(left))
        after, spent = process.cpu_times(), time.perf_counter() - started
        busy = after.user + after.system - before.user - before.system
        return Idle(busy / spent * 100, written)

    def memory(self) -> Memory:
        """Return what the program and its children hold now."""
        process = psutil.Process(self.child)
        found = [each.memory_full_info() for each in (process, *process.children(recursive=True))]
        return Memory(sum(each.rss for each in found) / 1e6, sum(each.pss for each in found) / 1e6)

    def _write(self, keys: bytes) -> float:
        while self._read(0):
            continue
        pressed = time.perf_counter()
        os.write(self._master, keys)
        return pressed

    def _await(self, markers: Sequence[str], seconds: float) -> None:
        wanted = [marker.encode() for marker in markers]
        end = time.perf_counter() + seconds
        while not any(marker in self.seen for marker in wanted):
            if time.perf_counter() > end or not self._is_open:
                raise NotShownError(f"not in {seconds:.0f} s")
            self._read(0.05)

    def _text(self, seconds: float) -> bytes:
        """Return the next bytes that put something on the screen; none in so many seconds."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and (found := self._read(left)):
            if _MOVES_ALONE.sub(b"", found):
                return found
        return b""

    def _read(self, seconds: float) -> bytes:
        """Return the next bytes; none when there are none in so many seconds."""
        if not self._is_open or not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            found = os.read(self._master, 1 << 16)
        except OSError:
            found = b""
        self._is_open = bool(found)
        self.seen = (self.seen + found)[-1_000_000:]
        self._heard.append((time.perf_counter(), found))
        return found


def command_ms(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return how long a whole command takes, in milliseconds."""
    started = time.perf_counter()
    subprocess.run(
        command,
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return (time.perf_counter() - started) * 1000


def environment_for(database: Path, folder: Path, login: str) -> dict[str, str]:
    """Return the variables that point the program at this database and nothing of this machine."""
    return {
        "CRM_DB": str(database),
        "CRM_CONFIG": str(folder / "settings.toml"),
        "CRM_LANG": "zh",
        "CRM_USER": login,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        # A cursor that blinks would be taken for an answer to a key.
        "SSH_CONNECTION": "bench",
    }
