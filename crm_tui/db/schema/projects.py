"""项目档案: what is known of an opportunity beyond its amount.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText

PROJECT: Final = Table(
    "project",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("opportunity_id", Integer, nullable=False),
    Column("shares", JsonText(), nullable=False, default=list),
    Column("end_customer_id", Integer),
    Column("agent_id", Integer),
    Column("registered_for", String(200), nullable=False, default=""),
    Column("registered_day", Integer),
    Column("registered_until", Integer),
    Column("investment_minor", BigInteger),
    Column("cost_budget_minor", BigInteger),
    Column("bid_day", Integer),
    Column("departments", String(1000), nullable=False, default=""),
    Column("team", String(1000), nullable=False, default=""),
    Column("steps", JsonText(), nullable=False, default=list),
    Column("reminders", JsonText(), nullable=False, default=list),
)
"""Shares, channel and project file of one opportunity."""
