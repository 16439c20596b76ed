"""What the sample office consists of, as values; people, pools and words are ids already."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.follow_ups import Ineffective, Mood
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.pools import FactKind, PeriodEnd, PeriodStart
from crm_tui.domain.tasks import TaskKind
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the sample office who holds customers; weight says how many of them."""

    user_id: UserId
    regions: frozenset[str]
    manager_id: UserId | None
    weight: int
    room: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFollowUp:
    """One contact with a customer; `contact` is a place among those of the customer."""

    author_id: UserId
    happened_at: datetime
    day: int
    method_id: int
    method: str
    result_id: int | None
    content: str
    mood: Mood | None = None
    contact: int | None = None
    why_not_effective: Ineffective | None = None
    facts: tuple[FactKind, ...] = ()
    next_contact_at: datetime | None = None
    next_contact_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePeriod:
    """One stretch of time in which somebody held a customer; the open one has no end."""

    owner_id: UserId
    started_at: datetime
    start_day: int
    how_started: PeriodStart
    started_by_id: UserId
    ended_at: datetime | None = None
    end_day: int | None = None
    how_ended: PeriodEnd | None = None
    reason_id: int | None = None
    end_note: str = ""
    follow_ups: tuple[SampleFollowUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTask:
    """A task or reminder of a customer's owner."""

    kind: TaskKind
    assignee_id: UserId
    title: str
    due_at: datetime
    created_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCustomer:
    """A customer with its contacts and its whole story, the oldest first."""

    fields: CustomerFields
    contacts: tuple[ContactFields, ...]
    pool_id: PoolId
    owner_id: UserId | None
    created_at: datetime
    created_by_id: UserId
    periods: tuple[SamplePeriod, ...] = ()
    tasks: tuple[SampleTask, ...] = ()
    next_contact_at: datetime | None = None
    next_contact_note: str = ""
