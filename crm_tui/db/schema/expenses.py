"""费用: what was spent on customers, opportunities and campaigns.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant

EXPENSE: Final = Table(
    "expense",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer),
    Column("opportunity_id", Integer),
    Column("campaign", String(200), nullable=False, default=""),
    Column("person_id", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("kind_id", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("reported_minor", BigInteger, nullable=False),
    Column("note", String(2000), nullable=False, default=""),
)
"""What somebody spent on a day; one of a campaign alone has no customer."""
