"""Answers that a second process finds while this one still loads the screens.

Python runs one thread at a time: a thread that reads would only take turns with the one that
loads. A copy of the process, made before either has begun, uses the other core.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterable

_PATIENCE_SECONDS = 2
_LENGTH = struct.Struct("!Q")


def is_worth_it() -> bool:
    """Return whether this process may be copied, and the copy has a core of its own."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


class EarlyAnswers:
    """What a copy of this process finds, one answer after the other."""

    def __init__(self, find: Callable[[], Iterable[object]]) -> None:
        """Make the copy, which calls `find`, tells each answer, and ends."""
        self._pipe, theirs = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._pipe)
            _answer(theirs, find)
        os.close(theirs)
        self._is_open = True

    def take(self) -> object | None:
        """Wait for the next answer, in a worker; None when there is none or it takes too long."""
        length = self._received(_LENGTH.size)
        answer = self._received(*_LENGTH.unpack(length)) if length else b""
        if answer:
            return pickle.loads(answer)  # type: ignore[no-any-return]  # noqa: S301 - our own copy's
        self.close()
        return None

    def close(self) -> None:
        """Let the copy go; nothing more is asked."""
        if self._is_open:
            self._is_open = False
            os.close(self._pipe)
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)

    def _received(self, length: int) -> bytes:
        """Return so many bytes, or none."""
        found = bytearray()
        while self._is_open and len(found) < length:
            if not select.select([self._pipe], [], [], _PATIENCE_SECONDS)[0]:
                return b""
            piece = os.read(self._pipe, length - len(found))
            if not piece:
                return b""
            found += piece
        return bytes(found)


def _answer(pipe: int, find: Callable[[], Iterable[object]]) -> None:
    """Answer in the copy, and end it without a trace, whatever happens."""
    try:
        for each in find():
            said = pickle.dumps(each, pickle.HIGHEST_PROTOCOL)
            rest = memoryview(_LENGTH.pack(len(said)) + said)
            while rest:
                rest = rest[os.write(pipe, rest) :]
    finally:
        # Nothing of what the program does at its end may be done twice.
        os._exit(0)
