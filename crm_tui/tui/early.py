"""An answer that a second process finds while this one still loads the screens.

Python runs one thread at a time: a thread that reads would only take turns with the one that
loads. A copy of the process, made before either has begun, uses the other core.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import threading
from collections.abc import Callable

_PATIENCE_SECONDS = 2
_PIECE = 1 << 20


def is_worth_it() -> bool:
    """Return whether this process may be copied, and the copy has a core of its own."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


class EarlyAnswer:
    """What a copy of this process is asked, and will be told of."""

    def __init__(self, ask: Callable[[], object]) -> None:
        """Make the copy, which calls `ask` and ends."""
        self._pipe, theirs = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _answer(theirs, ask)
        os.close(theirs)

    def take(self) -> object | None:
        """Wait for the answer, once, in a worker; None when there is none or it takes too long."""
        received = self._received()
        os.close(self._pipe)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        return pickle.loads(received) if received else None  # noqa: S301 - from this very program

    def _received(self) -> bytes:
        pieces: list[bytes] = []
        while select.select([self._pipe], [], [], _PATIENCE_SECONDS)[0]:
            piece = os.read(self._pipe, _PIECE)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
        return b""


def _answer(pipe: int, ask: Callable[[], object]) -> None:
    """Answer in the copy, and end it without a trace, whatever happens."""
    try:
        rest = pickle.dumps(ask(), pickle.HIGHEST_PROTOCOL)
        while rest:
            rest = rest[os.write(pipe, rest) :]
    finally:
        # Nothing of what the program does at its end may be done twice.
        os._exit(0)
