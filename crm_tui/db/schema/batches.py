"""What was done: batches, their events, and the runs of background jobs.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.events.values import JobStatus
from crm_tui.domain.users import Road

BATCH: Final = Table(
    "batch",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("operation_id", String(36), nullable=False),
    Column("operation", String(60), nullable=False),
    Column("actor_id", Integer),
    Column("road", value_type(Road), nullable=False),
    Column("at", Instant(), nullable=False),
    Column("undoes_id", Integer),
    Column("undone_by_id", Integer),
    Column("facts", JsonText(), nullable=False, default=dict),
)
"""One writing operation: who, when, by which road."""

EVENT: Final = Table(
    "event",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("batch_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("customer_id", Integer),
    Column("record_id", Integer),
    Column("before", JsonText(), nullable=False),
    Column("after", JsonText(), nullable=False),
)
"""One thing that happened to one record; never changed, never removed."""

EVENT_SEAL: Final = Table(
    "event_seal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("from_id", Integer, nullable=False),
    Column("to_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
    Column("salt", String(32)),
    Column("content", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("replaces_id", Integer),
)
"""A seal over a stretch of events, and over the seal before it."""

JOB_RUN: Final = Table(
    "job_run",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("status", value_type(JobStatus), nullable=False),
    Column("started_at", Instant(), nullable=False),
    Column("finished_at", Instant()),
    Column("batch_id", Integer),
    Column("facts", JsonText(), nullable=False, default=dict),
)
"""One run of a background job such as the sweep."""
