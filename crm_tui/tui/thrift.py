"""Less memory for a program that lives all day, and no pause while somebody types."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
"""What `mallopt` of the GNU C library calls its arenas, and what it gives back when it is freed."""
_ARENAS = 1
_LARGE = 1 << 18


def share_memory() -> None:
    """Let threads share one arena, and what is large go back to the system when it is freed.

    Else each thread has an arena of its own, and all of them keep what they once held: call it
    before the first thread. Other systems do not, and are left as they are.
    """
    mallopt = _of_the_library("mallopt")
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)
        mallopt(_MMAP_THRESHOLD, _LARGE)


def _of_the_library(name: str) -> Callable[..., int] | None:
    """Return a function of the C library; None where it has none of that name."""
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: PLC0415 - only here

    return getattr(ctypes.CDLL(None), name, None)


_LOOKED_LONG_SECONDS = 0.02
_MANY_YOUNG = 5_000
"""With fewer new objects there is nothing to gain: the answers of a clock make some, too."""
_GROWN = 1.25
"""When so many times what was found in use is set aside, much of it may be garbage by now."""


class GarbageLooks:
    """Looks for garbage while nobody waits, not in the midst of an answer."""

    def __init__(self) -> None:
        self._in_use = 0

    def let_go_of_garbage(self) -> None:
        """Look through what is new, and give back to the system what lies free.

        What a start and a new screen leave behind is set aside and looked through no more, until
        it has grown by a quarter: a closed screen is garbage that was set aside.
        """
        if not gc.isenabled() or gc.get_count()[0] < _MANY_YOUNG:
            return
        started = time.perf_counter()
        gc.collect()
        if time.perf_counter() - started > _LOOKED_LONG_SECONDS:
            gc.freeze()
        if gc.get_freeze_count() > self._in_use * _GROWN:
            self._look_through_all()
        give_back = _of_the_library("malloc_trim")
        if give_back is not None:
            give_back(0)

    def _look_through_all(self) -> None:
        if self._in_use:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        self._in_use = gc.get_freeze_count()
