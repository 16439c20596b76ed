"""Follow-ups: what was said to whom, and whether it moved the clock.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.follow_ups import Mood

FOLLOW_UP: Final = Table(
    "follow_up",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("contact_id", Integer),
    Column("period_id", Integer),
    Column("author_id", Integer, nullable=False),
    Column("method_id", Integer),
    Column("result_id", Integer),
    Column("mood", value_type(Mood)),
    Column("content", String(10000), nullable=False),
    Column("happened_at", Instant(), nullable=False),
    Column("clock_day", Integer),
    Column("effective", Boolean, nullable=False),
    Column("why_not_effective", String(40), nullable=False, default=""),
    Column("next_contact_at", Instant()),
    Column("next_contact_note", String(500), nullable=False, default=""),
    Column("needs", String(2000), nullable=False, default="", server_default=""),
    Column("problems", String(2000), nullable=False, default="", server_default=""),
)
"""One contact with a customer; `effective` is decided once, when it is written."""

FOLLOW_UP_COMMENT: Final = Table(
    "follow_up_comment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("follow_up_id", Integer, nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
    Column("content", String(2000), nullable=False),
    Column("task_id", Integer),
)
"""点评: what somebody who stands above says about a follow-up; it moves no deadline."""

ATTACHMENT: Final = Table(
    "attachment",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("follow_up_id", Integer),
    Column("contract_id", Integer),
    Column("name", String(255), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
)
"""A file that belongs to a customer, kept under the hash of its bytes."""
