"""目标: what a person is to bring in a month."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, value_type
from crm_tui.domain.targets import TargetKind


class Target(SQLModel, table=True):
    """A number for a person and month, of one kind; without a row there is none."""

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("value >= 0", name="value_not_negative"),
        UniqueConstraint("month", "user_id", "kind"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    month: int
    """Its first day."""
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    # Not checked by the database: what can be counted grows, and no table is made anew for it.
    kind: TargetKind = Field(sa_type=value_type(TargetKind))
    value: int = Field(sa_type=BigInteger)
    """Minor units of the office's currency, or a count."""
    updated_at: datetime = Field(sa_type=Instant)
    updated_by_id: int | None = Field(default=None)
