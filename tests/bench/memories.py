"""How much memory a program and all that it starts take together."""

from __future__ import annotations

import subprocess
from contextlib import suppress

import psutil

_LOOKS_SECONDS = 0.2
_MEGABYTES = 1024 * 1024


def peak_megabytes(process: subprocess.Popen[str]) -> float:
    """Wait for a program; return the most that it and its children took at one time.

    Of a page that several share each has its share, so the sum is what the machine gave for them.
    It is looked at five times a second: what is taken for less is not seen.
    """
    peak = 0
    while process.poll() is None:
        peak = max(peak, _taken(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOKS_SECONDS)
    return peak / _MEGABYTES


def _taken(pid: int) -> int:
    taken = 0
    with suppress(psutil.Error):
        family = psutil.Process(pid)
        for each in (family, *family.children(recursive=True)):
            with suppress(psutil.Error):
                taken += each.memory_full_info().pss
    return taken
