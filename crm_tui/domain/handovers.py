"""交接: passing on everything somebody holds, by a plan, with a slip that receivers confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, timedelta
from enum import Enum
from itertools import cycle

from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.identifiers import CustomerId, HandoverId, PoolId, UserId
from crm_tui.domain.pools import PeriodEnd, PeriodStart
from crm_tui.domain.teams import TeamRole
from crm_tui.values import dataclass

NEWS_DAYS = 14
"""For so long what the last owner left is news to the new one."""


class HandoverWay(Enum):
    """How the customers of a hand-over are shared out."""

    PERSON = "person"
    IN_TURN = "in_turn"
    REGION = "region"
    LEVEL = "level"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """Who gets what: `receivers` in turn, or by `parts` (a province or level, and its person).

    What no part names goes to the receivers in turn, and to its pool when there are none.
    """

    way: HandoverWay
    receivers: tuple[UserId, ...] = ()
    parts: tuple[tuple[str, UserId], ...] = ()

    @property
    def everybody(self) -> tuple[UserId, ...]:
        """Return each person who may get a customer, once, by id."""
        return tuple(sorted({*self.receivers, *(user_id for _, user_id in self.parts)}))


@dataclass(frozen=True, slots=True)
class HandedCustomer:
    """A customer to be passed on, with what a plan reads of it."""

    customer_id: CustomerId
    name: str
    province: str
    level: str
    pool_id: PoolId


@dataclass(frozen=True, slots=True)
class Share:
    """A customer and who gets it; None is its pool."""

    customer: HandedCustomer
    to: UserId | None


@dataclass(frozen=True, slots=True)
class NoReceiver:
    """The plan names nobody who could get anything."""

    way: HandoverWay


@dataclass(frozen=True, slots=True)
class OneReceiverOnly:
    """The plan passes everything to one person but names several."""

    named: int


@dataclass(frozen=True, slots=True)
class ReceiverLeaves:
    """The one whose customers are passed on cannot get them."""

    person: str


@dataclass(frozen=True, slots=True)
class NothingToHandOver:
    """The person holds no customer."""

    person: str


@dataclass(frozen=True, slots=True)
class NoLongerHeld:
    """The customer went another way while the hand-over was being made."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotAboveBoth:
    """Only who stands above the one who leaves and all who receive may pass customers on."""

    person: str


PlanRefusal = NoReceiver | OneReceiverOnly | ReceiverLeaves | NothingToHandOver | NotAboveBoth
HandoverRefusal = PlanRefusal | NoLongerHeld


def why_not_plan(
    plan: HandoverPlan, *, from_user_id: UserId, person: str
) -> NoReceiver | OneReceiverOnly | ReceiverLeaves | None:
    """Return what is wrong with a plan for somebody's customers, or None."""
    if plan.way is not HandoverWay.POOL and not plan.everybody:
        return NoReceiver(plan.way)
    if plan.way is HandoverWay.PERSON and len(plan.receivers) > 1:
        return OneReceiverOnly(len(plan.receivers))
    return ReceiverLeaves(person) if from_user_id in plan.everybody else None


def shares(plan: HandoverPlan, customers: Sequence[HandedCustomer]) -> list[Share]:
    """Return who gets which customer, in the order given."""
    if plan.way is HandoverWay.POOL:
        return [Share(each, None) for each in customers]
    named = dict(plan.parts)
    in_turn = cycle(plan.receivers or (None,))
    result = []
    for each in customers:
        part = named.get(_part_of(plan.way, each))
        result.append(Share(each, next(in_turn) if part is None else part))
    return result


def _part_of(way: HandoverWay, customer: HandedCustomer) -> str:
    match way:
        case HandoverWay.REGION:
            return customer.province
        case HandoverWay.LEVEL:
            return customer.level
        case HandoverWay.PERSON | HandoverWay.IN_TURN | HandoverWay.POOL:
            return ""


def is_news(
    owned_since: datetime | None, last_follow_up_at: datetime | None, now: datetime
) -> bool:
    """Return whether a new owner should still be told what the one before left.

    They have read it once they followed up, or after two weeks.
    """
    if owned_since is None or now - owned_since >= timedelta(days=NEWS_DAYS):
        return False
    return last_follow_up_at is None or last_follow_up_at < owned_since


@dataclass(frozen=True, slots=True)
class ReceiverLoad:
    """What a receiver would hold after a hand-over, or how many go to the pools (no one)."""

    user_id: UserId | None
    name: str
    gets: int
    held: int
    limit: int | None

    @property
    def is_over(self) -> bool:
        """Return whether it goes beyond the limit, which a hand-over may and records."""
        return self.limit is not None and self.held + self.gets > self.limit


def lead_receiver(plan: HandoverPlan, number: int, province: str) -> UserId | None:
    """Return who gets a lead of a hand-over, whose number says whose turn it is; None for nobody.

    A region counts for leads as well; a level, or the rules of a pool, say nothing of them.
    """
    if plan.way is HandoverWay.POOL:
        return None
    if plan.way is HandoverWay.REGION:
        for region, user_id in plan.parts:
            if region == province:
                return user_id
    receivers = plan.receivers or plan.everybody
    return receivers[number % len(receivers)] if receivers else None


@dataclass(frozen=True, slots=True)
class LeftSeat:
    """A place in the team of a customer that the leaving person has."""

    customer_id: CustomerId
    customer: str
    role: TeamRole


@dataclass(frozen=True, slots=True)
class HandoverPreview:
    """What a hand-over would do, and what else of the leaving person needs a decision."""

    from_user_id: UserId
    person: str
    customers: int
    loads: tuple[ReceiverLoad, ...]
    open_tasks: int
    seats: tuple[LeftSeat, ...]
    reports: tuple[tuple[UserId, str], ...]
    """Who reports to them directly and needs another manager."""
    own_reminders: int = 0
    """What they only remind themselves of, of no customer: it stays theirs."""
    open_leads: int = 0


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A hand-over slip, as listed."""

    id: HandoverId
    from_user_id: UserId
    person: str
    reason: str
    created_at: datetime
    created_by_id: UserId | None
    created_by: str
    customers: int
    confirmed: int
    to_pool: int


@dataclass(frozen=True, slots=True)
class HandoverLineRow:
    """One customer of a slip."""

    handover_id: HandoverId
    customer_id: CustomerId
    customer: str
    from_user_id: UserId
    from_user: str
    to_user_id: UserId | None
    to_user: str
    created_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldTime:
    """One time somebody held the customer."""

    owner_id: UserId
    owner: str
    started_at: datetime
    how_started: PeriodStart
    ended_at: datetime | None
    how_ended: PeriodEnd | None
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """Something the last owner meant to do and nobody did."""

    title: str
    due_at: datetime
    assignee_id: UserId
    assignee: str


@dataclass(frozen=True, slots=True)
class HandoverPacket:
    """What the next owner should know of a customer."""

    customer_id: CustomerId
    customer: str
    returned: int
    reclaimed: int
    held: tuple[HeldTime, ...] = ()
    follow_ups: tuple[FollowUpRow, ...] = ()
    objections: tuple[FollowUpRow, ...] = ()
    plans: tuple[OpenPlan, ...] = field(default=())
