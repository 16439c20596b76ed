"""成交登记: what was sold to a customer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant


class Deal(BusinessRow, table=True):
    """One deal; its owner keeps it for performance, whoever holds the customer later."""

    __tablename__ = "deal"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index("ix_deal_customer", "customer_id", "deal_day"),
        Index("ix_deal_owner", "owner_id", "deal_day"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    deal_day: int
    note: str = Field(default="", max_length=500)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_day: int | None = Field(default=None)
    voided_by_id: int | None = Field(default=None)
    void_reason: str = Field(default="", max_length=500)
