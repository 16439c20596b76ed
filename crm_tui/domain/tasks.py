"""Tasks and reminders."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    LeadId,
    OpportunityId,
    TaskActionId,
    TaskId,
    UserId,
)
from crm_tui.values import dataclass

if TYPE_CHECKING:  # few tasks come again: the first paint does not wait for their rules
    from crm_tui.domain.recurrences import Recurrence

TITLE_LIMIT = 500
RECURRENCE_REASON = "recurrence_"
"""A FieldError with this before the trouble is about a rule of repetition."""
NOTES_LIMIT = 4000
REVIEW_LIMIT = 2000
ACTION_LIMIT = 2000


class TaskKind(Enum):
    """Whether it is work to do or only a reminder."""

    TASK = "task"
    REMINDER = "reminder"


class ClosedReason(Enum):
    """Why an open task was closed by the program instead of done."""

    RETURNED = "returned"
    RECLAIMED = "reclaimed"
    DELETED = "deleted"
    TRANSFERRED = "transferred"
    HANDED_OVER = "handed_over"
    SKIPPED = "skipped"
    """Not by the program: this one of a series was left out."""
    WON_BACK = "won_back"
    LOST = "lost"
    DISCARDED = "discarded"
    """The lead it was for came to nothing."""


class TaskPriority(Enum):
    """How much a task presses."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class TaskOutcome(Enum):
    """How a task that is done turned out."""

    WORKED = "worked"
    PARTLY = "partly"
    LOST = "lost"


class TaskState(Enum):
    """Which tasks of somebody are listed."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    ALL = "all"


class TaskWhose(Enum):
    """Whose tasks are listed."""

    MINE = "mine"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """Which tasks are asked for; what they are for, or a person, comes before `whose`."""

    whose: TaskWhose = TaskWhose.MINE
    state: TaskState = TaskState.OPEN
    customer_id: CustomerId | None = None
    lead_id: LeadId | None = None
    opportunity_id: OpportunityId | None = None
    assignee_id: UserId | None = None
    due_days: tuple[int, int] | None = None
    """The first and the last day on which they are due."""
    done_days: tuple[int, int] | None = None
    """The same of the days on which they were done."""
    limit: int = 200


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as listed."""

    id: TaskId
    kind: TaskKind
    title: str
    due_at: datetime
    has_time: bool
    assignee_id: UserId
    assignee: str
    customer_id: CustomerId | None
    customer: str
    done_at: datetime | None
    closed_reason: str
    version: int
    priority: TaskPriority = TaskPriority.NORMAL
    contact_id: ContactId | None = None
    contact: str = ""
    notes: str = ""
    recurrence: Recurrence | None = None
    series_id: TaskId | None = None
    """The first task of the series it belongs to."""
    outcome: TaskOutcome | None = None
    review: str = ""
    loss_reason_id: int | None = None
    loss_reason: str = ""
    escalated_at: datetime | None = None
    created_at: datetime | None = None
    created_by_id: UserId | None = None
    created_by: str = ""
    lead_id: LeadId | None = None
    lead: str = ""
    opportunity_id: OpportunityId | None = None
    opportunity: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether it is still to do."""
        return self.done_at is None

    @property
    def subject(self) -> str:
        """Return what it is for: the customer and its opportunity, or the lead; else nothing."""
        if self.customer_id is None:
            return self.lead
        return " · ".join(filter(None, (self.customer, self.opportunity)))

    @property
    def is_skipped(self) -> bool:
        """Return whether it was left out of its series."""
        return self.closed_reason == ClosedReason.SKIPPED.value


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it is to be made; without an assignee it is for who makes it.

    One that comes again and is due at no time is due on the first day of its rule.
    """

    title: str
    due_at: datetime | None
    has_time: bool = True
    kind: TaskKind = TaskKind.TASK
    customer_id: CustomerId | None = None
    contact_id: ContactId | None = None
    assignee_id: UserId | None = None
    priority: TaskPriority = TaskPriority.NORMAL
    notes: str = ""
    recurrence: Recurrence | None = None
    follow_up_id: int | None = None
    """The follow-up it came out of."""
    lead_id: LeadId | None = None
    opportunity_id: OpportunityId | None = None
    """What of its customer it is for; the customer need not be named then."""


EDITABLE = (
    "title", "due_at", "has_time", "contact_id", "assignee_id", "priority", "notes", "recurrence",
)  # fmt: skip
"""What may be changed of a task that is open."""
REVIEWED = ("outcome", "review", "loss_reason_id")
"""What is said of a task when it is done, or later."""


@dataclass(frozen=True, slots=True)
class TaskReview:
    """How a task turned out: what worked, or why it was lost."""

    outcome: TaskOutcome
    words: str = ""
    loss_reason_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskActionRow:
    """Something done for a task, or a problem met on the way."""

    id: TaskActionId
    at: datetime
    author: str
    content: str
    is_problem: bool


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task whole, with what was noted of it; the earliest first."""

    task: TaskRow
    actions: tuple[TaskActionRow, ...]


@dataclass(frozen=True, slots=True)
class Assignable:
    """Somebody to whom a task may be given."""

    user_id: UserId
    name: str
    login: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A customer that nobody has planned anything for."""

    customer_id: CustomerId
    customer: str
    owner_id: UserId
    owner: str
    level: str
    since_day: int
    """The day of the last thing that happened or was planned."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """What was due for somebody on a day, what they did on it, and what is overdue of it."""

    day: int
    planned: int = 0
    done: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class PersonDays:
    """The tasks of somebody in numbers, day by day."""

    user_id: UserId
    person: str
    days: tuple[DayCount, ...]
    overdue: int
    """All that is overdue of theirs, whatever the day."""


@dataclass(frozen=True, slots=True)
class TaskOverview:
    """行动总表: person by day, within what somebody may see."""

    first_day: int
    last_day: int
    today: int
    people: tuple[PersonDays, ...]


@dataclass(frozen=True, slots=True)
class NotYourTask:
    """Only its assignee, who gave it, and those above do this with a task."""

    title: str
    assignee: str


@dataclass(frozen=True, slots=True)
class NotAssignable:
    """A task is given to oneself, to those below one, or to who works on what it is for."""

    person: str


@dataclass(frozen=True, slots=True)
class TaskIsDone:
    """A task that is done, or was closed, is not changed any more; it can be reopened."""

    title: str


@dataclass(frozen=True, slots=True)
class TaskIsOpen:
    """Only a task that is done is reopened or reviewed."""

    title: str


@dataclass(frozen=True, slots=True)
class SeriesGoesOn:
    """The next task of the series was worked on already: there is one open at a time."""

    title: str


@dataclass(frozen=True, slots=True)
class ClosedByProgram:
    """What was closed because its customer changed hands is not reopened: it is planned anew."""

    title: str


@dataclass(frozen=True, slots=True)
class NoSeries:
    """Only a task that comes again can be left out once."""

    title: str


TaskRefusal = (
    NotYourTask
    | NotAssignable
    | TaskIsDone
    | TaskIsOpen
    | ClosedByProgram
    | SeriesGoesOn
    | NoSeries
)


def why_not_work_on(
    task: TaskRow, *, by_id: UserId, stands_above: bool, wants_open: bool = True
) -> TaskRefusal | None:
    """Return why somebody may not change a task, or None when they may.

    Its assignee may, who made it, and who stands above the assignee.
    """
    if by_id not in {task.assignee_id, task.created_by_id} and not stands_above:
        return NotYourTask(task.title, task.assignee)
    if wants_open and not task.is_open:
        return TaskIsDone(task.title)
    if not wants_open and task.is_open:
        return TaskIsOpen(task.title)
    return None


def why_not_reopen(task: TaskRow) -> TaskRefusal | None:
    """Return why a task that is no longer open cannot be opened again, or None."""
    if task.closed_reason and not task.is_skipped:
        return ClosedByProgram(task.title)
    return None


def why_not_give(
    person: str, *, is_self: bool, is_below: bool, works_on_it: bool
) -> NotAssignable | None:
    """Return why somebody may not be given a task, or None when they may."""
    if is_self or is_below or works_on_it:
        return None
    return NotAssignable(person)
