"""What keeps a customer with somebody, and what passes it on: locks, extensions, hand-overs.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.disputes import DisputeOutcome, DisputeStatus
from crm_tui.domain.extensions import ExtensionStatus

CUSTOMER_LOCK: Final = Table(
    "customer_lock",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("period_id", Integer, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("until_day", Integer, nullable=False),
    Column("reason", String(500), nullable=False, default=""),
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("lifted_day", Integer),
    Column("lifted_by_id", Integer),
)
"""锁定: a customer that stays with its owner until a day, unless the lock is lifted."""

EXTENSION: Final = Table(
    "extension",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("period_id", Integer, nullable=False),
    Column("asked_by_id", Integer, nullable=False),
    Column("asked_at", Instant(), nullable=False),
    Column("until_day", Integer, nullable=False),
    Column("reason", String(500), nullable=False, default=""),
    Column("status", value_type(ExtensionStatus), nullable=False),
    Column("decided_by_id", Integer),
    Column("decided_at", Instant()),
    Column("decision_note", String(500), nullable=False, default=""),
)
"""延期: asked by the owner, granted or refused by somebody above."""

HANDOVER: Final = Table(
    "handover",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("from_user_id", Integer, nullable=False),
    Column("reason", String(500), nullable=False, default=""),
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
)
"""交接单: all that somebody held, passed on at once."""

HANDOVER_LINE: Final = Table(
    "handover_line",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("handover_id", Integer, nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("to_user_id", Integer),
    Column("confirmed_at", Instant()),
)
"""One customer of a hand-over: to whom, or to its pool, and when they confirmed it."""

DISPUTE: Final = Table(
    "dispute",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("other_customer_id", Integer),
    Column("filed_by_id", Integer, nullable=False),
    Column("against_id", Integer, nullable=False),
    Column("note", String(1000), nullable=False, default=""),
    Column("filed_at", Instant(), nullable=False),
    Column("status", value_type(DisputeStatus), nullable=False),
    Column("outcome", value_type(DisputeOutcome)),
    Column("filer_share", Integer),
    Column("reason", String(500), nullable=False, default=""),
    Column("decided_by_id", Integer),
    Column("decided_at", Instant()),
)
"""撞单: two people work on the same customer, and somebody above decides."""
