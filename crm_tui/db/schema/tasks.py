"""Tasks and reminders.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.tasks import TaskKind, TaskOutcome, TaskPriority

TASK: Final = Table(
    "task",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("kind", value_type(TaskKind), nullable=False),
    Column("customer_id", Integer),
    Column("contact_id", Integer),
    Column("assignee_id", Integer, nullable=False),
    Column("title", String(500), nullable=False),
    Column("due_at", Instant(), nullable=False),
    Column("has_time", Boolean, nullable=False, default=True),
    Column("done_at", Instant()),
    Column("done_by_id", Integer),
    Column("closed_reason", String(40), nullable=False, default=""),
    Column(
        "priority",
        value_type(TaskPriority),
        nullable=False,
        default=TaskPriority.NORMAL,
        server_default="normal",
    ),
    Column("recurrence", String(200), nullable=False, default="", server_default=""),
    Column("series_id", Integer),
    Column("outcome", value_type(TaskOutcome)),
    Column("review", String(2000), nullable=False, default="", server_default=""),
    Column("loss_reason_id", Integer),
    Column("escalated_at", Instant()),
    Column("follow_up_id", Integer),
    Column("origin", String(40), nullable=False, default="", server_default=""),
    Column("notes", String(4000), nullable=False, default="", server_default=""),
    Column("lead_id", Integer),
    Column("opportunity_id", Integer),
)
"""Something to do at a time, usually for a customer."""

TASK_ACTION: Final = Table(
    "task_action",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("task_id", Integer, nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
    Column("content", String(2000), nullable=False),
    Column("is_problem", Boolean, nullable=False, default=False),
)
"""Something done for a task, or a problem met on the way, noted as it happened."""
