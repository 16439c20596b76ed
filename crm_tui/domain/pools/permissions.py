"""Who may claim, return, assign and edit; and if not, why, with the number and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PeriodId, PoolId, UserId
from crm_tui.domain.pools.rules import PeriodEnd, Policy
from crm_tui.domain.users import Permission, Person


@dataclass(frozen=True, slots=True)
class Holding:
    """A customer as claim, return and assign see it."""

    customer_id: CustomerId
    name: str
    pool_id: PoolId
    owner_id: UserId | None
    owner: str = ""
    period_id: PeriodId | None = None
    owned_since: datetime | None = None
    last_day: int = NEVER
    reserved_for_id: UserId | None = None
    reserved_until_day: int | None = None


@dataclass(frozen=True, slots=True)
class LastPeriod:
    """How a person's last time with a customer ended."""

    how_ended: PeriodEnd
    end_day: int


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who would get the customer, with what they hold and claimed already."""

    user_id: UserId
    name: str
    held: int
    holding_limit: int | None
    held_in_pool: int
    claims_today: int
    is_member: bool
    last_period: LastPeriod | None = None


@dataclass(frozen=True, slots=True)
class OwnedByAnother:
    """Somebody holds it."""

    customer: str
    owner_id: UserId
    owner: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class AlreadyYours:
    """The same person holds it."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotAMember:
    """The person does not belong to the pool."""

    pool: str
    person: str


@dataclass(frozen=True, slots=True)
class PoolClosed:
    """The pool is switched off."""

    pool: str


@dataclass(frozen=True, slots=True)
class HoldingLimitReached:
    """The person holds as many customers as they may."""

    person: str
    held: int
    limit: int
    pool: str | None = None


@dataclass(frozen=True, slots=True)
class DailyLimitReached:
    """The person has claimed as many today as this pool allows; possible again on `again_day`."""

    claimed: int
    limit: int
    pool: str
    again_day: int


@dataclass(frozen=True, slots=True)
class CoolingOff:
    """The person had this customer and may have it again on `again_day`."""

    customer: str
    person: str
    how_ended: PeriodEnd
    again_day: int


@dataclass(frozen=True, slots=True)
class ReservedForFinder:
    """The customer is kept for the one who found it until the end of `until_day`."""

    customer: str
    until_day: int


ClaimRefusal = (
    OwnedByAnother
    | AlreadyYours
    | NotAMember
    | PoolClosed
    | HoldingLimitReached
    | DailyLimitReached
    | CoolingOff
    | ReservedForFinder
)


def cool_off_until(last: LastPeriod | None, policy: Policy) -> int | None:
    """Return the first day on which the person may have the customer again, or None."""
    if last is None:
        return None
    match last.how_ended:
        case PeriodEnd.RETURNED | PeriodEnd.DELETED | PeriodEnd.UNDONE:
            days = policy.cool_off_return_days
        case PeriodEnd.RECLAIMED:
            days = policy.cool_off_reclaim_days
    return last.end_day + days if days else None


def why_not_hold(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> HoldingLimitReached | CoolingOff | None:
    """Return why this person cannot be given the customer on any road, or None."""
    cooling = why_cooling_off(customer, by=by, policy=policy, today=today)
    return cooling or why_not_one_more(by, policy)


def why_cooling_off(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> CoolingOff | None:
    """Return why this person, who had the customer, may not have it back yet, or None."""
    again = cool_off_until(by.last_period, policy)
    if again is None or by.last_period is None or today >= again:
        return None
    return CoolingOff(customer.name, by.name, by.last_period.how_ended, again)


def why_not_one_more(by: Claimant, policy: Policy) -> HoldingLimitReached | None:
    """Return the holding limit that one more customer would break, or None."""
    if by.holding_limit is not None and by.held >= by.holding_limit:
        return HoldingLimitReached(by.name, by.held, by.holding_limit)
    if policy.holding_limit is not None and by.held_in_pool >= policy.holding_limit:
        return HoldingLimitReached(by.name, by.held_in_pool, policy.holding_limit, policy.name)
    return None


def room_left(by: Claimant, policy: Policy) -> int | None:
    """Return how many more customers this person may hold; None where no limit binds."""
    limits = ((by.holding_limit, by.held), (policy.holding_limit, by.held_in_pool))
    rooms = [limit - held for limit, held in limits if limit is not None]
    return max(min(rooms), 0) if rooms else None


def why_not_claim(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> ClaimRefusal | None:
    """Return why this claim is refused, or None when it is allowed."""
    return (
        _why_not_free(customer, by.user_id, today)
        or _why_not_admitted(by, policy)
        or why_not_hold(customer, by=by, policy=policy, today=today)
        or _why_not_today(by, policy, today)
    )


def _why_not_free(customer: Holding, claimant_id: UserId, today: int) -> ClaimRefusal | None:
    if customer.owner_id == claimant_id:
        return AlreadyYours(customer.name)
    if customer.owner_id is not None:
        return OwnedByAnother(
            customer.name, customer.owner_id, customer.owner, customer.owned_since
        )
    until = customer.reserved_until_day
    if until is not None and today <= until and customer.reserved_for_id != claimant_id:
        return ReservedForFinder(customer.name, until)
    return None


def _why_not_admitted(by: Claimant, policy: Policy) -> ClaimRefusal | None:
    if not by.is_member:
        return NotAMember(policy.name, by.name)
    return None if policy.enabled else PoolClosed(policy.name)


def _why_not_today(by: Claimant, policy: Policy, today: int) -> DailyLimitReached | None:
    if policy.daily_limit is not None and by.claims_today >= policy.daily_limit:
        return DailyLimitReached(by.claims_today, policy.daily_limit, policy.name, today + 1)
    return None


@dataclass(frozen=True, slots=True)
class NotOwned:
    """The customer is in its pool already."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotYours:
    """Only the owner, their manager, the pool's admin or an admin may do this."""

    customer: str
    owner: str


ReturnRefusal = NotOwned | NotYours


def why_not_return(customer: Holding, *, by: Person, manages_owner: bool) -> ReturnRefusal | None:
    """Return why this person may not give the customer back, or None."""
    if customer.owner_id is None:
        return NotOwned(customer.name)
    allowed = (
        customer.owner_id == by.user_id
        or by.is_admin
        or customer.pool_id in by.managed_pool_ids
        or (manages_owner and by.may(Permission.ASSIGN))
    )
    return None if allowed else NotYours(customer.name, customer.owner)


def why_not_edit(customer: Holding, *, by: Person) -> NotYours | None:
    """Return why this person, who sees the customer, may not change it, or None.

    In a pool only the pool's admin, an admin, and the finder it is kept for may.
    """
    if customer.owner_id is not None or by.is_admin or customer.pool_id in by.managed_pool_ids:
        return None
    return None if customer.reserved_for_id == by.user_id else NotYours(customer.name, "")


AssignRefusal = (
    OwnedByAnother | AlreadyYours | NotAMember | HoldingLimitReached | CoolingOff | NotYours
)


def why_not_assign(
    customer: Holding,
    *,
    to: Claimant,
    by: Person,
    manages_receiver: bool,
    policy: Policy,
    today: int,
) -> AssignRefusal | None:
    """Return why the customer cannot be given to this person, or None.

    An admin may give to anybody, a pool admin to the pool's members, a manager to their own staff.
    """
    if customer.owner_id == to.user_id:
        return AlreadyYours(customer.name)
    if customer.owner_id is not None:
        return OwnedByAnother(
            customer.name, customer.owner_id, customer.owner, customer.owned_since
        )
    if not (by.is_admin or customer.pool_id in by.managed_pool_ids or manages_receiver):
        return NotYours(customer.name, to.name)
    if customer.pool_id in by.managed_pool_ids and not by.is_admin and not to.is_member:
        return NotAMember(policy.name, to.name)
    return why_not_hold(customer, by=to, policy=policy, today=today)
