"""When screens look whether others have saved something, and when they try again to be told.

A hint says that somebody saved something. What is read then decides: a hint may be wrong, or lost.
"""

from __future__ import annotations

from typing import Final

LOOK_SECONDS: Final = 1.0
"""How often screens look that nobody tells; and no screen looks more often, whatever it is told."""
HEARING_LOOK_SECONDS: Final = 15.0
"""How often those look that are told: for what was saved while nobody could tell them."""
SPREAD_SECONDS: Final = 0.2
"""Within this time after a hint they look, not all at the same instant."""
DOUBT_SECONDS: Final = 2.0
"""So much later than it was seen a hint may come; after that who should have told is doubted."""
_MOST_DOUBLINGS: Final = 8
_STEADY_SECONDS: Final = 60.0


def is_look_due(since_last: float, *, hears: bool, is_hinted: bool) -> bool:
    """Return whether it is time to look, asked each second; `since_last` in seconds."""
    if not hears:
        return True
    return since_last >= (LOOK_SECONDS if is_hinted else HEARING_LOOK_SECONDS)


def seconds_to_look(since_last: float, chance: float) -> float:
    """Return in how many seconds a hint is followed; `chance` is drawn between 0 and 1."""
    return max(LOOK_SECONDS - since_last, 0.0) + chance * SPREAD_SECONDS


def failures_after(failures: int, lasted_seconds: float) -> int:
    """Return how often in a row listening has failed, now that it ended after so long."""
    return 1 if lasted_seconds >= _STEADY_SECONDS else failures + 1


def pause_seconds(failures: int) -> float:
    """Return how long to wait after so many failures in a row before listening is tried again."""
    return 2.0 ** min(failures - 1, _MOST_DOUBLINGS)
