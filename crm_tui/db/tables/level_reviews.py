"""等级评估: the levels proposed each month."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, JsonText, enum_type, value_type
from crm_tui.domain.customers import Level
from crm_tui.domain.level_reviews import ProposalStatus


class LevelProposal(SQLModel, table=True):
    """A level worked out for a customer in a month, until somebody decides."""

    __tablename__ = "level_proposal"
    __table_args__ = (
        UniqueConstraint("month", "customer_id"),
        Index("ix_level_proposal_status", "status", "id"),
        Index("ix_level_proposal_customer", "customer_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    month: int
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    # Checked where it comes from: a server has no two checks of a name in one table.
    from_level: Level | None = Field(default=None, sa_type=value_type(Level))
    to_level: Level = Field(sa_type=enum_type(Level))
    score: int
    facts: Any = Field(default_factory=dict, sa_type=JsonText)
    status: ProposalStatus = Field(default=ProposalStatus.OPEN, sa_type=enum_type(ProposalStatus))
    created_at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by_id: int | None = Field(default=None)
