"""Where a customer was opened from, so that one can go on and back there."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.values import dataclass

Queue = Callable[[int], int | None]
"""Moves by some records in the list one came from; answers with the customer there, or None."""
Place = Callable[[], tuple[int, int] | None]
"""Tells the place in that list, counted from one, and how long the list is."""


@dataclass(frozen=True, slots=True)
class Trail:
    """How to go on in a list, the place in it, and its names, the widest first."""

    step: Queue
    place: Place | None = None
    names: tuple[str, ...] = ()
