"""Tasks and reminders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.tasks import TaskKind

_OPEN = text("done_at IS NULL AND deleted_at IS NULL")


class Task(BusinessRow, table=True):
    """Something to do at a time, usually for a customer."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_due", "assignee_id", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_task_customer", "customer_id", "due_at"),
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
