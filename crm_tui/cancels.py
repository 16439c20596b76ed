"""Taking back a question whose answer nobody waits for any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

_current: ContextVar[Cancel | None] = ContextVar("cancel", default=None)


class Cancel:
    """Lets one thread stop what another one reads, at once and whatever statement it is in."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_cancelled = False
        self._interrupts: list[Callable[[], object]] = []

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._is_cancelled

    def cancel(self) -> None:
        """Stop what is read under this token, and whatever would begin to be read."""
        with self._lock:
            self._is_cancelled = True
            for interrupt in self._interrupts:
                interrupt()

    @contextmanager
    def interruptible(self, interrupt: Callable[[], object]) -> Iterator[None]:
        """Let `cancel` call this, as long as one is inside and no moment longer."""
        with self._lock:
            self._interrupts.append(interrupt)
        try:
            yield
        finally:
            with self._lock:
                self._interrupts.remove(interrupt)

    @contextmanager
    def covering(self) -> Iterator[None]:
        """Let everything that this thread reads inside be stopped by this token."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


def current_cancel() -> Cancel | None:
    """Return the token that covers what this thread reads now, or None."""
    return _current.get()
