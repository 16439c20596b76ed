"""The office itself and its working calendar.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText

OFFICE: Final = Table(
    "office",
    METADATA,
    Column("id", Integer, primary_key=True, default=1),
    Column("name", String(200), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("language", String(8), nullable=False),
    Column("strict_contact", Boolean, nullable=False, default=False),
    Column("late_entry_days", Integer, nullable=False, default=3),
    Column("reserve_days", Integer, nullable=False, default=7),
    Column("opening_days", Integer, nullable=False, default=30),
    Column("owners_may_transfer", Boolean, nullable=False, default=True),
    Column("is_sample", Boolean, nullable=False, default=False),
    Column("calendar_version", Integer, nullable=False, default=1),
    Column("work", JsonText(), nullable=False, default=dict, server_default="{}"),
    Column("duplicates", JsonText(), nullable=False, default=dict, server_default="{}"),
    Column("sign_in", JsonText(), nullable=False, default=dict, server_default="{}"),
    Column("leads", JsonText(), nullable=False, default=dict, server_default="{}"),
    Column("max_seen_at", Instant(), nullable=False),
    Column("created_at", Instant(), nullable=False),
)
"""The one row that says how this office counts days, money and customers."""

CALENDAR_DAY: Final = Table(
    "calendar_day",
    METADATA,
    Column("day", Integer, primary_key=True),
    Column("is_holiday", Boolean, nullable=False),
    Column("is_working", Boolean, nullable=False),
    Column("is_edited", Boolean, nullable=False, default=False),
    Column("name", String(40), nullable=False, default=""),
    Column("non_holiday_ordinal", Integer, nullable=False),
    Column("working_ordinal", Integer, nullable=False),
)
"""One day of the working calendar; the ordinals let SQL count days."""
