"""Lock-out: after so many failures in a row a login opens to nobody for a while.

It is counted by the login that was typed, whether anybody has it or not, so that a lock tells
nothing about who works here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_tui.domain.sign_ins.policies import SignInPolicy
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many times in a row a login did not open, and when last."""

    failures: int = 0
    last_at: datetime | None = None


NO_ATTEMPTS = Attempts()


def _are_recent(attempts: Attempts, policy: SignInPolicy, now: datetime) -> bool:
    """Return whether the failures still count; a clock that was put back lengthens nothing."""
    span = timedelta(minutes=policy.lock_minutes)
    return attempts.last_at is not None and abs(now - attempts.last_at) < span


def locked_until(attempts: Attempts, policy: SignInPolicy, now: datetime) -> datetime | None:
    """Return until when nobody gets in by this login, or None when it may be tried."""
    if attempts.last_at is None or not _are_recent(attempts, policy, now):
        return None
    if attempts.failures < policy.sign_in_tries:
        return None
    return attempts.last_at + timedelta(minutes=policy.lock_minutes)


def after_failure(attempts: Attempts, policy: SignInPolicy, now: datetime) -> Attempts:
    """Return the count with one more failure; those of long ago are forgotten."""
    before = attempts.failures if _are_recent(attempts, policy, now) else 0
    return Attempts(before + 1, now)


def tries_left(attempts: Attempts, policy: SignInPolicy) -> int:
    """Return how many more failures there may be before the lock."""
    return max(policy.sign_in_tries - attempts.failures, 0)
