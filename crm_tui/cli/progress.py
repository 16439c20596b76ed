"""How far something is that takes a while: on one line of the terminal, written over and over."""

from __future__ import annotations

import sys
import time

_SECONDS_BETWEEN = 0.1


class ProgressLine:
    """Says how far it is, some times a second, and only on a terminal."""

    def __init__(self) -> None:
        self._said = 0.0

    def show(self, words: str) -> None:
        """Say this in the place of what was said before."""
        now = time.monotonic()
        if sys.stderr.isatty() and now - self._said > _SECONDS_BETWEEN:
            self._said = now
            sys.stderr.write(f"\r\033[K{words}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the line empty."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
