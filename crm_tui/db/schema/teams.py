"""相关团队: who works on a customer beside its owner.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.teams import TeamRole

CUSTOMER_TEAM: Final = Table(
    "customer_team",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("role", value_type(TeamRole), nullable=False),
    Column("can_write", Boolean, nullable=False, default=False),
    Column("until_day", Integer),
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
)
"""A colleague who may see a customer, and with `can_write` also work on it."""
