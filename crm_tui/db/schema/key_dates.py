"""Key dates of customers, and what was done about each occurrence.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.key_dates import Handling, KeyDateKind, KeyDateSource

KEY_DATE: Final = Table(
    "key_date",
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
    Column("kind", value_type(KeyDateKind), nullable=False),
    Column("source", value_type(KeyDateSource), nullable=False, default=KeyDateSource.ENTERED),
    Column("title", String(200), nullable=False, default=""),
    Column("is_lunar", Boolean, nullable=False, default=False),
    Column("year", Integer),
    Column("month", Integer),
    Column("day", Integer),
    Column("is_leap_month", Boolean, nullable=False, default=False),
    Column("once_day", Integer),
    Column("lead_days", JsonText()),
    Column("note", String(500), nullable=False, default=""),
)
"""A day of a customer worth a reminder: once, each month or each year, 公历 or 农历."""

KEY_DATE_HANDLING: Final = Table(
    "key_date_handling",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer),
    Column("key_date_id", Integer),
    Column("holiday", String(40), nullable=False, default=""),
    Column("occurs_day", Integer, nullable=False),
    Column("handling", value_type(Handling), nullable=False),
    Column("until_day", Integer),
    Column("note", String(500), nullable=False, default=""),
    Column("follow_up_id", Integer),
    Column("user_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
)
"""What was done about one occurrence of a key date, or of a holiday, for one customer."""
