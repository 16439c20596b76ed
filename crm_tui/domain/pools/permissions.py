"""Who may claim, return, assign, transfer, move and edit; if not, why, with number and day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace
from datetime import datetime

from crm_tui.domain.customers import Standing
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PeriodId, PoolId, UserId
from crm_tui.domain.pools.limits import (
    Allowance,
    HeldCustomer,
    HoldingLimitReached,
    why_not_one_more,
)
from crm_tui.domain.pools.refusals import (
    AlreadyInPool,
    AlreadyYours,
    AssignRefusal,
    ClaimRefusal,
    CoolingOff,
    DailyLimitReached,
    HeldByYourself,
    MoveRefusal,
    NotAMember,
    NotOwned,
    NotPoolAdmin,
    NotYours,
    NotYourStaff,
    OwnedByAnother,
    PoolClosed,
    PoolNotOpenYet,
    ReservedForFinder,
    ReturnRefusal,
    SetAside,
    TransferNotAllowed,
    TransferRefusal,
)
from crm_tui.domain.pools.rules import PeriodEnd, PeriodStart, Policy
from crm_tui.domain.teams import TeamMember
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """A customer as claim, return, assign and the other movements see it."""

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
    standing: Standing = Standing.NORMAL
    opens_at: datetime | None = None
    pool_since: datetime | None = None
    is_deal: bool = False

    def is_reserved_for(self, user_id: UserId, today: int) -> bool:
        """Return whether the customer is kept today for this person, who found it."""
        until = self.reserved_until_day
        return until is not None and today <= until and self.reserved_for_id == user_id

    @property
    def as_given(self) -> HeldCustomer:
        """Return what limits would count when somebody else is given the customer."""
        return HeldCustomer(self.pool_id, is_deal=self.is_deal)


@dataclass(frozen=True, slots=True)
class LastPeriod:
    """How a person's last time with a customer ended, and what the pool of that time asks.

    The customer may lie in another pool by now: the longer cool-off of the two holds.
    """

    how_ended: PeriodEnd
    end_day: int
    cool_off_return_days: int = 0
    cool_off_reclaim_days: int = 0


@dataclass(frozen=True, slots=True)
class NextPeriod:
    """How a later holder's time with a customer began, and how it ended, if it has."""

    how_started: PeriodStart
    how_ended: PeriodEnd | None = None
    end_day: int | None = None


PASSING_STARTS = frozenset({PeriodStart.TRANSFERRED, PeriodStart.HANDED_OVER, PeriodStart.DISPUTED})
PASSING_ENDS = frozenset({PeriodEnd.TRANSFERRED, PeriodEnd.HANDED_OVER, PeriodEnd.DISPUTED})
"""How a customer goes from hand to hand, its clock running on."""


def end_after_passing(passed: LastPeriod, following: Iterable[NextPeriod]) -> LastPeriod:
    """Return how a time that its holder ended by passing the customer on came to its end.

    It is how the customer came back to the pool out of the hands it was passed to; as long as it
    has not, the passing itself. One passed to the pool was returned.
    """
    end_day = passed.end_day
    for period in following:
        if period.how_started not in PASSING_STARTS:
            break
        if period.how_ended is None or period.end_day is None:
            return passed
        end_day = period.end_day
        if period.how_ended not in PASSING_ENDS:
            return replace(passed, how_ended=period.how_ended, end_day=end_day)
    return replace(passed, how_ended=PeriodEnd.RETURNED, end_day=end_day)


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who would get the customer, with what they hold, claimed and had before.

    `may_exceed` says that a limit was overridden for this once, by somebody who may and with a
    reason that is recorded.
    """

    user_id: UserId
    name: str
    allowance: Allowance = field(default_factory=Allowance)
    claims_today: int = 0
    is_member: bool = True
    last_period: LastPeriod | None = None
    may_exceed: bool = False


# --- what holds on every road --------------------------------------------------------------------


def cool_off_until(last: LastPeriod | None, policy: Policy) -> int | None:
    """Return the first day on which the person may have the customer again, or None.

    Who lost a customer to somebody else, by a transfer, a hand-over, a decided dispute or a merge,
    waits for nothing; what they passed on themselves ends when it comes back to the pool.
    """
    if last is None:
        return None
    match last.how_ended:
        case (
            PeriodEnd.RETURNED
            | PeriodEnd.DELETED
            | PeriodEnd.INVALID
            | PeriodEnd.BLACKLISTED
            | PeriodEnd.UNDONE
        ):
            days = max(policy.cool_off_return_days, last.cool_off_return_days)
        case PeriodEnd.RECLAIMED:
            days = max(policy.cool_off_reclaim_days, last.cool_off_reclaim_days)
        case PeriodEnd.TRANSFERRED | PeriodEnd.HANDED_OVER | PeriodEnd.DISPUTED | PeriodEnd.MERGED:
            return None
    return last.end_day + days if days else None


def why_cooling_off(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> CoolingOff | None:
    """Return why this person, who had the customer, may not have it back yet, or None."""
    again = cool_off_until(by.last_period, policy)
    if again is None or by.last_period is None or today >= again:
        return None
    return CoolingOff(customer.name, by.name, by.last_period.how_ended, again)


def why_not_hold(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> HoldingLimitReached | CoolingOff | None:
    """Return why this person cannot be given the customer on any road, or None."""
    cooling = why_cooling_off(customer, by=by, policy=policy, today=today)
    if cooling is not None or by.may_exceed:
        return cooling
    return why_not_one_more(by.allowance, customer.as_given, person=by.name, pool=policy.name)


def why_not_free(
    customer: Holding, receiver_id: UserId
) -> AlreadyYours | OwnedByAnother | SetAside | None:
    """Return why nobody can be given the customer out of a pool now, or None."""
    if customer.standing is not Standing.NORMAL:
        return SetAside(customer.name, customer.standing)
    if customer.owner_id == receiver_id:
        return AlreadyYours(customer.name)
    if customer.owner_id is None:
        return None
    return OwnedByAnother(customer.name, customer.owner_id, customer.owner, customer.owned_since)


# --- claim ---------------------------------------------------------------------------------------


def why_not_claim(
    customer: Holding, *, by: Claimant, policy: Policy, today: int, now: datetime
) -> ClaimRefusal | None:
    """Return why this claim is refused, or None when it is allowed.

    What can be had by nobody is said first, then the pool's door, then the person's own limits.
    `now` is in the office's zone, in which the opening is told.
    """
    return (
        why_not_free(customer, by.user_id)
        or _why_reserved(customer, by.user_id, today)
        or _why_not_admitted(customer, by, policy, today)
        or _why_not_open(customer, by.user_id, today, now)
        or why_not_hold(customer, by=by, policy=policy, today=today)
        or _why_not_today(by, policy, today)
    )


def claimable_from_day(refusal: ClaimRefusal | None) -> int | None:
    """Return the day from which a refused claim is possible again, where only days stand in it."""
    match refusal:
        case CoolingOff() | DailyLimitReached():
            return refusal.again_day
        case ReservedForFinder():
            return refusal.until_day + 1
        case _:
            return None


def _why_reserved(customer: Holding, claimant_id: UserId, today: int) -> ReservedForFinder | None:
    until = customer.reserved_until_day
    if until is None or today > until or customer.reserved_for_id == claimant_id:
        return None
    return ReservedForFinder(customer.name, until)


def _why_not_admitted(
    customer: Holding, by: Claimant, policy: Policy, today: int
) -> NotAMember | PoolClosed | None:
    if not by.is_member and not customer.is_reserved_for(by.user_id, today):
        return NotAMember(policy.name, by.name)
    return None if policy.enabled else PoolClosed(policy.name)


def _why_not_open(
    customer: Holding, claimant_id: UserId, today: int, now: datetime
) -> PoolNotOpenYet | None:
    opens_at = customer.opens_at
    if opens_at is None or now >= opens_at or customer.is_reserved_for(claimant_id, today):
        return None
    return PoolNotOpenYet(customer.name, opens_at.astimezone(now.tzinfo))


def _why_not_today(by: Claimant, policy: Policy, today: int) -> DailyLimitReached | None:
    if policy.daily_limit is not None and by.claims_today >= policy.daily_limit:
        return DailyLimitReached(by.claims_today, policy.daily_limit, policy.name, today + 1)
    return None


# --- assign, return, transfer, move --------------------------------------------------------------


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

    An admin may give to anybody, a pool admin to the pool's members, a manager to their own
    staff; who is both may use either right. Opening hours and what is kept for a finder bind
    those who claim, not those who give.
    """
    return (
        why_not_free(customer, to.user_id)
        or _why_not_giver(customer, to, by, policy, manages_receiver=manages_receiver)
        or why_not_hold(customer, by=to, policy=policy, today=today)
    )


def _why_not_giver(
    customer: Holding, to: Claimant, by: Person, policy: Policy, *, manages_receiver: bool
) -> NotAMember | NotYourStaff | None:
    if by.is_admin or (manages_receiver and by.may(Permission.ASSIGN)):
        return None
    if customer.pool_id not in by.managed_pool_ids:
        return NotYourStaff(to.name)
    return None if to.is_member else NotAMember(policy.name, to.name)


def why_not_return(customer: Holding, *, by: Person, manages_owner: bool) -> ReturnRefusal | None:
    """Return why this person may not give the customer back, or None.

    The owner may, their manager, the pool's admin and an admin.
    """
    if customer.owner_id is None:
        return NotOwned(customer.name)
    if customer.owner_id == by.user_id or _stands_above(customer, by, manages_owner=manages_owner):
        return None
    return NotYours(customer.name, customer.owner)


def _stands_above(customer: Holding, by: Person, *, manages_owner: bool) -> bool:
    """Return whether this person decides about a customer that somebody else holds."""
    return (
        by.is_admin
        or customer.pool_id in by.managed_pool_ids
        or (manages_owner and by.may(Permission.ASSIGN))
    )


@dataclass(frozen=True, slots=True)
class TransferRights:
    """What decides whether somebody may pass a customer to somebody else.

    `manages_receiver` is also true of the manager who takes the customer over themselves.
    """

    manages_owner: bool = False
    manages_receiver: bool = False
    owners_may_transfer: bool = True


def why_not_transfer(
    customer: Holding,
    *,
    to: Claimant,
    by: Person,
    rights: TransferRights,
    policy: Policy,
    today: int,
) -> TransferRefusal | None:
    """Return why a customer cannot pass from its owner to this person, or None.

    The owner may where the office lets them, the owner's manager within their staff, an admin
    anybody's to anybody; the receiver's cool-off and limits hold as on every road.
    """
    if customer.owner_id is None:
        return NotOwned(customer.name)
    if customer.owner_id == to.user_id:
        return AlreadyYours(customer.name)
    return _why_not_passer(customer, to, by, rights) or why_not_hold(
        customer, by=to, policy=policy, today=today
    )


def _why_not_passer(
    customer: Holding, to: Claimant, by: Person, rights: TransferRights
) -> NotYours | NotYourStaff | TransferNotAllowed | None:
    if by.is_admin:
        return None
    if rights.manages_owner and by.may(Permission.ASSIGN):
        return None if rights.manages_receiver else NotYourStaff(to.name)
    if customer.owner_id != by.user_id:
        return NotYours(customer.name, customer.owner)
    return None if rights.owners_may_transfer else TransferNotAllowed(customer.name)


def why_not_move(
    customer: Holding, *, by: Person, here: Policy, there: Policy
) -> MoveRefusal | None:
    """Return why a customer cannot go from its pool to another, or None.

    An admin may, and who administers both pools: but not with what they hold themselves, or the
    rules of the other pool would win them time.
    """
    if here.pool_id == there.pool_id:
        return AlreadyInPool(customer.name, there.name)
    if customer.owner_id == by.user_id and not by.is_admin:
        return HeldByYourself(customer.name)
    return why_not_edit_pool(here.pool_id, here.name, by=by) or why_not_edit_pool(
        there.pool_id, there.name, by=by
    )


def may_lengthen(customer: Holding, *, by: Person, manages_owner: bool) -> bool:
    """Return whether this person's edit of an owned customer may move its last day later.

    Those above the owner may; never the owner, nor a colleague who helps them.
    """
    return customer.owner_id != by.user_id and _stands_above(
        customer, by, manages_owner=manages_owner
    )


# --- edit ----------------------------------------------------------------------------------------


def why_not_edit_pool(pool_id: PoolId, pool: str, *, by: Person) -> NotPoolAdmin | None:
    """Return why this person may not change a pool's settings, or None: its admins may."""
    if by.is_admin or pool_id in by.managed_pool_ids:
        return None
    return NotPoolAdmin(pool)


def why_not_edit(
    customer: Holding, *, by: Person, manages_owner: bool, team: TeamMember | None
) -> NotYours | None:
    """Return why this person, who sees the customer, may not change it, or None.

    An owned one is changed by its owner, those above, and a team member who may write (`team` is
    the asking person's seat, if it holds today); one in a pool by the pool's admin, an admin, and
    the finder it is kept for.
    """
    if _stands_above(customer, by, manages_owner=manages_owner):
        return None
    if customer.owner_id is None:
        is_finder = customer.reserved_for_id == by.user_id
        return None if is_finder else NotYours(customer.name, "", is_pooled=True)
    if customer.owner_id == by.user_id or (team is not None and team.can_write):
        return None
    return NotYours(customer.name, customer.owner)
