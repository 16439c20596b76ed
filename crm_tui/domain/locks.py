"""锁定: keeping a customer until a day, within a quota that locking again does not widen."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.pools import Holding, NotYours
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock of a customer; the day it was lifted is no locked day any more."""

    first_day: int
    until_day: int
    lifted_day: int | None = None

    def days(self, since_day: int) -> range:
        """Return the days it locked from a day on."""
        after = self.until_day + 1
        if self.lifted_day is not None:
            after = min(after, self.lifted_day)
        return range(max(self.first_day, since_day), after)


@dataclass(frozen=True, slots=True)
class LockQuota:
    """What is left of locking: by the holder, and of this customer on its running clock.

    `locked` counts the holder's other locked customers of the pool, `locks` are all of this
    customer whoever made them, so that passing it around widens nothing.
    """

    locked: int
    lock_limit: int
    lock_days: int
    locks: tuple[Lock, ...] = ()
    clock_day: int = 0


@dataclass(frozen=True, slots=True)
class LockLimitReached:
    """The holder has as many customers locked as the pool allows."""

    person: str
    locked: int
    limit: int


@dataclass(frozen=True, slots=True)
class LockDaysUsedUp:
    """The customer would be locked for more days than the pool allows on one clock."""

    customer: str
    days: int
    used_days: int
    limit_days: int
    latest_day: int | None
    """The latest day it could be locked until, or None when no day is left."""


@dataclass(frozen=True, slots=True)
class NotLocked:
    """Nothing locks the customer."""

    customer: str


LockRefusal = NotYours | LockLimitReached | LockDaysUsedUp
UnlockRefusal = NotYours | NotLocked


def may_grant(customer: Holding, *, by: Person, manages_owner: bool) -> bool:
    """Return whether this person may give a customer more time than its owner has a right to.

    The owner's manager, the pool's admin and an admin may; only an admin for oneself.
    """
    if by.is_admin:
        return True
    if customer.owner_id == by.user_id or not by.may(Permission.GRANT):
        return False
    return manages_owner or customer.pool_id in by.managed_pool_ids


def locked_days(locks: Sequence[Lock], since_day: int) -> frozenset[int]:
    """Return the days from a day on that any of the locks covers, each once."""
    return frozenset(day for lock in locks for day in lock.days(since_day))


def why_not_lock(
    customer: Holding,
    until_day: int,
    *,
    by: Person,
    manages_owner: bool,
    quota: LockQuota,
    today: int,
) -> LockRefusal | None:
    """Return why this lock is refused, or None; whoever may grant goes beyond the quota."""
    if customer.owner_id is None:
        return NotYours(customer.name, "", is_pooled=True)
    if may_grant(customer, by=by, manages_owner=manages_owner):
        return None
    if customer.owner_id != by.user_id:
        return NotYours(customer.name, customer.owner)
    return why_beyond_quota(customer, until_day, quota=quota, today=today)


def why_beyond_quota(
    customer: Holding, until_day: int, *, quota: LockQuota, today: int
) -> LockLimitReached | LockDaysUsedUp | None:
    """Return which number of the owner's quota a lock goes beyond, or None."""
    if quota.locked >= quota.lock_limit:
        return LockLimitReached(customer.owner, quota.locked, quota.lock_limit)
    used = sum(day < today for day in locked_days(quota.locks, quota.clock_day))
    asked = until_day - today + 1
    if used + asked <= quota.lock_days:
        return None
    left = quota.lock_days - used
    latest = today + left - 1 if left > 0 else None
    return LockDaysUsedUp(customer.name, asked, used, quota.lock_days, latest)


def why_not_unlock(
    customer: Holding, *, by: Person, manages_owner: bool, is_locked: bool
) -> UnlockRefusal | None:
    """Return why this person may not lift the lock, or None."""
    if customer.owner_id is None:
        return NotYours(customer.name, "", is_pooled=True)
    is_owner = customer.owner_id == by.user_id
    if not is_owner and not may_grant(customer, by=by, manages_owner=manages_owner):
        return NotYours(customer.name, customer.owner)
    return None if is_locked else NotLocked(customer.name)
