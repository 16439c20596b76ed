"""Search in a timeline: what is looked through is what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.timelines import TimelineEntry
from crm_tui.presentation.timeline import shown_entry


def saying(
    words: str, *, now: datetime, zone: ZoneInfo, currency: str
) -> Callable[[TimelineEntry], bool] | None:
    """Return what tells whether an entry shows these words; None where there are none."""
    if not words.strip():
        return None
    sought = re.compile(re.escape(words.strip()), re.IGNORECASE)

    def keeps(entry: TimelineEntry) -> bool:
        shown = shown_entry(entry, now=now, zone=zone, currency=currency)
        return any(map(sought.search, (shown.title, *shown.lines, entry.author)))

    return keeps
