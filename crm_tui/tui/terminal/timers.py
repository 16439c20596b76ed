"""Timers that ring, however busy the machine is.

The library's timer leaves out every time that is over before it could wait for it, so that one that
is to ring once may never ring. It waits 8 ms to tell a screen of the window's new size: where other
programs take the processor away for so long, neither this size nor any later one is told.
"""

from __future__ import annotations

from typing import Any

from textual import message_pump
from textual.timer import Timer


class FaithfulTimer(Timer):
    """A timer that rings as often as it is told to; only one without an end leaves times out."""

    def __init__(
        self, *given: Any, repeat: int | None = None, skip: bool = True, **named: Any
    ) -> None:
        super().__init__(*given, repeat=repeat, skip=skip and repeat is None, **named)


def let_timers_ring() -> None:
    """Let every timer set from now on ring, late if need be."""
    vars(message_pump)["Timer"] = FaithfulTimer
