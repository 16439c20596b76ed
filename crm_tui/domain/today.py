"""What a person has to do now, in order of urgency."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.tasks import TaskRow


@dataclass(frozen=True, slots=True)
class Quota:
    """What a person holds and has claimed, against their limits."""

    held: int
    holding_limit: int | None
    claims_today: int
    daily_limit: int | None
    follow_ups_this_week: int


@dataclass(frozen=True, slots=True)
class Today:
    """The day's work: each customer stands once, under the most urgent heading."""

    today: int
    contacts: tuple[CustomerRow, ...]
    """Overdue and today's contacts, the longest overdue first."""
    expiring: tuple[CustomerRow, ...]
    """Customers whose warning days have begun, the nearest first."""
    tasks: tuple[TaskRow, ...]
    incomplete: tuple[CustomerRow, ...]
    taken_back: tuple[CustomerRow, ...]
    """Customers the rules took from this person since yesterday."""
    upcoming: tuple[CustomerRow, ...]
    """Contacts planned for the coming days, the nearest first."""
    quota: Quota
    held_sweep: int
    """Customers of a sweep that waits for somebody's confirmation."""
