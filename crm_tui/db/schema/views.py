"""Saved views, and how each person lays out and orders their lists.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.views import Audience, ListTab

SAVED_VIEW: Final = Table(
    "saved_view",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("owner_id", Integer, nullable=False),
    Column("tab", value_type(ListTab), nullable=False),
    Column("name", String(100), nullable=False),
    Column("audience", value_type(Audience), nullable=False, default=Audience.MINE),
    Column("base", value_type(CustomerView), nullable=False),
    Column("pool_id", Integer),
    Column("query", String(1000), nullable=False, default=""),
    Column("layout", JsonText(), nullable=False, default=dict),
)
"""A list that somebody saved under a name, for themselves, their team or everybody."""

LIST_LAYOUT: Final = Table(
    "list_layout",
    METADATA,
    Column("user_id", Integer, primary_key=True),
    Column("view_key", String(64), primary_key=True),
    Column("layout", JsonText(), nullable=False, default=dict),
)
"""How somebody laid out one view of a list."""

VIEW_CHOICE: Final = Table(
    "view_choice",
    METADATA,
    Column("user_id", Integer, primary_key=True),
    Column("tab", value_type(ListTab), primary_key=True),
    Column("last_key", String(64), nullable=False, default=""),
    Column("places", JsonText(), nullable=False, default=list),
)
"""Which view somebody saw last in a list, and in which order they have its views."""
