"""How somebody keeps the rhythm, in numbers."""

from __future__ import annotations

from crm_tui.domain.rhythms import Pace


def pace_words(pace: Pace, done: int) -> str:
    """Return the follow-ups of the week against what the rhythm asks."""
    return f"{done}/{pace.asked_this_week}" if pace.asked_this_week else str(done)
