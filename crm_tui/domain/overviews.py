"""What a manager sees of the pools at a glance: who is full, what leaves, what moves in circles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.values import dataclass

NEAR_LIMIT_PERCENT = 90
"""From this share of a limit on somebody is near it."""
LEAVING_DAYS = 7
AGE_BUCKETS = (7, 30, 90, 180)
"""Customers that lie in a pool for up to so many days, and the rest."""
PING_PONG_DAYS = 90
NO_LIMIT_ROOM = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """How many customers somebody holds, of how many they may."""

    user_id: UserId
    name: str
    held: int
    limit: int | None

    @property
    def is_near(self) -> bool:
        """Return whether hardly any room is left, or none."""
        return self.limit is not None and self.held * 100 >= self.limit * NEAR_LIMIT_PERCENT

    @property
    def room(self) -> int:
        """Return how many more fit, less than none for who is over; without a limit all others."""
        return NO_LIMIT_ROOM if self.limit is None else self.limit - self.held


@dataclass(frozen=True, slots=True)
class Leaving:
    """A customer that the rules take back soon."""

    customer_id: CustomerId
    name: str
    owner_id: UserId
    owner: str
    pool: str
    last_day: int
    deciding: str


@dataclass(frozen=True, slots=True)
class PoolAge:
    """How long the customers of a pool have lain there: one count per bucket, then the rest."""

    pool_id: PoolId
    pool: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Turnover:
    """What somebody claimed, gave back and lost over a span of days."""

    user_id: UserId
    name: str
    claimed: int
    returned: int
    reclaimed: int


@dataclass(frozen=True, slots=True)
class PingPong:
    """倒手: two people who get the same customer from each other, and how often."""

    customer_id: CustomerId
    customer: str
    one_id: UserId
    one: str
    other_id: UserId
    other: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class HeldSpan:
    """One time somebody held a customer; without an end they hold it still."""

    customer_id: CustomerId
    customer: str
    owner_id: UserId
    owner: str
    started_at: datetime
    ended_at: datetime | None


def ping_pongs(spans: Sequence[HeldSpan], since: datetime) -> list[PingPong]:
    """Return who got a customer back from whom, the newest first; spans by customer, in order.

    A → B → A counts once when A had it, and has it again, since then; whether it went through the
    pool or straight makes no difference.
    """
    found: dict[tuple[CustomerId, UserId, UserId], PingPong] = {}
    for first, between, again in zip(spans, spans[1:], spans[2:], strict=False):
        if len({each.customer_id for each in (first, between, again)}) > 1:
            continue
        is_back = first.owner_id == again.owner_id != between.owner_id
        if not is_back or first.ended_at is None or first.ended_at < since:
            continue
        one, other = sorted((first, between), key=lambda each: each.owner_id)
        key = (first.customer_id, one.owner_id, other.owner_id)
        times = found[key].times + 1 if key in found else 1
        found[key] = PingPong(
            first.customer_id,
            first.customer,
            one.owner_id,
            one.owner,
            other.owner_id,
            other.owner,
            times,
            again.started_at,
        )
    return sorted(found.values(), key=lambda each: (each.last_at, each.customer_id), reverse=True)


@dataclass(frozen=True, slots=True)
class Overview:
    """The manager's view, each list as far as their scope goes."""

    days: int
    loads: tuple[Load, ...]
    leaving: tuple[Leaving, ...]
    leaving_by_owner: tuple[tuple[UserId, str, int], ...]
    ages: tuple[PoolAge, ...]
    turnover: tuple[Turnover, ...]
    ping_pong: tuple[PingPong, ...]
    flagged: tuple[FollowUpRow, ...]
