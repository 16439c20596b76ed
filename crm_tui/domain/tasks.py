"""Tasks and reminders."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import CustomerId, TaskId, UserId
from crm_tui.values import dataclass


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
