"""The sweep: what it takes, and when it must wait for a person."""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.values import dataclass

HOLD_MIN_CUSTOMERS = 50
HOLD_SHARE_PERCENT = 20
HOLD_IDLE_DAYS = 30
CLOCK_DRIFT_SECONDS = 3600


class HoldCause(Enum):
    """What makes a large sweep suspicious enough to be held."""

    LONG_PAUSE = "long_pause"
    CLOCK_MOVED = "clock_moved"
    RULES_CHANGED = "rules_changed"
    CALENDAR_CHANGED = "calendar_changed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class SweepOutlook:
    """What a sweep is about to do, and what happened since the last completed one."""

    due: int
    owned: int
    today: int
    last_sweep_day: int
    clock_drift_seconds: float = 0.0
    causes: frozenset[HoldCause] = frozenset()


def why_hold_sweep(outlook: SweepOutlook) -> HoldCause | None:
    """Return why this sweep must wait for a person, or None when it may run.

    Held: more than 50 customers and more than 20 % of all owned, and since the last completed
    sweep the rules, the calendar or the clock changed, a backup was restored, or 30 days passed.
    """
    if outlook.due <= HOLD_MIN_CUSTOMERS:
        return None
    if outlook.due * 100 <= outlook.owned * HOLD_SHARE_PERCENT:
        return None
    if outlook.causes:
        return min(outlook.causes, key=lambda cause: cause.value)
    if abs(outlook.clock_drift_seconds) > CLOCK_DRIFT_SECONDS:
        return HoldCause.CLOCK_MOVED
    has_paused = outlook.today - outlook.last_sweep_day > HOLD_IDLE_DAYS
    return HoldCause.LONG_PAUSE if has_paused else None


@dataclass(frozen=True, slots=True)
class DueCustomer:
    """A customer that a sweep takes, or would take."""

    customer_id: CustomerId
    name: str
    owner_id: UserId
    owner: str
    pool: str
    last_day: int
    deciding: str


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did or would do."""

    as_of_day: int
    dry_run: bool
    taken: tuple[DueCustomer, ...]
    total: int
    batch_id: BatchId | None = None
    held_because: HoldCause | None = None
    skipped_because: str = ""
