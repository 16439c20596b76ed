"""Follow-ups: whether one moves the clock is decided here, once, when it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from crm_tui.domain.days import DayUnit, WorkCalendar
from crm_tui.domain.identifiers import ContactId, CustomerId, FollowUpId, UserId

CLOCK_SKEW = timedelta(minutes=2)
"""Two machines of one office may differ so much; a follow-up that far ahead is now."""


class Mood(Enum):
    """How the customer took it."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Ineffective(Enum):
    """Why a follow-up was kept but moved no deadline."""

    NOT_OWNER = "not_owner"
    NO_PERIOD = "no_period"
    EMPTY = "empty"
    METHOD_DOES_NOT_COUNT = "method_does_not_count"
    RESULT_DOES_NOT_COUNT = "result_does_not_count"
    BEFORE_PERIOD = "before_period"
    TOO_LATE = "too_late"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    """A follow-up about to be written; instants are aware UTC."""

    content: str
    happened_at: datetime
    method_id: int | None = None
    result_id: int | None = None
    contact_id: ContactId | None = None
    mood: Mood | None = None
    next_contact_at: datetime | None = None
    next_contact_note: str = ""
    stage_id: int | None = None


@dataclass(frozen=True, slots=True)
class FollowUpFacts:
    """What decides whether a follow-up counts; days are the office's day numbers."""

    author_id: UserId
    owner_id: UserId | None
    has_content: bool
    method_counts: bool
    result_counts: bool
    happened_at: datetime
    happened_day: int
    today: int
    period_started_at: datetime | None
    imported: bool = False


def is_in_future(happened_at: datetime, now: datetime) -> bool:
    """Return whether a follow-up claims to have happened later than clocks may differ."""
    return happened_at > now + CLOCK_SKEW


def why_not_effective(
    facts: FollowUpFacts, *, calendar: WorkCalendar, late_entry_days: int
) -> Ineffective | None:
    """Return why this follow-up moves no deadline, or None when it does."""
    return _who_and_what(facts) or _when(facts, calendar, late_entry_days)


def _who_and_what(facts: FollowUpFacts) -> Ineffective | None:
    if facts.imported:
        return Ineffective.IMPORTED
    if facts.owner_id is None or facts.period_started_at is None:
        return Ineffective.NO_PERIOD
    if facts.author_id != facts.owner_id:
        return Ineffective.NOT_OWNER
    if not facts.has_content:
        return Ineffective.EMPTY
    if not facts.method_counts:
        return Ineffective.METHOD_DOES_NOT_COUNT
    return None if facts.result_counts else Ineffective.RESULT_DOES_NOT_COUNT


def _when(facts: FollowUpFacts, calendar: WorkCalendar, late_entry_days: int) -> Ineffective | None:
    # A minute typed without its seconds lies before the claim that was made in it.
    started = facts.period_started_at
    if started is not None and facts.happened_at < started - CLOCK_SKEW:
        return Ineffective.BEFORE_PERIOD
    latest = calendar.nth_counted_day(facts.happened_day, late_entry_days, DayUnit.WORKING)
    return Ineffective.TOO_LATE if facts.today > latest else None


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up as shown."""

    id: FollowUpId
    customer_id: CustomerId
    customer: str
    author_id: UserId
    author: str
    contact: str
    method: str
    result: str
    mood: Mood | None
    content: str
    happened_at: datetime
    effective: bool
    why_not_effective: str
    next_contact_at: datetime | None
    next_contact_note: str
