"""相关团队: who works on a customer beside its owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.teams import TeamRole


class CustomerTeam(SQLModel, table=True):
    """A colleague who may see a customer, and with `can_write` also work on it."""

    __tablename__ = "customer_team"
    __table_args__ = (
        UniqueConstraint("customer_id", "user_id"),
        Index("ix_customer_team_user", "user_id", "customer_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    role: TeamRole = Field(sa_type=enum_type(TeamRole))
    can_write: bool = Field(default=False)
    until_day: int | None = Field(default=None)
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)
