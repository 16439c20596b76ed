"""Key dates of customers, and what was done about each occurrence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.key_dates import Handling, KeyDateKind, KeyDateSource


class KeyDate(BusinessRow, table=True):
    """A day of a customer worth a reminder: once, each month or each year, 公历 or 农历."""

    __tablename__ = "key_date"
    __table_args__ = (
        Index("ix_key_date_customer", "customer_id", "month", "day"),
        Index("ix_key_date_contact", "contact_id"),
        # What comes next over all customers: the calendar, and a list of whom to greet.
        Index("ix_key_date_day", "is_lunar", "month", "day", "customer_id"),
        Index(
            "ix_key_date_once",
            "once_day",
            sqlite_where=text("once_day IS NOT NULL"),
            postgresql_where=text("once_day IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    contact_id: int | None = Field(default=None, foreign_key="contact.id", ondelete="RESTRICT")
    kind: KeyDateKind = Field(sa_type=enum_type(KeyDateKind))
    source: KeyDateSource = Field(default=KeyDateSource.ENTERED, sa_type=enum_type(KeyDateSource))
    title: str = Field(default="", max_length=200)
    is_lunar: bool = Field(default=False)
    year: int | None = Field(default=None)
    month: int | None = Field(default=None)
    day: int | None = Field(default=None)
    is_leap_month: bool = Field(default=False)
    once_day: int | None = Field(default=None)
    lead_days: Any = Field(default=None, sa_type=JsonText, nullable=True)
    note: str = Field(default="", max_length=500)


class KeyDateHandling(SQLModel, table=True):
    """What was done about one occurrence of a key date, or of a holiday, for one customer."""

    __tablename__ = "key_date_handling"
    __table_args__ = (
        Index("ix_key_date_handling_date", "key_date_id", "occurs_day"),
        Index("ix_key_date_handling_customer", "customer_id", "id"),
        Index("ix_key_date_handling_holiday", "holiday", "occurs_day", "customer_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="RESTRICT")
    key_date_id: int | None = Field(default=None, foreign_key="key_date.id", ondelete="RESTRICT")
    holiday: str = Field(default="", max_length=40)
    occurs_day: int
    handling: Handling = Field(sa_type=enum_type(Handling))
    until_day: int | None = Field(default=None)
    note: str = Field(default="", max_length=500)
    follow_up_id: int | None = Field(default=None)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)
