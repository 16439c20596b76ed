"""Reminders on their way out: channels, deliveries, and the texts of greetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.deliveries import ChannelKind, DeliveryStatus


class Channel(BusinessRow, table=True):
    """A road for reminders: of one person, or of the office when `user_id` is empty."""

    __tablename__ = "channel"
    __table_args__ = (
        Index("ix_channel_user", "user_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    kind: ChannelKind = Field(sa_type=enum_type(ChannelKind))
    name: str = Field(max_length=100)
    address: str = Field(max_length=1000)
    wants: Any = Field(default_factory=list, sa_type=JsonText)
    enabled: bool = Field(default=True)


class Delivery(SQLModel, table=True):
    """One reminder on one channel; the key makes sure that it goes out once."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("channel_id", "user_id", "reminder"),
        Index("ix_delivery_status", "status", "next_try_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", ondelete="RESTRICT")
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    reminder: str = Field(max_length=120)
    customer_id: int | None = Field(default=None)
    title: str = Field(default="", max_length=500)
    body: str = Field(default="", max_length=10_000)
    due_at: datetime = Field(sa_type=Instant)
    is_late: bool = Field(default=False)
    status: DeliveryStatus = Field(sa_type=enum_type(DeliveryStatus))
    attempts: int = Field(default=0)
    taken_until: datetime | None = Field(default=None, sa_type=Instant)
    next_try_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    last_error: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=Instant)


class MessageTemplate(BusinessRow, table=True):
    """A text for greetings, with {称呼} and {公司} in it."""

    __tablename__ = "message_template"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    subject: str = Field(default="", max_length=200)
    body: str = Field(max_length=4000)
