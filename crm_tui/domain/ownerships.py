"""Who held a customer from when to when, how it began and ended, and under which rule."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.pools import PeriodEnd, PeriodStart
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Ownership:
    """One time somebody held the customer; without an end they hold it still.

    `rule` and `rule_version` are those it ended under, or runs under now; version 0 is none.
    """

    owner: str
    pool: str
    start_day: int
    started_at: datetime
    how_started: PeriodStart
    started_by: str
    end_day: int | None
    ended_at: datetime | None
    how_ended: PeriodEnd | None
    ended_by: str
    reason: str
    note: str
    deciding: str
    rule: str
    rule_version: int

    def covers(self, day: int) -> bool:
        """Return whether they held it on this day, if only for a part of it."""
        return self.start_day <= day and (self.end_day is None or day <= self.end_day)
