"""The days on which a pool's rules take back, looked up both ways."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from crm_tui.domain.days import WorkCalendar
from crm_tui.domain.pools import ClockFacts, Policy, RuleFacts, protection

HISTORY_DAYS = 420


class Deadlines:
    """The last protected day for every anchor of the last year, as `protection` computes it."""

    def __init__(self, policy: Policy, calendar: WorkCalendar, today: int) -> None:
        self.policy = policy
        self._today = today
        self._first = today - HISTORY_DAYS
        self._last_days: Sequence[int] = [
            protection(
                RuleFacts(), ClockFacts(anchor), rules=policy.rules, calendar=calendar
            ).last_day
            for anchor in range(self._first, today)
        ]
        self.longest = self._last_days[-1] - today

    def last_day(self, anchor: int) -> int:
        """Return the last protected day of an anchor."""
        return self._last_days[anchor - self._first]

    def anchor_ending(self, last_day: int) -> int:
        """Return the latest anchor before today that protects no longer than until this day."""
        place = bisect_right(self._last_days, last_day) - 1
        return self._first + max(place, 0)
