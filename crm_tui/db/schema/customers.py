"""Customers, and the keys by which duplicates are found.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.customers import CustomerKind, CustomerType, Level, Standing

CUSTOMER: Final = Table(
    "customer",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("kind", value_type(CustomerKind), nullable=False),
    Column("name", String(500), nullable=False),
    Column("short_name", String(200), nullable=False, default=""),
    Column("former_names", String(500), nullable=False, default=""),
    Column("industry_id", Integer),
    Column("type", value_type(CustomerType), nullable=False),
    Column("nature", String(40), nullable=False, default=""),
    Column("level", value_type(Level)),
    Column("source_id", Integer),
    Column("stage_id", Integer),
    Column("introduced_by", String(200), nullable=False, default=""),
    Column("province", String(40), nullable=False, default=""),
    Column("city", String(40), nullable=False, default=""),
    Column("district", String(40), nullable=False, default=""),
    Column("address", String(500), nullable=False, default=""),
    Column("location", String(80), nullable=False, default=""),
    Column("website", String(300), nullable=False, default=""),
    Column("credit_code", String(18), nullable=False, default=""),
    Column("headcount", String(40), nullable=False, default=""),
    Column("annual_revenue", String(80), nullable=False, default=""),
    Column("founded_on", Integer),
    Column("legal_representative", String(100), nullable=False, default=""),
    Column("registered_capital", String(80), nullable=False, default=""),
    Column("business_scope", String(2000), nullable=False, default=""),
    Column("parent_id", Integer),
    Column("needs", String(4000), nullable=False, default=""),
    Column("budget_minor", BigInteger),
    Column("decision_chain", String(2000), nullable=False, default=""),
    Column("need_tags", JsonText(), nullable=False, default=list),
    Column("tags", JsonText(), nullable=False, default=list),
    Column("past_cooperation", String(4000), nullable=False, default=""),
    Column("invoice_details", String(2000), nullable=False, default=""),
    Column("remarks", String(4000), nullable=False, default=""),
    Column("first_contact_day", Integer, nullable=False),
    Column("custom", JsonText(), nullable=False, default=dict),
    Column("pool_id", Integer, nullable=False),
    Column("owner_id", Integer),
    Column("period_id", Integer),
    Column("owned_since", Instant()),
    Column("pool_since", Instant()),
    Column("rule_id", Integer),
    Column("reserved_for_id", Integer),
    Column("reserved_until_day", Integer),
    Column("opens_at", Instant()),
    Column("standing", value_type(Standing), nullable=False, default=Standing.NORMAL),
    Column("standing_reason_id", Integer),
    Column("standing_note", String(500), nullable=False, default=""),
    Column("loss_reason_id", Integer),
    Column("loss_note", String(500), nullable=False, default="", server_default=""),
    Column("merged_into_id", Integer),
    Column("is_deal", Boolean, nullable=False, default=False),
    Column("is_self_found", Boolean, nullable=False, default=False),
    Column("name_key", String(500), nullable=False),
    Column("pinyin", String(3000), nullable=False),
    Column("contact_names", String(2000), nullable=False, default=""),
    Column("search_text", String(6000), nullable=False, default=""),
    Column("search_pinyin", String(20000), nullable=False, default=""),
    Column("search_initials", String(6000), nullable=False, default=""),
    Column("search_digits", String(2000), nullable=False, default=""),
    Column("search_details", String(4000), nullable=False, default="", server_default=""),
    Column("search_accounts", String(4000), nullable=False, default="", server_default=""),
    Column("completeness", Integer, nullable=False, default=0),
    Column("is_incomplete", Boolean, nullable=False, default=False),
    Column("last_follow_up_at", Instant(none_as=0), nullable=False, server_default="0"),
    Column(
        "next_contact_at",
        Instant(none_as=253402214400000),
        nullable=False,
        server_default="253402214400000",
    ),
    Column("next_contact_note", String(500), nullable=False, default=""),
    Column("clock_day", Integer),
    Column("last_effective_day", Integer),
    Column("last_day", Integer, nullable=False, default=3652059),
    Column("deciding", String(40), nullable=False, default=""),
    Column("locked_until_day", Integer),
    Column("extended_until_day", Integer),
    Column("not_before_day", Integer),
    Column("not_before_cause", String(80), nullable=False, default=""),
    Column("holder_count", Integer, nullable=False, default=0),
)
"""A customer: own fields first, then what is derived from them and from work on them."""

DUPLICATE_KEY: Final = Table(
    "duplicate_key",
    METADATA,
    Column("kind", String(10), primary_key=True),
    Column("key", String(500), primary_key=True),
    Column("customer_id", Integer, primary_key=True),
    Column("kept_until_day", Integer),
)
"""One exact key of a customer or of one of its contacts: a name, a phone, an address."""

DUPLICATE_DISMISSAL: Final = Table(
    "duplicate_dismissal",
    METADATA,
    Column("first_id", Integer, primary_key=True),
    Column("second_id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
)
"""Two customers that look alike and are not the same: somebody looked and said so."""
