"""审批: what was asked for before it was done, and how it was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalStatus

_OPEN = text("status = 'open'")


class Approval(SQLModel, table=True):
    """Somebody asked to do something with a paper; `mark` tells that paper from any later one.

    `record_id` is the quote's, order's or contract's, of a refund the receipt's.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_customer", "customer_id", "id"),
        Index("ix_approval_paper", "act", "record_id", "id"),
        Index("ix_approval_asked_by", "asked_by_id", "id"),
        Index("ix_approval_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    act: ApprovalAct = Field(sa_type=enum_type(ApprovalAct))
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    record_id: int = Field()
    number: str = Field(max_length=80)
    mark: str = Field(max_length=32)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    discount_share: int | None = Field(default=None)
    reason: str = Field(max_length=500)
    asked_by_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    asked_at: datetime = Field(sa_type=Instant)
    status: ApprovalStatus = Field(sa_type=enum_type(ApprovalStatus))
    note: str = Field(default="", max_length=500)
    decided_by_id: int | None = Field(default=None)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
