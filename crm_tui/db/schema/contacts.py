"""Contacts, their phones, and the further customers they belong to.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.contacts import Attitude, DecisionRole

CONTACT: Final = Table(
    "contact",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("name", String(100), nullable=False),
    Column("pinyin", String(300), nullable=False, default=""),
    Column("gender", String(10), nullable=False, default=""),
    Column("title", String(100), nullable=False, default=""),
    Column("department", String(100), nullable=False, default=""),
    Column("email", String(254), nullable=False, default=""),
    Column("wechat", String(100), nullable=False, default=""),
    Column("wechat_nickname", String(100), nullable=False, default=""),
    Column("qq", String(20), nullable=False, default=""),
    Column("birthday", String(10), nullable=False, default=""),
    Column("birthday_is_lunar", Boolean, nullable=False, default=False),
    Column("decision_role", value_type(DecisionRole)),
    Column("attitude", value_type(Attitude)),
    Column("background", String(2000), nullable=False, default=""),
    Column("is_key", Boolean, nullable=False, default=False),
    Column("custom", JsonText(), nullable=False, default=dict, server_default="{}"),
)
"""A person at a customer."""

CONTACT_PHONE: Final = Table(
    "contact_phone",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("contact_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("digits", String(20), nullable=False),
    Column("extension", String(10), nullable=False, default=""),
)
"""One phone of a contact, as written and as digits."""

CONTACT_AFFILIATION: Final = Table(
    "contact_affiliation",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("contact_id", Integer, nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("title", String(100), nullable=False, default=""),
    Column("department", String(100), nullable=False, default=""),
    Column("since_day", Integer),
    Column("until_day", Integer),
    Column("was_home", Boolean, nullable=False, default=False),
    Column("note", String(500), nullable=False, default=""),
)
"""A customer that a contact belongs to besides the home one, or belonged to."""
