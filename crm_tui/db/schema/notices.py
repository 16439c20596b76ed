"""Notices: what the program tells a person because of what somebody else did.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.notices import NoticeKind

NOTICE: Final = Table(
    "notice",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("kind", value_type(NoticeKind), nullable=False),
    Column("customer_id", Integer),
    Column("record_id", Integer),
    Column("author_id", Integer),
    Column("at", Instant(), nullable=False),
    Column("words", String(500), nullable=False, default=""),
    Column("seen_at", Instant()),
    Column("how_many", Integer, nullable=False, default=1, server_default="1"),
)
"""One thing a person is told, until they have seen it; `record_id` is what it is about."""
