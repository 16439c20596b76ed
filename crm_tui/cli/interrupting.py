"""Stopping what takes long by Ctrl-C, whatever statement it is in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from crm_tui.cancels import Cancel

T = TypeVar("T")


def interruptible(read: Callable[[], T]) -> T:
    """Return what is read, in a thread of its own: this one hears the key at once.

    Raises KeyboardInterrupt when it was pressed, and nothing is read any more.
    """
    cancel = Cancel()

    def covered() -> T:
        with cancel.covering():
            return read()

    with ThreadPoolExecutor(1) as aside:
        found = aside.submit(covered)
        try:
            return found.result()
        except KeyboardInterrupt:
            cancel.cancel()
            raise
