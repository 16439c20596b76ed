"""Reminders on their way out: channels, deliveries, and the texts of greetings.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.deliveries import ChannelKind, DeliveryStatus

CHANNEL: Final = Table(
    "channel",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer),
    Column("kind", value_type(ChannelKind), nullable=False),
    Column("name", String(100), nullable=False),
    Column("address", String(1000), nullable=False),
    Column("wants", JsonText(), nullable=False, default=list),
    Column("enabled", Boolean, nullable=False, default=True),
)
"""A road for reminders: of one person, or of the office when `user_id` is empty."""

DELIVERY: Final = Table(
    "delivery",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("channel_id", Integer, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("reminder", String(120), nullable=False),
    Column("customer_id", Integer),
    Column("title", String(500), nullable=False, default=""),
    Column("body", String(10000), nullable=False, default=""),
    Column("due_at", Instant(), nullable=False),
    Column("is_late", Boolean, nullable=False, default=False),
    Column("status", value_type(DeliveryStatus), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("taken_until", Instant()),
    Column("next_try_at", Instant(), nullable=False),
    Column("sent_at", Instant()),
    Column("last_error", String(500), nullable=False, default=""),
    Column("created_at", Instant(), nullable=False),
)
"""One reminder on one channel; the key makes sure that it goes out once."""

MESSAGE_TEMPLATE: Final = Table(
    "message_template",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("subject", String(200), nullable=False, default=""),
    Column("body", String(4000), nullable=False),
)
"""A text for greetings, with {称呼} and {公司} in it."""
