"""How much memory a program and all that it starts take together."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LOOKS_SECONDS = 0.2
_KILOBYTES = 1024
_PROC = Path("/proc")


def peak_megabytes(process: subprocess.Popen[str]) -> float:
    """Wait for a program; return the most that it and its children took at one time.

    Of a page that several share each has its share, so the sum is what the machine gave for them.
    It is looked at five times a second: what is taken for less is not seen.
    """
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_share, _family(process.pid))))
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOKS_SECONDS)
    return peak


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for thread in (_PROC / str(pid) / "task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))


def _share(pid: int) -> float:
    with suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / _KILOBYTES
    return 0.0
