"""Why something in a pool is not allowed: which rule, which number, until when."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.customers import Standing
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools.limits import HoldingLimitReached
from crm_tui.domain.pools.rules import PeriodEnd
from crm_tui.values import dataclass


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
class SetAside:
    """The customer is deleted, invalid or blacklisted, and stands outside all pools."""

    customer: str
    standing: Standing


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
class PoolNotOpenYet:
    """The customer came into its pool lately; members may claim it from `opens_at` on."""

    customer: str
    opens_at: datetime


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


@dataclass(frozen=True, slots=True)
class NotOwned:
    """The customer is in its pool already."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotYours:
    """Only the owner, their manager, the pool's admin or an admin may do this.

    `is_pooled` says that nobody holds it; an owner that is not named is another matter.
    """

    customer: str
    owner: str
    is_pooled: bool = False


@dataclass(frozen=True, slots=True)
class NotYourStaff:
    """A manager gives to, and takes from, only those below them."""

    person: str


@dataclass(frozen=True, slots=True)
class TransferNotAllowed:
    """The office does not let owners pass their customers on themselves."""

    customer: str


@dataclass(frozen=True, slots=True)
class GivenByHand:
    """The pool gives its customers out by hand, so somebody has to be named."""

    customer: str
    pool: str


@dataclass(frozen=True, slots=True)
class AlreadyInPool:
    """The customer belongs to this pool already."""

    customer: str
    pool: str


@dataclass(frozen=True, slots=True)
class HeldByYourself:
    """Who administers pools moves no customer that they hold themselves."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotPoolAdmin:
    """Only the admins of this pool and those of the office may do this."""

    pool: str


@dataclass(frozen=True, slots=True)
class DefaultPool:
    """The pool stays, and stays open, while it is the default: it takes what no route names."""

    pool: str


@dataclass(frozen=True, slots=True)
class NobodyInTurn:
    """None of those who would be next is present and may have the customer."""

    customer: str
    pool: str
    asked: int
    """How many people were considered."""


@dataclass(frozen=True, slots=True)
class NobodySuits:
    """None of the pool's members is present, suits the customer and may have it."""

    customer: str
    pool: str
    asked: int


ClaimRefusal = (
    OwnedByAnother
    | AlreadyYours
    | SetAside
    | NotAMember
    | PoolClosed
    | PoolNotOpenYet
    | HoldingLimitReached
    | DailyLimitReached
    | CoolingOff
    | ReservedForFinder
)
ReturnRefusal = NotOwned | NotYours
AssignRefusal = (
    OwnedByAnother
    | AlreadyYours
    | SetAside
    | NotAMember
    | HoldingLimitReached
    | CoolingOff
    | NotYourStaff
    | NobodyInTurn
    | NobodySuits
    | GivenByHand
)
TransferRefusal = (
    NotOwned
    | NotYours
    | AlreadyYours
    | TransferNotAllowed
    | NotYourStaff
    | HoldingLimitReached
    | CoolingOff
)
MoveRefusal = AlreadyInPool | HeldByYourself | NotPoolAdmin
PoolRefusal = (
    ClaimRefusal
    | ReturnRefusal
    | AssignRefusal
    | TransferRefusal
    | MoveRefusal
    | NotPoolAdmin
    | DefaultPool
)
