"""The evening: what somebody did today, and what is left of the day."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import PeriodStart
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A follow-up of the day; `next_contact_at` is what is planned of the customer now."""

    customer_id: CustomerId
    customer: str
    happened_at: datetime
    method: str
    mood: Mood | None
    words: str
    next_contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class FinishedTask:
    """A task that was finished today."""

    title: str
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Sold:
    """A deal of the day, in minor units."""

    customer_id: CustomerId
    customer: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A customer that became somebody's own today."""

    customer_id: CustomerId
    customer: str
    how: PeriodStart


@dataclass(frozen=True, slots=True)
class DaySummary:
    """What somebody did on a day, and how much of it is left."""

    day: int
    person: str
    follow_ups: tuple[FollowedUp, ...]
    tasks: tuple[FinishedTask, ...]
    deals: tuple[Sold, ...]
    taken: tuple[Taken, ...]
    contacts_left: int
    tasks_left: int
    tomorrow: int
    """Contacts planned for tomorrow."""

    @property
    def customers(self) -> int:
        """Return how many customers were followed up."""
        return len({each.customer_id for each in self.follow_ups})
