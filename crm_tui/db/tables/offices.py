"""The office itself and its working calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, JsonText


class Office(SQLModel, table=True):
    """The one row that says how this office counts days, money and customers."""

    __tablename__ = "office"

    id: int = Field(default=1, primary_key=True)
    name: str = Field(max_length=200)
    zone: str = Field(max_length=64)
    currency: str = Field(max_length=3)
    language: str = Field(max_length=8)
    strict_contact: bool = Field(default=False)
    late_entry_days: int = Field(default=3)
    reserve_days: int = Field(default=7)
    opening_days: int = Field(default=30)
    owners_may_transfer: bool = Field(default=True)
    is_sample: bool = Field(default=False)
    calendar_version: int = Field(default=1)
    work: Any = Field(
        default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"}
    )
    """How work is timed: what differs from `domain.work_settings.WorkSettings`."""
    duplicates: Any = Field(
        default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"}
    )
    """What a match of each kind of key means: what differs from the defaults of the domain."""
    sign_in: Any = Field(
        default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"}
    )
    """What is asked of those who sign in: what differs from `domain.sign_ins.SignInPolicy`."""
    leads: Any = Field(
        default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"}
    )
    """How leads are dealt with: `domain.leads.settings.LeadSettings`."""
    max_seen_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class CalendarDay(SQLModel, table=True):
    """One day of the working calendar; the ordinals let SQL count days."""

    __tablename__ = "calendar_day"

    day: int = Field(primary_key=True)
    is_holiday: bool
    is_working: bool
    is_edited: bool = Field(default=False)
    name: str = Field(default="", max_length=40)
    non_holiday_ordinal: int
    working_ordinal: int
