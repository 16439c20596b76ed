"""项目档案: what is known of an opportunity beyond its amount."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import JsonText


class Project(BusinessRow, table=True):
    """Shares, channel and project file of one opportunity."""

    __tablename__ = "project"
    __table_args__ = (
        Index("uq_project_opportunity", "opportunity_id", unique=True),
        Index("ix_project_end_customer", "end_customer_id", "registered_until"),
        Index("ix_project_agent", "agent_id"),
        Index("ix_project_registered", "registered_until"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", ondelete="RESTRICT")
    shares: Any = Field(default_factory=list, sa_type=JsonText)
    end_customer_id: int | None = Field(
        default=None, foreign_key="customer.id", ondelete="RESTRICT"
    )
    agent_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="RESTRICT")
    registered_for: str = Field(default="", max_length=200)
    registered_day: int | None = Field(default=None)
    registered_until: int | None = Field(default=None)
    investment_minor: int | None = Field(default=None, sa_type=BigInteger)
    cost_budget_minor: int | None = Field(default=None, sa_type=BigInteger)
    bid_day: int | None = Field(default=None)
    departments: str = Field(default="", max_length=1000)
    team: str = Field(default="", max_length=1000)
    steps: Any = Field(default_factory=list, sa_type=JsonText)
    reminders: Any = Field(default_factory=list, sa_type=JsonText)
    """Which key dates remind of its days, so that they go when the days do."""
