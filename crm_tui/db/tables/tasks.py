"""Tasks and reminders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.tasks import TaskKind, TaskOutcome, TaskPriority

_OPEN = text("done_at IS NULL AND deleted_at IS NULL")
_DONE = text("done_at IS NOT NULL AND deleted_at IS NULL")
_UNTOLD = text("done_at IS NULL AND deleted_at IS NULL AND escalated_at IS NULL AND kind = 'task'")
_IN_SERIES = text("series_id IS NOT NULL")
_NAMES_ONE = text("contact_id IS NOT NULL")
_OF_LEAD = text("lead_id IS NOT NULL")
_OF_OPPORTUNITY = text("opportunity_id IS NOT NULL")


class Task(BusinessRow, table=True):
    """Something to do at a time, usually for a customer."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_due", "assignee_id", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_task_customer", "customer_id", "due_at"),
        # What is overdue over all people, for what is reported upward.
        Index("ix_task_open", "due_at", "assignee_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        # What no manager was told of yet.
        Index(
            "ix_task_untold",
            "due_at",
            "assignee_id",
            sqlite_where=_UNTOLD,
            postgresql_where=_UNTOLD,
        ),
        # What was done on which day, and of what was due on a day, what is done.
        Index("ix_task_done", "assignee_id", "done_at", sqlite_where=_DONE, postgresql_where=_DONE),
        Index(
            "ix_task_was_due", "assignee_id", "due_at", sqlite_where=_DONE, postgresql_where=_DONE
        ),
        # Whoever removes a contact asks whether one names it.
        Index(
            "ix_task_contact", "contact_id", sqlite_where=_NAMES_ONE, postgresql_where=_NAMES_ONE
        ),
        Index("ix_task_series", "series_id", sqlite_where=_IN_SERIES, postgresql_where=_IN_SERIES),
        Index("ix_task_lead", "lead_id", sqlite_where=_OF_LEAD, postgresql_where=_OF_LEAD),
        Index(
            "ix_task_opportunity",
            "opportunity_id",
            sqlite_where=_OF_OPPORTUNITY,
            postgresql_where=_OF_OPPORTUNITY,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: TaskKind = Field(sa_type=enum_type(TaskKind))
    customer_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="RESTRICT")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT")
    assignee_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    title: str = Field(max_length=500)
    due_at: datetime = Field(sa_type=Instant)
    has_time: bool = Field(default=True)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    done_by_id: int | None = Field(default=None)
    closed_reason: str = Field(default="", max_length=40)
    priority: TaskPriority = Field(
        default=TaskPriority.NORMAL,
        sa_type=enum_type(TaskPriority),
        sa_column_kwargs={"server_default": TaskPriority.NORMAL.value},
    )
    recurrence: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    series_id: int | None = Field(default=None)
    outcome: TaskOutcome | None = Field(default=None, sa_type=enum_type(TaskOutcome))
    review: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    loss_reason_id: int | None = Field(default=None)
    escalated_at: datetime | None = Field(default=None, sa_type=Instant)
    follow_up_id: int | None = Field(default=None)
    origin: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    notes: str = Field(default="", max_length=4000, sa_column_kwargs={"server_default": ""})
    lead_id: int | None = Field(default=None)
    """The lead it is for; one that became a customer's is that customer's as well."""
    opportunity_id: int | None = Field(default=None)
    """The opportunity of its customer that it is for."""


class TaskAction(SQLModel, table=True):
    """Something done for a task, or a problem met on the way, noted as it happened."""

    __tablename__ = "task_action"
    __table_args__ = (
        Index("ix_task_action_task", "task_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", ondelete="RESTRICT")
    author_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)
    content: str = Field(max_length=2000)
    is_problem: bool = Field(default=False)
