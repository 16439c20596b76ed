"""节奏: how often a customer of each level is followed up, and who is behind."""

from __future__ import annotations

from crm_tui.domain.customers import Level
from crm_tui.domain.work_settings import ByLevel
from crm_tui.values import dataclass

LEAST_LEVEL = Level.C
"""What a customer without a level counts as."""
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Pace:
    """What somebody's customers ask of them, and how far they are behind."""

    asked_this_week: int = 0
    """Follow-ups that the rhythm of their levels asks for in a week."""
    behind: int = 0
    """Customers that were not followed up in time."""


def days_between(level: Level | None, rhythm: ByLevel) -> int | None:
    """Return in how many days a customer of a level is followed up once; None for no rhythm."""
    return rhythm.of(level or LEAST_LEVEL)


def next_due_day(level: Level | None, since_day: int, rhythm: ByLevel) -> int | None:
    """Return the last day for the next follow-up, or None where the level asks for none.

    It counts from the last follow-up, whoever made it, or from the entry where there was none.
    """
    days = days_between(level, rhythm)
    return None if days is None else since_day + days


def behind_days(level: Level | None, since_day: int, rhythm: ByLevel, *, today: int) -> int | None:
    """Return by how many days a held customer is behind, or None when it is not."""
    due = next_due_day(level, since_day, rhythm)
    return None if due is None or due >= today else today - due


def proposed_contact_day(level: Level | None, rhythm: ByLevel, *, today: int) -> int | None:
    """Return the day of the next contact that the rhythm proposes after a follow-up today."""
    return next_due_day(level, today, rhythm)


def asked_this_week(held: dict[Level | None, int], rhythm: ByLevel) -> int:
    """Return how many follow-ups so many customers of each level ask for in a week."""
    shares = [
        count * _DAYS_A_WEEK / days
        for level, count in held.items()
        if (days := days_between(level, rhythm)) is not None
    ]
    return round(sum(shares))
