"""相关团队: who works on a customer besides its owner, and what a change of owner leaves them."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass


class TeamRole(Enum):
    """What a colleague does for a customer: 协作, 售前 or 服务."""

    COLLABORATION = "collaboration"
    PRESALES = "presales"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One colleague's access to one customer; `until_day` is its last day, None for no end."""

    customer_id: CustomerId
    user_id: UserId
    role: TeamRole
    can_write: bool
    until_day: int | None = None

    def is_current(self, today: int) -> bool:
        """Return whether the access still holds on this day."""
        return self.until_day is None or today <= self.until_day


@dataclass(frozen=True, slots=True)
class Seat:
    """What is decided when a colleague joins a team: the part, the access, its last day."""

    role: TeamRole
    can_write: bool = False
    until_day: int | None = None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team member as shown."""

    member: TeamMember
    login: str
    name: str
    department: str
    added_by: str
    is_current: bool


def after_return(member: TeamMember, *, is_deal: bool) -> TeamMember:
    """Return the access a member keeps when the owner gives the customer back of their own accord.

    服务 keep theirs to a deal customer; the others, and 服务 of one without a deal, may read on.
    """
    return member if _serves_deal(member, is_deal) else replace(member, can_write=False)


def after_reclaim(member: TeamMember, *, is_deal: bool) -> TeamMember | None:
    """Return the access a member keeps when the rules take the customer back; None means none."""
    return member if _serves_deal(member, is_deal) else None


def _serves_deal(member: TeamMember, is_deal: bool) -> bool:
    return is_deal and member.role is TeamRole.SERVICE


@dataclass(frozen=True, slots=True)
class NotYourTeam:
    """Only the owner, who stands above them, and an admin put the team together."""

    customer: str
    owner: str


@dataclass(frozen=True, slots=True)
class OwnerNeedsNoSeat:
    """The owner works on the customer anyway."""

    customer: str
    owner: str


@dataclass(frozen=True, slots=True)
class AlreadyInTeam:
    """This colleague has a seat in the team already; it can be changed."""

    customer: str
    person: str


@dataclass(frozen=True, slots=True)
class NotInTeam:
    """This colleague has no seat in the team."""

    customer: str
    person: str


@dataclass(frozen=True, slots=True)
class ReadsOnly:
    """The person's seat in the team lets them read and not write."""

    customer: str


TeamRefusal = NotYourTeam | OwnerNeedsNoSeat | AlreadyInTeam | NotInTeam | ReadsOnly


@dataclass(frozen=True, slots=True)
class TeamCustomer:
    """What decides about the team of a customer."""

    customer_id: CustomerId
    name: str
    pool_id: PoolId
    owner_id: UserId | None
    owner: str


def why_not_change_team(
    customer: TeamCustomer, *, by: Person, manages_owner: bool
) -> NotYourTeam | None:
    """Return why this person may not put the team together, or None.

    The owner may, who stands above them, and an admin; of a customer in its pool the pool's admin.
    """
    if by.is_admin or customer.owner_id == by.user_id:
        return None
    if customer.owner_id is None and customer.pool_id in by.managed_pool_ids:
        return None
    if manages_owner and by.may(Permission.ASSIGN):
        return None
    return NotYourTeam(customer.name, customer.owner)


def why_not_join(
    customer: TeamCustomer, *, user_id: UserId, person: str, seated: bool
) -> OwnerNeedsNoSeat | AlreadyInTeam | None:
    """Return why this colleague cannot be given a seat in the team, or None."""
    if customer.owner_id == user_id:
        return OwnerNeedsNoSeat(customer.name, customer.owner)
    return AlreadyInTeam(customer.name, person) if seated else None


def why_not_follow_up(customer: str, *, seat: TeamMember | None, sees: bool) -> ReadsOnly | None:
    """Return why the person may not write a follow-up, or None.

    `sees` says that the customer is open to them by more than the seat: who merely reads as a
    team member writes nothing, who sees it by their place in the office may leave a remark.
    """
    return ReadsOnly(customer) if seat is not None and not seat.can_write and not sees else None
