"""The program as a process on a real terminal: start, keys, memory."""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ
from types import TracebackType

import psutil

QUIET_SECONDS = 0.15


class Terminal:
    """The program on a pseudo terminal of 120 × 40, timed from outside."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        child, self._master = pty.fork()
        if child == 0:
            os.environ.update(environment)
            os.execv(sys.executable, [sys.executable, "-m", "crm_tui"])
        self.child = child
        ioctl(self._master, TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.seen = b""

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

    def wait_for(self, marker: str, seconds: float = 60) -> float:
        """Return the milliseconds from the start until the marker was written."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._read(0.05)
            if marker.encode() in self.seen:
                return (time.perf_counter() - self.started) * 1000
        raise TimeoutError(f"{marker!r} was not shown in {seconds} s")

    def press(self, keys: bytes) -> float:
        """Return the milliseconds from a key to the last byte it made the program write."""
        self._drain()
        pressed = time.perf_counter()
        os.write(self._master, keys)
        last = pressed
        while self._read(QUIET_SECONDS if last > pressed else 2):
            last = time.perf_counter()
        return (last - pressed) * 1000

    def memory_mb(self) -> float:
        """Return the private memory of the program now, in megabytes."""
        return float(psutil.Process(self.child).memory_full_info().uss) / 1e6

    def _drain(self) -> None:
        while self._read(QUIET_SECONDS):
            continue

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        self.seen = (self.seen + os.read(self._master, 1 << 16))[-1_000_000:]
        return True


def command_ms(environment: Mapping[str, str], *words: str) -> float:
    """Return how long a whole command takes, in milliseconds."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "crm_tui", *words],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return (time.perf_counter() - started) * 1000


def environment_for(database: Path) -> dict[str, str]:
    """Return the variables that point the program at this database and nothing of this machine."""
    return {
        "CRM_DB": str(database),
        "CRM_CONFIG": str(database.parent / "settings.toml"),
        "CRM_LANG": "zh",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
