"""How long a customer can still be kept: what is left of locks, and of asking for more days."""

from __future__ import annotations

from crm_tui.domain.days import NEVER
from crm_tui.domain.locks import LockQuota, locked_days
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the owner of a customer may still ask for, told before they do."""

    quota: LockQuota
    today: int
    last_day: int
    locked_until_day: int | None
    extension_days: int
    asked_until_day: int | None
    """What was asked for and waits for a decision."""

    @property
    def latest_lock_day(self) -> int | None:
        """Return the latest day it could be locked until, or None when no day is left."""
        used = sum(day < self.today for day in locked_days(self.quota.locks, self.quota.clock_day))
        left = self.quota.lock_days - used
        return self.today + left - 1 if left > 0 else None

    @property
    def latest_extension_day(self) -> int | None:
        """Return the latest day that could be asked for, or None when nothing takes it back."""
        return None if self.last_day >= NEVER else self.last_day + self.extension_days
