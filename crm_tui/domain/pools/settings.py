"""What can be set of a pool: its fields, members, limits and 归池 routes, and what is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, fields

from crm_tui.domain.identifiers import CustomerId, LimitId, MemberId, PoolId, RouteId
from crm_tui.domain.pools.limits import AssignMode, HoldingLimit
from crm_tui.domain.pools.rules import MemberKind, RuleFacts, RuleFilter
from crm_tui.values import dataclass

MINUTES_A_DAY = 24 * 60
LARGEST_NUMBER = 1_000_000
LONGEST_DAYS = 3650
DEFAULT_OPENING_MINUTE = 9 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFields:
    """The settings of a pool that are typed; None means off, zero means none or the same day.

    `new_closed_hours` keeps new ones closed, `reclaimed_opens_minute` is a minute of the day,
    `reveal_limit` is a number a day and person; locks are limited per person, in days each.
    """

    name: str
    description: str = ""
    enabled: bool = True
    daily_limit: int | None = None
    cool_off_return_days: int = 7
    cool_off_reclaim_days: int = 7
    new_closed_hours: int | None = None
    reclaimed_opens_minute: int | None = DEFAULT_OPENING_MINUTE
    masks_contacts: bool = False
    reveal_limit: int | None = None
    assign_mode: AssignMode = AssignMode.HAND
    lock_limit: int = 5
    lock_days: int = 30
    extension_days: int = 30


POOL_FIELDS = tuple(each.name for each in fields(PoolFields))
BOUNDS: dict[str, tuple[int, int]] = {
    "daily_limit": (0, LARGEST_NUMBER),
    "cool_off_return_days": (0, LONGEST_DAYS),
    "cool_off_reclaim_days": (0, LONGEST_DAYS),
    "new_closed_hours": (0, 24 * LONGEST_DAYS),
    "reclaimed_opens_minute": (0, MINUTES_A_DAY - 1),
    "reveal_limit": (0, LARGEST_NUMBER),
    "lock_limit": (0, LARGEST_NUMBER),
    "lock_days": (0, LONGEST_DAYS),
    "extension_days": (0, LONGEST_DAYS),
}
"""The least and the greatest value of each number."""
OPTIONAL = frozenset({"daily_limit", "new_closed_hours", "reclaimed_opens_minute", "reveal_limit"})
"""The numbers that may be off."""


@dataclass(frozen=True, slots=True)
class PoolMember:
    """One line of a pool's members: who it is about, and whether in, out or in charge."""

    kind: MemberKind
    member_id: int | None
    is_excluded: bool = False
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A line of a pool's members as listed; `login` is that of a user, or the code of a role."""

    id: MemberId
    member: PoolMember
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A holding limit as listed; `subject` is the login, role code or department, or empty."""

    id: LimitId
    limit: HoldingLimit
    subject: str
    subject_name: str
    pool: str


@dataclass(frozen=True, slots=True)
class Route:
    """归池: which customers belong to a pool; of those that fit the lowest priority wins."""

    priority: int
    pool_id: PoolId
    filter: RuleFilter = field(default_factory=RuleFilter)


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A route as listed."""

    id: RouteId
    route: Route
    pool: str


@dataclass(frozen=True, slots=True)
class PoolDetail:
    """A pool with everything that is set of it."""

    id: PoolId
    fields: PoolFields
    is_default: bool
    in_pool: int
    owned: int
    members: tuple[MemberRow, ...]
    limits: tuple[LimitRow, ...]
    routes: tuple[RouteRow, ...]
    next_in_turn: str = ""
    may_edit: bool = False


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """A customer that the routes would put into another pool than the one it belongs to."""

    customer_id: CustomerId
    customer: str
    pool_id: PoolId
    pool: str
    to_pool_id: PoolId
    to_pool: str


def pool_for(customer: RuleFacts, routes: Sequence[Route], default: PoolId) -> PoolId:
    """Return the home pool of a customer: that of the first route that fits, else the default.

    `routes` stand in the order of their priority.
    """
    fitting = (route.pool_id for route in routes if route.filter.accepts(customer))
    return next(fitting, default)
