"""客户上限: how many customers somebody may hold, and how those they hold are counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum

from crm_tui.domain.identifiers import PoolId, RoleId, UserId
from crm_tui.values import dataclass


class LimitLevel(Enum):
    """For whom a limit was set."""

    OFFICE = "office"
    DEPARTMENT = "department"
    ROLE = "role"
    USER = "user"


class LimitKind(Enum):
    """What a limit counts: whatever somebody holds, or only what they found themselves (自拓)."""

    GENERAL = "general"
    SELF_FOUND = "self_found"


class AssignMode(Enum):
    """How a pool gives its customers out: by hand, by match, or in turn (轮流)."""

    HAND = "hand"
    MATCH = "match"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class HoldingLimit:
    """How many customers a person may hold, in all pools or in one; zero means none at all.

    `subject_id` is the department, role or user it was set for, None at the level of the office.
    """

    level: LimitLevel
    subject_id: int | None
    pool_id: PoolId | None
    kind: LimitKind
    maximum: int
    counts_deal: bool = True
    counts_locked: bool = True


@dataclass(frozen=True, slots=True)
class LimitSubject:
    """Whose limits are asked for; departments stand from the top of the tree to their own."""

    user_id: UserId
    role_ids: frozenset[RoleId] = frozenset()
    department_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldCustomer:
    """What limits read of a customer that somebody holds, or would get."""

    pool_id: PoolId
    is_deal: bool = False
    is_locked: bool = False
    is_self_found: bool = False


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """So many customers that no limit tells apart."""

    customer: HeldCustomer
    number: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """The limits that bind somebody, and what they hold already."""

    limits: tuple[HoldingLimit, ...] = ()
    holdings: tuple[HeldGroup, ...] = ()

    def held_under(self, limit: HoldingLimit) -> int:
        """Return how many of the customers held count under a limit."""
        return sum(group.number for group in self.holdings if self.counts(limit, group.customer))

    def counts(self, limit: HoldingLimit, customer: HeldCustomer) -> bool:
        """Return whether a customer counts under a limit.

        What somebody found themselves counts under their limit for such ones where there is one,
        and then in no general one.
        """
        if limit.pool_id is not None and limit.pool_id != customer.pool_id:
            return False
        if customer.is_deal and not limit.counts_deal:
            return False
        if customer.is_locked and not limit.counts_locked:
            return False
        match limit.kind:
            case LimitKind.SELF_FOUND:
                return customer.is_self_found
            case LimitKind.GENERAL:
                return not (customer.is_self_found and self._has_own_limit(customer))

    def with_one_more(self, customer: HeldCustomer) -> Allowance:
        """Return the allowance after the person was given a customer."""
        number = sum(group.number for group in self.holdings if group.customer == customer)
        others = tuple(group for group in self.holdings if group.customer != customer)
        return replace(self, holdings=(*others, HeldGroup(customer, number + 1)))

    @property
    def general(self) -> HoldingLimit | None:
        """Return the limit over all pools, the one that is shown beside what somebody holds."""
        whole = (each for each in self.limits if each.pool_id is None)
        return next((each for each in whole if each.kind is LimitKind.GENERAL), None)

    def _has_own_limit(self, customer: HeldCustomer) -> bool:
        return any(
            limit.kind is LimitKind.SELF_FOUND and limit.pool_id in {None, customer.pool_id}
            for limit in self.limits
        )


def binding_limits(
    subject: LimitSubject, limits: Iterable[HoldingLimit]
) -> tuple[HoldingLimit, ...]:
    """Return the limits that bind somebody: of each kind, over all pools and per pool, one.

    The most specific that was set wins: user, then role, then the nearest department, then the
    office; of several roles the smallest.
    """
    found: dict[tuple[LimitKind, PoolId | None], tuple[tuple[int, int], HoldingLimit]] = {}
    for limit in limits:
        rank = _rank(subject, limit)
        if rank is None:
            continue
        scope = (limit.kind, limit.pool_id)
        if scope not in found or rank > found[scope][0]:
            found[scope] = (rank, limit)
    in_order = sorted(found, key=lambda scope: (scope[1] or 0, scope[0].value))
    return tuple(found[scope][1] for scope in in_order)


def _rank(subject: LimitSubject, limit: HoldingLimit) -> tuple[int, int] | None:
    """Return how specific a limit is for somebody, None where it is not theirs."""
    match limit.level:
        case LimitLevel.USER:
            return (3, 0) if limit.subject_id == subject.user_id else None
        case LimitLevel.ROLE:
            return (2, -limit.maximum) if limit.subject_id in subject.role_ids else None
        case LimitLevel.DEPARTMENT:
            ids: Sequence[int | None] = subject.department_ids
            return (1, ids.index(limit.subject_id)) if limit.subject_id in ids else None
        case LimitLevel.OFFICE:
            return (0, 0)


@dataclass(frozen=True, slots=True)
class HoldingLimitReached:
    """The person holds as many customers as they may; `pool` is None for all pools together."""

    person: str
    held: int
    limit: int
    pool: str | None = None
    level: LimitLevel = LimitLevel.OFFICE
    kind: LimitKind = LimitKind.GENERAL


def why_not_one_more(
    allowance: Allowance, customer: HeldCustomer, *, person: str, pool: str
) -> HoldingLimitReached | None:
    """Return the limit that giving this customer would break, or None.

    `person` and `pool` are the names of the receiver and of the customer's pool.
    """
    for limit in allowance.limits:
        if not allowance.counts(limit, customer):
            continue
        held = allowance.held_under(limit)
        if held >= limit.maximum:
            where = None if limit.pool_id is None else pool
            return HoldingLimitReached(person, held, limit.maximum, where, limit.level, limit.kind)
    return None


def room_left(allowance: Allowance, customer: HeldCustomer) -> int | None:
    """Return how many more customers like this one fit; None where no limit binds."""
    rooms = [
        limit.maximum - allowance.held_under(limit)
        for limit in allowance.limits
        if allowance.counts(limit, customer)
    ]
    return max(min(rooms), 0) if rooms else None
