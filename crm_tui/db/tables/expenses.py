"""费用: what was spent on customers, opportunities and campaigns."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow


class Expense(BusinessRow, table=True):
    """What somebody spent on a day; one of a campaign alone has no customer."""

    __tablename__ = "expense"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_expense_customer", "customer_id", "day"),
        Index("ix_expense_opportunity", "opportunity_id"),
        Index("ix_expense_campaign", "campaign"),
        Index("ix_expense_day", "day", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="RESTRICT")
    opportunity_id: int | None = Field(
        default=None, foreign_key="opportunity.id", ondelete="RESTRICT"
    )
    campaign: str = Field(default="", max_length=200)
    person_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    day: int
    kind_id: int = Field(foreign_key="dictionary_item.id", ondelete="RESTRICT")
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    reported_minor: int = Field(sa_type=BigInteger)
    """The amount in the office's currency, at the rate of its day when it was entered."""
    note: str = Field(default="", max_length=2000)
