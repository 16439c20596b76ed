"""Follow-ups: whether one moves the clock is decided here, once, when it is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import Enum

from crm_tui.domain.customers import CustomerType
from crm_tui.domain.days import DayRange, DayUnit, WorkCalendar
from crm_tui.domain.identifiers import (
    CommentId,
    ContactId,
    CustomerId,
    FollowUpId,
    TaskId,
    UserId,
)
from crm_tui.domain.text import name_key
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

CLOCK_SKEW = timedelta(minutes=2)
"""Two machines of one office may differ so much; a follow-up that far ahead is now."""
UNANSWERED_IN_A_ROW = 3
"""So many calls in a row that nobody took are shown to the manager."""
COMPARED_FOLLOW_UPS = 20
"""A follow-up that repeats one of so many of its author's last ones is shown to the manager."""
UNANSWERED_CODE = "no_answer"
CONTENT_LIMIT = 10_000
"""Characters that what was said may have at most."""
NEEDS_LIMIT = 2000
"""Characters that changed needs, or problems, may have at most."""
EDITABLE = (
    *("content", "happened_at", "method_id", "result_id", "contact_id", "mood"),
    *("needs", "problems"),
)
"""What of a follow-up can be changed afterwards; stage and next contact are the customer's."""


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
class PlannedTask:
    """A task that is made with a follow-up; without an assignee it is its author's."""

    title: str
    due_at: datetime
    has_time: bool = True
    assignee_id: UserId | None = None


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
    needs: str = ""
    """What the customer needs now, where that has changed."""
    problems: str = ""
    mention_ids: tuple[UserId, ...] = ()
    """Colleagues to be told, besides those whom the content names behind an @."""
    tags: tuple[str, ...] = ()
    """Tags that the customer gets besides those it has."""
    type: CustomerType | None = None
    """The type the customer has from now on, None for no change."""
    tasks: tuple[PlannedTask, ...] = ()


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
    author_writes: bool = False
    """Whether the author is a team member of the customer who may write."""
    author_covers: bool = False
    """Whether the author is named as the owner's cover for leave that holds today."""
    leave: tuple[DayRange, ...] = ()
    """The days the author was away, on which nobody enters anything."""


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
    if not (facts.author_id == facts.owner_id or facts.author_writes or facts.author_covers):
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
    latest = latest_entry_day(facts.happened_day, calendar, late_entry_days, facts.leave)
    return Ineffective.TOO_LATE if facts.today > latest else None


def latest_entry_day(
    happened_day: int,
    calendar: WorkCalendar,
    late_entry_days: int,
    leave: tuple[DayRange, ...] = (),
) -> int:
    """Return the last day on which what happened on a day is entered in time.

    Working days count, and of those not the ones the author was away.
    """
    return calendar.nth_counted_day(happened_day, late_entry_days, DayUnit.WORKING, leave)


class FollowUpFlag(Enum):
    """What a manager is shown about a follow-up."""

    COPIED = "copied"
    UNANSWERED = "unanswered"


def is_copied(content: str, earlier: Collection[str]) -> bool:
    """Return whether a text is, but for spaces and punctuation, one of the author's last ones."""
    key = name_key(content)
    return any(name_key(each) == key for each in earlier)


def is_unanswered_run(result: str, before: Sequence[str]) -> bool:
    """Return whether a call and those just before it, newest first, were all 未接, three in all."""
    last = (result, *before[: UNANSWERED_IN_A_ROW - 1])
    return len(last) == UNANSWERED_IN_A_ROW and set(last) == {UNANSWERED_CODE}


def flags_of(
    content: str, result: str, texts: Collection[str], results: Sequence[str]
) -> tuple[FollowUpFlag, ...]:
    """Return what a manager is shown about a follow-up.

    `texts` are the author's last ones before it, `results` the codes of the customer's last ones,
    the newest first.
    """
    flags = (
        (FollowUpFlag.COPIED, is_copied(content, texts)),
        (FollowUpFlag.UNANSWERED, is_unanswered_run(result, results)),
    )
    return tuple(flag for flag, holds in flags if holds)


# --- editing and deleting ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredFollowUp:
    """A follow-up as it was written and stands now, for who changes it."""

    id: FollowUpId
    customer_id: CustomerId
    author_id: UserId
    author: str
    recorded_at: datetime
    recorded_day: int
    happened_at: datetime
    effective: bool
    why_not_effective: str


@dataclass(frozen=True, slots=True)
class FollowUpNotYours:
    """Only its author, who stands above them, and an admin change a follow-up."""

    author: str


@dataclass(frozen=True, slots=True)
class FollowUpSettled:
    """Its author could change it until `until_day`; now only who stands above them may."""

    author: str
    until_day: int


@dataclass(frozen=True, slots=True)
class AfterRecorded:
    """A follow-up cannot have happened after it was written down."""

    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class BeforeAllowed:
    """So long before it was written down a follow-up cannot be put: too many working days."""

    working_days: int


@dataclass(frozen=True, slots=True)
class CommentFromAbove:
    """Only who stands above the author, or above who holds the customer, comments."""

    author: str


FollowUpRefusal = (
    FollowUpNotYours | FollowUpSettled | AfterRecorded | BeforeAllowed | CommentFromAbove
)


def why_not_comment(
    author_id: UserId, author: str, *, by: Person, stands_above: bool
) -> CommentFromAbove | None:
    """Return why this person may not comment on a follow-up, or None; nobody does on their own."""
    if author_id != by.user_id and (by.is_admin or stands_above):
        return None
    return CommentFromAbove(author)


def why_not_change(
    follow_up: StoredFollowUp, *, by: Person, stands_above: bool, today: int, until_day: int
) -> FollowUpNotYours | FollowUpSettled | None:
    """Return why this person may not edit or delete a follow-up, or None.

    The author may until `until_day`, who stands above them and an admin always.
    """
    if by.is_admin or (stands_above and by.may(Permission.ASSIGN)):
        return None
    if follow_up.author_id != by.user_id:
        return FollowUpNotYours(follow_up.author)
    return None if today <= until_day else FollowUpSettled(follow_up.author, until_day)


def why_not_happened_at(
    follow_up: StoredFollowUp,
    happened_at: datetime,
    happened_day: int,
    *,
    calendar: WorkCalendar,
    late_entry_days: int,
    leave: tuple[DayRange, ...] = (),
) -> AfterRecorded | BeforeAllowed | None:
    """Return why a follow-up cannot be moved to this time, or None.

    Not later than it was recorded, and not so early that it would have been entered too late.
    """
    if happened_at > follow_up.recorded_at:
        return AfterRecorded(follow_up.recorded_at)
    latest = latest_entry_day(happened_day, calendar, late_entry_days, leave)
    moved_back = happened_at < follow_up.happened_at
    if moved_back and follow_up.recorded_day > latest:
        return BeforeAllowed(late_entry_days)
    return None


def why_not_effective_now(
    follow_up: StoredFollowUp, *, method_counts: bool, result_counts: bool, before_period: bool
) -> Ineffective | None:
    """Return why a changed follow-up moves no deadline; one that never did still does not."""
    if not follow_up.effective:
        return Ineffective(follow_up.why_not_effective)
    if not method_counts:
        return Ineffective.METHOD_DOES_NOT_COUNT
    if not result_counts:
        return Ineffective.RESULT_DOES_NOT_COUNT
    return Ineffective.BEFORE_PERIOD if before_period else None


@dataclass(frozen=True, slots=True)
class CommentRow:
    """点评: what somebody who stands above the author said about a follow-up."""

    id: CommentId
    author: str
    at: datetime
    content: str
    task_id: TaskId | None
    """What was given to the author to do with it."""


@dataclass(frozen=True, slots=True)
class CommentTask:
    """What the author is given to do with a comment; the instant is aware UTC."""

    title: str
    due_at: datetime
    has_time: bool = True


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
    needs: str = ""
    problems: str = ""
    flags: tuple[FollowUpFlag, ...] = ()
    """What this person, who stands above the author, should look at."""
    comments: tuple[CommentRow, ...] = ()
    files: tuple[str, ...] = ()
    """The names of the files attached to it."""
