"""What was done: batches, their events, and the runs of background jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.events import JobStatus
from crm_tui.domain.users import Road


class Batch(SQLModel, table=True):
    """One writing operation: who, when, by which road."""

    __tablename__ = "batch"
    __table_args__ = (
        Index("ix_batch_actor", "actor_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    operation_id: str = Field(max_length=36, unique=True)
    operation: str = Field(max_length=60)
    actor_id: int | None = Field(default=None)
    road: Road = Field(sa_type=enum_type(Road))
    at: datetime = Field(sa_type=Instant)
    undoes_id: int | None = Field(default=None)
    undone_by_id: int | None = Field(default=None)
    facts: Any = Field(default_factory=dict, sa_type=JsonText)


class Event(SQLModel, table=True):
    """One thing that happened to one record; never changed, never removed."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_batch", "batch_id", "id"),
        Index("ix_event_customer", "customer_id", "id"),
        # What happened with a record that belongs to no customer.
        Index(
            "ix_event_record",
            "record_id",
            "id",
            sqlite_where=text("customer_id IS NULL"),
            postgresql_where=text("customer_id IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)
    kind: str = Field(max_length=60)
    customer_id: int | None = Field(default=None)
    record_id: int | None = Field(default=None)
    before: Any = Field(default=None, sa_type=JsonText)
    after: Any = Field(default=None, sa_type=JsonText)


class EventSeal(SQLModel, table=True):
    """A seal over a stretch of events, and over the seal before it."""

    __tablename__ = "event_seal"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    from_id: int
    to_id: int
    at: datetime = Field(sa_type=Instant)
    salt: str | None = Field(default=None, max_length=32)
    content: str = Field(max_length=64)
    sha256: str = Field(max_length=64)
    replaces_id: int | None = Field(default=None)


class JobRun(SQLModel, table=True):
    """One run of a background job such as the sweep."""

    __tablename__ = "job_run"
    __table_args__ = (
        Index("ix_job_run_kind", "kind", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    status: JobStatus = Field(sa_type=enum_type(JobStatus))
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    batch_id: int | None = Field(default=None)
    facts: Any = Field(default_factory=dict, sa_type=JsonText)
