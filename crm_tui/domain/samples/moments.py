"""Instants of business days, looked up: a time zone costs too much to ask a million times."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crm_tui.domain.days import start_of_day
from crm_tui.domain.samples.deadlines import HISTORY_DAYS

_AHEAD_DAYS = 60
_MORE_DAYS = 60
_MINUTES = [timedelta(minutes=minute) for minute in range(24 * 60)]


class Moments:
    """Turns a day and a minute of it into an instant."""

    def __init__(self, today: int, zone: ZoneInfo) -> None:
        self.today = today
        self._first = today - HISTORY_DAYS - _MORE_DAYS
        self._starts = [
            start_of_day(day, zone) for day in range(self._first, today + _AHEAD_DAYS + 1)
        ]

    def at(self, day: int, minute: int) -> datetime:
        """Return the instant so many minutes after the day began."""
        return self._starts[day - self._first] + _MINUTES[minute]
