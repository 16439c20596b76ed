"""线索: leads, their keys, what was said to them, and whose turn it is.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.leads.values import LeadStage

LEAD: Final = Table(
    "lead",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("company", String(500), nullable=False),
    Column("called", String(500), nullable=False),
    Column("title", String(100), nullable=False),
    Column("phones", JsonText(), nullable=False, default=list),
    Column("phone_text", String(500), nullable=False),
    Column("email", String(254), nullable=False),
    Column("wechat", String(100), nullable=False),
    Column("province", String(40), nullable=False),
    Column("city", String(40), nullable=False),
    Column("address", String(500), nullable=False),
    Column("industry_id", Integer),
    Column("need", String(4000), nullable=False),
    Column("source_id", Integer),
    Column("campaign", String(200), nullable=False),
    Column("note", String(4000), nullable=False),
    Column("pinyin", String(3000), nullable=False),
    Column("search_text", String(6000), nullable=False),
    Column("stage", value_type(LeadStage), nullable=False, default=LeadStage.NEW),
    Column("stage_before", String(32), nullable=False, default=""),
    Column("score", Integer, nullable=False, default=0),
    Column("owner_id", Integer),
    Column(
        "next_contact_at",
        Instant(none_as=253402214400000),
        nullable=False,
        server_default="253402214400000",
    ),
    Column("next_contact_note", String(500), nullable=False, default=""),
    Column("last_follow_up_at", Instant(none_as=0), nullable=False, server_default="0"),
    Column("discard_reason_id", Integer),
    Column("discard_note", String(500), nullable=False, default=""),
    Column("customer_id", Integer),
    Column("converted_at", Instant()),
    Column("intake_id", String(200)),
    Column("batch_id", Integer, nullable=False),
)
"""A lead: own fields first, then whose it is and what became of it."""

LEAD_KEY: Final = Table(
    "lead_key",
    METADATA,
    Column("kind", String(10), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("lead_id", Integer, primary_key=True),
)
"""One exact key of a lead, of the kinds that customers have."""

LEAD_FOLLOW_UP: Final = Table(
    "lead_follow_up",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("lead_id", Integer, nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("method_id", Integer),
    Column("result_id", Integer),
    Column("mood", value_type(Mood)),
    Column("content", String(10000), nullable=False),
    Column("happened_at", Instant(), nullable=False),
    Column("next_contact_at", Instant()),
    Column("next_contact_note", String(500), nullable=False, default=""),
)
"""What was said to a lead; carried to the customer that it becomes."""

LEAD_TURN: Final = Table(
    "lead_turn",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("route_id", Integer, nullable=False),
    Column("user_id", Integer, nullable=False),
)
"""Who was given the last lead of a route."""
