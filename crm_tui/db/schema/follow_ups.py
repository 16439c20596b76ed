"""Follow-ups: what was said to whom, and whether it moved the clock.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

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
)
"""One contact with a customer; `effective` is decided once, when it is written."""
